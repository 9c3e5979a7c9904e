/**
 * `nvmlFieldValue_t`, read and written as bytes, so that one call gives many values:
 *
 *     0 u32 fieldId   4 u32 scopeId   8 i64 timestamp   16 i64 latency   24 u32 valueType   28 u32 nvmlReturn   32 union, 8 bytes
 */
import { isBlank } from './codes.ts'

export const fieldBytes = 40

/** One field of a batch. `scope`: the number of the link, or all links, or the GPU itself (0). */
export interface FieldRead {
  readonly id: number
  readonly scope?: number
}

/** All links of a GPU, as NVML asks for them. */
export const allLinks = 0xffff_ffff

export function writeFields(reads: readonly FieldRead[]): Uint8Array {
  const bytes = new Uint8Array(reads.length * fieldBytes)
  const view = new DataView(bytes.buffer)
  for (const [i, { id, scope = 0 }] of reads.entries()) {
    view.setUint32(i * fieldBytes, id, true)
    view.setUint32(i * fieldBytes + 4, scope, true)
  }
  return bytes
}

/** Before the bytes are used again: a field that the library leaves alone must not look as if it were read. */
export function clearFields(view: DataView): void {
  for (let at = 0; at < view.byteLength; at += fieldBytes) view.setUint32(at + 28, unread, true)
}

/** No code of NVML: the library said nothing of the field. */
const unread = 3

/** Whole numbers beyond 2^53 lose their last digits, which no counter here is near. */
function whole(view: DataView, at: number, signed: boolean): number {
  const high = signed ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true)
  return high * 2 ** 32 + view.getUint32(at, true)
}

/** `nvmlValueType_t`. On 64-bit Linux a long has 8 bytes. */
function valueAt(view: DataView, at: number): number | undefined {
  switch (view.getUint32(at + 24, true)) {
    case 0:
      return view.getFloat64(at + 32, true)
    case 1:
      return view.getUint32(at + 32, true)
    case 2:
    case 3:
      return whole(view, at + 32, false)
    case 4:
      return whole(view, at + 32, true)
    case 5:
      return view.getInt32(at + 32, true)
    case 6:
      return view.getUint16(at + 32, true)
    default:
      return undefined
  }
}

/** The value of the field at this place, or what NVML answered for it. Blank numbers and unknown types are "not supported". */
export function readField(view: DataView, place: number): { value: number } | { code: number } {
  const at = place * fieldBytes
  const code = view.getUint32(at + 28, true)
  if (code !== 0) return { code }
  const value = valueAt(view, at)
  return value === undefined || isBlank(value) ? { code: 3 } : { value }
}

/** Whether the value has 64 bits: a byte counter of 32 wraps within a second and says nothing. */
export const isWide = (view: DataView, place: number): boolean => {
  const type = view.getUint32(place * fieldBytes + 24, true)
  return type >= 2 && type <= 4
}
