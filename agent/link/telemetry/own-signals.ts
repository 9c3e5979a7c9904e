/** What telemetry says of itself, as signals like any other. */
import type { Signal } from '../../../shared/model/reading.ts'
import { telemetrySignals } from '../../../shared/model/signals/telemetry.ts'

export type OwnValues = Readonly<Record<keyof typeof telemetrySignals, number | string>>

export const ownSensor = 'telemetry'
/** One object for ever: series are found by it. */
const noLabels = Object.freeze({})

export function ownSignals(hostClockMs: number, values: OwnValues): Signal[] {
  return Object.entries(values).map(([name, value]) => ({
    sensor: ownSensor,
    name,
    unit: telemetrySignals[name as keyof OwnValues].unit,
    labels: noLabels,
    reading: { kind: 'value', value, hostClockMs },
    source: 'agent',
  }))
}
