/** The content-addressed files of a host, as its work sees them. The real ones are `artifact-cache.ts`. */
import type { StoredArtifact } from '../../shared/model/worker-protocol.ts'

export interface Artifacts {
  pathOf(sha256: string): string
  has(sha256: string): boolean
  /** Keeps the file while `holder` (an attempt) needs it. */
  pin(sha256: string, holder: string): void
  unpin(holder: string): void
  /** Brings the file here, if it is not. */
  get(sha256: string): Promise<StoredArtifact>
  /** Takes a copy of a file that a worker hands over: it must lie in the worker's own folder, or here. */
  storeOwn(path: string, ownDir: string): Promise<StoredArtifact>
  bytes(): number
}

/** Brings a stored artifact to the coordinator. */
export type Upload = (artifact: StoredArtifact) => Promise<void>
