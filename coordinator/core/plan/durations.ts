/** How long work will take, as far as it was declared or measured. Without a declaration: for ever. */

import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { limitEndMs } from '../job-terms.ts'
import type { State } from '../state.ts'

/** When a task of its own (a gang's member, an array's task) ends; null: nobody knows, or the job as a whole decides. */
export function declaredEndMs(state: State, job: JobRow, attempt: AttemptRow, shard: number | null): number | null {
  if (job.spec.kind === 'service' || (job.spec.kind === 'batch' && shard === null)) return null
  const byLimit = keptLimitMs(job)
  if (shard === null) return byLimit
  const tookMs = shardMsOf(state, job)
  if (tookMs === null) return byLimit
  const bySpeed = (attempt.startedMs ?? attempt.placedMs) + Math.ceil(tookMs)
  return byLimit === null ? bySpeed : Math.min(byLimit, bySpeed)
}

/** When a worker that was told to finish is through with the shards it holds; null: nobody knows. */
export function finishMs(state: State, job: JobRow, attempt: AttemptRow): number | null {
  const [oldest] = attempt.leases
  if (oldest === undefined) return attempt.placedMs
  const tookMs = shardMsOf(state, job)
  return tookMs === null ? keptLimitMs(job) : oldest.sinceMs + Math.ceil(tookMs) * attempt.leases.length
}

/** Just before its time limit: work that keeps its limit is done when the limit comes. null: no limit, or not started. */
export function keptLimitMs(job: JobRow): number | null {
  const endMs = limitEndMs(job)
  return endMs === null ? null : endMs - limits.tickMs
}

/** The usual time of one of a job's shards, as measured; null before the first. */
export function shardMsOf(state: State, job: JobRow): number | null {
  return state.index.get(job.id)?.shardMs ?? null
}

/** Runs until someone ends it: nothing says when its hosts are free again. */
export function isUnlimited(state: State, job: JobRow): boolean {
  if (job.spec.policy?.timeLimitMs !== undefined) return false
  return job.spec.kind !== 'batch' || !job.closed || shardMsOf(state, job) === null
}
