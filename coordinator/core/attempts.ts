/** Attempts: one run of a task on one host. What their ends mean for leases, tasks and jobs. */

import { limits } from '../../shared/limits.ts'
import type { ExitRecord, StopReason } from '../../shared/model/job.ts'
import type { AttemptRow, JobRow, LeaseRow, TaskRow } from '../../shared/model/rows.ts'
import { type Context, forgetOn, note, touchHost } from './context.ts'
import { crashEnds, mayRetry } from './crashes.ts'
import { memberStarted } from './gangs/recovery.ts'
import { emptySet, getOrMake } from './get-or-make.ts'
import { releaseFor, releaseHold, takeFor, takeHold, uncount } from './holdings.ts'
import { hostNameOf } from './host-name.ts'
import { grantFor, limitEndMs } from './job-terms.ts'
import { launchFailed, launchWorked } from './launches.ts'
import { releaseLeases } from './leases.ts'
import { never } from './placement/capacity.ts'
import { failShard } from './shard-failures.ts'
import { emptyIndex, type JobIndex, newId, type Seat, type State } from './state.ts'
import { accountAttempt, accountHold } from './usage.ts'
import { describeExit } from './words.ts'

/** A task that waits for a host. */
export function addTask(ctx: Context, job: JobRow, fields: Pick<TaskRow, 'role' | 'rank' | 'shard'>): TaskRow {
  const { state } = ctx
  const id = newId(state, 't')
  indexOf(state, job.id).tasks.add(id)
  const fresh = { attempt: null, hold: null, attempts: 0, crashes: 0, notBeforeMs: 0, reason: '' }
  return state.tasks.put(id, { v: 1, id, job: job.id, state: 'pending', ...fields, ...fresh })
}

/** Something of the job was placed: from the first on it runs, and its time limit with it. */
export function startJob(ctx: Context, jobId: string): JobRow {
  const { state, nowMs } = ctx
  const job = state.jobs.must(jobId)
  if (job.state !== 'queued') return job.reason === '' ? job : state.jobs.patch(jobId, { reason: '' })
  const row = state.jobs.patch(jobId, { state: 'running', startedMs: nowMs, reason: '' })
  const endMs = limitEndMs(row)
  if (endMs !== null) state.deadlines.set('job-time-limit', jobId, endMs)
  return row
}

export function isLive(job: JobRow): boolean {
  return job.state === 'queued' || job.state === 'running'
}

export function indexOf(state: State, job: string): JobIndex {
  return getOrMake(state.index, job, emptyIndex)
}

export function indexAttempt(state: State, attempt: AttemptRow): void {
  getOrMake(state.byHost, attempt.host, emptySet<string>).add(attempt.id)
  indexOf(state, attempt.job).attempts.add(attempt.id)
}

interface Placing extends Seat {
  /** gangs */
  readonly epoch?: number
  /** array tasks: the shard they run, lent with the placement */
  readonly leases?: readonly LeaseRow[]
}

/** A new attempt of a task on a host; its id is the fencing token. */
export function placeAttempt(ctx: Context, task: TaskRow, placing: Placing): AttemptRow {
  const { state } = ctx
  const { host, gpus, epoch = 0, leases = [] } = placing
  const id = newId(state, 'a')
  const attempt: AttemptRow = {
    v: 1,
    id,
    job: task.job,
    task: task.id,
    host,
    state: 'placed',
    grant: grantFor(state.jobs.must(task.job), gpus),
    generation: state.hostSync.must(host).generation + 1,
    epoch,
    steps: false,
    ready: false,
    notReadyReason: 'not started',
    stop: null,
    placedMs: ctx.nowMs,
    startedMs: null,
    endedMs: null,
    pid: null,
    exit: null,
    leases,
    committed: 0,
    shardMs: null,
    usefulMs: 0,
    duplicateMs: 0,
    redone: false,
    finish: leases.length > 0,
  }
  letGo(ctx, task)
  state.attempts.put(id, attempt)
  const hold = task.hold === null ? null : { ...task.hold, sinceMs: ctx.nowMs }
  state.tasks.put(task.id, { ...task, hold, state: 'placed', attempt: id, attempts: task.attempts + 1, reason: '' })
  indexAttempt(state, attempt)
  takeFor(state, attempt)
  touchHost(ctx, host)
  return attempt
}

export function attemptStarted(ctx: Context, attempt: AttemptRow, pid: number): void {
  if (attempt.state !== 'placed') return
  ctx.state.attempts.patch(attempt.id, { state: 'running', startedMs: ctx.nowMs, pid })
  launchWorked(ctx, attempt)
  memberStarted(ctx, attempt)
}

/** Every stop has a reason (promise 1). A second stop keeps the first reason. */
export function stopAttempt(ctx: Context, attempt: AttemptRow, reason: StopReason, graceMs: number): void {
  if (attempt.state === 'ended' || attempt.stop !== null) return
  const stop = { reason, graceMs, sinceMs: ctx.nowMs }
  ctx.state.attempts.patch(attempt.id, { state: 'stopping', stop, ready: false })
  ctx.state.capacity.reend(attempt.host, attempt.id, ctx.nowMs + graceMs)
  touchHost(ctx, attempt.host)
}

/**
 * [A3] the fence has passed: the attempt is replaced, though nobody saw it end. It counts on its host until the host says what
 * became of it, and is told to stop should it still be there.
 */
export function loseAttempt(ctx: Context, attempt: AttemptRow): void {
  if (attempt.state === 'ended' || attempt.state === 'lost') return
  const stop = attempt.stop ?? { reason: 'lost-after' as const, graceMs: 1_000, sinceMs: ctx.nowMs }
  releaseLeases(ctx, attempt)
  uncount(ctx.state, attempt)
  ctx.state.attempts.patch(attempt.id, { state: 'lost', stop, ready: false })
  ctx.state.capacity.reend(attempt.host, attempt.id, never)
  touchHost(ctx, attempt.host)
}

/** [A1] ends are absorbing: a late or repeated report changes nothing. */
export function endAttempt(ctx: Context, attempt: AttemptRow, exit: ExitRecord): void {
  const { state } = ctx
  forgetOn(state, attempt.host, attempt.id)
  if (attempt.state === 'ended') return
  releaseLeases(ctx, attempt)
  const endedMs = ctx.nowMs
  const ended = state.attempts.patch(attempt.id, { state: 'ended', ready: false, endedMs, exit, leases: [] })
  state.byHost.get(attempt.host)?.delete(attempt.id)
  state.deadlines.clear('finish-grace', attempt.id)
  state.deadlines.clear('gang-fence', attempt.id)
  releaseFor(state, attempt)
  touchHost(ctx, attempt.host)
  const index = indexOf(state, attempt.job)
  index.attempts.delete(attempt.id)
  index.hungry.delete(attempt.id)
  index.endedAttempts.add(attempt.id)
  accountAttempt(ctx, ended)
  if (exit.reason === 'launch-failed') launchFailed(ctx, ended)
  if (exit.epilog !== undefined) ctx.reactions.push({ kind: 'epilog-ended', attempt: attempt.id })
  const job = state.jobs.get(attempt.job)
  const task = state.tasks.get(attempt.task)
  if (task !== undefined && job !== undefined && task.attempt === attempt.id) endTask(ctx, job, task, ended)
  trimAttempts(state, index, job?.gang?.epoch)
  ctx.reactions.push({ kind: 'attempt-ended', job: attempt.job, host: attempt.host })
}

/** Ended attempts of a job beyond those that are kept go, a few at a time; those of a gang's current epoch stay, since together they are its success. */
function trimAttempts(state: State, index: JobIndex, epoch: number | undefined): void {
  let budget = limits.trimmedPerEnd
  for (const oldest of index.endedAttempts) {
    if (index.endedAttempts.size <= limits.endedAttemptsKept || budget-- <= 0) return
    if (epoch !== undefined && state.attempts.must(oldest).epoch === epoch) return
    index.endedAttempts.delete(oldest)
    forgetAttempt(state, oldest)
  }
}

/** Its last step is kept as long as its row: a silent rank of its epoch is judged by it ([Y5]). */
export function forgetAttempt(state: State, id: string): void {
  state.attempts.delete(id)
  state.volatile.steps.delete(id)
  state.volatile.lastSteps.delete(id)
}

/** The task no longer holds its host without an attempt there. */
export function letGo(ctx: Context, task: TaskRow): void {
  if (task.hold === null || !releaseHold(ctx.state, task)) return
  accountHold(ctx, task)
  ctx.reactions.push({ kind: 'host-freed', host: task.hold.host })
}

export function dropTask(ctx: Context, task: TaskRow): void {
  const { state } = ctx
  letGo(ctx, task)
  state.tasks.delete(task.id)
  state.index.get(task.job)?.tasks.delete(task.id)
  state.deadlines.clear('task-ready', task.id)
}

/** Reasons of ours that say nothing against the task: it is placed again at once. */
const blameless: readonly string[] = ['preempted', 'drained', 'health-stop', 'lost-after']

function endTask(ctx: Context, job: JobRow, task: TaskRow, attempt: AttemptRow): void {
  const { state } = ctx
  if (task.role === 'member' || task.role === 'spare') {
    const hold = task.hold === null ? null : { ...task.hold, sinceMs: ctx.nowMs }
    const kept = state.tasks.put(task.id, { ...task, state: 'pending', attempt: null, hold })
    if (isLive(job)) takeHold(state, kept)
    ctx.reactions.push({ kind: 'member-ended', job: job.id, attempt: attempt.id })
    return
  }
  const shard = task.shard
  const stop = attempt.stop?.reason
  const blamed = stop === undefined || !blameless.includes(stop)
  if (stop === 'preempted') countMove(state, job.id)
  // A launch that failed says something of the host ([Q1]), and of the job only where it fails on two ([Q2]).
  const ran = attempt.exit?.reason !== 'launch-failed'
  if (shard !== null && isLive(job) && attempt.committed === 0 && blamed && ran)
    failShard(ctx, job, attempt, shard, describeExit(attempt.exit), mayRetry(ctx, attempt))
  const finished =
    !isLive(job) || attempt.finish || stop === 'surplus-replica' || stop === 'scale-down' || shard !== null
  if (finished) {
    dropTask(ctx, task)
    if (shard !== null && stop === 'preempted') backToQueue(ctx, job)
    return
  }
  if (!blamed) {
    state.tasks.put(task.id, { ...task, state: 'pending', attempt: null, reason: `${attempt.id} was stopped: ${stop}` })
    if (stop === 'preempted') backToQueue(ctx, job)
    return
  }
  crashed(ctx, job, task, attempt)
}

/** [RT3] what preemption costs a job of many tasks. */
function countMove(state: State, id: string): void {
  const job = state.jobs.must(id)
  state.jobs.patch(id, { moves: (job.moves ?? 0) + 1 })
}

/** All of it was preempted: its time limit counts anew from the next start. */
function backToQueue(ctx: Context, job: JobRow): void {
  const { state } = ctx
  if (!isLive(job) || indexOf(state, job.id).attempts.size > 0) return
  state.deadlines.clear('job-time-limit', job.id)
  state.jobs.patch(job.id, { state: 'queued', startedMs: null })
}

/** [P4] a task whose process ends without finishing is placed again after a growing wait. */
function crashed(ctx: Context, job: JobRow, task: TaskRow, attempt: AttemptRow): void {
  const { state, nowMs } = ctx
  const crashes = attempt.committed > 0 ? 1 : task.crashes + 1
  const how = describeExit(attempt.exit)
  const waitMs = Math.min(30_000, 500 * 2 ** Math.min(crashes - 1, 6))
  state.tasks.put(task.id, {
    ...task,
    state: 'pending',
    attempt: null,
    crashes,
    notBeforeMs: nowMs + waitMs,
    reason: `${attempt.id} ended: ${how}`,
  })
  state.deadlines.set('task-ready', task.id, nowMs + waitMs)
  const host = hostNameOf(state, attempt.host)
  note(
    ctx,
    'warning',
    'attempt-ended',
    `${job.spec.name}: ${attempt.id} on ${host} ended: ${how}; tried again in ${waitMs / 1000} s`,
    { job: job.id, attempt: attempt.id, host: attempt.host },
  )
  const ends = crashEnds(ctx, job, attempt)
  if (ends !== '') return void ctx.reactions.push({ kind: 'job-failed', job: job.id, reason: ends })
  const tasks = indexOf(state, job.id).tasks
  for (const id of tasks) if (state.tasks.must(id).crashes < limits.crashesPerTask) return
  ctx.reactions.push({
    kind: 'job-failed',
    job: job.id,
    reason: `its workers ended ${limits.crashesPerTask} times without finishing a shard; last: ${how}`,
  })
}
