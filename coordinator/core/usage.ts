/**
 * The ledger of GPU time (SPEC [U1]): every GPU-millisecond a job held, from the grant to the confirmed end, is counted once as
 * useful, recomputed, restart, waiting, speculative or idle. Integers only; the idle share is what is left, so the sum is exact.
 */
import type { AttemptRow, JobRow, TaskRow } from '../../shared/model/rows.ts'
import type { GpuUsage } from '../../shared/model/scheduling.ts'
import type { Context } from './context.ts'

export const noUsage: GpuUsage = { useful: 0, recomputed: 0, restart: 0, waiting: 0, speculative: 0, idle: 0 }

function addUsage(a: GpuUsage, b: GpuUsage): GpuUsage {
  return {
    useful: a.useful + b.useful,
    recomputed: a.recomputed + b.recomputed,
    restart: a.restart + b.restart,
    waiting: a.waiting + b.waiting,
    speculative: a.speculative + b.speculative,
    idle: a.idle + b.idle,
  }
}

/** Milliseconds of one GPU of an ended attempt, by what they were. */
function splitAttempt(job: JobRow, attempt: AttemptRow): GpuUsage {
  const endMs = attempt.endedMs ?? attempt.placedMs
  const held = Math.max(0, endMs - attempt.placedMs)
  const launch = Math.min(held, Math.max(0, (attempt.startedMs ?? endMs) - attempt.placedMs))
  const stopping = attempt.stop === null ? 0 : Math.min(held - launch, Math.max(0, endMs - attempt.stop.sinceMs))
  const ran = held - launch - stopping
  const usage = { ...noUsage, restart: launch + stopping }
  if (job.spec.kind === 'service') return { ...usage, useful: ran }
  if (job.spec.kind === 'gang')
    return attempt.exit?.code === 0 && attempt.stop === null && !attempt.redone
      ? { ...usage, useful: ran }
      : { ...usage, recomputed: ran }
  const useful = Math.min(ran, attempt.usefulMs)
  const speculative = Math.min(ran - useful, attempt.duplicateMs)
  // a task of an array that gave no result is done again from the start; what a worker lost of its last shard is not known apart
  if (job.spec.array !== undefined && useful + speculative === 0) return { ...usage, recomputed: ran }
  return { ...usage, useful, speculative, idle: ran - useful - speculative }
}

function times(usage: GpuUsage, gpus: number): GpuUsage {
  const { useful, recomputed, restart, waiting, speculative, idle } = usage
  return {
    useful: useful * gpus,
    recomputed: recomputed * gpus,
    restart: restart * gpus,
    waiting: waiting * gpus,
    speculative: speculative * gpus,
    idle: idle * gpus,
  }
}

function book(ctx: Context, job: JobRow, host: string, usage: GpuUsage): void {
  const { jobs, ledger } = ctx.state
  jobs.patch(job.id, { usage: addUsage(jobs.must(job.id).usage, usage) })
  for (const id of [`project/${job.project}`, `host/${host}`])
    ledger.put(id, { v: 1, id, usage: addUsage(ledger.get(id)?.usage ?? noUsage, usage) })
}

export function accountAttempt(ctx: Context, attempt: AttemptRow): void {
  const job = ctx.state.jobs.get(attempt.job)
  const gpus = attempt.grant.gpus.length
  if (job === undefined || gpus === 0) return
  book(ctx, job, attempt.host, times(splitAttempt(job, attempt), gpus))
}

/** A gang's task held its GPUs without a process since `hold.sinceMs`. */
export function accountHold(ctx: Context, task: TaskRow): void {
  const job = ctx.state.jobs.get(task.job)
  if (job === undefined || task.hold === null || task.hold.gpus.length === 0) return
  const waiting = Math.max(0, ctx.nowMs - task.hold.sinceMs) * task.hold.gpus.length
  if (waiting > 0) book(ctx, job, task.hold.host, { ...noUsage, waiting })
}

/** A member that had finished belongs to an epoch that failed after all: what it did is done again. */
export function unmakeUseful(ctx: Context, attempt: AttemptRow): void {
  const job = ctx.state.jobs.get(attempt.job)
  if (job === undefined) return
  const { useful } = times(splitAttempt(job, attempt), attempt.grant.gpus.length)
  ctx.state.attempts.patch(attempt.id, { redone: true })
  if (useful > 0) book(ctx, job, attempt.host, { ...noUsage, useful: -useful, recomputed: useful })
}
