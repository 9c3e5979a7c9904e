/** The signals of an NVIDIA GPU, the same whichever source they were read from. */
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { signalMaker } from './sensor.ts'

export const gpuUnits = {
  'memory-total': 'bytes',
  'memory-used': 'bytes',
  utilisation: '%',
  'memory-utilisation': '%',
  temperature: '°C',
  power: 'W',
  // since the driver was loaded
  'ecc-corrected': 'count',
  'ecc-uncorrected': 'count',
} as const

export type GpuField = keyof typeof gpuUnits
export const gpuFields = Object.keys(gpuUnits) as GpuField[]

export function gpuSignals(
  sensor: string,
  index: number,
  uuid: string,
  readings: Readonly<Record<GpuField, Reading>>,
): Signal[] {
  const signal = signalMaker(sensor, sensor)
  const labels = { gpu: String(index), uuid }
  return gpuFields.map((field) => signal(field, gpuUnits[field], readings[field], labels))
}
