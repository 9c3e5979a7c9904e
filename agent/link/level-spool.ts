/** The spool of a real host: a `level` database. One that cannot be read is set aside, and the new one says so. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Level } from 'level'
import { openOrSetAside } from './level-folder.ts'
import type { Log } from './log.ts'
import { FactSpool, type Spool, type SpoolDisk, type StoredFact } from './spool.ts'

type Db = Level<string, Uint8Array>
const factKey = (number: number): string => `f${String(number).padStart(16, '0')}`

export async function openSpool(stateDir: string, log: Log): Promise<Spool> {
  const path = join(stateDir, 'spool')
  let lost: string | undefined
  const opened = openOrSetAside(path, open, (aside, cause) => {
    lost = cause
    log('error', 'spool is broken and was set aside', { aside, cause })
  })
  const spool = await opened.catch((cause: Error) => {
    const inUse = cause.message.includes('LEVEL_LOCKED')
    const why = inUse ? 'is in use: another agent runs on this state directory' : `cannot be used now: ${cause.message}`
    throw new Error(`${path} ${why}`, { cause })
  })
  if (lost !== undefined)
    await spool.append({ spoolReset: { reason: `the spool could not be read: ${lost}`.slice(0, 500) } })
  return spool
}

async function open(path: string): Promise<Spool> {
  const db: Db = new Level<string, Uint8Array>(path, { valueEncoding: 'view' })
  await db.open()
  try {
    return await FactSpool.open(await openDisk(db))
  } catch (error) {
    await db.close()
    throw error
  }
}

async function openDisk(db: Db): Promise<SpoolDisk> {
  const text = async (key: string): Promise<string | undefined> => {
    const value = await db.get(key)
    return value === undefined ? undefined : Buffer.from(value).toString()
  }
  let id = await text('m!spool')
  if (id === undefined) {
    id = randomBytes(8).toString('hex')
    await db.put('m!spool', Buffer.from(id), { sync: true })
  }
  return new LevelDisk(db, id, Number((await text('m!last')) ?? '0'))
}

class LevelDisk implements SpoolDisk {
  readonly #db: Db
  readonly id: string
  readonly last: number
  #failed = false

  constructor(db: Db, id: string, last: number) {
    this.#db = db
    this.id = id
    this.last = last
  }

  async write(facts: readonly StoredFact[], last: number): Promise<void> {
    const put = (key: string, value: Uint8Array) => ({ type: 'put' as const, key, value })
    const operations = facts.map(({ number, value }) => put(factKey(number), value))
    // After a write that failed (a full disk) a database takes no more until it is opened anew.
    if (this.#failed) await this.#db.close()
    if (this.#failed) await this.#db.open()
    this.#failed = true
    await this.#db.batch([...operations, put('m!last', Buffer.from(String(last)))], { sync: true })
    this.#failed = false
  }

  read(number: number, count: number): AsyncIterable<Uint8Array> {
    return this.#db.values({ gt: factKey(number), lt: 'g', limit: count })
  }

  async clear(number: number): Promise<void> {
    await this.#db.clear({ gte: 'f', lte: factKey(number) })
  }

  async close(): Promise<void> {
    await this.#db.close()
  }
}
