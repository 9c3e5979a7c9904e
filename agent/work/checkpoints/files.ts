/** Files of checkpoints, as the agent sees them. The real ones are read by helpers (`helpers.ts`); simulated hosts have their own. */
import type { TaskSpec } from '../../../shared/model/job.ts'

/** What lies at a path. */
export interface Survey {
  /** without symbolic links */
  readonly path: string
  readonly uid: number
  readonly bytes: number
  readonly files: number
  /** when the newest of its bytes was written */
  readonly newestMs: number
  /** names, sizes and times: another one means that something was written since */
  readonly fingerprint: string
  /** on a file system that many hosts can mount */
  readonly shared: boolean
}

/** Something in a watched folder that has a checkpoint's name. */
export interface Entry {
  readonly name: string
  readonly inode: string
  readonly bytes: number
  readonly newestMs: number
  readonly fingerprint: string
  /** what says that it is whole; null: nothing does */
  readonly mark: string | null
}

export interface Listing {
  readonly entries: readonly Entry[]
  /** names of those known that are still in the folder */
  readonly there: readonly string[]
  /** inodes of what has a temporary name: it will be renamed into place */
  readonly temporary: readonly string[]
  /** what `latest` names; null: there is none */
  readonly latest: string | null
}

/** Rejections say why in words that a person reads. `uid` null: as the agent itself. */
export interface CheckpointFiles {
  /** whom the ranks of an attempt run as */
  ownerOf(spec: TaskSpec): Promise<number>
  /** what has a checkpoint's name in a folder, but for those whose fingerprints are known; a folder that is not there has none */
  list(dir: string, known: Readonly<Record<string, string>>, uid: number | null): Promise<Listing>
  survey(path: string, uid: number | null): Promise<Survey>
  /** Makes it durable. Rejects when it is torn, still changes, or is another user's. */
  settle(path: string, uid: number | null): Promise<Survey>
  /** Reads all of it, slowly. */
  digest(path: string, uid: number | null): Promise<{ readonly sha256: string; readonly fingerprint: string }>
  /** Deletes it; nothing there is as well. */
  remove(path: string, uid: number): Promise<void>
  close(): void
}
