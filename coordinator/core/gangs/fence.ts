/**
 * Gang members on silent hosts (DESIGN section 5, decision 0017). Lost is not stopped: a member is given up only when its own agent must
 * have stopped it, that is 1.01 × lost_after + grace + 5 s after BOTH the last sign of its host and the last step of any rank, where another
 * rank shows that the gang stands still; or when its host says so, comes back with another boot id, or a person confirms that it is dead.
 */

import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { dropTask, isLive, loseAttempt } from '../attempts.ts'
import { type Context, note } from '../context.ts'
import { hostNameOf } from '../host-name.ts'
import { graceMsOf } from '../job-terms.ts'
import { livenessOf } from '../liveness.ts'
import { massSilence } from '../silence.ts'
import type { State } from '../state.ts'
import { lostFailure } from './blame.ts'
import { blameInstead, failEpoch, launchedIn, settleSoon } from './gangs.ts'
import { countLeft } from './holds.ts'
import { silentNoMore, tellSilent } from './silent.ts'

/** `lost_after` of a member: as the job says, else 60 s once it has reported a step, else null: nothing is given up on its own. */
export function lostAfterMs(job: JobRow, attempt: AttemptRow): number | null {
  return job.spec.policy?.lostAfterMs ?? (attempt.steps ? limits.lostAfterMs : null)
}

/** When the member may be given up, as far as is known now; null when never by itself. */
function fenceAtMs(state: State, job: JobRow, attempt: AttemptRow): number | null {
  const lostAfter = lostAfterMs(job, attempt)
  if (lostAfter === null) return null
  const graceMs = graceMsOf(job)
  let sinceMs = Math.max(state.liveness.get(attempt.host)?.lastSeenMs ?? 0, attempt.placedMs, state.volatile.startedMs)
  // A gang any of whose ranks still steps is alive, whatever one host's silence says; and while they stepped, the silent rank did.
  for (const { id } of launchedIn(state, job).values()) sinceMs = Math.max(sinceMs, state.volatile.steps.get(id) ?? 0)
  return sinceMs + Math.ceil(lostAfter * 1.01) + graceMs + limits.fenceSlackMs
}

/**
 * Does a rank of the epoch that steps say that the gang stands still? One that is heard and has stepped before (`fenceAtMs` has seen to it
 * that it does no more; a host that is back and has sent no digest yet has not said so), or one that has failed. Ranks step together, so the silent one stands still with it. Where every rank is silent,
 * a switch is as likely dead as they are: they may step on, and their agents leave them alone. A gang of which no step was ever heard needs
 * no such word: its agents go by the link alone.
 */
function standsStill(state: State, job: JobRow, silent: AttemptRow): boolean {
  const others = [...launchedIn(state, job).values()].filter(({ id }) => id !== silent.id)
  if (!silent.steps && others.every(({ steps }) => !steps)) return true
  const isHeard = (host: string): boolean => livenessOf(state, host) === 'connected' && state.volatile.told.has(host)
  return others.some(({ state: is, steps, exit, stop, host }) =>
    is === 'ended' ? stop !== null || exit?.code !== 0 : steps && isHeard(host),
  )
}

/** A host went silent: its gang members get a deadline. */
export function watchMember(ctx: Context, attempt: AttemptRow): void {
  const { state } = ctx
  const job = state.jobs.get(attempt.job)
  if (job === undefined || job.spec.kind !== 'gang' || attempt.state === 'lost') return
  const atMs = fenceAtMs(state, job, attempt) ?? ctx.nowMs + limits.unreachableAfterMs
  state.deadlines.set('gang-fence', attempt.id, Math.max(atMs, ctx.nowMs + 1))
}

/** [Y5] the deadline of a silent member: heard again, it is dropped; stepping elsewhere, it is moved; else the member is given up. */
export function fenceOver(ctx: Context, attemptId: string): void {
  const { state, nowMs } = ctx
  const attempt = state.attempts.get(attemptId)
  const job = attempt && state.jobs.get(attempt.job)
  if (attempt === undefined || job === undefined || attempt.state === 'ended' || attempt.state === 'lost') return
  if (livenessOf(state, attempt.host) === 'connected') return silentNoMore(ctx, job.id)
  const atMs = fenceAtMs(state, job, attempt)
  if (atMs === null) return keepSilent(ctx, job, attempt, 'stepless')
  if (atMs > nowMs) return state.deadlines.set('gang-fence', attemptId, atMs)
  if (massSilence(ctx)) return state.deadlines.set('gang-fence', attemptId, nowMs + limits.suspectAfterMs)
  if (!standsStill(state, job, attempt)) return keepSilent(ctx, job, attempt, 'unheard')
  const host = hostNameOf(state, attempt.host)
  const heardMs = state.liveness.get(attempt.host)?.lastSeenMs ?? 0
  giveUp(
    ctx,
    job,
    attempt,
    `${host} was not heard for ${Math.round((nowMs - heardMs) / 1000)} s and no rank has stepped`,
  )
}

const silentWords = {
  unheard: 'none of its ranks is heard any more, so they may step on behind a dead link: they are left alone',
  stepless: 'a host of it is not heard, and it reports no steps and sets no lost_after: its ranks are left alone',
} as const

/** Nothing is given up; a person is told once, of the first such host, what would end the waiting. */
function keepSilent(ctx: Context, job: JobRow, attempt: AttemptRow, why: keyof typeof silentWords): void {
  const { state, nowMs } = ctx
  state.deadlines.set('gang-fence', attempt.id, nowMs + limits.suspectAfterMs)
  if (!isLive(job) || livenessOf(state, attempt.host) !== 'unreachable') return
  const launched = [...launchedIn(state, job).values()]
  // Where others step, so does it, though it says nothing of that.
  if (why === 'stepless' && launched.some(({ steps }) => steps)) return
  const first = launched.find(({ state: is, host }) => is !== 'ended' && livenessOf(state, host) === 'unreachable')
  if (attempt.id === first?.id) tellSilent(ctx, job, attempt, silentWords[why])
}

/** One slice of giving up a host that a person said is dead; true when there is more. One that was heard since keeps what is left. */
export function giveUpSlice(ctx: Context, hostId: string, by: string): boolean {
  const { state } = ctx
  const host = state.hosts.get(hostId)
  if (host?.confirmedLost !== true) return false
  let budget = limits.givenUpPerSlice
  for (const id of [...(state.byHost.get(hostId) ?? [])]) {
    const attempt = state.attempts.must(id)
    const job = state.jobs.get(attempt.job)
    if (job === undefined || attempt.state === 'lost') continue
    if (budget-- <= 0) return true
    giveUp(ctx, job, attempt, `${by} confirmed that ${host.name} is dead`)
  }
  return false
}

function giveUp(ctx: Context, job: JobRow, attempt: AttemptRow, why: string): void {
  const { state } = ctx
  loseAttempt(ctx, attempt)
  note(ctx, 'warning', 'attempt-lost', `${job.spec.name}: ${attempt.id} is given up: ${why}`, {
    job: job.id,
    attempt: attempt.id,
    host: attempt.host,
  })
  if (!isLive(job)) return
  const task = state.tasks.get(attempt.task)
  // An array's index is pending again, and gets a task of its own with its next placement.
  if (task?.attempt === attempt.id && task.shard !== null) dropTask(ctx, task)
  else if (task?.attempt === attempt.id)
    state.tasks.put(task.id, { ...task, state: 'pending', attempt: null, hold: null })
  if (job.spec.kind !== 'gang')
    return void ctx.reactions.push({ kind: 'attempt-ended', job: job.id, host: attempt.host })
  blameHost(ctx, state.jobs.must(job.id), state.attempts.must(attempt.id), why)
}

/** [RT2] its epoch ends with it; where others noticed first that it was gone, it takes the blame from them. */
function blameHost(ctx: Context, job: JobRow, attempt: AttemptRow, why: string): void {
  const { state } = ctx
  const heardMs = state.liveness.get(attempt.host)?.lastSeenMs ?? ctx.nowMs
  const silentSinceMs = Math.max(heardMs, state.volatile.steps.get(attempt.id) ?? 0)
  const failure = lostFailure(ctx, job, attempt, why)
  if (job.gang?.phase !== 'stopping') {
    failEpoch(ctx, job.id, failure, silentSinceMs)
    return countLeft(state, job.id, attempt.host)
  }
  if (attempt.epoch === job.gang.epoch) blameInstead(ctx, job, failure, silentSinceMs)
  countLeft(state, job.id, attempt.host)
  settleSoon(ctx, job.id)
}
