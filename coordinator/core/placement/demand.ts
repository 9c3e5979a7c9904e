/** What one task, or every member of a gang, needs: a job's spec in the words of placement. */
import { limits } from '../../../shared/limits.ts'
import type { JobSpec, PlacementSpec } from '../../../shared/model/job.ts'
import { leastHostsOf } from '../job-terms.ts'
import { never } from './capacity.ts'

export interface Demand {
  readonly cpus: number
  /** 0: not asked for */
  readonly memoryMb: number
  readonly gpus: number
  /** a part of the model's name, as the user wrote it; '' any */
  readonly gpuModel: string
  /** the same in lower case, for matching */
  readonly gpuModelKey: string
  /** at least this on each GPU; 0 any */
  readonly gpuMemoryMb: number
  /** '' whole GPUs */
  readonly migProfile: string
  /** labels a host must have, by name */
  readonly labels: readonly (readonly [string, string])[]
  readonly topology: NonNullable<PlacementSpec['topology']> | null
  readonly gang: boolean
  /** hosts of a gang, its spares included; 1 otherwise */
  readonly hosts: number
  /** starts with as few as this */
  readonly minHosts: number
  /** the time limit; `never` when there is none */
  readonly durationMs: number
  /** tasks of one job on one host */
  readonly perHost: number
  /** may take hosts that are kept back as spares */
  readonly useSpares: boolean
}

export function demandOf(spec: JobSpec): Demand {
  const { cpus, memoryMb, gpus, gpuModel, gpuMemoryMb, migProfile } = spec.resources ?? { cpus: 1 }
  const labels = Object.entries(spec.placement?.labels ?? {})
  const spares = spec.gang?.spares ?? 0
  const members = spec.gang?.hosts ?? 1
  return {
    cpus,
    memoryMb: memoryMb ?? 0,
    gpus: gpus ?? 0,
    gpuModel: gpuModel ?? '',
    gpuModelKey: (gpuModel ?? '').toLowerCase(),
    gpuMemoryMb: gpuMemoryMb ?? 0,
    migProfile: migProfile ?? '',
    labels: labels.sort(([a], [b]) => (a < b ? -1 : 1)),
    topology: spec.placement?.topology ?? null,
    gang: spec.kind === 'gang',
    hosts: members + spares,
    // Spares are taken when they are there, not waited for.
    minHosts: leastHostsOf(spec),
    durationMs: spec.policy?.timeLimitMs ?? never,
    perHost: spec.workers?.perHost ?? (spec.kind === 'batch' ? limits.workersPerJob : 1),
    useSpares: false,
  }
}

/** A demand is a constant of its job, and its shape is asked for at every change of the job. */
const shapes = new WeakMap<Demand, string>()

/** Equal for demands that fit the same hosts: everything but the duration. */
export function shapeKey(demand: Demand): string {
  const known = shapes.get(demand)
  if (known !== undefined) return known
  const { durationMs: _, gpuModel: __, ...shape } = demand
  const key = JSON.stringify(shape)
  shapes.set(demand, key)
  return key
}
