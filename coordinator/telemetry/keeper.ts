/**
 * Everything that the telemetry worker keeps, without the thread around it: hosts, open minutes, what goes to the disk and when.
 * `frame` takes samples; `tick`, a few times a second, moves on what time moves on.
 */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import { WireError } from '../../shared/protocol/codec.ts'
import type { HostDetectors } from '../core/verdicts/detector.ts'
import { HostState } from './host-state.ts'
import { takeFrame } from './ingest.ts'
import { type Ack, MinuteWriter } from './minute-writer.ts'
import { minuteMs } from './open-minute.ts'
import { Retention } from './retention.ts'
import { Roller } from './roller.ts'
import type { SeriesBook } from './series-book.ts'
import { ageSpares } from './spare-arrays.ts'
import type { Windows } from './windows.ts'

export interface KeeperOptions {
  readonly windows: Windows
  readonly book: SeriesBook
  readonly clock: Clock
  readonly budgetBytes: number
  readonly freeBytes: () => Promise<number>
  readonly makeDetectors?: (host: string) => HostDetectors
  readonly acknowledge: (ack: Ack) => void
  readonly found: (host: string, findings: readonly Finding[]) => void
  /** the host's link is to begin anew, so that its series are defined again */
  readonly relink: (host: string) => void
  readonly say: (level: 'info' | 'warn' | 'error', text: string) => void
}

/** a clock of a host that is ahead by less is not corrected: its minutes may be on disk before ours has come to them */
const aheadMinutes = Math.ceil(limits.clockOffMs / minuteMs) + 1

export class Keeper {
  readonly stats = { frames: 0, values: 0, again: 0, badFrames: 0, failedFrames: 0, heldFrames: 0, undefinedFrames: 0 }
  readonly hosts = new Map<string, HostState>()
  readonly writer: MinuteWriter
  readonly roller: Roller
  readonly retention: Retention
  readonly options: KeeperOptions
  readonly #startMinute: number
  /** by host: when it was told last, so that one agent does not fill the log */
  readonly #told = new Map<string, number>()
  #nextLookMs = 0
  #nextSweepMs = 0
  #maintained: Promise<void> = Promise.resolve()

  private constructor(options: KeeperOptions) {
    const { windows, book, clock, say, budgetBytes, freeBytes } = options
    this.options = options
    this.#startMinute = Math.floor(clock.nowMs() / minuteMs)
    this.roller = new Roller(windows, book, clock)
    this.retention = new Retention({
      windows,
      roller: this.roller,
      clock,
      budgetBytes,
      freeBytes,
      dropRaw: (hour) => this.#dropRaw(hour),
      say: (text) => say('warn', `telemetry: ${text}`),
    })
    this.writer = new MinuteWriter({
      windows,
      book,
      clock,
      isFull: () => this.retention.isFull,
      acknowledge: options.acknowledge,
      resumed: (values) => say('warn', `telemetry: samples are written again; ${values} were dropped meanwhile`),
      failed: (error) => say('error', `telemetry: samples could not be written: ${textOf(error)}`),
    })
  }

  static async open(options: KeeperOptions): Promise<Keeper> {
    const keeper = new Keeper(options)
    await keeper.roller.open()
    await keeper.retention.look()
    return keeper
  }

  host(id: string): HostState {
    let host = this.hosts.get(id)
    if (host === undefined) {
      const { book, makeDetectors } = this.options
      host = new HostState(book.host(id), makeDetectors?.(id), this.#startMinute + aheadMinutes)
      this.hosts.set(id, host)
    }
    return host
  }

  /** Never throws. */
  frame(id: string, bytes: Uint8Array, receivedMs: number): void {
    const { book, acknowledge, found } = this.options
    const host = this.host(id)
    this.stats.frames++
    try {
      const { dictionary, number, taken } = takeFrame({ book, isFull: this.retention.isFull }, host, bytes, receivedMs)
      const kept = (): void => acknowledge({ host: id, dictionary: dictionary.id, firstNumber: number, number })
      if (host.failure !== null) this.#detectorsFailed(host)
      if (taken.what === 'undefined-series') return this.#undefined(id)
      if (taken.what === 'held') return this.#held(id)
      if (taken.what === 'again') {
        this.stats.again++
        if (taken.isKept) kept()
        return
      }
      this.stats.values += taken.values
      if (taken.findings.length > 0) found(id, taken.findings)
      if (!taken.isOpen) kept()
    } catch (error) {
      if (error instanceof WireError) this.stats.badFrames++
      else this.stats.failedFrames++
      if (!this.#mayTell(`bad ${id}`)) return
      if (error instanceof WireError) return this.options.say('warn', `telemetry of host ${id}: ${error.message}`)
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.options.say('error', `telemetry of host ${id}: a frame could not be taken: ${text}`)
    }
  }

  /** Closes minutes that are over and starts what is due. */
  tick(): void {
    const nowMs = this.options.clock.nowMs()
    ageSpares(nowMs)
    let isClosing = false
    for (const host of this.hosts.values()) isClosing = this.#closeMinutes(host, nowMs) || isClosing
    if (isClosing || this.writer.waitingValues > 0) void this.writer.run().catch((error) => this.#bug(error))
    if (nowMs >= this.#nextLookMs) {
      this.#nextLookMs = nowMs + limits.telemetryLookMs
      void this.retention.look().catch((error) => this.#failed('the disk could not be looked at', error))
    }
    if (nowMs >= this.#nextSweepMs) {
      // after the one before, however long that takes
      this.#nextSweepMs = Number.POSITIVE_INFINITY
      void this.maintain().finally(() => {
        this.#nextSweepMs = nowMs + limits.telemetrySweepMs
      })
    }
  }

  /** Rollups that are due, then what is dropped. */
  maintain(): Promise<void> {
    this.#maintained = this.#maintained.then(() => this.#maintain())
    return this.#maintained
  }
  async #maintain(): Promise<void> {
    await this.roller.run().catch((error) => this.#failed('rollups could not be made', error))
    await this.retention.sweep().catch((error) => this.#failed('old samples could not be dropped', error))
  }

  /** What came late is rolled up first; then nothing may be written between the last look and the end of the hour. */
  async #dropRaw(hour: number): Promise<boolean> {
    const { roller, writer, retention } = this
    // what waits for a full disk would keep the hour that is to make room
    const isHeld = (): boolean => !retention.isFull && writer.holds(hour)
    if (isHeld()) return false
    await roller.settle(hour)
    return writer.alone(async () => {
      if (isHeld() || (await roller.hasMarks(hour))) return false
      await this.options.windows.drop('raw', hour)
      roller.forget(hour)
      return true
    })
  }

  /** Writes all that is open. */
  async flush(): Promise<void> {
    for (const host of this.hosts.values())
      for (const minute of host.minutes) if (!minute.isClosing) this.writer.close(host, minute)
    await this.writer.run()
  }

  async close(): Promise<void> {
    await this.flush()
    await this.roller.close()
    await this.options.windows.close()
  }

  /**
   * A minute is over when its host has sent something that is later by the grace, or nothing for it for a while (its link is down, or these
   * were back-filled). The grace differs from host to host: a fleet's minutes do not all end at once.
   */
  #closeMinutes(host: HostState, nowMs: number): boolean {
    const graceMs = limits.minuteGraceMs + ((host.series.number * 7_919) % limits.minuteSpreadMs)
    let newest = 0
    for (const { minute } of host.minutes) newest = Math.max(newest, minute)
    let isClosing = false
    for (const minute of host.minutes) {
      if (minute.isClosing) continue
      const isPast = minute.minute < newest && nowMs - minute.touchedMs >= graceMs
      const isQuiet = nowMs - minute.touchedMs >= limits.minuteQuietMs
      const isTooMany = host.minutes.length > limits.openMinutesPerHost && minute.minute < newest
      if (!isPast && !isQuiet && !isTooMany) continue
      this.writer.close(host, minute)
      isClosing = true
    }
    return isClosing
  }

  #held(id: string): void {
    this.stats.heldFrames++
    if (this.retention.isFull || !this.#mayTell(`held ${id}`)) return
    this.options.say('warn', `telemetry of host ${id}: more than there is room for; what it sends waits with it`)
  }

  #detectorsFailed(host: HostState): void {
    const { failure, series } = host
    host.failure = null
    const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)
    this.options.say(
      'error',
      `telemetry of host ${series.host}: its detectors failed, nothing judges it any more: ${text}`,
    )
  }

  #undefined(id: string): void {
    this.stats.undefinedFrames++
    if (this.#mayTell(`undefined ${id}`)) this.options.relink(id)
  }

  #mayTell(key: string): boolean {
    const nowMs = this.options.clock.nowMs()
    if (nowMs - (this.#told.get(key) ?? Number.NEGATIVE_INFINITY) < limits.telemetryTellMs) return false
    this.#told.set(key, nowMs)
    return true
  }
  #failed(what: string, error: unknown): void {
    if (this.#mayTell(what)) this.options.say('error', `telemetry: ${what}: ${textOf(error)}`)
  }
  /** Not an outcome that anybody expects: the worker ends, and is started again. */
  #bug(error: unknown): void {
    setImmediate(() => {
      throw error
    })
  }
}

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
