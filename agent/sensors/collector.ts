/**
 * A collector as a sensor. Equipment may take a minute for one round (BMCs do): so rounds go on in the background, one at a
 * time, and each read of the sensor gives what is known, every reading with the time when it was really read.
 */
import type { Clock, Timers } from '../../shared/clock.ts'
import type { Signal } from '../../shared/model/reading.ts'
import type { CollectorConfig } from './collector-config.ts'
import { gapLike, type Row, RowSignals } from './collector-rows.ts'
import { gap, type Sensor, value } from './sensor.ts'

/** Where a collector gets its readings from. */
export interface Source {
  /** Reads everything once; rows may be seen while it goes on. Resolves to how many requests failed, rejects when all did. */
  round(): Promise<number>
  rows(): readonly Row[]
  readonly requests: number
  readonly failures: number
  /** Lets go at once; what takes time (saying good-bye) goes on in the promise. */
  close(): Promise<void>
}

export interface Surroundings {
  readonly clock: Clock
  readonly timers: Timers
}

/** A read of the sensor waits this long for the round that it began; the first one longer, so that one look shows everything. */
const waitMs = 2_000
const firstWaitMs = 15_000
/** A reading is shown for this many periods, or rounds where these take longer, then it is a gap: a round that never ends must not look fresh. */
const stalePeriods = 3
const staleLeastMs = 180_000

export function collectorSensor(
  config: CollectorConfig,
  source: Source,
  around: Surroundings,
  name = `${config.kind}:${config.name}`,
): Sensor {
  const collector = new Collector(name, config, source, around)
  return {
    name,
    periodMs: config.periodMs,
    // A read gives what is known after `firstWaitMs` at most, whatever the equipment does.
    deadlineMs: 2 * firstWaitMs,
    read: () => collector.read(),
    close: () => source.close(),
  }
}

class Collector {
  readonly #source: Source
  readonly #around: Surroundings
  readonly #signals: RowSignals
  readonly #staleMs: number
  #running: Promise<void> | undefined
  #startedMs = 0
  #waited = false
  #last: { readonly tookMs: number; readonly unread: number; readonly endedMs: number } | undefined
  #failed: { readonly reason: string; readonly sinceMs: number } | undefined

  constructor(sensor: string, config: CollectorConfig, source: Source, around: Surroundings) {
    this.#source = source
    this.#around = around
    const { kind, name, about, periodMs, timeoutMs } = config
    this.#signals = new RowSignals(sensor, kind, name, about)
    this.#staleMs = Math.max(staleLeastMs, stalePeriods * periodMs + timeoutMs)
  }

  async read(): Promise<readonly Signal[]> {
    this.#running ??= this.#round()
    await this.#atMost(this.#running)
    const nowMs = this.#around.clock.nowMs()
    const rows = this.#source.rows().map((row) => this.#aged(row, nowMs))
    this.#signals.keepOnly(rows)
    return [...rows.map((row) => this.#signals.of(row)), ...this.#own(nowMs)]
  }

  async #round(): Promise<void> {
    const { clock } = this.#around
    const startedMs = clock.nowMs()
    this.#startedMs = startedMs
    try {
      const unread = await this.#source.round()
      const endedMs = clock.nowMs()
      this.#last = { tookMs: endedMs - startedMs, unread, endedMs }
      this.#failed = undefined
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#failed = { reason, sinceMs: this.#failed?.sinceMs ?? startedMs }
    } finally {
      this.#running = undefined
    }
  }

  async #atMost(round: Promise<void>): Promise<void> {
    const { timers } = this.#around
    let timer: object | undefined
    const over = new Promise<void>((resolve) => {
      timer = timers.setTimeout(resolve, this.#waited ? waitMs : firstWaitMs)
    })
    await Promise.race([round, over])
    timers.clear(timer)
    this.#waited = true
  }

  #aged(row: Row, nowMs: number): Row {
    const { reading } = row
    if (reading.kind !== 'value') return row
    const ageMs = nowMs - reading.hostClockMs
    if (ageMs <= Math.max(this.#staleMs, stalePeriods * (this.#last?.tookMs ?? 0))) return row
    return gapLike(row, `not read for ${Math.round(ageMs / 1000)} s: the round still goes on`, reading.hostClockMs)
  }

  /** What the collector says of itself. */
  #own(nowMs: number): Signal[] {
    const own = this.#signals.own.bind(this.#signals)
    const { requests, failures } = this.#source
    const last = this.#last
    const failed = this.#failed
    const waiting =
      failed === undefined
        ? gap('its first round still goes on', this.#startedMs)
        : gap('no round has come to its end', failed.sinceMs)
    const state =
      failed !== undefined
        ? gap(failed.reason, failed.sinceMs)
        : last === undefined
          ? waiting
          : value(last.unread === 0 ? 'ok' : 'partial', last.endedMs)
    return [
      own('collector-state', state),
      own('collector-round', last === undefined ? waiting : value(last.tookMs / 1000, last.endedMs)),
      own('collector-unread', last === undefined ? waiting : value(last.unread, last.endedMs)),
      own('collector-requests', value(requests, nowMs)),
      own('collector-failures', value(failures, nowMs)),
    ]
  }
}
