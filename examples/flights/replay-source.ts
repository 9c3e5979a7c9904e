/** The flights of the replay in time order, a day at a time, with the pipeline's own features and label. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { PipelineSpec } from '../../shared/model/pipeline.ts'

type Value = string | number | boolean | null
export interface Day {
  readonly day: string
  /** by feature, in time order */
  readonly columns: Readonly<Record<string, readonly Value[]>>
  readonly labels: readonly (0 | 1)[]
}

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
const readers = { parquet: 'read_parquet', csv: 'read_csv', json: 'read_json' } as const

/** Days with `from` ≤ day < `to`. Rows without a label are left out: nobody could say what was right. */
export async function* readDays(spec: PipelineSpec, source: string, from: string, to: string): AsyncGenerator<Day> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    for (let month = from; month < to; month = nextMonth(month)) {
      yield* readMonth(connection, spec, source, month, nextMonth(month) < to ? nextMonth(month) : to)
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function* readMonth(
  connection: DuckDBConnection,
  spec: PipelineSpec,
  source: string,
  from: string,
  to: string,
): AsyncGenerator<Day> {
  const { intake } = spec
  const time = quoteName(intake.time)
  const names = Object.keys(intake.features)
  const features = Object.entries(intake.features).map(
    ([name, sql]) => `${asPlain(spec, name, sql)} AS ${quoteName(name)}`,
  )
  const result = await connection.stream(`
    SELECT strftime(${time}, '%Y-%m-%d') AS day, (${intake.label})::INTEGER AS label, ${features.join(', ')}
    FROM ${readers[intake.source.format]}(${quoteText(source)})
    WHERE ${time} >= ${quoteText(from)} AND ${time} < ${quoteText(to)} AND (${intake.label}) IS NOT NULL
    ORDER BY ${[intake.time, ...Object.keys(intake.columns)].map(quoteName).join(', ')}`)
  let day = ''
  let labels: (0 | 1)[] = []
  let columns: Value[][] = names.map(() => [])
  const take = (): Day => ({
    day,
    labels,
    columns: Object.fromEntries(names.map((name, i) => [name, columns[i] ?? []])),
  })
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    const [days, given, ...values] = Array.from({ length: names.length + 2 }, (_, i) => chunk.getColumnValues(i)) as [
      string[],
      (0 | 1)[],
      ...Value[][],
    ]
    for (let row = 0; row < chunk.rowCount; row++) {
      if (days[row] !== day) {
        if (labels.length > 0) yield take()
        day = days[row] as string
        labels = []
        columns = names.map(() => [])
      }
      labels.push(given[row] as 0 | 1)
      for (let i = 0; i < names.length; i++) (columns[i] as Value[]).push((values[i] as Value[])[row] as Value)
    }
  }
  if (labels.length > 0) yield take()
}

/** Numbers as doubles, whole numbers that are categories as 32 bits, the rest as text: no value needs BigInt. */
function asPlain(spec: PipelineSpec, name: string, sql: string): string {
  if (spec.train.features[name]?.kind === 'number') return `(${sql})::DOUBLE`
  return `(${sql})::VARCHAR`
}

function nextMonth(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number]
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
}
