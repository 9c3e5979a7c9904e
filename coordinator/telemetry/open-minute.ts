/** The minute of one host that samples still come for: tables in memory, and which frames they came in. */
import { IntervalSet } from '../core/interval-set.ts'
import type { Hole, Rows } from './chunk.ts'
import type { Dictionary } from './dictionary.ts'
import type { Layout } from './layout.ts'
import { arranged } from './merge-rows.ts'
import { keepSpare, spareArray } from './spare-arrays.ts'

export const minuteMs = 60_000

/** tables grow by doubling, from so many rows */
const rowsStep = 16

/** What is added to a table: rows as a block brought them, by row. */
export interface Added {
  readonly timesMs: ArrayLike<number>
  /** `values[row * columns + column]` */
  readonly values: ArrayLike<number>
  readonly from: number
  readonly to: number
}

/** Rows of one set of columns, in the order in which they came. */
export class OpenTable {
  readonly layout: Layout
  count = 0
  #timesMs: Float64Array
  #values: Float64Array
  #isRising = true
  readonly #holes: Hole[] = []
  /** the newest hole of a column, to be made longer */
  readonly #last = new Map<number, Hole>()

  constructor(layout: Layout) {
    const rows = Math.ceil(Math.max(1, layout.rowsPerMinute) / rowsStep) * rowsStep
    this.layout = layout
    this.#timesMs = new Float64Array(rows)
    this.#values = spareArray(rows * layout.ids.length)
  }

  /** Samples that it takes the memory of. */
  get room(): number {
    return this.#values.length
  }

  /** Nothing is asked of it any more. */
  release(): void {
    keepSpare(this.#values)
    this.#values = new Float64Array(0)
    this.count = 0
  }

  add({ timesMs, values, from, to }: Added): void {
    const columns = this.layout.ids.length
    const rows = to - from
    if (this.count + rows > this.#timesMs.length) this.#grow(this.count + rows)
    if (this.count > 0 && timesMs[from]! <= this.#timesMs[this.count - 1]!) this.#isRising = false
    for (let row = from; row < to; row++) this.#timesMs[this.count++] = timesMs[row]!
    const kept = this.#values
    for (let i = from * columns, at = (this.count - rows) * columns; i < to * columns; ) kept[at++] = values[i++]!
  }

  /** A row that was just added has no value in a column. */
  addHole(column: number, row: number, reason: string, sinceMs: number): void {
    const before = this.#last.get(column)
    if (
      before !== undefined &&
      before.row + before.rows === row &&
      before.reason === reason &&
      before.sinceMs === sinceMs
    ) {
      before.rows++
      return
    }
    const hole = { column, row, rows: 1, reason, sinceMs }
    this.#holes.push(hole)
    this.#last.set(column, hole)
  }

  /** What came, by time, each moment once. */
  rows(): Rows {
    const rows: Rows = {
      series: this.layout.ids,
      count: this.count,
      timesMs: this.#timesMs.subarray(0, this.count),
      values: this.#values.subarray(0, this.count * this.layout.ids.length),
      holes: this.#holes,
    }
    return this.#isRising ? rows : arranged([rows])
  }

  #grow(least: number): void {
    const rows = Math.max(least, this.#timesMs.length * 2)
    const timesMs = new Float64Array(rows)
    const values = spareArray(rows * this.layout.ids.length)
    timesMs.set(this.#timesMs)
    values.set(this.#values)
    keepSpare(this.#values)
    this.#timesMs = timesMs
    this.#values = values
  }
}

export class OpenMinute {
  /** minutes since 1970 */
  readonly minute: number
  /** by sensor; tables of one sensor have different columns */
  readonly tables = new Map<number, OpenTable[]>()
  readonly frames = new Map<Dictionary, IntervalSet>()
  /** the coordinator's clock when something was added last */
  touchedMs = 0
  values = 0
  /** samples that its tables have room for */
  room = 0
  isClosing = false

  constructor(minute: number) {
    this.minute = minute
  }

  table(layout: Layout): OpenTable {
    const tables = this.tables.get(layout.sensor)
    const found = tables?.find((table) => table.layout === layout || isSame(table.layout.ids, layout.ids))
    if (found !== undefined) return found
    const made = new OpenTable(layout)
    this.room += made.room
    if (tables === undefined) this.tables.set(layout.sensor, [made])
    else tables.push(made)
    return made
  }

  /** This frame is kept when this minute is, as far as it is concerned. */
  holds(dictionary: Dictionary, number: number): void {
    let numbers = this.frames.get(dictionary)
    if (numbers === undefined) {
      numbers = new IntervalSet()
      this.frames.set(dictionary, numbers)
    }
    numbers.add(number)
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
