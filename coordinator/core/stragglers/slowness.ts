/**
 * What is wrong with the pace of a gang, and what of it is no host's fault: data skew, garbage collection, an uneven last stage of a
 * pipeline, a slow checkpoint store ([SL2]). Pure, over the rounds of `rank-pace.ts`.
 */
import { limits } from '../../../shared/limits.ts'
import type { Moving, RankedCause, SlowKind } from '../../../shared/model/slow.ts'
import type { GangPace, Mark, RankPace, Round } from './rank-pace.ts'
import { least, medianOf, most } from './robust.ts'
import { heaviestOf, movingOf, shareNow } from './shares.ts'
import { type Judged, judgedOf, judgeRanks } from './slow-ranks.ts'

export interface Slowness {
  readonly kind: SlowKind
  /** slowest first */
  readonly ranks: readonly RankPace[]
  /** own work of the slowest to the others' */
  readonly ratio: number | null
  /** a step takes so many times what it would; null: that is not known */
  readonly slowdown: number | null
  readonly text: string
  /** causes that are no host's */
  readonly others: readonly RankedCause[]
  /** absent or null: its ranks cannot share their work unevenly */
  readonly moving?: Moving | null
}

/** A rank's longest step from here on is more than noise. */
const peakFrom = 1.35
/** A step's own work that varies by more (standard deviation) follows what is in the batch. */
const skewNoise = 0.25
/** The wait of all ranks has grown by this share of a step, and the step with it. */
const linkWait = 0.15
const linkStep = 1.2
const linkLeave = 1.12
const linkRounds = 3
const knownRounds = 6
/** A life of the coordinator that has seen fewer does not say that what was found before it is over. */
export const earlyRounds = 6
const unevenRounds = 12
const pauseShare = 0.1

/** Work was moved from rank to rank: steps cannot be held against those of before. */
const isUneven = ({ rounds }: GangPace): boolean => rounds.slice(-linkRounds).some(({ leastShare }) => leastShare !== 1)

/** After a round was closed; null: the gang keeps its pace. */
export function judgePace(pace: GangPace, nowMs: number): Slowness | null {
  const ranks = judgeRanks(pace)
  if (ranks.length > 0) return slowRank(pace, ranks, nowMs)
  const found = uneven(pace) ?? slowLink(pace, pace.found?.kind === 'link') ?? pauses(pace, nowMs)
  if (found === null) learnWell(pace)
  return found
}

/** What a step and the wait in it take while nothing is wrong, nor begins to be. */
function learnWell(pace: GangPace): void {
  const round = pace.rounds.at(-1) as Round
  if (round.pauseMs > 0 || round.stepMs <= 0 || pace.rounds.length < knownRounds || isUneven(pace)) return
  for (const { over } of pace.ranks.values()) if (over > 0) return
  // Longer sequences, a larger model: from now on that is what it does.
  const isOther = !pace.rounds.slice(-knownRounds).some(({ computeMs }) => isSameWork(pace, computeMs))
  if (pace.wellRounds >= knownRounds && isOther) pace.wellRounds = 0
  if (pace.wellRounds >= knownRounds && round.stepMs > linkLeave * pace.wellStepMs) return
  const waitMs = Math.max(0, round.stepMs - round.slowestMs)
  pace.wellRounds++
  const part = Math.max(0.1, 1 / pace.wellRounds)
  pace.wellStepMs += part * (round.stepMs - pace.wellStepMs)
  pace.wellWaitMs += part * (waitMs - pace.wellWaitMs)
  pace.wellComputeMs += part * (round.computeMs - pace.wellComputeMs)
}

/** The gang does the same work as when it was seen to be well: only then its steps can be held against those. */
function isSameWork({ wellRounds, wellComputeMs }: GangPace, computeMs: number): boolean {
  return wellRounds >= knownRounds && computeMs >= 0.9 * wellComputeMs && computeMs <= 1.1 * wellComputeMs
}

function slowRank(pace: GangPace, ranks: readonly RankPace[], nowMs: number): Slowness {
  const worst = ranks[0] as RankPace
  if (pace.named.at(-1)?.rank !== worst.rank) pace.named.push({ rank: worst.rank, atMs: nowMs })
  if (pace.named.length > limits.pacePauses) pace.named.shift()
  const { mean, perWork } = judgedOf(worst) as Judged
  const newest = newestOf(pace)
  const slowdown = slowdownBy(pace, newest, isUneven(pace) ? heaviestOf(pace, ranks) : mean)
  const others = [...bySkew(pace, worst, mean, perWork, nowMs), ...byStage(pace, ranks)]
  const names =
    ranks.length === 1 ? `rank ${worst.rank} works` : `${ranks.length} ranks work, the slowest is ${worst.rank},`
  const share = shareNow(worst)
  const what = share === 1 ? 'on a step as the others' : `as the others on the same work, and does ${share.toFixed(2)} of an even part of it` // biome-ignore format: one line
  const text = `${names} ${mean.toFixed(2)} times as long ${what}; the gang's step takes ${slowdown.toFixed(2)} times what it would`
  return {
    kind: 'rank',
    ranks,
    ratio: mean,
    slowdown,
    text,
    others,
    moving: movingOf(pace, ranks, { slowdown, ...newest }),
  }
}

/** What the newest steps took, and the median rank's work in them on an even part. */
function newestOf({ rounds }: GangPace): { readonly stepMs: number; readonly evenMs: number } {
  const leastShare = rounds.at(-1)?.leastShare
  const newest = rounds.slice(-linkRounds).filter((round) => round.leastShare === leastShare)
  const stepMs = medianOf(newest.map((each) => each.stepMs))
  return { stepMs, evenMs: medianOf(newest.map((each) => each.computeMs)) }
}

/**
 * The step would be shorter by what the slowest (`heaviest`: to an even part of another rank) works longer than the others; and it takes no
 * longer than it did while all was well, where that was seen: without that rank they would wait for the next slowest. Without step
 * times: as much as the rank itself.
 */
function slowdownBy(pace: GangPace, { stepMs, evenMs }: ReturnType<typeof newestOf>, heaviest: number): number {
  if (stepMs <= 0) return heaviest
  const wellMs = isSameWork(pace, evenMs) ? pace.wellStepMs : 0
  const without = Math.max(stepMs / heaviest, stepMs - (heaviest - 1) * evenMs, wellMs)
  return Math.max(1, stepMs / without)
}

const other = (cause: RankedCause['cause'], score: number, text: string): RankedCause => ({
  cause,
  score,
  device: null,
  text,
  evidence: [],
})

/** Named before, within this time: what moves from rank to rank is in the data. */
const movesWithinMs = 10 * 60_000
const movesRanks = 3

function bySkew(
  pace: GangPace,
  { rank, last }: RankPace,
  mean: number,
  perWork: number | null,
  nowMs: number,
): RankedCause[] {
  if (perWork !== null && perWork - 1 < (mean - 1) / 3)
    return [
      other(
        'data-skew',
        0.95,
        `its batches are larger (${(last?.work ?? 0).toFixed(0)} units): for each unit of work it takes ${perWork.toFixed(2)} times what the others take`,
      ),
    ]
  // Those that were slow and are not any more, and this one.
  const recent = new Set([rank])
  for (const each of pace.named)
    if (nowMs - each.atMs <= movesWithinMs && pace.ranks.get(each.rank)?.named !== true) recent.add(each.rank)
  if (recent.size < movesRanks) return []
  return [
    other('data-skew', 0.5, `${recent.size} different ranks were the slowest within 10 min: it moves with the data`),
  ]
}

/** A rank of the last stage is longer than others by this at least, from its first rounds on. */
const stageFrom = 1.1
const alike = 1.25

/** The last ranks, all alike, since the launch: a pipeline's last stage has more to do. */
function byStage(pace: GangPace, ranks: readonly RankPace[]): RankedCause[] {
  const all = pace.ranks.size
  const first = least(ranks.map(({ rank }) => rank))
  const stage = [...pace.ranks.values()].filter(({ rank }) => rank >= first)
  if (stage.length * 2 > all || all < 4) return []
  const means = stage.map((each) => judgedOf(each)?.mean ?? 1)
  if (least(means) < stageFrom || most(means) > alike * least(means)) return []
  if (stage.some(({ startRatio }) => startRatio < stageFrom)) return []
  const which = stage.length === 1 ? 'the last rank' : `the last ${stage.length} ranks, all alike,`
  return [
    other('stage-imbalance', 0.45, `${which} took so much longer since the launch: the last stage has more to do`),
  ]
}

/** Less of the gang's time is lost with it: it is not worth a word. */
const unevenShare = 0.04

/** Ranks that work longer now and then, others each time. */
function uneven(pace: GangPace): Slowness | null {
  if (pace.rounds.length < knownRounds) return null
  const seen = peaksOf(pace)
  const wanted = Math.min(3, pace.ranks.size)
  // What it is shows only after some rounds of it.
  if (seen.ranks < wanted || seen.count < 4 || seen.oldest < knownRounds || seen.share < unevenShare) return null
  const text = `${seen.ranks} of ${pace.ranks.size} ranks work up to ${seen.highest.toFixed(1)} times as long in some steps, others each time`
  const collects = pace.rounds.slice(-unevenRounds).some(({ garbageMs }) => garbageMs > 0)
  const skewed = !collects && pace.noise >= skewNoise
  const cause = skewed
    ? other(
        'data-skew',
        0.8,
        `the work of a step varies by ${(100 * pace.noise).toFixed(0)} % on every rank: it follows the batch`,
      )
    : other('garbage-collection', collects ? 0.95 : 0.7, 'short pauses on random ranks, the steps between are even')
  return { kind: 'uneven', ranks: [], ratio: null, slowdown: 1 / (1 - seen.share), text, others: [cause] }
}

/** Steps of the newest rounds that were much longer than others; all wait for each: `share` of the time is lost so, at least. */
function peaksOf(pace: GangPace) {
  const ranks = new Set<number>()
  let count = 0
  let highest = 1
  let oldest = 0
  let excess = 0
  for (const { rank, marks } of pace.ranks.values()) {
    const looked = marks.slice(-unevenRounds)
    for (const [i, mark] of looked.entries()) {
      if (!isPeak(mark)) continue
      ranks.add(rank)
      count++
      excess += mark.peak - 1
      highest = Math.max(highest, mark.peak)
      oldest = Math.max(oldest, looked.length - i)
    }
  }
  const rounds = pace.rounds.slice(-unevenRounds)
  const lostMs = excess * medianOf(rounds.map(({ computeMs }) => computeMs))
  const spanMs = rounds.reduce((sum, { steps, stepMs, computeMs }) => sum + steps * Math.max(stepMs, computeMs), 0)
  return { ranks: ranks.size, count, highest, oldest, share: Math.min(0.9, lostMs / Math.max(1, spanMs)) }
}

const isPeak = ({ peak }: Mark): boolean => peak >= peakFrom

/** All work as long as before and wait longer for each other: what they send takes longer. */
function slowLink(pace: GangPace, known: boolean): Slowness | null {
  const { wellStepMs, wellWaitMs, rounds } = pace
  const last = rounds.slice(-linkRounds)
  if (last.length < linkRounds || isUneven(pace) || !last.every(({ computeMs }) => isSameWork(pace, computeMs)))
    return null
  const from = known ? linkLeave : linkStep
  const grown = last.every((round) => {
    const waitMs = round.stepMs - round.slowestMs
    return (
      round.pauseMs === 0 && round.stepMs >= from * wellStepMs && waitMs - wellWaitMs >= (linkWait / 2) * wellStepMs
    )
  })
  const stepMs = medianOf(last.map((each) => each.stepMs))
  const moreMs = medianOf(last.map((each) => each.stepMs - each.slowestMs)) - wellWaitMs
  if (!grown || moreMs < (known ? linkWait / 2 : linkWait) * wellStepMs) return null
  const slowdown = stepMs / Math.max(stepMs - moreMs, stepMs / 10)
  const text = `all ranks work as long as before and wait ${Math.round(moreMs)} ms longer for each other: a step takes ${slowdown.toFixed(2)} times what it did`
  return { kind: 'link', ranks: [], ratio: null, slowdown, text, others: [] }
}

/** All stand still together again and again. */
function pauses(pace: GangPace, nowMs: number): Slowness | null {
  const all = pace.pauses
  const first = all[0]
  const newest = all.at(-1)
  if (first === undefined || newest === undefined || all.length < 2) return null
  const between = (newest.atMs - first.atMs) / (all.length - 1)
  if (nowMs - newest.atMs > 3 * between) return null
  const lostMs = all.reduce((sum, { ms }) => sum + ms, 0)
  const spanMs = Math.max(limits.digestMs, nowMs - first.atMs + first.ms)
  const share = lostMs / spanMs
  if (share < pauseShare) return null
  const savedMs = all.reduce((sum, { checkpointMs }) => sum + checkpointMs, 0)
  const text = `all ranks stood still together ${all.length} times, for ${(lostMs / 1000).toFixed(0)} s in all: ${(100 * share).toFixed(0)} % of the time`
  const cause =
    savedMs >= lostMs / 2
      ? [other('checkpoint-store', 0.9, `${(savedMs / 1000).toFixed(0)} s of it are spent saving checkpoints`)]
      : []
  return { kind: 'pause', ranks: [], ratio: null, slowdown: 1 / (1 - Math.min(0.9, share)), text, others: cause }
}
