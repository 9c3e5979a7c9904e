/** Faults and what is concluded from them: kernel events, findings of detectors, verdicts, alerts. */
import type { RowBase } from './row-base.ts'

/**
 * `watch`: told, nothing is done. `degrade`: no new work, what runs is moved or finishes (drain `after`/`swap`).
 * `stop`: the device cannot do its work: what runs on it is stopped with `health-stop`, and its host is drained.
 */
export const grades = ['watch', 'degrade', 'stop'] as const
export type Grade = (typeof grades)[number]

/** What repairs it, in NVIDIA's words where they have one. */
export const repairs = [
  'none',
  'restart-app',
  'reset-gpu',
  'reboot-host',
  'inspect',
  'replace',
  'contact-support',
] as const
export type Repair = (typeof repairs)[number]

export const kernelEventClasses = [
  'xid',
  'sxid',
  'gpu-fell-off-bus',
  'nvlink',
  'gsp',
  'nvrm',
  'mlx5-dead',
  'mlx5',
  'mce',
  'oom-kill',
  'filesystem',
  'nvme',
  'pcie',
  'lost-lines',
] as const
export type KernelEventClass = (typeof kernelEventClasses)[number]

export interface KernelEvent {
  readonly class: KernelEventClass
  readonly code: number
  readonly device: string
  readonly uuid: string
  readonly text: string
  readonly hostMs: number
  readonly count: number
  readonly details: Readonly<Record<string, string>>
}

/**
 * Among the details of an event: its line was so many seconds old when an agent first read that host's log. Nobody followed the log
 * then: the fault may have been repaired since, or have been told before.
 */
export const unreadForS = 'unread-for-s'

/** One reading that a verdict rests on. `ageMs`: how old it was when it was judged. */
export interface Evidence {
  readonly signal: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number | string
  readonly unit: string
  readonly ageMs: number
  /** what it was held against, in words: `> 83 °C` */
  readonly limit: string
}

/**
 * What a detector says of one device when it changes its mind. Detectors run in the telemetry worker on each frame; only
 * their transitions enter the core. `grade` null: the condition holds no more (which is no proof of health).
 */
export interface Finding {
  readonly rule: string
  readonly ruleVersion: string
  /** `gpu:<uuid>`, `port:<device>/<port>`, `interface:<name>`, `disk:<name>`, `sensor:<name>`, `host`, `cdu:<id>`, `leak:<id>`, … */
  readonly device: string
  readonly grade: Grade | null
  readonly repair: Repair
  /** plain words with numbers */
  readonly text: string
  readonly evidence: readonly Evidence[]
  /** labels of the device that place it beyond its host (`rack`, `cdu`, `tray`, `host`) */
  readonly place: Readonly<Record<string, string>>
}

/** `open`: the condition holds. `gone`: it holds no more, and nobody has shown that the device is well. `closed`: verified, or a person said so. */
export type VerdictState = 'open' | 'gone' | 'closed'

/**
 * What a verdict rests on, which decides what ends it. `detector`, `inventory`: a condition that is told again when it holds no more.
 * `kernel`: an event, gone with a reboot or when a person says that it was repaired. `leaks`: votes over leak detectors.
 * `place`: a fault of a place (a rack, a tray) as it concerns one of its hosts; it ends with the verdict named in `parent`.
 * `work`: gangs failed there again and again; gone once nothing runs there, so that the host is checked.
 * `pace`: the host slows a gang down; it ends when it does so no more, or the gang has left it.
 */
const verdictSources = ['detector', 'inventory', 'kernel', 'leaks', 'place', 'work', 'pace'] as const
export type VerdictSource = (typeof verdictSources)[number]

export interface VerdictRow extends RowBase {
  readonly id: string
  /** the host it is about; where it is about a place (`onPlace`), the host that reported it */
  readonly host: string
  /** it is about a rack, a tray or a machine of the building: nothing is done to the host that reported it */
  readonly onPlace: boolean
  /** the host whose agent reads the device, for `source: 'detector'`; absent: `host` */
  readonly reporter?: string
  readonly source: VerdictSource
  /** the verdict on the place, for `source: 'place'` */
  readonly parent: string | null
  readonly device: string
  readonly place: Readonly<Record<string, string>>
  readonly rule: string
  readonly ruleVersion: string
  readonly grade: Grade
  readonly repair: Repair
  readonly text: string
  readonly evidence: readonly Evidence[]
  readonly state: VerdictState
  /** of the host, rises with every new fault: a recovery that was begun under an older one cannot cancel it */
  readonly session: number
  readonly sinceMs: number
  readonly lastMs: number
  readonly goneMs: number | null
  /** of a leak detector: since when it has been wet, which may be later than since when it was not dry */
  readonly wetSinceMs?: number | null
  readonly closedMs: number | null
  /** how often its condition came, or its event was repeated */
  readonly count: number
  readonly affects: { readonly jobs: readonly string[]; readonly deployments: readonly string[] }
  /** the host was taken out of service for it, or what ran on its device stopped */
  readonly acted: boolean
  /** what was done about it, newest last */
  readonly done: readonly { readonly atMs: number; readonly what: string }[]
  readonly alert: string | null
}

/** Where a host stands on its way back into service (SPEC [HV…]). */
export interface HostHealth {
  /** rises with every new fault of grade `degrade` or `stop` */
  readonly session: number
  readonly grade: Grade | null
  /** the drain on the host is health's own, of that session */
  readonly drained: boolean
  /** when health last did something to the host; null: never. The breaker counts by it */
  readonly actedMs: number | null
  /** the verdict on its rack that this was for; null: on the host itself, or on more than a rack */
  readonly actedFor: string | null
  /** when it last came back by a passed check, oldest first: what comes and goes is for a person to look at */
  readonly returnsMs: readonly number[]
  /** the session in which a person opened the host although its fault stood: health does not drain it again in that one */
  readonly overruled: { readonly session: number; readonly by: string } | null
  /** under way; `gpus` are loaded for a short while */
  readonly check: {
    readonly id: string
    readonly session: number
    readonly sinceMs: number
    readonly gpus: readonly string[]
  } | null
  /** checks that failed in a row, and when the next may begin; null with failures: a person is asked */
  readonly failedChecks: number
  readonly nextCheckMs: number | null
  /** what the last check said */
  readonly lastCheck: { readonly atMs: number; readonly ok: boolean; readonly report: CheckReport } | null
}

/** Nothing was ever found. */
export const well: HostHealth = {
  session: 0,
  grade: null,
  drained: false,
  actedMs: null,
  actedFor: null,
  returnsMs: [],
  overruled: null,
  check: null,
  failedChecks: 0,
  nextCheckMs: null,
  lastCheck: null,
}

/** What a host says of a check that it made. */
export interface CheckReport {
  readonly lines: readonly { readonly what: string; readonly ok: boolean; readonly detail: string }[]
}

export type AlertState = 'firing' | 'resolved'

/** Verdicts of one rule in one place (a rack, or the site), told once. */
export interface AlertRow extends RowBase {
  readonly id: string
  /** rule and place: what firing alerts are told apart by */
  readonly key: string
  readonly rule: string
  readonly grade: Grade
  readonly title: string
  readonly labels: Readonly<Record<string, string>>
  readonly state: AlertState
  /** the newest ones; `standing` of all of them still hold */
  readonly verdicts: readonly string[]
  readonly standing: number
  /** when a verdict was last added to it */
  /** hosts it concerns: the first few, and how many */
  readonly hosts: readonly string[]
  readonly hostCount: number
  readonly sinceMs: number
  readonly lastMs: number
  readonly resolvedMs: number | null
  readonly acknowledged: { readonly by: string; readonly atMs: number; readonly note: string } | null
  readonly snoozedUntilMs: number | null
  /** how often it fired: again after it was resolved */
  readonly count: number
  /** how often a verdict joined it, or one of it came back */
  readonly joined: number
  /** what receivers were last told, and when; null: nothing yet */
  readonly sent: {
    readonly atMs: number
    readonly state: AlertState
    readonly grade: Grade
    readonly joined: number
  } | null
  /** receivers that were not reached with that, or came later, and when they are told; absent: none */
  readonly owed?: { readonly receivers: readonly string[]; readonly atMs: number } | null
}

/** Alerts that match are not sent; they are still shown. Keys: `rule`, `host`, `rack`, `grade`; `*` stands for any text. */
export interface SilenceRow extends RowBase {
  readonly id: string
  readonly match: Readonly<Record<string, string>>
  readonly reason: string
  readonly by: string
  readonly fromMs: number
  readonly untilMs: number
}

/** Where alerts are sent: an address that takes Alertmanager's webhook payload (version 4). */
export interface ReceiverRow extends RowBase {
  /** its name */
  readonly id: string
  readonly url: string
  readonly grades: readonly Grade[]
  readonly by: string
  readonly last: { readonly atMs: number; readonly ok: boolean; readonly detail: string } | null
}

/** The guard against acting on many hosts at once. Only a person resets it. */
export interface BreakerState {
  readonly trippedMs: number | null
  readonly reason: string
  /** taken out when it tripped: the first few */
  readonly hosts: readonly string[]
  /** what was taken out up to then is a person's own decision and does not count any more */
  readonly reset: { readonly atMs: number; readonly by: string; readonly reason: string } | null
}

/** What an operator says of a rule or of one Xid code, in place of the rule. */
export interface RuleOverride {
  readonly grade?: Grade
  readonly repair?: Repair
}

/** What is done about faults, and what is not. */
export interface HealthPolicy {
  /** false: verdicts are told and nothing is done about them */
  readonly drain: boolean
  /** of all hosts, this share at most is taken out of service by health at once; two hosts are always allowed */
  readonly breakerPercent: number
  /** by rule (`gpu-thermal-margin`) or kernel event (`xid/94`) */
  readonly overrides: Readonly<Record<string, RuleOverride>>
  /** what a failed epilog of the site means for its host; absent: told */
  readonly epilog?: EpilogPolicy
}

/** `drain`: the host takes no more work until a person undrains it, as in Slurm. */
export const epilogPolicies = ['tell', 'drain'] as const
export type EpilogPolicy = (typeof epilogPolicies)[number]

export const defaultHealthPolicy: HealthPolicy = { drain: true, breakerPercent: 20, overrides: {} }
