/**
 * Arrays of samples that are used again: a fleet's minutes need gigabytes of them in turn, and what is thrown away is cleared away at
 * a price. They are not cleared: whoever takes one writes what he reads.
 */
const mostBytes = 256 * 1024 * 1024

const spare = new Map<number, Float64Array[]>()
let bytes = 0

export function spareArray(length: number): Float64Array {
  const found = spare.get(length)?.pop()
  if (found === undefined) return new Float64Array(length)
  bytes -= found.byteLength
  return found
}

export function keepSpare(array: Float64Array): void {
  if (array.length === 0 || bytes + array.byteLength > mostBytes) return
  bytes += array.byteLength
  const list = spare.get(array.length)
  if (list === undefined) spare.set(array.length, [array])
  else list.push(array)
}
