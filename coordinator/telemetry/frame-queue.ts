/**
 * Frames on their way to the worker: gathered for a moment, handed over together, and held back while it is behind. Over the bound the
 * oldest back-filled frames go first, then the oldest live ones; the agents send them again, for they are not acknowledged.
 */
import { limits } from '../../shared/limits.ts'
import { isBackfill } from '../../shared/protocol/telemetry.ts'
import { headNumbers } from './messages.ts'

interface Waiting {
  readonly host: number
  readonly bytes: Uint8Array
  readonly receivedMs: number
}

export interface QueueOptions {
  /** bytes that may be written now */
  readonly room: () => number
  readonly write: (bytes: Uint8Array) => void
  /** what was written since the last call: of each frame the numbers of `headNumbers` */
  readonly hand: (heads: Float64Array) => void
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

  /** `bytes` are kept until the worker may have them; they are never changed. */
  add(host: number, bytes: Uint8Array, receivedMs: number): void {
    this.#waiting.push({ host, bytes, receivedMs })
    this.#bytes += bytes.length
    if (this.#bytes > this.#mostBytes) this.#drop()
  }

  /** Hands over what the worker may have now. */
  flush(): void {
    const { room, write, hand } = this.#options
    let count = 0
    for (let left = room(); count < this.#waiting.length; count++) {
      const { bytes } = this.#waiting[count]!
      left -= bytes.length
      if (left < 0) break
      write(bytes)
      this.#bytes -= bytes.length
    }
    if (count === 0) return
    const heads = new Float64Array(count * headNumbers)
    for (let i = 0, at = 0; i < count; i++) {
      const { host, bytes, receivedMs } = this.#waiting[i]!
      heads[at++] = host
      heads[at++] = bytes.length
      heads[at++] = receivedMs
    }
    if (count === this.#waiting.length) this.#waiting = []
    else this.#waiting.splice(0, count)
    hand(heads)
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
