/**
 * Keys of chunks within a window. Raw: minute, host, sensor, so that a window grows at its end and is never rewritten. Minute
 * rollups: hour, host, sensor; hour rollups: day, host, sensor. A mark says that a raw hour changed after its rollups were made.
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

export function markKey(host: number, sensor: number): Uint8Array {
  return chunkKey(mark, host, sensor)
}

export const marks = { from: Uint8Array.of(mark), to: Uint8Array.of(mark, mark, mark, mark, mark, mark, mark, mark) }

export function hostAndSensorOf(key: Uint8Array): { host: number; sensor: number } {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  return { host: view.getUint32(1), sensor: view.getUint16(5) }
}
