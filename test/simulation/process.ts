/** One simulated process with its supervisor: what it did is kept, so that checkers know the physical truth. */

import type { ProcessMark } from '../../agent/work/attempt-store.ts'
import type { ProcessExit } from '../../agent/work/driver.ts'
import type { TaskSpec } from '../../shared/model/job.ts'
import type { Scheduled } from './world.ts'

/** How it takes being stopped; faults change it while it runs. */
export interface Manners {
  ignoresTerm: boolean
  /** from SIGTERM to its end */
  exitMs: number
  /** sits in the kernel: not even SIGKILL ends it before then */
  unkillableUntilMs: number
  /** its progress stands still, though it answers */
  hung: boolean
  /** ends as soon as it has given its next result */
  diesAtResult: boolean
  /** a child that escaped and lives on after it */
  leavesChild: boolean
}

export interface Process {
  readonly attempt: string
  readonly host: string
  readonly mark: ProcessMark
  readonly spec: TaskSpec
  readonly startedMs: number
  readonly manners: Manners
  alive: boolean
  supervisorAlive: boolean
  /** what the supervisor wrote down */
  exit: ProcessExit | undefined
  /** a child that is still there */
  children: number
  /** why it ended, for people and checkers */
  cause: string
  ending: Scheduled | undefined
  /** workers of shards: since when it has had none; null: it has some, or is none */
  idleSinceMs: number | null
  /** ranks: when it last told its agent of a step */
  steppedMs: number | null
  /** is its host frozen? */
  readonly frozen: () => boolean
  /** goes on after it hung */
  resumed: (() => void) | undefined
}

/** What a replica says when it is asked whether it is ready, and how long that takes. */
export function replicaAnswer(
  process: Process | undefined,
  timeoutMs: number,
): { readonly answer: string | undefined; readonly tookMs: number } {
  if (process?.alive !== true) return { answer: 'connect ECONNREFUSED', tookMs: 1 }
  if (process.manners.hung) return { answer: `no answer in ${timeoutMs} ms`, tookMs: timeoutMs }
  return { answer: undefined, tookMs: 1 }
}
