/** Per-column profile of a table, and how profiles of parts merge. */
import { type Duck, isoTime, quoteName } from '../duck.ts'

export interface ColumnProfile {
  readonly type: string
  readonly count: number
  readonly nulls: number
  /** Approximate for one part (HyperLogLog); exact when `categories` are complete. */
  readonly distinct: number
  readonly min: string | number | null
  readonly max: string | number | null
  readonly mean?: number
  /** 10 %, 50 %, 90 % and so on; approximate (t-digest), merged by a row-weighted mean. */
  readonly quantiles?: Readonly<Record<string, number>>
  /** Counts by value; absent when there are more than `categoriesKept`. */
  readonly categories?: Readonly<Record<string, number>>
}
export type Profile = Readonly<Record<string, ColumnProfile>>

const categoriesKept = 1_000
const quantiles = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/

export async function profileOf(duck: Duck, table: string): Promise<Profile> {
  const out: Record<string, ColumnProfile> = {}
  for (const [name, type] of await duck.describe(`SELECT * FROM ${table}`))
    out[name] = await column(duck, table, name, type)
  return out
}

async function column(duck: Duck, table: string, name: string, type: string): Promise<ColumnProfile> {
  const c = quoteName(name)
  const isNumber = numeric.test(type)
  const text = (of: string): string =>
    isNumber ? `${of}::DOUBLE` : type.startsWith('TIMESTAMP') ? isoTime(of) : `left(${of}::VARCHAR, 200)`
  const more = isNumber
    ? `, avg(${c})::DOUBLE AS mean, approx_quantile(${c}::DOUBLE, [${quantiles.join(', ')}]) AS q`
    : ''
  const row = (
    await duck.rows(`SELECT count(*)::DOUBLE AS count, (count(*) - count(${c}))::DOUBLE AS nulls,
      approx_count_distinct(${c})::DOUBLE AS "distinct", ${text(`min(${c})`)} AS min, ${text(`max(${c})`)} AS max${more} FROM ${table}`)
  )[0]
  const q = (row?.q ?? null) as readonly number[] | null
  const distinct = Number(row?.distinct ?? 0)
  const categories =
    distinct <= categoriesKept && !type.startsWith('TIMESTAMP') ? await counts(duck, table, c) : undefined
  return {
    type,
    count: Number(row?.count ?? 0),
    nulls: Number(row?.nulls ?? 0),
    distinct: categories === undefined ? distinct : Object.keys(categories).length,
    min: (row?.min ?? null) as string | number | null,
    max: (row?.max ?? null) as string | number | null,
    ...(isNumber && typeof row?.mean === 'number' ? { mean: row.mean } : {}),
    ...(q === null ? {} : { quantiles: Object.fromEntries(quantiles.map((p, i) => [String(p), Number(q[i])])) }),
    ...(categories === undefined ? {} : { categories }),
  }
}

async function counts(duck: Duck, table: string, c: string): Promise<Record<string, number> | undefined> {
  const rows = await duck.rows(
    `SELECT ${c}::VARCHAR AS v, count(*)::DOUBLE AS n FROM ${table} WHERE ${c} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${categoriesKept + 1}`,
  )
  return rows.length > categoriesKept
    ? undefined
    : Object.fromEntries(rows.map((row) => [String(row.v), Number(row.n)]))
}

type Extreme = string | number | null
const lesser = (a: Extreme, b: Extreme): Extreme => (a === null ? b : b === null ? a : a < b ? a : b)
const greater = (a: Extreme, b: Extreme): Extreme => (a === null ? b : b === null ? a : a > b ? a : b)

function mergeColumn(a: ColumnProfile, b: ColumnProfile): ColumnProfile {
  const rowsA = a.count - a.nulls
  const rowsB = b.count - b.nulls
  const mix = (x: number, y: number): number => (rowsA + rowsB > 0 ? (x * rowsA + y * rowsB) / (rowsA + rowsB) : 0)
  const categories = a.categories === undefined || b.categories === undefined ? undefined : { ...a.categories }
  for (const [key, n] of Object.entries(b.categories ?? {}))
    if (categories !== undefined) categories[key] = (categories[key] ?? 0) + n
  const whole = categories !== undefined && Object.keys(categories).length <= categoriesKept ? categories : undefined
  const mixed = Object.entries(a.quantiles ?? {}).map(([p, x]) => [p, mix(x, b.quantiles?.[p] ?? x)] as const)
  return {
    type: a.type,
    count: a.count + b.count,
    nulls: a.nulls + b.nulls,
    distinct: whole === undefined ? Math.max(a.distinct, b.distinct) : Object.keys(whole).length,
    min: lesser(a.min, b.min),
    max: greater(a.max, b.max),
    ...(a.mean === undefined && b.mean === undefined ? {} : { mean: mix(a.mean ?? 0, b.mean ?? 0) }),
    ...(mixed.length === 0 ? {} : { quantiles: Object.fromEntries(mixed) }),
    ...(whole === undefined ? {} : { categories: whole }),
  }
}

export function mergeProfiles(parts: readonly Profile[]): Profile {
  const out: Record<string, ColumnProfile> = {}
  for (const part of parts)
    for (const [name, profile] of Object.entries(part)) {
      const known = out[name]
      out[name] = known === undefined ? profile : mergeColumn(known, profile)
    }
  return out
}
