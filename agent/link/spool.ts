/**
 * Facts on their way to the coordinator: numbered, on disk before `append` resolves, kept until acknowledged.
 * Concurrent appends share one fsync (group commit). A spool that cannot be read is set aside and says so.
 */
import { randomBytes } from 'node:crypto'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { Level } from 'level'
import { limits } from '../../shared/limits.ts'
import { decodeFact, encodeFact, type Fact } from '../../shared/protocol/codec.ts'
import type { Log } from './log.ts'

/** A fact before it has its number. */
export type NewFact = Omit<Fact, 'number'>

export interface Spool {
  readonly id: string
  /** Number of the last fact written. */
  last(): number
  /** Resolves when the fact is on disk. */
  append(fact: NewFact): Promise<void>
  /** Facts after `number`, in order, at most `count` of them and about `bytes` bytes (at least one fact). */
  read(number: number, count: number, bytes: number): Promise<Fact[]>
  /** Everything up to `number` is on the coordinator's disk. */
  ack(number: number): Promise<void>
  /** Shards of the attempt whose results wait here. */
  waiting(attempt: string): number[]
  /** Calls back after new facts are on disk. */
  onAppended(callback: () => void): void
  close(): Promise<void>
}

interface Waiting {
  readonly number: number
  readonly attempt: string
  readonly shards: readonly number[]
  readonly bytes: number
}
interface Pending {
  readonly fact: NewFact
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

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
    return await LevelSpool.load(db)
  } catch (error) {
    await db.close()
    throw error
  }
}

class LevelSpool implements Spool {
  readonly id: string
  readonly #db: Db
  #last: number
  #bytes = 0
  readonly #kept: Waiting[] = []
  readonly #pending: Pending[] = []
  #flushing = false
  #roomFreed: (() => void) | undefined
  readonly #callbacks: (() => void)[] = []

  constructor(db: Db, id: string, last: number) {
    this.#db = db
    this.id = id
    this.#last = last
  }

  static async load(db: Db): Promise<LevelSpool> {
    const text = async (key: string): Promise<string | undefined> => {
      const value = await db.get(key)
      return value === undefined ? undefined : Buffer.from(value).toString()
    }
    let id = await text('m!spool')
    if (id === undefined) {
      id = randomBytes(8).toString('hex')
      await db.put('m!spool', Buffer.from(id), { sync: true })
    }
    const spool = new LevelSpool(db, id, Number((await text('m!last')) ?? '0'))
    for await (const value of db.values({ gte: 'f', lt: 'g' })) spool.#keep(decodeFact(value), value.length)
    return spool
  }

  last(): number {
    return this.#last
  }

  append(fact: NewFact): Promise<void> {
    const done = new Promise<void>((resolve, reject) => this.#pending.push({ fact, resolve, reject }))
    if (!this.#flushing) void this.#flush()
    return done
  }

  async read(number: number, count: number, bytes: number): Promise<Fact[]> {
    const facts: Fact[] = []
    let size = 0
    for await (const value of this.#db.values({ gt: factKey(number), lt: 'g', limit: count })) {
      size += value.length
      if (facts.length > 0 && size > bytes) break
      facts.push(decodeFact(value))
    }
    return facts
  }

  async ack(number: number): Promise<void> {
    if (number > this.#last) this.#last = number
    let gone = 0
    while (gone < this.#kept.length && this.#kept[gone]!.number <= number) this.#bytes -= this.#kept[gone++]!.bytes
    if (gone === 0) return
    this.#kept.splice(0, gone)
    this.#roomFreed?.()
    await this.#db.clear({ gte: 'f', lte: factKey(number) })
  }

  waiting(attempt: string): number[] {
    const shards = this.#kept.flatMap((kept) => (kept.attempt === attempt ? kept.shards : []))
    for (const { fact } of this.#pending) {
      if (fact.results?.attempt !== attempt) continue
      for (const result of fact.results.results ?? []) shards.push(result.shard ?? 0)
    }
    return shards
  }

  onAppended(callback: () => void): void {
    this.#callbacks.push(callback)
  }

  async close(): Promise<void> {
    await this.#db.close()
  }

  #keep(fact: Fact, bytes: number): void {
    const shards = fact.results?.results?.map((result) => result.shard ?? 0) ?? []
    this.#kept.push({ number: Number(fact.number), attempt: fact.results?.attempt ?? '', shards, bytes })
    this.#bytes += bytes
  }

  async #flush(): Promise<void> {
    this.#flushing = true
    await Promise.resolve()
    while (this.#pending.length > 0) {
      if (this.#bytes > limits.factSpoolBytes) await this.#room()
      await this.#writeBatch(this.#pending.slice(0, 256))
    }
    this.#flushing = false
  }

  async #writeBatch(batch: readonly Pending[]): Promise<void> {
    const written: { fact: Fact; value: Uint8Array }[] = batch.map(({ fact }, i) => {
      const numbered: Fact = { ...fact, number: this.#last + 1 + i }
      return { fact: numbered, value: encodeFact(numbered) }
    })
    const last = this.#last + batch.length
    const put = (key: string, value: Uint8Array) => ({ type: 'put' as const, key, value })
    const operations = written.map(({ fact, value }) => put(factKey(Number(fact.number)), value))
    try {
      await this.#db.batch([...operations, put('m!last', Buffer.from(String(last)))], { sync: true })
    } catch (error) {
      this.#pending.splice(0, batch.length)
      for (const { reject } of batch) reject(error)
      return
    }
    this.#pending.splice(0, batch.length)
    this.#last = Math.max(this.#last, last)
    for (const { fact, value } of written) this.#keep(fact, value.length)
    for (const { resolve } of batch) resolve()
    for (const callback of this.#callbacks) callback()
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#roomFreed = () => {
        this.#roomFreed = undefined
        resolve()
      }
    })
  }
}
