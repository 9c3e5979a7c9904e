/**
 * Moving work away from slow ranks of a gang whose program can share its work unevenly ([SL8] [SL9]): how much each should do. With one rank
 * slower by s of N a step takes N ÷ (N − 1 + 1/s) of what it does when all are well (stragglers by rebalanced micro-batches, FALCON, ATC'25).
 */
import { limits } from '../../../shared/limits.ts'
import type { WorkShares } from '../../../shared/model/scheduling.ts'
import type { Moving } from '../../../shared/model/slow.ts'
import type { GangPace, RankPace } from './rank-pace.ts'
import { medianOf, most } from './robust.ts'
import { judgedOf, steadyOf } from './slow-ranks.ts'

/** A rank and how many times longer than the others it works on the same work. */
export interface SlowPart {
  readonly rank: number
  readonly ratio: number
}

type Parts = Pick<WorkShares, 'ranks' | 'others'>

/** All take as long on their part then. `ranks`: of the gang, in all. */
export function sharesFor(ranks: number, slow: readonly SlowPart[]): Parts {
  const weights = slow.map(({ ratio }) => 1 / Math.max(1, ratio))
  const total = ranks - slow.length + weights.reduce((sum, each) => sum + each, 0)
  const parts = slow.map(({ rank }, i) => ({ rank, share: rounded(((weights[i] as number) * ranks) / total) }))
  const given = parts.reduce((sum, { share }) => sum + share, 0)
  return { ranks: parts, others: (ranks - given) / (ranks - slow.length) }
}

const rounded = (share: number): number => Math.max(limits.shareLeast, Math.round(share * 1_000) / 1_000)

export const shareOf = ({ ranks, others }: Parts, rank: number): number =>
  ranks.find((each) => each.rank === rank)?.share ?? others

/** Of an even part, in its newest steps. */
export const shareNow = ({ last }: RankPace): number => last?.share || 1

/** How slow the slowest of these ranks are, slowest first: of so many as work is moved away from. */
export const slowParts = (slow: readonly RankPace[], noise: number): SlowPart[] =>
  slow.slice(0, limits.shareRanks).map((rank) => ({ rank: rank.rank, ratio: ratioOf(rank, noise) }))

const ratioOf = (rank: RankPace, noise: number): number => (steadyOf(rank, noise) ?? judgedOf(rank))?.mean ?? 1

/** All ranks that have told of steps say their share, and some are well. */
const canShare = ({ ranks }: GangPace, slow: readonly RankPace[]): boolean =>
  slow.length < ranks.size && [...ranks.values()].every(({ last }) => last !== null && last.share > 0)

/** The longest that any rank works on its part of a step, to the median rank's work on an even one. */
export function heaviestOf(pace: GangPace, slow: readonly RankPace[]): number {
  const own = slow.map((rank) => (judgedOf(rank)?.mean ?? 1) * shareNow(rank))
  const others = [...pace.ranks.values()].filter((rank) => !slow.includes(rank)).map(shareNow)
  return most([medianOf(others), ...own])
}

/** What a step takes now (`stepMs`, `slowdown` times what it would), by what the heaviest part takes. `evenMs`: the median rank's work on an even part. */
export function movingOf(
  pace: GangPace,
  slow: readonly RankPace[],
  now: { readonly slowdown: number; readonly stepMs: number; readonly evenMs: number },
): Moving | null {
  if (!canShare(pace, slow)) return null
  const heaviest = heaviestOf(pace, slow)
  const parts = slowParts(slow, pace.noise)
  const { ranks, others } = sharesFor(pace.ranks.size, parts)
  const best = most([others, ...parts.map(({ ratio }, i) => ratio * (ranks[i]?.share ?? 1))])
  const even = most(slow.map((rank) => judgedOf(rank)?.mean ?? 1))
  const { slowdown } = now
  // without step times: as if a step were that work alone
  const stepMs = now.stepMs > 0 ? now.stepMs : heaviest
  const evenMs = now.stepMs > 0 ? now.evenMs : 1
  const withHeaviest = (part: number): number =>
    Math.max(1, (slowdown * (stepMs + (part - heaviest) * evenMs)) / stepMs)
  return { even: withHeaviest(even), moved: withHeaviest(best), isMoved: false }
}

/** Shares are not changed for less: a step would hardly be shorter, and what may be the noise of its steps is no change of a rank. */
const changeFrom = 0.05
const errors = 3

/** Whether other shares are worth telling: ranks were let go, or are steadily slower or faster than they were taken for. */
export function differs({ ranks, noise }: GangPace, before: Parts, now: Parts): boolean {
  if (now.ranks.length !== before.ranks.length) return true
  return now.ranks.some(({ rank, share }) => {
    const steady = steadyOf(ranks.get(rank) ?? { marks: [] }, noise)
    if (steady === undefined) return false
    const least = Math.max(changeFrom, (errors * noise) / Math.sqrt(steady.steps))
    return Math.abs(share / shareOf(before, rank) - 1) >= least
  })
}
