/** The store: rows in, rows out. One contract test runs on every implementation (test/coordinator/store.test.ts). */
import type { Change } from '../core/table.ts'

/** One atomic change set: all of it is kept or none. */
export interface ChangeSet {
  readonly seq: number
  readonly changes: readonly Change[]
}

export interface Store {
  /** All rows and the last committed sequence. */
  load(): Promise<{ readonly seq: number; readonly rows: readonly Change[] }>
  /** Resolves when the changes are on disk. A rejection means unknown: the process must end and load again (promise 2). */
  commit(set: ChangeSet): Promise<void>
  close(): Promise<void>
}
