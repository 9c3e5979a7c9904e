/** The spool of a real host: a `level` database. One that cannot be read is set aside, and the new one says so. */
import { randomBytes } from 'node:crypto'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { Level } from 'level'
import type { Log } from './log.ts'
import { FactSpool, type Spool, type SpoolDisk, type StoredFact } from './spool.ts'

type Db = Level<string, Uint8Array>
const factKey = (number: number): string => `f${String(number).padStart(16, '0')}`

export async function openSpool(stateDir: string, log: Log): Promise<Spool> {
  const path = join(stateDir, 'spool')
  try {
    return await open(path)
  } catch (cause) {
    const text = describe(cause)
    if (text.includes('LEVEL_LOCKED') || text.includes('lock')) {
      throw new Error(`${path} is in use: another agent runs on this state directory`, { cause })
    }
    const aside = `${path}.broken-${Date.now()}`
    log('error', 'spool is broken and was set aside', { aside, cause: text })
    renameSync(path, aside)
    const spool = await open(path)
    await spool.append({ spoolReset: { reason: `the spool could not be read: ${text}`.slice(0, 500) } })
    return spool
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return `${code} ${error.message}${error.cause === undefined ? '' : `: ${describe(error.cause)}`}`
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

  constructor(db: Db, id: string, last: number) {
    this.#db = db
    this.id = id
    this.last = last
  }

  async write(facts: readonly StoredFact[], last: number): Promise<void> {
    const put = (key: string, value: Uint8Array) => ({ type: 'put' as const, key, value })
    const operations = facts.map(({ number, value }) => put(factKey(number), value))
    await this.#db.batch([...operations, put('m!last', Buffer.from(String(last)))], { sync: true })
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
