/** Bytes written and read one after another: whole numbers as varints, up to 2^53. */

/** Grows as it is written; `take` gives a copy of what was written and begins anew. */
export class ByteWriter {
  bytes = new Uint8Array(64 * 1024)
  at = 0

  /** Makes sure that so many more bytes fit. */
  room(count: number): void {
    if (this.at + count <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }
  byte(value: number): void {
    this.room(1)
    this.bytes[this.at++] = value
  }
  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.room(8)
    let rest = value
    while (rest > 0x7fffffff) {
      this.bytes[this.at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.bytes[this.at++] = rest
  }
  /** A whole number from -2^52 to 2^52. */
  signed(value: number): void {
    this.varint(zigzag(value))
  }
  raw(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.at)
    this.at = 0
    return taken
  }
}

export const zigzag = (value: number): number => (value >= 0 ? value * 2 : value * -2 - 1)
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : (value + 1) / -2)

/** What was kept is not what was written: a torn value, or another version's. */
export class BadChunk extends Error {}

export class ByteReader {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  byte(): number {
    const value = this.bytes[this.at++]
    if (value === undefined) throw new BadChunk('a chunk ends too early')
    return value
  }
  varint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
  }
  signed(): number {
    return unzigzag(this.varint())
  }
  raw(count: number): Uint8Array {
    const end = this.at + count
    if (end > this.bytes.length) throw new BadChunk('a chunk ends too early')
    const found = this.bytes.subarray(this.at, end)
    this.at = end
    return found
  }
}
