/** What every attempt on this host shares: all its edges, so that a simulated host runs the same code. */
import type { Clock, Timers } from '../../shared/clock.ts'
import type { Artifacts, Upload } from './artifacts.ts'
import type { AttemptStore } from './attempt-store.ts'
import type { CheckpointFiles } from './checkpoints/files.ts'
import type { CheckParts } from './checks/checks.ts'
import type { ProcessDriver } from './driver.ts'
import type { Outbox } from './facts.ts'
import type { FenceMemory } from './fence-memory.ts'
import type { GpuFiles, ReleaseMemory } from './gpu-release.ts'
import type { Log } from './log.ts'
import type { AttemptLogs } from './logs/attempt-logs.ts'
import type { AskReady } from './probe.ts'
import type { HostGpus } from './steps/gpu-check.ts'
import type { Preflight } from './steps/preflight.ts'
import type { Surroundings } from './surroundings.ts'
import type { ServeWorker } from './worker-socket.ts'

export interface WorkContext {
  readonly bootId: string
  readonly clock: Clock
  /** milliseconds since the host's boot: goes on evenly when the agent restarts and when the host's clock is set */
  readonly uptime: Clock
  readonly timers: Timers
  readonly log: Log
  /** how often attempts that have not ended are looked at */
  readonly tickMs: number
  /** forgotten attempts kept for their logs */
  readonly attemptsKept: number
  /** short, mode 0700 */
  readonly socketDir: string
  readonly store: AttemptStore
  readonly logs: AttemptLogs
  readonly driver: ProcessDriver
  readonly gpus: HostGpus
  readonly preflight: Preflight
  readonly fenceMemory: FenceMemory
  readonly checks: CheckParts
  readonly checkpointFiles: CheckpointFiles
  /** when the newest digest that the coordinator counted was sent, by `uptime`; null: none in this life */
  readonly ackedSentMs: () => number | null
  readonly serveWorker: ServeWorker
  readonly askReady: AskReady
  readonly surroundings: Surroundings
  readonly gpuFiles: GpuFiles
  readonly releaseMemory: ReleaseMemory
  /** the host as it is now, newly looked at */
  readonly inventoryJson: () => string
  readonly cache: Artifacts
  readonly upload: Upload
  readonly outbox: Outbox
  /** the agent cannot go on safely (its disk is gone): it ends, its workers do not */
  readonly onFatal: (error: unknown) => void
}
