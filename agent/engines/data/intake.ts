/** Intake of one part of the source: check, quarantine, transform, profile, write Parquet. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IntakeItem, IntakeResult } from '../../../shared/model/engines.ts'
import type { IntakeSpec } from '../../../shared/model/pipeline.ts'
import { BadInputError, messageOf } from '../bad-input.ts'
import { type Duck, isoTime, quoteName, quoteText } from '../duck.ts'
import type { HandlerOutput, ShardContext } from '../worker.ts'
import { castList, checkColumns, checkExpressions, featureList, reasonClauses, sourceQuery } from './expectations.ts'
import { profileOf } from './profile.ts'

/**
 * Rows before a part that are read as witnesses only: a duplicate whose first copy lies there is found by the later
 * part. In a time-ordered source exact duplicates share their time, so they lie close together.
 */
export const lookBackRows = 8_192

async function countRows(duck: Duck, spec: IntakeSpec, path: string): Promise<number> {
  const file = quoteText(path)
  const sql =
    spec.source.format === 'parquet'
      ? `SELECT num_rows AS n FROM parquet_file_metadata(${file})`
      : `SELECT count(*) AS n FROM (${sourceQuery(spec, path)})`
  return Number((await duck.rows(sql))[0]?.n ?? 0)
}

/** Table `part`: the rows [start, end) as read, with the look-back before them. */
async function readPart(
  duck: Duck,
  spec: IntakeSpec,
  path: string,
  item: IntakeItem,
): Promise<{ start: number; names: string[] }> {
  const query = sourceQuery(spec, path)
  let names: string[]
  try {
    names = [...(await duck.describe(query)).keys()]
  } catch (error) {
    throw new BadInputError(`intake.source.file: ${messageOf(error)}`, error)
  }
  checkColumns(spec, names)
  await checkExpressions(duck, spec, query, `SELECT ${castList(spec, names)} FROM (${query})`)
  const rows = await countRows(duck, spec, path)
  const start = Math.floor((rows * item.part) / item.of)
  const end = Math.floor((rows * (item.part + 1)) / item.of)
  const first = spec.unique === undefined ? start : Math.max(0, start - lookBackRows)
  const range = `file_row_number >= ${first} AND file_row_number < ${end}`
  await duck.run(`CREATE OR REPLACE TEMP TABLE part AS SELECT * FROM (${query}) WHERE ${range}`)
  return { start, names }
}

/** Table `duplicates`: rows with an equal row before them. Hashes first, so that only a handful of rows is compared. */
async function findDuplicates(duck: Duck, unique: readonly string[] | undefined): Promise<void> {
  if (unique === undefined) return duck.run('CREATE OR REPLACE TEMP TABLE duplicates (file_row_number BIGINT)')
  const columns = unique.map(quoteName).join(', ')
  await duck.run(`CREATE OR REPLACE TEMP TABLE duplicates AS
    WITH twice AS (SELECT hash(${columns}) AS h FROM part GROUP BY h HAVING count(*) > 1)
    SELECT file_row_number FROM (
      SELECT file_row_number, row_number() OVER (PARTITION BY ${columns} ORDER BY file_row_number) AS copy
      FROM part WHERE hash(${columns}) IN (SELECT h FROM twice)) WHERE copy > 1`)
}

/** Table `checked`: rows in the declared types with `_reason`, NULL for the good ones. */
async function check(duck: Duck, spec: IntakeSpec, start: number, names: readonly string[]): Promise<void> {
  const clauses = Object.entries(spec.columns).flatMap(([name, expected]) => reasonClauses(name, expected))
  if (!Object.hasOwn(spec.columns, spec.time)) clauses.push(...reasonClauses(spec.time, { type: 'timestamp' }))
  if (spec.unique !== undefined)
    clauses.push(`WHEN file_row_number IN (SELECT file_row_number FROM duplicates) THEN 'duplicate row'`)
  await duck.run(`CREATE OR REPLACE TEMP TABLE checked AS
    SELECT ${castList(spec, names)}, file_row_number, CASE ${clauses.join(' ')} END AS _reason
    FROM part AS raw WHERE file_row_number >= ${start}`)
  await namingFeature(duck, spec, () =>
    duck.run(`UPDATE checked SET _reason = 'label: missing' WHERE _reason IS NULL AND (${spec.label}) IS NULL`),
  )
}

/** Runs SQL of the pipeline; when it fails on the data, finds which expression it was. */
async function namingFeature(duck: Duck, spec: IntakeSpec, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const expressions: [string, string][] = [['intake.label', spec.label]]
    for (const [name, sql] of Object.entries(spec.features)) expressions.push([`intake.features.${name}`, sql])
    for (const [path, sql] of expressions) {
      try {
        await duck.run(`SELECT count(DISTINCT hash(${sql})) FROM checked WHERE _reason IS NULL`)
      } catch (cause) {
        throw new BadInputError(`${path}: ${messageOf(cause)}`, cause)
      }
    }
    throw error
  }
}

async function reasonsOf(duck: Duck): Promise<Record<string, number>> {
  const rows = await duck.rows(
    'SELECT _reason AS reason, count(*)::DOUBLE AS n FROM checked WHERE _reason IS NOT NULL GROUP BY 1 ORDER BY 1',
  )
  return Object.fromEntries(rows.map((row) => [String(row.reason), Number(row.n)]))
}

export async function intake(
  duck: Duck,
  spec: IntakeSpec,
  item: IntakeItem,
  context: ShardContext,
): Promise<HandlerOutput> {
  const source = spec.source.artifact
  if (source === undefined) throw new BadInputError('intake.source.artifact: the source file was not uploaded')
  const { start, names } = await readPart(duck, spec, await context.fetch(source), item)
  await findDuplicates(duck, spec.unique)
  await check(duck, spec, start, names)
  const reasons = await reasonsOf(duck)
  const quarantined = Object.values(reasons).reduce((a, b) => a + b, 0)
  const artifacts: Record<string, string> = {
    data: join(context.dir, 'data.parquet'),
    profile: join(context.dir, 'profile.json'),
  }
  const good = `SELECT ${featureList(spec)} FROM checked WHERE _reason IS NULL ORDER BY ${quoteName(spec.time)}, file_row_number`
  await namingFeature(duck, spec, () => duck.run(`CREATE OR REPLACE TEMP TABLE good AS ${good}`))
  await duck.run(`COPY good TO ${quoteText(artifacts.data ?? '')} (FORMAT parquet, COMPRESSION zstd)`)
  if (quarantined > 0) {
    artifacts.quarantine = join(context.dir, 'quarantine.parquet')
    await duck.run(`COPY (SELECT part.*, _reason AS reason FROM part JOIN checked USING (file_row_number) WHERE _reason IS NOT NULL)
      TO ${quoteText(artifacts.quarantine)} (FORMAT parquet, COMPRESSION zstd)`)
  }
  const span = (
    await duck.rows(
      `SELECT count(*)::DOUBLE AS n, ${isoTime('min(event_time)')} AS t0, ${isoTime('max(event_time)')} AS t1 FROM good`,
    )
  )[0]
  await writeFile(artifacts.profile ?? '', JSON.stringify(await profileOf(duck, 'good')))
  const result: IntakeResult = {
    rows: Number(span?.n ?? 0),
    quarantined,
    reasons,
    from: String(span?.t0 ?? ''),
    to: String(span?.t1 ?? ''),
  }
  return { result: { ...result }, artifacts }
}
