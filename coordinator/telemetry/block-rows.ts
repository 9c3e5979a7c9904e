/** A block of a frame as rows: the way samples are kept, judged and told apart by minute. */
import { limits } from '../../shared/limits.ts'
import { WireError } from '../../shared/protocol/codec.ts'
import { type Absence, samplesOf, type TelemetryBlock } from '../../shared/protocol/telemetry.ts'

/** Why there is no value. Reason '' stands for unsupported. */
export interface Absent {
  readonly reason: string
  readonly sinceMs: number
}

/** Of cells below each other. */
export interface AbsentRun extends Absent {
  readonly column: number
  readonly row: number
  readonly rows: number
}

export interface BlockRows {
  readonly count: number
  readonly timesMs: ArrayLike<number>
  /** `values[row * columns + column]`; NaN where there is none, and then there is an absence */
  readonly values: ArrayLike<number>
  readonly absences: readonly AbsentRun[]
  /** of each cell: 0 where it has a value, otherwise 1 + its place in `absences`; null: all have one */
  readonly why: Int32Array | null
}

/** where dates end in ECMAScript */
const latestMs = 8.64e15

const notTold: Absent = { reason: 'not told', sinceMs: 0 }

/** Of a cell without a value. */
export const absentAt = ({ absences, why }: BlockRows, cell: number): Absent => absences[why![cell]! - 1] ?? notTold

/** Throws WireError where the columns do not fit together. `shiftMs` is added to each moment. */
export function rowsOf(block: TelemetryBlock, shiftMs: number): BlockRows {
  const firstMs = block.firstMs ?? 0
  if (!(firstMs >= 0 && firstMs < latestMs))
    throw new WireError(`telemetry block of '${block.sensor ?? ''}': ${firstMs} is no moment`)
  const { first, stepMs, absences } = block
  // nearly every live block: one row, which is its first values
  if (
    (stepMs?.length ?? 0) === 0 &&
    (absences?.length ?? 0) === 0 &&
    first?.length === block.series?.length &&
    areNumbers(first ?? [])
  )
    return { count: 1, timesMs: [firstMs + shiftMs], values: first ?? [], absences: [], why: null }
  const { series, timesMs, values } = samplesOf(block)
  const columns = series.length
  const count = timesMs.length
  const byRow = new Float64Array(values.length)
  for (let column = 0, at = 0; column < columns; column++)
    for (let row = 0; row < count; row++) byRow[row * columns + column] = values[at++]!
  const moved = Float64Array.from(timesMs, (ms) => ms + shiftMs)
  return { count, timesMs: moved, values: byRow, ...absentIn(byRow, columns, absences ?? []) }
}

/** Infinity and what is no number give another difference than 0. */
function areNumbers(values: readonly number[]): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! - values[i]! !== 0) return false
  return true
}

function absentIn(
  values: Float64Array,
  columns: number,
  told: readonly Absence[],
): Pick<BlockRows, 'absences' | 'why'> {
  const absences = told.map(runOf)
  const why = new Int32Array(values.length)
  for (const [i, { column, row, rows }] of absences.entries())
    for (let cell = row * columns + column, left = rows; left > 0; left--, cell += columns) why[cell] = i + 1
  for (let cell = 0; cell < values.length; cell++) {
    if (why[cell] !== 0 || Number.isFinite(values[cell])) continue
    // a value that is no number, and nobody says why
    values[cell] = Number.NaN
    const column = cell % columns
    why[cell] = absences.push({ column, row: (cell - column) / columns, rows: 1, ...notTold })
  }
  return absences.length === 0 ? { absences, why: null } : { absences, why }
}

function runOf({ column, row, rows, reason, sinceMs }: Absence): AbsentRun {
  const since = Number.isFinite(sinceMs) ? (sinceMs ?? 0) : 0
  return { column: column ?? 0, row: row ?? 0, rows: rows ?? 0, reason: shortText(reason ?? ''), sinceMs: since }
}

/** What an agent says in words, cut; a piece of a long text would keep the whole of it in memory. */
export const shortText = (text: string): string =>
  text.length <= limits.shortTextChars ? text : JSON.parse(JSON.stringify(text.slice(0, limits.shortTextChars)))

/** Only these columns of a block of `of` columns. */
export function pickedRows(rows: BlockRows, columns: readonly number[], of: number): BlockRows {
  const { count, values, why } = rows
  const cells = count * columns.length
  const kept = new Float64Array(cells)
  const keptWhy = why === null ? null : new Int32Array(cells)
  const absences: AbsentRun[] = []
  const moved = new Map<number, number>()
  for (let row = 0, at = 0; row < count; row++)
    for (let column = 0; column < columns.length; column++, at++) {
      const cell = row * of + columns[column]!
      kept[at] = values[cell]!
      const old = why?.[cell] ?? 0
      if (old === 0) continue
      const place = moved.get(old) ?? absences.push({ ...rows.absences[old - 1]!, column })
      moved.set(old, place)
      keptWhy![at] = place
    }
  return { ...rows, values: kept, absences, why: keptWhy }
}
