/** The coordinator's state: typed tables, and indexes derived from them (rebuilt at load; an invariant says rebuilt = kept). */

import { limits } from '../../shared/limits.ts'
import type { CheckpointRow } from '../../shared/model/checkpoints.ts'
import type { AlertRow, ReceiverRow, SilenceRow, VerdictRow } from '../../shared/model/health.ts'
import { type IdKind, makeId } from '../../shared/model/ids.ts'
import type { MonthRow, PipelineRow, RunRow } from '../../shared/model/pipeline-rows.ts'
import type {
  AttemptRow,
  ChunkRow,
  DatasetRow,
  DeploymentRow,
  EventRow,
  HostRow,
  JobRow,
  LivenessRow,
  ModelRow,
  SettingsRow,
  ShardRow,
  TaskRow,
} from '../../shared/model/rows.ts'
import type { ForeignRow, QuotaRow } from '../../shared/model/scheduling.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import { DeadlineHeap } from './deadlines.ts'
import type {
  FailureRow,
  HostSyncRow,
  IdempotencyRow,
  LedgerRow,
  LongWorkRow,
  MetaRow,
  OutboxRow,
  RepeatsRow,
  ShareRow,
  SumsRow,
} from './internal-rows.ts'
import { IntervalSet } from './interval-set.ts'
import { Capacity } from './placement/capacity.ts'
import { assumeEnd } from './placement/claims.ts'
import type { Demand } from './placement/demand.ts'
import { type Claim, type Pass, Queue } from './placement/queue.ts'
import { Timeline } from './placement/timeline.ts'
import type { Progress } from './stragglers/progress.ts'
import type { GangPace } from './stragglers/rank-pace.ts'
import { type Change, Table } from './table.ts'
import type { PlaceRule } from './topology.ts'
import { type FaultIndex, makeFaultIndex } from './verdicts/fault-index.ts'

export interface Tables {
  meta: Table<MetaRow>
  settings: Table<SettingsRow>
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
  verdicts: Table<VerdictRow>
  repeats: Table<RepeatsRow>
  alerts: Table<AlertRow>
  silences: Table<SilenceRow>
  receivers: Table<ReceiverRow>
  checkpoints: Table<CheckpointRow>
  events: Table<EventRow>
  outbox: Table<OutboxRow>
  idempotency: Table<IdempotencyRow>
  work: Table<LongWorkRow>
  liveness: Table<LivenessRow>
}

/** What placement and the dispenser know of a job, derived from rows. */
export interface JobIndex {
  /** shards of waves reached so far, neither committed nor lent */
  readonly pending: IntervalSet
  /** lent shards → attempts that hold them */
  readonly lent: Map<number, string[]>
  /** committed shards of the current wave */
  committedInWave: number
  /** shard indexes at which waves begin; the last entry is the end of what is known */
  readonly waveStarts: number[]
  /** attempts not ended */
  readonly attempts: Set<string>
  /** ended attempts that are kept, oldest first */
  readonly endedAttempts: Set<string>
  readonly tasks: Set<string>
  /** attempts that asked for shards and have not been given all, with how many they want, in order of asking; volatile */
  readonly hungry: Map<string, number>
  /** steps of its checkpoints */
  readonly checkpoints: Set<number>
  /** live jobs that wait for this one */
  readonly dependents: Set<string>
  /** moving average of a shard's time over all workers, ms */
  shardMs: number | null
  /** what one task needs of a host; a constant of the job, made when first asked for */
  demand: Demand | null
}

/** A host and the GPUs there that a task takes. */
export interface Seat {
  readonly host: string
  readonly gpus: readonly string[]
}

export interface GangWatch {
  readonly paces: Map<string, GangPace>
  readonly unlike: Map<string, Map<string, { readonly atMs: number; readonly unlike: readonly Unlike[] }>>
}

export interface Volatile {
  /** connection of a connected host */
  readonly connections: Map<string, number>
  /** hosts that have sent a digest since they were heard again: what they say of steps is of now */
  readonly told: Set<string>
  /** the topology file's rules */
  places: readonly PlaceRule[]
  /** progress by `<attempt>/<shard>` */
  readonly progress: Map<string, Progress>
  /** by host: see stragglers/host-pace.ts */
  readonly paces: Map<string, number>
  /** when a gang member took the last step that it reported, by attempt, on the coordinator's clock */
  readonly steps: Map<string, number>
  /** by job: how long the ranks of gangs work on their steps, and which of their hosts are unlike the others */
  readonly gangs: GangWatch
  /** the number of that step */
  readonly lastSteps: Map<string, number>
  /** hosts to be sent their desired state with this step's effects */
  readonly dirtyHosts: Set<string>
  /** ended attempts an agent may forget, by host */
  readonly forget: Map<string, Set<string>>
  /** capacity promised to jobs: reservations of the last full pass, and what preemption, swaps and forming gangs wait for */
  readonly claims: Map<string, Claim>
  /** gangs whose hosts are being taken, with the hosts still to take; null: the list was lost with a restart */
  readonly forming: Map<string, Seat[] | null>
  /** hosts kept back for gangs, chosen at each full pass */
  readonly spares: Set<string>
  /** the scheduling pass that is under way */
  pass: Pass | null
  lastFullPassMs: number
  /** when this life of the state began: until the grace is over nothing is called lost */
  startedMs: number
  massNotedMs: number
  /** when it was last said that something is not told */
  untoldMs: number
  /** work to be done before the step's changes are whole */
  readonly wanted: { placement: boolean; more: boolean }
}

export interface State extends Tables {
  readonly index: Map<string, JobIndex>
  /** attempts not ended, by host */
  readonly byHost: Map<string, Set<string>>
  /** tasks that hold a host without an attempt on it (gangs between epochs, spares), by host */
  readonly holdsByHost: Map<string, Set<string>>
  readonly deadlines: DeadlineHeap
  readonly capacity: Capacity
  /** what will be free when, with the reservations of `volatile.claims` */
  readonly timeline: Timeline
  readonly queue: Queue
  /** keys of checkpoints that a host is asked to delete, by host */
  readonly discards: Map<string, Set<string>>
  /** ended jobs, in the order of their ends */
  readonly endedJobs: Set<string>
  /** long work that hosts and jobs wait for, oldest first; the rest of it clears away */
  readonly urgentWork: Set<string>
  readonly faults: FaultIndex
  /** cost units in use, by `project/<project>` and `user/<project>/<by>`, and GPUs by project */
  readonly inUse: Map<string, { cost: number; gpus: number }>
  readonly volatile: Volatile
}

export function emptyIndex(): JobIndex {
  return {
    pending: new IntervalSet(),
    lent: new Map(),
    committedInWave: 0,
    waveStarts: [0],
    attempts: new Set(),
    endedAttempts: new Set(),
    tasks: new Set(),
    hungry: new Map(),
    checkpoints: new Set(),
    dependents: new Set(),
    shardMs: null,
    demand: null,
  }
}

function makeTables(): Tables {
  return {
    meta: new Table('meta', true),
    settings: new Table('settings', true),
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
    verdicts: new Table('verdicts', true),
    repeats: new Table('repeats', true),
    alerts: new Table('alerts', true),
    silences: new Table('silences', true),
    receivers: new Table('receivers', true),
    checkpoints: new Table('checkpoints', true),
    events: new Table('events', true),
    outbox: new Table('outbox', true),
    idempotency: new Table('idempotency', true),
    work: new Table('work', true),
    liveness: new Table('liveness', false),
  }
}

function emptyVolatile(): Volatile {
  return {
    connections: new Map(),
    told: new Set(),
    places: [],
    progress: new Map(),
    paces: new Map(),
    steps: new Map(),
    gangs: { paces: new Map(), unlike: new Map() },
    lastSteps: new Map(),
    dirtyHosts: new Set(),
    forget: new Map(),
    claims: new Map(),
    forming: new Map(),
    spares: new Set(),
    pass: null,
    lastFullPassMs: 0,
    startedMs: 0,
    massNotedMs: 0,
    untoldMs: -limits.untoldNoteMs,
    wanted: { placement: false, more: false },
  }
}

export function makeState(): State {
  const capacity = new Capacity()
  const state: State = {
    ...makeTables(),
    index: new Map(),
    byHost: new Map(),
    holdsByHost: new Map(),
    discards: new Map(),
    deadlines: new DeadlineHeap(),
    capacity,
    timeline: new Timeline(capacity, 0, (holding) => assumeEnd(state, holding)),
    queue: new Queue(),
    endedJobs: new Set(),
    urgentWork: new Set(),
    faults: makeFaultIndex(),
    inUse: new Map(),
    volatile: emptyVolatile(),
  }
  return state
}

/** Looked through once a state: every step asks. */
const tablesKnown = new WeakMap<State, readonly Table<object>[]>()

export function tablesOf(state: State): readonly Table<object>[] {
  let found = tablesKnown.get(state)
  if (found === undefined) {
    found = Object.values(state).filter((value): value is Table<object> => value instanceof Table)
    tablesKnown.set(state, found)
  }
  return found
}

/** Changes of durable tables since the last call, and those of volatile ones apart. */
export function takeChanges(state: State): { durable: Change[]; volatile: Change[] } {
  const durable: Change[] = []
  const volatile: Change[] = []
  for (const table of tablesOf(state)) if (table.changes > 0) table.takeChanges(table.durable ? durable : volatile)
  return { durable, volatile }
}

/** Durable rows changed since the last `takeChanges`. */
export function changedRows(state: State): number {
  let rows = 0
  for (const table of tablesOf(state)) if (table.durable) rows += table.changes
  return rows
}

/** A new id; the counter is part of the same change set, so it is never issued twice. */
export function newId(state: State, kind: IdKind): string {
  const meta = state.meta.must('meta')
  state.meta.put('meta', { ...meta, nextId: meta.nextId + 1 })
  return makeId(kind, meta.incarnation, meta.nextId)
}
