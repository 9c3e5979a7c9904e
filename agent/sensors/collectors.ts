/** Each configured collector as one sensor. One that is wrong or cannot be reached loses its own rows only. */
import { realTimers } from '../../shared/clock.ts'
import { collectorSensor, type Source, type Surroundings } from './collector.ts'
import type { CollectorConfig } from './collector-config.ts'
import { IpmiSource } from './ipmi.ts'
import { ModbusSource } from './modbus.ts'
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
