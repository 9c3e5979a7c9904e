/** What the coordinator's main thread and the telemetry worker say to each other. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { MetricsFormat } from '../../shared/metrics-text.ts'
import type { Finding } from '../../shared/model/health.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import type { GangMembers } from '../core/stragglers/unlike.ts'
import type { LatestSignals, RangeQuery, SignalChange } from '../ports.ts'
import type { FoundFault } from './fleet-watch.ts'
import type { Ack } from './minute-writer.ts'
import type { Resolution } from './range.ts'
import type { RingMemory } from './shared-ring.ts'

/** What the worker is started with. */
export interface ThreadData {
  readonly folder: string
  readonly budgetBytes: number
  /** the coordinator's clock is so far ahead of this machine's */
  readonly clockAheadMs: number
  /** the bytes of frames */
  readonly ring: RingMemory
}

/** numbers of one frame in `heads`: host, length in the ring, ms when it came */
export const headNumbers = 3

export type Question =
  | { readonly what: 'latest'; readonly host: string }
  | { readonly what: 'range'; readonly query: RangeQuery }
  | {
      readonly what: 'heat'
      readonly name: string
      readonly hosts: readonly string[] | null
      readonly labels: Readonly<Record<string, string>>
    }
  | {
      readonly what: 'changes'
      readonly fromMs: number
      readonly hosts: readonly string[] | null
      readonly most: number
    }
  /** `names`: of hosts by id, with the first piece only */
  | {
      readonly what: 'metrics'
      readonly format: MetricsFormat
      readonly scrape: number
      readonly names: ReadonlyMap<string, string> | null
    }
  | { readonly what: 'stats' }
  | { readonly what: 'close' }

export interface SeriesWords {
  readonly host: string
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly kind: string
  readonly decimals: number
  readonly labels: Readonly<Record<string, string>>
}

/** Of a range: numbers in whole units; see `FoundSeries`. */
export interface RangeReply {
  readonly resolution: Resolution
  readonly series: readonly {
    readonly words: SeriesWords
    readonly timesMs: Float64Array
    readonly values: Float64Array
    readonly more: Float64Array | null
  }[]
}

/** Devices of a fleet: labels are sent once each, for devices of the same place in their hosts have the same. */
export interface HeatReply {
  readonly hosts: readonly string[]
  readonly labels: readonly Readonly<Record<string, string>>[]
  /** of each cell: its host, its labels */
  readonly host: Uint32Array
  readonly label: Uint32Array
  readonly ageMs: Float64Array
  /** 1: stale */
  readonly stale: Uint8Array
  /** NaN: nothing is known, or the value is in `words` */
  readonly values: Float64Array
  /** of states and texts, by cell; null for signals that are numbers */
  readonly words: readonly (string | null)[] | null
}

/** A piece of the metrics text; null after the last. */
export interface MetricsReply {
  readonly text: string | null
}

export interface Replies {
  readonly latest: LatestSignals | undefined
  readonly range: RangeReply
  readonly heat: HeatReply
  readonly changes: readonly SignalChange[]
  readonly metrics: MetricsReply
  readonly stats: Readonly<Record<string, number>>
  readonly close: null
}

export type ToTelemetry =
  /** what stands of what a worker before this one found by what this host's agent reads */
  | { readonly kind: 'stood'; readonly host: string; readonly faults: readonly FoundFault[] }
  /** a number for a host, before the first frame that uses it */
  | { readonly kind: 'host'; readonly number: number; readonly host: string }
  /** their bytes are in the ring, one after another */
  | { readonly kind: 'frames'; readonly heads: Float64Array }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  /** where a gang runs from now on; null: it does not run any more */
  | { readonly kind: 'gang'; readonly job: string; readonly members: GangMembers | null }

export type FromTelemetry =
  | { readonly kind: 'ready' }
  | { readonly kind: 'kept'; readonly acks: readonly Ack[] }
  | { readonly kind: 'found'; readonly host: string; readonly findings: readonly Finding[] }
  /** how devices of this host are unlike their equals in the gang */
  | { readonly kind: 'unlike'; readonly job: string; readonly host: string; readonly unlike: readonly Unlike[] }
  | { readonly kind: 'relink'; readonly host: string }
  | { readonly kind: 'said'; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  | { readonly kind: 'answer'; readonly id: number; readonly reply: Replies[keyof Replies] }
  | {
      readonly kind: 'refused'
      readonly id: number
      readonly code: ErrorCode
      readonly detail: string
      readonly field: string | undefined
    }
