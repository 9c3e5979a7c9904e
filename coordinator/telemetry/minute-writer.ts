/**
 * Minutes that no more samples come for, on their way to the disk: in slices, so that frames are taken in between. What was written
 * is acknowledged to the agents. What cannot be written waits a little; then it is dropped, told, and acknowledged too: an agent that
 * waited for the coordinator's disk would hold back its live frames.
 */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { IntervalSet } from '../core/interval-set.ts'
import { encodeChunk, type Rows, readTables } from './chunk.ts'
import type { Dictionary } from './dictionary.ts'
import type { HostState } from './host-state.ts'
import { chunkKey, markKey } from './keys.ts'
import { mergedTables } from './merge-rows.ts'
import { type OpenMinute, withRows } from './open-minute.ts'
import type { SeriesBook } from './series-book.ts'
import { isCorrupt, type Put, readSound, type Windows } from './windows.ts'

const minutesPerHour = 60
/** encoding so many takes about 10 ms */
const valuesPerSlice = 300_000

export interface Ack {
  readonly host: string
  readonly dictionary: string
  readonly firstNumber: number
  readonly number: number
}

export interface WriterOptions {
  readonly windows: Windows
  readonly book: SeriesBook
  readonly clock: Clock
  /** nothing is to be written now: the disk is full, or the budget used up */
  readonly isFull: () => boolean
  readonly acknowledge: (ack: Ack) => void
  readonly failed: (error: unknown) => void
  /** the first write after some were dropped; how many samples those were */
  readonly resumed: (values: number) => void
}

interface Closing {
  readonly host: HostState
  readonly minute: OpenMinute
  readonly sinceMs: number
}

export class MinuteWriter {
  readonly stats = { values: 0, bytes: 0, chunks: 0, droppedValues: 0, writeFailures: 0, brokenChunks: 0 }
  readonly #options: WriterOptions
  #queue: Closing[] = []
  #waitingValues = 0
  #retryMs = 0
  #lastMark = 0
  /** since the last write */
  #droppedValues = 0
  /** resolves when others have done what is not to be written beside */
  #alone: Promise<unknown> = Promise.resolve()
  #running: Promise<void> | null = null

  constructor(options: WriterOptions) {
    this.#options = options
  }

  get waitingValues(): number {
    return this.#waitingValues
  }

  /** The minute takes no more samples; others of it go to a new one. */
  close(host: HostState, minute: OpenMinute): void {
    minute.isClosing = true
    this.#queue.push({ host, minute, sinceMs: this.#options.clock.nowMs() })
    this.#waitingValues += minute.values
  }

  /** Writes what waits; resolves when nothing does any more, or nothing can be written. */
  run(): Promise<void> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /** Nothing is written while `use` runs. */
  async alone<T>(use: () => Promise<T>): Promise<T> {
    const writing = this.#running
    const used = Promise.allSettled([writing]).then(use)
    this.#alone = Promise.allSettled([this.#alone, used])
    return used
  }

  /** Some of what waits is of this hour. */
  holds(hour: number): boolean {
    return this.#queue.some(({ minute }) => hourOf(minute) === hour)
  }

  async #drain(): Promise<void> {
    const { isFull, clock } = this.#options
    await this.#alone
    while (this.#queue.length > 0) {
      if (isFull() || clock.nowMs() < this.#retryMs) return this.#dropOld()
      const slice = this.#slice()
      try {
        await this.#write(slice)
      } catch (error) {
        this.stats.writeFailures++
        this.#queue = [...slice, ...this.#queue]
        this.#retryMs = clock.nowMs() + limits.telemetryRetryMs
        this.#options.failed(error)
        return this.#dropOld()
      }
      for (const each of slice) this.#done(each)
      if (this.#droppedValues > 0) this.#options.resumed(this.#droppedValues)
      this.#droppedValues = 0
    }
  }

  /** The first of the queue and others of the same hour; of one minute of a host only one, for the next has to see what it wrote. */
  #slice(): Closing[] {
    const window = hourOf((this.#queue[0] as Closing).minute)
    const taken = new Set<string>()
    let values = 0
    let count = 0
    while (count < this.#queue.length && values < valuesPerSlice) {
      const { host, minute } = this.#queue[count] as Closing
      const key = `${host.series.number} ${minute.minute}`
      if (hourOf(minute) !== window || taken.has(key)) break
      taken.add(key)
      values += minute.values
      count++
    }
    return this.#queue.splice(0, count)
  }

  async #write(slice: readonly Closing[]): Promise<void> {
    const { book, windows, clock } = this.#options
    const window = hourOf((slice[0] as Closing).minute)
    const kept = await this.#keptBefore(window, slice)
    const puts: Put[] = []
    const chunks: (readonly [host: number, sensor: number])[] = []
    for (const { host, minute } of slice) {
      for (const [sensor, tables] of minute.tables) {
        const key = chunkKey(minute.minute % minutesPerHour, host.series.number, sensor)
        const before = kept.get(key.join())
        const chunk = withRows(tables, (rows) => encodeChunk(before === undefined ? rows : mergedTables(before, rows)))
        puts.push([key, chunk])
        chunks.push([host.series.number, sensor])
      }
    }
    if (book.isDirty) await book.flush()
    // Its rollups are being made, or were: whoever makes them looks for marks before and after.
    if ((window + 1) * minutesPerHour * 60_000 <= clock.nowMs())
      for (const [host, sensor] of chunks) puts.push([markKey(host, sensor, this.#nextMark()), new Uint8Array()])
    await windows.write('raw', window, puts)
    this.stats.chunks += chunks.length
    for (const [, chunk] of puts) this.stats.bytes += chunk.length
    for (const { minute } of slice) this.stats.values += minute.values
  }

  /** Another one each time, also after a restart. */
  #nextMark(): number {
    this.#lastMark = Math.max(this.#lastMark + 1, this.#options.clock.nowMs())
    return this.#lastMark
  }

  /** Chunks that an earlier life, or earlier frames, have written of these minutes. */
  async #keptBefore(window: number, slice: readonly Closing[]): Promise<Map<string, readonly Rows[]>> {
    const keys: Uint8Array[] = []
    for (const { host, minute } of slice)
      if (minute.minute <= host.writtenMinute)
        for (const sensor of minute.tables.keys())
          keys.push(chunkKey(minute.minute % minutesPerHour, host.series.number, sensor))
    const found = new Map<string, readonly Rows[]>()
    if (keys.length === 0) return found
    const values = await readSound(this.#options.windows, ['raw', window], keys, (error) => {
      if (!isCorrupt(error)) throw error
      this.stats.brokenChunks++
    })
    for (const [i, value] of values.entries()) {
      if (value === undefined) continue
      try {
        found.set(keys[i]!.join(), readTables(value))
      } catch {
        this.stats.brokenChunks++
      }
    }
    return found
  }

  #done({ host, minute }: Closing): void {
    this.#waitingValues -= minute.values
    host.minutes.splice(host.minutes.indexOf(minute), 1)
    for (const tables of minute.tables.values()) for (const table of tables) table.release()
    host.writtenMinute = Math.max(host.writtenMinute, minute.minute)
    for (const [dictionary, numbers] of minute.frames) this.#acknowledge(host, dictionary, numbers)
  }

  #acknowledge(host: HostState, dictionary: Dictionary, numbers: IntervalSet): void {
    const say = (from: number, to: number): void => {
      for (let number = from; number <= to; number++) dictionary.pending.delete(number)
      this.#options.acknowledge({ host: host.series.host, dictionary: dictionary.id, firstNumber: from, number: to })
    }
    for (const [from, end] of numbers.ranges) {
      let begin = from
      for (let number = from; dictionary.spanning.size > 0 && number < end; number++) {
        const left = dictionary.spanning.get(number)
        if (left === undefined) continue
        // its other minutes are not on disk yet: it is acknowledged with the last of them
        if (left > 2) dictionary.spanning.set(number, left - 1)
        else dictionary.spanning.delete(number)
        if (begin < number) say(begin, number - 1)
        begin = number + 1
      }
      if (begin < end) say(begin, end - 1)
    }
  }

  /** Of what cannot be written: the oldest, once it has waited long or takes too much memory. */
  #dropOld(): void {
    const oldMs = this.#options.clock.nowMs() - limits.telemetryWaitMs
    while (this.#queue.length > 0) {
      const first = this.#queue[0] as Closing
      if (first.sinceMs > oldMs && this.#waitingValues <= limits.telemetryWaitingValues) return
      this.#queue.shift()
      this.stats.droppedValues += first.minute.values
      this.#droppedValues += first.minute.values
      this.#done(first)
    }
  }
}

const hourOf = ({ minute }: OpenMinute): number => Math.floor(minute / minutesPerHour)
