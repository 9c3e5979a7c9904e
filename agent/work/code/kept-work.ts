/**
 * Work directories of attempts that have ended: kept for people to look into, until they take more than their budget, or the disk is
 * nearly full. The oldest go first.
 */
import type { Log } from '../log.ts'

export interface KeptWorkOptions {
  readonly maxBytes: number
  /** of its work directory; rejects never */
  readonly bytesOf: (attempt: string) => Promise<number>
  readonly remove: (attempt: string) => Promise<void>
  /** where the directories lie; undefined: not known */
  readonly freeBytes: () => number | undefined
  /** below it they go, whatever their budget */
  readonly leastFreeBytes: number
  readonly log: Log
}

export class KeptWork {
  readonly #options: KeptWorkOptions
  /** in the order of their ends */
  readonly #kept = new Map<string, number>()
  #sweeping: Promise<void> = Promise.resolve()

  constructor(options: KeptWorkOptions) {
    this.#options = options
  }

  get bytes(): number {
    let sum = 0
    for (const bytes of this.#kept.values()) sum += bytes
    return sum
  }

  /** It has ended and its results are with the coordinator. One after the other, so that order and sums are right. */
  add(attempt: string): Promise<void> {
    this.#sweeping = this.#sweeping.then(async () => {
      const bytes = await this.#options.bytesOf(attempt)
      // one that would cost all the others their place
      if (bytes > this.#options.maxBytes) await this.#remove(attempt, bytes)
      else this.#kept.set(attempt, bytes)
      await this.#sweep()
    })
    return this.#sweeping
  }

  /** It is gone as a whole. */
  drop(attempt: string): void {
    this.#kept.delete(attempt)
  }

  async #sweep(): Promise<void> {
    for (const [attempt, bytes] of this.#kept) {
      if (this.bytes <= this.#options.maxBytes && !this.#diskIsLow()) return
      this.#kept.delete(attempt)
      await this.#remove(attempt, bytes)
    }
  }

  async #remove(attempt: string, bytes: number): Promise<void> {
    const { remove, log } = this.#options
    try {
      await remove(attempt)
    } catch (error) {
      return log('warn', 'a work directory of what has ended could not be removed', { attempt, cause: String(error) })
    }
    if (bytes > 0) log('info', 'removed the work directory of an attempt that has ended', { attempt, bytes })
  }

  #diskIsLow(): boolean {
    return (this.#options.freeBytes() ?? Number.POSITIVE_INFINITY) < this.#options.leastFreeBytes
  }
}
