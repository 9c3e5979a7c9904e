/** Pure: one text of the document that `nvidia-smi -q -x` prints → a reading. */
import type { Reading } from '../../../shared/model/reading.ts'
import type { SignalName } from '../../../shared/model/signals.ts'
import { gap, unsupported, value } from '../sensor.ts'

export type Element = Readonly<Record<string, unknown>>

export const element = (of: unknown): Element => (typeof of === 'object' && of !== null ? (of as Element) : {})
export const at = (of: unknown, path: string): unknown =>
  path.split('.').reduce((node: unknown, name) => element(node)[name], of)
/** Empty where there is no such element. */
export function textAt(of: unknown, path: string): string {
  const found = at(of, path)
  return typeof found === 'string' ? found.trim() : ''
}
/** One is an object, several are an array, none is not there or a text. */
export const listAt = (of: unknown, path: string): readonly unknown[] => {
  const found = at(of, path)
  return Array.isArray(found) ? found : typeof found === 'object' && found !== null ? [found] : []
}

const scales: Readonly<Record<string, number>> = {
  '': 1,
  '%': 1,
  C: 1,
  W: 1,
  MHz: 1,
  x: 1,
  MiB: 1024 * 1024,
  'KB/s': 1000,
  us: 1e-6,
}
const absent =
  /^(?:|None|\[?(?:N\/A|Not Supported|Function Not Found)\]?|Requested functionality has been deprecated)$/i

export const isAbsent = (text: string): boolean => absent.test(text)

/** `37 C`, `24576 MiB`, `16x`, `N/A`, `[Unknown Error]` → a reading. */
export function parseField(text: string, nowMs: number): Reading {
  if (isAbsent(text)) return unsupported
  const match = /^(-?\d+(?:\.\d+)?)\s*(%|C|W|MHz|MiB|KB\/s|us|x|)$/.exec(text)
  if (match === null) return gap(`nvidia-smi says "${text}"`, nowMs)
  return value(Math.round(Number(match[1]) * scales[match[2]!]! * 1e6) / 1e6, nowMs)
}

/** A text that is one of those that are known, as the word of a state. */
export function parseWord(text: string, words: Readonly<Record<string, string>>, nowMs: number): Reading {
  const word = words[text.toLowerCase()]
  if (word !== undefined) return value(word, nowMs)
  return isAbsent(text) ? unsupported : gap(`nvidia-smi says "${text}"`, nowMs)
}

export const parseText = (text: string, nowMs: number): Reading => (isAbsent(text) ? unsupported : value(text, nowMs))

/** Counters of several kinds as one: known only when at least one is, and none is in error. */
export function sum(readings: readonly Reading[]): Reading {
  const bad = readings.find((reading) => reading.kind === 'gap')
  if (bad !== undefined) return bad
  const values = readings.filter((reading) => reading.kind === 'value')
  const first = values[0]
  if (first === undefined) return unsupported
  return { ...first, value: values.reduce((total, { value: one }) => total + Number(one), 0) }
}

export type Readings = Partial<Record<SignalName, Reading>>
