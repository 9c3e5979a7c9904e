/** The agent's program: reads argv and environment, puts the parts together, and lets go of the work when told to stop. */
import './thread-pool.ts'

import { mkdirSync, readFileSync } from 'node:fs'
import { cpus, hostname, networkInterfaces } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bootClock, pause, realTimers, steadyClock } from '../shared/clock.ts'
import { metricsContentTypes, metricsFormat } from '../shared/metrics-text.ts'
import { releasedReason } from '../shared/model/reading.ts'
import type { Config, RunConfig, SensorSettings, SensorsConfig } from './config.ts'
import { readConfig, usage } from './config.ts'
import type { SimulateConfig } from './config-simulate.ts'
import { ConfigError } from './config-values.ts'
import { checkpointArgv, commandWorkerArgv, engineArgv, gpuTestArgv } from './engine-paths.ts'
import { gpuFiles } from './gpu-files.ts'
import { endNow, leave } from './leave.ts'
import { Life, tellKernelEvents } from './life.ts'
import { openDesiredMemory } from './link/desired-memory.ts'
import { makeDial } from './link/dial.ts'
import { loadIdentity } from './link/identity.ts'
import { openSpool } from './link/level-spool.ts'
import type { FrameDisk } from './link/telemetry/frame-disk.ts'
import { openFrameDisk } from './link/telemetry/level-frames.ts'
import { Telemetry } from './link/telemetry/telemetry.ts'
import { metricsText } from './metrics.ts'
import type { SensorOptions, Sensors } from './sensors/all.ts'
import { poolThreads } from './thread-pool.ts'
import { Backoff } from './work/backoff.ts'
import { type MetricsPage, startBytesServer } from './work/bytes-server.ts'
import type { CheckLine } from './work/checks/checks.ts'
import { sensorLines } from './work/checks/sensor-lines.ts'
import { chooseDriver } from './work/drivers/choose.ts'
import { HostNetwork } from './work/fabric.ts'
import { openReleaseMemory } from './work/gpu-release.ts'
import { GpuFitness } from './work/gpu-test/fitness.ts'
import { makeTestGpu } from './work/gpu-test/test-gpu.ts'
import { openHostWork } from './work/host-work.ts'
import { uuidsOf } from './work/inventory-watch.ts'
import type { Log, LogFields } from './work/log.ts'
import type { HostGpus } from './work/steps/gpu-check.ts'
import { makePreflight } from './work/steps/preflight.ts'

const here = dirname(fileURLToPath(import.meta.url))
/** `.ts` in the source tree, `.mjs` in the package, where each engine is one bundled file. */
const packaged = import.meta.url.endsWith('.mjs')
const clock = steadyClock()

function logLine(level: string, message: string, fields: LogFields = {}): void {
  const time = new Date(clock.nowMs()).toISOString()
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${quote(value)}`)
  process.stderr.write(`${level} ${time} ${message}${pairs.join('')}\n`)
}
const quote = (value: unknown): string => {
  const text = String(value)
  return /[\s"=]/.test(text) || text === '' ? JSON.stringify(text) : text
}
const debug = process.env.MILLWRIGHT_DEBUG === '1'
const log: Log = (level, message, fields) => {
  if (level !== 'debug' || debug) logLine(level, message, fields)
}

/** Loaded late: `--help` needs none of it. */
async function startSensors(settings: SensorSettings, rest: Partial<SensorOptions> = {}): Promise<Sensors> {
  const { startSensors: start } = await import('./sensors/all.ts')
  const { sysRoot, procRoot, ...choices } = settings
  return start({
    clock,
    agentVersion: versionOf(),
    choices,
    threads: poolThreads,
    ...(sysRoot === undefined ? {} : { sysRoot }),
    ...(procRoot === undefined ? {} : { procRoot }),
    ...rest,
  })
}

async function run(config: RunConfig): Promise<void> {
  const stateDir = resolve(config.stateDir)
  mkdirSync(stateDir, { recursive: true, mode: 0o711 })
  // All in it is the agent's; what users of this host may see is opened to them one by one.
  process.umask(0o077)
  const driver = chooseDriver(config.work.driver)
  const fatal = (error: unknown): void => {
    log('error', 'the agent cannot go on; its workers do', {
      cause: error instanceof Error ? error.stack : String(error),
    })
    endNow()
  }
  process.on('uncaughtException', fatal)
  process.on('unhandledRejection', fatal)
  const spool = await openSpool(stateDir, log)
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const openDisk = (): Promise<FrameDisk> => openFrameDisk(stateDir, log)
  const telemetry = await Telemetry.open({ clock, timers: realTimers, log, openDisk })
  const sensors = await startSensors(config.sensors, {
    labels: config.labels,
    gpusReleased: openReleaseMemory(stateDir).load() ? releasedReason : undefined,
    onRead: (sensor, signals, hostMs) => telemetry.sampled(sensor, signals, hostMs),
    kernel: {
      bootId,
      placeFile: join(stateDir, 'kernel-log.json'),
      onEvents: (events) => tellKernelEvents(spool, events),
    },
  })
  const backoff = new Backoff(log, realTimers)
  const { name, slots, labels, address } = config
  const testGpu = makeTestGpu({ argv: gpuTestArgv(), env: process.env })
  const fitness = new GpuFitness({ test: testGpu, timers: realTimers, nowMs: () => clock.nowMs(), log })
  const network = new HostNetwork({ address, interfaces: networkInterfaces, signals: sensors.signals })
  const life = new Life({
    coordinator: config.coordinator,
    identity: loadIdentity(stateDir),
    bootId,
    dial: makeDial(),
    uptime: bootClock,
    timers: realTimers,
    spool,
    memory: openDesiredMemory(stateDir, log),
    log,
    random: Math.random,
    inventory: await sensors.inventory(),
    gpus: sensors.gpus,
    network: () => network.told(),
    onOpen: (local) => network.linked(local),
    telemetry,
    openWork: (seams) =>
      openHostWork({
        stateDir,
        bootId,
        cacheBytes: config.cacheBytes,
        logBytes: config.logBytes,
        backoff,
        clock,
        uptime: bootClock,
        timers: realTimers,
        log,
        gpus: hostGpus(sensors),
        listedGpus: sensors.gpus,
        fabric: () => network.now(),
        preflight: makePreflight({
          signals: sensors.signals,
          downPorts: () => network.down(),
          nowMs: () => clock.nowMs(),
          gpuTroubles: (uuids) => fitness.troubles(uuids),
        }),
        testGpu,
        look: (gpus, signal) => lookAgain(sensors, gpus, signal),
        gpuFiles: gpuFiles(sensors),
        baseEnv: process.env,
        coordinatorHttp: config.coordinator.replace(/^ws/, 'http'),
        engineArgv,
        commandWorkerArgv: commandWorkerArgv(),
        checkpointArgv: checkpointArgv(),
        rules: { ...config.work, driver, slots },
        scripts: config.work.scripts,
        keptWorkBytes: config.work.keptWorkBytes,
        ...seams,
      }),
    hello: () => ({ name, slots, labels, bytesAddress: bytes.address }),
    onFatal: fatal,
  })
  const source = life.work.bytesSource()
  const metrics: MetricsPage = (accept) => {
    const format = metricsFormat(accept)
    const signals = [...sensors.signals(), ...telemetry.signals()]
    const about = { format, hostname: hostname(), nowMs: clock.nowMs(), gauges: source.gauges() }
    return { type: metricsContentTypes[format], body: metricsText(signals, about) }
  }
  const bytes = await startBytesServer(source, metrics, config.bytesPort)
  life.start()
  const stop = (signal: string): void => {
    log('info', 'agent stops; its workers go on', { signal })
    setTimeout(endNow, 1_500)
    life.close()
    backoff.close()
    const parts = [sensors.close(), telemetry.close(), bytes.close(), spool.close()]
    void Promise.allSettled(parts).then(() => leave(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop(signal))
  if (driver === 'detached' && process.getuid?.() === 0 && config.work.user === null)
    log('warn', 'work whose user nobody names runs as root: set work.user', { driver })
  log('info', 'agent started', {
    name,
    slots,
    driver,
    bytes: bytes.address,
    coordinator: config.coordinator,
    pid: process.pid,
  })
}

/** The GPUs as the sensors last read them. */
const hostGpus = (sensors: Sensors): HostGpus => ({
  refresh: () => sensors.refreshGpus(),
  // Unknown lets a process start: the check is for what is known to be gone.
  present: (uuid) => {
    const gpus = sensors.gpus()
    return gpus === undefined || uuidsOf(gpus).includes(uuid)
  },
  usedMb(uuid) {
    const used = sensors
      .signals()
      .find(({ name, labels }) => name === 'gpu-memory-used' && labels.uuid === uuid)?.reading
    return used?.kind === 'value' ? Math.round(Number(used.value) / 1_048_576) : null
  },
})

/** between looks of a check for readings that are newer than it, and how many */
const lookEveryMs = 1_000
const mostLooks = 20

/** What the sensors say once they have read again; what stays wrong for so long is wrong. */
async function lookAgain(
  sensors: Sensors,
  gpus: readonly string[],
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  sensors.refreshGpus()
  for (let looks = 0; ; looks++) {
    await pause(realTimers, lookEveryMs)
    const periods = new Map(sensors.shown().map(({ name, periodMs }) => [name, periodMs]))
    const seen = { gpus: sensors.gpus(), signals: sensors.signals(), nowMs: clock.nowMs() }
    const lines = sensorLines({ ...seen, periodMs: (sensor) => periods.get(sensor) ?? 0 }, gpus)
    if (looks >= mostLooks || signal.aborted || (looks >= 2 && lines.every(({ ok }) => ok))) return lines
  }
}

async function showSensors(config: SensorsConfig): Promise<void> {
  // `| head` has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => void leave(error.code === 'EPIPE' ? 0 : 1))
  // What sensors wait for keeps no program alive.
  setInterval(() => undefined, 60_000)
  const sensors = await startSensors(config.sensors)
  const { sensorsTable, signalDocument } = await import('./sensors/show.ts')
  const [inventory] = await Promise.all([sensors.inventory(), sensors.first])
  const show = (): Promise<void> => {
    const nowMs = clock.nowMs()
    const signals = sensors.signals()
    const text = config.json
      ? JSON.stringify({ inventory, signals: signals.map((signal) => signalDocument(signal, nowMs)) })
      : sensorsTable(sensors.shown(), nowMs)
    // A pipe takes a long table in pieces: the program ends when all of it is out.
    return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()))
  }
  await show()
  if (config.once) {
    await sensors.close()
    await leave(0)
  }
  setInterval(() => void show(), 5_000)
}

/** Loaded late: a real host needs none of it. */
async function simulate(config: SimulateConfig): Promise<void> {
  const { Fleet } = await import('./simulated/fleet.ts')
  const fleet = new Fleet(config, { clock, uptime: bootClock, timers: realTimers, log, agentVersion: versionOf() })
  const { hosts, gpus, slots, coordinator } = config
  fleet.start()
  log('info', 'simulated fleet started', { hosts, gpus, slots, coordinator, pid: process.pid })
  const stop = (): void => {
    fleet.close()
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

async function main(): Promise<void> {
  let config: Config
  try {
    const readFile = (path: string): string => readFileSync(path, 'utf8')
    config = readConfig(process.argv.slice(2), { hostname: hostname(), cpus: cpus().length, readFile })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`millwright-agent: ${error.message}\n`)
    process.exit(64)
  }
  if (config.command === 'run') await run(config)
  else if (config.command === 'simulate') await simulate(config)
  else if (config.command === 'sensors') await showSensors(config)
  else if (config.command === 'help') process.stdout.write(usage)
  else process.stdout.write(`millwright-agent ${versionOf()}\n`)
}

function versionOf(): string {
  const path = join(here, packaged ? 'package.json' : '../package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

main().catch((error: Error) => {
  process.stderr.write(`millwright-agent: ${error.message}\n`)
  process.exit(1)
})
