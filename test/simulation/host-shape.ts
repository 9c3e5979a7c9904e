/** What a virtual host is made of. */
import { simulatedInventory } from '../../agent/simulated/inventory.ts'
import type { Inventory, Topology } from '../../shared/model/reading.ts'
import type { GpuShape, VirtualGpus } from './gpus.ts'

export interface HostShape {
  readonly name: string
  readonly slots: number
  readonly gpus: readonly GpuShape[]
  readonly topology: Topology
  readonly labels: Readonly<Record<string, string>>
}

/** as its agent finds it now */
export const inventoryOf = ({ name, slots, topology }: HostShape, gpus: VirtualGpus): Inventory =>
  simulatedInventory({
    hostname: name,
    cpus: slots,
    memoryBytes: 2 ** 38,
    gpus: gpus.list(),
    topology,
    agentVersion: 'simulated',
  })
