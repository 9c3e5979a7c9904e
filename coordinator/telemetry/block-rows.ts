/** A block of a frame as rows: the way samples are kept, judged and told apart by minute. */
import { WireError } from '../../shared/protocol/codec.ts'
import { type Samples, samplesOf, type TelemetryBlock } from '../../shared/protocol/telemetry.ts'

export interface BlockRows {
  readonly count: number
  readonly timesMs: ArrayLike<number>
  /** `values[row * columns + column]`; NaN where there is none */
  readonly values: ArrayLike<number>
  readonly absences: Samples['absences']
}

/** where dates end in ECMAScript */
const latestMs = 8.64e15

/** Throws WireError where the columns do not fit together. `shiftMs` is added to each moment. */
export function rowsOf(block: TelemetryBlock, shiftMs: number): BlockRows {
  const absences = block.absences ?? []
  const firstMs = block.firstMs ?? 0
  if (!(firstMs >= 0 && firstMs < latestMs))
    throw new WireError(`telemetry block of '${block.sensor ?? ''}': ${firstMs} is no moment`)
  // nearly every live block: one row, which is its first values
  if ((block.stepMs?.length ?? 0) === 0 && absences.length === 0 && block.first?.length === block.series?.length)
    return {
      count: 1,
      timesMs: [firstMs + shiftMs],
      values: block.first ?? [],
      absences,
    }
  const { series, timesMs, values } = samplesOf(block)
  const columns = series.length
  const count = timesMs.length
  const byRow = new Float64Array(values.length)
  for (let column = 0, at = 0; column < columns; column++)
    for (let row = 0; row < count; row++) byRow[row * columns + column] = values[at++]!
  return { count, timesMs: Float64Array.from(timesMs, (ms) => ms + shiftMs), values: byRow, absences }
}
