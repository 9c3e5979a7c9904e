/** The embedded default: `level`, a row per key, one fsynced batch per change set. */
import { Level } from 'level'
import type { Change } from '../core/table.ts'
import type { ChangeSet, Store } from './store.ts'

const seqKey = '\u0000seq'

/** Opens or makes the database in `folder`. Rejects with a readable reason when another process holds it. */
export async function openLevelStore(folder: string): Promise<Store> {
  const db = new Level<string, string>(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8' })
  try {
    await db.open()
  } catch (cause) {
    const inner = (cause as { cause?: Error }).cause
    throw new Error(
      `cannot open the store in ${folder}: ${inner?.message ?? String(cause)} (is another coordinator running on it?)`,
      { cause },
    )
  }
  let last = Number((await db.get(seqKey)) ?? 0)
  return {
    async load() {
      const rows: Change[] = []
      for await (const [path, text] of db.iterator()) {
        if (path === seqKey) continue
        const cut = path.indexOf('!')
        rows.push({ table: path.slice(0, cut), key: path.slice(cut + 1), row: JSON.parse(text) as object })
      }
      return { seq: last, rows }
    },
    async commit({ seq, changes }: ChangeSet) {
      if (seq !== last + 1) throw new Error(`commit ${seq} after ${last}`)
      const batch = db.batch()
      for (const { table, key, row } of changes) {
        if (row === null) batch.del(`${table}!${key}`)
        else batch.put(`${table}!${key}`, JSON.stringify(row))
      }
      batch.put(seqKey, String(seq))
      await batch.write({ sync: true })
      last = seq
    },
    close: () => db.close(),
  }
}
