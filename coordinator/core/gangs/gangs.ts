/**
 * Gangs: members that start together or not at all (SPEC [Y1]…[Y7]). A task holds its host across epochs; an epoch is one launch of
 * all members. Phases are `GangState.phase`; everything that touches many members goes in slices ([S2]).
 */

import { limits } from '../../../shared/limits.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { StopReason } from '../../../shared/model/job.ts'
import type { AttemptRow, JobRow, TaskRow } from '../../../shared/model/rows.ts'
import type { GangState } from '../../../shared/model/scheduling.ts'
import { dropTask, indexOf, isLive, letGo, placeAttempt, startJob, stopAttempt } from '../attempts.ts'
import { saveEveryAtLaunch } from '../checkpoints/interval.ts'
import { chooseResume } from '../checkpoints/resume.ts'
import { type Context, note, wantPlacement } from '../context.ts'
import { graceMsOf, limitEndMs } from '../job-terms.ts'
import { type Away, awayOf } from '../liveness.ts'
import { dropClaim } from '../placement/claims.ts'
import { refreshQueue } from '../placement/wants.ts'
import { endJob } from '../results.ts'
import type { State } from '../state.ts'
import { unmakeUseful } from '../usage.ts'
import { countOf, describeExit, lastLineOf } from '../words.ts'
import { addLongWork } from '../work-list.ts'

export const newGang = (nowMs: number): GangState => ({
  phase: 'queued',
  epoch: 0,
  size: 0,
  restarts: 0,
  moves: 0,
  sinceMs: nowMs,
  lastEnd: '',
  leaving: false,
  badHost: null,
})

export function setPhase(
  ctx: Context,
  job: JobRow,
  phase: GangState['phase'],
  fields: Partial<GangState> = {},
): JobRow {
  const gang = { ...(job.gang as GangState), ...fields, phase, sinceMs: ctx.nowMs }
  const row = ctx.state.jobs.patch(job.id, { gang })
  // A wounded gang stands in a lane of its own.
  ctx.state.queue.delete(job.id)
  refreshQueue(ctx, job.id)
  return row
}

/** Members by rank, then spares. */
export function gangTasks(state: State, job: string): TaskRow[] {
  const tasks = [...(state.index.get(job)?.tasks ?? [])].map((id) => state.tasks.must(id))
  return tasks.sort((a, b) => a.rank - b.rank || compareIds(a.id, b.id))
}

export const membersOf = (state: State, job: string): TaskRow[] =>
  gangTasks(state, job).filter((task) => task.role === 'member')

/** Attempts of the current epoch that are neither ended nor given up. */
function liveOf(state: State, job: JobRow): AttemptRow[] {
  const found: AttemptRow[] = []
  for (const id of state.index.get(job.id)?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.state !== 'lost') found.push(attempt)
  }
  return found
}

/** [Y1] all hosts are held: the members are launched under a new epoch, a slice at a time. */
export function beginEpoch(ctx: Context, job: JobRow): void {
  const { state } = ctx
  const gang = job.gang as GangState
  const size = membersOf(state, job.id).length
  const resume = chooseResume(ctx, job, membersOf(state, job.id)[0]?.hold?.host ?? '')
  const saveEveryMs = saveEveryAtLaunch(ctx, job)
  setPhase(ctx, job, 'launching', { epoch: gang.epoch + 1, size, resume, saveEveryMs })
  const endMs = limitEndMs(startJob(ctx, job.id))
  if (endMs !== null)
    for (const { id, hold } of gangTasks(state, job.id)) if (hold !== null) state.capacity.reend(hold.host, id, endMs)
  dropClaim(state, job.id)
  wantPlacement(ctx)
}

/** Attempts of the current epoch, ended ones included, by task. */
export function launchedIn(state: State, job: JobRow): Map<string, AttemptRow> {
  const found = new Map<string, AttemptRow>()
  const index = indexOf(state, job.id)
  for (const id of [...index.attempts, ...index.endedAttempts]) {
    const attempt = state.attempts.must(id)
    if (attempt.epoch === job.gang?.epoch) found.set(attempt.task, attempt)
  }
  return found
}

/** One slice of a launch. True when there is more. */
export function launchSlice(ctx: Context, job: JobRow): boolean {
  const { state } = ctx
  const { epoch } = job.gang as GangState
  const launched = launchedIn(state, job)
  let budget = limits.membersPerSlice
  for (const task of membersOf(state, job.id)) {
    if (launched.has(task.id)) continue
    if (budget-- <= 0) return true
    const { hold } = task
    if (hold === null) {
      failEpoch(ctx, job.id, `rank ${task.rank} has no host`)
      return false
    }
    placeAttempt(ctx, task, { host: hold.host, gpus: hold.gpus, epoch })
  }
  const { size } = setPhase(ctx, state.jobs.must(job.id), 'running').gang as GangState
  const text = `${job.spec.name}: epoch ${epoch} launched on ${countOf(size, 'host')}`
  note(ctx, 'info', 'gang-launched', text, { job: job.id })
  // The first ones may have finished already.
  if (allFinished(state, state.jobs.must(job.id))) endJob(ctx, state.jobs.must(job.id), 'succeeded', '')
  return false
}

/** A member's attempt has ended. [Y2] success is every rank of one epoch with exit 0; the first failure ends the epoch. */
export function memberEnded(ctx: Context, jobId: string, attemptId: string): void {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  const attempt = state.attempts.get(attemptId)
  if (job === undefined || job.gang === null || attempt === undefined) return
  if (!isLive(job)) return dropAfterEnd(ctx, job, attempt)
  const { phase, epoch } = job.gang
  if (attempt.epoch === epoch && (phase === 'running' || phase === 'launching')) {
    const clean = attempt.exit?.code === 0 && attempt.stop === null
    if (!clean) return failEpoch(ctx, jobId, howEnded(state, attempt), attempt.host)
    if (phase === 'running' && allFinished(state, job)) return endJob(ctx, job, 'succeeded', '')
    return
  }
  if (phase === 'stopping') settleSoon(ctx, jobId)
}

function dropAfterEnd(ctx: Context, job: JobRow, attempt: AttemptRow): void {
  const task = ctx.state.tasks.get(attempt.task)
  if (task !== undefined && task.job === job.id) dropTask(ctx, task)
}

function howEnded(state: State, attempt: AttemptRow): string {
  const { exit, stop } = attempt
  const last = lastLineOf(exit)
  const how = stop === null ? describeExit(exit) : `${stop.reason}${last === '' ? '' : `: ${last}`}`
  return `${attempt.id} on ${state.hosts.get(attempt.host)?.name ?? attempt.host}: ${how}`
}

const finishedWell = (attempt: AttemptRow): boolean =>
  attempt.state === 'ended' && attempt.exit?.code === 0 && attempt.stop === null

function allFinished(state: State, job: JobRow): boolean {
  const launched = launchedIn(state, job)
  return membersOf(state, job.id).every((task) => {
    const attempt = launched.get(task.id)
    return attempt !== undefined && finishedWell(attempt)
  })
}

/** Ends the epoch everywhere, then what is left of it is looked at when every member's end is known. */
export function failEpoch(ctx: Context, jobId: string, why: string, badHost: string | null = null): void {
  stopEpoch(ctx, jobId, 'epoch-failed', why, badHost)
}

/** Stops a gang that must leave or move (preempted, drained): members get their grace to save. */
export function stopEpoch(
  ctx: Context,
  jobId: string,
  reason: StopReason,
  why: string,
  badHost: string | null = null,
): void {
  const { state } = ctx
  const job = state.jobs.must(jobId)
  const gang = job.gang as GangState
  if (!isLive(job)) return
  if (gang.phase === 'stopping' || gang.phase === 'queued' || gang.phase === 'releasing') return
  if (gang.phase === 'forming' || gang.phase === 'wounded') return releaseGang(ctx, jobId, why)
  const moved = reason === 'preempted' || reason === 'drained'
  const counts = moved ? { moves: gang.moves + 1 } : { restarts: gang.restarts + 1 }
  setPhase(ctx, state.jobs.must(jobId), 'stopping', {
    ...counts,
    ranHostMs: (gang.ranHostMs ?? 0) + (gang.phase === 'running' ? gang.size * (ctx.nowMs - gang.sinceMs) : 0),
    lastEnd: why,
    leaving: reason === 'preempted',
    badHost,
  })
  note(ctx, 'warning', 'epoch-ended', `${job.spec.name}: epoch ${gang.epoch} is stopped: ${why}`, { job: jobId })
  // A failed epoch has nothing to save: 1 s (DESIGN section 5); the others get the job's grace.
  const graceMs = moved ? graceMsOf(job) : 1_000
  addLongWork(ctx, { kind: 'stop-epoch', job: jobId, reason, graceMs })
}

/** One slice of stopping an epoch. True when there is more. */
export function stopEpochSlice(ctx: Context, jobId: string, reason: StopReason, graceMs: number): boolean {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  // A job that ended meanwhile is no longer a gang's affair: `end-tasks` lets go of what it has.
  if (job === undefined || !isLive(job) || job.gang?.phase !== 'stopping') return false
  let budget = limits.membersPerSlice
  for (const attempt of liveOf(state, job)) {
    if (attempt.stop !== null) continue
    if (budget-- <= 0) return true
    stopAttempt(ctx, attempt, reason, graceMs)
  }
  for (const attempt of launchedIn(state, job).values()) {
    if (!finishedWell(attempt) || attempt.redone) continue
    if (budget-- <= 0) return true
    unmakeUseful(ctx, attempt)
  }
  return settleEpoch(ctx, jobId)
}

/** [Y3] the next epoch starts only when every member of the last one has ended or been fenced. True when there is more to do. */
function settleEpoch(ctx: Context, jobId: string): boolean {
  const { state } = ctx
  const job = state.jobs.must(jobId)
  const { gang } = job
  if (gang?.phase !== 'stopping' || liveOf(state, job).length > 0) return false
  if (gang.leaving) {
    releaseGang(ctx, jobId, gang.lastEnd)
    return false
  }
  const most = job.spec.policy?.maxRestarts ?? limits.gangRestarts
  if (gang.restarts > most) {
    const reason = `its gang failed ${countOf(gang.restarts, 'time')} (at most ${countOf(most, 'restart')}); last: ${gang.lastEnd}`
    ctx.reactions.push({ kind: 'job-failed', job: jobId, reason })
    return false
  }
  let budget = limits.membersPerSlice
  for (const task of gangTasks(state, jobId)) {
    if (task.hold === null || holdTrouble(state, task)?.forGood !== true) continue
    if (budget-- <= 0) return true
    unhold(ctx, task)
  }
  beWounded(ctx, state.jobs.must(jobId))
  return false
}

/** It keeps the hosts it has, and waits for others. */
export function beWounded(ctx: Context, job: JobRow): void {
  setPhase(ctx, job, 'wounded', { badHost: null })
  ctx.state.deadlines.set('gang-wounded', job.id, ctx.nowMs + limits.woundedWaitMs)
  wantPlacement(ctx)
}

/** The same from outside the long work, which goes on where this could not finish. */
export function settleSoon(ctx: Context, jobId: string): void {
  if (settleEpoch(ctx, jobId))
    addLongWork(ctx, { kind: 'stop-epoch', job: jobId, reason: 'epoch-failed', graceMs: 1_000 })
}

/**
 * What keeps a gang from launching on the host that its task holds. For good (it is gone, draining or could not start the member):
 * the host is given back, while the others keep their place ([Y4]).
 */
export function holdTrouble(state: State, task: TaskRow): Away | undefined {
  const { hold } = task
  if (hold === null) return { why: `rank ${task.rank} has no host`, forGood: true }
  const host = state.hosts.get(hold.host)
  if (host === undefined) return { why: `${hold.host} is gone`, forGood: true }
  const away = awayOf(state, host)
  if (away?.forGood === true) return { ...away, why: `${host.name} ${away.why}` }
  if (host.id === state.jobs.must(task.job).gang?.badHost && host.backoff !== null)
    return { why: `${host.name} could not start it`, forGood: true }
  const gone = hold.gpus.find((uuid) => !hasUnit(state, host.id, uuid))
  if (gone !== undefined) return { why: `${gone} is gone from ${host.name}`, forGood: true }
  const lost = lostOn(state, task)
  if (lost !== undefined) return { why: `${lost.id} may still run on ${host.name}`, forGood: true }
  return away && { ...away, why: `${host.name} ${away.why}` }
}

function hasUnit(state: State, host: string, uuid: string): boolean {
  return state.capacity.host(host)?.offer.units.some((unit) => unit.uuid === uuid) === true
}

/** An attempt of this job that was given up on the host the task holds: its GPUs may still be busy. */
function lostOn(state: State, task: TaskRow): AttemptRow | undefined {
  for (const id of state.byHost.get(task.hold?.host ?? '') ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.job === task.job && attempt.state === 'lost') return attempt
  }
  return undefined
}

export function unhold(ctx: Context, task: TaskRow): void {
  if (task.hold === null) return
  letGo(ctx, task)
  ctx.state.tasks.patch(task.id, { hold: null })
}

/** Everything goes back, a slice at a time; then the gang queues again with its old place in line. */
export function releaseGang(ctx: Context, jobId: string, why: string): void {
  const { state } = ctx
  dropClaim(state, jobId)
  state.volatile.forming.delete(jobId)
  state.deadlines.clear('gang-wounded', jobId)
  setPhase(ctx, state.jobs.must(jobId), 'releasing', { lastEnd: why.slice(0, 500) })
  addLongWork(ctx, { kind: 'release-gang', job: jobId })
}

/** One slice of giving a gang's hosts back. True when there is more. */
export function releaseSlice(ctx: Context, jobId: string): boolean {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  if (job === undefined || !isLive(job) || job.gang?.phase !== 'releasing') return false
  for (const [i, task] of gangTasks(state, jobId).entries()) {
    if (i >= limits.membersPerSlice) return true
    dropTask(ctx, task)
  }
  state.deadlines.clear('job-time-limit', jobId)
  const queued = setPhase(ctx, state.jobs.must(jobId), 'queued', { size: 0, leaving: false, badHost: null })
  state.jobs.patch(jobId, { state: 'queued', startedMs: null, reason: queued.gang?.lastEnd ?? '' })
  return false
}

/** A wounded gang that found no host in time gives its good ones back, so that others can use them. */
export function woundedTooLong(ctx: Context, jobId: string): void {
  const job = ctx.state.jobs.get(jobId)
  if (job === undefined || job.gang?.phase !== 'wounded') return
  releaseGang(ctx, jobId, `no host was found within ${limits.woundedWaitMs / 60_000} min: ${job.gang.lastEnd}`)
}

/** May the members still held be launched as they are? Why not, else ''. */
export function holdsWhyNot(state: State, job: JobRow): string {
  for (const task of membersOf(state, job.id)) {
    const trouble = holdTrouble(state, task)
    if (trouble !== undefined) return trouble.why
  }
  return ''
}
