/** The columns of one sensor's blocks, as they come again and again. */
import type { Watcher } from '../core/verdicts/detector.ts'

export interface Watched {
  readonly column: number
  readonly watcher: Watcher
  /** values are divided by it */
  readonly scale: number
  /** of a state signal, its words; otherwise empty */
  readonly states: readonly string[]
}

export interface Layout {
  /** -1: none of its series was taken */
  readonly sensor: number
  /** series of its host, by column */
  readonly ids: Int32Array
  /** which columns of the block these are; null: all of them */
  readonly columns: readonly number[] | null
  readonly watched: readonly Watched[]
  /** of its newest live row: the host's clock, and this coordinator's when it came */
  hostMs: number
  receivedMs: number
  /** between its newest two rows; 0 while there was one */
  periodMs: number
}
