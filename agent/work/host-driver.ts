/** The real processes of this host: a supervisor per attempt (`supervisor.ts`), started as this host does (`drivers/start.ts`), its files in the attempt's folder. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { EngineName, TaskSpec } from '../../shared/model/job.ts'
import { freeOnDisk } from './code/disk-use.ts'
import type { ProcessDriver } from './driver.ts'
import type { GpuOf } from './drivers/devices.ts'
import { forWork } from './drivers/job-env.ts'
import { admit, type Started, start, startedAs, type WorkRules } from './drivers/start.ts'
import { serviceFailure } from './drivers/systemd.ts'
import { lastLines } from './logs/last-lines.ts'
import { envOf, type HostFabric, tagOf } from './rank-env.ts'
import { makeRankDirs, markStopping } from './rank-files.ts'
import { mayStillReport, readExit, readProcessMark, type Sight, signalAll } from './supervisor.ts'

export interface HostDriverOptions {
  readonly dirOf: (attempt: string) => string
  readonly bootId: string
  /** environment every process starts from */
  readonly baseEnv: NodeJS.ProcessEnv
  readonly engineArgv: (engine: EngineName) => readonly string[]
  /** the worker that runs a command once per shard; the command's own argv is appended */
  readonly commandWorkerArgv: readonly string[]
  readonly rules: WorkRules
  readonly gpuOf: GpuOf
  /** artifacts that workers fetch */
  readonly cacheDir: string
  /** what this host's ranks talk over, as it is now */
  readonly fabric: () => HostFabric
  /** of the file system where a folder lies; a test brings its own */
  readonly freeBytes?: (dir: string) => number
}

export function hostDriver(options: HostDriverOptions): ProcessDriver {
  const { dirOf, bootId, freeBytes = freeOnDisk } = options
  const baseEnv = forWork(options.baseEnv)
  /** launches that came to nothing, until somebody looks */
  const failures = new Map<string, string>()
  /** by this life, and nobody has looked yet who runs */
  const launched = new Set<string>()
  const sight: Sight = { sessions: new Set(), patience: new Map() }
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
      const { attempt, spec, socketPath } = asked
      // by a life before: whatever would keep it from starting now (its user is not found) is no matter any more
      if (wasLaunched(attempt)) return
      const { worker, argv } = programOf(options, spec)
      if (worker.length + argv.length === 0) throw new Error('run.argv is empty: name a program')
      const [dir, workDir] = [dirOf(attempt), workDirOf(attempt)]
      const { rules, gpuOf, cacheDir } = options
      const env = { ...envOf(baseEnv, asked, workDir, options.fabric()), ...asked.env }
      const { ranks = 1, firstRank = null } = spec.member ?? {}
      makeRankDirs(dir, ranks)
      const onExit = (failure: string | undefined): void => {
        if (failure !== undefined) failures.set(attempt, failure)
        asked.onExit()
      }
      launched.add(attempt)
      const started = { attempt, spec, dir, workDir, ranks, firstRank, worker, argv, env, onExit }
      await start({ ...started, socketPath, bootId, baseEnv, cacheDir }, rules, gpuOf)
    },
    admit: (spec, socketPath) => admit(spec, socketPath, options.rules),
    wasLaunched,
    readMark(attempt) {
      const dir = dirOf(attempt)
      const mark = readProcessMark(dir, tagOf(workDirOf(attempt)))
      const failure = failures.get(attempt) ?? (mark === undefined ? serviceFailure(attempt, dir) : undefined)
      failures.delete(attempt)
      if (failure !== undefined) throw new Error(failure)
      // just started, by this life
      if (mark !== undefined && launched.delete(attempt)) sight.sessions.add(mark.supervisor)
      return mark && { ...mark, ...startedAs(dir) }
    },
    readExit: (attempt, alone = false) => readExit(dirOf(attempt), bootId, alone),
    mayStillReport(attempt, mark) {
      const may = mayStillReport(dirOf(attempt), mark, bootId)
      if (may) sight.sessions.add(mark.supervisor)
      return may
    },
    willStop: (attempt) => markStopping(dirOf(attempt)),
    signal: (mark, signals) => signalAll(mark, bootId, signals, sight),
    lastLines: (attempt) => lastLines(dirOf(attempt), 0),
  }
}

/** `worker`: the agent's own program that runs the argv once per shard, if one does. */
type Program = Pick<Started, 'worker' | 'argv'>

function programOf(options: HostDriverOptions, spec: TaskSpec): Program {
  const { code, image } = spec
  const { worker, argv } = plainProgram(options, spec)
  // by its own user, who may see what the agent may not (root on NFS); a container is started there
  if (code === null || !('workdir' in code) || image !== null) return { worker, argv }
  return { worker, argv: ['/bin/sh', '-c', 'cd -- "$0" && exec "$@"', code.workdir, ...argv] }
}

function plainProgram(options: HostDriverOptions, { run, kind }: TaskSpec): Program {
  switch (run.kind) {
    case 'engine':
      return { worker: [], argv: options.engineArgv(run.engine) }
    case 'worker':
      return { worker: [], argv: run.argv }
    case 'command':
      // a gang's member is lent no shards: the command itself is the rank
      return { worker: kind === 'gang' ? [] : options.commandWorkerArgv, argv: run.argv }
    default:
      return assertNever(run, 'argv of a run')
  }
}
