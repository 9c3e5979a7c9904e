/** Readings from what files say. Pure. */
import type { Reading } from '../../shared/model/reading.ts'
import { errnoWords, type FileText } from './file-text.ts'
import { gap, unsupported, value } from './sensor.ts'

/** A whole or decimal number, times a factor. No such file: not supported; words for it: the same; anything else is a gap. */
export function numberReading(file: FileText | undefined, nowMs: number, factor = 1): Reading {
  if (file === undefined) return unsupported
  if ('errno' in file) return failure(file.errno, nowMs)
  const text = file.text.trim()
  if (text === '' || /^N\/A\b/i.test(text)) return unsupported
  const number = /^-?(?:\d+(?:\.\d+)?|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN
  // Divided by a whole number rather than multiplied by a part: 38850 m°C are 38.85 °C, not 38.850000000000001.
  const scaled = factor < 1 ? number / Math.round(1 / factor) : number * factor
  return Number.isFinite(number) ? value(scaled, nowMs) : gap(`it says "${text.slice(0, 40)}"`, nowMs)
}

/** A word of a list, as its place in the list. */
export function stateReading(file: FileText | undefined, states: readonly string[], nowMs: number): Reading {
  if (file === undefined) return unsupported
  if ('errno' in file) return failure(file.errno, nowMs)
  const at = states.indexOf(file.text.trim())
  return at < 0 ? gap(`it says "${file.text.trim().slice(0, 40)}"`, nowMs) : value(at, nowMs)
}

export function textReading(file: FileText | undefined, nowMs: number): Reading {
  if (file === undefined) return unsupported
  if ('errno' in file) return failure(file.errno, nowMs)
  const text = file.text.trim()
  return text === '' ? unsupported : value(text, nowMs)
}

const failure = (errno: string, nowMs: number): Reading =>
  errno === 'EOPNOTSUPP' || errno === 'ENOSYS' ? unsupported : gap(errnoWords(errno), nowMs)

export const textOf = (file: FileText | undefined): string | undefined =>
  file !== undefined && 'text' in file ? file.text.trim() : undefined
