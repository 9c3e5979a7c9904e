/**
 * A chunk: the samples of one sensor of one host in one minute, as it lies in the store. It is a list of tables, each with its own
 * columns (series) and rows (moments); most have one. A column can be read without the others.
 */
import { BadChunk, ByteReader, ByteWriter } from './byte-buffer.ts'
import { readColumn, writeColumn } from './column-codec.ts'

/** Rows of a column without a value. Reason '' stands for unsupported. */
export interface Hole {
  readonly column: number
  row: number
  rows: number
  readonly reason: string
  readonly sinceMs: number
}

/** `values[row * series.length + column]`: whole numbers (value × 10^decimals); NaN where there is none. Times rise. */
export interface Rows {
  readonly series: ArrayLike<number>
  readonly count: number
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly holes: readonly Hole[]
}

/** One series of a table, as it is read: NaN where there is no value. */
export interface Column {
  readonly series: number
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly holes: readonly Hole[]
}

const version = 1
const writer = new ByteWriter()
const columnWriter = new ByteWriter()
let scratch = new Float64Array(256)
const text = { to: new TextEncoder(), from: new TextDecoder() }

export function encodeChunk(tables: readonly Rows[]): Uint8Array {
  writer.byte(version)
  writer.varint(tables.length)
  for (const table of tables) writeTable(table)
  return writer.take()
}

function writeTable({ series, count, timesMs, values, holes }: Rows): void {
  const columns = series.length
  if (scratch.length < count) scratch = new Float64Array(count * 2)
  writer.varint(count)
  writer.varint(columns)
  for (let column = 0, before = 0; column < columns; column++) {
    writer.signed(series[column]! - before)
    before = series[column]!
  }
  writeColumn(writer, timesMs, count)
  for (let column = 0; column < columns; column++) {
    gather(values, column, columns, count)
    writeColumn(columnWriter, scratch, count)
    writer.varint(columnWriter.at)
    writer.raw(columnWriter.bytes.subarray(0, columnWriter.at))
    columnWriter.at = 0
  }
  const told = holes.length === 0 ? new Uint8Array() : text.to.encode(JSON.stringify(holes.map(listed)))
  writer.varint(told.length)
  writer.raw(told)
}

const listed = (hole: Hole) => [hole.column, hole.row, hole.rows, hole.reason, hole.sinceMs] as const

/** A column into `scratch`; absent values as the one before (or the first one), so that they cost nothing. */
function gather(values: Float64Array, column: number, columns: number, count: number): void {
  let absent = 0
  for (let row = 0, at = column; row < count; row++, at += columns) {
    const value = values[at]!
    scratch[row] = value
    if (Number.isNaN(value)) absent++
  }
  if (absent === 0) return
  let before = 0
  for (let row = 0; row < count; row++) {
    if (Number.isNaN(scratch[row]!)) continue
    before = scratch[row]!
    break
  }
  for (let row = 0; row < count; row++) {
    if (Number.isNaN(scratch[row]!)) scratch[row] = before
    else before = scratch[row]!
  }
}

/** The columns of the series that are wanted, table by table. Throws BadChunk. */
export function readChunk(bytes: Uint8Array, isWanted: (series: number) => boolean): Column[] {
  const reader = new ByteReader(bytes)
  const found: Column[] = []
  forEachTable(reader, (count, series, timesMs) => {
    const columns: { at: number; values: Float64Array }[] = []
    for (let column = 0; column < series.length; column++) {
      const length = reader.varint()
      const end = reader.at + length
      if (isWanted(series[column]!)) columns.push({ at: column, values: readColumn(reader, count) })
      reader.at = end
    }
    const holes = readHoles(reader)
    for (const { at, values } of columns) {
      const own = holes.filter(({ column }) => column === at)
      for (const { row, rows } of own) values.fill(Number.NaN, row, row + rows)
      found.push({ series: series[at]!, timesMs, values, holes: own })
    }
  })
  return found
}

/** The tables whole, as they were written. Throws BadChunk. */
export function readTables(bytes: Uint8Array): Rows[] {
  const reader = new ByteReader(bytes)
  const found: Rows[] = []
  forEachTable(reader, (count, series, timesMs) => {
    const columns = series.length
    const values = new Float64Array(count * columns)
    for (let column = 0; column < columns; column++) {
      reader.varint()
      const read = readColumn(reader, count)
      for (let row = 0; row < count; row++) values[row * columns + column] = read[row]!
    }
    const holes = readHoles(reader)
    for (const { column, row, rows } of holes)
      for (let i = row; i < row + rows; i++) values[i * columns + column] = Number.NaN
    found.push({ series, count, timesMs, values, holes })
  })
  return found
}

function forEachTable(
  reader: ByteReader,
  read: (count: number, series: Float64Array, timesMs: Float64Array) => void,
): void {
  const found = reader.byte()
  if (found !== version) throw new BadChunk(`a chunk of version ${found}; this program reads ${version}`)
  const tables = reader.varint()
  for (let table = 0; table < tables; table++) {
    const count = reader.varint()
    const columns = reader.varint()
    const series = new Float64Array(columns)
    for (let column = 0, id = 0; column < columns; column++) series[column] = id += reader.signed()
    read(count, series, readColumn(reader, count))
  }
}

function readHoles(reader: ByteReader): Hole[] {
  const length = reader.varint()
  if (length === 0) return []
  const rows = JSON.parse(text.from.decode(reader.raw(length))) as [number, number, number, string, number][]
  return rows.map(([column, row, count, reason, sinceMs]) => ({ column, row, rows: count, reason, sinceMs }))
}
