/**
 * Rollups of hours that are over, from their raw minutes; again for what came late. Idempotent: a bucket that was made of fewer
 * samples gives way to one that was made of more, so that it does not matter what a crash left half done, or that of a late sample's hour the
 * raw samples may be gone already.
 */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Column } from './chunk.ts'
import { chunkKey, hostAndSensorOf, markKey, marks } from './keys.ts'
import { joined, type MinuteOf, readMinutes, type SensorOfHost } from './raw-reader.ts'
import { encodeRollups, Rollup, readRollups } from './rollup.ts'
import type { SeriesBook } from './series-book.ts'
import type { Windows } from './windows.ts'

const hourMs = 3_600_000
const any = (): boolean => true
/** in a raw window: its rollups were made */
const doneKey = Uint8Array.of(0xfe)

export const minuteSlots = 60
export const hourSlots = 24

/** Where the minute rollups of an hour lie, and the hour rollups of its day. */
export const minutePlace = (hour: number) => ({ window: Math.floor(hour / 24), slot: hour % 24 })
export const hourPlace = (day: number) => ({ window: Math.floor(day / 30), slot: day % 30 })

export class Roller {
  readonly stats = { rollups: 0, brokenChunks: 0 }
  readonly #windows: Windows
  readonly #book: SeriesBook
  readonly #clock: Clock
  /** hours whose rollups were made */
  readonly #done = new Set<number>()
  #running: Promise<void> | null = null
  #isClosed = false

  constructor(windows: Windows, book: SeriesBook, clock: Clock) {
    this.#windows = windows
    this.#book = book
    this.#clock = clock
  }

  async open(): Promise<void> {
    for (const hour of this.#windows.list('raw')) {
      const [done] = await this.#windows.read('raw', hour, [doneKey])
      if (done !== undefined) this.#done.add(hour)
    }
  }

  isDone(hour: number): boolean {
    return this.#done.has(hour)
  }

  /** Rolls up what is due; resolves when it is done. */
  run(): Promise<void> {
    this.#running ??= this.#all().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running?.catch(() => {})
  }

  async #all(): Promise<void> {
    for (const hour of this.#windows.list('raw')) {
      if (this.#isClosed) return
      if ((hour + 1) * hourMs + limits.rollAfterMs > this.#clock.nowMs()) continue
      if (this.#done.has(hour)) await this.#late(hour)
      else await this.#whole(hour)
    }
  }

  async #whole(hour: number): Promise<void> {
    for (const { number, shapes } of this.#book.hosts())
      for (const sensor of new Set(shapes.map((shape) => this.#book.sensor(shape.sensor)))) {
        if (this.#isClosed) return
        await this.#roll(hour, { host: number, sensor })
      }
    // late samples may have come meanwhile: their marks stay, and are looked at next
    await this.#windows.write('raw', hour, [[doneKey, new Uint8Array()]])
    this.#done.add(hour)
  }

  async #late(hour: number): Promise<void> {
    for (const key of await this.#windows.keys('raw', hour, marks.from, marks.to)) {
      if (this.#isClosed) return
      const each = hostAndSensorOf(key)
      // taken away first: what comes while it is rolled up sets it again
      await this.#windows.write('raw', hour, [], [markKey(each.host, each.sensor)])
      await this.#roll(hour, each)
    }
  }

  async #roll(hour: number, each: SensorOfHost): Promise<void> {
    const minutes = { from: hour * minuteSlots, to: (hour + 1) * minuteSlots }
    const found = await readMinutes(this.#windows, each, minutes, any, () => this.stats.brokenChunks++)
    if (found.length === 0) return
    const rolled = rollupsOf(found)
    const { window, slot } = minutePlace(hour)
    const merged = merge(await this.kept('minute', window, chunkKey(slot, each.host, each.sensor), any), rolled)
    await this.#windows.write('minute', window, [[chunkKey(slot, each.host, each.sensor), encodeRollups(merged)]])
    await this.#rollHour(hour, each, merged)
    this.stats.rollups++
  }

  async #rollHour(hour: number, { host, sensor }: SensorOfHost, minutes: ReadonlyMap<number, Rollup>): Promise<void> {
    const { window, slot } = hourPlace(Math.floor(hour / hourSlots))
    const key = chunkKey(slot, host, sensor)
    const day = await this.kept('hour', window, key, any)
    for (const [series, rollup] of minutes) {
      const coarser = day.get(series) ?? new Rollup(hourSlots)
      rollup.sumInto(coarser, hour % hourSlots)
      day.set(series, coarser)
    }
    await this.#windows.write('hour', window, [[key, encodeRollups(day)]])
  }

  async kept(
    resolution: 'minute' | 'hour',
    window: number,
    key: Uint8Array,
    isWanted: (series: number) => boolean,
  ): Promise<Map<number, Rollup>> {
    const [chunk] = await this.#windows.read(resolution, window, [key])
    if (chunk === undefined) return new Map()
    try {
      return readRollups(chunk, resolution === 'minute' ? minuteSlots : hourSlots, isWanted)
    } catch {
      this.stats.brokenChunks++
      return new Map()
    }
  }
}

/** Of raw minutes of one hour. */
export function rollupsOf(minutes: readonly MinuteOf[]): Map<number, Rollup> {
  const found = new Map<number, Rollup>()
  for (const [minute, columns] of byMinute(minutes)) {
    for (const [series, own] of Map.groupBy(columns, (column) => column.series)) {
      const rollup = found.get(series) ?? new Rollup(minuteSlots)
      rollup.fill(minute % minuteSlots, joined(own))
      found.set(series, rollup)
    }
  }
  return found
}

function byMinute(minutes: readonly MinuteOf[]): Map<number, Column[]> {
  const found = new Map<number, Column[]>()
  for (const { minute, columns } of minutes) found.set(minute, [...(found.get(minute) ?? []), ...columns])
  return found
}

export function merge(kept: Map<number, Rollup>, later: ReadonlyMap<number, Rollup>): Map<number, Rollup> {
  for (const [series, rollup] of later) {
    const before = kept.get(series)
    if (before === undefined) kept.set(series, rollup)
    else before.take(rollup)
  }
  return kept
}
