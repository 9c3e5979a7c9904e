/**
 * A typed table: readonly rows by key, replaced whole. Each table notes which keys changed since the last `takeChanges`,
 * so the change set of an input falls out by itself. Iteration is in insertion order; where order decides, callers sort by id.
 */
import { OverlayMap } from './overlay.ts'

export interface Change {
  readonly table: string
  readonly key: string
  /** null: the row went */
  readonly row: object | null
}

export class Table<Row extends object> {
  readonly name: string
  /** volatile tables are never committed */
  readonly durable: boolean
  readonly #rows: Map<string, Row>
  #changed = new Set<string>()

  constructor(name: string, durable: boolean, rows: Map<string, Row> = new Map()) {
    this.name = name
    this.durable = durable
    this.#rows = rows
  }

  /** A table over this one (see OverlayMap): O(1), with no changes noted yet. */
  fork(): Table<Row> {
    return new Table(this.name, this.durable, new OverlayMap(this.#rows))
  }

  get size(): number {
    return this.#rows.size
  }
  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }
  has(key: string): boolean {
    return this.#rows.has(key)
  }
  /** The row, which must exist: its absence is a bug. */
  must(key: string): Row {
    const row = this.#rows.get(key)
    if (row === undefined) throw new Error(`no row ${key} in ${this.name}`)
    return row
  }
  keys(): IterableIterator<string> {
    return this.#rows.keys()
  }
  values(): IterableIterator<Row> {
    return this.#rows.values()
  }
  entries(): IterableIterator<[string, Row]> {
    return this.#rows.entries()
  }
  put(key: string, row: Row): Row {
    this.#rows.set(key, row)
    this.#changed.add(key)
    return row
  }
  /** Replaces some fields; unknown fields of the row survive. */
  patch(key: string, fields: Partial<Row>): Row {
    return this.put(key, { ...this.must(key), ...fields })
  }
  delete(key: string): void {
    if (this.#rows.delete(key)) this.#changed.add(key)
  }
  /** Fills from the store: not a change. */
  load(key: string, row: Row): void {
    this.#rows.set(key, row)
  }
  get changes(): number {
    return this.#changed.size
  }
  takeChanges(into: Change[]): void {
    for (const key of this.#changed) into.push({ table: this.name, key, row: this.#rows.get(key) ?? null })
    this.#changed.clear()
  }
}
