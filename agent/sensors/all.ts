/** Every sensor there is, and the one call that starts them. */
import { arch, cpus, hostname, totalmem } from 'node:os'
import { bootClock, type Clock } from '../../shared/clock.ts'
import type { KernelEvent } from '../../shared/model/health.ts'
import type { Inventory, Signal, ToldInventory } from '../../shared/model/reading.ts'
import { clockOffset } from './clock-offset.ts'
import type { CollectorConfig } from './collector-config.ts'
import { collectorSensors, ownBmc } from './collectors.ts'
import { disks } from './disks.ts'
import { ethernet } from './ethernet.ts'
import { FileReader } from './file-reader.ts'
import { hostIdentity, identify } from './host-identity.ts'
import { hostLoad } from './host-load.ts'
import { hwmon } from './hwmon.ts'
import { infiniband } from './infiniband.ts'
import { KernelLog } from './kernel-log.ts'
import { placeFile } from './kernel-place.ts'
import { memoryErrors } from './memory-errors.ts'
import { mounts } from './mounts.ts'
import { nvidiaSmi } from './nvidia-smi.ts'
import { nvme } from './nvme.ts'
import { nvml } from './nvml.ts'
import { pci } from './pci.ts'
import { processes } from './processes.ts'
import { rapl } from './rapl.ts'
import { type OnRead, SensorRunner } from './runner.ts'
import type { Sensor } from './sensor.ts'
import type { ShownSensor } from './show.ts'
import { readLeaf, topologyOf } from './topology.ts'

/** What the configuration says of sensors. */
export interface SensorChoices {
  /** instead of a sensor's own period */
  readonly periodsMs: Readonly<Record<string, number>>
  /** names of sensors that are not started */
  readonly off: readonly string[]
  /** of BMCs, CDUs, PDUs and the like */
  readonly collectors?: readonly CollectorConfig[]
  /** instead of the system's libnvidia-ml.so.1 */
  readonly nvmlLibrary?: string | undefined
}

export interface SensorOptions {
  readonly clock: Clock
  /** Roots that tests point at fixtures. */
  readonly sysRoot?: string
  readonly procRoot?: string
  readonly agentVersion?: string
  /** the host's labels: those named like a topology level say where it stands */
  readonly labels?: Readonly<Record<string, string>>
  readonly choices?: SensorChoices
  /** Called after each round of each sensor. */
  readonly onRead?: OnRead
  /** Where faults that the kernel log tells of go; without it they are only counted. */
  readonly kernel?: KernelOptions
  /** that Node reads files with; some of them are left for the rest of the agent */
  readonly threads?: number
  /** Begins with the GPUs released, for that reason. */
  readonly gpusReleased?: string | undefined
  /** Instead of the list below. */
  readonly sensors?: readonly Sensor[]
}

export interface KernelOptions {
  readonly bootId: string
  /** the file that remembers how far the log has been read */
  readonly placeFile: string
  /** resolves when they cannot be lost any more */
  readonly onEvents: (events: readonly KernelEvent[]) => Promise<void>
}

export interface Sensors {
  inventory(): Promise<ToldInventory>
  /** as they were last read; undefined while no read has succeeded */
  gpus(): Inventory['gpus'] | undefined
  /** Closes every file of a GPU and reads none until `takeGpus`; their signals are gaps with that reason. */
  releaseGpus(reason: string): void
  /** Resolves when the GPUs were read again, or could not be. */
  takeGpus(): Promise<void>
  /** reads the GPUs again now */
  refreshGpus(): void
  /** the newest of everything */
  signals(): readonly Signal[]
  /** the same by sensor, for people */
  shown(): readonly ShownSensor[]
  /** resolves when each sensor has read once, has failed or is overdue */
  readonly first: Promise<void>
  /** a read hangs in the kernel: the program cannot end by itself */
  hangs(): boolean
  close(): Promise<void>
}

const threadsKept = 3

interface Parts {
  readonly sysRoot: string
  readonly procRoot: string
  readonly files: FileReader
  readonly clock: Clock
  readonly kernel: KernelOptions | undefined
  readonly nvmlLibrary: string | undefined
}

/** The list. A source that cannot be there on this host gives undefined; one that is not there yet has no rows, and no error. */
function allSensors({ clock, kernel, nvmlLibrary, ...parts }: Parts): Sensor[] {
  const bus = pci(parts)
  const library = nvmlLibrary === undefined ? {} : { library: nvmlLibrary }
  const all = [
    nvml({ ...library, instead: () => nvidiaSmi() }) ?? nvidiaSmi(),
    bus,
    new KernelLog({
      clock,
      uptime: bootClock,
      kmsg: '/dev/kmsg',
      bootId: kernel?.bootId ?? '',
      memory: kernel === undefined ? undefined : placeFile(kernel.placeFile),
      onEvents: kernel?.onEvents ?? (() => Promise.resolve()),
      uuidAt: bus.uuidAt,
      ready: bus.ready,
    }),
    infiniband(parts),
    ethernet(parts),
    rapl(parts),
    hwmon(parts),
    hostLoad(parts),
    disks(parts),
    mounts(parts),
    memoryErrors(parts),
    nvme(parts),
    clockOffset(),
    processes(parts),
    hostIdentity(),
  ]
  return all.filter((sensor) => sensor !== undefined)
}

export function startSensors(options: SensorOptions): Sensors {
  const { clock, onRead, choices, kernel, gpusReleased, sysRoot = '/sys', procRoot = '/proc' } = options
  const files = new FileReader({ nowMs: () => clock.nowMs(), width: (options.threads ?? 4) - threadsKept })
  const parts = { clock, kernel, sysRoot, procRoot, files, nvmlLibrary: choices?.nvmlLibrary }
  const own = options.sensors ?? [...allSensors(parts), ...ownBmc(clock)]
  const listed = [...own, ...collectorSensors(choices?.collectors ?? [], clock)]
  const on = (sensor: Sensor): boolean => choices?.off.includes(sensor.name) !== true
  for (const sensor of listed) if (!on(sensor)) sensor.close?.()
  const runners = listed.filter(on).map((sensor) => {
    const paused = sensor.gpus === undefined ? undefined : gpusReleased
    return new SensorRunner(sensor, { clock, onRead, periodsMs: choices?.periodsMs, off: choices?.off, paused })
  })
  const gpus = (): Inventory['gpus'] | undefined => {
    const each = runners.map((runner) => runner.gpus)
    return each.includes(undefined) ? undefined : each.flatMap((list) => list ?? [])
  }
  const ofGpus = runners.filter(({ sensor }) => sensor.gpus !== undefined)
  return {
    gpus,
    releaseGpus(reason) {
      for (const runner of ofGpus) runner.pause(reason)
    },
    async takeGpus() {
      await Promise.all(ofGpus.map((runner) => runner.resume()))
    },
    refreshGpus() {
      for (const runner of runners) if (runner.gpus?.length !== 0) runner.again()
    },
    async inventory() {
      // Only what the inventory holds is waited for: a slow sensor of something else keeps nobody from starting.
      const read = runners.filter(({ sensor }) => sensor.gpus !== undefined).map(({ first }) => first)
      const [names, leaf] = await Promise.all([identify(), readLeaf(), ...read])
      const known = gpus()
      return {
        hostname: hostname(),
        os: names.os,
        arch: arch(),
        cpuModel: names.cpuModel,
        cpus: cpus().length,
        memoryBytes: totalmem(),
        ...(known === undefined ? {} : { gpus: known }),
        topology: topologyOf(options.labels ?? {}, leaf),
        agentVersion: options.agentVersion ?? 'unknown',
        simulated: false,
      }
    },
    signals: () => runners.flatMap((runner) => runner.signals),
    shown: () => runners.map(({ sensor, periodMs, signals }) => ({ name: sensor.name, periodMs, signals })),
    first: Promise.all(runners.map(({ first }) => first)).then(() => undefined),
    hangs: () => files.blocked().length > 0,
    async close() {
      await Promise.allSettled(runners.map((runner) => runner.close()))
      files.close()
    },
  }
}
