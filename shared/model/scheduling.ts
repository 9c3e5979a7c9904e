/** Rows and parts of rows that scheduling is about: gangs, grants, use, quotas, foreign attempts. */
import type { CheckpointRef } from './checkpoints.ts'
import type { RowBase } from './row-base.ts'

/**
 * GPU-milliseconds held by a job, split without remainder: held = the sum of all six (SPEC [U1]).
 * `useful` led to a committed result; `recomputed` was lost with an epoch or attempt; `restart` is launching and stopping;
 * `waiting` is a gang's hosts between epochs and its spares; `speculative` lost to another copy; `idle` is the rest.
 */
export interface GpuUsage {
  readonly useful: number
  readonly recomputed: number
  readonly restart: number
  readonly waiting: number
  readonly speculative: number
  readonly idle: number
}

/**
 * A gang's life: `queued` (no hosts) → `forming` (hosts are taken, a slice a step) → `launching` (attempts are made) → `running` →
 * `stopping` (the epoch failed or must move) → `wounded` (holds its good hosts, wants others) → `launching` again, or `releasing` (gives
 * all back) → `queued`.
 */
export interface GangState {
  readonly phase: 'queued' | 'forming' | 'launching' | 'running' | 'stopping' | 'wounded' | 'releasing'
  /** number of the last launch; 0 before the first */
  readonly epoch: number
  /** members of this epoch (elastic gangs may run with fewer than spec.gang.hosts) */
  readonly size: number
  /** launches beyond the first */
  readonly restarts: number
  /** launches because of a preemption, drain or swap: bounded by limits.movesPerJob, after which it is left where it is */
  readonly moves: number
  readonly sinceMs: number
  /** why the last epoch ended */
  readonly lastEnd: string
  /** while stopping: it gives all its hosts back afterwards */
  readonly leaving: boolean
  /** while stopping: the host whose member failed first */
  readonly badHost: string | null
  /** what this epoch went on from; absent or null: from the beginning */
  readonly resume?: CheckpointRef | null
  /** moving average of what a checkpoint costs, and what the ranks were told of how often to save; absent or null: not known, nothing */
  readonly saveCostMs?: number | null
  readonly saveEveryMs?: number | null
  /** host-milliseconds that its epochs have run; absent in rows from before this was kept */
  readonly ranHostMs?: number
}

/** What an attempt takes of its host: scheduling slots, memory (0: not asked for) and GPUs or MIG slices by uuid. */
export interface Grant {
  readonly cpus: number
  readonly memoryMb: number
  readonly gpus: readonly string[]
}

/** An attempt that a host runs and this store does not know (a restored backup): left alone, counted as taken. Key: its id. */
export interface ForeignRow extends RowBase {
  readonly id: string
  readonly host: string
  readonly jobName: string
  readonly grant: Grant
  readonly seenMs: number
  /** a person asked for its end */
  readonly stop: { readonly by: string; readonly sinceMs: number } | null
}

/** A project's share of the fleet. Key: the project. */
export interface QuotaRow extends RowBase {
  readonly project: string
  /** GPUs it gets back from borrowers when it needs them; null: none */
  readonly guaranteedGpus: number | null
  /** GPUs it never exceeds; null: no limit */
  readonly maxGpus: number | null
  /** weight in fair share; default 1 */
  readonly weight: number
}

/** What is set of a project's quota; what is not named stays as it is. */
export type QuotaChange = Pick<QuotaRow, 'project'> & Partial<Pick<QuotaRow, 'guaranteedGpus' | 'maxGpus' | 'weight'>>
