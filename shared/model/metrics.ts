/** From sums over scored rows to metrics: pure, in + − × ÷ √ only, used by evaluation (engine) and monitoring (core). */
import { ln } from '../math.ts'
import type { Interval, Metrics, ScoreSums } from './engines.ts'
import { scoreBins } from './engines.ts'

/** Scores are clipped to [clip, 1 − clip] in the log-loss, so one sure and wrong row cannot make it infinite. */
export const scoreClip = 1e-7
const eceBins = 20
/** 95 %, two-sided. */
const z95 = 1.959963984540054

/** Sums while they grow; `counts` may be fractions when rows are weighted. */
export interface GrowingSums {
  rows: number
  positives: number
  logLoss: number
  scoreSum: number
  negatives: number[]
  positivesByBin: number[]
  scoreByBin: number[]
}

export function emptySums(): GrowingSums {
  const zeros = (): number[] => new Array<number>(scoreBins).fill(0)
  const bins = { negatives: zeros(), positivesByBin: zeros(), scoreByBin: zeros() }
  return { rows: 0, positives: 0, logLoss: 0, scoreSum: 0, ...bins }
}

export function binOf(score: number): number {
  return Math.min(scoreBins - 1, Math.max(0, Math.floor(score * scoreBins)))
}

export function lossOf(score: number, positive: boolean): number {
  const p = Math.min(1 - scoreClip, Math.max(scoreClip, score))
  return positive ? -ln(p) : -ln(1 - p)
}

export function addRow(sums: GrowingSums, score: number, positive: boolean, weight = 1): void {
  const bin = binOf(score)
  sums.rows += weight
  sums.scoreSum += weight * score
  sums.logLoss += weight * lossOf(score, positive)
  sums.scoreByBin[bin] = (sums.scoreByBin[bin] ?? 0) + weight * score
  const side = positive ? sums.positivesByBin : sums.negatives
  side[bin] = (side[bin] ?? 0) + weight
  if (positive) sums.positives += weight
}

const addLists = (a: readonly number[], b: readonly number[]): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0))

export function addSums(a: ScoreSums, b: ScoreSums): GrowingSums {
  return {
    rows: a.rows + b.rows,
    positives: a.positives + b.positives,
    logLoss: a.logLoss + b.logLoss,
    scoreSum: a.scoreSum + b.scoreSum,
    negatives: addLists(a.negatives, b.negatives),
    positivesByBin: addLists(a.positivesByBin, b.positivesByBin),
    scoreByBin: addLists(a.scoreByBin, b.scoreByBin),
  }
}

/** Share of (positive, negative) pairs in the right order; pairs inside one bin count half. 0.5 when a class is missing. */
export function aucOf(sums: ScoreSums): number {
  let below = 0
  let pairs = 0
  let positives = 0
  for (let i = 0; i < sums.negatives.length; i++) {
    const negative = sums.negatives[i] ?? 0
    const positive = sums.positivesByBin[i] ?? 0
    pairs += positive * (below + negative / 2)
    below += negative
    positives += positive
  }
  return below > 0 && positives > 0 ? pairs / (below * positives) : 0.5
}

/** Expected calibration error: whole fine bins gathered into 20 groups of about equal count. */
export function eceOf(sums: ScoreSums): number {
  let error = 0
  let seen = 0
  let count = 0
  let positives = 0
  let scores = 0
  let group = 1
  const last = sums.negatives.length - 1
  for (let i = 0; i <= last; i++) {
    const positive = sums.positivesByBin[i] ?? 0
    const rows = positive + (sums.negatives[i] ?? 0)
    count += rows
    seen += rows
    positives += positive
    scores += sums.scoreByBin[i] ?? 0
    if (count > 0 && (i === last || seen >= (sums.rows * group) / eceBins)) {
      error += Math.abs(scores - positives)
      count = positives = scores = 0
      while (seen >= (sums.rows * group) / eceBins && group < eceBins) group++
    }
  }
  return sums.rows > 0 ? error / sums.rows : 0
}

/** Entropy of a yes/no with this rate, in nats. */
export function entropy(rate: number): number {
  return rate <= 0 || rate >= 1 ? 0 : -(rate * ln(rate) + (1 - rate) * ln(1 - rate))
}

/** Where a class is missing, `auc` is 0.5 and `ne` is 1: what a model that knows nothing gets, never better. */
export function metricsOf(sums: ScoreSums): Metrics {
  if (sums.rows <= 0) return { rows: 0, baseRate: 0, auc: 0.5, logLoss: 0, ne: 1, ece: 0, bias: 0 }
  const baseRate = sums.positives / sums.rows
  const logLoss = sums.logLoss / sums.rows
  const base = entropy(baseRate)
  return {
    rows: sums.rows,
    baseRate,
    auc: aucOf(sums),
    logLoss,
    ne: base > 0 ? logLoss / base : 1,
    ece: eceOf(sums),
    bias: sums.scoreSum / sums.rows - baseRate,
  }
}

/** 95 % interval of the AUC by Hanley and McNeil (1982). */
export function aucInterval(sums: ScoreSums): Interval {
  const auc = aucOf(sums)
  const positives = sums.positives
  const negatives = sums.rows - sums.positives
  if (positives <= 0 || negatives <= 0) return { low: 0, high: 1 }
  const q1 = auc / (2 - auc)
  const q2 = (2 * auc * auc) / (1 + auc)
  const spread = (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)
  const variance = (auc * (1 - auc) + spread) / (positives * negatives)
  const half = z95 * Math.sqrt(Math.max(0, variance))
  return { low: Math.max(0, auc - half), high: Math.min(1, auc + half) }
}

/** 95 % interval of NE by the normal approximation: the spread of a row's loss is taken from the score bins. */
export function neInterval(sums: ScoreSums): Interval {
  const { rows, ne, logLoss, baseRate } = metricsOf(sums)
  const base = entropy(baseRate)
  if (rows <= 1 || base <= 0) return { low: ne, high: ne }
  let squares = 0
  for (let i = 0; i < sums.negatives.length; i++) {
    const positive = sums.positivesByBin[i] ?? 0
    const negative = sums.negatives[i] ?? 0
    if (positive + negative <= 0) continue
    const score = (sums.scoreByBin[i] ?? 0) / (positive + negative)
    const up = lossOf(score, true) - logLoss
    const down = lossOf(score, false) - logLoss
    squares += positive * up * up + negative * down * down
  }
  const half = (z95 * Math.sqrt(squares / rows / rows)) / base
  return { low: ne - half, high: ne + half }
}
