/** Tries again, for ever or until a final error, with growing pauses; `close` ends all tries. */
import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../shared/limits.ts'
import type { Log } from './log.ts'

export class Backoff {
  readonly #log: Log
  readonly #abort = new AbortController()

  constructor(log: Log) {
    this.#log = log
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
        await pause(delayMs, undefined, { signal: this.signal })
      }
    }
  }

  close(): void {
    this.#abort.abort()
  }
}
