/** Each configured collector as one sensor. One that is wrong or cannot be reached loses its own rows only. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { realTimers } from '../../shared/clock.ts'
import { collectorSensor, type Source, type Surroundings } from './collector.ts'
import type { CollectorConfig, IpmiConfig } from './collector-config.ts'
import { IpmiSource } from './ipmi.ts'
import { ModbusSource } from './modbus.ts'
import { defaultPeriodsMs } from './names.ts'
import { RedfishSource } from './redfish.ts'
import type { Sensor } from './sensor.ts'

export function collectorSensors(
  configs: readonly CollectorConfig[],
  clock: Surroundings['clock'],
  timers: Surroundings['timers'] = realTimers,
): Sensor[] {
  const around = { clock, timers }
  return configs.map((config) => collectorSensor(config, sourceOf(config, around), around))
}

function sourceOf(config: CollectorConfig, around: Surroundings): Source {
  switch (config.kind) {
    case 'redfish':
      return new RedfishSource(config, around)
    case 'ipmi':
      return new IpmiSource(config, around)
    case 'modbus':
      return new ModbusSource(config, around)
  }
}

const ownBmcConfig: IpmiConfig = {
  kind: 'ipmi',
  name: 'bmc',
  periodMs: defaultPeriodsMs.ipmi,
  timeoutMs: 25_000,
  about: {},
  remote: undefined,
}

/** The sensor `ipmi`: the host's own BMC. None where it has none or ipmitool is not installed, which is no error. */
export function ownBmc(clock: Surroundings['clock'], devRoot = '/dev'): Sensor[] {
  const device = ['ipmi0', 'ipmi/0', 'ipmidev/0'].some((name) => existsSync(join(devRoot, name)))
  const program = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'ipmitool')))
  if (!device || !program) return []
  const around = { clock, timers: realTimers }
  return [collectorSensor(ownBmcConfig, new IpmiSource(ownBmcConfig, around), around, 'ipmi')]
}
