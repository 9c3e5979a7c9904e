/**
 * One column of whole numbers, as small as one of these ways makes it:
 * the same number always; distances from the smallest; differences from row to row, as distances from the smallest difference;
 * or differences about a usual one, with the few that are far from it listed. What is not a whole number is kept as it is.
 */
import { pack, unpack, widthOf } from './bit-packing.ts'
import { BadChunk, type ByteReader, type ByteWriter, unzigzag, zigzag } from './byte-buffer.ts'

const constant = 0
const plain = 1
const difference = 2
const patched = 3
const asIs = 4
const asBefore = 5

/** Whole numbers are exact up to here; below zero less, for their sign takes a bit. */
const highest = 2 ** 53
const lowest = -(2 ** 51)
/** so that a difference of two differences is exact, with a bit for its sign */
const longestStep = 2 ** 50
/** wider differences would not be packed by `bit-packing.ts` */
const widest = 32

const scratch = { steps: new Float64Array(4_096), zigzags: new Float64Array(4_096), packed: new Float64Array(4_096) }

function scratchOf(count: number): typeof scratch {
  if (scratch.steps.length < count) {
    scratch.steps = new Float64Array(count * 2)
    scratch.zigzags = new Float64Array(count * 2)
    scratch.packed = new Float64Array(count * 2)
  }
  return scratch
}

/** The column is what the last one was. */
export const writeSame = (writer: ByteWriter): void => writer.byte(asBefore)

/** Writes `values[0..count)`; count is known to the reader. */
export function writeColumn(writer: ByteWriter, values: Float64Array, count: number): void {
  if (count === 0) return
  const first = values[0]!
  let low = first
  let high = first
  let isWhole = true
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    if (value < low) low = value
    if (value > high) high = value
    if (Math.floor(value) !== value) isWhole = false
  }
  if (!isWhole || low < lowest || high > highest) return writeAsIs(writer, values, count)
  if (low === high) {
    writer.byte(constant)
    writer.signed(first)
    return
  }
  writeChanging(writer, values, count, low, high)
}

function writeAsIs(writer: ByteWriter, values: Float64Array, count: number): void {
  writer.byte(asIs)
  writer.raw(new Uint8Array(values.buffer, values.byteOffset, count * 8))
}

function writeChanging(writer: ByteWriter, values: Float64Array, count: number, low: number, high: number): void {
  const steps = count - 1
  const { steps: step, packed } = scratchOf(count)
  let least = values[1]! - values[0]!
  let most = least
  for (let i = 0; i < steps; i++) {
    const here = values[i + 1]! - values[i]!
    step[i] = here
    if (here < least) least = here
    if (here > most) most = here
  }
  if (least < -longestStep || most > longestStep) return writeAsIs(writer, values, count)
  const plainWidth = widthOf(high - low)
  const stepWidth = widthOf(most - least)
  const plainBits = plainWidth > widest ? Number.POSITIVE_INFINITY : count * plainWidth
  const stepBits = stepWidth > widest ? Number.POSITIVE_INFINITY : steps * stepWidth + 16
  const usual = middleOf(step[0]!, step[steps >> 1]!, step[steps - 1]!)
  const { width, bits } = bestPatch(usual, steps)
  if (bits < plainBits && bits < stepBits) return writePatched(writer, values[0]!, usual, width, steps)
  if (plainBits <= stepBits) {
    for (let i = 0; i < count; i++) packed[i] = values[i]! - low
    writer.byte(plain)
    writer.signed(low)
    writer.byte(plainWidth)
    return pack(writer, packed, count, plainWidth)
  }
  for (let i = 0; i < steps; i++) packed[i] = step[i]! - least
  writer.byte(difference)
  writer.signed(values[0]!)
  writer.signed(least)
  writer.byte(stepWidth)
  pack(writer, packed, steps, stepWidth)
}

const middleOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))

const counts = new Uint32Array(65)

/** How wide the packed differences are best, so that they and the list of exceptions come out smallest. */
function bestPatch(usual: number, steps: number): { width: number; bits: number } {
  const { steps: step, zigzags } = scratch
  counts.fill(0)
  let most = 0
  for (let i = 0; i < steps; i++) {
    const value = zigzag(step[i]! - usual)
    zigzags[i] = value
    const width = widthOf(value)
    counts[width]!++
    if (width > most) most = width
  }
  let best = { width: 0, bits: Number.POSITIVE_INFINITY }
  // an exception costs about a byte for its place and its own varint
  let exceptionBits = 24
  for (let width = most; width >= 0; width--) {
    const bits = steps * width + exceptionBits
    if (width <= widest && bits <= best.bits) best = { width, bits }
    exceptionBits += counts[width]! * (8 + 8 * Math.ceil(width / 7))
  }
  return best
}

function writePatched(writer: ByteWriter, first: number, usual: number, width: number, steps: number): void {
  const { zigzags, packed } = scratch
  const bound = 2 ** width
  let exceptions = 0
  for (let i = 0; i < steps; i++) {
    const isException = zigzags[i]! >= bound
    packed[i] = isException ? 0 : zigzags[i]!
    if (isException) exceptions++
  }
  writer.byte(patched)
  writer.signed(first)
  writer.signed(usual)
  writer.byte(width)
  writer.varint(exceptions)
  pack(writer, packed, steps, width)
  for (let i = 0, before = -1; i < steps && exceptions > 0; i++) {
    if (zigzags[i]! < bound) continue
    writer.varint(i - before - 1)
    writer.varint(zigzags[i]!)
    before = i
    exceptions--
  }
}

/** Reads what `writeColumn` wrote. `last` is the column before, for one that is the same. */
export function readColumn(reader: ByteReader, count: number, last?: Float64Array): Float64Array {
  const values = new Float64Array(count)
  if (count === 0) return values
  const way = reader.byte()
  if (way === constant) return values.fill(reader.signed())
  if (way === asIs) {
    new Uint8Array(values.buffer).set(reader.raw(count * 8))
    return values
  }
  if (way === asBefore && last?.length === count) return last
  if (way === plain) {
    const low = reader.signed()
    unpack(reader, values, count, reader.byte())
    for (let i = 0; i < count; i++) values[i]! += low
    return values
  }
  if (way !== difference && way !== patched) throw new BadChunk(`a column is kept in an unknown way (${way})`)
  readSteps(reader, values, count - 1, way)
  return values
}

function readSteps(reader: ByteReader, values: Float64Array, steps: number, way: number): void {
  const first = reader.signed()
  const base = reader.signed()
  const width = reader.byte()
  const exceptions = way === patched ? reader.varint() : 0
  const { packed } = scratchOf(steps)
  unpack(reader, packed, steps, width)
  for (let n = 0, i = -1; n < exceptions; n++) {
    i += reader.varint() + 1
    if (i >= steps) throw new BadChunk('an exception lies outside of its column')
    packed[i] = reader.varint()
  }
  let value = first
  values[0] = first
  for (let i = 0; i < steps; i++) {
    value += base + (way === patched ? unzigzag(packed[i]!) : packed[i]!)
    values[i + 1] = value
  }
}
