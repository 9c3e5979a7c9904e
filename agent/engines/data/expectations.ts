/** Expectations of a pipeline's columns as SQL, and the checks of the pipeline's own SQL against the source. */
import type { ColumnExpectation, ColumnType, IntakeSpec } from '../../../shared/model/pipeline.ts'
import { BadInputError, messageOf } from '../bad-input.ts'
import { type Duck, quoteName, quoteText } from '../duck.ts'

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  timestamp: 'TIMESTAMP',
  integer: 'BIGINT',
  number: 'DOUBLE',
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
}

/** Reads the source as it is; CSV as text, so that a value that does not cast is a quarantined row and not a failed file. */
export function sourceQuery(spec: IntakeSpec, path: string): string {
  const file = quoteText(path)
  if (spec.source.format === 'parquet') return `SELECT * FROM read_parquet(${file}, file_row_number = true)`
  const read =
    spec.source.format === 'csv' ? `read_csv(${file}, all_varchar = true)` : `read_json(${file}, format = 'auto')`
  return `SELECT *, row_number() OVER () - 1 AS file_row_number FROM ${read}`
}

export function checkColumns(spec: IntakeSpec, has: readonly string[]): void {
  const names = has.filter((name) => name !== 'file_row_number')
  const need = (path: string, name: string): void => {
    if (!names.includes(name))
      throw new BadInputError(`${path}: the source has no column '${name}'; it has ${names.join(', ')}`)
  }
  for (const name of Object.keys(spec.columns)) need(`intake.columns.${name}`, name)
  need('intake.time', spec.time)
  for (const [i, name] of (spec.unique ?? []).entries()) need(`intake.unique.${i}`, name)
  const time = spec.columns[spec.time]
  if (time !== undefined && time.type !== 'timestamp')
    throw new BadInputError(
      `intake.time: column '${spec.time}' is declared ${time.type}; the event time must be a timestamp`,
    )
}

/** Select list: the declared columns cast to their types, the others as they are. */
export function castList(spec: IntakeSpec, names: readonly string[]): string {
  return names
    .filter((name) => name !== 'file_row_number')
    .map((name) => {
      const expected = spec.columns[name] ?? (name === spec.time ? { type: 'timestamp' as const } : undefined)
      const column = quoteName(name)
      return expected === undefined ? column : `TRY_CAST(${column} AS ${sqlTypes[expected.type]}) AS ${column}`
    })
    .join(', ')
}

const literal = (value: number | string, type: ColumnType): string =>
  type === 'timestamp'
    ? `TIMESTAMP ${quoteText(String(value))}`
    : typeof value === 'number'
      ? String(value)
      : quoteText(value)

/** WHEN clauses over the source's rows under the alias `raw`; the first that matches names the reason. */
export function reasonClauses(name: string, expected: ColumnExpectation): string[] {
  const raw = `raw.${quoteName(name)}`
  const value = `TRY_CAST(${raw} AS ${sqlTypes[expected.type]})`
  const clauses: string[] = []
  const when = (condition: string, reason: string): void => {
    clauses.push(`WHEN ${condition} THEN ${quoteText(`${name}: ${reason}`)}`)
  }
  if (expected.nullable !== true) when(`${raw} IS NULL`, 'missing')
  when(`${raw} IS NOT NULL AND ${value} IS NULL`, `not a ${expected.type}`)
  if (expected.min !== undefined) when(`${value} < ${literal(expected.min, expected.type)}`, `below ${expected.min}`)
  if (expected.max !== undefined) when(`${value} > ${literal(expected.max, expected.type)}`, `above ${expected.max}`)
  if (expected.oneOf !== undefined)
    when(`${value} NOT IN (${expected.oneOf.map(quoteText).join(', ')})`, 'not one of the allowed values')
  if (expected.matches !== undefined)
    when(
      `NOT regexp_full_match(${value}::VARCHAR, ${quoteText(expected.matches)})`,
      `does not match ${expected.matches}`,
    )
  return clauses
}

/** Binds one of the pipeline's expressions against the source; throws a message that names the pipeline's own field. */
export async function checkExpression(duck: Duck, path: string, expression: string, from: string): Promise<void> {
  try {
    await duck.describe(`SELECT (${expression}) AS value FROM ${from}`)
  } catch (error) {
    throw new BadInputError(`${path}: ${messageOf(error)}`, error)
  }
}

export function featureList(spec: IntakeSpec): string {
  const features = Object.entries(spec.features).map(([name, sql]) => `(${sql}) AS ${quoteName(name)}`)
  return [...features, `(${spec.label})::TINYINT AS label`, `${quoteName(spec.time)} AS event_time`].join(', ')
}

/** `raw`: query of the source as read; `typed`: query of the declared types. */
export async function checkExpressions(duck: Duck, spec: IntakeSpec, raw: string, typed: string): Promise<void> {
  for (const reserved of ['label', 'event_time'])
    if (Object.hasOwn(spec.features, reserved))
      throw new BadInputError(
        `intake.features.${reserved}: '${reserved}' is made by the intake itself; choose another name`,
      )
  for (const [name, sql] of Object.entries(spec.features))
    await checkExpression(duck, `intake.features.${name}`, sql, `(${typed})`)
  await checkExpression(duck, 'intake.label', `(${spec.label})::TINYINT`, `(${typed})`)
  for (const [name, expected] of Object.entries(spec.columns))
    await checkExpression(
      duck,
      `intake.columns.${name}`,
      `CASE ${reasonClauses(name, expected).join(' ')} END`,
      `(${raw}) AS raw`,
    )
}
