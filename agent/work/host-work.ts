/** The work of a real host: its folders, its processes, its cache, put together. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '../../shared/limits.ts'
import type { TaskSpec } from '../../shared/model/job.ts'
import type { Inventory } from '../../shared/model/reading.ts'
import { ArtifactCache } from './artifact-cache.ts'
import { makeUpload } from './artifact-upload.ts'
import { openAttemptStore } from './attempt-store.ts'
import type { Backoff } from './backoff.ts'
import { helperFiles } from './checkpoints/helpers.ts'
import { openCheckMemory } from './checks/check-memory.ts'
import type { CheckParts } from './checks/checks.ts'
import { makeLoadTest } from './checks/load-test.ts'
import { hostSurroundings } from './code/host-surroundings.ts'
import type { Scripts } from './code/scripts.ts'
import type { WorkContext } from './context.ts'
import type { Account } from './drivers/identity.ts'
import { accountOfSpec } from './drivers/start.ts'
import { openFenceMemory } from './fence-memory.ts'
import { type GpuFiles, openReleaseMemory } from './gpu-release.ts'
import type { TestGpu } from './gpu-test/test-gpu.ts'
import { type HostDriverOptions, hostDriver } from './host-driver.ts'
import { openLogs } from './logs/open-logs.ts'
import { askReplica } from './probe.ts'
import { makeSocketDir } from './steps/socket.ts'
import { Work } from './work.ts'
import { serveWorker } from './worker-socket.ts'

/** A process that the agent did not start itself is seen to end by looking. */
const tickMs = 200

type Given =
  | 'clock'
  | 'uptime'
  | 'timers'
  | 'log'
  | 'outbox'
  | 'onFatal'
  | 'gpus'
  | 'preflight'
  | 'ackedSentMs'
  | 'inventoryJson'

export interface HostWorkOptions
  extends Omit<HostDriverOptions, 'dirOf' | 'cacheDir' | 'gpuOf'>,
    Pick<WorkContext, Given> {
  readonly stateDir: string
  /** bound of the artifact cache */
  readonly cacheBytes: number
  /** bounds of the logs kept: of one attempt, and of all */
  readonly logBytes: { readonly attemptBytes: number; readonly hostBytes: number }
  /** `http://host:port` */
  readonly coordinatorHttp: string
  /** closed by who made it */
  readonly backoff: Backoff
  /** what checks see of the sensors, newly read */
  readonly look: CheckParts['look']
  /** starts the helper that touches checkpoints' files */
  readonly checkpointArgv: readonly string[]
  readonly testGpu: TestGpu
  readonly listedGpus: () => Inventory['gpus'] | undefined
  readonly gpuFiles: GpuFiles
  /** the site's, around each attempt */
  readonly scripts: Scripts
  /** what work directories of ended attempts may take */
  readonly keptWorkBytes: number
}

/** The whole GPU that a slice is part of. */
const gpuOf = (gpus: Inventory['gpus'] | undefined, uuid: string): string =>
  gpus?.find(({ mig }) => mig?.some((slice) => slice.uuid === uuid))?.uuid ?? uuid

export function openHostWork(options: HostWorkOptions): Work {
  const { stateDir, clock, uptime, timers, log, outbox, onFatal, coordinatorHttp, backoff } = options
  const { gpus, preflight, ackedSentMs } = options
  const store = openAttemptStore(stateDir)
  const cache = new ArtifactCache({
    dir: join(stateDir, 'cache'),
    coordinator: coordinatorHttp,
    backoff,
    log,
    maxBytes: options.cacheBytes,
  })
  const accountOf = (spec: TaskSpec): Promise<Account | null> => accountOfSpec(spec, options.rules)
  const dirOf = (attempt: string): string => store.dirOf(attempt)
  const surroundings = hostSurroundings({
    cache,
    scripts: options.scripts,
    keptBytes: options.keptWorkBytes,
    stateDir,
    workDirOf: (attempt) => store.workDirOf(attempt),
    removeWork: (attempt) => store.removeWork(attempt),
    ownerOf: accountOf,
    askSecrets: (attempt) => outbox.askSecrets(attempt),
    uptime,
    timers,
    log,
  })
  return new Work({
    bootId: options.bootId,
    surroundings,
    gpuFiles: options.gpuFiles,
    releaseMemory: openReleaseMemory(stateDir),
    inventoryJson: options.inventoryJson,
    clock,
    uptime,
    timers,
    log,
    gpus,
    preflight,
    ackedSentMs,
    fenceMemory: openFenceMemory(stateDir, options.bootId),
    checks: {
      look: options.look,
      load: makeLoadTest({ env: options.baseEnv, gpus: options.listedGpus, testGpu: options.testGpu }),
      memory: openCheckMemory(stateDir),
    },
    checkpointFiles: helperFiles({ argv: options.checkpointArgv, env: options.baseEnv, timers, accountOf }),
    tickMs,
    attemptsKept: limits.attemptDirsKept,
    outbox,
    onFatal,
    store,
    cache,
    serveWorker,
    socketDir: makeSocketDir(tmpdir(), stateDir),
    logs: openLogs({ clock, timers, log, backoff, dirOf, coordinatorHttp, ...options.logBytes }),
    driver: hostDriver({
      ...options,
      dirOf,
      cacheDir: join(stateDir, 'cache'),
      gpuOf: (uuid) => gpuOf(options.listedGpus(), uuid),
    }),
    askReady: askReplica,
    upload: makeUpload(coordinatorHttp, backoff),
  })
}
