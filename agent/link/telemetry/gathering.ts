/** A frame in the making: rows of samples, column by column once it is closed. */
import { limits } from '../../../shared/limits.ts'
import type { millwright } from '../../../shared/protocol/generated/millwright.js'
import {
  type Absence,
  blockOf,
  fitsDelta,
  type Samples,
  type SeriesDef,
  type TelemetryBlock,
} from '../../../shared/protocol/telemetry.ts'
import { defOf, type Series } from './dictionary.ts'

export type TextSample = millwright.TextSample.$Properties

/** The columns of a sensor's rows: one object for as long as a sensor's rounds have the same series. */
export interface Columns {
  readonly sensor: string
  /** by id, rising */
  readonly series: readonly Series[]
  /** the link on which all of them were defined last */
  definedOn: number
}

/** Why a row has no value in a column. */
export interface Absent {
  readonly column: number
  readonly reason: string
  readonly sinceMs: number
}

export interface Row {
  readonly columns: Columns
  /** by the host's clock */
  readonly hostMs: number
  /** whole numbers; NaN where there is none */
  readonly values: Float64Array
  readonly absent: readonly Absent[]
}

/** What a closed frame is made of. */
export interface Gathered {
  readonly blocks: TelemetryBlock[]
  readonly texts: TextSample[]
  readonly columns: readonly Columns[]
  /** whose texts are in it */
  readonly textSeries: readonly Series[]
  readonly samples: number
}

interface OpenBlock {
  readonly columns: Columns
  readonly rows: Row[]
  /** of each column as `blockOf` writes it: an absent value as the one before it, 0 at the start */
  readonly written: Float64Array
}

export class Gathering {
  #blocks: OpenBlock[] = []
  readonly #open = new Map<Columns, OpenBlock>()
  #texts = new Map<Series, TextSample>()
  #samples = 0
  #isFull = false

  get isEmpty(): boolean {
    return this.#blocks.length === 0 && this.#texts.size === 0
  }

  /** It has as much as one frame is to have. */
  get isFull(): boolean {
    return this.#isFull
  }

  add(given: Row): void {
    const row = complete(given)
    let block = this.#open.get(row.columns)
    if (block === undefined || !follows(block, row)) {
      block = { columns: row.columns, rows: [], written: new Float64Array(row.values.length) }
      this.#open.set(row.columns, block)
      this.#blocks.push(block)
    }
    block.rows.push(row)
    for (let i = 0; i < row.values.length; i++) if (!Number.isNaN(row.values[i])) block.written[i] = row.values[i]!
    this.#samples += row.values.length
    if (block.rows.length >= limits.telemetryRows || this.#samples + row.values.length > limits.telemetryFrameSamples)
      this.#isFull = true
  }

  /** The newest of a series is enough. */
  tell(series: Series, text: TextSample): void {
    this.#texts.set(series, text)
  }

  /** Hands over what was gathered and starts anew. */
  close(): Gathered {
    const gathered = {
      blocks: this.#blocks.map(closeBlock),
      texts: [...this.#texts.values()],
      columns: this.#blocks.map(({ columns }) => columns),
      textSeries: [...this.#texts.keys()],
      samples: this.#samples,
    }
    this.#blocks = []
    this.#open.clear()
    this.#texts = new Map()
    this.#samples = 0
    this.#isFull = false
    return gathered
  }
}

/** Each value that is no number has its reason: without one it would be read as the value before it. */
function complete(row: Row): Row {
  const { values, absent } = row
  if (values.every(Number.isFinite)) return row
  const told = new Set(absent.map(({ column }) => column))
  const untold: Absent[] = []
  for (const [column, value] of values.entries())
    if (!Number.isFinite(value) && !told.has(column)) untold.push({ column, reason: 'not told', sinceMs: 0 })
  if (untold.length === 0) return row
  const numbers = values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
  return { ...row, values: numbers, absent: [...absent, ...untold] }
}

/** Whether the row can stand under the last one of the block. */
function follows({ rows, written }: OpenBlock, { hostMs, values }: Row): boolean {
  if (hostMs <= rows.at(-1)!.hostMs) return false
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i]) && !fitsDelta(written[i]!, values[i]!)) return false
  return true
}

function closeBlock({ columns, rows }: OpenBlock): TelemetryBlock {
  const { length } = rows
  const values = new Float64Array(columns.series.length * length)
  for (const [r, row] of rows.entries())
    for (let c = 0; c < row.values.length; c++) values[c * length + r] = row.values[c]!
  const samples: Samples = {
    sensor: columns.sensor,
    series: columns.series.map(({ id }) => id),
    timesMs: rows.map(({ hostMs }) => hostMs),
    values,
    absences: absencesOf(rows),
  }
  return blockOf(samples)
}

interface Run extends Absent {
  readonly row: number
  rows: number
}

/** By runs of rows. */
function absencesOf(rows: readonly Row[]): Absence[] {
  const all: Run[] = []
  const last = new Map<number, Run>()
  for (const [row, { absent }] of rows.entries()) {
    for (const { column, reason, sinceMs } of absent) {
      const run = last.get(column)
      if (run !== undefined && run.row + run.rows === row && run.reason === reason && run.sinceMs === sinceMs)
        run.rows++
      else {
        const begun = { column, row, rows: 1, reason, sinceMs }
        last.set(column, begun)
        all.push(begun)
      }
    }
  }
  return all
}

/** Every series of a frame, once. */
export function defsOf({ columns, textSeries }: Pick<Gathered, 'columns' | 'textSeries'>): SeriesDef[] {
  const all = new Set<Series>(textSeries)
  for (const { series } of columns) for (const each of series) all.add(each)
  return [...all].map(defOf)
}

/** Those not yet defined on this link, which then are. */
export function newDefsOf({ columns, textSeries }: Gathered, link: number): SeriesDef[] {
  const defs: SeriesDef[] = []
  const take = (series: readonly Series[]): void => {
    for (const each of series) {
      if (each.definedOn === link) continue
      each.definedOn = link
      defs.push(defOf(each))
    }
  }
  take(textSeries)
  for (const each of columns) {
    if (each.definedOn !== link) take(each.series)
    each.definedOn = link
  }
  return defs
}
