/** Timers of one simulated host, which can stand still: what falls due meanwhile happens, in order, when it goes on. */
import type { TimerId, Timers } from '../../shared/clock.ts'

interface Entry {
  readonly callback: () => void
  readonly inner: TimerId | undefined
}

export class PausableTimers implements Timers {
  readonly #base: Timers
  #paused = false
  #due: Entry[] = []

  constructor(base: Timers) {
    this.#base = base
  }

  setTimeout(callback: () => void, delayMs: number): TimerId {
    const entry: Entry = { callback, inner: this.#base.setTimeout(() => this.#fire(entry), delayMs) }
    return entry
  }

  setInterval(callback: () => void, everyMs: number): TimerId {
    const entry: Entry = { callback, inner: this.#base.setInterval(() => this.#fire(entry), everyMs) }
    return entry
  }

  clear(timer: TimerId | undefined): void {
    if (timer === undefined) return
    this.#base.clear((timer as Entry).inner)
    if (this.#due.length > 0) this.#due = this.#due.filter((entry) => entry !== timer)
  }

  soon(callback: () => void): void {
    this.#base.soon(() => this.#fire({ callback, inner: undefined }))
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    // one that fires may clear another, or pause again
    while (!this.#paused && this.#due.length > 0) this.#due.shift()!.callback()
  }

  #fire(entry: Entry): void {
    if (!this.#paused) entry.callback()
    // an interval falls due once, however long the host stood still
    else if (!this.#due.includes(entry)) this.#due.push(entry)
  }
}
