/** What an attempt's record remembers of its checkpoints, so that a life after this one says nothing twice and forgets no digest. */

export interface SavedCheckpoint {
  readonly step: number
  readonly path: string
  readonly bytes: number
  readonly fingerprint: string
  /** by the host's wall clock */
  readonly savedMs: number
  readonly shared: boolean
  readonly uid: number
  /** its digest was told */
  readonly digested: boolean
}

export interface CheckpointMemory {
  /** whom its processes run as; null: not known yet */
  readonly uid: number | null
  /** fingerprints in the watched folder that are done with, by name; null: not looked yet */
  readonly seen: Readonly<Record<string, string>> | null
  /** the newest of them */
  readonly saved: readonly SavedCheckpoint[]
}
