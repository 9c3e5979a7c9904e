/** Every sensor there is, and the one call that starts them. */
import { arch, cpus, hostname, totalmem } from 'node:os'
import type { Clock } from '../../shared/clock.ts'
import type { Inventory, Signal, ToldInventory } from '../../shared/model/reading.ts'
import type { CollectorConfig } from './collector-config.ts'
import { collectorSensors, ownBmc } from './collectors.ts'
import { hostInventory, identify } from './host-inventory.ts'
import { hostLoad } from './host-load.ts'
import { nvidiaSmi } from './nvidia-smi.ts'
import { nvml } from './nvml.ts'
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
  /** Instead of the list below. */
  readonly sensors?: readonly Sensor[]
}

export interface Sensors {
  inventory(): Promise<ToldInventory>
  /** as they were last read; undefined while no read has succeeded */
  gpus(): Inventory['gpus'] | undefined
  /** reads the GPUs again now */
  refreshGpus(): void
  /** the newest of everything */
  signals(): readonly Signal[]
  /** the same by sensor, for people */
  shown(): readonly ShownSensor[]
  /** resolves when each sensor has read once, has failed or is overdue */
  readonly first: Promise<void>
  close(): Promise<void>
}

/** The list. A source that is absent on this host gives undefined: no rows, no error. */
export function allSensors(sysRoot: string, procRoot: string): Sensor[] {
  const all = [nvml({ instead: () => nvidiaSmi() }) ?? nvidiaSmi(), hostLoad({ procRoot }), hostInventory({ sysRoot })]
  return all.filter((sensor) => sensor !== undefined)
}

export function startSensors(options: SensorOptions): Sensors {
  const { clock, onRead, choices } = options
  const own = options.sensors ?? [
    ...allSensors(options.sysRoot ?? '/sys', options.procRoot ?? '/proc'),
    ...ownBmc(clock),
  ]
  const listed = [...own, ...collectorSensors(choices?.collectors ?? [], clock)]
  const sensors = listed.filter(({ name }) => choices?.off.includes(name) !== true)
  const runners = sensors.map(
    (sensor) => new SensorRunner(sensor, { clock, onRead, periodMs: choices?.periodsMs[sensor.name] }),
  )
  const gpus = (): Inventory['gpus'] | undefined => {
    const each = runners.map((runner) => runner.gpus)
    return each.includes(undefined) ? undefined : each.flatMap((list) => list ?? [])
  }
  return {
    gpus,
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
    async close() {
      for (const runner of runners) runner.close()
    },
  }
}
