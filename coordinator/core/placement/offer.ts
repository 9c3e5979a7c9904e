/** What a host offers to placement, as the caller knows it. Placement itself knows no rows. */
import { type TopologyLevel, topologyLevels } from '../../../shared/model/job.ts'
import type { ToldInventory, Topology } from '../../../shared/model/reading.ts'

/** One thing that is granted whole: a GPU, or a slice of a GPU in MIG mode. */
export interface Unit {
  readonly uuid: string
  /** index of the GPU it is, or is cut from */
  readonly gpu: number
  readonly model: string
  readonly memoryMb: number
  /** MIG profile (`1g.10gb`), null for a whole GPU */
  readonly mig: string | null
}

export interface HostOffer {
  readonly id: string
  readonly name: string
  /** scheduling slots */
  readonly cpus: number
  readonly memoryMb: number
  readonly units: readonly Unit[]
  readonly labels: Readonly<Record<string, string>>
  readonly topology: Topology
  /** '' takes new work; else the plain reason why not: `is suspect`, `is cordoned` */
  readonly closed: string
  /** 0 (bad) to 100 (nothing found) */
  readonly health: number
  /** room left in temperature and power, 0 to 100 */
  readonly headroom: number
  /** kept back: only asks that may use spares get it */
  readonly spare: boolean
}

export const megabytes = (bytes: number): number => Math.floor(bytes / (1024 * 1024))

/** The units of an inventory, in the order of its GPUs: slices where a GPU is in MIG mode, else the GPU. None while they were not read. */
export function unitsOf({ gpus = [] }: ToldInventory): Unit[] {
  return gpus.flatMap(({ index, uuid, name, memoryBytes, mig }): Unit[] =>
    mig === undefined
      ? [{ uuid, gpu: index, model: name, memoryMb: megabytes(memoryBytes), mig: null }]
      : mig.map((slice) => ({
          uuid: slice.uuid,
          gpu: index,
          model: name,
          memoryMb: megabytes(slice.memoryBytes),
          mig: slice.profile,
        })),
  )
}

/** Position of each level in `Host.places`. */
export const levelAt: Readonly<Record<TopologyLevel, number>> = { site: 0, row: 1, rack: 2, leaf: 3, nvlink: 4 }

/**
 * Where a host stands at each level, as a key that is equal for two hosts exactly when they share the place; '' is unknown.
 * Names of racks and rows need only be unique inside what is around them; leaves and NVLink domains inside their site, because
 * a leaf switch may serve several racks.
 */
export function placesOf(topology: Topology): readonly string[] {
  const around: Record<TopologyLevel, readonly TopologyLevel[]> = {
    site: [],
    row: ['site'],
    rack: ['site', 'row'],
    leaf: ['site'],
    nvlink: ['site'],
  }
  return topologyLevels.map((level) => {
    const name = topology[level]
    return name === undefined ? '' : [...around[level].map((wider) => topology[wider] ?? ''), name].join('\n')
  })
}
