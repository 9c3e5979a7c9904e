/**
 * Virtual time: a heap of events, one at a time; those of the same instant in an order drawn from the seed. Agents and coordinator
 * use promises: after an event that entered their code, everything that can go on now goes on (one macrotask) before the next.
 */
import { Heap } from '../../coordinator/core/heap.ts'
import { makeRng, type Rng } from '../../shared/rng.ts'

export interface Scheduled {
  readonly atMs: number
  readonly tie: number
  readonly number: number
  /** null: cancelled or done */
  run: (() => void) | null
}

/** More events than this without time going on are a loop. */
const mostAtOnce = 100_000

const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class World {
  readonly seed: number
  #nowMs = 0
  #number = 0
  #touched = false
  #atOnce = 0
  readonly #heap = new Heap(isBefore)
  readonly #ties: Rng
  /** takes an error that nobody caught in the process that was entered last, as that process would */
  entered: ((error: unknown) => void) | undefined
  /** events run so far */
  events = 0

  constructor(seed: number) {
    this.seed = seed
    this.#ties = makeRng(seed, 'ties')
  }

  get nowMs(): number {
    return this.#nowMs
  }

  /** A random stream of its own for one purpose. */
  rng(purpose: string): Rng {
    return makeRng(this.seed, purpose)
  }

  at(atMs: number, run: () => void): Scheduled {
    const event: Scheduled = {
      atMs: Math.max(atMs, this.#nowMs),
      tie: this.#ties.next(),
      number: ++this.#number,
      run,
    }
    this.#heap.push(event)
    return event
  }

  after(delayMs: number, run: () => void): Scheduled {
    return this.at(this.#nowMs + delayMs, run)
  }

  cancel(event: Scheduled | undefined): void {
    if (event !== undefined) event.run = null
  }

  /** Code with promises was entered: let it settle before the next event. */
  touch(): void {
    this.#touched = true
  }

  /** Runs events up to an instant, or until `done` says so. */
  async run(untilMs: number, done: () => boolean = () => false): Promise<void> {
    await this.#settle()
    for (;;) {
      const next = this.#heap.top
      if (next === undefined || next.atMs > untilMs) break
      if (done()) return
      this.#heap.pop()
      const { run } = next
      if (run === null) continue
      next.run = null
      this.#atOnce = next.atMs - this.#nowMs > 1e-6 ? 0 : this.#atOnce + 1
      if (this.#atOnce > mostAtOnce)
        throw new Error(`time stands still at ${next.atMs} ms: ${run.toString().slice(0, 400)}`)
      this.#nowMs = next.atMs
      this.events++
      run()
      if (this.#touched) await this.#settle()
    }
    if (this.#nowMs < untilMs) this.#nowMs = untilMs
  }

  async #settle(): Promise<void> {
    this.#touched = false
    await drained()
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs
  return a.tie !== b.tie ? a.tie < b.tie : a.number < b.number
}
