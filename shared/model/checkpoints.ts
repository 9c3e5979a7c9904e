/** Checkpoints of gangs: what a job says of them, how they are told of, and what is kept. Their bytes stay where they were written. */
import type { RowBase } from './row-base.ts'

/** What a job says of its checkpoints. */
export interface CheckpointSpec {
  /** An absolute path on the hosts: what is saved there is found without the worker saying so. Also told to the ranks. */
  readonly dir?: string
  /** `dir` is the same on all hosts; absent: judged by the kind of its file system (NFS, Lustre, …) */
  readonly shared?: boolean
  /** the newest so many are kept, older ones are deleted once a newer one was read again, or two more are there; default 3 */
  readonly keep?: number
  /** how often to save, told to the ranks; `auto`: as cost and failure rate advise */
  readonly intervalMs?: number | 'auto'
}

/** One durable checkpoint. */
export interface CheckpointRef {
  readonly step: number
  /** a file or a folder, absolute */
  readonly path: string
  /** of the file, or of the manifest of the folder's files; null: not computed yet */
  readonly sha256: string | null
  readonly bytes: number
  /** id of the host whose disk it lies on; null: on a path that all hosts share */
  readonly host: string | null
  /** by the host's wall clock: when the last of its bytes was written */
  readonly savedMs: number
  readonly epoch: number
  readonly attempt: string
}

/**
 * - `durable`: may be resumed from.
 * - `superseded`: the job went on from an older one without it.
 * - `lost`: it could not be read, or was not what its digest said; `why` tells.
 * - `deleting`: newer ones are kept in its place; its host is asked to delete it.
 */
export type CheckpointState = 'durable' | 'superseded' | 'lost' | 'deleting'

/** Key `<job>/<step>`, the step padded as in shard keys. */
export interface CheckpointRow extends RowBase, CheckpointRef {
  readonly job: string
  readonly state: CheckpointState
  readonly why: string
  /** when the coordinator heard of it */
  readonly registeredMs: number
  /** step of the checkpoint that its epoch went on from; null: from the beginning */
  readonly parent: number | null
  /** what ran: the job's code, or its command */
  readonly code: string
  /** ids of the epoch's hosts, rank 0 first; at most limits.checkpointHosts of them */
  readonly hosts: readonly string[]
  /** training stood still for so long to save it; null: not known */
  readonly costMs: number | null
  /** who owns the files on the host: they are deleted as that user */
  readonly uid: number
  /** hosts that could not read it when they should have gone on from it */
  readonly unreadable: readonly string[]
  /** while deleting: the host that is asked */
  readonly askedHost: string | null
}

/** How often to save: what it costs against what a failure loses. */
export interface CheckpointAdvice {
  /** C: training stands still for so long; null: not measured yet, then there is no advice */
  readonly costMs: number | null
  /** failures per 1,000 host-days, and on what that rests */
  readonly failuresPer1000HostDays: number
  readonly basis: 'prior' | 'history' | 'job'
  readonly failures: number
  readonly hostDays: number
  readonly hosts: number
  /** M: mean time to a failure on that many hosts */
  readonly mtbfMs: number
  /** √(2CM): from the begin of one checkpoint to the begin of the next */
  readonly youngMs: number | null
  /** √(2CM) − C: of training between two checkpoints */
  readonly dalyMs: number | null
  /** what the ranks are told: the job's own, or within limits what is advised; null: nothing */
  readonly intervalMs: number | null
  readonly sentence: string
}

/** What the API tells of a job's checkpoints. */
export interface CheckpointList {
  readonly job: string
  readonly rows: readonly (CheckpointRow & { readonly hostName: string | null; readonly reachable: boolean })[]
  /** what the current or last epoch went on from; null: from the beginning, or it was never launched */
  readonly resumed: CheckpointRef | null
  readonly keep: number
  readonly advice: CheckpointAdvice
  readonly nowMs: number
}
