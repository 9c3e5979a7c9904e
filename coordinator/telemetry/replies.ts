/** Answers of the worker, from arrays into what the API gives. */
import type { Bucket, Point } from '../../shared/model/telemetry.ts'
import type { HeatCell, HostCells, SeriesAnswer } from '../ports.ts'
import { unscaled } from './latest.ts'
import type { HeatReply, RangeReply } from './messages.ts'

const numberOrNull = (value: number, decimals: number): number | null =>
  Number.isNaN(value) ? null : unscaled(value, decimals)

/** of `more`, for each bucket: min, max, last, count, gaps */
const figures = 5

export function seriesOf({ words, timesMs, values, more }: RangeReply['series'][number]): SeriesAnswer {
  const { decimals, ...named } = words
  if (more === null) {
    const points = Array.from(timesMs, (atMs, i): Point => [atMs, numberOrNull(values[i]!, decimals)])
    return { ...named, points }
  }
  const buckets = Array.from(timesMs, (atMs, i): Bucket => {
    const [min, max, last, count, gaps] = more.subarray(i * figures, (i + 1) * figures) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ]
    return {
      atMs,
      min: numberOrNull(min, decimals),
      max: numberOrNull(max, decimals),
      mean: numberOrNull(values[i]!, decimals),
      last: numberOrNull(last, decimals),
      count,
      gaps,
    }
  })
  return { ...named, buckets }
}

export function* allOf(series: RangeReply['series']): Generator<SeriesAnswer> {
  for (const each of series) yield seriesOf(each)
}

export function* cellsOf({ hosts, labels, host, label, ageMs, stale, values, words }: HeatReply): Generator<HostCells> {
  for (let i = 0; i < host.length; ) {
    const at = host[i]!
    const cells: HeatCell[] = []
    for (; host[i] === at; i++)
      cells.push({
        host: hosts[at] as string,
        labels: labels[label[i]!]!,
        value: words === null ? numberOrNull(values[i]!, 0) : (words[i] ?? null),
        ageMs: ageMs[i]!,
        stale: stale[i] === 1,
      })
    yield { host: hosts[at] as string, cells }
  }
}
