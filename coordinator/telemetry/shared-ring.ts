/**
 * A ring of bytes in shared memory: frames go from the loop's thread to the worker without an allocation on either side. Who writes is
 * told by messages from where to where; who reads says by a counter how far he has come.
 */

/** What both ends hold. The counters are of all bytes since the start, modulo 2^32. */
export interface RingMemory {
  readonly bytes: SharedArrayBuffer
  readonly taken: SharedArrayBuffer
}

export const newRing = (size: number): RingMemory => ({
  bytes: new SharedArrayBuffer(size),
  taken: new SharedArrayBuffer(4),
})

export class RingWriter {
  readonly #bytes: Uint8Array
  readonly #taken: Int32Array
  #written = 0
  #at = 0

  constructor({ bytes, taken }: RingMemory) {
    this.#bytes = new Uint8Array(bytes)
    this.#taken = new Int32Array(taken)
  }

  /** bytes that were written and are not taken yet */
  get behind(): number {
    return (this.#written - Atomics.load(this.#taken, 0)) | 0
  }
  get room(): number {
    return this.#bytes.length - this.behind
  }

  /** The caller has seen that there is room. */
  write(bytes: Uint8Array): void {
    const first = Math.min(bytes.length, this.#bytes.length - this.#at)
    this.#bytes.set(first === bytes.length ? bytes : bytes.subarray(0, first), this.#at)
    if (first < bytes.length) this.#bytes.set(bytes.subarray(first), 0)
    this.#at = (this.#at + bytes.length) % this.#bytes.length
    this.#written = (this.#written + bytes.length) | 0
  }
}

export class RingReader {
  readonly #bytes: Uint8Array
  readonly #taken: Int32Array
  #own = new Uint8Array(64 * 1024)
  #at = 0

  constructor({ bytes, taken }: RingMemory) {
    this.#bytes = new Uint8Array(bytes)
    this.#taken = new Int32Array(taken)
  }

  /** The next bytes, in memory of this thread; valid until the next call. */
  take(length: number): Uint8Array {
    if (this.#own.length < length) this.#own = new Uint8Array(length * 2)
    const first = Math.min(length, this.#bytes.length - this.#at)
    this.#own.set(this.#bytes.subarray(this.#at, this.#at + first))
    if (first < length) this.#own.set(this.#bytes.subarray(0, length - first), first)
    this.#at = (this.#at + length) % this.#bytes.length
    return this.#own.subarray(0, length)
  }

  /** What was taken is done with: its room may be written. */
  done(length: number): void {
    Atomics.add(this.#taken, 0, length)
  }
}
