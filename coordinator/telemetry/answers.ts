/** Questions that are answered from memory: newest readings, a map of the fleet, what changed, counts. */
import type { LatestSignals, SignalChange } from '../ports.ts'
import { newestFirst } from './changes.ts'
import type { HostState } from './host-state.ts'
import type { Keeper } from './keeper.ts'
import type { HeatReply, RangeReply, SeriesWords } from './messages.ts'
import type { Found } from './range.ts'
import type { HostSeries, Labels } from './series-book.ts'
import { labelTest } from './series-pick.ts'

function wordsOf({ host, shapes, labels }: HostSeries, series: number): SeriesWords {
  const { sensor, name, unit, kind, decimals } = shapes[series]!
  return { host, sensor, name, unit, kind, decimals, labels: labels[series]! }
}

export function latestOf(keeper: Keeper, id: string): LatestSignals | undefined {
  const host = keeper.hosts.get(id)
  if (host === undefined || host.latest.receivedMs === 0) return undefined
  const nowMs = keeper.options.clock.nowMs()
  const { latest, series } = host
  const signals: LatestSignals['signals'][number][] = []
  for (const [number, shape] of series.shapes.entries()) {
    if (!latest.isHeard(number)) continue
    signals.push({
      sensor: shape.sensor,
      name: shape.name,
      unit: shape.unit,
      labels: series.labels[number]!,
      source: series.sources[number]!,
      reading: latest.reading(number),
      ageMs: latest.ageMs(number, nowMs),
      stale: latest.isStale(number, nowMs),
    })
  }
  return { receivedMs: latest.receivedMs, signals }
}

const chosen = (keeper: Keeper, hosts: readonly string[] | null): HostState[] =>
  hosts === null
    ? [...keeper.hosts.values()]
    : hosts.flatMap((id) => {
        const host = keeper.hosts.get(id)
        return host === undefined ? [] : [host]
      })

/** Cells of a host follow one another. */
export function heatOf(keeper: Keeper, name: string, hosts: readonly string[] | null, wanted: Labels): HeatReply {
  const isWanted = labelTest(wanted)
  const shapes = new Set(keeper.options.book.shapes.filter((shape) => shape.name === name))
  const isNumber = [...shapes].every(({ kind }) => kind === 'gauge' || kind === 'counter')
  const nowMs = keeper.options.clock.nowMs()
  const cells: { host: number; label: number; ageMs: number; isStale: boolean; value: number; word: string | null }[] =
    []
  const ids: string[] = []
  const labelSets: Readonly<Record<string, string>>[] = []
  const labelAt = new Map<Readonly<Record<string, string>>, number>()
  for (const { series, latest } of chosen(keeper, hosts)) {
    const host = ids.push(series.host) - 1
    for (let id = 0; id < series.shapes.length; id++) {
      if (!shapes.has(series.shapes[id]!) || !latest.isHeard(id)) continue
      const labels = series.labels[id]!
      if (!isWanted(labels)) continue
      let label = labelAt.get(labels)
      if (label === undefined) {
        label = labelSets.push(labels) - 1
        labelAt.set(labels, label)
      }
      const value = isNumber ? latest.value(id) : null
      const word = isNumber ? null : latest.value(id)
      cells.push({
        host,
        label,
        ageMs: latest.ageMs(id, nowMs),
        isStale: latest.isStale(id, nowMs),
        value: typeof value === 'number' ? value : Number.NaN,
        word: word === null ? null : String(word),
      })
    }
  }
  return {
    hosts: ids,
    labels: labelSets,
    host: Uint32Array.from(cells, (cell) => cell.host),
    label: Uint32Array.from(cells, (cell) => cell.label),
    ageMs: Float64Array.from(cells, (cell) => cell.ageMs),
    stale: Uint8Array.from(cells, (cell) => Number(cell.isStale)),
    values: Float64Array.from(cells, (cell) => cell.value),
    words: isNumber ? null : cells.map(({ word }) => word),
  }
}

/** Newest first. */
export function changesOf(
  keeper: Keeper,
  fromMs: number,
  hosts: readonly string[] | null,
  most: number,
): SignalChange[] {
  return chosen(keeper, hosts)
    .flatMap(({ series, changes }) =>
      changes.since(fromMs).map(({ atMs, series: id, from, to }) => ({
        atMs,
        host: series.host,
        name: series.shapes[id]!.name,
        labels: series.labels[id]!,
        from,
        to,
      })),
    )
    .sort(newestFirst)
    .slice(0, most)
}

export function rangeReply(keeper: Keeper, { resolution, series }: Found): RangeReply {
  return {
    resolution,
    series: series.map(({ host, series: id, timesMs, values, more }) => ({
      words: wordsOf(keeper.options.book.known(host) as HostSeries, id),
      timesMs,
      values,
      more,
    })),
  }
}

/** Sizes and counts since this life of the worker began. */
export function statsOf(keeper: Keeper): Record<string, number> {
  const { stats, hosts, options, writer, roller, retention } = keeper
  let series = 0
  let openValues = 0
  let openMinutes = 0
  let clocksOff = 0
  for (const host of hosts.values()) {
    series += host.series.shapes.length
    openMinutes += host.minutes.length
    for (const minute of host.minutes) openValues += minute.values
    if (host.clock.shiftMs !== 0) clocksOff++
  }
  return {
    hosts: hosts.size,
    hostsKnown: options.book.hostCount,
    series,
    openMinutes,
    openValues,
    clocksOff,
    ...stats,
    writtenValues: writer.stats.values,
    writtenBytes: writer.stats.bytes,
    writtenChunks: writer.stats.chunks,
    waitingValues: writer.waitingValues,
    droppedValues: writer.stats.droppedValues,
    writeFailures: writer.stats.writeFailures,
    brokenChunks: writer.stats.brokenChunks + roller.stats.brokenChunks,
    rollups: roller.stats.rollups,
    bytesOnDisk: retention.stats.bytes,
    freeBytes: retention.stats.freeBytes,
    droppedWindows: retention.stats.droppedWindows,
    isFull: retention.isFull ? 1 : 0,
  }
}
