/** The rows of the coordinator's tables that API, CLI, console and gateway see. All are readonly and replaced whole. */
import type { DatasetFile, Metrics } from './engines.ts'
import type { ExitClass } from './exits.ts'
import type { BreakerState, HealthPolicy, HostHealth } from './health.ts'
import type { ArtifactRef, Dependency, ExitRecord, JobSpec, JobState, Json, ShardOutput, StopReason } from './job.ts'
import type { GpuRelease, RemovedHost, ReplacedHost, UserMap } from './maintenance.ts'
import type { ToldInventory, Topology } from './reading.ts'
import type { RowBase } from './row-base.ts'
import type { GangState, GpuUsage, Grant } from './scheduling.ts'
import type { SlowGang } from './slow.ts'

export type Liveness = 'unknown' | 'connected' | 'suspect' | 'unreachable'

/** `now`: stop what runs; `after`: let it finish; `swap`: gangs move to other hosts, the rest finishes. */
export const drainModes = ['now', 'after', 'swap'] as const
export type DrainMode = (typeof drainModes)[number]

export interface HostRow extends RowBase {
  readonly id: string
  readonly name: string
  readonly bootId: string
  readonly inventory: ToldInventory
  readonly labels: Readonly<Record<string, string>>
  readonly slots: number
  readonly bytesAddress: string
  readonly firstSeenMs: number
  readonly cordoned: boolean
  /** a person said that it is dead; until it is heard again */
  readonly confirmedLost: boolean
  /** where it stands: from the topology file, else from its own inventory and labels */
  readonly topology: Topology
  /** being emptied, by whom and why; `doneMs` once nothing is left on it */
  readonly drain: {
    readonly mode: DrainMode
    readonly reason: string
    readonly by: string
    readonly sinceMs: number
    readonly deadlineMs: number | null
    readonly doneMs: number | null
  } | null
  /** launches failed here in a row; given no work until then (null: until a person uncordons it) */
  readonly launchFailures: number
  readonly backoff: { readonly reason: string; readonly untilMs: number | null } | null
  /** foreign attempts in its last hello beyond limits.foreignKept: nobody knows what they take, so it gets no new work */
  readonly uncounted: number
  /** set when one key was seen with two boot ids at once */
  readonly refusedReason: string | null
  /** absent: nothing was ever found on it */
  readonly health?: HostHealth
  /** it is being removed */
  readonly leaving?: { readonly by: string; readonly sinceMs: number }
  /** the machines that it came after, newest first: what was read on them is kept under their ids */
  readonly replaces?: readonly ReplacedHost[]
  /** its agent keeps off its GPUs, for maintenance */
  readonly gpuRelease?: GpuRelease
  /** epilogs of the site that failed here in a row; absent: none */
  readonly epilogFailures?: number
  /** failures of gangs that speak against it, oldest first, of `limits.lemonWindowMs`; absent: none */
  readonly incidents?: readonly HostIncident[]
}

export interface HostIncident {
  readonly atMs: number
  readonly job: string
  readonly class: ExitClass
  /** plain words */
  readonly text: string
}

/** One row: what an administrator has set for the whole fleet, and the guard over health's actions. */
export interface SettingsRow extends RowBase {
  readonly spares: { readonly perLeaf: number; readonly unit: 'hosts' | 'percent' }
  /** absent: everything runs as the agents' own user */
  readonly userMap?: UserMap
  /** newest first */
  readonly removedHosts?: readonly RemovedHost[]
  /** absent: as by default */
  readonly health?: HealthPolicy
  readonly breaker?: BreakerState
}

export interface JobRow extends RowBase {
  readonly id: string
  readonly project: string
  readonly by: string
  readonly spec: JobSpec
  readonly state: JobState
  readonly reason: string
  readonly submittedMs: number
  readonly startedMs: number | null
  readonly endedMs: number | null
  /** open jobs take more shards until this is true */
  readonly closed: boolean
  readonly shards: {
    readonly total: number
    readonly committed: number
    readonly failedAttempts: number
    readonly speculative: number
    /** results of work done twice that arrived after the first commit; ignored */
    readonly duplicateResults: number
    /** must stay 0: commits of an already committed shard */
    readonly duplicateCommits: number
  }
  readonly wave: number
  /** manifest artifact of all results, once ended and swept */
  readonly manifest: ArtifactRef | null
  /** set for jobs a pipeline or deployment owns: `run:<id>` / `deployment:<name>` / `monitor:<pipeline>` */
  readonly owner: string | null
  /** dependencies that are not met yet, by job id */
  readonly waitsFor: readonly Dependency[]
  /** launches failed, with hosts and reasons; the next one waits until `notBeforeMs` */
  readonly launch: {
    readonly failures: number
    readonly notBeforeMs: number
    readonly last: { readonly host: string; readonly reason: string } | null
  }
  /** gangs only */
  readonly gang: GangState | null
  /** a gang that is slower than it could be, or stuck; absent or null: nothing was found */
  readonly slow?: SlowGang | null
  /** workers and replicas: the last one that ended by itself without a result; absent: none has */
  readonly crash?: JobCrash
  /** tasks of a batch job that were stopped to make room: bounded by limits.taskMoves, after which it is left where it is; absent: none */
  readonly moves?: number
  readonly usage: GpuUsage
}

export interface JobCrash {
  readonly class: ExitClass
  readonly host: string
  readonly code: number | null
  readonly signal: string | null
  readonly lines: readonly string[]
  readonly atMs: number
  /** shards that the job had committed by then */
  readonly committed: number
  /** so often in a row the same, with nothing committed in between */
  readonly same: number
}

export interface TaskRow extends RowBase {
  readonly id: string
  readonly job: string
  readonly state: 'pending' | 'placed' | 'ended'
  readonly role: 'worker' | 'replica' | 'member' | 'spare'
  readonly attempt: string | null
  /** gang members and spares: what they hold, between epochs too */
  readonly hold: { readonly host: string; readonly gpus: readonly string[]; readonly sinceMs: number } | null
  /** place in the gang */
  readonly rank: number
  /** array tasks: the index they run */
  readonly shard: number | null
  readonly attempts: number
  readonly crashes: number
  readonly notBeforeMs: number
  readonly reason: string
}

export interface LeaseRow {
  readonly shard: number
  readonly sinceMs: number
  readonly speculative: boolean
}

export interface AttemptRow extends RowBase {
  readonly id: string
  readonly job: string
  readonly task: string
  readonly host: string
  /** `lost`: fenced and replaced, not confirmed dead; it still counts on its host */
  readonly state: 'placed' | 'running' | 'stopping' | 'lost' | 'ended'
  /** what it takes of its host, until its end is confirmed */
  readonly grant: Grant
  /** the host's desired state it first appears in (SPEC [H5]) */
  readonly generation: number
  /** gang members: the launch it belongs to; 0 otherwise */
  readonly epoch: number
  /** it has reported a step: the default `lost_after` of stepping gangs holds for it */
  readonly steps: boolean
  readonly ready: boolean
  readonly notReadyReason: string
  readonly stop: { readonly reason: StopReason; readonly graceMs: number; readonly sinceMs: number } | null
  readonly placedMs: number
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly pid: number | null
  readonly exit: ExitRecord | null
  readonly leases: readonly LeaseRow[]
  /** shards committed by it, and the moving average of a shard's time, ms */
  readonly committed: number
  readonly shardMs: number | null
  /** time spent on shards it committed, and on shards that another had committed first, ms */
  readonly usefulMs: number
  readonly duplicateMs: number
  /** gang members: it had finished, and its epoch failed after all */
  readonly redone: boolean
  readonly finish: boolean
  /** more than its job allows was in its work directory: what was told last */
  readonly overDiskMb?: number
}

/** Key `<job>/<index>`: a committed shard. Only committed ones have a row. */
export interface ShardRow extends RowBase {
  readonly job: string
  readonly index: number
  readonly attempt: string
  readonly output: ShardOutput
  readonly committedMs: number
}

/** Items appended to an open job, by first index. Key `<job>/<first>`. */
export interface ChunkRow extends RowBase {
  readonly job: string
  readonly first: number
  readonly count: number
  readonly items: readonly Json[] | null
}

export interface DatasetRow extends RowBase {
  /** `<project>/<name>` */
  readonly id: string
  readonly versions: readonly DatasetVersion[]
}
export interface DatasetVersion {
  readonly version: number
  readonly files: readonly DatasetFile[]
  readonly rows: number
  readonly quarantined: number
  readonly reasons: Readonly<Record<string, number>>
  readonly from: string
  readonly to: string
  readonly profile: ArtifactRef | null
  /** rows that broke an expectation, with the reason; one Parquet file per intake shard that had any */
  readonly quarantine: readonly ArtifactRef[]
  readonly lineage: { readonly source: ArtifactRef | null; readonly job: string; readonly run: string }
  readonly createdMs: number
}

export interface ModelVersion {
  readonly version: number
  readonly artifact: ArtifactRef
  readonly createdMs: number
  readonly state: 'candidate' | 'refused' | 'promoted'
  readonly metrics: Metrics | null
  readonly lineage: {
    readonly run: string
    readonly job: string
    readonly dataset: string
    readonly datasetVersion: number
    readonly from: string
    readonly to: string
    readonly init: number | null
    readonly samples: number
    readonly hosts: readonly string[]
  }
}
export interface ModelRow extends RowBase {
  /** `<project>/<name>` */
  readonly id: string
  readonly name: string
  readonly project: string
  readonly versions: readonly ModelVersion[]
  readonly aliases: Readonly<Record<string, number>>
  readonly aliasHistory: readonly {
    readonly alias: string
    readonly version: number | null
    readonly was: number | null
    readonly atMs: number
    readonly by: string
    readonly reason: string
  }[]
}

export interface DeploymentRow extends RowBase {
  /** `<project>/<name>` */
  readonly id: string
  readonly name: string
  readonly model: string
  readonly alias: string
  readonly replicas: number
  /** the version that should serve, and the one whose replicas are all ready */
  readonly version: number | null
  readonly ready: number | null
  /** service job of each version that has one */
  readonly jobs: readonly { readonly version: number; readonly job: string }[]
}

export type EventLevel = 'info' | 'notice' | 'warning' | 'critical'
export interface EventRow extends RowBase {
  readonly id: string
  readonly atMs: number
  readonly level: EventLevel
  /** closed set of kinds, kebab-case past tense: `job-submitted`, `straggler-named`, `gate-refused`, … */
  readonly kind: string
  /** plain words with numbers, for a person */
  readonly text: string
  readonly about: Readonly<Record<string, string>>
}

/** Volatile: never committed, unknown after a start. */
export interface LivenessRow {
  readonly host: string
  readonly state: Liveness
  readonly lastSeenMs: number
}
