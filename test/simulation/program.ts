/** What simulated processes do: a job's `params` say it, so that every host that starts one does the same. */
import type { Json } from '../../shared/model/job.ts'

/** Programs of the workload, as data in the job's params. */
export interface Program {
  readonly program: 'shards' | 'serve' | 'ranks'
  /** usual time of a shard or step on a healthy host, or until a replica is ready */
  readonly ms: number
  /** spread of the times, as a share of `ms` */
  readonly noise: number
  /** shards asked for at once */
  readonly want: number
  /** does it say how far it is (shards), or which step it has done (ranks)? */
  readonly progress: boolean
  /** shards that take this much longer, by index */
  readonly skewed: Readonly<Record<string, number>>
  /** shards that fail this often before they succeed */
  readonly failing: Readonly<Record<string, number>>
  /** shards that kill the process this often before they let it live */
  readonly poison: Readonly<Record<string, number>>
  /** ranks: steps until the gang is done, and how many it does between checkpoints; `told`: rank 0 saves as often as it is told to */
  readonly steps: number
  readonly checkpointEvery: number | 'told'
  /** where rank 0 saves, and how long that takes, ms */
  readonly saves: 'shared' | 'local'
  readonly saveMs: number
  /** all ranks stand still for so long while rank 0 saves, and say so, ms; absent: they go on */
  readonly saveHoldsMs?: number
  /** ranks can do less of the work of a step, or more, and say how long they work; absent: neither */
  readonly shares?: boolean
  /** a rank that works so many times as long on the same work, though its host is well */
  readonly slowRank?: { readonly rank: number; readonly times: number }
  /** from a rank's start until its first step is done, ms; absent: 500 */
  readonly beginMs?: number
  /** rank 0 ends by itself from this step on, so often */
  readonly ends?: { readonly step: number; readonly times: number; readonly code: number; readonly said: string }
}

export function programOf(params: Json): Program {
  return params as unknown as Program
}

/** The one right result of a shard: what is committed is compared with it. */
export function resultOf(jobName: string, shard: number): number {
  let h = 2166136261 ^ shard
  for (let i = 0; i < jobName.length; i++) h = Math.imul(h ^ jobName.charCodeAt(i), 16777619)
  return (Math.imul(h ^ (h >>> 13), 2246822519) >>> 0) % 1_000_000
}
