/** An epoch is over and everybody's end is known: what it began with is settled, charged and remembered (SPEC [RT3] [RT5] [RT8]). */
import { exitRules } from '../../../shared/model/exits.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { GangFailure, GangState } from '../../../shared/model/scheduling.ts'
import type { Context } from '../context.ts'
import { endOf } from '../exits.ts'
import type { State } from '../state.ts'
import { gotFurther, inARow, waitMsOf, whyOver } from './budgets.ts'
import { partOver } from './recovery.ts'

/** True when there is no further launch: the job fails. */
export function settleFailure(ctx: Context, { id, gang }: JobRow): boolean {
  const { state, nowMs } = ctx
  const { failing, failure: before = null } = gang as GangState
  if (failing == null) return false
  const isMove = failing.class === 'preempted'
  const now = isMove ? failing : inARow(before, regraded(state, failing, nowMs))
  const ofHosts = exitRules[now.class].budget === 'hosts' ? 1 : 0
  const over = classed(partOver(gang as GangState, 'fence', nowMs), now)
  const hostRestarts = (gang?.hostRestarts ?? 0) + ofHosts
  const settled: GangState = { ...(gang as GangState), ...over, failing: null, hostRestarts }
  const job = state.jobs.patch(id, { gang: isMove ? settled : { ...settled, failure: now } })
  if (before !== null && !isMove && gotFurther(before, now)) tellApart(ctx, job, before)
  if (ofHosts > 0) tellHost(ctx, job, now)
  const reason = whyOver(state, job, now)
  if (reason === '') holdBack(ctx, job, now)
  else ctx.reactions.push({ kind: 'job-failed', job: id, reason })
  return reason !== ''
}

/** The way back is from what the epoch ended with after all. */
const classed = ({ recovery, ...fields }: Partial<GangState>, failure: GangFailure): Partial<GangState> =>
  recovery == null ? fields : { ...fields, recovery: { ...recovery, class: failure.class } }

/** A fault of its GPU that was told of since. */
function regraded(state: State, failing: GangFailure, nowMs: number): GangFailure {
  const attempt = state.attempts.get(failing.attempt ?? '')
  if (attempt === undefined || failing.class === 'lost-host') return failing
  return endOf(state, attempt, nowMs).class === 'gpu-fault' ? { ...failing, class: 'gpu-fault' } : failing
}

/** Launches that get no further come ever more slowly. */
function holdBack({ state, nowMs }: Context, { id, launch }: JobRow, failure: GangFailure): void {
  const waitMs = waitMsOf(failure)
  if (waitMs === 0 || launch.notBeforeMs >= nowMs + waitMs) return
  state.jobs.patch(id, { launch: { ...launch, notBeforeMs: nowMs + waitMs } })
  state.deadlines.set('job-ready', id, nowMs + waitMs)
}

/** [RT8] it failed on that host, and has succeeded without it. */
export function wentWellApart(ctx: Context, job: JobRow): void {
  if (job.gang?.failure != null) tellApart(ctx, job, job.gang.failure)
}

/** What only shows that a peer was gone says nothing of its host; what hosts are to blame for was told of at once. */
function tellApart(ctx: Context, job: JobRow, failure: GangFailure): void {
  const { budget } = exitRules[failure.class]
  if (
    failure.apart === true &&
    failure.class !== 'network' &&
    (budget !== 'hosts' || failure.class === 'launch-failed')
  )
    ctx.reactions.push({ kind: 'host-failed', job: job.id, failure })
}

/** A launch that fails may be the job's own fault: it counts against the host once the job has gone well elsewhere. */
function tellHost(ctx: Context, job: JobRow, failure: GangFailure): void {
  if (failure.host !== null && failure.class !== 'launch-failed')
    ctx.reactions.push({ kind: 'host-failed', job: job.id, failure })
}
