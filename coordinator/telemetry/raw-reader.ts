/** Samples of a sensor of one host, from the disk and from minutes that are still open, series by series. */
import type { Column, Rows } from './chunk.ts'
import { readChunk } from './chunk.ts'
import type { HostState } from './host-state.ts'
import { chunkKey } from './keys.ts'
import { withRows } from './open-minute.ts'
import { readSound, type Windows } from './windows.ts'

export interface SensorOfHost {
  readonly host: number
  readonly sensor: number
}

/** Columns of one minute. */
export interface MinuteOf {
  readonly minute: number
  readonly columns: readonly Column[]
}

/** What is on disk of the minutes from `from` to `to` (without the last), which lie in one hour. Chunks that are broken are counted. */
export async function readMinutes(
  windows: Windows,
  { host, sensor }: SensorOfHost,
  { from, to }: { readonly from: number; readonly to: number },
  isWanted: (series: number) => boolean,
  onBroken: () => void,
): Promise<MinuteOf[]> {
  const keys = Array.from({ length: to - from }, (_, i) => chunkKey((from + i) % 60, host, sensor))
  const chunks = await readSound(windows, ['raw', Math.floor(from / 60)], keys, onBroken)
  return chunks.flatMap((chunk, i) => {
    if (chunk === undefined) return []
    try {
      return [{ minute: from + i, columns: readChunk(chunk, isWanted) }]
    } catch {
      onBroken()
      return []
    }
  })
}

/** What is in memory of the minutes from `from` to `to` (without the last). */
export function openMinutes(
  host: HostState,
  sensor: number,
  { from, to }: { readonly from: number; readonly to: number },
  isWanted: (series: number) => boolean,
): MinuteOf[] {
  const found: MinuteOf[] = []
  for (const { minute, tables } of host.minutes) {
    if (minute < from || minute >= to) continue
    const wanted = (tables.get(sensor) ?? []).filter(({ layout }) => layout.ids.some(isWanted))
    const columns = withRows(wanted, (all) => all.flatMap((rows) => columnsOf(rows, isWanted)))
    found.push({ minute, columns })
  }
  return found
}

/** Copies: the rows are not theirs to keep. */
function columnsOf({ series, timesMs, values, count, holes }: Rows, isWanted: (series: number) => boolean): Column[] {
  const columns: Column[] = []
  for (let column = 0; column < series.length; column++) {
    if (!isWanted(series[column]!)) continue
    const own = new Float64Array(count)
    for (let row = 0; row < count; row++) own[row] = values[row * series.length + column]!
    const ownHoles = holes.filter((hole) => hole.column === column)
    columns.push({ series: series[column]!, timesMs: timesMs.slice(), values: own, holes: ownHoles })
  }
  return columns
}

/** Columns of the same series as one, by time, each moment once: what came first stays. */
export function joined(columns: readonly Column[]): Pick<Column, 'timesMs' | 'values' | 'holes'> {
  const [first] = columns as [Column, ...Column[]]
  if (columns.length === 1) return first
  const total = columns.reduce((sum, { timesMs }) => sum + timesMs.length, 0)
  const timesMs = new Float64Array(total)
  const values = new Float64Array(total)
  let isRising = true
  let at = 0
  for (const column of columns) {
    if (at > 0 && column.timesMs.length > 0 && column.timesMs[0]! <= timesMs[at - 1]!) isRising = false
    timesMs.set(column.timesMs, at)
    values.set(column.values, at)
    at += column.timesMs.length
  }
  const holes = columns.flatMap((column) => column.holes)
  if (isRising) return { timesMs, values, holes }
  const order = Array.from(timesMs, (_, i) => i).sort((a, b) => timesMs[a]! - timesMs[b]! || a - b)
  const kept = order.filter((each, i) => i === 0 || timesMs[order[i - 1]!] !== timesMs[each])
  return {
    timesMs: Float64Array.from(kept, (i) => timesMs[i]!),
    values: Float64Array.from(kept, (i) => values[i]!),
    holes,
  }
}
