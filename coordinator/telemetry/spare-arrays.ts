/**
 * Arrays of samples that are used again: a fleet's minutes need a gigabyte of them in turn, and what is thrown away is cleared away at
 * a price (V8 marks its whole heap for every 64 MiB of new ones). As much is kept as was in use at once a short while ago. They are not
 * cleared: whoever takes one writes what he reads.
 */

/** the most that was in use counts from one to two of these */
const spanMs = 120_000

const spare = new Map<number, Float64Array[]>()
const bytes = { spare: 0, used: 0 }
/** the most that was used in this span, and in the one before */
const most = { now: 0, before: 0 }
let spanBeganMs = 0

export function spareArray(length: number): Float64Array {
  const found = spare.get(length)?.pop()
  if (found !== undefined) bytes.spare -= found.byteLength
  const array = found ?? new Float64Array(length)
  bytes.used += array.byteLength
  most.now = Math.max(most.now, bytes.used)
  return array
}

/** Whoever took it is done with it. */
export function keepSpare(array: Float64Array): void {
  if (array.length === 0) return
  bytes.used -= array.byteLength
  bytes.spare += array.byteLength
  const list = spare.get(array.length)
  if (list === undefined) spare.set(array.length, [array])
  else list.push(array)
  letGo()
}

/** Time goes on: what a larger fleet, or much back-fill, needed is forgotten. */
export function ageSpares(nowMs: number): void {
  if (nowMs >= spanBeganMs && nowMs < spanBeganMs + spanMs) return
  spanBeganMs = nowMs
  most.before = most.now
  most.now = bytes.used
  letGo()
}

/** For figures and tests. */
export const spareBytes = (): Readonly<typeof bytes> => bytes

function letGo(): void {
  const allowed = Math.max(most.now, most.before) - bytes.used
  if (bytes.spare <= allowed) return
  for (const list of spare.values())
    while (bytes.spare > allowed && list.length > 0) bytes.spare -= (list.pop() as Float64Array).byteLength
}
