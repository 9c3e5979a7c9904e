/** Parts of rows about the care of hosts: machines that came and went, GPUs let go for maintenance, and whom work runs as. */
import type { Topology } from './reading.ts'

export interface ReplacedHost {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly topology: Topology
  readonly atMs: number
}

/** `held`: its agent has let go, and other processes have files of its GPUs open, or one of its own hangs in the driver. */
export interface GpuRelease {
  readonly by: string
  readonly sinceMs: number
  /** how many it had then; null: not read yet */
  readonly gpus: number | null
  readonly state: 'asked' | 'released' | 'held' | 'taking-back'
  /** those processes, like "nvidia-persistenced (812)" */
  readonly holders: readonly string[]
}

/** A host that is refused when it comes back. */
export interface RemovedHost {
  readonly id: string
  readonly name: string
  readonly atMs: number
  readonly by: string
  /** name of the host that took its place; null: none did */
  readonly replacedBy: string | null
  readonly cameBack: boolean
}

/** Whom work runs as on the hosts: OS users by the user who submitted, else by the project. */
export interface UserMap {
  readonly users: Readonly<Record<string, string>>
  readonly projects: Readonly<Record<string, string>>
}
