/** The drift chart's figures: one place for every day, also for those without one. Pure. */
import type { MonitorState } from '../../shared/model/pipeline-rows.ts'

export type ChartRow = MonitorState['chart'][number]
export interface Day {
  readonly window: string
  /** null: nothing was judged that day; drawn as a gap */
  readonly row: ChartRow | null
  readonly alarm: boolean
  /** the first day of a version */
  readonly newVersion: number | null
}

const dayMs = 24 * 3_600_000

export function chartDays(chart: readonly ChartRow[], threshold: number): Day[] {
  const rows = new Map(chart.map((row) => [row.window, row]))
  const windows = [...rows.keys()].sort()
  const [first] = windows
  const last = windows.at(-1)
  if (first === undefined || last === undefined) return []
  const days: Day[] = []
  let version: number | null = null
  for (let at = Date.parse(first); at <= Date.parse(last) && days.length < 1_000; at += dayMs) {
    const window = new Date(at).toISOString().slice(0, 10)
    const row = rows.get(window) ?? null
    const isNew = row !== null && row.version !== version
    if (row !== null) version = row.version
    days.push({ window, row, alarm: row !== null && row.cusum > threshold, newVersion: isNew ? version : null })
  }
  return days
}

/** Lowest and highest of the values with some air; null when there are none. */
export function extent(values: readonly number[]): readonly [number, number] | null {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return null
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  const air = (high - low || Math.abs(high) || 1) * 0.08
  return [low - air, high + air]
}
