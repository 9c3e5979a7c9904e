/** Readings over time and over the fleet, as the coordinator answers them and the command line and the console show them. */
import type { Signal } from './reading.ts'

/** One sample: ms since 1970 (the host's clock), value in the unit of its series; null where there is a gap. */
export type Point = readonly [atMs: number, value: number | null]

/** A rollup: of one minute or hour. */
export interface Bucket {
  readonly atMs: number
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly last: number | null
  readonly count: number
  readonly gaps: number
}

/** Raw samples, or buckets where the answer's resolution is not raw. */
export interface Samples {
  readonly points?: readonly Point[]
  readonly buckets?: readonly Bucket[]
}

/** The newest reading of one series. */
export interface LatestSignal extends Signal {
  readonly ageMs: number
  /** older than its sensor should let it become: nobody knows whether it is still so */
  readonly stale: boolean
}

/** The newest value of one device of a host, on a map of the fleet. */
export interface HeatValue {
  readonly labels: Readonly<Record<string, string>>
  /** null: unsupported or a gap */
  readonly value: number | string | null
  readonly ageMs: number | null
  readonly stale: boolean
}

/** What a map of the fleet is drawn from. */
export interface HeatAnswer {
  readonly name: string
  readonly unit: string
  readonly hosts: readonly HeatHost[]
}

export interface HeatHost {
  readonly host: string
  readonly hostName: string
  readonly rack: string | null
  readonly cells: readonly HeatValue[]
}

/** The samples of one series over a time. */
export interface RangeSeries extends Samples {
  readonly host: string
  readonly hostName: string
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly labels: Readonly<Record<string, string>>
}

/** What charts are drawn from. */
export interface RangeAnswer {
  readonly resolution: 'raw' | 'minute' | 'hour'
  readonly fromMs: number
  readonly toMs: number
  readonly series: readonly RangeSeries[]
  /** there are more series than one answer holds */
  readonly more: boolean
}
