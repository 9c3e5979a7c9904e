/** What a collector's parsers give: one reading of a device, before the collector's own labels are put to it. Pure. */
import { limits } from '../../shared/limits.ts'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { type SignalName, signals as signalTable } from '../../shared/model/signals.ts'
import { type CollectorAbout, placeLabels } from './collector-config.ts'
import { gap, signalMaker, unsupported, value } from './sensor.ts'

export interface Row {
  readonly name: SignalName
  readonly reading: Reading
  /** the part, unique within its collector */
  readonly device: string
  readonly side?: 'primary' | 'secondary'
  /** what people call it, where the equipment says so and it is not in `device` already */
  readonly called?: string
}

/** No sensor of a building reads more: what is beyond is a driver's mark for "nothing", not a reading. */
const largest = 1e13

/** A number as a reading, at the fineness of its signal: multiplying by a unit's factor must not make up digits. */
export function numberReading(name: SignalName, found: unknown, nowMs: number, factor = 1): Reading {
  if (found === undefined) return unsupported
  if (found === null) return gap('the device gives no reading', nowMs)
  if (typeof found !== 'number' || !(Math.abs(found) < largest)) {
    return gap(`the device gives ${JSON.stringify(found)?.slice(0, 40)} instead of a reading`, nowMs)
  }
  const fine = 10 ** signalTable[name].decimals
  return value(Math.round(found * factor * fine) / fine, nowMs)
}

/** A word of the equipment as a state of ours. */
export function stateReading(found: unknown, words: Readonly<Record<string, string>>, nowMs: number): Reading {
  if (found === undefined) return unsupported
  if (found === null) return gap('the device gives no state', nowMs)
  const word = typeof found === 'string' && Object.hasOwn(words, found) ? words[found] : undefined
  if (word !== undefined) return value(word, nowMs)
  return gap(`unknown state ${JSON.stringify(found)?.slice(0, 40)}: known are ${Object.keys(words).join(', ')}`, nowMs)
}

/** The same row as a gap; what the device cannot tell stays unsupported. */
export const gapLike = (row: Row, reason: string, sinceMs: number): Row =>
  row.reading.kind === 'unsupported' ? row : { ...row, reading: gap(reason, sinceMs) }

const keyOf = ({ device, side }: Row): string => (side === undefined ? device : `${device}\u0000${side}`)

/** Names come from the equipment: one that never ends must not become a label. What tells parts apart stands at the end. */
const clipped = (text: string): string =>
  text.length > limits.deviceChars ? `…${text.slice(1 - limits.deviceChars)}` : text

/** Of the label's own key in a series. */
const namedChars = 6

/** Rows of one collector as signals. Labels of one device are one object for as long as the collector lives: its series are found by it. */
export class RowSignals {
  readonly #signal: ReturnType<typeof signalMaker>
  readonly #own: Readonly<Record<string, string>>
  readonly #labels = new Map<string, Readonly<Record<string, string>>>()

  constructor(sensor: string, source: string, collector: string, about: CollectorAbout) {
    this.#signal = signalMaker(sensor, source)
    this.#own = Object.freeze({ collector, ...placeLabels(about) })
  }

  of(row: Row): Signal {
    return this.#signal(row.name, row.reading, this.#labelsOf(row))
  }

  /** Of the collector itself. */
  own(name: SignalName, reading: Reading): Signal {
    return this.#signal(name, reading, this.#own)
  }

  /** Forgets the labels of devices that are gone. */
  keepOnly(rows: Iterable<Row>): void {
    const alive = new Set<string>()
    for (const row of rows) alive.add(keyOf(row))
    for (const key of this.#labels.keys()) if (!alive.has(key)) this.#labels.delete(key)
  }

  #labelsOf(row: Row): Readonly<Record<string, string>> {
    const key = keyOf(row)
    const known = this.#labels.get(key)
    if (known !== undefined) return known
    const { device, side, called } = row
    const room = limits.deviceChars - device.length - namedChars
    const named = called === undefined || called.length > room || device.endsWith(called) ? {} : { name: called }
    const made = Object.freeze({
      device: clipped(device),
      ...(side === undefined ? {} : { side }),
      ...named,
      ...this.#own,
    })
    this.#labels.set(key, made)
    return made
  }
}
