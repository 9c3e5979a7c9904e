/**
 * A frame of one row as bytes in which only the numbers change: encoding each anew would cost the process that plays the hosts more than
 * the coordinator, which is what is measured. The wire is the agents' own.
 */
import { encodeAgentMessage } from '../../../shared/protocol/codec.ts'
import { encodeTelemetry } from '../../../shared/protocol/telemetry.ts'

export interface BlockOfSensor {
  readonly sensor: string
  /** columns of the row, and the series' number of the first */
  readonly from: number
  readonly to: number
}

/** what is looked for in the template; any numbers that nothing else in it is */
const marker = { number: 0xabc_def1, ms: 1_234_567.25, first: -987_654.125 }
/** a varint of 5 bytes may stand for any smaller number */
const varintBytes = 5

export class FrameTemplate {
  readonly #bytes: Buffer
  readonly #numberAt: number
  readonly #blocks: readonly (BlockOfSensor & { readonly msAt: number; readonly valuesAt: number })[]

  constructor(dictionary: string, blocks: readonly BlockOfSensor[]) {
    const telemetry = encodeTelemetry({
      dictionary,
      number: marker.number + 2 ** 31,
      oldest: 1,
      blocks: blocks.map(({ sensor, from, to }) => ({
        sensor,
        series: Array.from({ length: to - from }, (_, i) => (i === 0 ? from + 1 : 1)),
        firstMs: marker.ms,
        first: Array.from({ length: to - from }, () => marker.first),
      })),
    })
    this.#bytes = Buffer.from(encodeAgentMessage({ telemetry }))
    this.#numberAt = this.#find(varint(marker.number + 2 ** 31), 0)
    let at = 0
    this.#blocks = blocks.map((block) => {
      const msAt = this.#find(double(marker.ms), at)
      const valuesAt = this.#find(double(marker.first), msAt)
      at = valuesAt + (block.to - block.from) * 8
      return { ...block, msAt, valuesAt }
    })
  }

  /** The message of an agent; a copy. */
  message(number: number, ms: number, row: Float64Array): Buffer {
    const bytes = Buffer.from(this.#bytes)
    varint(number).copy(bytes, this.#numberAt)
    for (const { msAt, valuesAt, from, to } of this.#blocks) {
      bytes.writeDoubleLE(ms, msAt)
      for (let column = from, at = valuesAt; column < to; column++, at += 8) bytes.writeDoubleLE(row[column]!, at)
    }
    return bytes
  }

  #find(what: Buffer, from: number): number {
    const at = this.#bytes.indexOf(what, from)
    if (at < 0) throw new Error('the frame is not encoded as the bench expects it')
    return at
  }
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(varintBytes)
  let rest = value
  for (let i = 0; i < varintBytes; i++) {
    bytes[i] = (rest % 128) | (i < varintBytes - 1 ? 128 : 0)
    rest = Math.floor(rest / 128)
  }
  return bytes
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}
