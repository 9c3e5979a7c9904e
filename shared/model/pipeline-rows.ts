/** The rows of pipelines: their runs with stages and gate, their monitors, and what they served by month. */

import type { EvaluationReport, Metrics } from './engines.ts'
import type { ArtifactRef } from './job.ts'
import type { PipelineSpec, StageName } from './pipeline.ts'
import type { RowBase } from './row-base.ts'

export interface StageRow {
  readonly name: StageName
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped'
  readonly job: string | null
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly summary: string
}

export interface GateResult {
  readonly rule: string
  readonly metric: string
  readonly value: number | null
  readonly limit: number | null
  readonly champion: number | null
  readonly verdict: 'pass' | 'fail' | 'skipped'
  readonly why: string
}

export interface RunRow extends RowBase {
  readonly id: string
  /** `<project>/<name>` */
  readonly pipeline: string
  readonly kind: 'initial' | 'retrain'
  readonly cause: string
  readonly state: 'running' | 'promoted' | 'refused' | 'failed' | 'cancelled'
  readonly error: { readonly path: string; readonly message: string } | null
  readonly stages: readonly StageRow[]
  readonly gate: readonly GateResult[]
  readonly report: EvaluationReport | null
  readonly window: { readonly from: string; readonly to: string; readonly holdOutFrom: string } | null
  readonly dataset: { readonly id: string; readonly version: number } | null
  readonly model: number | null
  readonly startedMs: number
  readonly endedMs: number | null
}

export interface MonitorState {
  /** reference of the version being watched: mean and spread of daily figures on its hold-out */
  readonly reference: {
    readonly version: number
    readonly ne: number
    readonly neSpread: number
    readonly calibration: number
    readonly calibrationSpread: number
  } | null
  /** one-sided CUSUM sums (SPEC [D2]) */
  readonly cusum: { readonly ne: number; readonly calibration: number }
  readonly lastWindow: string | null
  readonly days: number
  readonly episode: { readonly openedWindow: string; readonly cause: string; readonly run: string | null } | null
  readonly lastRetrainWindow: string | null
  readonly retrains: number
  readonly dataDrift: readonly {
    readonly window: string
    readonly column: string
    readonly psi: number
    readonly limit: number
  }[]
  /** last 200 judged windows: what the drift chart draws */
  readonly chart: readonly {
    readonly window: string
    readonly version: number
    readonly ne: number
    readonly bias: number
    readonly cusum: number
  }[]
  /** segments and labels waiting for each other, by window */
  readonly waiting: Readonly<
    Record<
      string,
      { readonly segments: readonly ArtifactRef[]; readonly final: boolean; readonly labels: ArtifactRef | null }
    >
  >
}

export interface PipelineRow extends RowBase {
  /** `<project>/<name>` */
  readonly id: string
  readonly name: string
  readonly project: string
  readonly by: string
  readonly spec: PipelineSpec
  readonly run: string | null
  readonly monitorJob: string | null
  readonly monitor: MonitorState
  readonly submitted: number
}

/** Scores joined with labels, summed by month, per pipeline: what the factory served. Key `<pipeline>/<month>`. */
export interface MonthRow extends RowBase {
  readonly id: string
  readonly pipeline: string
  readonly month: string
  readonly metrics: Metrics
}
