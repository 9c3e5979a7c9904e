/** The book of series on disk: a small `level` database, written with fsync, for a number that is given twice mixes up samples. */
import { Level } from 'level'
import type { BookDisk } from './series-book.ts'

export interface OpenBookDisk extends BookDisk {
  close(): Promise<void>
}

export async function openBookDisk(folder: string): Promise<OpenBookDisk> {
  const db = new Level<string, string>(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8' })
  await db.open()
  return {
    load: () => db.iterator().all(),
    write: (rows) =>
      db.batch(
        rows.map(([key, value]) => ({ type: 'put' as const, key, value })),
        { sync: true },
      ),
    close: () => db.close(),
  }
}
