/** After a job's end: its attempts are told that there is no more (or stopped, with the reason), and what its tasks hold is given back. */

import { limits } from '../../shared/limits.ts'
import type { StopReason } from '../../shared/model/job.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import { dropTask, indexOf, stopAttempt } from './attempts.ts'
import type { Context } from './context.ts'
import { sendLeases } from './dispenser.ts'
import { graceMsOf } from './job-terms.ts'
import { forgetProgress } from './stragglers/progress.ts'

/** The reason of a stop that a job's end brings about. */
function reasonOfEnd(job: JobRow): StopReason {
  if (job.state === 'succeeded' || job.reason.startsWith('scale-down')) return 'scale-down'
  return job.reason === 'time limit' ? 'time-limit' : 'cancelled'
}

/** One slice; true when there is more. */
export function endTasksSlice(ctx: Context, jobId: string): boolean {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  const index = job && indexOf(state, jobId)
  if (job === undefined || index === undefined) return false
  let budget = limits.membersPerSlice
  for (const id of index.tasks) {
    const task = state.tasks.must(id)
    if (task.attempt !== null) continue
    if (budget-- <= 0) return true
    dropTask(ctx, task)
  }
  for (const id of index.attempts) {
    const attempt = state.attempts.must(id)
    if (attempt.stop !== null || state.deadlines.has('finish-grace', id)) continue
    if (budget-- <= 0) return true
    endOne(ctx, job, attempt)
  }
  return false
}

function endOne(ctx: Context, job: JobRow, attempt: AttemptRow): void {
  const { state, nowMs } = ctx
  indexOf(state, job.id).hungry.delete(attempt.id)
  const held = attempt.leases.map((lease) => lease.shard)
  for (const shard of held) forgetProgress(state, attempt.id, shard)
  const row = state.attempts.patch(attempt.id, { finish: true, leases: [] })
  if (job.state === 'succeeded' && job.spec.kind === 'batch') {
    sendLeases(ctx, job, row, [], held)
    state.deadlines.set('finish-grace', attempt.id, nowMs + limits.finishGraceMs)
  } else stopAttempt(ctx, row, reasonOfEnd(job), graceMsOf(job))
}

/** A worker that has nothing more to do and lingers is stopped, with the reason of its job's end. */
export function finishGraceOver(ctx: Context, attemptId: string): void {
  const attempt = ctx.state.attempts.get(attemptId)
  const job = attempt && ctx.state.jobs.get(attempt.job)
  if (attempt === undefined || job === undefined) return
  stopAttempt(ctx, attempt, reasonOfEnd(job), graceMsOf(job))
}
