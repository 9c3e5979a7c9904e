/**
 * Which ranks work longer than the others ([SL1]): by the mean of their newest rounds, against the noise of the gang's own steps, in two
 * rounds on end; let go at a lower ratio. Median and deviation, so that neither one fast rank nor one slow one moves what they are held
 * against.
 */
import { type GangPace, type Mark, type RankPace, smallGang } from './rank-pace.ts'
import { deviationOf, medianOf } from './robust.ts'

/** Named from here… */
const nameFrom = 1.17
/** …and so many standard errors above the others; let go below. */
const deviations = 4.5
const leaveAt = 1.1
/** What is judged: so many rounds and steps at least, the newest. */
const leastRounds = 3
const leastSteps = 6
const mostRounds = 10
const roundsOver = 2
const newest = 0.1

export interface Judged {
  /** the mean, or the median where that is lower: one long step is no slow rank */
  readonly mean: number
  readonly steps: number
  /** like `mean`, for each unit of work; null: not told */
  readonly perWork: number | null
}

/** Of the newest rounds; undefined while they are too few. */
export function judgedOf({ marks }: Pick<RankPace, 'marks'>): Judged | undefined {
  let steps = 0
  let sum = 0
  let work: number | null = 0
  let rounds = 0
  const ratios: number[] = []
  for (let i = marks.length - 1; i >= 0 && rounds < mostRounds; i--) {
    const mark = marks[i] as Mark
    rounds++
    ratios.push(mark.ratio)
    steps += mark.steps
    sum += mark.ratio * mark.steps
    work = work === null || mark.perWork === null ? null : work + mark.perWork * mark.steps
    if (rounds >= leastRounds && steps >= leastSteps)
      return { mean: Math.min(sum / steps, medianOf(ratios)), steps, perWork: work === null ? null : work / steps }
  }
  return undefined
}

/** A round is of the same pace where it is within so many standard errors of those after it. */
const sameDeviations = 4

export interface Steady {
  readonly mean: number
  readonly steps: number
}

/**
 * How slow a rank is by all newest rounds on end that agree, on the same part of the work: more exact than `judgedOf`, which is to be quick.
 * Undefined while they are too few.
 */
export function steadyOf({ marks }: Pick<RankPace, 'marks'>, noise: number): Steady | undefined {
  let steps = 0
  let sum = 0
  let rounds = 0
  for (let i = marks.length - 1; i >= 0; i--) {
    const { ratio, steps: each, share } = marks[i] as Mark
    const mean = sum / steps
    const isOther = rounds > 0 && Math.abs(ratio / mean - 1) > (sameDeviations * noise) / Math.sqrt(each)
    if (isOther || share !== marks.at(-1)?.share) break
    rounds++
    steps += each
    sum += ratio * each
  }
  return rounds >= leastRounds && steps >= leastSteps ? { mean: sum / steps, steps } : undefined
}

/** How much the ratio of one step of one rank varies, from round to round: slow ranks are few and do not move the median. */
function learnNoise(pace: GangPace): void {
  const off: number[] = []
  for (const { marks } of pace.ranks.values()) {
    const mark = marks.at(-1)
    const before = marks.slice(-4, -1)
    if (mark === undefined || before.length < 3) continue
    const mean = before.reduce((sum, each) => sum + each.ratio, 0) / before.length
    off.push(Math.abs(mark.ratio - mean) * Math.sqrt(mark.steps))
  }
  if (off.length === 0) return
  // A value less the mean of three has 4/3 of the variance of one.
  const found = deviationOf(off, 0) / Math.sqrt(4 / 3)
  pace.noise = (1 - newest) * pace.noise + newest * found
}

/** After a round: names ranks, lets others go. Returns those that are named, slowest first. */
export function judgeRanks(pace: GangPace): RankPace[] {
  learnNoise(pace)
  const judged = new Map<RankPace, Judged>()
  for (const rank of pace.ranks.values()) {
    const found = judgedOf(rank)
    if (found !== undefined) judged.set(rank, found)
  }
  const means = [...judged.values()].map(({ mean }) => mean)
  // In a small gang a slow one moves what the others are held against, and so the spread.
  const spread = means.length > smallGang ? deviationOf(means) : 0
  const named: RankPace[] = []
  for (const [rank, found] of judged) {
    settle(rank, found, Math.max(spread, pace.noise / Math.sqrt(found.steps)))
    if (rank.named) named.push(rank)
  }
  return inOrder(pace, named, (rank) => judged.get(rank)?.mean ?? 1)
}

/** Of ranks that are alike it is not another one each time that is told of first. */
const alike = 1.1

function inOrder(pace: GangPace, named: RankPace[], meanOf: (rank: RankPace) => number): RankPace[] {
  named.sort((a, b) => meanOf(b) - meanOf(a) || a.rank - b.rank)
  const [first] = named
  const before = named.find(({ rank }) => rank === pace.worst)
  if (first !== undefined && before !== undefined && meanOf(first) < alike * meanOf(before)) {
    named.splice(named.indexOf(before), 1)
    named.unshift(before)
  }
  pace.worst = named[0]?.rank ?? null
  return named
}

function settle(rank: RankPace, { mean }: Judged, noise: number): void {
  if (mean < leaveAt) {
    rank.named = false
    rank.over = 0
  } else if (rank.named) return
  else if (mean >= nameFrom && mean - 1 >= deviations * noise) {
    rank.over++
    rank.named = rank.over >= roundsOver
  } else rank.over = 0
}
