/** Attempts: one run of a task on one host. What their ends mean for leases, tasks and jobs. */
import { limits } from '../../shared/limits.ts'
import { compareIds } from '../../shared/model/ids.ts'
import type { ExitRecord, Resources, StopReason, TaskSpec } from '../../shared/model/job.ts'
import type { AttemptRow, Grant, JobRow, TaskRow } from '../../shared/model/rows.ts'
import { type Context, forgetOn, note, touchHost, wantPlacement } from './context.ts'
import { releaseLeases } from './leases.ts'
import { emptyIndex, newId, type State } from './state.ts'

export const defaultResources: Resources = { cpus: 1 }

export function isLive(job: JobRow): boolean {
  return job.state === 'queued' || job.state === 'running'
}

export function taskSpecOf(job: JobRow, attempt: AttemptRow): TaskSpec {
  const { spec } = job
  return {
    job: job.id,
    jobName: spec.name,
    project: job.project,
    kind: spec.kind,
    run: spec.run,
    env: spec.env ?? {},
    params: spec.params ?? null,
    resources: spec.resources ?? defaultResources,
    gpus: attempt.grant.gpus,
    graceMs: spec.policy?.graceMs ?? 30_000,
    checkpointSignal: spec.policy?.checkpointSignal ?? 'SIGTERM',
    member: null,
    array: null,
  }
}

export function indexAttempt(state: State, attempt: AttemptRow): void {
  let set = state.byHost.get(attempt.host)
  if (set === undefined) {
    set = new Set()
    state.byHost.set(attempt.host, set)
  }
  set.add(attempt.id)
  let index = state.index.get(attempt.job)
  if (index === undefined) {
    index = emptyIndex()
    state.index.set(attempt.job, index)
  }
  index.attempts.add(attempt.id)
}

function grantOf(state: State, task: TaskRow): Grant {
  const resources = state.jobs.must(task.job).spec.resources ?? defaultResources
  return { cpus: resources.cpus, memoryMb: resources.memoryMb ?? 0, gpus: [] }
}

/** A new attempt of a task on a host; its id is the fencing token. */
export function placeAttempt(ctx: Context, task: TaskRow, host: string): AttemptRow {
  const { state } = ctx
  const id = newId(state, 'a')
  const attempt: AttemptRow = {
    v: 1,
    id,
    job: task.job,
    task: task.id,
    host,
    state: 'placed',
    grant: grantOf(state, task),
    generation: state.hostSync.must(host).generation + 1,
    epoch: 0,
    ready: false,
    notReadyReason: 'not started',
    stop: null,
    placedMs: ctx.nowMs,
    startedMs: null,
    endedMs: null,
    pid: null,
    exit: null,
    leases: [],
    committed: 0,
    shardMs: null,
    finish: false,
  }
  state.attempts.put(id, attempt)
  state.tasks.put(task.id, { ...task, state: 'placed', attempt: id, attempts: task.attempts + 1, reason: '' })
  indexAttempt(state, attempt)
  touchHost(ctx, host)
  return attempt
}

export function attemptStarted(ctx: Context, attempt: AttemptRow, pid: number): void {
  if (attempt.state !== 'placed') return
  ctx.state.attempts.patch(attempt.id, { state: 'running', startedMs: ctx.nowMs, pid })
}

/** Every stop has a reason (promise 1). A second stop keeps the first reason. */
export function stopAttempt(ctx: Context, attempt: AttemptRow, reason: StopReason, graceMs: number): void {
  if (attempt.state === 'ended' || attempt.stop !== null) return
  ctx.state.attempts.patch(attempt.id, {
    state: 'stopping',
    stop: { reason, graceMs, sinceMs: ctx.nowMs },
    ready: false,
  })
  touchHost(ctx, attempt.host)
}

/** [A1] ends are absorbing: a late or repeated report changes nothing. */
export function endAttempt(ctx: Context, attempt: AttemptRow, exit: ExitRecord): void {
  const { state } = ctx
  forgetOn(state, attempt.host, attempt.id)
  if (attempt.state === 'ended') return
  releaseLeases(ctx, attempt)
  const ended = state.attempts.patch(attempt.id, { state: 'ended', ready: false, endedMs: ctx.nowMs, exit, leases: [] })
  state.byHost.get(attempt.host)?.delete(attempt.id)
  state.volatile.hungry.delete(attempt.id)
  state.deadlines.clear('finish-grace', attempt.id)
  touchHost(ctx, attempt.host)
  const job = state.jobs.get(attempt.job)
  state.index.get(attempt.job)?.attempts.delete(attempt.id)
  const task = state.tasks.get(attempt.task)
  if (task !== undefined && job !== undefined) endTask(ctx, job, task, ended)
  trimAttempts(state, attempt.job)
  wantPlacement(ctx)
  if (job?.spec.kind === 'service') ctx.reactions.push({ kind: 'replica-changed', job: job.id })
  ctx.reactions.push({ kind: 'shards-wanted' })
}

/** Ended attempts of a job beyond the last 32 go. */
function trimAttempts(state: State, job: string): void {
  const ended = [...state.attempts.values()].filter((each) => each.job === job && each.state === 'ended')
  if (ended.length <= 32) return
  const oldest = ended.sort((a, b) => compareIds(a.id, b.id))[0]
  if (oldest !== undefined) state.attempts.delete(oldest.id)
}

function endTask(ctx: Context, job: JobRow, task: TaskRow, attempt: AttemptRow): void {
  const { state, nowMs } = ctx
  if (task.attempt !== attempt.id) return
  const finished = !isLive(job) || attempt.finish || attempt.stop?.reason === 'surplus-replica'
  if (finished) {
    state.tasks.delete(task.id)
    state.index.get(job.id)?.tasks.delete(task.id)
    return
  }
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
  const host = state.hosts.get(attempt.host)?.name ?? attempt.host
  note(
    ctx,
    'warning',
    'attempt-ended',
    `${job.spec.name}: ${attempt.id} on ${host} ended: ${how}; tried again in ${waitMs / 1000} s`,
    { job: job.id, attempt: attempt.id, host: attempt.host },
  )
  const tried = [...state.tasks.values()].filter((each) => each.job === job.id)
  if (tried.every((each) => each.crashes >= limits.crashesPerTask))
    ctx.reactions.push({
      kind: 'job-failed',
      job: job.id,
      reason: `its workers ended ${limits.crashesPerTask} times without finishing a shard; last: ${how}`,
    })
}

export function describeExit(exit: ExitRecord | null): string {
  if (exit === null) return 'no exit record'
  const last = exit.lastLines.filter((line) => line.trim() !== '').at(-1)
  const how =
    exit.signal !== null ? `signal ${exit.signal}` : exit.code !== null ? `exit code ${exit.code}` : exit.reason
  return `${how}${exit.sentByUs ? ' (sent by us)' : ''}${last === undefined ? '' : `: ${last.slice(0, 300)}`}`
}
