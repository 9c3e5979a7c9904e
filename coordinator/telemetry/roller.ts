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
import { isCorrupt, type Put, readSound, type Windows } from './windows.ts'

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
  readonly stats = { rollups: 0, failedRollups: 0, brokenChunks: 0 }
  readonly #windows: Windows
  readonly #book: SeriesBook
  readonly #clock: Clock
  /** hours whose rollups were made */
  readonly #done = new Set<number>()
  /** by hour: how often making its rollups failed */
  readonly #failures = new Map<number, number>()
  #running: Promise<void> | null = null
  #isClosed = false

  constructor(windows: Windows, book: SeriesBook, clock: Clock) {
    this.#windows = windows
    this.#book = book
    this.#clock = clock
  }

  /** An hour that cannot be read now is rolled up again. */
  async open(): Promise<void> {
    for (const hour of this.#windows.list('raw')) {
      const [done] = await readSound(this.#windows, ['raw', hour], [doneKey], () => this.stats.brokenChunks++)
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

  /** The raw hour is not there any more. */
  forget(hour: number): void {
    this.#done.delete(hour)
    this.#failures.delete(hour)
  }

  /** Rolls up what came late for an hour that is to be dropped. */
  async settle(hour: number): Promise<void> {
    if (await this.hasMarks(hour)) await this.#late(hour)
  }

  async hasMarks(hour: number): Promise<boolean> {
    if ((this.#failures.get(hour) ?? 0) >= limits.rollTries) return false
    return (await this.#marks(hour)).length > 0
  }

  /** Marks that cannot be read stand for nothing that could be. */
  #marks(hour: number): Promise<readonly Uint8Array[]> {
    return this.#windows.keys('raw', hour, marks.from, marks.to).catch(() => [])
  }

  /** One hour that fails does not stop the others; rejects with what failed last. */
  async #all(): Promise<void> {
    let failed: { readonly error: unknown } | null = null
    for (const hour of this.#windows.list('raw')) {
      if (this.#isClosed) return
      if ((hour + 1) * hourMs + limits.rollAfterMs > this.#clock.nowMs()) continue
      try {
        if (this.#done.has(hour)) await this.#late(hour)
        else await this.#whole(hour)
      } catch (error) {
        failed = { error }
        // it is not to be in the way of those after it: it may be dropped with its age
        if (this.#isTriedOut(hour)) this.#done.add(hour)
      }
    }
    if (failed !== null) throw failed.error
  }

  async #whole(hour: number): Promise<void> {
    // what is marked from here on is looked at again
    const marked = await this.#marks(hour)
    const failed: SensorOfHost[] = []
    for (const { number, shapes } of this.#book.hosts())
      for (const sensor of new Set(shapes.map((shape) => this.#book.sensor(shape.sensor)))) {
        if (this.#isClosed) return
        await this.#rollOr(failed, hour, { host: number, sensor })
      }
    const again = failed.map(({ host, sensor }): Put => [markKey(host, sensor, this.#clock.nowMs()), new Uint8Array()])
    await this.#windows.write('raw', hour, [[doneKey, new Uint8Array()], ...again], marked)
    this.#done.add(hour)
  }

  async #late(hour: number): Promise<void> {
    const all = Map.groupBy(await this.#marks(hour), (key) => chunkKey(0, ...hostAndSensorOf(key)).join())
    const failed: SensorOfHost[] = []
    for (const keys of all.values()) {
      if (this.#isClosed) return
      const [host, sensor] = hostAndSensorOf(keys[0] as Uint8Array)
      if (await this.#rollOr(failed, hour, { host, sensor })) await this.#windows.write('raw', hour, [], keys)
    }
    if (failed.length > 0 && this.#isTriedOut(hour))
      await this.#windows.write('raw', hour, [], [...all.values()].flat())
  }

  #isTriedOut(hour: number): boolean {
    const failures = (this.#failures.get(hour) ?? 0) + 1
    this.#failures.set(hour, failures)
    return failures >= limits.rollTries
  }

  /** One sensor that fails costs its own rollups only; they are tried again. Too many are a disk that fails. */
  async #rollOr(failed: SensorOfHost[], hour: number, each: SensorOfHost): Promise<boolean> {
    try {
      await this.#roll(hour, each)
      return true
    } catch (error) {
      this.stats.failedRollups++
      failed.push(each)
      if (failed.length > limits.rollFailures) throw error
      return false
    }
  }

  async #roll(hour: number, each: SensorOfHost): Promise<void> {
    const minutes = { from: hour * minuteSlots, to: (hour + 1) * minuteSlots }
    const found = await readMinutes(this.#windows, each, minutes, any, () => this.stats.brokenChunks++)
    if (found.length === 0) return
    const rolled = rollupsOf(found)
    const { window, slot } = minutePlace(hour)
    const merged = merge(await this.#before('minute', window, chunkKey(slot, each.host, each.sensor)), rolled)
    await this.#windows.write('minute', window, [[chunkKey(slot, each.host, each.sensor), encodeRollups(merged)]])
    await this.#rollHour(hour, each, merged)
    this.stats.rollups++
  }

  /** What is to be written over: where the disk fails it is left as it is. */
  #before(resolution: 'minute' | 'hour', window: number, key: Uint8Array): Promise<Map<number, Rollup>> {
    return this.kept(resolution, window, key, any, (error) => {
      if (!isCorrupt(error)) throw error
      this.stats.brokenChunks++
    })
  }

  async #rollHour(hour: number, { host, sensor }: SensorOfHost, minutes: ReadonlyMap<number, Rollup>): Promise<void> {
    const { window, slot } = hourPlace(Math.floor(hour / hourSlots))
    const key = chunkKey(slot, host, sensor)
    const day = await this.#before('hour', window, key)
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
    onBroken: (error: unknown) => void = () => void this.stats.brokenChunks++,
  ): Promise<Map<number, Rollup>> {
    const [chunk] = await readSound(this.#windows, [resolution, window], [key], onBroken)
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
