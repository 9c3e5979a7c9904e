/** What follows from a job's spec where it says nothing: resources, graces, the end of its time. */
import type { JobSpec, Resources } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import type { Grant } from '../../shared/model/scheduling.ts'

export const defaultResources: Resources = { cpus: 1 }

/** What one task of the job takes, with these GPUs. */
export function grantFor({ spec }: Pick<JobRow, 'spec'>, gpus: readonly string[]): Grant {
  const { cpus, memoryMb = 0 } = spec.resources ?? defaultResources
  return { cpus, memoryMb, gpus }
}

/** Between the first signal to a process and SIGKILL, where nobody says otherwise. */
export const defaultGraceMs = 30_000

export const graceMsOf = ({ spec }: Pick<JobRow, 'spec'>): number => spec.policy?.graceMs ?? defaultGraceMs

/** Hosts that a gang runs on at least. */
export const leastHostsOf = ({ gang }: JobSpec): number => gang?.minHosts ?? gang?.hosts ?? 1

/** When its time limit comes; null: no limit, or not started. */
export function limitEndMs({ spec, startedMs }: JobRow): number | null {
  const limitMs = spec.policy?.timeLimitMs
  return limitMs === undefined || startedMs === null ? null : startedMs + limitMs
}
