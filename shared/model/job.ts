/** What users submit and what agents run: job specs, the shards of a batch job, and why things stop. */
import type { CheckpointRef, CheckpointSpec } from './checkpoints.ts'
import type { ExitClass } from './exits.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The only reasons Millwright ever stops a process (promise 1). The agent alone may act on `lost-after` and `time-limit`. */
export const stopReasons = [
  'cancelled',
  'time-limit',
  'preempted',
  'speculation-lost',
  'epoch-failed',
  'lost-after',
  'drained',
  'health-stop',
  'scale-down',
  'surplus-replica',
] as const
export type StopReason = (typeof stopReasons)[number]

/**
 * What one worker, replica or gang member needs on its host. `cpus` are whole scheduling slots. GPUs of one task are all of
 * one model; with `migProfile` they are MIG slices of that profile instead of whole GPUs.
 */
export interface Resources {
  readonly cpus: number
  readonly memoryMb?: number
  readonly gpus?: number
  /** matched against the GPU's name, case-insensitive, as a substring: `H100` */
  readonly gpuModel?: string
  /** at least this much memory on each GPU */
  readonly gpuMemoryMb?: number
  /** as NVIDIA writes it: `1g.10gb` */
  readonly migProfile?: string
  /** what an attempt may keep in its work directory; more is told, and stopped where the policy says so */
  readonly diskMb?: number
}

/** From wide to narrow. `nvlink` is a set of hosts in one NVLink domain. */
export const topologyLevels = ['site', 'row', 'rack', 'leaf', 'nvlink'] as const
export type TopologyLevel = (typeof topologyLevels)[number]

/** Where tasks may go. */
export interface PlacementSpec {
  /** labels a host must have */
  readonly labels?: Readonly<Record<string, string>>
  /** `pack`: a gang's members under one switch (or rack, …) of that level; `spread`: over as many as there are. Preferred unless required. */
  readonly topology?: { readonly level: TopologyLevel; readonly mode: 'pack' | 'spread'; readonly required?: boolean }
}

/** A gang: members that start together or not at all, one a host, each with the job's `resources`. A member runs the argv once for each of its ranks. */
export interface GangSpec {
  readonly hosts: number
  /** processes of each member, 1 to `limits.ranksPerHost`; default: its GPUs, else 1 */
  readonly ranksPerHost?: number
  /** elastic: may start, or go on after a loss, with this few; default `hosts` */
  readonly minHosts?: number
  /** hosts held idle beside the members, to take the place of a lost one at once; default 0 */
  readonly spares?: number
}

/** Independent tasks from one template, placed one by one; each is told its index. */
export interface ArraySpec {
  readonly count: number
  /** at most this many at once; default all */
  readonly parallel?: number
}

/** Waits for another job: `succeeded` fails this one when the other does not succeed; `ended` does not mind how. */
export interface Dependency {
  readonly job: string
  readonly on: 'succeeded' | 'ended'
}

/**
 * The process of a task.
 * - `command`: knows nothing of Millwright; run once per shard, told by MILLWRIGHT_SHARD and friends.
 * - `worker`: speaks the worker protocol over MILLWRIGHT_SOCKET.
 * - `engine`: a built-in worker (`agent/engines/<engine>/main.ts`).
 */
export type Run =
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  | { readonly kind: 'worker'; readonly argv: readonly string[] }
  | { readonly kind: 'engine'; readonly engine: EngineName }
export const engineNames = ['data', 'model', 'serve'] as const
export type EngineName = (typeof engineNames)[number]

/**
 * One wave of shards: all of a wave are committed before the next wave is lent. `count` makes `{}`-less shards known by
 * their index; `items` gives each shard its own JSON.
 */
export interface Wave {
  readonly name: string
  readonly count?: number
  readonly items?: readonly Json[]
}

/** Waves run in order, the whole list `repeat` times (training rounds). `open` jobs take more shards until closed; they have one wave. */
export interface ShardSource {
  readonly waves: readonly Wave[]
  readonly repeat?: number
  readonly open?: boolean
}

export interface JobPolicy {
  /** Second attempts near the end, by the benefit rule (SPEC [B3]). Default true. */
  readonly speculate?: boolean
  /** Leases grow and shrink with a worker's speed. Off: one shard a lease. Default true. */
  readonly adaptiveLease?: boolean
  /** A shard that failed this often fails the job. Default 3. */
  readonly attemptsPerShard?: number
  /** The whole job's time limit, from its start (each start of a preempted job anew). Backfill plans with it. */
  readonly timeLimitMs?: number
  /** Grace between the first signal and SIGKILL. Default 30 s. */
  readonly graceMs?: number
  /** Sent first when a task is preempted, drained or swapped, so that it can save; SIGKILL follows after the grace. Default SIGTERM; engines know no other. */
  readonly checkpointSignal?: 'SIGTERM' | 'SIGUSR1' | 'SIGUSR2'
  /** May be preempted by more important work. Default true. */
  readonly preemptible?: boolean
  /** Not preempted before it has run this long. Default limits.minRunMs. */
  readonly minRunMs?: number
  /** Gangs: a member unheard and without a step for this long is fenced at both ends. Default 60 s for gangs that report steps, none for others. */
  readonly lostAfterMs?: number
  /** Gangs: launches after failures before the job fails, as many after failures of its own as after failures of hosts. Default 10 and 100. */
  readonly maxRestarts?: number
  /** An attempt that keeps more than `resources.diskMb` in its work directory: told, or the job fails. Default `tell`. */
  readonly overDisk?: 'tell' | 'stop'
  /**
   * Gangs with a slow or stuck rank: `watch` is told, with cause and cost; `ask` (the default) also proposes what a person can accept;
   * `act` does it where it costs less than waiting.
   */
  readonly slow?: SlowPolicy
}

/**
 * What the command starts among: a directory that was uploaded (a tar archive, unpacked anew into each attempt's work directory),
 * or a folder that is there on the hosts (NFS, Lustre).
 */
export type CodeSpec = { readonly dir: ArtifactRef } | { readonly workdir: string }

export const slowPolicies = ['watch', 'ask', 'act'] as const
export type SlowPolicy = (typeof slowPolicies)[number]

export interface JobSpec {
  readonly name: string
  readonly project?: string
  readonly kind: 'batch' | 'gang' | 'service'
  readonly run: Run
  readonly env?: Readonly<Record<string, string>>
  /** Given to every worker in its welcome; constant for the job. */
  readonly params?: Json
  readonly resources?: Resources
  /** batch: at most this many workers, spread over hosts. service: replicas. */
  readonly workers?: { readonly max: number; readonly perHost?: number }
  readonly shards?: ShardSource
  readonly gang?: GangSpec
  readonly array?: ArraySpec
  readonly placement?: PlacementSpec
  /** higher goes first, −1000 to 1000; default 0 */
  readonly priority?: number
  readonly after?: readonly Dependency[]
  readonly policy?: JobPolicy
  /** gangs only */
  readonly checkpoints?: CheckpointSpec
  readonly code?: CodeSpec
  /** runs in this container image, by digest: `registry/name@sha256:…` */
  readonly image?: string
  /** names of secrets of its project; their values are files in the folder that MILLWRIGHT_SECRETS names */
  readonly secrets?: readonly string[]
}

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

/** A content-addressed file. `sha256` is lower-case hex. */
export interface ArtifactRef {
  readonly sha256: string
  readonly bytes: number
}

/** A shard's committed result: small JSON plus named artifacts. */
export interface ShardOutput {
  readonly result: Json
  readonly artifacts?: Readonly<Record<string, ArtifactRef>>
}

/** How a process ended. `code` is null when a signal ended it or the end is unknown. */
export interface ProcessEnd {
  readonly code: number | null
  readonly signal: string | null
  /** the kernel killed it because memory ran out */
  readonly oom?: true
}

/** How one rank of a gang's member ended. */
export interface RankExit extends ProcessEnd {
  /** in the whole gang */
  readonly rank: number
  /** it ran when the others were stopped */
  readonly sentByUs: boolean
  readonly lastLines: readonly string[]
  /** what it wrote into its TORCHELASTIC_ERROR_FILE */
  readonly error?: string
}

/** How an attempt ended: as its rank that failed first, or well when all of them did. */
export interface ExitRecord extends ProcessEnd {
  readonly reason: StopReason | 'exited' | 'unknown' | 'launch-failed'
  readonly sentByUs: boolean
  readonly lastLines: readonly string[]
  readonly endedHostMs: number
  /** as the agent knows it; the core completes it (`exits.ts`) */
  readonly class?: ExitClass
  /** gang members of which a rank failed: the one that failed first, then the others that did, then those that were stopped; at most `limits.exitRanks` */
  readonly ranks?: readonly RankExit[]
  /** the site's scripts around it, where its host has some */
  readonly prolog?: ScriptEnd
  readonly epilog?: ScriptEnd
}

/** How a site's script (`work.prolog`, `work.epilog` of the agent) ended. `code` is null where it ran out of time or could not be run. */
export interface ScriptEnd {
  readonly code: number | null
  readonly tookMs: number
  /** the last of what it said, or why it could not be run */
  readonly said: string
}

/** What the agent is told of a task: everything to start it, as JSON inside the desired state (≤ 64 KiB). */
export interface TaskSpec {
  readonly job: string
  readonly jobName: string
  readonly project: string
  readonly kind: 'batch' | 'gang' | 'service'
  readonly run: Run
  readonly env: Readonly<Record<string, string>>
  readonly params: Json
  readonly resources: Resources
  /** granted GPUs or MIG slices, by uuid; empty when none were asked for */
  readonly gpus: readonly string[]
  readonly graceMs: number
  readonly checkpointSignal: 'SIGTERM' | 'SIGUSR1' | 'SIGUSR2'
  /** gang members only */
  readonly member: GangMember | null
  /** gang members only: as the job says; null: nothing is said */
  readonly checkpoints: CheckpointSpec | null
  readonly code: CodeSpec | null
  readonly image: string | null
  readonly secrets: readonly string[]
  /** OS user it runs as, by the coordinator's map; null: the agent's own */
  readonly user: string | null
}

/** A gang member's place in its epoch; `rank` and `of` count members. `lostAfterMs` null: limits.lostAfterMs once it has reported a step, else its agent never stops it. */
export interface GangMember {
  readonly epoch: number
  readonly rank: number
  readonly of: number
  /** host names by rank; rank 0 is the rendezvous */
  readonly hosts: readonly string[]
  readonly lostAfterMs: number | null
  /** processes on this host; `firstRank` is the gang-wide rank of the first */
  readonly ranks: number
  readonly firstRank: number
  /** processes of the whole gang */
  readonly worldSize: number
  /** what the others reach the host of rank 0 by, and the port of this epoch's rendezvous there */
  readonly address: string
  readonly port: number
  /** `<job>.<epoch>` */
  readonly runId: string
  /** launches before this one that failed, and how many may */
  readonly restarts: number
  readonly maxRestarts: number
  /** what to go on from; null: from the beginning, or it cannot be read on this host (it lies on the disk of another) */
  readonly resume: CheckpointRef | null
  /** save so often; null: as the program does by itself */
  readonly saveEveryMs: number | null
}
