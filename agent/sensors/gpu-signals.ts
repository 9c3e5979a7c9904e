/** The signals of an NVIDIA GPU, the same whichever source they were read from. */
import type { Reading, Signal } from '../../shared/model/reading.ts'
import type { SignalName } from '../../shared/model/signals.ts'
import { signalMaker } from './sensor.ts'

export const gpuFields = [
  'gpu-memory-total',
  'gpu-memory-used',
  'gpu-utilisation',
  'gpu-memory-utilisation',
  'gpu-temperature',
  'gpu-power',
  'gpu-ecc-corrected',
  'gpu-ecc-uncorrected',
] as const satisfies readonly SignalName[]
export type GpuField = (typeof gpuFields)[number]

export function gpuSignals(
  sensor: string,
  index: number,
  uuid: string,
  readings: Readonly<Record<GpuField, Reading>>,
): Signal[] {
  const signal = signalMaker(sensor, sensor)
  const labels = { gpu: String(index), uuid }
  return gpuFields.map((field) => signal(field, readings[field], labels))
}
