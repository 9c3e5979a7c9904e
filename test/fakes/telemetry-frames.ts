/** An agent's frames, as tests want them: any rows of any series, live or back-filled. */
import { blockOf, encodeTelemetry, type SeriesDef, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'

export interface FakeSeries {
  readonly sensor?: string
  readonly name: string
  readonly unit?: string
  readonly kind?: string
  readonly decimals?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly states?: readonly string[]
}

/** `values`: of each series, in its unit × 10^decimals; null with a gap's reason in `reason`. */
export interface FakeRow {
  readonly atMs: number
  readonly values: readonly (number | null)[]
  readonly reason?: string
}

export class FakeFrames {
  readonly dictionary: string
  readonly defs: readonly SeriesDef[]
  #number = 0

  constructor(dictionary: string, series: readonly FakeSeries[]) {
    this.dictionary = dictionary
    this.defs = series.map((each, id) => ({
      id,
      sensor: each.sensor ?? 'gpu',
      name: each.name,
      unit: each.unit ?? '°C',
      kind: each.kind ?? 'gauge',
      decimals: each.decimals ?? 0,
      labels: { ...each.labels },
      source: 'test',
      states: [...(each.states ?? [])],
    }))
  }

  /** Rows of all series of one sensor. */
  frame(rows: readonly FakeRow[], more: Partial<TelemetryFrame> = {}): Uint8Array {
    const columns = this.defs.length
    const values = new Float64Array(columns * rows.length)
    const absences: NonNullable<TelemetryFrame['blocks']>[number]['absences'] = []
    for (const [row, each] of rows.entries())
      for (let column = 0; column < columns; column++) {
        const value = each.values[column] ?? null
        values[column * rows.length + row] = value ?? Number.NaN
        if (value === null)
          absences.push({ column, row, rows: 1, reason: each.reason ?? 'timed out', sinceMs: each.atMs })
      }
    const series = this.defs.map(({ id }) => id ?? 0)
    const timesMs = rows.map(({ atMs }) => atMs)
    const block = blockOf({ sensor: this.defs[0]?.sensor ?? '', series, timesMs, values, absences })
    const number = more.number ?? ++this.#number
    const defs = number === 1 || more.backfill === true ? [...this.defs] : []
    return encodeTelemetry({
      dictionary: this.dictionary,
      oldest: 1,
      defs,
      blocks: rows.length === 0 ? [] : [block],
      ...more,
      number,
    })
  }
}
