/**
 * Keys of chunks within a window. Raw: minute, host, sensor, so that a window grows at its end and is never rewritten. Minute
 * rollups: hour, host, sensor; hour rollups: day, host, sensor. A mark says that a sensor's raw hour was written to after it
 * was over, so that its rollups are made again; each mark has a number of its own, so that one that comes meanwhile stays.
 */
const mark = 0xff

/** Of a raw window. `slot`: the minute in its hour; of rollups: the hour in its day, the day in its 30 days. */
export function chunkKey(slot: number, host: number, sensor: number): Uint8Array {
  const key = new Uint8Array(8)
  const view = new DataView(key.buffer)
  key[0] = slot
  view.setUint32(1, host)
  view.setUint16(5, sensor)
  return key.subarray(0, 7)
}

/** `number`: below 2^48, another each time. */
export function markKey(host: number, sensor: number, number: number): Uint8Array {
  const key = new Uint8Array(13)
  key.set(chunkKey(mark, host, sensor))
  const view = new DataView(key.buffer)
  view.setUint16(7, Math.floor(number / 2 ** 32))
  view.setUint32(9, number % 2 ** 32)
  return key
}

/** All marks of a sensor of a host. */
export function marksOf(host: number, sensor: number): { readonly from: Uint8Array; readonly to: Uint8Array } {
  return { from: chunkKey(mark, host, sensor), to: Uint8Array.of(...chunkKey(mark, host, sensor), 0xff) }
}

export const marks = { from: Uint8Array.of(mark), to: Uint8Array.of(mark, mark, mark, mark, mark, mark, mark, mark) }

export function hostAndSensorOf(key: Uint8Array): readonly [host: number, sensor: number] {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  return [view.getUint32(1), view.getUint16(5)]
}
