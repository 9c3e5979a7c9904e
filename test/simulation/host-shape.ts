/** What a virtual host is made of. */
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
export function inventoryOf({ name, slots, topology }: HostShape, gpus: VirtualGpus): Inventory {
  return {
    hostname: name,
    os: 'simulated',
    arch: 'simulated',
    cpuModel: 'simulated',
    cpus: slots,
    memoryBytes: 2 ** 38,
    gpus: gpus.list(),
    topology,
    agentVersion: 'simulated',
    simulated: true,
  }
}
