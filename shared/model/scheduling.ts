/** Rows and parts of rows that scheduling is about: gangs, grants, use, quotas, foreign attempts. */
import type { CheckpointRef } from './checkpoints.ts'
import type { ExitClass } from './exits.ts'
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
  /** of those, the ones that hosts are to blame for (`budget: 'hosts'` of the exit table); absent: none */
  readonly hostRestarts?: number
  /** launches because of a preemption, drain or swap: bounded by limits.movesPerJob, after which it is left where it is */
  readonly moves: number
  readonly sinceMs: number
  /** why the last epoch ended */
  readonly lastEnd: string
  /** while stopping: it gives all its hosts back afterwards */
  readonly leaving: boolean
  /** until the next launch: the host whose member failed first */
  readonly badHost: string | null
  /** what this epoch went on from; absent or null: from the beginning */
  readonly resume?: CheckpointRef | null
  /** moving average of what a checkpoint costs, and what the ranks were told of how often to save; absent or null: not known, nothing */
  readonly saveCostMs?: number | null
  readonly saveEveryMs?: number | null
  /** of this epoch: how much of the work each rank is to do; absent or null: an even part each, as every epoch begins */
  readonly shares?: WorkShares | null
  /** its longest pause between two steps, where it was a long one: what is normal for it outlives epochs and coordinators; absent: none */
  readonly longestPauseMs?: number
  /** host-milliseconds that its epochs have run; absent in rows from before this was kept */
  readonly ranHostMs?: number
  /** while stopping: whom the epoch ends with, as far as is known by now; absent or null: it is not being stopped */
  readonly failing?: GangFailure | null
  /** the last failure that was settled; absent or null: there was none */
  readonly failure?: GangFailure | null
  /** the way back from it; absent or null: there was none yet */
  readonly recovery?: Recovery | null
  /** all recoveries that reached a launch; absent: none */
  readonly recovered?: RecoverySums
}

/** Parts of the work of a gang's step, to an even one (1). All sum up to the number of ranks. */
export interface WorkShares {
  readonly atMs: number
  /** a person, or `policy` */
  readonly by: string
  /** those from which work was moved away */
  readonly ranks: readonly { readonly rank: number; readonly share: number }[]
  /** every other rank */
  readonly others: number
}

/** The first to fail of an epoch. Ranks that died because a peer had died are not blamed (SPEC [RT2]). */
export interface GangFailure {
  readonly class: ExitClass
  readonly epoch: number
  /** id of the host; null: nobody's (a preemption) */
  readonly host: string | null
  readonly attempt: string | null
  /** in the gang; null: not one rank's */
  readonly rank: number | null
  readonly code: number | null
  readonly signal: string | null
  /** its last words, at most `limits.failureLines` */
  readonly lines: readonly string[]
  /** when the coordinator learnt of it */
  readonly atMs: number
  /** how long the epoch had run, and the last step it had reported; null: none */
  readonly ranMs: number
  readonly step: number | null
  /** failures in a row without a step forward, this one included, and those of them that were the same as this one */
  readonly inARow: number
  readonly same: number
  /** the launch after it was without that host; absent: it was not, or there was none yet */
  readonly apart?: boolean
  /** what it was to go on from turned out to be lost: the next launch goes on from another one */
  readonly resumeLost?: boolean
}

/** Rungs of the ladder, in the order in which they are tried (SPEC [RT6]). */
const rungs = ['in-place', 'swapped', 'smaller', 'queued'] as const
export type Rung = (typeof rungs)[number]

/**
 * What a recovery consists of, one after the other: until the coordinator knows (`detect`), until every member was told to stop
 * (`decide`), until nothing of the epoch can run any more (`fence`), until hosts are held and back-off is over (`wait`), until every
 * member runs (`relaunch`), until the checkpoint is read (`restore`), until the first step (`first-step`; it includes `restore` where that is
 * not told apart). Of a host that fell silent `detect` is its silence until it was given up: `lost_after` and grace are in it.
 */
export const recoveryParts = ['detect', 'decide', 'fence', 'wait', 'relaunch', 'restore', 'first-step'] as const
export type RecoveryPart = (typeof recoveryParts)[number]

export interface Recovery {
  /** the epoch that ended, why in short, and with how many members */
  readonly epoch: number
  readonly class: ExitClass
  readonly size: number
  /** null: not launched again yet */
  readonly rung: Rung | null
  /** it gave all its hosts back in between */
  readonly queued: boolean
  /** hosts given up on the way: names of the first few, and how many */
  readonly left: readonly string[]
  readonly leftCount: number
  /** ms of each part; absent: not known, or not over */
  readonly parts: Readonly<Partial<Record<RecoveryPart, number>>>
  /** when the last part ended that is over */
  readonly markMs: number
}

/** Of each part the sum, and of how many recoveries it was known. */
export interface RecoverySums {
  readonly count: number
  readonly parts: Readonly<Partial<Record<RecoveryPart, { readonly ms: number; readonly of: number }>>>
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
