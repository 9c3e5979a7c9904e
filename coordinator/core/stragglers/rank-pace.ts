/**
 * How long the ranks of a gang work on a step, as their digests tell. In a gang every rank reports the same step time, for they wait for
 * each other: what counts is each one's own work. Volatile: after a start nothing is known. Rounds are closed when every rank has told
 * of new steps, so that all are compared on the same ones.
 */
import { limits } from '../../../shared/limits.ts'
import type { StepReport } from '../../../shared/protocol/codec.ts'
import { least, medianOf, most } from './robust.ts'
import type { Slowness } from './slowness.ts'

/** What a rank told of its steps since the round before. Times 0: not told. */
export interface Window {
  readonly steps: number
  readonly computeMs: number
  readonly computeMaxMs: number
  readonly stepMs: number
  readonly stepMaxMs: number
  readonly work: number
  /** of an even part of the work, in each of those steps; 0: it does not say, so an even part */
  readonly share: number
  /** ms spent in parts whose name says that a checkpoint is saved, or garbage collected */
  readonly checkpointMs: number
  readonly garbageMs: number
}

/** A rank in one round. */
export interface Mark {
  readonly steps: number
  /** own work to the median of the others', as if all did an even part ([SL9]) */
  readonly ratio: number
  /** the same for each unit of work in the batch; null: not told */
  readonly perWork: number | null
  /** its longest step's own work to the gang's median */
  readonly peak: number
  /** of an even part of the work */
  readonly share: number
}

export interface RankPace {
  readonly rank: number
  attempt: string
  host: string
  step: number
  stepAtMs: number
  fresh: Window | null
  last: Window | null
  /** newest last, at most limits.paceRounds */
  marks: Mark[]
  /** the mean ratio of its first rounds in this epoch */
  startRatio: number
  rounds: number
  /** rounds on end in which it was found too slow */
  over: number
  named: boolean
}

/** Of one closed round. */
export interface Round {
  readonly atMs: number
  readonly steps: number
  /** medians over ranks */
  readonly stepMs: number
  /** of an even part of the work */
  readonly computeMs: number
  /** the longest of the ranks' own work */
  readonly slowestMs: number
  /** the least that a rank did, to an even part of the work (1): rounds are alike only where it is the same */
  readonly leastShare: number
  /** all ranks stood still together for so long beyond a step; 0: they did not */
  readonly pauseMs: number
  readonly checkpointMs: number
  readonly garbageMs: number
}

export interface GangPace {
  readonly epoch: number
  readonly ranks: Map<number, RankPace>
  /** attempts that have told of their ranks, and how many ranks have told something since the last round */
  readonly attempts: Set<string>
  freshRanks: number
  rounds: Round[]
  /** when the first report of the open round came; 0: none did */
  openMs: number
  /** when it was last looked at, round or not, and what the last round showed */
  lookedMs: number
  found: Slowness | null
  /** of one step of one rank: the standard deviation of its ratio */
  noise: number
  /** what a step, the wait and the median rank's own work in it take when the gang is well, and of how many rounds that is known; 0: not yet */
  wellRounds: number
  wellStepMs: number
  wellWaitMs: number
  wellComputeMs: number
  /** when any rank stepped last, and the longest time without any */
  lastStepMs: number
  longestGapMs: number
  firstMs: number
  pauses: { readonly atMs: number; readonly ms: number; readonly checkpointMs: number }[]
  /** the rank that is told of first, while it is about as slow as any; null: none */
  worst: number | null
  /** ranks that were told of first, oldest first */
  named: { readonly rank: number; readonly atMs: number }[]
  /** when ranks last told of a step in which they saved a checkpoint; 0: never in this epoch */
  savedMs: number
  /** when the first step of the epoch was reported, if that was seen; 0: not known */
  firstStepMs: number
}

/** Own work of a step varies by so much until something is known of it. */
const noisePrior = 0.1

/** `longestGapMs`: the longest pause that is known of the job, from epochs and lives before. */
export const newPace = (epoch: number, nowMs: number, longestGapMs = 0): GangPace => ({
  epoch,
  ranks: new Map(),
  attempts: new Set(),
  freshRanks: 0,
  rounds: [],
  openMs: 0,
  lookedMs: nowMs,
  found: null,
  noise: noisePrior,
  wellRounds: 0,
  wellStepMs: 0,
  wellWaitMs: 0,
  wellComputeMs: 0,
  lastStepMs: 0,
  longestGapMs,
  firstMs: nowMs,
  pauses: [],
  worst: null,
  named: [],
  savedMs: 0,
  firstStepMs: 0,
})

/** A copy that may be changed: for forks. */
export const copyPace = (pace: GangPace): GangPace => ({
  ...pace,
  ranks: new Map([...pace.ranks].map(([rank, each]) => [rank, { ...each, marks: [...each.marks] }])),
  attempts: new Set(pace.attempts),
  rounds: [...pace.rounds],
  pauses: [...pace.pauses],
  named: [...pace.named],
})

/** One rank's report of a digest. `atMs`: when it stepped last, by the coordinator's clock. */
export function takeReport(pace: GangPace, attempt: string, host: string, report: StepReport, atMs: number): void {
  const rank = report.rank ?? 0
  let known = pace.ranks.get(rank)
  if (known === undefined) {
    if (pace.ranks.size >= limits.ranksPerGang) return
    known = newRank(rank, attempt, host)
    pace.ranks.set(rank, known)
  }
  known.attempt = attempt
  known.host = host
  const step = Number(report.step ?? 0)
  if (step > known.step) {
    known.step = step
    known.stepAtMs = atMs
    if (pace.firstStepMs === 0) pace.firstStepMs = atMs
    if (pace.lastStepMs > 0) pace.longestGapMs = Math.max(pace.longestGapMs, atMs - pace.lastStepMs)
    pace.lastStepMs = Math.max(pace.lastStepMs, atMs)
  }
  pace.attempts.add(attempt)
  const window = windowOf(report)
  if (window === null) return
  if (window.checkpointMs > 0) pace.savedMs = Math.max(pace.savedMs, atMs)
  if (known.fresh === null) pace.freshRanks++
  known.fresh = known.fresh === null ? window : joined(known.fresh, window)
}

const newRank = (rank: number, attempt: string, host: string): RankPace => ({
  rank,
  attempt,
  host,
  step: 0,
  stepAtMs: 0,
  fresh: null,
  last: null,
  marks: [],
  startRatio: 0,
  rounds: 0,
  over: 0,
  named: false,
})

function windowOf(report: StepReport): Window | null {
  const { steps = 0, computeMs = 0, computeMaxMs = 0, stepMs = 0, stepMaxMs = 0, work = 0, share = 0 } = report as Told
  if (steps === 0 || computeMs <= 0) return null
  const spent = (pattern: RegExp): number => {
    let ms = 0
    for (const { name, ms: each } of report.sections ?? []) if (pattern.test(name ?? '')) ms += (each ?? 0) * steps
    return ms
  }
  const named = { checkpointMs: spent(/checkpoint|save/i), garbageMs: spent(/^gc$|garbage/i) }
  return { steps, computeMs, computeMaxMs: Math.max(computeMs, computeMaxMs), stepMs, stepMaxMs, work, share, ...named }
}

type Told = {
  steps?: number
  computeMs?: number
  computeMaxMs?: number
  stepMs?: number
  stepMaxMs?: number
  work?: number
  share?: number
}

/** Own work of an even part. */
const evenMsOf = ({ computeMs, share }: Window): number => (share > 0 ? computeMs / share : computeMs)

/** Two reports within one round: weighted by their steps; of two shares the newer one alone. */
function joined(a: Window, b: Window): Window {
  if (a.share !== b.share) return b
  const steps = a.steps + b.steps
  const mean = (one: number, other: number): number => (one * a.steps + other * b.steps) / steps
  return {
    steps,
    computeMs: mean(a.computeMs, b.computeMs),
    computeMaxMs: Math.max(a.computeMaxMs, b.computeMaxMs),
    stepMs: mean(a.stepMs, b.stepMs),
    stepMaxMs: Math.max(a.stepMaxMs, b.stepMaxMs),
    work: mean(a.work, b.work),
    share: b.share,
    checkpointMs: a.checkpointMs + b.checkpointMs,
    garbageMs: a.garbageMs + b.garbageMs,
  }
}

/** Whether the round can be closed: all of so many members have told of new steps, or half have and the rest is late. */
export function roundIsWhole(pace: GangPace, members: number, nowMs: number): boolean {
  const { freshRanks, ranks, attempts } = pace
  if (freshRanks < 2) return false
  if (pace.openMs === 0) pace.openMs = nowMs
  if (freshRanks === ranks.size && attempts.size >= members) return true
  return freshRanks * 2 >= ranks.size && nowMs - pace.openMs >= 2 * limits.digestMs
}

/** Closes the round: every rank that told something gets its mark. */
export function closeRound(pace: GangPace, nowMs: number): void {
  const told = [...pace.ranks.values()].filter((each) => each.fresh !== null)
  const windows = told.map(({ fresh }) => fresh as Window)
  const evens = windows.map(evenMsOf)
  const computeMs = medianOf(evens)
  const perUnit = windows.every(({ work }) => work > 0) ? windows.map((each) => each.computeMs / each.work) : null
  for (const [i, rank] of told.entries()) {
    const window = windows[i] as Window
    const evenMs = evens[i] as number
    const ratio = evenMs / othersMedian(evens, i, computeMs)
    const perWork = perUnit === null ? null : (perUnit[i] as number) / othersMedian(perUnit, i, medianOf(perUnit))
    const peak = (window.computeMaxMs * (evenMs / window.computeMs)) / computeMs
    addMark(rank, { steps: window.steps, ratio, perWork, peak, share: window.share || 1 })
    rank.last = window
    rank.fresh = null
  }
  addRound(pace, windows, computeMs, nowMs)
  pace.openMs = 0
  pace.freshRanks = 0
}

/** In a small gang one rank moves the median by itself: it is held against the others alone. */
export const smallGang = 8

function othersMedian(values: readonly number[], i: number, median: number): number {
  if (values.length > smallGang) return median
  return medianOf(values.filter((_, at) => at !== i))
}

/** First rounds in which a rank's pace is taken for the one that it began with. */
const startRounds = 6

function addMark(rank: RankPace, mark: Mark): void {
  rank.marks.push(mark)
  if (rank.marks.length > limits.paceRounds) rank.marks.shift()
  if (rank.rounds < startRounds) rank.startRatio = (rank.startRatio * rank.rounds + mark.ratio) / (rank.rounds + 1)
  rank.rounds++
}

/**
 * How long all ranks waited together beyond what they usually wait, in their longest step, where that is another step's time; 0: they
 * did not. Where one of them works longer instead, that one does not wait.
 */
function pauseOf(pace: GangPace, windows: readonly Window[], stepMs: number): number {
  const usualMs = pace.wellStepMs > 0 ? Math.min(pace.wellStepMs, stepMs) : stepMs
  const pauseMs = least(windows.map((each) => each.stepMaxMs - each.computeMaxMs)) - pace.wellWaitMs
  return usualMs > 0 && pauseMs >= usualMs ? pauseMs : 0
}

function addRound(pace: GangPace, windows: readonly Window[], computeMs: number, nowMs: number): void {
  const stepMs = medianOf(windows.map((each) => each.stepMs))
  const pauseMs = pauseOf(pace, windows, stepMs)
  const checkpointMs = most(windows.map((each) => each.checkpointMs))
  const round: Round = {
    atMs: nowMs,
    steps: medianOf(windows.map((each) => each.steps)),
    stepMs,
    computeMs,
    slowestMs: most(windows.map((each) => each.computeMs)),
    leastShare: least(windows.map(({ share }) => share || 1)),
    pauseMs,
    checkpointMs,
    garbageMs: most(windows.map((each) => each.garbageMs)),
  }
  pace.rounds.push(round)
  if (pace.rounds.length > limits.paceRounds) pace.rounds.shift()
  if (pauseMs === 0) return
  pace.pauses.push({ atMs: nowMs, ms: round.pauseMs, checkpointMs })
  if (pace.pauses.length > limits.pacePauses) pace.pauses.shift()
}
