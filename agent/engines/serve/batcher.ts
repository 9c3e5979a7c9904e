/**
 * Zero-wait batching: a request runs on the next turn of the event loop with whatever else has come by then; while a
 * batch runs, requests queue and make the next one. No timer, so a lone request never waits.
 */
import { limits } from '../../../shared/limits.ts'
import type { Scorer } from '../model/scorer.ts'
import type { InferRequest } from './tensors.ts'

interface Waiting {
  readonly rows: number
  readonly slots: Int32Array
  readonly numbers: Float32Array
  readonly resolve: (scores: Float32Array) => void
  readonly reject: (error: unknown) => void
}

export class Batcher {
  readonly #scorer: Scorer
  readonly #queue: Waiting[] = []
  #busy = false

  constructor(scorer: Scorer) {
    this.#scorer = scorer
  }

  score(request: InferRequest): Promise<Float32Array> {
    const encoded = this.#scorer.encode(request.columns, request.rows)
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array>()
    this.#queue.push({ rows: request.rows, ...encoded, resolve, reject })
    if (!this.#busy) {
      this.#busy = true
      setImmediate(() => void this.#drain())
    }
    return promise
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      let rows = 0
      let count = 0
      while (count < this.#queue.length && (count === 0 || rows + (this.#queue[count]?.rows ?? 0) <= limits.inferRows))
        rows += this.#queue[count++]?.rows ?? 0
      await this.#run(this.#queue.splice(0, count), rows)
    }
    this.#busy = false
  }

  async #run(batch: readonly Waiting[], rows: number): Promise<void> {
    try {
      const one = batch.length === 1 ? batch[0] : undefined
      const slots =
        one?.slots ??
        concat(
          Int32Array,
          batch.map((w) => w.slots),
        )
      const numbers =
        one?.numbers ??
        concat(
          Float32Array,
          batch.map((w) => w.numbers),
        )
      const scores = await this.#scorer.run(slots, numbers, 0, rows)
      let at = 0
      for (const waiting of batch) {
        waiting.resolve(scores.subarray(at, at + waiting.rows))
        at += waiting.rows
      }
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    }
  }
}

function concat<T extends Int32Array | Float32Array>(Type: new (length: number) => T, parts: readonly T[]): T {
  const out = new Type(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
