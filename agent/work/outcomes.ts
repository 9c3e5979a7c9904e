/** Results of one attempt's shards on their way into the spool: what arrives in one turn travels in one fact. */
import type { Timers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { ShardResult } from '../../shared/protocol/codec.ts'
import type { NewFact } from './facts.ts'

export interface OutcomesOptions {
  readonly attempt: string
  readonly timers: Timers
  readonly append: (fact: NewFact) => Promise<void>
  /** the results of these shards are on this host's disk */
  readonly onWritten: (shards: readonly number[]) => void
  readonly onFatal: (error: unknown) => void
}

export class Outcomes {
  readonly #options: OutcomesOptions
  #pending: ShardResult[] = []
  #writing = 0
  #idle: (() => void)[] = []
  #preparing = 0

  constructor(options: OutcomesOptions) {
    this.#options = options
  }

  push(result: ShardResult): void {
    this.#pending.push(result)
    if (this.#pending.length === 1) this.#options.timers.soon(() => this.#flush())
  }

  /** Counts work that will push later (uploads), so that the end of the attempt waits for it. */
  async prepare(work: Promise<void>): Promise<void> {
    this.#preparing++
    try {
      await work
    } finally {
      this.#preparing--
      this.#checkIdle()
    }
  }

  /** Resolves when every result so far is on disk. */
  settled(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  #isIdle(): boolean {
    return this.#pending.length === 0 && this.#writing === 0 && this.#preparing === 0
  }

  #checkIdle(): void {
    if (!this.#isIdle()) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #flush(): void {
    const all = this.#pending
    this.#pending = []
    for (let from = 0; from < all.length; from += limits.resultsPerFact) {
      void this.#write(all.slice(from, from + limits.resultsPerFact))
    }
  }

  async #write(results: ShardResult[]): Promise<void> {
    this.#writing++
    try {
      await this.#options.append({ results: { attempt: this.#options.attempt, results } })
      this.#options.onWritten(results.map((result) => result.shard ?? 0))
    } catch (error) {
      this.#options.onFatal(error)
    } finally {
      this.#writing--
      this.#checkIdle()
    }
  }
}
