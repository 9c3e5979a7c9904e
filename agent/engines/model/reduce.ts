/** The `reduce` wave of evaluation: parts' sums to the report the gate reads, cut to what a shard's result may hold. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../../../shared/limits.ts'
import { psi } from '../../../shared/math.ts'
import type { EvaluationReport, Metrics, ScoreSums } from '../../../shared/model/engines.ts'
import type { Json, ShardOutput } from '../../../shared/model/job.ts'
import { addSums, aucInterval, emptySums, metricsOf, neInterval } from '../../../shared/model/metrics.ts'
import { BadInputError } from '../bad-input.ts'
import { topCategories } from '../column-key.ts'
import type { HandlerOutput, ShardContext } from '../worker.ts'
import type { PartSums } from './score.ts'

const categoriesKept = 40
const round6 = (x: number): number => Math.round(x * 1e6) / 1e6

function rounded<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, typeof v === 'number' ? round6(v) : v])) as T
}

const metrics = (sums: ScoreSums): Metrics => rounded(metricsOf(sums))

function sumOf(parts: readonly PartSums[], pick: (part: PartSums) => ScoreSums | undefined): ScoreSums | undefined {
  const all = parts.map(pick).filter((sums) => sums !== undefined)
  return all.length === 0 ? undefined : all.reduce<ScoreSums>(addSums, emptySums())
}

/** PSI of scores in ten bins of equal count in the hold-out. */
export function scorePsi(reference: readonly number[], next: readonly number[]): number {
  const total = reference.reduce((a, b) => a + b, 0)
  const was: Record<string, number> = {}
  const is: Record<string, number> = {}
  let seen = 0
  for (const [bin, count] of reference.entries()) {
    const group = String(Math.min(9, Math.floor((seen * 10) / Math.max(1, total))))
    was[group] = (was[group] ?? 0) + count
    is[group] = (is[group] ?? 0) + (next[bin] ?? 0)
    seen += count
  }
  return psi(was, is)
}

function columnsOf(parts: readonly PartSums[], keep: number): Record<string, Record<string, number>> {
  const out: Record<string, Record<string, number>> = {}
  for (const name of Object.keys(parts[0]?.columns ?? {})) {
    const counts: Record<string, number> = {}
    for (const part of parts)
      for (const [key, n] of Object.entries(part.columns[name] ?? {})) counts[key] = (counts[key] ?? 0) + n
    const total = Object.values(counts).reduce((a, b) => a + b, 0)
    out[name] = Object.fromEntries(
      Object.entries(topCategories(counts, keep)).map(([key, n]) => [key, round6(n / total)]),
    )
  }
  return out
}

type Report = EvaluationReport & { readonly dropped?: readonly string[] }

function fullReport(parts: readonly PartSums[], keep: number): Report {
  const groups: Record<string, ScoreSums> = {}
  for (const part of parts)
    for (const [name, sums] of Object.entries(part.candidate))
      groups[name] = groups[name] === undefined ? sums : addSums(groups[name], sums)
  const all = Object.values(groups).reduce<ScoreSums>(addSums, emptySums())
  if (all.rows === 0) throw new BadInputError('evaluate: no rows to score in the window')
  const [champion, perturbed, reweighted] = (['champion', 'perturbed', 'reweighted'] as const).map((which) =>
    sumOf(parts, (part) => part[which]),
  )
  const latency = parts.find((part) => part.latency !== undefined)?.latency
  const nexts = parts.flatMap((part) => (part.next === undefined ? [] : [part.next]))
  const next = nexts.reduce<number[]>((sum, counts) => counts.map((n, i) => n + (sum[i] ?? 0)), [])
  const hold = all.negatives.map((n, i) => n + (all.positivesByBin[i] ?? 0))
  const sorted = Object.entries(groups).sort((a, b) => (a[0] < b[0] ? -1 : 1))
  return {
    candidate: { ...metrics(all), aucInterval: rounded(aucInterval(all)), neInterval: rounded(neInterval(all)) },
    ...(champion === undefined ? {} : { champion: metrics(champion) }),
    ...(perturbed === undefined ? {} : { perturbed: metrics(perturbed) }),
    ...(reweighted === undefined ? {} : { reweighted: metrics(reweighted) }),
    ...(latency === undefined ? {} : { latency }),
    // No rows in the next window: unknown, not "no shift".
    ...(next.some((n) => n > 0) ? { nextWindowScorePsi: round6(scorePsi(hold, next)) } : {}),
    groups: Object.fromEntries(sorted.map(([name, sums]) => [name, metrics(sums)])),
    columns: columnsOf(parts, keep),
  }
}

/** Whole when it fits, else fewer categories, then fewer (the oldest) groups; `dropped` says what went. */
export function fitReport(parts: readonly PartSums[]): Report {
  const room = limits.shardResultBytes - 256
  const fits = (report: Report): boolean => Buffer.byteLength(JSON.stringify(report)) <= room
  let report = fullReport(parts, categoriesKept)
  if (fits(report)) return report
  report = { ...fullReport(parts, 20), dropped: ['columns: only the 20 most common categories'] }
  if (fits(report)) return report
  const names = Object.keys(report.groups)
  for (let gone = 1; gone <= names.length; gone++) {
    const groups = Object.fromEntries(Object.entries(report.groups).slice(gone))
    const dropped = [
      'columns: only the 20 most common categories',
      `groups: ${names[0]} to ${names[gone - 1]} (whole in the artifact 'report')`,
    ]
    const cut = { ...report, groups, dropped }
    if (fits(cut)) return cut
  }
  return { ...report, groups: {}, columns: {}, dropped: ["groups and columns: all (whole in the artifact 'report')"] }
}

export async function writeSums(sums: PartSums, context: ShardContext): Promise<HandlerOutput> {
  const path = join(context.dir, 'sums.json')
  await writeFile(path, JSON.stringify(sums))
  const rows = Object.values(sums.candidate).reduce((n, group) => n + group.rows, 0)
  return { result: { rows }, artifacts: { sums: path } }
}

export async function reduceParts(inputs: readonly ShardOutput[], context: ShardContext): Promise<HandlerOutput> {
  const parts: PartSums[] = []
  for (const { artifacts } of inputs) {
    if (artifacts?.sums === undefined) throw new Error('reduce: a score shard gave no sums')
    parts.push(JSON.parse(await readFile(await context.fetch(artifacts.sums), 'utf8')) as PartSums)
  }
  const path = join(context.dir, 'report.json')
  await writeFile(path, JSON.stringify(fullReport(parts, categoriesKept)))
  return { result: fitReport(parts) as unknown as Json, artifacts: { report: path } }
}
