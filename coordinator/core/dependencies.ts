/** Jobs that wait for other jobs (SPEC [J2]): met, the job queues; never to be met, it fails and says which. */
import { limits } from '../../shared/limits.ts'
import type { Dependency } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { indexOf, isLive } from './attempts.ts'
import { type Context, Refusal } from './context.ts'
import { findJob } from './find-job.ts'
import { refreshQueue } from './placement/wants.ts'
import type { State } from './state.ts'
import { addLongWork } from './work-list.ts'

/** The job's dependencies by id, without those that are met. Throws Refusal for one that is unknown or can never be met. */
export function resolveDependencies(state: State, after: readonly Dependency[]): Dependency[] {
  return after.flatMap((each, i) => {
    const path = `after[${i}].job`
    const job = findJob(state, each.job, path)
    if (isLive(job)) return [{ job: job.id, on: each.on }]
    if (each.on === 'succeeded' && job.state !== 'succeeded')
      throw new Refusal('job-ended', `job ${job.id} has ${job.state}; waiting for its success would never end`, path)
    return []
  })
}

export function indexDependencies(state: State, job: JobRow): void {
  if (isLive(job)) for (const { job: on } of job.waitsFor) indexOf(state, on).dependents.add(job.id)
}

export function jobEndedForDependents(ctx: Context, jobId: string): void {
  if ((ctx.state.index.get(jobId)?.dependents.size ?? 0) > 0) addLongWork(ctx, { kind: 'wake-dependents', job: jobId })
}

/** One slice; true when there is more. */
export function wakeSlice(ctx: Context, jobId: string): boolean {
  const { state } = ctx
  const ended = state.jobs.get(jobId)
  const dependents = state.index.get(jobId)?.dependents
  if (ended === undefined || dependents === undefined) return false
  let budget = limits.wakesPerSlice
  for (const id of dependents) {
    if (budget-- <= 0) return true
    dependents.delete(id)
    const job = state.jobs.get(id)
    if (job !== undefined && isLive(job)) wake(ctx, job, ended)
  }
  return false
}

function wake(ctx: Context, job: JobRow, ended: JobRow): void {
  const broken = job.waitsFor.some(
    (each) => each.job === ended.id && each.on === 'succeeded' && ended.state !== 'succeeded',
  )
  ctx.state.jobs.patch(job.id, { waitsFor: job.waitsFor.filter((each) => each.job !== ended.id) })
  if (broken)
    ctx.reactions.push({
      kind: 'job-failed',
      job: job.id,
      reason: `it waited for the success of ${ended.id} '${ended.spec.name}', which has ${ended.state}`,
    })
  else refreshQueue(ctx, job.id)
}
