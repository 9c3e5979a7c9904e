/** The minute of one host that samples still come for: tables in memory, and which frames they came in. */
import { IntervalSet } from '../core/interval-set.ts'
import type { Hole, Rows } from './chunk.ts'
import type { Dictionary } from './dictionary.ts'
import type { Layout } from './layout.ts'
import { arranged } from './merge-rows.ts'
import { keepSpare, spareArray } from './spare-arrays.ts'

export const minuteMs = 60_000

/** Samples lie in blocks of so many rows, all of one size: a block of one minute serves the next one. */
const rowsPerBlock = 16

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
  #timesMs = spareArray(rowsPerBlock)
  readonly #blocks: Float64Array[] = []
  #isRising = true
  readonly #holes: Hole[] = []
  /** the newest hole of a column, to be made longer */
  readonly #last = new Map<number, Hole>()

  constructor(layout: Layout) {
    this.layout = layout
    this.#grow(1)
  }

  /** Samples that it takes the memory of. */
  get room(): number {
    return this.#blocks.length * rowsPerBlock * this.layout.ids.length
  }

  /** Nothing is asked of it any more. */
  release(): void {
    keepSpare(this.#timesMs)
    for (const block of this.#blocks.splice(0)) keepSpare(block)
    this.#timesMs = new Float64Array(0)
    this.count = 0
  }

  add({ timesMs, values, from, to }: Added): void {
    const columns = this.layout.ids.length
    if (this.count > 0 && timesMs[from]! <= this.#timesMs[this.count - 1]!) this.#isRising = false
    this.#grow(this.count + to - from)
    for (let row = from; row < to; row++) {
      const block = this.#blocks[Math.floor(this.count / rowsPerBlock)]!
      const end = (row + 1) * columns
      for (let i = row * columns, at = (this.count % rowsPerBlock) * columns; i < end; ) block[at++] = values[i++]!
      this.#timesMs[this.count++] = timesMs[row]!
    }
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

  /** What came, by time, each moment once. `room`: where its samples are put together; large enough for `room` of them. */
  rows(room: Float64Array): Rows {
    const columns = this.layout.ids.length
    const size = this.count * columns
    for (const [i, block] of this.#blocks.entries()) {
      const at = i * block.length
      if (at < size) room.set(size - at < block.length ? block.subarray(0, size - at) : block, at)
    }
    const rows: Rows = {
      series: this.layout.ids,
      count: this.count,
      timesMs: this.#timesMs.subarray(0, this.count),
      values: room.subarray(0, size),
      holes: this.#holes,
    }
    return this.#isRising ? rows : arranged([rows])
  }

  #grow(rows: number): void {
    const blocks = Math.ceil(rows / rowsPerBlock)
    while (this.#blocks.length < blocks) this.#blocks.push(spareArray(rowsPerBlock * this.layout.ids.length))
    if (this.#timesMs.length >= rows) return
    const timesMs = spareArray(Math.max(blocks * rowsPerBlock, this.#timesMs.length * 2))
    timesMs.set(this.#timesMs)
    keepSpare(this.#timesMs)
    this.#timesMs = timesMs
  }
}

/** The rows of these tables, in memory that is theirs while `use` runs. */
export function withRows<T>(tables: readonly OpenTable[], use: (rows: readonly Rows[]) => T): T {
  const rooms = tables.map(({ room }) => spareArray(room))
  try {
    return use(tables.map((table, i) => table.rows(rooms[i]!)))
  } finally {
    for (const room of rooms) keepSpare(room)
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
