/**
 * A spool's disk in memory. The spool on top of it is the real one (`FactSpool`). What was not synced when the host
 * crashed is gone, or has reached the disk all the same: both happen to real disks.
 */
import type { SpoolDisk, StoredFact } from '../link/spool.ts'

export interface MemoryDiskOptions {
  readonly id: string
  /** Resolves when the disk has synced; rejects when it is full or broken. Default: at once. */
  readonly sync?: () => Promise<void>
}

export class MemorySpoolDisk implements SpoolDisk {
  readonly id: string
  readonly #sync: () => Promise<void>
  /** on the disk, cleared ones included until the next sync */
  #stored: StoredFact[] = []
  #last = 0
  #cleared = 0
  #writing: { readonly facts: readonly StoredFact[]; readonly last: number } | undefined
  #life = 0

  constructor({ id, sync = () => Promise.resolve() }: MemoryDiskOptions) {
    this.id = id
    this.#sync = sync
  }

  get last(): number {
    return this.#last
  }

  async write(facts: readonly StoredFact[], last: number): Promise<void> {
    const life = this.#life
    this.#writing = { facts, last }
    try {
      await this.#sync()
    } finally {
      // whoever waits for a write of a life that has ended waits for ever
      if (life !== this.#life) await new Promise(() => {})
    }
    this.#commit()
  }

  async *read(number: number, count: number): AsyncIterable<Uint8Array> {
    const from = Math.max(number, this.#cleared)
    let left = count
    for (const fact of this.#stored) {
      if (fact.number <= from) continue
      if (left-- <= 0) return
      yield fact.value
    }
  }

  async clear(number: number): Promise<void> {
    this.#cleared = Math.max(this.#cleared, number)
  }

  async close(): Promise<void> {
    this.kill(false)
  }

  /** The agent is killed; its host lives on. `reached`: the write under way has reached the disk although nobody heard of it. */
  kill(reached: boolean): void {
    if (reached) this.#commit()
    this.#life++
    this.#writing = undefined
  }

  /** The power is gone: as `kill`, and what was let go of and not synced is there again. */
  crash(reached: boolean): void {
    this.kill(reached)
    this.#cleared = 0
  }

  #commit(): void {
    if (this.#writing === undefined) return
    const { facts, last } = this.#writing
    this.#writing = undefined
    this.#stored = [...this.#stored.filter(({ number }) => number > this.#cleared), ...facts]
    this.#last = Math.max(this.#last, last)
  }
}
