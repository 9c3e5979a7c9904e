/**
 * Frames on their way to the worker: gathered for a few milliseconds, handed over in one piece, and held back while it is behind. Over
 * the bound the oldest back-filled frames go first, then the oldest live ones; the agents send them again, for they are not acknowledged.
 */
import { limits } from '../../shared/limits.ts'
import { isBackfill } from '../../shared/protocol/telemetry.ts'
import { headNumbers } from './messages.ts'

export interface Batch {
  readonly heads: Float64Array
  readonly bytes: Uint8Array
}

interface Waiting {
  readonly host: number
  readonly bytes: Uint8Array
  readonly receivedMs: number
}

export interface QueueOptions {
  readonly hand: (batch: Batch) => void
  /** bytes that were handed over and are not taken in yet */
  readonly behind: () => number
  readonly mostBytes?: number
}

export class FrameQueue {
  readonly dropped = { backfillFrames: 0, liveFrames: 0 }
  readonly #options: QueueOptions
  readonly #mostBytes: number
  #waiting: Waiting[] = []
  #bytes = 0

  constructor(options: QueueOptions) {
    this.#options = options
    this.#mostBytes = options.mostBytes ?? limits.telemetryQueueBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** `bytes` are not kept beyond the next `flush`, unless the worker is behind; they are never changed. */
  add(host: number, bytes: Uint8Array, receivedMs: number): void {
    this.#waiting.push({ host, bytes, receivedMs })
    this.#bytes += bytes.length
    if (this.#bytes > this.#mostBytes) this.#drop()
  }

  /** Hands over what the worker may have now. */
  flush(): void {
    const mayMs = limits.telemetryHandedBytes - this.#options.behind()
    let count = 0
    let length = 0
    while (count < this.#waiting.length && length < Math.min(mayMs, limits.telemetryBatchBytes))
      length += this.#waiting[count++]!.bytes.length
    if (count === 0) return
    const taken = this.#waiting.splice(0, count)
    this.#bytes -= length
    const bytes = new Uint8Array(length)
    const heads = new Float64Array(count * headNumbers)
    let at = 0
    for (const [i, frame] of taken.entries()) {
      bytes.set(frame.bytes, at)
      heads.set([frame.host, at, frame.bytes.length, frame.receivedMs], i * headNumbers)
      at += frame.bytes.length
    }
    this.#options.hand({ heads, bytes })
    if (this.#waiting.length > 0) this.flush()
  }

  #drop(): void {
    this.dropped.backfillFrames += this.#dropOldest(({ bytes }) => isBackfill(bytes))
    this.dropped.liveFrames += this.#dropOldest(() => true)
  }

  /** Drops a little more than is needed, so that it is not done for each frame. */
  #dropOldest(mayGo: (frame: Waiting) => boolean): number {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter((frame) => {
      if (this.#bytes <= this.#mostBytes * 0.95 || !mayGo(frame)) return true
      this.#bytes -= frame.bytes.length
      return false
    })
    return before - this.#waiting.length
  }
}
