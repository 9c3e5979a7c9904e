/** What jobs want of placement: how many tasks each should have now, and whether it stands in the queue. */
import { limits } from '../../../shared/limits.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { JobRow, TaskRow } from '../../../shared/model/rows.ts'
import { indexOf, isLive } from '../attempts.ts'
import type { Context } from '../context.ts'
import { livenessOf } from '../liveness.ts'
import type { State } from '../state.ts'
import { widestWave } from '../waves.ts'
import { dropClaim } from './claims.ts'
import { type Demand, demandOf, shapeKey } from './demand.ts'

const woundedFirst = 1_000_000

/** Services and what pipelines wait for go before other work, unless the job says otherwise. */
export function priorityOf(job: JobRow): number {
  // What comes back of a wounded gang's hosts goes to it first (SPEC [Y6]).
  if (job.gang?.phase === 'wounded') return woundedFirst
  return job.spec.priority ?? (job.spec.kind === 'service' ? 100 : job.owner !== null ? 50 : 0)
}

export function demandFor(state: State, job: JobRow): Demand {
  const index = indexOf(state, job.id)
  index.demand ??= demandOf(job.spec)
  return index.demand
}

/** How many tasks a job should have now; arrays and gangs are counted on their own. */
export function wantedTasks(job: JobRow): number {
  const most = job.spec.workers?.max ?? 1
  if (job.spec.kind === 'service') return most
  const left = job.shards.total - job.shards.committed
  if (job.spec.shards?.open === true) return job.closed ? Math.min(most, left) : most
  return Math.min(most, widestWave(job.spec), Math.max(1, left))
}

/** A worker or replica on an unreachable host counts as gone for placement, though nothing there is stopped. */
function countsTowards(state: State, task: TaskRow): boolean {
  if (task.attempt === null) return true
  const attempt = state.attempts.get(task.attempt)
  return attempt === undefined || livenessOf(state, attempt.host) !== 'unreachable'
}

export interface Wanted {
  /** pending tasks that may be placed now, in order */
  readonly ready: readonly TaskRow[]
  /** tasks to be made, beyond `ready` */
  readonly fresh: number
}

/** How many more of an array's tasks may run at once. */
function parallelRoom(state: State, job: JobRow): number {
  const most = job.spec.array?.parallel
  if (most === undefined) return limits.shardsPerJob
  let counted = 0
  for (const id of indexOf(state, job.id).tasks) if (countsTowards(state, state.tasks.must(id))) counted++
  return Math.max(0, most - counted)
}

/** Tasks of a batch job or service that want a host now. */
export function wantedNow(state: State, job: JobRow, nowMs: number): Wanted {
  const index = indexOf(state, job.id)
  if (job.spec.array !== undefined) {
    return { ready: [], fresh: Math.min(index.pending.size, parallelRoom(state, job)) }
  }
  let counted = 0
  let placed = 0
  const ready: TaskRow[] = []
  for (const id of index.tasks) {
    const task = state.tasks.must(id)
    if (countsTowards(state, task)) {
      counted++
      if (task.attempt !== null) placed++
    }
    if (task.state === 'pending' && task.notBeforeMs <= nowMs) ready.push(task)
  }
  ready.sort((a, b) => compareIds(a.id, b.id))
  const wanted = wantedTasks(job)
  // A task whose end was learnt after its replacement started waits until it is wanted again.
  return { ready: ready.slice(0, Math.max(0, wanted - placed)), fresh: Math.max(0, wanted - counted) }
}

function stands(state: State, job: JobRow, nowMs: number): boolean {
  if (!isLive(job) || job.waitsFor.length > 0 || job.launch.notBeforeMs > nowMs) return false
  if (job.gang !== null) return job.gang.phase === 'queued' || job.gang.phase === 'wounded'
  const { ready, fresh } = wantedNow(state, job, nowMs)
  return ready.length + fresh > 0
}

/** A wounded gang wants something else than a whole one: it has a lane of its own. */
const shapeOf = (job: JobRow, demand: Demand): string =>
  job.gang?.phase === 'wounded' ? `wounded ${job.id}` : shapeKey(demand)

/** Puts the job into the queue or takes it out, as its rows say. */
export function refreshQueue(ctx: Context, jobId: string): void {
  if (refresh(ctx.state, jobId, ctx.nowMs)) ctx.state.volatile.wanted.placement = true
}

/** The same for a state that is being loaded. True when the job stands in the queue. */
export function refresh(state: State, jobId: string, nowMs: number): boolean {
  const { queue } = state
  const job = state.jobs.get(jobId)
  if (job === undefined || !stands(state, job, nowMs)) {
    queue.delete(jobId)
    if (job === undefined || !isLive(job)) dropClaim(state, jobId)
    return false
  }
  const demand = demandFor(state, job)
  queue.add(jobId, { priority: priorityOf(job), project: job.project, by: job.by, shape: shapeOf(job, demand), demand })
  return true
}
