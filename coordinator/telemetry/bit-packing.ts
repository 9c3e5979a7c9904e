/** Numbers of the same width in bits, packed without holes, the lowest bit first. Widths from 0 to 32. */
import { BadChunk, type ByteReader, type ByteWriter } from './byte-buffer.ts'

/** Bits that a whole number from 0 to 2^53 needs. */
export function widthOf(value: number): number {
  if (value <= 0xffffffff) return 32 - Math.clz32(value)
  return 64 - Math.clz32(Math.floor(value / 0x1_0000_0000))
}

export function pack(writer: ByteWriter, values: Float64Array, count: number, width: number): void {
  if (width === 0) return
  writer.room(Math.ceil((count * width) / 8) + 4)
  const { bytes } = writer
  let at = writer.at
  let held = 0
  let bits = 0
  for (let i = 0; i < count; i++) {
    let value = values[i]! >>> 0
    let left = width
    if (left > 16) {
      held |= (value & 0xffff) << bits
      bits += 16
      while (bits >= 8) {
        bytes[at++] = held
        held >>>= 8
        bits -= 8
      }
      value >>>= 16
      left -= 16
    }
    held |= value << bits
    bits += left
    while (bits >= 8) {
      bytes[at++] = held
      held >>>= 8
      bits -= 8
    }
  }
  if (bits > 0) bytes[at++] = held
  writer.at = at
}

export function unpack(reader: ByteReader, into: Float64Array, count: number, width: number): void {
  if (width === 0) return void into.fill(0, 0, count)
  const { bytes } = reader
  let at = reader.at
  const end = at + Math.ceil((count * width) / 8)
  if (end > bytes.length) throw new BadChunk('a chunk ends too early')
  let held = 0
  let bits = 0
  for (let i = 0; i < count; i++) {
    let low = 0
    let left = width
    if (left > 16) {
      while (bits < 16) {
        held |= bytes[at++]! << bits
        bits += 8
      }
      low = held & 0xffff
      held >>>= 16
      bits -= 16
      left -= 16
    }
    while (bits < left) {
      held |= bytes[at++]! << bits
      bits += 8
    }
    const high = held & ((1 << left) - 1)
    held >>>= left
    bits -= left
    into[i] = width > 16 ? high * 65_536 + low : high
  }
  reader.at = end
}
