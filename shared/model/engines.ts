/**
 * What the built-in engines take and give: `params` and `item` of their jobs, `result` and artifacts of their shards.
 * The coordinator makes these (core/pipelines), `agent/engines/` runs them. Times of data are ISO texts ("2001-02-03").
 */
import type { ArtifactRef } from './job.ts'
import type { EvaluateSpec, IntakeSpec, TrainSpec } from './pipeline.ts'

/** A Parquet file of a dataset version: features, `label` (0/1), `event_time`. Rows are in time order inside it. */
export interface DatasetFile extends ArtifactRef {
  readonly rows: number
  readonly from: string
  readonly to: string
}

// ---- data engine: intake job. waves: `intake` (spec.shards items {part, of}), `publish` (1 shard, reduces)
export interface IntakeParams {
  readonly task: 'intake'
  readonly intake: IntakeSpec
}
export interface IntakeItem {
  readonly part: number
  readonly of: number
}
/** Result of an `intake` shard; artifacts: `data` (Parquet), `quarantine` (Parquet, absent when empty), `profile` (JSON). */
export interface IntakeResult {
  readonly rows: number
  readonly quarantined: number
  readonly reasons: Readonly<Record<string, number>>
  readonly from: string
  readonly to: string
}
/** Result of `publish`; artifacts: `profile` (merged per-column profile, JSON), `report` (readable text). A broken expectation
 *  is `ok: false` with a readable message, not a failed shard. */
export interface PublishResult {
  readonly ok: boolean
  readonly message: string
  readonly rows: number
  readonly quarantined: number
  readonly reasons: Readonly<Record<string, number>>
  readonly from: string
  readonly to: string
}

// ---- model engine: train job. waves per round: `step` (train.workers items {part, of}), `merge` (1 shard)
export interface TrainParams {
  readonly task: 'train'
  readonly train: TrainSpec
  /** training rows: event_time in [from, to) */
  readonly from: string
  readonly to: string
  readonly files: readonly DatasetFile[]
  /** warm start: a model bundle to begin from (keeps its dictionaries) */
  readonly init?: ArtifactRef
}
export interface StepItem {
  readonly part: number
  readonly of: number
}
/** Result of `step`; artifact `delta`: Float32 weights − base, flat. `base` is the checkpoint it started from (absent in round 0 without init). */
export interface StepResult {
  readonly samples: number
  readonly steps: number
  readonly loss: number
  readonly base?: ArtifactRef
  readonly ms: number
}
/** Result of `merge`; artifacts: `checkpoint` (weights + outer momentum), and in the last round `model` (bundle for
 *  serving: one file, ONNX inside, see agent/engines/model/bundle.ts). */
export interface MergeResult {
  readonly round: number
  readonly samples: number
  readonly loss: number
}

// ---- model engine: evaluate job. waves: `score` (items ScoreItem), `reduce` (1 shard)
export interface EvaluateParams {
  readonly task: 'evaluate'
  readonly model: ArtifactRef
  readonly champion?: ArtifactRef
  readonly files: readonly DatasetFile[]
  /** scored rows: event_time in [from, to) */
  readonly from: string
  readonly to: string
  readonly evaluate?: EvaluateSpec
  /** sums by day or by month */
  readonly groupBy: 'day' | 'month'
  /** next window (no labels used), for the unlabelled-shift figure */
  readonly next?: { readonly from: string; readonly to: string }
}
export interface ScoreItem {
  readonly part: number
  readonly of: number
}
/** Sums over scored rows; everything drift and gates need, no rows. `bins`: scores cut evenly in [0,1), counts by label. */
export interface ScoreSums {
  readonly rows: number
  readonly positives: number
  readonly logLoss: number
  readonly scoreSum: number
  readonly negatives: readonly number[]
  readonly positivesByBin: readonly number[]
  /** sum of scores in each of `bins`, for calibration */
  readonly scoreByBin: readonly number[]
}
export const scoreBins = 512

export interface Metrics {
  readonly rows: number
  readonly baseRate: number
  readonly auc: number
  readonly logLoss: number
  /** normalised entropy: log-loss ÷ entropy of the base rate */
  readonly ne: number
  /** expected calibration error, 20 equal-count bins */
  readonly ece: number
  /** mean score − base rate */
  readonly bias: number
}
export interface Interval {
  readonly low: number
  readonly high: number
}
export interface EvaluationReport {
  readonly candidate: Metrics & { readonly aucInterval: Interval; readonly neInterval: Interval }
  readonly champion?: Metrics
  readonly perturbed?: Metrics
  readonly reweighted?: Metrics
  readonly latency?: { readonly p50Ms: number; readonly p99Ms: number; readonly rowsPerSecond: number }
  /** PSI of scores, hold-out against the next unlabelled window */
  readonly nextWindowScorePsi?: number
  /** candidate's metrics by day or month (key: "2001-01-28" or "2001-01"), for drift references and the month table */
  readonly groups: Readonly<Record<string, Metrics>>
  /** per monitored column: share by category or decile bin, of the hold-out: the drift reference */
  readonly columns: Readonly<Record<string, Readonly<Record<string, number>>>>
}

// ---- data engine: monitor job (open). item MonitorItem, one shard per day of data
export interface MonitorParams {
  readonly task: 'monitor'
  readonly columns: readonly string[]
}
export interface MonitorItem {
  readonly window: string
  readonly segments: readonly ArtifactRef[]
  readonly labels: ArtifactRef
}
export interface MonitorResult {
  readonly window: string
  /** by model version */
  readonly versions: Readonly<Record<string, ScoreSums>>
  /** counts by category, most common 64 and `other` */
  readonly columns: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly unlabelled: number
}

// ---- serve engine: service params. The replica listens on a Unix socket and speaks OIP v2 for its one model version.
export interface ServeParams {
  readonly task: 'serve'
  /** serving name, `<project>.<model>` or bare for default */
  readonly name: string
  readonly version: number
  readonly model: ArtifactRef
}

// ---- prediction log: newline-delimited JSON, one PredictionRecord a line, written by the gateway
export interface PredictionRecord {
  readonly id: string
  readonly version: number
  /** window the rows belong to (request parameter `window`, else the wall-clock day) */
  readonly window: string
  readonly atMs: number
  readonly columns: Readonly<Record<string, readonly (string | number | boolean)[]>>
  readonly scores: readonly number[]
}
/** labels: newline-delimited JSON, one per request id */
export interface LabelRecord {
  readonly id: string
  readonly labels: readonly (0 | 1)[]
}
