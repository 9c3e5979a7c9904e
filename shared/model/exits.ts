/**
 * How processes end, as classes, and what follows from each: one table that the core decides by, and that `why`, the command line and
 * the console tell from. `signs` say how a class is recognised (the first that fits counts), `exitRules` what is done about it.
 */

export const exitClasses = [
  'ok',
  'code-error',
  'out-of-memory',
  'gpu-fault',
  'network',
  'preempted',
  'lost-host',
  'cancelled',
  'launch-failed',
  'do-not-retry',
  'stopped',
  'unknown',
] as const
export type ExitClass = (typeof exitClasses)[number]

/** A program that exits with it is not run again: the code that NVRx uses for it. */
export const doNotRetryCode = 93

/** A line that names a Python or shell program's import or syntax fault: no second host makes it better. */
const importFault = /ModuleNotFoundError|ImportError|SyntaxError|IndentationError|command not found/

/** Everything that is looked at of an end. */
export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  /** the stop's reason where we stopped it, else `exited`, `unknown` or `launch-failed` */
  readonly reason: string
  readonly sentByUs: boolean
  /** the kernel or the cgroup ran out of memory */
  readonly oom: boolean
  /** what its agent says it is: it has seen the cgroup, the driver and the launch */
  readonly told: ExitClass | null
  /** its last words: the message of TORCHELASTIC_ERROR_FILE where there is one, else the last lines of its log */
  readonly lines: readonly string[]
  /** a grave fault was found on a GPU it had, close in time */
  readonly gpuFault: boolean
  /** its host went with it: fenced, rebooted, or confirmed dead */
  readonly hostLost: boolean
}

/** What must hold together for a class; what is not named may be anything. */
export interface Sign {
  readonly class: ExitClass
  readonly hostLost?: true
  readonly gpuFault?: true
  readonly oom?: true
  readonly told?: ExitClass
  readonly byUs?: boolean
  readonly reasons?: readonly string[]
  readonly codes?: readonly number[]
  readonly signals?: readonly string[]
  readonly anyCode?: true
  /** one of its lines says so */
  readonly says?: RegExp
}

/** Signals that a process brings upon itself. */
const crashSignals = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSYS', 'SIGTRAP']

/** In order: the first that fits is the class. */
export const signs: readonly Sign[] = [
  { class: 'lost-host', hostLost: true },
  { class: 'lost-host', told: 'lost-host' },
  { class: 'cancelled', byUs: true, reasons: ['cancelled'] },
  { class: 'preempted', byUs: true, reasons: ['preempted', 'drained'] },
  { class: 'gpu-fault', byUs: true, reasons: ['health-stop'] },
  { class: 'lost-host', byUs: true, reasons: ['lost-after'] },
  { class: 'stopped', byUs: true },
  { class: 'ok', codes: [0] },
  { class: 'launch-failed', reasons: ['launch-failed'] },
  { class: 'do-not-retry', codes: [doNotRetryCode] },
  { class: 'gpu-fault', gpuFault: true },
  { class: 'gpu-fault', told: 'gpu-fault' },
  { class: 'out-of-memory', oom: true },
  { class: 'out-of-memory', told: 'out-of-memory' },
  {
    class: 'out-of-memory',
    says: /CUDA out of memory|CUDA error: out of memory|torch\.(cuda\.)?OutOfMemoryError|CUDA_ERROR_OUT_OF_MEMORY|RESOURCE_EXHAUSTED: Out of memory|MemoryError|std::bad_alloc|Cannot allocate memory/,
  },
  {
    class: 'gpu-fault',
    says: /uncorrectable (ECC|NVLink) error|CUDA_ERROR_(ECC|NVLINK)_UNCORRECTABLE|GPU has fallen off the bus|hardware stack error|CUDA_ERROR_SYSTEM_NOT_READY/,
  },
  { class: 'code-error', says: importFault },
  {
    class: 'network',
    says: /NCCL error|ncclSystemError|ncclRemoteError|ncclInternalError|Connection (reset|closed) by (remote )?peer|EADDRINUSE|Address already in use|Connection refused|Connection timed out|No route to host|Broken pipe|collective operation timeout|Dist(Network|Store|Backend)Error|Timed out waiting \d+ms for (recv|send)/,
  },
  { class: 'code-error', signals: crashSignals },
  // 137 and 143 are what a shell makes of SIGKILL and SIGTERM of its child.
  { class: 'unknown', codes: [137, 143] },
  { class: 'code-error', anyCode: true },
  { class: 'unknown' },
]

function fits(sign: Sign, ending: Ending): boolean {
  const { code, signal } = ending
  if (sign.hostLost === true && !ending.hostLost) return false
  if (sign.gpuFault === true && !ending.gpuFault) return false
  if (sign.oom === true && !ending.oom) return false
  if (sign.told !== undefined && sign.told !== ending.told) return false
  if (sign.byUs !== undefined && sign.byUs !== ending.sentByUs) return false
  if (sign.reasons !== undefined && !sign.reasons.includes(ending.reason)) return false
  if (sign.codes !== undefined && (code === null || !sign.codes.includes(code))) return false
  if (sign.anyCode === true && code === null) return false
  if (sign.signals !== undefined && (signal === null || !sign.signals.includes(signal))) return false
  return sign.says === undefined || ending.lines.some((line) => sign.says?.test(line))
}

export const classOf = (ending: Ending): ExitClass => signs.find((sign) => fits(sign, ending))?.class ?? 'unknown'

/**
 * What pays for another launch: `failures` of the job's own (policy.maxRestarts), `hosts` that failed it, `moves` that somebody or
 * something asked for (preemption, drain, swap). Each has a bound.
 */
export const budgets = ['failures', 'hosts', 'moves'] as const
export type Budget = (typeof budgets)[number]

export interface ExitRule {
  /** null: it is not tried again. A gang that is wanted although its ranks were cancelled (an old backup was restored) pays from `failures` */
  readonly budget: Budget | null
  /** the next attempt's host: another one where one is free, the one it had, or any */
  readonly where: 'other' | 'same' | 'any'
  /**
   * The same failure so often in a row, with no step forward in between, ends the job: it will not go better. `line`: the same last
   * line (numbers left out) makes it the same failure; `class`: the class does.
   */
  readonly stops: { readonly after: number; readonly same: 'line' | 'class' } | null
  /** before the second launch in a row without a step forward; doubled for each further one, up to limits.restartWaitMaxMs. The first is at once */
  readonly waitMs: number
  /** what the class is, in words for people */
  readonly words: string
  /** what is done and why, in a sentence */
  readonly why: string
}

const never = { budget: null, where: 'any', stops: null, waitMs: 0 } as const

export const exitRules: Readonly<Record<ExitClass, ExitRule>> = {
  ok: { ...never, words: 'ended well', why: 'it has done its work' },
  'code-error': {
    budget: 'failures',
    where: 'other',
    stops: { after: 2, same: 'line' },
    waitMs: 5_000,
    words: 'the program failed',
    why: 'it is tried once more, elsewhere where a host is free: the same failure there is the program’s own, and ends the job',
  },
  'out-of-memory': {
    budget: 'failures',
    where: 'other',
    stops: { after: 2, same: 'class' },
    waitMs: 5_000,
    words: 'out of memory',
    why: 'it is tried once more, elsewhere where a host is free; then the job must ask for less or be given more',
  },
  'gpu-fault': {
    budget: 'hosts',
    where: 'other',
    stops: null,
    waitMs: 5_000,
    words: 'a GPU or its host is faulty',
    why: 'it goes on without that host',
  },
  network: {
    budget: 'failures',
    where: 'same',
    stops: null,
    waitMs: 5_000,
    words: 'the network between ranks failed',
    why: 'it is tried again in place with a new port; the wait doubles while it gets no further',
  },
  preempted: {
    budget: 'moves',
    where: 'any',
    stops: null,
    waitMs: 0,
    words: 'moved by us',
    why: 'it goes on when it has hosts again; nothing is held against it',
  },
  'lost-host': {
    budget: 'hosts',
    where: 'other',
    stops: null,
    waitMs: 5_000,
    words: 'its host was lost',
    why: 'it goes on without that host once nothing of it can run there any more',
  },
  cancelled: { ...never, words: 'cancelled', why: 'somebody asked for its end' },
  'launch-failed': {
    budget: 'hosts',
    where: 'other',
    // [Q1] and [Q2] stop it, for every kind of job.
    stops: null,
    waitMs: 5_000,
    words: 'it could not be started',
    why: 'it is tried on another host; the same reason on a second one ends the job',
  },
  'do-not-retry': {
    ...never,
    words: `it said that it is not to be run again (exit code ${doNotRetryCode})`,
    why: 'the program asked for it',
  },
  stopped: { ...never, words: 'stopped by us', why: 'the stop’s reason says why' },
  unknown: {
    budget: 'failures',
    where: 'same',
    stops: null,
    waitMs: 5_000,
    words: 'ended for an unknown reason',
    why: 'something outside ended it, and it did not say what: it is tried again; the wait doubles while it gets no further',
  },
}

/** What makes two failures one: the last words without numbers, addresses and times, which differ each time. */
export function signatureOf(line: string): string {
  return line
    .replace(/0x[0-9a-f]+/gi, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
