/** Tries again, for ever or until a final error, with growing pauses; `close` ends all tries. */
import type { TimerId, Timers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Log } from './log.ts'

export class Backoff {
  readonly #log: Log
  readonly #timers: Timers
  readonly #abort = new AbortController()

  constructor(log: Log, timers: Timers) {
    this.#log = log
    this.#timers = timers
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  async untilDone<T>(what: string, attempt: () => Promise<T>, isFinal: (error: unknown) => boolean): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt()
      } catch (error) {
        if (this.signal.aborted || isFinal(error)) throw error
        if (failures === 0) this.#log('warn', 'transfer failed, trying again', { what, cause: String(error) })
        const delayMs = Math.min(limits.reconnectMaxMs, limits.reconnectMinMs * 2 ** Math.min(failures, 10))
        await this.#pause(delayMs)
      }
    }
  }

  close(): void {
    this.#abort.abort()
  }

  #pause(delayMs: number): Promise<void> {
    const { signal } = this
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#timers.clear(timer)
        reject(signal.reason)
      }
      const timer: TimerId = this.#timers.setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, delayMs)
      signal.addEventListener('abort', stop, { once: true })
    })
  }
}
