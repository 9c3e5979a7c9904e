/** The live feed: `GET /api/v1/feed` (WebSocket). A snapshot, then deltas by sequence; a gap means: ask for a new snapshot. */
import type { CheckpointRow } from './checkpoints.ts'
import type { AlertRow, ReceiverRow, SilenceRow, VerdictRow } from './health.ts'
import type { MonthRow, PipelineRow, RunRow } from './pipeline-rows.ts'
import type {
  AttemptRow,
  DatasetRow,
  DeploymentRow,
  EventRow,
  HostRow,
  JobRow,
  LivenessRow,
  ModelRow,
  SettingsRow,
} from './rows.ts'
import type { ForeignRow } from './scheduling.ts'

export interface FeedTables {
  hosts: HostRow
  liveness: LivenessRow
  jobs: JobRow
  attempts: AttemptRow
  foreign: ForeignRow
  datasets: DatasetRow
  models: ModelRow
  deployments: DeploymentRow
  pipelines: PipelineRow
  runs: RunRow
  months: MonthRow
  settings: SettingsRow
  verdicts: VerdictRow
  alerts: AlertRow
  silences: SilenceRow
  receivers: ReceiverRow
  checkpoints: CheckpointRow
  events: EventRow
}
export type FeedTable = keyof FeedTables
export const feedTables: readonly FeedTable[] = [
  'hosts',
  'liveness',
  'jobs',
  'attempts',
  'foreign',
  'datasets',
  'models',
  'deployments',
  'pipelines',
  'runs',
  'months',
  'settings',
  'verdicts',
  'alerts',
  'silences',
  'receivers',
  'checkpoints',
  'events',
]

type RowsOf<T extends FeedTable> = Record<string, FeedTables[T]>
export type FeedMessage =
  | {
      readonly type: 'snapshot'
      readonly incarnation: number
      readonly seq: number
      readonly nowMs: number
      readonly tables: { readonly [T in FeedTable]: RowsOf<T> }
    }
  /** changed rows, null where a row went; `from` is the sequence this follows */
  | {
      readonly type: 'delta'
      readonly from: number
      readonly seq: number
      readonly nowMs: number
      readonly tables: { readonly [T in FeedTable]?: Record<string, FeedTables[T] | null> }
    }
