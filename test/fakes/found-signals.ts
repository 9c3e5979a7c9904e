/** Looking up one reading among many. */
import type { Reading, Signal } from '../../shared/model/reading.ts'

export const find = (signals: readonly Signal[], name: string, device?: string): Signal | undefined =>
  signals.find((signal) => signal.name === name && (device === undefined || signal.labels.device === device))
/** its value, else what kind it is */
export const valueIn = (signals: readonly Signal[], name: string, device?: string): unknown => {
  const reading = find(signals, name, device)?.reading
  return reading?.kind === 'value' ? reading.value : reading?.kind
}
export const reasonIn = (reading: Reading | undefined): string =>
  reading?.kind === 'gap' ? reading.reason : `no gap: ${reading?.kind}`
