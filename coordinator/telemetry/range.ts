/** Samples over time: raw, or rollups, of the series that a query means. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { RangeQuery } from '../ports.ts'
import type { Column } from './chunk.ts'
import type { Keeper } from './keeper.ts'
import { chunkKey, marksOf } from './keys.ts'
import { minuteMs } from './open-minute.ts'
import { joined, openMinutes, readMinutes } from './raw-reader.ts'
import { hourPlace, hourSlots, merge, minutePlace, minuteSlots, rollupsOf } from './roller.ts'
import { field, Rollup } from './rollup.ts'
import type { HostSeries } from './series-book.ts'
import { pickSeries } from './series-pick.ts'
import { windowMs } from './windows.ts'

export type Resolution = 'raw' | 'minute' | 'hour'

/** One series of an answer; numbers in whole units of the series until `scale` divides them, in arrays that change threads without a copy. */
export interface FoundSeries {
  readonly host: string
  readonly series: number
  readonly timesMs: Float64Array
  /** NaN where there is a gap; of rollups the means */
  readonly values: Float64Array
  /** min, max, last, count, gaps: of rollups only, one after another for each bucket */
  readonly more: Float64Array | null
}

export interface Found {
  readonly resolution: Resolution
  readonly series: readonly FoundSeries[]
}

const widthMs = { minute: minuteMs, hour: 60 * minuteMs } as const
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Rejects with RequestError. */
export async function range(keeper: Keeper, query: RangeQuery): Promise<Found> {
  const { book } = keeper.options
  const picked: Picked[] = []
  let left = query.maxSeries
  for (const id of query.hosts) {
    const host = book.known(id)
    if (host === undefined || left === 0) continue
    const ids = pickSeries(host, query).slice(0, left)
    left -= ids.length
    picked.push({ host, ids })
  }
  const resolution = resolutionOf(keeper, query, picked)
  const series: FoundSeries[] = []
  for (const { host, ids } of picked) {
    const bySensor = Map.groupBy(ids, (id) => book.sensor(host.shapes[id]!.sensor))
    for (const [sensor, wanted] of bySensor) {
      const one = { keeper, host, sensor, wanted: new Set(wanted), query }
      series.push(...(resolution === 'raw' ? await rawOf(one) : await bucketsOf(one, resolution)))
    }
  }
  return { resolution, series }
}

interface Picked {
  readonly host: HostSeries
  readonly ids: readonly number[]
}

/** The shortest period of the series, as far as it is known in this life; a second otherwise. */
function shortestMs(keeper: Keeper, picked: readonly Picked[]): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const { host, ids } of picked) {
    const latest = keeper.hosts.get(host.host)?.latest
    for (const id of ids) shortest = Math.min(shortest, latest?.periodMs(id) || 1_000)
  }
  return Number.isFinite(shortest) ? shortest : 1_000
}

/** The finest that is still there and gives at most `maxPoints` a series. */
function resolutionOf(keeper: Keeper, query: RangeQuery, picked: readonly Picked[]): Resolution {
  const { resolution, fromMs, toMs, maxPoints } = query
  const spanMs = toMs - fromMs
  const stepMs = { raw: shortestMs(keeper, picked), ...widthMs }
  const fits = (each: Resolution): boolean => spanMs / stepMs[each] <= maxPoints
  if (resolution !== 'auto') {
    if (fits(resolution)) return resolution
    const points = Math.ceil(spanMs / stepMs[resolution])
    throw new RequestError(
      'bad-field',
      `${resolution} would give up to ${points} points a series and at most ${maxPoints} are asked for: ask for a shorter time, more points or a coarser resolution`,
      { field: 'resolution' },
    )
  }
  const oldestRaw = keeper.options.windows.list('raw')[0]
  const isRawThere = oldestRaw === undefined || fromMs >= oldestRaw * hourMs
  if (isRawThere && fits('raw')) return 'raw'
  // of hours several are joined where there are too many (`joinedOf`)
  return fits('minute') && keeper.options.clock.nowMs() - fromMs <= limits.minutesKeptMs ? 'minute' : 'hour'
}

interface OfSensor {
  readonly keeper: Keeper
  readonly host: HostSeries
  readonly sensor: number
  readonly wanted: ReadonlySet<number>
  readonly query: RangeQuery
}

async function rawOf({ keeper, host, sensor, wanted, query }: OfSensor): Promise<FoundSeries[]> {
  const { fromMs, toMs } = query
  const isWanted = (series: number): boolean => wanted.has(series)
  const from = Math.floor(fromMs / minuteMs)
  const to = Math.floor(toMs / minuteMs) + 1
  // Memory first: a minute that goes to the disk meanwhile is seen twice rather than not at all.
  const live = keeper.hosts.get(host.host)
  const open = live === undefined ? [] : openMinutes(live, sensor, { from, to }, isWanted)
  const columns: Column[] = open.flatMap((minute) => minute.columns)
  const { windows } = keeper.options
  for (const hour of windows.list('raw')) {
    const part = { from: Math.max(from, hour * 60), to: Math.min(to, (hour + 1) * 60) }
    if (part.from >= part.to) continue
    const each = { host: host.number, sensor }
    for (const minute of await readMinutes(windows, each, part, isWanted, () => keeper.roller.stats.brokenChunks++))
      columns.push(...minute.columns)
  }
  const bySeries = Map.groupBy(columns, (column) => column.series)
  return [...wanted].map((series) => ({
    host: host.host,
    series,
    ...within(bySeries.get(series) ?? [], fromMs, toMs),
    more: null,
  }))
}

function within(
  columns: readonly Column[],
  fromMs: number,
  toMs: number,
): { timesMs: Float64Array; values: Float64Array } {
  if (columns.length === 0) return { timesMs: new Float64Array(), values: new Float64Array() }
  const { timesMs, values } = joined(columns)
  let from = 0
  while (from < timesMs.length && timesMs[from]! < fromMs) from++
  let to = timesMs.length
  while (to > from && timesMs[to - 1]! > toMs) to--
  return withSilence(timesMs.slice(from, to), values.slice(from, to))
}

/** Where nothing came for three usual steps, a gap: a line that is drawn through it would say what nobody knows. */
function withSilence(timesMs: Float64Array, values: Float64Array): { timesMs: Float64Array; values: Float64Array } {
  if (timesMs.length < 3) return { timesMs, values }
  const steps = timesMs.slice(1).map((ms, i) => ms - timesMs[i]!)
  const usualMs = steps.toSorted()[steps.length >> 1]!
  const silent = [...steps.keys()].filter((i) => steps[i]! > 3 * usualMs)
  if (silent.length === 0) return { timesMs, values }
  const outTimes = new Float64Array(timesMs.length + silent.length)
  const outValues = new Float64Array(outTimes.length)
  let from = 0
  for (const [n, i] of silent.entries()) {
    outTimes.set(timesMs.subarray(from, i + 1), from + n)
    outValues.set(values.subarray(from, i + 1), from + n)
    outTimes[i + 1 + n] = timesMs[i]! + usualMs
    outValues[i + 1 + n] = Number.NaN
    from = i + 1
  }
  outTimes.set(timesMs.subarray(from), from + silent.length)
  outValues.set(values.subarray(from), from + silent.length)
  return { timesMs: outTimes, values: outValues }
}

/** Minute rollups of one hour: those that were made, then what they have not seen yet. */
async function minutesOf({ keeper, host, sensor, wanted }: OfSensor, hour: number): Promise<Map<number, Rollup>> {
  const { windows } = keeper.options
  const isWanted = (series: number): boolean => wanted.has(series)
  const part = { from: hour * minuteSlots, to: (hour + 1) * minuteSlots }
  const live = keeper.hosts.get(host.host)
  const open = live === undefined ? [] : openMinutes(live, sensor, part, isWanted)
  const { window, slot } = minutePlace(hour)
  const kept = await keeper.roller.kept('minute', window, chunkKey(slot, host.number, sensor), isWanted)
  const { from, to } = marksOf(host.number, sensor)
  const isRolled =
    keeper.roller.isDone(hour) && (await windows.keys('raw', hour, from, to).catch(() => [])).length === 0
  const broken = (): void => void keeper.roller.stats.brokenChunks++
  const raw = isRolled ? [] : await readMinutes(windows, { host: host.number, sensor }, part, isWanted, broken)
  return raw.length + open.length === 0 ? kept : merge(kept, rollupsOf([...raw, ...open]))
}

async function hoursOf(one: OfSensor, day: number): Promise<Map<number, Rollup>> {
  const { keeper, host, sensor, wanted } = one
  const { window, slot } = hourPlace(day)
  const kept = await keeper.roller.kept('hour', window, chunkKey(slot, host.number, sensor), (each) => wanted.has(each))
  const nowHour = Math.floor(keeper.options.clock.nowMs() / hourMs)
  for (let hour = day * hourSlots; hour < (day + 1) * hourSlots; hour++) {
    const isRolled = keeper.roller.isDone(hour) || hour < nowHour - limits.rawKeptMs / hourMs
    if (isRolled || hour > nowHour) continue
    for (const [series, minutes] of await minutesOf(one, hour)) {
      const coarser = kept.get(series) ?? new Rollup(hourSlots)
      minutes.sumInto(coarser, hour % hourSlots)
      kept.set(series, coarser)
    }
  }
  return kept
}

async function bucketsOf(one: OfSensor, resolution: 'minute' | 'hour'): Promise<FoundSeries[]> {
  const { toMs } = one.query
  const chunkMs = resolution === 'minute' ? hourMs : dayMs
  // nothing older is kept
  const keptMs = (resolution === 'minute' ? limits.minutesKeptMs : limits.hoursKeptMs) + windowMs[resolution]
  const fromMs = Math.max(one.query.fromMs, one.keeper.options.clock.nowMs() - keptMs)
  const parts: { startMs: number; rollups: Map<number, Rollup> }[] = []
  for (let chunk = Math.floor(fromMs / chunkMs); chunk * chunkMs <= toMs; chunk++) {
    const rollups = resolution === 'minute' ? await minutesOf(one, chunk) : await hoursOf(one, chunk)
    parts.push({ startMs: chunk * chunkMs, rollups })
  }
  return [...one.wanted].map((series) => ({
    host: one.host.host,
    series,
    ...flat(parts, series, one.query, { slotMs: widthMs[resolution], joined: joinedOf(one.query, resolution) }),
  }))
}

/** So many buckets become one, so that there are at most `maxPoints`: those that begin within the same multiple of their widths. */
function joinedOf({ fromMs, toMs, maxPoints }: RangeQuery, resolution: 'minute' | 'hour'): number {
  return Math.max(1, Math.ceil((toMs - fromMs) / widthMs[resolution] / maxPoints))
}

/** Figures of a bucket in the making: those of `Rollup`. */
interface Bucket {
  readonly atMs: number
  readonly figures: Rollup
}

function flat(
  parts: readonly { startMs: number; rollups: ReadonlyMap<number, Rollup> }[],
  series: number,
  { fromMs, toMs }: RangeQuery,
  { slotMs, joined }: { readonly slotMs: number; readonly joined: number },
): Pick<FoundSeries, 'timesMs' | 'values' | 'more'> {
  const buckets: Bucket[] = []
  const wideMs = slotMs * joined
  for (const { startMs, rollups } of parts) {
    const rollup = rollups.get(series)
    if (rollup === undefined) continue
    for (let slot = 0; slot < rollup.slots; slot++) {
      const slotAtMs = startMs + slot * slotMs
      if (!rollup.has(slot) || slotAtMs + slotMs <= fromMs || slotAtMs > toMs) continue
      const atMs = Math.floor(slotAtMs / wideMs) * wideMs
      const last = buckets.at(-1)
      if (last?.atMs === atMs) last.figures.addSlot(rollup, slot)
      else buckets.push({ atMs, figures: new Rollup(1).addSlot(rollup, slot) })
    }
  }
  return figuresOf(buckets)
}

function figuresOf(buckets: readonly Bucket[]): Pick<FoundSeries, 'timesMs' | 'values' | 'more'> {
  const values: number[] = []
  const more: number[] = []
  for (const { figures } of buckets) {
    const count = figures.at(0, field.count)
    const figure = (which: number): number => (count === 0 ? Number.NaN : figures.at(0, which))
    values.push(figure(field.sum) / count)
    more.push(figure(field.min), figure(field.max), figure(field.last), count, figures.at(0, field.gaps))
  }
  const timesMs = Float64Array.from(buckets, ({ atMs }) => atMs)
  return { timesMs, values: Float64Array.from(values), more: Float64Array.from(more) }
}
