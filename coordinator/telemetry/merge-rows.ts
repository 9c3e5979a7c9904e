/** Rows of the same columns that came in any order, some of them twice: by time, each moment once, what came first stays. */
import type { Hole, Rows } from './chunk.ts'

export function arranged(parts: readonly Rows[]): Rows {
  const [first] = parts as [Rows, ...Rows[]]
  const columns = first.series.length
  const order: { part: number; row: number; timeMs: number }[] = []
  for (const [part, { count, timesMs }] of parts.entries())
    for (let row = 0; row < count; row++) order.push({ part, row, timeMs: timesMs[row]! })
  // a stable sort: of equal moments the one that came first comes first
  order.sort((a, b) => a.timeMs - b.timeMs)
  const kept = order.filter(({ timeMs }, i) => i === 0 || order[i - 1]!.timeMs !== timeMs)
  const timesMs = new Float64Array(kept.length)
  const values = new Float64Array(kept.length * columns)
  const reasons = parts.map((part) => cellsOf(part))
  const holes: Hole[] = []
  const last = new Map<number, Hole>()
  for (const [to, { part, row, timeMs }] of kept.entries()) {
    const from = parts[part]!
    timesMs[to] = timeMs
    values.set(from.values.subarray(row * columns, (row + 1) * columns), to * columns)
    for (const { column, reason, sinceMs } of reasons[part]!.get(row) ?? []) {
      const before = last.get(column)
      if (
        before !== undefined &&
        before.row + before.rows === to &&
        before.reason === reason &&
        before.sinceMs === sinceMs
      ) {
        before.rows++
        continue
      }
      const hole = { column, row: to, rows: 1, reason, sinceMs }
      holes.push(hole)
      last.set(column, hole)
    }
  }
  return { series: first.series, count: kept.length, timesMs, values, holes }
}

/** Holes by row. */
function cellsOf({ holes }: Rows): Map<number, Hole[]> {
  const cells = new Map<number, Hole[]>()
  for (const hole of holes)
    for (let row = hole.row; row < hole.row + hole.rows; row++) {
      const list = cells.get(row)
      if (list === undefined) cells.set(row, [hole])
      else list.push(hole)
    }
  return cells
}

const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Tables that were kept and tables that came late, as one list: those of the same columns as one table. */
export function mergedTables(kept: readonly Rows[], late: readonly Rows[]): Rows[] {
  const merged = [...kept]
  for (const table of late) {
    const at = merged.findIndex(({ series }) => isSame(series, table.series))
    if (at < 0) merged.push(table)
    else merged[at] = arranged([merged[at]!, table])
  }
  return merged
}
