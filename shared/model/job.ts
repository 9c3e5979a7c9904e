/** What users submit and what agents run: job specs, the shards of a batch job, and why things stop. */

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

/** What one worker or replica needs on its host. `cpus` are whole scheduling slots. */
export interface Resources {
  readonly cpus: number
  readonly memoryMb?: number
  readonly gpus?: number
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

export interface BatchPolicy {
  /** Second attempts near the end, by the benefit rule (SPEC [B3]). Default true. */
  readonly speculate?: boolean
  /** Leases grow and shrink with a worker's speed. Off: one shard a lease. Default true. */
  readonly adaptiveLease?: boolean
  /** A shard that failed this often fails the job. Default 3. */
  readonly attemptsPerShard?: number
  /** The whole job's time limit. */
  readonly timeLimitMs?: number
  /** Grace between SIGTERM and SIGKILL. Default 30 s. */
  readonly graceMs?: number
}

export interface JobSpec {
  readonly name: string
  readonly project?: string
  readonly kind: 'batch' | 'service'
  readonly run: Run
  readonly env?: Readonly<Record<string, string>>
  /** Given to every worker in its welcome; constant for the job. */
  readonly params?: Json
  readonly resources?: Resources
  /** batch: at most this many workers, spread over hosts. service: replicas. */
  readonly workers?: { readonly max: number; readonly perHost?: number }
  readonly shards?: ShardSource
  readonly policy?: BatchPolicy
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
export interface ExitRecord {
  readonly code: number | null
  readonly signal: string | null
  readonly reason: StopReason | 'exited' | 'unknown' | 'launch-failed'
  readonly sentByUs: boolean
  readonly lastLines: readonly string[]
  readonly endedHostMs: number
}

/** What the agent is told of a task: everything to start it, as JSON inside the desired state (≤ 64 KiB). */
export interface TaskSpec {
  readonly job: string
  readonly jobName: string
  readonly project: string
  readonly kind: 'batch' | 'service'
  readonly run: Run
  readonly env: Readonly<Record<string, string>>
  readonly params: Json
  readonly resources: Resources
  readonly graceMs: number
}
