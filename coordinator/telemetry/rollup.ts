/** Rollups: what a series was in each minute of an hour, or each hour of a day, and how they are kept. */

import { BadChunk, ByteReader, ByteWriter } from './byte-buffer.ts'
import type { Column } from './chunk.ts'
import { readColumn, writeColumn, writeSame } from './column-codec.ts'

/** Places of the figures of one slot, in whole numbers of the series (value × 10^decimals). */
export const field = { min: 0, max: 1, last: 2, sum: 3, count: 4, gaps: 5 } as const
const fields = 6

/** `figures[slot * fields + field]`; a slot with neither values nor gaps is empty. */
export class Rollup {
  readonly slots: number
  readonly figures: Float64Array

  constructor(slots: number) {
    this.slots = slots
    this.figures = new Float64Array(slots * fields)
  }
  at(slot: number, which: number): number {
    return this.figures[slot * fields + which]!
  }
  has(slot: number): boolean {
    return this.at(slot, field.count) + this.at(slot, field.gaps) > 0
  }

  /** Samples of a slot, by time, each moment once. Unsupported is no gap: there is nothing to be had. */
  fill(slot: number, { values, holes }: Pick<Column, 'values' | 'holes'>): void {
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let sum = 0
    let count = 0
    let last = 0
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (Number.isNaN(value)) continue
      if (value < min) min = value
      if (value > max) max = value
      sum += value
      count++
      last = value
    }
    let gaps = 0
    for (const { reason, rows } of holes) if (reason !== '') gaps += rows
    if (count === 0) this.figures.set([0, 0, 0, 0, 0, gaps], slot * fields)
    else this.figures.set([min, max, last, sum, count, gaps], slot * fields)
  }

  /** Of two that were made of the same slot, the one that saw more; the later one when they saw as much. */
  take(later: Rollup): void {
    for (let slot = 0; slot < this.slots; slot++) {
      const seen = later.at(slot, field.count) + later.at(slot, field.gaps)
      if (seen === 0 || seen < this.at(slot, field.count) + this.at(slot, field.gaps)) continue
      this.figures.set(later.figures.subarray(slot * fields, (slot + 1) * fields), slot * fields)
    }
  }

  /** A later slot of another one, joined into the only slot of this. */
  addSlot(other: Rollup, slot: number): this {
    const figures = this.figures
    figures[field.gaps]! += other.at(slot, field.gaps)
    if (other.at(slot, field.count) === 0) return this
    const isFirst = figures[field.count] === 0
    const [min, max] = [other.at(slot, field.min), other.at(slot, field.max)]
    figures[field.min] = isFirst ? min : Math.min(figures[field.min]!, min)
    figures[field.max] = isFirst ? max : Math.max(figures[field.max]!, max)
    figures[field.last] = other.at(slot, field.last)
    figures[field.sum]! += other.at(slot, field.sum)
    figures[field.count]! += other.at(slot, field.count)
    return this
  }

  /** All slots in one, into a slot of a coarser rollup. */
  sumInto(coarser: Rollup, slot: number): void {
    const sum = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0, 0]
    for (let each = 0; each < this.slots; each++) {
      sum[field.gaps]! += this.at(each, field.gaps)
      if (this.at(each, field.count) === 0) continue
      sum[field.min] = Math.min(sum[field.min]!, this.at(each, field.min))
      sum[field.max] = Math.max(sum[field.max]!, this.at(each, field.max))
      sum[field.last] = this.at(each, field.last)
      sum[field.sum]! += this.at(each, field.sum)
      sum[field.count]! += this.at(each, field.count)
    }
    if (sum[field.count] === 0) sum.fill(0, 0, field.sum)
    coarser.figures.set(sum, slot * fields)
  }
}

const version = 1
const writer = new ByteWriter()

/** Series that have the same slots form a table: slots, series, then the figures of each, as distances from its smallest value. */
export function encodeRollups(rollups: ReadonlyMap<number, Rollup>): Uint8Array {
  const tables = new Map<string, { slots: number[]; series: [number, Rollup][] }>()
  for (const [series, rollup] of rollups) {
    const slots: number[] = []
    for (let slot = 0; slot < rollup.slots; slot++) if (rollup.has(slot)) slots.push(slot)
    if (slots.length === 0) continue
    const key = slots.join()
    const table = tables.get(key)
    if (table === undefined) tables.set(key, { slots, series: [[series, rollup]] })
    else table.series.push([series, rollup])
  }
  writer.byte(version)
  writer.varint(tables.size)
  for (const { slots, series } of tables.values()) {
    writer.varint(slots.length)
    writer.varint(series.length)
    let before = 0
    for (const [id] of series) {
      writer.signed(id - before)
      before = id
    }
    writeColumn(writer, Float64Array.from(slots), slots.length)
    writeFigures(slots, series)
  }
  return writer.take()
}

function writeFigures(slots: readonly number[], series: readonly [number, Rollup][]): void {
  let last: Float64Array[] = []
  for (const [, rollup] of series) {
    const columns = figuresOf(rollup, slots)
    for (const [which, values] of columns.entries()) {
      if (isSame(values, last[which])) writeSame(writer)
      else writeColumn(writer, values, values.length)
    }
    last = columns
  }
}

function isSame(a: Float64Array, b: Float64Array | undefined): boolean {
  if (b === undefined) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function figuresOf(rollup: Rollup, slots: readonly number[]): Float64Array[] {
  const columns = Array.from({ length: fields }, () => new Float64Array(slots.length))
  let min = 0
  for (const [i, slot] of slots.entries()) {
    const count = rollup.at(slot, field.count)
    // without a value: as the slot before, so that it costs nothing
    if (count > 0) min = rollup.at(slot, field.min)
    columns[field.min]![i] = min
    columns[field.max]![i] = count === 0 ? 0 : rollup.at(slot, field.max) - min
    columns[field.last]![i] = count === 0 ? 0 : rollup.at(slot, field.last) - min
    columns[field.sum]![i] = count === 0 ? 0 : rollup.at(slot, field.sum) - count * min
    columns[field.count]![i] = count
    columns[field.gaps]![i] = rollup.at(slot, field.gaps)
  }
  return columns
}

/** Throws BadChunk. `slots`: how many a whole one has. */
export function readRollups(
  bytes: Uint8Array,
  slots: number,
  isWanted: (series: number) => boolean,
): Map<number, Rollup> {
  const reader = new ByteReader(bytes)
  const found = new Map<number, Rollup>()
  const read = reader.byte()
  if (read !== version) throw new BadChunk(`rollups of version ${read}; this program reads ${version}`)
  const tables = reader.varint()
  for (let table = 0; table < tables; table++) {
    const rows = reader.varint()
    const series = new Float64Array(reader.varint())
    for (let i = 0, id = 0; i < series.length; i++) series[i] = id += reader.signed()
    const at = readColumn(reader, rows)
    let last: Float64Array[] = []
    for (const id of series) {
      // a figure may be that of the series before: all are read
      last = Array.from({ length: fields }, (_, which) => readColumn(reader, rows, last[which]))
      if (isWanted(id)) found.set(id, rollupOf(last, at, slots))
    }
  }
  return found
}

function rollupOf(columns: readonly Float64Array[], at: Float64Array, slots: number): Rollup {
  const rollup = new Rollup(slots)
  for (const [row, slot] of at.entries()) {
    const min = columns[field.min]![row]!
    const count = columns[field.count]![row]!
    const gaps = columns[field.gaps]![row]!
    const figures =
      count === 0
        ? [0, 0, 0, 0, 0, gaps]
        : [
            min,
            min + columns[field.max]![row]!,
            min + columns[field.last]![row]!,
            columns[field.sum]![row]! + count * min,
            count,
            gaps,
          ]
    rollup.figures.set(figures, slot * fields)
  }
  return rollup
}
