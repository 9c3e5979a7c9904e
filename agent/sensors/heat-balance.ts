/**
 * Sensor sanity: the heat that a coolant carries, by our own sum, beside what the equipment says it removes. Whoever judges sees
 * by it a wrong flow meter, a thermometer that stands still, and coolant that gets lost. Pure.
 */
import type { Reading } from '../../shared/model/reading.ts'
import type { SignalName } from '../../shared/model/signals.ts'
import type { Coolant } from './collector-config.ts'
import type { Row } from './collector-rows.ts'
import { gap, unsupported } from './sensor.ts'

/** L/min → m³/s is 1/60,000; kg/m³ × kJ/(kg·K) × K gives kJ/m³: together watts. */
export function heatW(flowLMin: number, coolant: Coolant, deltaK: number): number {
  return (flowLMin / 60) * coolant.densityKgPerM3 * coolant.specificHeatKjPerKgK * deltaK
}

const wanted = new Set<SignalName>([
  'coolant-flow',
  'coolant-supply-temperature',
  'coolant-return-temperature',
  'coolant-density',
  'coolant-specific-heat',
])

type Found = Map<SignalName, Row>

/** A row `coolant-heat-balance` for each connector that has a flow. `configured`: where the equipment does not tell of its coolant. */
export function heatBalance(rows: Iterable<Row>, configured: Coolant | undefined): Row[] {
  const byDevice = new Map<string, Found>()
  for (const row of rows) {
    if (!wanted.has(row.name)) continue
    const found = byDevice.get(row.device) ?? new Map()
    found.set(row.name, row)
    byDevice.set(row.device, found)
  }
  return [...byDevice].flatMap(([device, found]) => {
    const flow = found.get('coolant-flow')
    if (flow === undefined) return []
    const constants = coolantOf(device, byDevice)
    const { side, called } = flow
    const reading = balance(found, constants ?? configured)
    return [
      {
        name: 'coolant-heat-balance' as const,
        reading,
        device,
        ...(side === undefined ? {} : { side }),
        ...(called === undefined ? {} : { called }),
      },
    ]
  })
}

function balance(found: Found, coolant: Coolant | undefined): Reading {
  const reading = (name: SignalName): Reading => found.get(name)?.reading ?? unsupported
  const needed = [reading('coolant-flow'), reading('coolant-return-temperature'), reading('coolant-supply-temperature')]
  const missing = needed.find(({ kind }) => kind === 'gap')
  if (missing?.kind === 'gap') return gap(`what it is made of is missing: ${missing.reason}`, missing.sinceMs)
  const [flow, back, out] = needed.map((each) => (each.kind === 'value' ? Number(each.value) : Number.NaN))
  const watts = coolant === undefined ? Number.NaN : heatW(flow!, coolant, back! - out!)
  if (Number.isNaN(watts)) return unsupported
  const ages = needed.map((each) => (each.kind === 'value' ? each.hostClockMs : 0))
  return { kind: 'value', value: Math.round(watts), hostClockMs: Math.min(...ages) }
}

/** The connector's own constants, else those of the unit it belongs to (`CDUs/1/PrimaryCoolantConnectors/1` → `CDUs/1`). */
function coolantOf(device: string, byDevice: ReadonlyMap<string, Found>): Coolant | undefined {
  const parts = device.split('/')
  for (let length = parts.length; length > 0; length--) {
    const found = byDevice.get(parts.slice(0, length).join('/'))
    const number = (name: SignalName): number | undefined => {
      const reading = found?.get(name)?.reading
      return reading?.kind === 'value' ? Number(reading.value) : undefined
    }
    const [density, specificHeat] = [number('coolant-density'), number('coolant-specific-heat')]
    if (density !== undefined && specificHeat !== undefined)
      return { densityKgPerM3: density, specificHeatKjPerKgK: specificHeat }
  }
  return undefined
}
