/**
 * The worker protocol: newline-delimited JSON over the Unix socket named by MILLWRIGHT_SOCKET. The worker connects (and
 * reconnects when the agent restarts), says hello, asks for shards, reports them done. `agent/README.md` is the guide.
 */
import type { ArtifactRef, Json, ShardOutput, StopReason } from './job.ts'

/** One shard as a worker sees it. `inputs` are the previous wave's outputs in index order (absent in the first wave). */
export interface LentShard {
  readonly shard: number
  readonly wave: string
  readonly round: number
  /** Position inside its wave, from 0, and the wave's size. */
  readonly position: number
  readonly of: number
  readonly item: Json
  readonly inputs?: readonly ShardOutput[]
}

/**
 * Gang members: this step is done. Reported steps show that the rank is alive; say it at least once a minute. The times say who is slow: in a
 * gang all ranks take the same time for a step, because they wait for each other, so what counts is `computeMs`.
 */
export interface StepMessage {
  readonly type: 'step'
  readonly step: number
  /** whose step it is, where several ranks share the socket: RANK */
  readonly rank?: number
  /** how long ago it was done, where it is told late: the agent was away */
  readonly ageMs?: number
  /** with the first step: how long before it the checkpoint had been read that the attempt goes on from */
  readonly restoredAgeMs?: number
  /** the whole step */
  readonly stepMs?: number
  /** this rank's own work in it, without waiting for the others */
  readonly computeMs?: number
  /** ms of named parts of the step (at most limits.stepSections): `data`, `forward`, `checkpoint`, … */
  readonly sections?: Readonly<Record<string, number>>
  /** how much this step's batch held, in a unit that all ranks share (tokens, samples): a larger batch takes longer on a good host too */
  readonly work?: number
  /**
   * what this rank did in the step, to an even part of the work (1): said by a program that can share its work unevenly, from its first step on. Only
   * where all ranks say it, work is moved away from slow ones, by `share`
   */
  readonly share?: number
}

export type WorkerMessage =
  /**
   * First on every connection. `holding`: shards the worker has and has not reported done (empty when it keeps no list). `rank`: of a gang,
   * which of the member's ranks speaks (its first when absent). `share`: what it was told last (1: nothing yet); without it the rank is never
   * told a share.
   */
  | { readonly type: 'hello'; readonly holding?: readonly number[]; readonly rank?: number; readonly share?: number }
  /** Wants up to `want` more shards. The agent answers when there are some; one ask is enough. */
  | { readonly type: 'lease'; readonly want: number }
  /** `artifacts`: files to keep, by name; the agent hashes, stores and uploads them before it reports the shard. */
  | {
      readonly type: 'done'
      readonly shard: number
      readonly result?: Json
      readonly artifacts?: Readonly<Record<string, string>>
    }
  | { readonly type: 'failed'; readonly shard: number; readonly error: string; readonly retry?: boolean }
  | { readonly type: 'progress'; readonly shard: number; readonly fraction: number }
  | StepMessage
  /**
   * Gang members: a checkpoint of this step lies whole at `path` (a file or a folder; relative to the attempt's folder, which goes
   * with the attempt). `sha256`: of a file, where the worker knows it. `shared`: all hosts see that path. `tookMs`: training stood still
   * for so long. Answered by `checkpointed` once it is durable and will be registered, or by `checkpoint-refused`.
   */
  | {
      readonly type: 'checkpoint'
      readonly step: number
      readonly path: string
      readonly bytes?: number
      readonly sha256?: string
      readonly shared?: boolean
      readonly tookMs?: number
    }
  /** Bring an artifact to this host; answered by `fetched` or `fetch-failed` with the same sha256. */
  | { readonly type: 'fetch'; readonly sha256: string }
  /** A service replica listens here (path of a Unix socket) and passed its own check. */
  | { readonly type: 'ready'; readonly socket: string }
  | { readonly type: 'not-ready'; readonly reason: string }

export type AgentToWorker =
  | {
      readonly type: 'welcome'
      readonly attempt: string
      readonly job: string
      readonly jobName: string
      readonly params: Json
      readonly dir: string
    }
  | { readonly type: 'shards'; readonly shards: readonly LentShard[] }
  /** The shard's result is durable on this host; it will arrive. */
  | { readonly type: 'ack'; readonly shards: readonly number[] }
  /** Someone else finished these first: stop if you can; a result is ignored. */
  | { readonly type: 'drop'; readonly shards: readonly number[] }
  | { readonly type: 'fetched'; readonly sha256: string; readonly path: string; readonly bytes: number }
  | { readonly type: 'fetch-failed'; readonly sha256: string; readonly error: string }
  | { readonly type: 'checkpointed'; readonly step: number }
  /** It is torn, gone, or not the attempt's: nothing will go on from it. */
  | { readonly type: 'checkpoint-refused'; readonly step: number; readonly error: string }
  /** Save so often, counted from the begin of one checkpoint to the begin of the next; said on hello and when it changes. */
  | { readonly type: 'interval'; readonly ms: number }
  /** Do so much of an even part of the work from the next step on; those of all ranks sum up to their number. Said when it changes. */
  | { readonly type: 'share'; readonly share: number }
  /** The attempt is being stopped: save what is worth saving; SIGKILL follows after the grace. A signal comes as well. */
  | { readonly type: 'stop'; readonly reason: StopReason; readonly graceMs: number }
  /** No more work will ever come: exit 0. */
  | { readonly type: 'finish' }
  /** The last line was not understood; says why. The connection stays. */
  | { readonly type: 'error'; readonly error: string }

/** Environment of every worker process. */
export const workerEnv = {
  socket: 'MILLWRIGHT_SOCKET',
  attempt: 'MILLWRIGHT_ATTEMPT',
  job: 'MILLWRIGHT_JOB',
  dir: 'MILLWRIGHT_DIR',
  /** jobs that name secrets only: the folder with a file for each */
  secrets: 'MILLWRIGHT_SECRETS',
  /** command jobs only */
  shard: 'MILLWRIGHT_SHARD',
  item: 'MILLWRIGHT_ITEM',
  /** command jobs only: a JSON file the command may write its result to */
  result: 'MILLWRIGHT_RESULT',
  /** gang members only: the launch, the place in it, how many there are, and their hosts by rank, with commas */
  epoch: 'MILLWRIGHT_EPOCH',
  rank: 'MILLWRIGHT_RANK',
  members: 'MILLWRIGHT_MEMBERS',
  hosts: 'MILLWRIGHT_HOSTS',
  /** gang members only, where there is something to tell: the checkpoint to go on from, the job's folder for them, how often to save (ms) */
  resume: 'MILLWRIGHT_RESUME',
  checkpoints: 'MILLWRIGHT_CHECKPOINTS',
  saveEvery: 'MILLWRIGHT_CHECKPOINT_MS',
} as const

export type StoredArtifact = ArtifactRef & { readonly path: string }
