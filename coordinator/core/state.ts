/** The coordinator's state: typed tables, and indexes derived from them (rebuilt at load; an invariant says rebuilt = kept). */
import { type IdKind, makeId } from '../../shared/model/ids.ts'
import type {
  AttemptRow,
  ChunkRow,
  DatasetRow,
  DeploymentRow,
  EventRow,
  ForeignRow,
  HostRow,
  JobRow,
  LivenessRow,
  ModelRow,
  MonthRow,
  PipelineRow,
  QuotaRow,
  RunRow,
  ShardRow,
  TaskRow,
} from '../../shared/model/rows.ts'
import { DeadlineHeap } from './deadlines.ts'
import type {
  FailureRow,
  HostSyncRow,
  IdempotencyRow,
  LedgerRow,
  LongWorkRow,
  MetaRow,
  OutboxRow,
  ShareRow,
  SumsRow,
} from './internal-rows.ts'
import { IntervalSet } from './interval-set.ts'
import { type Change, Table } from './table.ts'

export interface Tables {
  meta: Table<MetaRow>
  hosts: Table<HostRow>
  hostSync: Table<HostSyncRow>
  jobs: Table<JobRow>
  tasks: Table<TaskRow>
  attempts: Table<AttemptRow>
  foreign: Table<ForeignRow>
  quotas: Table<QuotaRow>
  shares: Table<ShareRow>
  ledger: Table<LedgerRow>
  shards: Table<ShardRow>
  chunks: Table<ChunkRow>
  failures: Table<FailureRow>
  datasets: Table<DatasetRow>
  models: Table<ModelRow>
  deployments: Table<DeploymentRow>
  pipelines: Table<PipelineRow>
  runs: Table<RunRow>
  sums: Table<SumsRow>
  months: Table<MonthRow>
  events: Table<EventRow>
  outbox: Table<OutboxRow>
  idempotency: Table<IdempotencyRow>
  work: Table<LongWorkRow>
  liveness: Table<LivenessRow>
}

/** What the dispenser knows of a live batch job, derived from rows. */
export interface JobIndex {
  /** shards of waves reached so far, neither committed nor lent */
  readonly pending: IntervalSet
  /** lent shards → attempts that hold them */
  readonly lent: Map<number, string[]>
  /** committed shards of the current wave */
  committedInWave: number
  /** shard indexes at which waves begin; the last entry is the end of what is known */
  readonly waveStarts: number[]
  readonly attempts: Set<string>
  readonly tasks: Set<string>
  /** moving average of a shard's time over all workers, ms */
  shardMs: number | null
}

export interface Volatile {
  /** connection of a connected host */
  readonly connections: Map<string, number>
  /** progress by `<attempt>/<shard>` */
  readonly progress: Map<string, { fraction: number; atMs: number }>
  /** attempts that asked for shards and have not been given all, with how many they want, in order of asking */
  readonly hungry: Map<string, number>
  /** hosts to be sent their desired state with this step's effects */
  readonly dirtyHosts: Set<string>
  /** ended attempts an agent may forget, by host */
  readonly forget: Map<string, Set<string>>
  /** work to be done before the step's changes are whole */
  readonly wanted: { placement: boolean; more: boolean }
}

export interface State extends Tables {
  readonly index: Map<string, JobIndex>
  /** attempts not ended, by host */
  readonly byHost: Map<string, Set<string>>
  readonly deadlines: DeadlineHeap
  readonly volatile: Volatile
}

export function emptyIndex(): JobIndex {
  return {
    pending: new IntervalSet(),
    lent: new Map(),
    committedInWave: 0,
    waveStarts: [0],
    attempts: new Set(),
    tasks: new Set(),
    shardMs: null,
  }
}

export function makeState(): State {
  return {
    meta: new Table('meta', true),
    hosts: new Table('hosts', true),
    hostSync: new Table('hostSync', true),
    jobs: new Table('jobs', true),
    tasks: new Table('tasks', true),
    attempts: new Table('attempts', true),
    foreign: new Table('foreign', true),
    quotas: new Table('quotas', true),
    shares: new Table('shares', true),
    ledger: new Table('ledger', true),
    shards: new Table('shards', true),
    chunks: new Table('chunks', true),
    failures: new Table('failures', true),
    datasets: new Table('datasets', true),
    models: new Table('models', true),
    deployments: new Table('deployments', true),
    pipelines: new Table('pipelines', true),
    runs: new Table('runs', true),
    sums: new Table('sums', true),
    months: new Table('months', true),
    events: new Table('events', true),
    outbox: new Table('outbox', true),
    idempotency: new Table('idempotency', true),
    work: new Table('work', true),
    liveness: new Table('liveness', false),
    index: new Map(),
    byHost: new Map(),
    deadlines: new DeadlineHeap(),
    volatile: {
      connections: new Map(),
      progress: new Map(),
      hungry: new Map(),
      dirtyHosts: new Set(),
      forget: new Map(),
      wanted: { placement: false, more: false },
    },
  }
}

export function tablesOf(state: State): readonly Table<object>[] {
  const found: Table<object>[] = []
  for (const value of Object.values(state)) if (value instanceof Table) found.push(value as Table<object>)
  return found
}

/** Changes of durable tables since the last call, and those of volatile ones apart. */
export function takeChanges(state: State): { durable: Change[]; volatile: Change[] } {
  const durable: Change[] = []
  const volatile: Change[] = []
  for (const table of tablesOf(state)) if (table.changes > 0) table.takeChanges(table.durable ? durable : volatile)
  return { durable, volatile }
}

/** A new id; the counter is part of the same change set, so it is never issued twice. */
export function newId(state: State, kind: IdKind): string {
  const meta = state.meta.must('meta')
  state.meta.put('meta', { ...meta, nextId: meta.nextId + 1 })
  return makeId(kind, meta.incarnation, meta.nextId)
}
