/**
 * Capacity promised to jobs: reservations in the timeline, and why each was made. A claim is volatile: after a restart the first
 * full pass makes it again.
 */
import { limits } from '../../../shared/limits.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import type { State } from '../state.ts'
import { type Holding, never } from './capacity.ts'
import { choose } from './choose.ts'
import type { Demand } from './demand.ts'
import type { Ask } from './fit.ts'
import { earliest } from './opening.ts'
import type { Candidate } from './preference.ts'
import type { Claim } from './queue.ts'

/**
 * A guess at the end of what declared none: as long again as it has run, at least a minute. So reservations behind unlimited work
 * have an order, and are marked as not firm.
 */
export function assumeEnd(state: State, { holder }: Holding): number | undefined {
  const attempt = state.attempts.get(holder)
  const job = attempt && state.jobs.get(attempt.job)
  if (attempt === undefined || job === undefined || job.spec.kind === 'service') return undefined
  const { nowMs } = state.timeline
  return nowMs + Math.max(60_000, nowMs - attempt.placedMs)
}

/**
 * Runs `decide` as if the job's own claim were not there, nor those that were made after it: of two that want the same room the older
 * gets it. They come back afterwards, the job's own only while `decide` has not used it up.
 */
export function besideOthers<T>(state: State, job: JobRow, decide: () => T, used: (answer: T) => boolean): T {
  const { claims } = state.volatile
  if (!claims.has(job.id)) return decide()
  const jobs = [...claims.keys()]
  const aside = new Set(jobs.slice(jobs.indexOf(job.id)))
  const reservations = state.timeline.reservations().filter((each) => aside.has(each.id))
  for (const { id } of reservations) state.timeline.unreserve(id)
  const answer = decide()
  const done = used(answer)
  for (const reservation of reservations) if (!done || reservation.id !== job.id) state.timeline.restore(reservation)
  if (done) claims.delete(job.id)
  return answer
}

export function dropClaim(state: State, job: string): void {
  state.volatile.claims.delete(job)
  state.timeline.unreserve(job)
}

export function claim(
  ctx: Context,
  job: JobRow,
  demand: Demand,
  kind: Claim['kind'],
  opening: { readonly startMs: number; readonly places: readonly Candidate[]; readonly firm: boolean },
): void {
  const { state, nowMs } = ctx
  state.timeline.reserve(job.id, demand, opening.places, opening.startMs)
  const untilMs = untilOf(kind, opening.startMs, nowMs)
  state.volatile.claims.set(job.id, { kind, startMs: opening.startMs, firm: opening.firm, untilMs })
}

function untilOf(kind: Claim['kind'], startMs: number, nowMs: number): number {
  if (kind === 'order') return never
  return kind === 'aged' ? nowMs + limits.agedClaimMs : Math.max(startMs, nowMs) + limits.claimKeptMs
}

/** [P7] a firm reservation at the first time the job fits beside all made before it. False when no time is known. */
export function reserve(ctx: Context, job: JobRow, ask: Ask, kind: 'order' | 'aged'): boolean {
  const opening = earliest(ctx.state.timeline, ask)
  if (opening === undefined) return false
  claim(ctx, job, ask.demand, kind, opening)
  return true
}

/** Claims whose job no longer waits, or whose time is over. */
export function dropOldClaims(ctx: Context): void {
  const { state, nowMs } = ctx
  // A gang that is being swapped is not in the queue until its epoch has stopped.
  for (const [job, { untilMs, kind }] of state.volatile.claims)
    if (untilMs <= nowMs || (kind !== 'swap' && !state.queue.has(job))) dropClaim(state, job)
}

/** Is there room now, reservations aside? */
export const fitsAnywhere = (state: State, ask: Ask): boolean => choose(state.capacity, ask).kind === 'chosen'
