/** What every attempt on this host shares. Made once by `Work`, from what `main.ts` hands it. */
import type { Clock } from '../../shared/clock.ts'
import type { EngineName } from '../../shared/model/job.ts'
import type { ArtifactCache } from './artifact-cache.ts'
import type { Upload } from './artifact-upload.ts'
import type { AttemptStore } from './attempt-store.ts'
import type { Outbox } from './facts.ts'
import type { Log } from './log.ts'

export interface WorkContext {
  readonly clock: Clock
  readonly log: Log
  readonly bootId: string
  /** short, mode 0700 */
  readonly socketDir: string
  /** environment every process starts from */
  readonly baseEnv: NodeJS.ProcessEnv
  readonly engineArgv: (engine: EngineName) => readonly string[]
  /** the worker that runs a command once per shard; the command's own argv is appended */
  readonly commandWorkerArgv: readonly string[]
  readonly store: AttemptStore
  readonly cache: ArtifactCache
  readonly upload: Upload
  readonly outbox: Outbox
  /** the agent cannot go on safely (its disk is gone): it ends, its workers do not */
  readonly onFatal: (error: unknown) => void
}
