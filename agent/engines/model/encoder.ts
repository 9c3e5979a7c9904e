/** How rows become the model's inputs: dictionaries of categories and scales of numbers, the same on every worker. */
import type { TrainSpec } from '../../../shared/model/pipeline.ts'
import { BadInputError } from '../bad-input.ts'
import { type Duck, quoteName, quoteText } from '../duck.ts'

export interface CategoryFeature {
  readonly kind: 'category'
  readonly name: string
  /** Whether the column holds whole numbers: what a client sends for it. */
  readonly type: 'text' | 'integer'
  /** Sorted; slot `offset + i` of the first layer. */
  readonly values: readonly string[]
  /** First slot; the slot after the last value is for anything else. */
  readonly offset: number
}
export interface NumberFeature {
  readonly kind: 'number'
  readonly name: string
  readonly mean: number
  readonly std: number
}
export type EncodedFeature = CategoryFeature | NumberFeature
export interface Encoder {
  readonly features: readonly EncodedFeature[]
  /** Rows of the first layer's table. */
  readonly slots: number
}

export const categoriesOf = (encoder: Encoder): CategoryFeature[] =>
  encoder.features.filter((f) => f.kind === 'category')
export const numbersOf = (encoder: Encoder): NumberFeature[] => encoder.features.filter((f) => f.kind === 'number')

export interface LocalFile {
  readonly path: string
}

/** Rows of the files with event_time in [from, to), as the source of a FROM clause. */
export function rowsFrom(files: readonly LocalFile[], from: string, to: string, more = ''): string {
  const list = files.map((file) => quoteText(file.path)).join(', ')
  const range = `event_time >= ${quoteText(from)}::TIMESTAMP AND event_time < ${quoteText(to)}::TIMESTAMP`
  return `(SELECT * FROM read_parquet([${list}], file_row_number = true) WHERE ${range}${more})`
}

async function learnCategory(
  duck: Duck,
  from: string,
  name: string,
  type: string,
  keep: number,
): Promise<{ type: 'text' | 'integer'; values: string[] }> {
  const column = quoteName(name)
  const rows = await duck.rows(
    `SELECT ${column}::VARCHAR AS v FROM ${from} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${keep}`,
  )
  const values = rows.map((row) => String(row.v)).sort()
  return { type: /INT/.test(type) ? 'integer' : 'text', values }
}

/** Deterministic: the same files and window give the same encoder on every host. */
export async function learnEncoder(duck: Duck, from: string, features: TrainSpec['features']): Promise<Encoder> {
  const columns = await duck.describe(`SELECT * FROM ${from}`)
  const out: EncodedFeature[] = []
  let offset = 0
  for (const [name, feature] of Object.entries(features)) {
    const type = columns.get(name)
    if (type === undefined) {
      const has = [...columns.keys()].filter((c) => !['label', 'event_time', 'file_row_number'].includes(c))
      throw new BadInputError(`train.features.${name}: the dataset has no column '${name}'; it has ${has.join(', ')}`)
    }
    if (feature.kind === 'category') {
      const learnt = await learnCategory(duck, from, name, type, feature.maxCategories ?? 5_000)
      out.push({ kind: 'category', name, ...learnt, offset })
      offset += learnt.values.length + 1
      continue
    }
    if (!/INT|FLOAT|DOUBLE|DECIMAL|BOOL/.test(type))
      throw new BadInputError(`train.features.${name}: column '${name}' is ${type}; kind 'number' needs a number`)
    const row = (
      await duck.rows(
        `SELECT avg(${quoteName(name)}::DOUBLE) AS mean, stddev_pop(${quoteName(name)}::DOUBLE) AS std FROM ${from}`,
      )
    )[0]
    const std = Number(row?.std ?? 0)
    out.push({ kind: 'number', name, mean: Number(row?.mean ?? 0), std: std > 1e-12 ? std : 1 })
  }
  return { features: out, slots: offset }
}

/** Rows as the model's inputs, row by row. */
export interface EncodedRows {
  readonly rows: number
  /** rows × categories */
  readonly slots: Int32Array
  /** rows × numbers, standardised */
  readonly numbers: Float32Array
  readonly labels: Uint8Array
}

const enumName = (feature: CategoryFeature): string => quoteName(`dictionary of ${feature.name}`)

async function makeEnums(duck: Duck, encoder: Encoder): Promise<void> {
  for (const feature of categoriesOf(encoder)) {
    // An empty ENUM cannot be made; the text below can be no value of a column with an empty dictionary.
    const values = feature.values.length === 0 ? ['\u0001'] : feature.values
    await duck.run(`DROP TYPE IF EXISTS ${enumName(feature)}`)
    await duck.run(`CREATE TYPE ${enumName(feature)} AS ENUM (${values.map(quoteText).join(', ')})`)
  }
}

function selectOf(feature: EncodedFeature): string {
  const column = quoteName(feature.name)
  if (feature.kind === 'number')
    return `((coalesce(${column}::DOUBLE, ${feature.mean}) - (${feature.mean})) / ${feature.std})::FLOAT`
  const text = feature.type === 'text' ? column : `${column}::VARCHAR`
  return `coalesce(${feature.offset} + enum_code(TRY_CAST(${text} AS ${enumName(feature)}))::INTEGER, ${feature.offset + feature.values.length})::INTEGER`
}

/** Reads and encodes rows; `more` gives further columns to `take`, called with each chunk's values by column. */
export async function readRows(duck: Duck, encoder: Encoder, from: string): Promise<EncodedRows> {
  await makeEnums(duck, encoder)
  const rows = Number((await duck.rows(`SELECT count(*)::DOUBLE AS n FROM ${from}`))[0]?.n ?? 0)
  const categories = categoriesOf(encoder)
  const numbers = numbersOf(encoder)
  const out = {
    rows,
    slots: new Int32Array(rows * categories.length),
    numbers: new Float32Array(rows * numbers.length),
    labels: new Uint8Array(rows),
  }
  const list = [...categories.map(selectOf), ...numbers.map(selectOf), 'label::INTEGER'].join(', ')
  const result = await duck.connection.stream(`SELECT ${list} FROM ${from}`)
  let base = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    const copy = (to: Int32Array | Float32Array | Uint8Array, width: number, first: number): void => {
      for (let k = 0; k < width; k++) {
        const vector = chunk.getColumnVector(first + k)
        for (let i = 0; i < chunk.rowCount; i++) to[(base + i) * width + k] = vector.getItem(i) as number
      }
    }
    copy(out.slots, categories.length, 0)
    copy(out.numbers, numbers.length, categories.length)
    copy(out.labels, 1, categories.length + numbers.length)
    base += chunk.rowCount
  }
  return out
}
