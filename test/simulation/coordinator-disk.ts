/**
 * The coordinator's disk: rows as text, as the embedded store keeps them. A change set is written after a while and all of it or
 * none survives a crash in between; a full disk refuses; older states are kept as backups.
 */
import type { Change } from '../../coordinator/core/table.ts'
import type { ChangeSet } from '../../coordinator/store/store.ts'

export interface Snapshot {
  readonly seq: number
  readonly rows: ReadonlyMap<string, string>
}

/** An error as the store gives it: what is on disk is unknown until the rows are loaded again. */
export class DiskError extends Error {}

export class CoordinatorDisk {
  #rows = new Map<string, string>()
  #seq = 0
  /** no room: commits are refused */
  full = false
  readonly backups: Snapshot[] = []
  /** when a backup was last put back */
  restoredMs: number | null = null

  get seq(): number {
    return this.#seq
  }

  load(): { readonly seq: number; readonly rows: readonly Change[] } {
    const rows: Change[] = []
    // in the order of their keys, as level gives them: what depends on the order of insertion shows here
    for (const path of [...this.#rows.keys()].sort()) {
      const text = this.#rows.get(path) as string
      const cut = path.indexOf('!')
      rows.push({ table: path.slice(0, cut), key: path.slice(cut + 1), row: JSON.parse(text) as object })
    }
    return { seq: this.#seq, rows }
  }

  /** The change set is on disk: all of it. */
  write(set: ChangeSet): void {
    if (this.full) throw new DiskError('no space left on device')
    if (set.seq !== this.#seq + 1) throw new Error(`commit ${set.seq} after ${this.#seq}`)
    for (const { table, key, row } of set.changes) {
      const path = `${table}!${key}`
      if (row === null) this.#rows.delete(path)
      else this.#rows.set(path, JSON.stringify(row))
    }
    this.#seq = set.seq
  }

  row(table: string, key: string): string | undefined {
    return this.#rows.get(`${table}!${key}`)
  }

  get rows(): ReadonlyMap<string, string> {
    return this.#rows
  }

  backUp(): void {
    this.backups.push({ seq: this.#seq, rows: new Map(this.#rows) })
    if (this.backups.length > 4) this.backups.shift()
  }

  /** The disk is lost and an older state is put back. */
  restore(snapshot: Snapshot): void {
    this.#rows = new Map(snapshot.rows)
    this.#seq = snapshot.seq
    while ((this.backups.at(-1)?.seq ?? 0) > snapshot.seq) this.backups.pop()
  }
}
