/** A store in memory, for tests and simulation: keeps rows as JSON text, so that nothing is shared with the state. */
import type { Change } from '../core/table.ts'
import type { ChangeSet, Store } from './store.ts'

export function makeMemoryStore(): Store {
  const rows = new Map<string, string>()
  let last = 0
  return {
    async load() {
      const found: Change[] = []
      for (const [path, text] of rows) {
        const cut = path.indexOf('!')
        found.push({ table: path.slice(0, cut), key: path.slice(cut + 1), row: JSON.parse(text) as object })
      }
      return { seq: last, rows: found }
    },
    async commit({ seq, changes }: ChangeSet) {
      if (seq !== last + 1) throw new Error(`commit ${seq} after ${last}`)
      for (const { table, key, row } of changes) {
        if (row === null) rows.delete(`${table}!${key}`)
        else rows.set(`${table}!${key}`, JSON.stringify(row))
      }
      last = seq
    },
    async close() {},
  }
}
