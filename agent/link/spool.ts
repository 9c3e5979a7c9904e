/**
 * Facts on their way to the coordinator: numbered, on disk before `append` resolves, kept until acknowledged.
 * Concurrent appends share one write to disk (group commit).
 */
import { limits } from '../../shared/limits.ts'
import { decodeFact, encodeFact, type Fact } from '../../shared/protocol/codec.ts'

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
  /** Shards of the attempt whose results wait here, in facts after `number`. */
  waiting(attempt: string, number: number): number[]
  /** Ends of attempts that wait here. */
  endings(): Ending[]
  /** Calls back after new facts are on disk. */
  onAppended(callback: () => void): void
  close(): Promise<void>
}

export interface Ending {
  readonly attempt: string
  readonly exitJson: string
}

export interface StoredFact {
  readonly number: number
  readonly value: Uint8Array
}

/** Where the facts lie: `level-spool.ts` on a real host, memory on a simulated one. */
export interface SpoolDisk {
  readonly id: string
  /** Number of the last fact ever written, as far as the disk remembers. */
  readonly last: number
  /** All at once or none, durable when it resolves. */
  write(facts: readonly StoredFact[], last: number): Promise<void>
  /** Facts after `number`, in order, at most `count`. */
  read(number: number, count: number): AsyncIterable<Uint8Array>
  /** Lets go of facts up to `number`; after a crash they may be there again. */
  clear(number: number): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly number: number
  readonly attempt: string
  readonly shards: readonly number[]
  readonly ending: Ending | undefined
  readonly bytes: number
}
interface Pending {
  readonly fact: NewFact
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What is written with one sync of the disk. */
const factsPerWrite = 256

export class FactSpool implements Spool {
  readonly #disk: SpoolDisk
  #last: number
  #bytes = 0
  readonly #kept: Waiting[] = []
  readonly #pending: Pending[] = []
  #flushing = false
  #roomFreed: (() => void) | undefined
  readonly #callbacks: (() => void)[] = []

  private constructor(disk: SpoolDisk) {
    this.#disk = disk
    this.#last = disk.last
  }

  static async open(disk: SpoolDisk): Promise<FactSpool> {
    const spool = new FactSpool(disk)
    for await (const value of disk.read(0, Number.MAX_SAFE_INTEGER)) spool.#keep(decodeFact(value), value.length)
    return spool
  }

  get id(): string {
    return this.#disk.id
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
    for await (const value of this.#disk.read(number, count)) {
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
    await this.#disk.clear(number)
  }

  waiting(attempt: string, number: number): number[] {
    const shards = this.#kept.flatMap((kept) => (kept.attempt === attempt && kept.number > number ? kept.shards : []))
    for (const { fact } of this.#pending) {
      if (fact.results?.attempt !== attempt) continue
      for (const result of fact.results.results ?? []) shards.push(result.shard ?? 0)
    }
    return shards
  }

  endings(): Ending[] {
    return this.#kept.flatMap(({ ending }) => (ending === undefined ? [] : [ending]))
  }

  onAppended(callback: () => void): void {
    this.#callbacks.push(callback)
  }

  close(): Promise<void> {
    return this.#disk.close()
  }

  #keep(fact: Fact, bytes: number): void {
    const shards = fact.results?.results?.map((result) => result.shard ?? 0) ?? []
    const attempt = fact.results?.attempt ?? ''
    const { ended } = fact
    const ending = ended ? { attempt: ended.attempt ?? '', exitJson: ended.exitJson ?? '' } : undefined
    this.#kept.push({ number: Number(fact.number), attempt, shards, ending, bytes })
    this.#bytes += bytes
  }

  async #flush(): Promise<void> {
    this.#flushing = true
    await Promise.resolve()
    while (this.#pending.length > 0) {
      if (this.#bytes > limits.factSpoolBytes) await this.#room()
      await this.#writeBatch(this.#pending.slice(0, factsPerWrite))
    }
    this.#flushing = false
  }

  async #writeBatch(batch: readonly Pending[]): Promise<void> {
    const written = batch.map(({ fact }, i) => {
      const numbered: Fact = { ...fact, number: this.#last + 1 + i }
      return { fact: numbered, number: Number(numbered.number), value: encodeFact(numbered) }
    })
    const last = this.#last + batch.length
    try {
      await this.#disk.write(written, last)
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
