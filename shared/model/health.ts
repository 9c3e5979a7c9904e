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

export interface VerdictRow extends RowBase {
  readonly id: string
  /** the host that reported it */
  readonly host: string
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
  readonly closedMs: number | null
  /** how often its condition came, or its event was repeated */
  readonly count: number
  readonly affects: { readonly jobs: readonly string[]; readonly deployments: readonly string[] }
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
  readonly check: { readonly id: string; readonly session: number; readonly sinceMs: number } | null
  /** checks that failed in a row, and when the next may begin */
  readonly failedChecks: number
  readonly nextCheckMs: number | null
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
  readonly verdicts: readonly string[]
  /** hosts it concerns: the first few, and how many */
  readonly hosts: readonly string[]
  readonly hostCount: number
  readonly sinceMs: number
  readonly lastMs: number
  readonly resolvedMs: number | null
  readonly acknowledged: { readonly by: string; readonly atMs: number; readonly note: string } | null
  readonly snoozedUntilMs: number | null
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
  readonly hosts: readonly string[]
}
