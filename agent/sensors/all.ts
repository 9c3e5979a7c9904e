/** Every sensor there is, and the one call that starts them. */
import { arch, cpus, hostname, totalmem } from 'node:os'
import type { Clock } from '../../shared/clock.ts'
import type { Inventory, Signal, ToldInventory } from '../../shared/model/reading.ts'
import { hostInventory, identify } from './host-inventory.ts'
import { hostLoad } from './host-load.ts'
import { nvidiaSmi } from './nvidia-smi.ts'
import { nvml } from './nvml.ts'
import { SensorRunner } from './runner.ts'
import type { Sensor } from './sensor.ts'
import { readLeaf, topologyOf } from './topology.ts'

export interface SensorOptions {
  readonly clock: Clock
  /** Roots that tests point at fixtures. */
  readonly sysRoot?: string
  readonly procRoot?: string
  readonly agentVersion?: string
  /** the host's labels: those named like a topology level say where it stands */
  readonly labels?: Readonly<Record<string, string>>
  /** Instead of the list below. */
  readonly sensors?: readonly Sensor[]
}

export interface Sensors {
  inventory(): Promise<ToldInventory>
  /** as they were last read; undefined while no read has succeeded */
  gpus(): Inventory['gpus'] | undefined
  /** reads the GPUs again now */
  refreshGpus(): void
  signals(): readonly Signal[]
  close(): Promise<void>
}

/** The list. A GPU source that is absent on this host gives undefined: no rows, no error. */
export function allSensors(sysRoot: string, procRoot: string): Sensor[] {
  const gpuSources = [nvml({ instead: () => nvidiaSmi() }) ?? nvidiaSmi()]
  const all = [hostLoad({ procRoot }), hostInventory({ sysRoot }), ...gpuSources]
  return all.filter((sensor) => sensor !== undefined)
}

export function startSensors(options: SensorOptions): Sensors {
  const sensors = options.sensors ?? allSensors(options.sysRoot ?? '/sys', options.procRoot ?? '/proc')
  const runners = sensors.map((sensor) => new SensorRunner(sensor, options.clock))
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
      const [names, leaf] = await Promise.all([identify(), readLeaf(), ...runners.map((runner) => runner.first)])
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
    async close() {
      for (const runner of runners) runner.close()
    },
  }
}
