/** Rows in the words that the command line and the console share. */
import { limits } from '../limits.ts'
import { silences } from './alerts.ts'
import { type Budget, budgets, type ExitClass, exitRules } from './exits.ts'
import type { AlertRow, Evidence, Grade, HostHealth, SilenceRow, VerdictRow } from './health.ts'
import type { ExitRecord, JobSpec, ScriptEnd } from './job.ts'
import type { GapReason, LogGap, LogSkipped } from './logs.ts'
import type { GpuRelease } from './maintenance.ts'
import type { ToldInventory } from './reading.ts'
import { boundOf, spentOf } from './restarts.ts'
import type { HostRow, JobRow } from './rows.ts'
import { type GpuUsage, type Grant, type Recovery, recoveryParts } from './scheduling.ts'
import { sizeText } from './sizes.ts'

/** What keeps a host from ordinary work, or sets it apart; `word` names it, `detail` says why. */
export interface HostMark {
  readonly word:
    | 'simulated'
    | 'refused'
    | 'given up'
    | 'cordoned'
    | 'uncounted'
    | 'draining'
    | 'drained'
    | 'waits'
    | 'leaving'
    | 'GPUs released'
    | 'epilogs'
    | 'suspended'
    | HealthWord
  readonly detail: string
}
type HealthWord = 'watched' | 'degraded' | 'stopped' | 'verifying' | 'unverified'

/** Words that say how or what a host is, not that it is kept from work: that is said beside them, by its drain. */
const notOfWork: ReadonlySet<string> = new Set([
  'simulated',
  'epilogs',
  'watched',
  'degraded',
  'stopped',
  'verifying',
  'unverified',
] satisfies HostMark['word'][])
export const keepsFromWork = ({ word }: HostMark): boolean => !notOfWork.has(word)

const gradeWords: Readonly<Record<Grade, HealthWord>> = { watch: 'watched', degrade: 'degraded', stop: 'stopped' }
export const gradeWord = (grade: Grade): string => gradeWords[grade]

/** `faults`: what its verdicts say that are not closed, worst first. */
export function hostMarks(host: HostRow, nowMs: number, faults: readonly string[] = []): HostMark[] {
  const marks: HostMark[] = []
  const add = (word: HostMark['word'], detail: string): void => void marks.push({ word, detail })
  if (host.health !== undefined) addHealth(host.health, nowMs, faults, add)
  if (host.inventory.simulated) add('simulated', 'not a real machine')
  if (host.refusedReason !== null) add('refused', host.refusedReason)
  if (host.confirmedLost) add('given up', 'a person said that it is dead; until it is heard again')
  if (host.cordoned) add('cordoned', 'no new work')
  if (host.uncounted > 0)
    add(
      'uncounted',
      `no new work: ${host.uncounted} more foreign attempts than can be counted; its next hello tells again`,
    )
  if (host.drain !== null) {
    const { mode, reason, by, doneMs } = host.drain
    add(doneMs === null ? 'draining' : 'drained', `${mode}, by ${by}: ${reason}`)
  }
  if (host.leaving !== undefined) add('leaving', `is being removed by ${host.leaving.by}`)
  if (host.gpuRelease !== undefined) add('GPUs released', releaseText(host.gpuRelease))
  if (host.epilogFailures !== undefined) add('epilogs', `${host.epilogFailures} in a row failed`)
  if (host.backoff !== null) {
    const { untilMs, reason } = host.backoff
    const after = `after ${host.launchFailures} failed launch${host.launchFailures === 1 ? '' : 'es'}: ${reason}`
    if (untilMs === null) add('suspended', `${after}; uncordon it once it is well`)
    else if (untilMs > nowMs) add('waits', `${Math.ceil((untilMs - nowMs) / 1000)} s ${after}`)
  }
  return marks
}

/** "asked for by eve", "by eve: no process holds a file of them". */
function releaseText({ by, state, holders }: GpuRelease): string {
  if (state === 'asked') return `asked for by ${by}`
  if (state === 'taking-back') return 'they are being taken back'
  if (state === 'released') return `by ${by}: no process holds a file of them`
  return `by ${by}; files of them are still open in ${holders.join(', ')}`
}

function addHealth(
  { grade, drained, overruled, session, check, failedChecks, nextCheckMs, returnsMs }: HostHealth,
  nowMs: number,
  faults: readonly string[],
  add: (word: HealthWord, detail: string) => void,
): void {
  const kept = overruled !== null && overruled.session === session ? `; kept in service by ${overruled.by}` : ''
  if (grade !== null) add(gradeWords[grade], `${faults.join('; ') || `a fault of grade ${grade}`}${kept}`)
  const failed = `${failedChecks} check${failedChecks === 1 ? '' : 's'} failed`
  if (check !== null) add('verifying', `for ${Math.max(0, Math.round((nowMs - check.sinceMs) / 1000))} s`)
  else if (failedChecks > 0 && nextCheckMs === null) add('unverified', `${failed}; a person must look at it`)
  else if (failedChecks > 0) add('unverified', `${failed}; checked again`)
  else if (drained) {
    const returns = returnsMs.filter((atMs) => nowMs - atMs < limits.returnsWindowMs).length
    if (returns >= limits.returnsInWindow)
      add('unverified', `its faults came again after ${returns} passed checks; a person must look at it`)
  }
}

const worse: Readonly<Record<Grade, number>> = { stop: 2, degrade: 1, watch: 0 }
/** Worst first, then the newest. */
export const worstFirst = (
  a: Pick<VerdictRow, 'grade' | 'sinceMs'>,
  b: Pick<VerdictRow, 'grade' | 'sinceMs'>,
): number => worse[b.grade] - worse[a.grade] || b.sinceMs - a.sinceMs

/** "GPU 3" for `gpu:<uuid>` of a host that has it, its uuid where it is gone; else the device as it is called. */
export function deviceName(device: string, host: Pick<HostRow, 'inventory'> | undefined): string {
  if (!device.startsWith('gpu:')) return device
  const gpu = host?.inventory.gpus?.find(({ uuid }) => uuid === device.slice(4))
  return gpu === undefined ? device.slice(4) : `GPU ${gpu.index}`
}

/** What verdicts of a host say that are not closed, worst first, at most three. */
export function faultTexts(verdicts: Iterable<VerdictRow>, host: Pick<HostRow, 'inventory'>): string[] {
  const live = [...verdicts].filter((each) => each.state !== 'closed').sort(worstFirst)
  const told = live
    .slice(0, 3)
    .map(
      ({ device, text, state }) =>
        `${deviceName(device, host)} ${text}${state === 'gone' ? ' (gone, not verified)' : ''}`,
    )
  return live.length > 3 ? [...told, `${live.length - 3} more`] : told
}

/** "gpu-temperature gpu 3: 92 °C (> 89 °C), 0.4 s old". */
export function evidenceText({ signal, labels, value, unit, ageMs, limit }: Evidence): string {
  const device = deviceText(labels)
  const shown = `${value}${unit === '' || unit === 'count' ? '' : ` ${unit}`}`
  return `${signal}${device === '' ? '' : ` ${device}`}: ${shown}${limit === '' ? '' : ` (${limit})`}, ${(ageMs / 1000).toFixed(1)} s old`
}

/** "gpu 3, link 2": labels without the ids that no person reads. */
export const deviceText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .filter(([key]) => key !== 'uuid')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')

/** "node-a, node-b and 6 more". */
export function alertHosts({ hosts, hostCount }: AlertRow, nameOf: (id: string) => string): string {
  const names = hosts.slice(0, 3).map(nameOf)
  const more = hostCount - names.length
  return `${names.join(', ')}${more > 0 ? `${names.length === 0 ? '' : ' and '}${more} more` : ''}`
}

/** Who is at it, or why it is not sent: "acknowledged by eve: on it"; '' for an alert that stands alone. */
export function alertNote(
  { acknowledged, snoozedUntilMs, state }: AlertRow,
  nowMs: number,
  silencedUntilMs: number | null = null,
): string {
  const parts: string[] = state === 'resolved' ? ['resolved'] : []
  if (acknowledged !== null)
    parts.push(`acknowledged by ${acknowledged.by}${acknowledged.note === '' ? '' : `: ${acknowledged.note}`}`)
  if (snoozedUntilMs !== null && snoozedUntilMs > nowMs)
    parts.push(`snoozed for ${Math.ceil((snoozedUntilMs - nowMs) / 60_000)} min`)
  if (silencedUntilMs !== null && silencedUntilMs > nowMs)
    parts.push(`silenced for ${Math.ceil((silencedUntilMs - nowMs) / 60_000)} min`)
  return parts.join('; ')
}

/** Until when silences hold the alert back; null: none does. */
export function silencedUntil(
  alert: AlertRow,
  all: Iterable<SilenceRow>,
  nameOf: (host: string) => string,
): number | null {
  let untilMs: number | null = null
  for (const silence of all) if (silences(silence, alert, nameOf)) untilMs = Math.max(untilMs ?? 0, silence.untilMs)
  return untilMs
}

/** GPUs of a host, both figures in what is granted whole: a GPU, or a slice of one in MIG mode. */
export interface GpuUse {
  readonly usedGpus: number
  /** null: the host has not read them yet */
  readonly totalGpus: number | null
}

/** What is held and no longer there is not counted. */
export function gpuUse({ gpus }: ToldInventory, held: Iterable<Grant>): GpuUse {
  if (gpus === undefined) return { usedGpus: 0, totalGpus: null }
  const all = new Set(gpus.flatMap(({ uuid, mig }) => (mig === undefined ? [uuid] : mig.map((slice) => slice.uuid))))
  const used = new Set<string>()
  for (const grant of held) for (const uuid of grant.gpus) if (all.has(uuid)) used.add(uuid)
  return { usedGpus: used.size, totalGpus: all.size }
}

/** "unknown", "none", "3 of 8". */
export function gpuText({ usedGpus, totalGpus }: GpuUse): string {
  if (totalGpus === null) return 'unknown'
  return totalGpus === 0 ? 'none' : `${usedGpus} of ${totalGpus}`
}

/** "running, epoch 3 on 8 hosts, failed twice"; '' for other kinds. The phase of a gang that has ended says nothing: it is left out. */
export function gangText({ gang, endedMs }: JobRow): string {
  if (gang === null) return ''
  const parts: string[] = endedMs === null ? [gang.phase] : []
  const hosts = gang.size === 0 ? '' : ` on ${gang.size} host${gang.size === 1 ? '' : 's'}`
  if (gang.epoch > 0) parts.push(`${endedMs === null && gang.size > 0 ? '' : 'last '}epoch ${gang.epoch}${hosts}`)
  if (gang.epoch === 0 && endedMs !== null) parts.push('never launched')
  if (gang.restarts > 0) parts.push(`failed ${gang.restarts === 1 ? 'once' : `${gang.restarts} times`}`)
  if (gang.moves > 0) parts.push(`moved ${gang.moves === 1 ? 'once' : `${gang.moves} times`}`)
  return parts.join(', ')
}

/**
 * By which rung of the ladder it was launched last: "restarted in place", "smaller than before (6 of 8 hosts), without h03"; '' when it was
 * not yet.
 */
export function rungText({ gang }: Pick<JobRow, 'gang'>): string {
  const { recovery, size = 0 } = gang ?? {}
  if (recovery == null || recovery.rung === null) return ''
  const { left, leftCount, size: before } = recovery
  const more = leftCount - left.length
  const names = `${left.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  switch (recovery.rung) {
    case 'in-place':
      return 'restarted in place'
    case 'swapped':
      return `${names} ${leftCount === 1 ? 'was' : 'were'} swapped`
    case 'smaller':
      return `smaller than before (${size} of ${before} hosts)${leftCount === 0 ? '' : `, without ${names}`}`
    case 'queued':
      return 'anew from the queue'
  }
}

/** "3.2 s as far as is known (detect unknown, decide 0 ms, fence 1.1 s, …)": each part of the way back; of one under way, as far as it has come. */
export function recoveryText({ parts, rung }: Recovery): string {
  const known = recoveryParts.filter((part) => parts[part] !== undefined)
  const told = rung === null ? known : recoveryParts
  const sum = known.reduce((total, part) => total + (parts[part] ?? 0), 0)
  const each = told.map((part) => `${part} ${parts[part] === undefined ? 'unknown' : shortTime(parts[part])}`)
  return `${shortTime(sum)} as far as is known (${each.join(', ')})`
}

const shortTime = (ms: number): string =>
  ms < 1_000
    ? `${Math.round(ms)} ms`
    : ms < 120_000
      ? `${(ms / 1_000).toFixed(1)} s`
      : `${(ms / 60_000).toFixed(1)} min`

const budgetNames: Readonly<Record<Budget, string>> = {
  failures: 'restarts after failures of its own',
  hosts: 'restarts after failures of hosts',
  moves: 'moves',
}

/** "2 of 10 restarts after failures of its own, 0 of 100 …": of each budget what is spent. */
export function budgetText({ gang, spec }: Pick<JobRow, 'gang' | 'spec'>): string {
  if (gang === null) return ''
  const spent = spentOf(gang)
  return budgets.map((budget) => `${spent[budget]} of ${boundOf(spec, budget)} ${budgetNames[budget]}`).join(', ')
}

/** "out of memory (out-of-memory): it is tried once more, elsewhere …": the class of an end and its rule. */
export const classText = (of: ExitClass): string => `${exitRules[of].words} (${of}): ${exitRules[of].why}`

/** GPU-milliseconds held: the sum of the split. */
export function heldGpuMs({ useful, recomputed, restart, waiting, speculative, idle }: GpuUsage): number {
  return useful + recomputed + restart + waiting + speculative + idle
}

/** "8 hosts × 8 GPUs, 8 slots", "1 GPU a task": what each task takes, and how many hosts start together. */
export function asksText({ gang, array, resources }: JobSpec): string {
  const { cpus = 1, memoryMb, gpus = 0, gpuModel, gpuMemoryMb, migProfile } = resources ?? {}
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
  const parts: string[] = []
  if (gpus > 0) {
    const which = [gpuModel, gpuMemoryMb === undefined ? undefined : `${gpuMemoryMb} MB each`].filter(Boolean)
    parts.push(`${count(gpus, migProfile ?? 'GPU')}${which.length === 0 ? '' : ` (${which.join(', ')})`}`)
  }
  if (gpus === 0 || cpus !== 1) parts.push(count(cpus, 'slot'))
  if (memoryMb !== undefined) parts.push(`${memoryMb} MB`)
  const each = parts.join(', ')
  if (gang === undefined) return array === undefined ? each : `${each} a task`
  const least = gang.minHosts === undefined || gang.minHosts === gang.hosts ? '' : `${gang.minHosts} to `
  const spares = gang.spares === undefined || gang.spares === 0 ? '' : ` + ${count(gang.spares, 'spare')}`
  const ranks = gang.ranksPerHost === undefined ? '' : `, ${count(gang.ranksPerHost, 'rank')} each`
  return `${least}${count(gang.hosts, 'host')}${spares} × ${each}${ranks}`
}

/** "directory 3f2a91c0 (2 MB), image …, secrets a, b": what a job starts among; '' for one that brings nothing. */
export function bringsText({ code, image, secrets }: Pick<JobSpec, 'code' | 'image' | 'secrets'>): string {
  const parts: string[] = []
  if (code !== undefined)
    parts.push(
      'dir' in code ? `directory ${code.dir.sha256.slice(0, 8)} (${sizeText(code.dir.bytes)})` : `in ${code.workdir}`,
    )
  if (image !== undefined) parts.push(`image ${image}`)
  if (secrets !== undefined) parts.push(`secret${secrets.length === 1 ? '' : 's'} ${secrets.join(', ')}`)
  return parts.join(', ')
}

/** "prolog 0, epilog 2": how the site's scripts around an attempt ended; '' without any. */
export function scriptsText(exit: Pick<ExitRecord, 'prolog' | 'epilog'> | null): string {
  const told = ([name, end]: readonly [string, ScriptEnd | undefined]): string[] =>
    end === undefined ? [] : [`${name} ${end.code ?? 'not ended'}`]
  return [['prolog', exit?.prolog] as const, ['epilog', exit?.epilog] as const].flatMap(told).join(', ')
}

/** "1000 tasks" of an array, "12 shards" of another batch job. */
export function piecesText({ spec, shards }: JobRow): string {
  return `${shards.total} ${spec.array === undefined ? 'shard' : 'task'}${shards.total === 1 ? '' : 's'}`
}

/** "12.3 GPU-h: 91% useful, 8% waiting, <1% restart"; the largest part first. */
export function usageText(usage: GpuUsage): string {
  const held = heldGpuMs(usage)
  const parts = (Object.entries(usage) as [string, number][]).filter(([, ms]) => ms > 0).sort((a, b) => b[1] - a[1])
  const shares = parts.map(([kind, ms]) => `${shareText(ms / held)} ${kind}`)
  return `${gpuTime(held)}: ${shares.join(', ')}`
}

/** Whole percents; 0 and 100 only where that is exact. */
function shareText(share: number): string {
  if (share < 0.005) return '<1%'
  return share < 1 ? `${Math.min(99, Math.max(1, Math.floor(share * 100 + 0.5)))}%` : '100%'
}

function gpuTime(ms: number): string {
  const [value, unit] = ms < 60_000 ? [ms / 1_000, 's'] : ms < 3_600_000 ? [ms / 60_000, 'min'] : [ms / 3_600_000, 'h']
  return `${value.toFixed(value < 100 ? 1 : 0)} GPU-${unit}`
}

/** The share of held GPU time that led to a result; null when none was held. */
export function goodputOf(usage: GpuUsage): number | null {
  const held = heldGpuMs(usage)
  return held === 0 ? null : usage.useful / held
}

/** What tells the devices of one kind apart, as one text: `gpu`, `device, port`; '' for the host itself. */
export const labelNames = (labels: Readonly<Record<string, string>>): string =>
  Object.keys(labels)
    .filter((name) => name !== 'uuid')
    .sort()
    .join(', ')

/** One of those devices, by the labels of these names (`labelNames`). */
export const labelledDevice = (labels: Readonly<Record<string, string>>, names: string, between: string): string =>
  names === ''
    ? ''
    : names
        .split(', ')
        .map((name) => labels[name] ?? '')
        .join(between)

const whyMissing: Readonly<Record<GapReason, string>> = {
  budget: 'older ones went to stay within the byte budget',
  backlog: 'written faster than they could be kept',
  'disk-full': "the host's disk is full",
  cut: 'the file was cut while the rank went on writing',
  unreadable: 'what was kept cannot be read',
}

/** What of a log is not there, and why. */
export function gapText({ bytes, lines, reason }: Pick<LogGap, 'bytes' | 'lines' | 'reason'>): string {
  const much = bytes === null ? 'an unknown number of bytes' : `${bytes.toLocaleString('en')} bytes`
  const many = lines === null ? '' : ` (${lines.toLocaleString('en')} lines)`
  return `${much}${many} are not here: ${whyMissing[reason]}`
}

export const skippedText = ({ bytes, lines }: Pick<LogSkipped, 'bytes' | 'lines'>): string =>
  `skipped ${lines.toLocaleString('en')} lines (${bytes.toLocaleString('en')} bytes): they came faster than they were read`

/** Lines without their ends. Of a line that was drawn over (a progress bar) the last state counts. */
export function shownLines(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => {
    if (!line.includes('\r')) return line
    return line.split('\r').findLast((state) => state !== '') ?? ''
  })
}
