/**
 * Gangs: members that start together or not at all (SPEC [Y1]…[Y7]). A task holds its host across epochs; an epoch is one launch of
 * all members. Phases are `GangState.phase`; everything that touches many members goes in slices ([S2]).
 */

import { limits } from '../../../shared/limits.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { StopReason } from '../../../shared/model/job.ts'
import type { AttemptRow, JobRow, TaskRow } from '../../../shared/model/rows.ts'
import type { GangFailure, GangState } from '../../../shared/model/scheduling.ts'
import { rungText } from '../../../shared/model/words.ts'
import { dropTask, indexOf, isLive, placeAttempt, startJob, stopAttempt } from '../attempts.ts'
import { saveEveryAtLaunch } from '../checkpoints/interval.ts'
import { chooseResume } from '../checkpoints/resume.ts'
import { type Context, note, wantPlacement } from '../context.ts'
import { graceMsOf, limitEndMs } from '../job-terms.ts'
import { dropClaim } from '../placement/claims.ts'
import { refreshQueue } from '../placement/wants.ts'
import { endJob } from '../results.ts'
import type { State } from '../state.ts'
import { unmakeUseful } from '../usage.ts'
import { countOf } from '../words.ts'
import { addLongWork } from '../work-list.ts'
import { blamedInstead, failureOf, failureText, type GangStop, lostFailure, stopFailure, takesBlame } from './blame.ts'
import { holdTrouble, unhold } from './holds.ts'
import { beginRecovery, endedMs, gaveAllBack, launchedAgain, partOver } from './recovery.ts'
import { settleFailure, wentWellApart } from './settle.ts'
import { silentNoMore } from './silent.ts'

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
  // as it is now: hosts that were let go since `job` was looked at stand in it
  const before = ctx.state.jobs.must(job.id).gang as GangState
  // [SL9] shares of the work are of the epoch that runs.
  const even = before.shares == null ? {} : { shares: null }
  const gang = { ...before, ...even, ...fields, phase, sinceMs: ctx.nowMs }
  if ((before.phase === 'running') !== (phase === 'running')) {
    // Its hosts are compared anew.
    ctx.state.volatile.gangs.unlike.delete(job.id)
    ctx.effects.push({ kind: 'watch-gang', job: job.id })
  }
  if (before.phase === 'running') silentNoMore(ctx, job.id)
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

const isMember = ({ role }: TaskRow): boolean => role === 'member'

export const membersOf = (state: State, job: string): TaskRow[] => gangTasks(state, job).filter(isMember)

/** Attempts that are neither ended nor given up: by [Y3] all are of the current epoch. */
function liveOf(state: State, job: JobRow): AttemptRow[] {
  const found: AttemptRow[] = []
  for (const id of state.index.get(job.id)?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.state !== 'lost') found.push(attempt)
  }
  return found
}

/** [Y1] all hosts are held: the members are launched under a new epoch, a slice at a time. */
export function beginEpoch(ctx: Context, jobId: string): void {
  const { state } = ctx
  const job = state.jobs.must(jobId)
  const gang = job.gang as GangState
  const tasks = gangTasks(state, jobId)
  const members = tasks.filter(isMember)
  const size = members.length
  setPhase(ctx, job, 'launching', {
    epoch: gang.epoch + 1,
    size,
    badHost: null,
    resume: chooseResume(ctx, job, members[0]?.hold?.host ?? ''),
    saveEveryMs: saveEveryAtLaunch(ctx, job),
    ...launchedAgain(gang, size, ctx.nowMs),
    ...launchedApart(gang, members),
  })
  const endMs = limitEndMs(startJob(ctx, jobId))
  if (endMs !== null) for (const { id, hold } of tasks) if (hold !== null) state.capacity.reend(hold.host, id, endMs)
  dropClaim(state, jobId)
  wantPlacement(ctx)
}

/** Does the host that failed it last take no part in this launch? If it goes well now, the host was to blame ([RT8]). */
function launchedApart({ failure }: GangState, members: readonly TaskRow[]): Partial<GangState> {
  if (failure == null || failure.host === null) return {}
  const apart = members.every(({ hold }) => hold?.host !== failure.host)
  return { failure: { ...failure, apart } }
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
      failEpoch(ctx, job.id, lostFailure(ctx, job, null, `rank ${task.rank} has no host`), null)
      return false
    }
    placeAttempt(ctx, task, { host: hold.host, gpus: hold.gpus, epoch })
  }
  const { size } = setPhase(ctx, state.jobs.must(job.id), 'running').gang as GangState
  const how = rungText(state.jobs.must(job.id))
  const text = `${job.spec.name}: epoch ${epoch} launched on ${countOf(size, 'host')}${how === '' ? '' : `: ${how}`}`
  note(ctx, 'info', 'gang-launched', text, { job: job.id })
  // The first ones may have finished already.
  if (allFinished(state, state.jobs.must(job.id))) succeed(ctx, state.jobs.must(job.id))
  return false
}

function succeed(ctx: Context, job: JobRow): void {
  wentWellApart(ctx, job)
  endJob(ctx, job, 'succeeded', '')
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
    if (!finishedWell(attempt)) return failEpoch(ctx, jobId, failureOf(ctx, job, attempt), endedMs(attempt, ctx.nowMs))
    if (phase === 'running' && allFinished(state, job)) return succeed(ctx, job)
    return
  }
  if (phase !== 'stopping') return
  if (attempt.epoch === epoch && !finishedWell(attempt)) blameInstead(ctx, job, failureOf(ctx, job, attempt))
  settleSoon(ctx, jobId)
}

/** [RT2] while the epoch is being stopped, what explains it better takes the blame. */
export function blameInstead(ctx: Context, job: JobRow, other: GangFailure, silentSinceMs: number | null = null): void {
  const { failing } = job.gang as GangState
  if (failing == null || !takesBlame(failing, other, silentSinceMs)) return
  const now = blamedInstead(failing, other)
  const lastEnd = failureText(ctx.state, now).slice(0, 500)
  const gang = { ...(job.gang as GangState), failing: now, badHost: now.host, lastEnd }
  ctx.state.jobs.patch(job.id, { gang })
  note(ctx, 'warning', 'epoch-blamed', `${job.spec.name}: epoch ${now.epoch} ended with ${lastEnd}`, { job: job.id })
}

function dropAfterEnd(ctx: Context, job: JobRow, attempt: AttemptRow): void {
  const task = ctx.state.tasks.get(attempt.task)
  if (task !== undefined && task.job === job.id) dropTask(ctx, task)
}

/** [Y2] all of its ranks exited 0, and nobody had asked it to stop. */
const finishedWell = ({ state, exit, stop }: AttemptRow): boolean =>
  state === 'ended' && exit?.code === 0 && stop === null && (exit.ranks ?? []).every(({ code }) => code === 0)

function allFinished(state: State, job: JobRow): boolean {
  const launched = launchedIn(state, job)
  return membersOf(state, job.id).every((task) => {
    const attempt = launched.get(task.id)
    return attempt !== undefined && finishedWell(attempt)
  })
}

/**
 * Ends the epoch everywhere at once; what is left of it is looked at when every member's end is known. `sinceMs`: when it really failed, as
 * far as is known.
 */
export function failEpoch(ctx: Context, jobId: string, failure: GangFailure, sinceMs: number | null): void {
  stopWith(ctx, jobId, 'epoch-failed', failure, sinceMs)
}

/** Stops a gang that must leave or move (preempted, drained), or whose device is faulty. `host`: where that is; null: nowhere in particular. */
export function stopEpoch(
  ctx: Context,
  jobId: string,
  reason: GangStop,
  why: string,
  host: string | null = null,
): void {
  const job = ctx.state.jobs.must(jobId)
  // Since when a device was faulty is not known; a move begins with the decision.
  const sinceMs = isMove(reason) ? ctx.nowMs : null
  if (job.gang !== null) stopWith(ctx, jobId, reason, stopFailure(ctx, job, reason, why, host), sinceMs)
}

const isMove = (reason: StopReason): boolean => reason === 'preempted' || reason === 'drained'

function stopWith(ctx: Context, jobId: string, reason: StopReason, failing: GangFailure, sinceMs: number | null): void {
  const { state } = ctx
  const job = state.jobs.must(jobId)
  const gang = job.gang as GangState
  if (!isLive(job)) return
  if (gang.phase === 'stopping' || gang.phase === 'queued' || gang.phase === 'releasing') return
  const why = failureText(state, failing).slice(0, 500)
  if (gang.phase === 'forming' || gang.phase === 'wounded') return releaseGang(ctx, jobId, why)
  // [RT3] every launch is paid for before it is made.
  const counts = isMove(reason) ? { moves: gang.moves + 1 } : { restarts: gang.restarts + 1 }
  setPhase(ctx, state.jobs.must(jobId), 'stopping', {
    ...counts,
    ranHostMs: (gang.ranHostMs ?? 0) + (gang.phase === 'running' ? gang.size * (ctx.nowMs - gang.sinceMs) : 0),
    lastEnd: why,
    leaving: reason === 'preempted',
    badHost: failing.host,
    failing,
    ...beginRecovery(ctx, gang, failing, sinceMs),
  })
  note(ctx, 'warning', 'epoch-ended', `${job.spec.name}: epoch ${gang.epoch} is stopped: ${why}`, { job: jobId })
  // A failed epoch has nothing to save: 1 s (DESIGN section 5); the others get the job's grace.
  const graceMs = isMove(reason) ? graceMsOf(job) : failedGraceMs
  addLongWork(ctx, { kind: 'stop-epoch', job: jobId, reason, graceMs })
}

/** Between the first signal and SIGKILL for what is left of an epoch that has failed. */
const failedGraceMs = 1_000

/** Fields of the gang that change and nothing of its phase. */
function patchGang(state: State, jobId: string, fields: Partial<GangState>): void {
  const { gang } = state.jobs.must(jobId)
  state.jobs.patch(jobId, { gang: { ...(gang as GangState), ...fields } })
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
  patchGang(state, jobId, partOver(job.gang, 'decide', ctx.nowMs))
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
  if (settleFailure(ctx, job)) return false
  if (gang.leaving) {
    releaseGang(ctx, jobId, gang.lastEnd)
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
  setPhase(ctx, job, 'wounded')
  ctx.state.deadlines.set('gang-wounded', job.id, ctx.nowMs + limits.woundedWaitMs)
  wantPlacement(ctx)
}

/** The same from outside the long work, which goes on where this could not finish. */
export function settleSoon(ctx: Context, jobId: string): void {
  if (settleEpoch(ctx, jobId))
    addLongWork(ctx, { kind: 'stop-epoch', job: jobId, reason: 'epoch-failed', graceMs: failedGraceMs })
}

/** Everything goes back, a slice at a time; then the gang queues again with its old place in line. */
export function releaseGang(ctx: Context, jobId: string, why: string): void {
  const { state } = ctx
  dropClaim(state, jobId)
  state.volatile.forming.delete(jobId)
  state.deadlines.clear('gang-wounded', jobId)
  const job = state.jobs.must(jobId)
  setPhase(ctx, job, 'releasing', { lastEnd: why.slice(0, 500), ...gaveAllBack(job.gang as GangState) })
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
