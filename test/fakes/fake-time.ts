/** A clock and timers that move only when the test says so. */
import type { Clock, TimerId, Timers } from '../../shared/clock.ts'

interface Entry {
  dueMs: number
  readonly everyMs: number | undefined
  readonly callback: () => void
}

export class FakeTime implements Clock, Timers {
  #nowMs = 0
  #entries: Entry[] = []
  #soon: (() => void)[] = []

  nowMs(): number {
    return this.#nowMs
  }

  setTimeout(callback: () => void, delayMs: number): TimerId {
    return this.#add({ dueMs: this.#nowMs + delayMs, everyMs: undefined, callback })
  }

  setInterval(callback: () => void, everyMs: number): TimerId {
    return this.#add({ dueMs: this.#nowMs + everyMs, everyMs, callback })
  }

  clear(timer: TimerId | undefined): void {
    this.#entries = this.#entries.filter((entry) => entry !== timer)
  }

  soon(callback: () => void): void {
    this.#soon.push(callback)
  }

  /** Everything that is due within `ms` from now happens, in order, promises included. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (;;) {
      await this.settle()
      const next = this.#entries.reduce<Entry | undefined>(
        (a, b) => (a === undefined || b.dueMs < a.dueMs ? b : a),
        undefined,
      )
      if (next === undefined || next.dueMs > untilMs) break
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      if (next.everyMs === undefined) this.clear(next)
      else next.dueMs += next.everyMs
      next.callback()
    }
    this.#nowMs = untilMs
  }

  /** The machine stands still: time goes on, and nothing happens until it is advanced again. */
  jump(ms: number): void {
    this.#nowMs += ms
  }

  /** What is at hand now happens; time does not move. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#soon.length === 0) return
      for (const callback of this.#soon.splice(0)) callback()
    }
  }

  #add(entry: Entry): TimerId {
    this.#entries.push(entry)
    return entry
  }
}
