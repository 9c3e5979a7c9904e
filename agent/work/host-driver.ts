/** The real processes of this host: a detached supervisor per attempt (`supervisor.ts`), its files in the attempt's folder. */
import { existsSync, mkdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { EngineName, TaskSpec } from '../../shared/model/job.ts'
import type { ProcessDriver } from './driver.ts'
import { lastLines } from './logs/last-lines.ts'
import { envOf, type HostFabric, tagOf } from './rank-env.ts'
import { makeRankDirs, markStopping } from './rank-files.ts'
import { launch, mayStillReport, readExit, readProcessMark, signalAll } from './supervisor.ts'

export interface HostDriverOptions {
  readonly dirOf: (attempt: string) => string
  readonly bootId: string
  /** environment every process starts from */
  readonly baseEnv: NodeJS.ProcessEnv
  readonly engineArgv: (engine: EngineName) => readonly string[]
  /** the worker that runs a command once per shard; the command's own argv is appended */
  readonly commandWorkerArgv: readonly string[]
  /** what this host's ranks talk over, as it is now */
  readonly fabric: () => HostFabric
  /** of the file system where a folder lies; a test brings its own */
  readonly freeBytes?: (dir: string) => number
}

function freeOnDisk(dir: string): number {
  const { bavail, bsize } = statfsSync(dir)
  return bavail * bsize
}

export function hostDriver(options: HostDriverOptions): ProcessDriver {
  const { dirOf, bootId, freeBytes = freeOnDisk } = options
  /** launches that came to nothing, until somebody looks */
  const failures = new Map<string, string>()
  const workDirOf = (attempt: string): string => join(dirOf(attempt), 'work')
  const wasLaunched = (attempt: string): boolean => existsSync(join(dirOf(attempt), 'launched'))
  return {
    prepare(attempt) {
      // What was launched needs no room to start: it is listened for however full the disk is.
      const free = wasLaunched(attempt) ? Number.POSITIVE_INFINITY : freeBytes(dirOf(attempt))
      if (free < limits.launchFreeBytes)
        throw new Error(
          `ENOSPC: ${Math.floor(free / 1_048_576)} MB free where ${dirOf(attempt)} lies; at least ${limits.launchFreeBytes / 1_048_576} are needed to start`,
        )
      mkdirSync(workDirOf(attempt), { recursive: true, mode: 0o700 })
      return workDirOf(attempt)
    },
    async launch(asked) {
      const argv = argvOf(options, asked.spec)
      if (argv.length === 0) throw new Error('run.argv is empty: name a program')
      const env = envOf(options.baseEnv, asked, workDirOf(asked.attempt), options.fabric())
      const { member } = asked.spec
      const ranks = member?.ranks ?? 1
      makeRankDirs(dirOf(asked.attempt), ranks)
      const onExit = (failure: string | undefined): void => {
        if (failure !== undefined) failures.set(asked.attempt, failure)
        asked.onExit()
      }
      await launch({ dir: dirOf(asked.attempt), ranks, firstRank: member?.firstRank ?? null, argv, env, onExit })
    },
    wasLaunched,
    readMark(attempt) {
      const failure = failures.get(attempt)
      failures.delete(attempt)
      if (failure !== undefined) throw new Error(failure)
      return readProcessMark(dirOf(attempt), tagOf(workDirOf(attempt)))
    },
    readExit: (attempt, alone = false) => readExit(dirOf(attempt), bootId, alone),
    mayStillReport: (attempt, mark) => mayStillReport(dirOf(attempt), mark, bootId),
    willStop: (attempt) => markStopping(dirOf(attempt)),
    signal: (mark, signals) => signalAll(mark, bootId, signals),
    lastLines: (attempt) => lastLines(dirOf(attempt), 0),
  }
}

function argvOf(options: HostDriverOptions, { run, kind }: TaskSpec): readonly string[] {
  switch (run.kind) {
    case 'engine':
      return options.engineArgv(run.engine)
    case 'worker':
      return run.argv
    case 'command':
      // a gang's member is lent no shards: the command itself is the rank
      return kind === 'gang' ? run.argv : [...options.commandWorkerArgv, ...run.argv]
    default:
      return assertNever(run, 'argv of a run')
  }
}
