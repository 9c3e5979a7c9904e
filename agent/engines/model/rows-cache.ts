/** Encoded rows of one part of a window, read once per process. */
import { createHash } from 'node:crypto'
import type { ArtifactRef } from '../../../shared/model/job.ts'
import type { Duck } from '../duck.ts'
import { type EncodedRows, type Encoder, type LocalFile, readRows, rowsFrom } from './encoder.ts'

export interface PartOf {
  readonly from: string
  readonly to: string
  readonly part: number
  readonly of: number
}

/** Parts kept: a worker may be lent any part of a round. */
const kept = 8

/** Rows of a part: every `of`-th row of each file, so that parts are alike in time. */
export const partFrom = (files: readonly LocalFile[], at: PartOf): string =>
  rowsFrom(files, at.from, at.to, at.of > 1 ? ` AND file_row_number % ${at.of} = ${at.part}` : '')

export class RowsCache {
  readonly #duck: Duck
  readonly #parts = new Map<string, Promise<EncodedRows>>()

  constructor(duck: Duck) {
    this.#duck = duck
  }

  /** `bring` gives the local files; asked only when the part is not here yet. */
  get(
    encoder: Encoder,
    refs: readonly ArtifactRef[],
    at: PartOf,
    bring: () => Promise<readonly LocalFile[]>,
  ): Promise<EncodedRows> {
    const what = JSON.stringify([encoder, refs.map((r) => r.sha256), at])
    const key = createHash('sha256').update(what).digest('hex')
    let rows = this.#parts.get(key)
    if (rows === undefined) rows = bring().then((files) => readRows(this.#duck, encoder, partFrom(files, at)))
    this.#parts.delete(key)
    this.#parts.set(key, rows)
    rows.catch(() => this.#parts.delete(key))
    for (const oldest of this.#parts.keys()) if (this.#parts.size > kept) this.#parts.delete(oldest)
    return rows
  }
}
