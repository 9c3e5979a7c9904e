/** What starts an attempt's process and looks after it. The real one is `host-driver.ts`; simulated ones stand in its place. */
import type { ProcessEnd, RankExit, TaskSpec } from '../../shared/model/job.ts'
import type { ProcessMark } from './attempt-store.ts'

export interface TaskLaunch {
  readonly attempt: string
  readonly spec: TaskSpec
  /** beside that of its spec */
  readonly env: Readonly<Record<string, string>>
  /** where the agent listens for the worker */
  readonly socketPath: string
  /** called when the process may have ended: a hint to look, not a promise */
  readonly onExit: () => void
}

export interface ProcessExit extends ProcessEnd {
  /** of the rank whose end it is */
  readonly lastLines?: readonly string[]
  /** those that did not end well, as in `ExitRecord`, numbered on this host */
  readonly ranks?: readonly RankExit[]
}

export interface ProcessDriver {
  /** Makes the folder in which the process starts and may leave its files; again is harmless. Returns its path. Throws when the disk is full. */
  prepare(attempt: string): string
  /** The attempt's user may connect to its socket; said each time it is made anew. Absent: there are no users. */
  admit?(spec: TaskSpec, socketPath: string): Promise<void>
  /** Launches. Launching twice is harmless: the second launch finds the first and leaves. */
  launch(launch: TaskLaunch): Promise<void>
  wasLaunched(attempt: string): boolean
  /** Who runs, once the launch has said so; it survives the agent. Throws when the launch came to nothing, with the reason. */
  readMark(attempt: string): ProcessMark | undefined
  /** How it ended, once it has and that was written down. `alone`: nobody is left to write, so what is known counts. */
  readExit(attempt: string, alone?: boolean): ProcessExit | undefined
  /** Is the process, or what will write down its end, still there? */
  mayStillReport(attempt: string, mark: ProcessMark): boolean
  /** The agent is about to stop it: what watches over its ranks leaves that to the agent from now on. */
  willStop(attempt: string): void
  /** Signals every process of the attempt (none with an empty list) and returns how many there are. */
  signal(mark: ProcessMark, signals: readonly NodeJS.Signals[]): number
  /** The last lines of its log, for the exit record. */
  lastLines(attempt: string): string[]
}
