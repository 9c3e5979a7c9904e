/** Telemetry frames: what a block of samples is in memory, and how it becomes columns of a frame and back. */
import { limits } from '../limits.ts'
import { WireError } from './codec.ts'
import { millwright } from './generated/millwright.js'

export type TelemetryFrame = millwright.TelemetryFrame.$Properties
export type SeriesDef = millwright.SeriesDef.$Properties
export type TelemetryBlock = millwright.TelemetryBlock.$Properties
export type Absence = millwright.Absence.$Properties

/** Samples of one sensor: `values[column * rows + row]`, whole numbers (value × 10^decimals); NaN where there is none. */
export interface Samples {
  readonly sensor: string
  /** rising */
  readonly series: readonly number[]
  /** the host's wall clock of each row, ms, rising */
  readonly timesMs: readonly number[]
  readonly values: Float64Array
  /** why values are NaN, by runs of rows */
  readonly absences: readonly Absence[]
}

export const encodeTelemetry = (frame: TelemetryFrame): Uint8Array => millwright.TelemetryFrame.encode(frame).finish()

export function decodeTelemetry(bytes: Uint8Array): TelemetryFrame {
  if (bytes.length > limits.messageBytes)
    throw new WireError(`telemetry frame of ${bytes.length} bytes; at most ${limits.messageBytes} are taken`)
  try {
    return millwright.TelemetryFrame.decode(bytes)
  } catch (cause) {
    throw new WireError(
      `telemetry frame could not be decoded: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  }
}

const largest = 2 ** 31 - 1

/** Whether two values next to each other can be in one block. */
export const fitsDelta = (before: number, value: number): boolean => Math.abs(value - before) <= largest

/**
 * Columns of a frame. An absent value is written as the one before it (0 at the start), so that its differences cost nothing.
 * Throws RangeError where two neighbours do not fit (`fitsDelta`): the caller begins another block there.
 */
export function blockOf(samples: Samples): TelemetryBlock {
  const { sensor, timesMs, values, absences } = samples
  const rows = timesMs.length
  const columns = samples.series.length
  const first: number[] = new Array(columns)
  const delta: number[] = new Array(columns * Math.max(0, rows - 1))
  let at = 0
  for (let column = 0; column < columns; column++) {
    let before = values[column * rows]!
    if (Number.isNaN(before)) before = 0
    first[column] = before
    for (let row = 1; row < rows; row++) {
      const here = values[column * rows + row]!
      const value = Number.isNaN(here) ? before : here
      if (!fitsDelta(before, value)) throw new RangeError(`a step of ${value - before} does not fit in a block`)
      delta[at++] = value - before
      before = value
    }
  }
  const stepMs = timesMs.slice(1).map((time, i) => time - timesMs[i]!)
  const series = samples.series.map((id, i) => (i === 0 ? id : id - samples.series[i - 1]!))
  return { sensor, series, firstMs: timesMs[0]!, stepMs, first, delta, absences: [...absences] }
}

/** Back again. Throws WireError where the columns do not fit together. */
export function samplesOf(block: TelemetryBlock): Samples {
  const sensor = block.sensor ?? ''
  const steps = block.stepMs ?? []
  const rows = steps.length + 1
  const values = valuesOf(block, sensor, rows)
  return {
    sensor,
    series: sums(block.series ?? []),
    timesMs: sums([block.firstMs ?? 0, ...steps]),
    values,
    absences: block.absences ?? [],
  }
}

function sums(steps: readonly number[]): number[] {
  let sum = 0
  return steps.map((step) => (sum += step))
}

function valuesOf(block: TelemetryBlock, sensor: string, rows: number): Float64Array {
  const first = block.first ?? []
  const delta = block.delta ?? []
  const columns = block.series?.length ?? 0
  if (first.length !== columns || delta.length !== columns * (rows - 1))
    throw new WireError(`telemetry block of '${sensor}': ${columns} series × ${rows} rows do not fit its values`)
  const values = new Float64Array(columns * rows)
  for (let column = 0, at = 0, to = 0; column < columns; column++) {
    let value = first[column]!
    values[to++] = value
    for (let row = 1; row < rows; row++) values[to++] = value += delta[at++]!
  }
  for (const absence of block.absences ?? []) {
    const [column, row, count] = [absence.column ?? 0, absence.row ?? 0, absence.rows ?? 0]
    if (column >= columns || row + count > rows)
      throw new WireError(`telemetry block of '${sensor}': an absence lies outside of it`)
    values.fill(Number.NaN, column * rows + row, column * rows + row + count)
  }
  return values
}

/** Whether a frame waited before it was sent, without reading the rest of it; false for bytes that are no frame. */
export function isBackfill(bytes: Uint8Array): boolean {
  const backfillField = 7
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at++]!
    if (tag === ((backfillField << 3) | 0)) return bytes[at] === 1
    // all fields of a frame have one-byte tags and are numbers or have a length
    let value = 0
    let factor = 1
    for (let more = true; more && at < bytes.length; factor *= 128) {
      const byte = bytes[at++]!
      value += (byte & 127) * factor
      more = byte > 127
    }
    if ((tag & 7) === 2) at += value
    else if ((tag & 7) !== 0) return false
  }
  return false
}
