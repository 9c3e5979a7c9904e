/** Lists in pages: an opaque cursor remembers where the last page ended, so rows that come or go meanwhile do no harm. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { compareIds } from '../../shared/model/ids.ts'
import { textQuery, wholeQuery } from './route.ts'

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** give it back as `cursor` for the next page; null at the end */
  readonly cursor: string | null
}

export const pageQuery = { limit: wholeQuery(1, limits.pageRows), cursor: textQuery }

export function limitOf(query: { readonly limit?: string | undefined }): number {
  return query.limit === undefined ? limits.pageRowsDefault : Number(query.limit)
}

/** `list` names the list, so that a cursor of another one is refused. */
export function writeCursor(list: string, after: string): string {
  return Buffer.from(JSON.stringify([list, after])).toString('base64url')
}

export function readCursor(list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  try {
    const [of, after] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (of === list && typeof after === 'string') return after
  } catch (error) {
    throw new RequestError('bad-cursor', `'${cursor}' is not a cursor of this list`, { field: 'cursor', cause: error })
  }
  throw new RequestError('bad-cursor', `'${cursor}' is a cursor of another list`, { field: 'cursor' })
}

/** One page of `rows`, ordered by `compare` of their keys. */
export function pageOf<Row>(
  list: string,
  rows: Iterable<readonly [string, Row]>,
  compare: (a: string, b: string) => number,
  query: { readonly limit?: string | undefined; readonly cursor?: string | undefined },
): Page<Row> {
  const after = readCursor(list, query.cursor)
  const limit = limitOf(query)
  const found = [...rows].filter(([key]) => after === undefined || compare(after, key) < 0)
  found.sort(([a], [b]) => compare(a, b))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const more = found.length > page.length && last !== undefined
  return { rows: page.map(([, row]) => row), cursor: more ? writeCursor(list, last[0]) : null }
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By ids, of which the greater is the newer. */
export const newestFirst = (a: string, b: string): number => compareIds(b, a)
