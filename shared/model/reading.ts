/**
 * A reading is a value with its age and source, or unsupported, or a gap with a reason: never 0 for unknown (promise 5).
 * `hostClockMs` is the host's own clock: informative only, never used for liveness.
 */
import type { TopologyLevel } from './job.ts'

export type Reading =
  | { readonly kind: 'value'; readonly value: number | string | boolean; readonly hostClockMs: number }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'gap'; readonly reason: string; readonly sinceMs: number }

/** The gap's reason of GPUs that were let go for maintenance: nothing is judged by it. */
export const releasedReason = 'released for maintenance'

/** One signal as a sensor reports it. `labels` tell devices of one sensor apart (`gpu=0`). */
export interface Signal {
  readonly sensor: string
  readonly name: string
  readonly unit: string
  readonly labels: Readonly<Record<string, string>>
  readonly reading: Reading
  readonly source: string
}

/** Names of the places a host stands in; absent ones are unknown. */
export type Topology = Partial<Readonly<Record<TopologyLevel, string>>>

/** What a host is made of; sent in hello, refreshed rarely. Sizes in bytes. */
export interface Inventory {
  readonly hostname: string
  readonly os: string
  readonly arch: string
  readonly cpuModel: string
  readonly cpus: number
  readonly memoryBytes: number
  readonly gpus: readonly {
    readonly index: number
    readonly uuid: string
    readonly name: string
    readonly memoryBytes: number
    /** slices of a GPU in MIG mode; such a GPU is not granted whole */
    readonly mig?: readonly { readonly uuid: string; readonly profile: string; readonly memoryBytes: number }[]
  }[]
  /** where the host stands, as far as it can tell by itself (LLDP, PCI, its labels); a topology file of the coordinator wins */
  readonly topology?: Topology
  /** what other hosts reach this one by: as configured, else the local end of its link to the coordinator */
  readonly address?: string
  readonly fabric?: Fabric
  readonly agentVersion: string
  readonly simulated: boolean
}

/** What the ranks of a gang talk over. */
export interface Fabric {
  /** the network interface that has the host's address; null: none of this host has it */
  readonly socketInterface: string | null
  /** RDMA devices of the compute fabric; empty: none */
  readonly ibDevices: readonly string[]
}

/** An inventory as an agent tells it: without `gpus` while no read of them has succeeded, which says nothing of them, not that there are none. */
export type ToldInventory = Omit<Inventory, 'gpus'> & { readonly gpus?: Inventory['gpus'] }
