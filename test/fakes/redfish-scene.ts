/** A collector on a scripted Redfish service, read round by round. */
import type { RedfishConfig } from '../../agent/sensors/collector-config.ts'
import { collectorSensors } from '../../agent/sensors/collectors.ts'
import type { Sensor } from '../../agent/sensors/sensor.ts'
import { type Clock, realTimers, steadyClock, type Timers } from '../../shared/clock.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { type FakeService, type ServiceOptions, startRedfish } from './redfish-server.ts'

/** A clock that a test sets forward; time itself goes on too. */
class ShiftedClock implements Clock {
  shiftMs = 0
  readonly #real = steadyClock()
  nowMs(): number {
    return this.#real.nowMs() + this.shiftMs
  }
}

export function configOf(service: FakeService, more: Partial<RedfishConfig> = {}): RedfishConfig {
  return {
    kind: 'redfish',
    name: 'cdu-3',
    periodMs: 30_000,
    timeoutMs: 5_000,
    about: { rack: 'r3', cdu: 'c3' },
    address: service.address,
    credentials: undefined,
    certificateSha256: service.certificate.sha256,
    caFile: undefined,
    requestsPerSecond: 1_000,
    coolant: undefined,
    ...more,
  }
}

export interface Scene {
  readonly service: FakeService
  readonly sensor: Sensor
  readonly clock: ShiftedClock
  /** one round, and what is known after it */
  read(): Promise<readonly Signal[]>
}

export async function redfishScene(
  t: Tap,
  options: ServiceOptions,
  more: Partial<RedfishConfig> = {},
  timers: Timers = realTimers,
): Promise<Scene> {
  const service = await startRedfish(options)
  const clock = new ShiftedClock()
  const [sensor] = collectorSensors([configOf(service, more)], clock, timers)
  t.teardown(async () => {
    sensor!.close?.()
    service.release()
    await service.close()
  })
  return { service, clock, sensor: sensor!, read: () => sensor!.read(clock.nowMs()) }
}
type Tap = { teardown(run: () => unknown): void }
