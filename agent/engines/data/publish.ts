/** The last wave of intake: merges the parts' profiles, judges the whole against the pipeline, writes the report people read. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IntakeResult, PublishResult } from '../../../shared/model/engines.ts'
import type { ShardOutput } from '../../../shared/model/job.ts'
import type { IntakeSpec } from '../../../shared/model/pipeline.ts'
import type { HandlerOutput, ShardContext } from '../worker.ts'
import { lookBackRows } from './intake.ts'
import { type ColumnProfile, mergeProfiles, type Profile } from './profile.ts'

type Totals = Omit<PublishResult, 'ok' | 'message'>

function totals(parts: readonly IntakeResult[]): Totals {
  const reasons: Record<string, number> = {}
  for (const part of parts)
    for (const [reason, n] of Object.entries(part.reasons)) reasons[reason] = (reasons[reason] ?? 0) + n
  const filled = parts.filter((part) => part.rows > 0)
  const sum = (of: (part: IntakeResult) => number): number => parts.reduce((total, part) => total + of(part), 0)
  return {
    rows: sum((part) => part.rows),
    quarantined: sum((part) => part.quarantined),
    reasons,
    from: filled.map((part) => part.from).sort()[0] ?? '',
    to:
      filled
        .map((part) => part.to)
        .sort()
        .at(-1) ?? '',
  }
}

/** What the duplicate check can and cannot promise for this source. */
function duplicatesNote(spec: IntakeSpec, parts: readonly IntakeResult[]): string {
  if (spec.unique === undefined) return 'Duplicates were not looked for (intake.unique is not set).'
  const filled = parts.filter((part) => part.rows > 0)
  const ordered = filled.every((part, i) => i === 0 || (filled[i - 1]?.to ?? '') <= part.from)
  const reach = `Duplicates were looked for inside each part and ${lookBackRows} rows back over its border.`
  if (ordered && spec.unique.includes(spec.time))
    return `${reach} The source is in time order and the time is one of the unique columns, so equal rows lie together.`
  return `${reach} ${ordered ? 'The time is not one of the unique columns' : 'The source is not in time order'}: equal rows further apart are not found; sort the source or use one shard to find them.`
}

function judge(spec: IntakeSpec, all: Totals): { ok: boolean; message: string } {
  const seen = all.rows + all.quarantined
  const share = seen === 0 ? 0 : all.quarantined / seen
  const percent = (x: number): string => `${Number((x * 100).toPrecision(3))} %`
  if (all.rows === 0) return { ok: false, message: `no good row: all ${seen} rows of the source were quarantined` }
  const main = Object.entries(all.reasons).sort((a, b) => b[1] - a[1])[0]
  if (share > spec.maxQuarantined)
    return {
      ok: false,
      message: `intake.maxQuarantined: ${all.quarantined} of ${seen} rows (${percent(share)}) were quarantined, more than ${percent(spec.maxQuarantined)}; most often: ${main?.[0]} (${main?.[1]})`,
    }
  return { ok: true, message: `${all.rows} rows, ${all.quarantined} quarantined (${percent(share)})` }
}

function columnLine(name: string, c: ColumnProfile): string {
  const top = Object.entries(c.categories ?? {}).sort((a, b) => b[1] - a[1])
  const common = top
    .slice(0, 5)
    .map(([value, n]) => `${value} ${n}`)
    .join(', ')
  const middle = c.quantiles?.['0.5'] === undefined ? '' : `, median ${c.quantiles['0.5']}`
  const mean = c.mean === undefined ? '' : `, mean ${Number(c.mean.toPrecision(5))}${middle}`
  return `  ${name} (${c.type}): ${c.distinct} distinct, ${c.nulls} missing, ${c.min} to ${c.max}${mean}${common === '' ? '' : `; most common: ${common}`}`
}

function reportText(
  spec: IntakeSpec,
  verdict: { ok: boolean; message: string },
  all: Totals,
  profile: Profile,
  note: string,
): string {
  const reasons = Object.entries(all.reasons).sort((a, b) => b[1] - a[1])
  return [
    `Intake of ${spec.source.file}: ${verdict.ok ? 'published' : 'STOPPED'}`,
    verdict.message,
    `Times: ${all.from} to ${all.to}`,
    '',
    reasons.length === 0 ? 'No row was quarantined.' : 'Quarantined:',
    ...reasons.map(([reason, n]) => `  ${n}  ${reason}`),
    note,
    '',
    'Columns:',
    ...Object.entries(profile).map(([name, column]) => columnLine(name, column)),
    '',
  ].join('\n')
}

export async function publish(
  spec: IntakeSpec,
  inputs: readonly ShardOutput[],
  context: ShardContext,
): Promise<HandlerOutput> {
  const parts = inputs.map((input) => input.result as unknown as IntakeResult)
  const profiles: Profile[] = []
  for (const input of inputs) {
    const artifact = input.artifacts?.profile
    if (artifact === undefined) throw new Error('publish: an intake shard gave no profile')
    profiles.push(JSON.parse(await readFile(await context.fetch(artifact), 'utf8')) as Profile)
  }
  const profile = mergeProfiles(profiles)
  const all = totals(parts)
  const verdict = judge(spec, all)
  const paths = { profile: join(context.dir, 'profile.json'), report: join(context.dir, 'report.txt') }
  await writeFile(paths.profile, JSON.stringify(profile))
  await writeFile(paths.report, reportText(spec, verdict, all, profile, duplicatesNote(spec, parts)))
  return { result: { ...verdict, ...all }, artifacts: paths }
}
