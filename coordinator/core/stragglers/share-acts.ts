/**
 * Work is moved away from slow ranks, kept as they change, and given back ([SL8] [SL9]). How much each rank is to do stands on the gang's row and
 * in the desired state of its hosts, so it outlives the coordinator and the agents; a new epoch begins even.
 */
import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { WorkShares } from '../../../shared/model/scheduling.ts'
import { isHostCause, type Moving, type SlowGang } from '../../../shared/model/slow.ts'
import { sharesText } from '../../../shared/model/slow-words.ts'
import type { WorkShare } from '../../../shared/protocol/codec.ts'
import { type Context, note, touchHost } from '../context.ts'
import { membersOf } from '../gangs/gangs.ts'
import { ranksPerHost } from '../gangs/rendezvous.ts'
import type { State } from '../state.ts'
import { addLongWork } from '../work-list.ts'
import { runs } from './gang-facts.ts'
import type { GangPace } from './rank-pace.ts'
import { differs, shareOf, sharesFor, slowParts } from './shares.ts'
import { earlyRounds, type Slowness } from './slowness.ts'

/** Causes that are in the work itself: it would not be shorter elsewhere ([SL2]). */
export const isOfTheWork = ({ causes }: Pick<SlowGang, 'causes'>): boolean => {
  const cause = causes[0]?.cause ?? 'unknown'
  return cause !== 'unknown' && !isHostCause(cause)
}

const worldSize = ({ gang, spec }: JobRow): number => (gang?.size ?? 0) * ranksPerHost(spec)

/** What was found, as it is where all ranks of the gang can share; null: they cannot. */
export function movingFor(job: JobRow, { moving, ranks }: Slowness, pace: GangPace | undefined): Moving | null {
  if (moving == null || pace?.ranks.size !== worldSize(job)) return null
  const moved = new Set(job.gang?.shares?.ranks.map(({ rank }) => rank))
  return { ...moving, isMoved: ranks.slice(0, limits.shareRanks).every(({ rank }) => moved.has(rank)) }
}

/** Rounds after a change of shares, the first of which is half of before it, until the steps show what it did. */
const shownAfter = 4

/** Shares were changed, and what the steps tell is still of before. */
export const isSettling = ({ gang }: JobRow, pace: GangPace | undefined): boolean =>
  gang?.shares != null && (pace?.rounds.filter(({ atMs }) => atMs > (gang.shares?.atMs ?? 0)).length ?? 0) < shownAfter

/** [SL9] at most once a minute. */
export const mayChangeShares = ({ gang }: JobRow, nowMs: number): boolean =>
  gang?.shares == null || nowMs - gang.shares.atMs >= limits.shareEveryMs

/** Moves work away from all ranks that are slow now. Returns what was done. */
export function moveWork(ctx: Context, job: JobRow, pace: GangPace, by: string): string {
  const parts = slowParts(pace.found?.ranks ?? [], pace.noise)
  const shares = { ...sharesFor(worldSize(job), parts), atMs: ctx.nowMs, by }
  setShares(ctx, job, shares)
  return `work is moved away: ${sharesText(shares)}`
}

/**
 * After a round: shares follow how slow the ranks are now, at most once a minute; they are even again when those ranks are well, or what slows
 * is in the work itself. Ranks that become slow are for `moveWork`. A life of the coordinator that has not seen enough leaves them.
 */
export function keepShares(ctx: Context, jobId: string, pace: GangPace, slow: Pick<SlowGang, 'causes'> | null): void {
  const job = ctx.state.jobs.must(jobId)
  const { shares } = job.gang ?? {}
  if (shares == null || !runs(job) || !mayChangeShares(job, ctx.nowMs)) return
  if (pace.rounds.length < earlyRounds) return
  const known = new Set(shares.ranks.map(({ rank }) => rank))
  const still = [...pace.ranks.values()].filter(({ rank, named }) => named && known.has(rank))
  if (still.length === 0 || (slow !== null && isOfTheWork(slow))) return beEven(ctx, job)
  const now = sharesFor(worldSize(job), slowParts(still, pace.noise))
  if (!differs(pace, shares, now)) return
  setShares(ctx, job, { ...now, atMs: ctx.nowMs, by: shares.by })
  note(ctx, 'info', 'work-moved', `${job.spec.name}: ${sharesText(now)}`, { job: job.id })
}

function beEven(ctx: Context, job: JobRow): void {
  setShares(ctx, job, null)
  note(ctx, 'info', 'work-even', `${job.spec.name}: all ranks do an even part of the work again`, { job: job.id })
}

function setShares(ctx: Context, { id }: JobRow, shares: WorkShares | null): void {
  const { state } = ctx
  const { gang } = state.jobs.must(id)
  if (gang === null) return
  state.jobs.patch(id, { gang: { ...gang, shares } })
  // hosts that were told already are told anew
  state.work.delete(`tell-shares/${id}`)
  addLongWork(ctx, { kind: 'tell-shares', job: id, from: 0 })
}

/** One slice of telling a gang's hosts. True when there is more. */
export function tellSharesSlice(ctx: Context, { job, from }: { readonly job: string; readonly from: number }): boolean {
  const { state } = ctx
  const all = membersOf(state, job)
  const next = from + limits.membersPerSlice
  for (const { hold } of all.slice(from, next)) if (hold !== null) touchHost(ctx, hold.host)
  if (next >= all.length) return false
  state.work.patch(`tell-shares/${job}`, { work: { kind: 'tell-shares', job, from: next } })
  return true
}

/** What the ranks on this host are to do, where that is not an even part each. */
export function sharesOf(state: State, host: string): WorkShare[] {
  const told: WorkShare[] = []
  for (const id of state.byHost.get(host) ?? []) {
    const attempt = state.attempts.must(id)
    const job = state.jobs.get(attempt.job)
    const shares = job?.gang?.shares
    if (job === undefined || shares == null || attempt.epoch !== job.gang?.epoch) continue
    for (const rank of ranksOf(state, job, attempt)) told.push({ attempt: id, rank, share: shareOf(shares, rank) })
  }
  return told
}

function ranksOf(state: State, { spec }: JobRow, { task }: AttemptRow): number[] {
  const each = ranksPerHost(spec)
  const first = (state.tasks.get(task)?.rank ?? 0) * each
  return Array.from({ length: each }, (_, i) => first + i)
}
