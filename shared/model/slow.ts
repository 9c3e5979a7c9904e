/** Slow and stuck ranks of gangs: what is found, why it is so, what it costs and what is done about it. */
import type { Evidence } from './health.ts'

/** What a host can be slow by; each needs a stored reading ([SL4]). */
const hostCauses = [
  'thermal',
  'power',
  'clocks',
  'pcie',
  'nvlink',
  'fabric',
  'memory-errors',
  'cpu-steal',
  'memory-pressure',
  'io-pressure',
  'clock-skew',
] as const
export type HostCause = (typeof hostCauses)[number]

/** What slows a gang though every host is well. */
const otherCauses = ['data-skew', 'garbage-collection', 'stage-imbalance', 'checkpoint-store'] as const
export type OtherCause = (typeof otherCauses)[number]

export type SlowCause = HostCause | OtherCause | 'unknown'

export const isHostCause = (cause: SlowCause): cause is HostCause => (hostCauses as readonly string[]).includes(cause)

/** A device that is unlike its equals in the same gang. */
export interface Unlike {
  readonly cause: HostCause
  /** `gpu:<uuid>`, `port:<device>/<port>`, …, `host` */
  readonly device: string
  /** how much it explains by itself, 0 to 1 */
  readonly weight: number
  /** how many times slower the device is by this reading; null: it does not say */
  readonly ratio: number | null
  readonly evidence: Evidence
}

/** One possible cause. The first of the list is taken for the cause. */
export interface RankedCause {
  readonly cause: SlowCause
  readonly score: number
  /** the device it is on; null: not a device */
  readonly device: string | null
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/**
 * `rank`: one computes longer than the others. `link`: all wait longer for each other than they did. `uneven`: it is another rank
 * each time. `pause`: all ranks stand still together. `stuck`: no rank steps any more. `unlike`: nothing is reported, and a
 * device is unlike its equals.
 */
export type SlowKind = 'rank' | 'link' | 'uneven' | 'pause' | 'stuck' | 'unlike'

/** A program that can share its work unevenly: what a step takes, to what it would without the slow ranks. */
export interface Moving {
  /** when all do an even part */
  readonly even: number
  /** when work is moved away from the slow ones: N ÷ (N − 1 + 1/s) of the work of a step, with one of N slower by s */
  readonly moved: number
  /** it is, from all that are slow now */
  readonly isMoved: boolean
}

/** What waiting costs against what acting costs. Times are of the whole gang. */
export interface SlowSum {
  /** GPUs of the gang; of one that has none, its hosts */
  readonly units: number
  readonly unit: 'GPU' | 'host'
  /** a step takes so many times what it would without the slow one */
  readonly slowdown: number
  /** unit-hours lost in each hour: (1 − 1/slowdown) × units */
  readonly lostPerHour: number
  /** work since the last checkpoint that ranks told of (null: none, so all since the launch counts), and the launch */
  readonly sinceCheckpointMs: number | null
  readonly redoneMs: number
  readonly relaunchMs: number
  readonly relaunchIs: 'measured' | 'assumed'
  /** unit-hours that acting costs */
  readonly actCost: number
  /** it pays when the slowness lasts longer than this */
  readonly breakEvenMs: number
  /** how long it is thought to last still */
  readonly expectedMs: number
  /** whether another host is free that fits; null: not asked, as no host's place would be taken */
  readonly spare: boolean | null
  /** absent or null: work cannot be moved away, or would not help */
  readonly moving?: Moving | null
}

/** `share`: work is moved away from the slow ranks, which costs nothing and blames nobody. */
export type SlowChoice = 'wait' | 'share' | 'swap' | 'smaller' | 'restart'

/** What is known of a gang that is slower than it could be. Replaced as it changes; null on the job's row when it is not. */
export interface SlowGang {
  readonly kind: SlowKind
  /** of the launch it was seen in */
  readonly epoch: number
  readonly sinceMs: number
  readonly toldMs: number
  /** the slowest first; empty where it is no rank */
  readonly ranks: readonly number[]
  /** where the slowest runs; null where it is no rank's fault */
  readonly host: string | null
  /** the slowest's own work to the others' median */
  readonly ratio: number | null
  readonly text: string
  readonly causes: readonly RankedCause[]
  readonly sum: SlowSum | null
  readonly choice: SlowChoice
  readonly why: string
  /** what would change the choice */
  readonly change: string
  /** a person can accept it: `millwright job act JOB` */
  readonly proposed: boolean
  readonly acted: { readonly atMs: number; readonly by: string; readonly what: string } | null
}
