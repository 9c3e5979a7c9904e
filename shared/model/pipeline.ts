/** The pipeline file's shape once parsed (`examples/flights/pipeline.yaml` is the worked example), and drift's sums. */
import type { ArtifactRef } from './job.ts'

export type ColumnType = 'timestamp' | 'integer' | 'number' | 'string' | 'boolean'

/** Expectations on one source column; a row that breaks one is quarantined with the reason. */
export interface ColumnExpectation {
  readonly type: ColumnType
  readonly nullable?: boolean
  readonly min?: number | string
  readonly max?: number | string
  /** allowed categories */
  readonly oneOf?: readonly string[]
  /** regular expression the whole text must match */
  readonly matches?: string
}

export interface IntakeSpec {
  /** Path of the source file as written; the submitter uploads it and adds `artifact`. */
  readonly source: {
    readonly file: string
    readonly format: 'parquet' | 'csv' | 'json'
    readonly artifact?: ArtifactRef
    readonly rows?: number
  }
  readonly columns: Readonly<Record<string, ColumnExpectation>>
  /** Exact duplicates of these columns beyond the first are quarantined. */
  readonly unique?: readonly string[]
  /** The pipeline stops when more than this share of rows is quarantined. */
  readonly maxQuarantined: number
  /** event time column of the source */
  readonly time: string
  readonly shards: number
  /** SQL select list entries by feature name, over the source's columns. */
  readonly features: Readonly<Record<string, string>>
  /** SQL boolean: the label (1 = positive). */
  readonly label: string
}

/** How a feature enters the model. `category`: one-hot by dictionary learnt from training data (unseen = own slot). `number`: standardised. */
export interface ModelFeature {
  readonly kind: 'category' | 'number'
  readonly maxCategories?: number
}

export interface TrainSpec {
  readonly window: { readonly from: string; readonly to: string }
  readonly features: Readonly<Record<string, ModelFeature>>
  readonly hidden: number
  readonly workers: number
  readonly rounds: number
  /** upper bound of a step shard's run time, ms */
  readonly roundMs: number
  /** passes over the training window, spread over all rounds and workers */
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
  readonly outer: { readonly learningRate: number; readonly momentum: number }
  readonly seed: number
}

/** One rule of the gate; all must hold. `metric` names are those of EvaluationReport, dotted (`perturbed.auc`). */
export interface GateRule {
  readonly metric: string
  readonly min?: number
  readonly max?: number
  /** candidate may be worse than the champion by at most this (in the metric's own direction), on the same hold-out */
  readonly maxWorseThanChampion?: number
}

export interface EvaluateSpec {
  /** days at the end of the training window kept out for evaluation */
  readonly holdOutDays: number
  readonly latency: { readonly rows: number; readonly requests: number }
  readonly robustness: { readonly perturb: Readonly<Record<string, number>> }
}

export interface DeploySpec {
  readonly name: string
  readonly replicas: number
}

export interface MonitorSpec {
  /** SPEC [D2]: one-sided CUSUM on standardised daily deviations; alarm above `threshold`, `slack` is the drift ignored. */
  readonly performance: { readonly slack: number; readonly threshold: number; readonly minRows: number }
  /** SPEC [D1]: PSI above its sample-size-aware limit; raises priority only. */
  readonly data: { readonly confidence: 0.95 | 0.99 | 0.999; readonly columns: readonly string[] }
}

export interface RetrainSpec {
  readonly mode: 'warm' | 'cumulative'
  readonly coolDownDays: number
  readonly budget: number
  readonly rounds?: number
  readonly epochs?: number
}

export interface PipelineSpec {
  readonly name: string
  readonly project?: string
  readonly intake: IntakeSpec
  readonly train: TrainSpec
  readonly evaluate: EvaluateSpec
  readonly gate: readonly GateRule[]
  readonly deploy: DeploySpec
  readonly monitor: MonitorSpec
  readonly retrain: RetrainSpec
}

export const stageNames = ['intake', 'train', 'evaluate', 'gate', 'deploy'] as const
export type StageName = (typeof stageNames)[number]
