/** Reads each sensor at its own period, apart from the others, keeps the latest signals, and says how the reading goes. */
import type { Clock } from '../../shared/clock.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { SelfMetrics } from './self-metrics.ts'
import { asGaps, type Gpu, keepGaps, type Sensor, SourceUnusable } from './sensor.ts'

/** Called after each round of a sensor, and while a round is overdue once a period: what is known of it now. */
export type OnRead = (sensor: string, signals: readonly Signal[], hostClockMs: number) => void

export interface RunnerOptions {
  readonly clock: Clock
  /** instead of a sensor's own, by name */
  readonly periodsMs?: Readonly<Record<string, number>> | undefined
  /** names of sensors that are not read, not instead of another either */
  readonly off?: readonly string[] | undefined
  readonly onRead?: OnRead | undefined
  /** why it does not read to begin with */
  readonly paused?: string | undefined
}

/** between looks whether a read has come to its end */
const resumeLookMs = 100

export class SensorRunner {
  #sensor: Sensor
  readonly #options: RunnerOptions
  #signals: readonly Signal[] = []
  #self: SelfMetrics
  #timer: NodeJS.Timeout | undefined
  #late: NodeJS.Timeout | undefined
  #closed = false
  #heard = false
  #reading = false
  /** of rounds: one that was paused meanwhile goes on no more */
  #turn = 0
  /** why it does not read */
  #paused: string | undefined
  /** Resolves when the first read has given something, has failed or is overdue. */
  readonly first: Promise<void>

  constructor(sensor: Sensor, options: RunnerOptions) {
    this.#sensor = sensor
    this.#options = options
    this.#self = new SelfMetrics(sensor)
    this.#paused = options.paused
    this.first = this.#paused === undefined ? new Promise((resolve) => void this.#round(resolve)) : Promise.resolve()
  }

  get sensor(): Sensor {
    return this.#sensor
  }

  get periodMs(): number {
    return this.#options.periodsMs?.[this.#sensor.name] ?? this.#sensor.periodMs
  }

  /** What was read last, and how the reading goes, as of now. */
  get signals(): readonly Signal[] {
    return [...this.#signals, ...this.#own(this.#nowMs())]
  }

  /** undefined: it reads GPUs, and no read has succeeded yet (a driver that hangs): nothing is known of them. */
  get gpus(): readonly Gpu[] | undefined {
    if (this.#sensor.gpus === undefined) return []
    return this.#heard ? this.#sensor.gpus() : undefined
  }

  /** Reads again now, unless it is reading already. */
  again(): void {
    if (this.#timer === undefined || this.#paused !== undefined || this.#closed) return
    clearTimeout(this.#timer)
    void this.#round()
  }

  /** Reads no more, and lets go of its devices: what was read becomes a gap with that reason. Again is harmless. */
  pause(reason: string): void {
    if (this.#paused !== undefined || this.#closed) return
    this.#paused = reason
    this.#turn++
    clearTimeout(this.#timer)
    clearTimeout(this.#late)
    this.#sensor.release?.()
    this.#showPaused()
  }

  /** Reads again; resolves when it has, has failed or is overdue, as a read may be that was under way when it was paused. */
  resume(): Promise<void> {
    if (this.#paused === undefined || this.#closed) return Promise.resolve()
    this.#paused = undefined
    clearTimeout(this.#timer)
    return new Promise((resolve) => {
      // That one comes to its end first: a stuck call is never piled upon.
      let waitedMs = 0
      const begin = (): void => {
        if (!this.#reading) return void this.#round(resolve)
        if (waitedMs >= this.#sensor.deadlineMs) resolve()
        waitedMs += resumeLookMs
        this.#timer = setTimeout(begin, resumeLookMs).unref()
      }
      begin()
    })
  }

  #showPaused(): void {
    if (this.#paused === undefined || this.#closed) return
    this.#miss(this.#paused, this.#nowMs())
    this.#tell()
    this.#timer = setTimeout(() => this.#showPaused(), this.periodMs).unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#late)
    await this.#sensor.close?.()
  }

  #nowMs(): number {
    return this.#options.clock.nowMs()
  }

  /** The next round waits for the read itself, however late it is: a stuck call is never piled upon. */
  async #round(first?: () => void): Promise<void> {
    const sensor = this.#sensor
    const turn = ++this.#turn
    this.#timer = undefined
    const startedMs = this.#nowMs()
    this.#self.begin(startedMs)
    this.#reading = true
    this.#watch(startedMs, first)
    try {
      const signals = await sensor.read(startedMs)
      if (turn === this.#turn) this.#take(signals, startedMs)
    } catch (error) {
      if (turn === this.#turn) this.#fail(error, startedMs)
    }
    clearTimeout(this.#late)
    this.#reading = false
    if (this.#closed || turn !== this.#turn) return first?.()
    if (this.#sensor !== sensor) return this.#round(first)
    this.#tell()
    first?.()
    const restMs = Math.max(0, this.periodMs - (this.#nowMs() - startedMs))
    this.#timer = setTimeout(() => void this.#round(), restMs).unref()
  }

  /** Says that the round is overdue, at its deadline and then once a period for as long as it is. */
  #watch(startedMs: number, first: (() => void) | undefined): void {
    const { deadlineMs } = this.#sensor
    const overdue = (): void => {
      this.#miss(`no answer for ${Math.round((this.#nowMs() - startedMs) / 100) / 10} s`, startedMs)
      this.#self.overdue()
      this.#tell()
      first?.()
      this.#late = setTimeout(overdue, Math.max(this.periodMs, 1_000)).unref()
    }
    this.#late = setTimeout(overdue, deadlineMs).unref()
  }

  #tell(): void {
    const nowMs = this.#nowMs()
    if (!this.#closed) this.#options.onRead?.(this.#sensor.name, [...this.#signals, ...this.#own(nowMs)], nowMs)
  }

  /** How the reading goes; while it is paused it does not. */
  #own(nowMs: number): readonly Signal[] {
    const signals = this.#self.signals(nowMs)
    return this.#paused === undefined ? signals : asGaps(signals, this.#paused, nowMs)
  }

  #take(signals: readonly Signal[], startedMs: number): void {
    if (this.#closed) return
    this.#heard = true
    this.#signals = keepGaps(this.#signals, signals)
    this.#self.succeeded(startedMs, this.#nowMs())
  }

  #miss(reason: string, sinceMs: number): void {
    if (!this.#closed) this.#signals = asGaps(this.#signals, reason, sinceMs)
  }

  #instead(): Sensor | undefined {
    const instead = this.#sensor.instead?.()
    if (instead === undefined || this.#options.off?.includes(instead.name) !== true) return instead
    instead.close?.()
    return undefined
  }

  #fail(error: unknown, sinceMs: number): void {
    if (this.#closed) return
    const instead = error instanceof SourceUnusable ? this.#instead() : undefined
    const reason = error instanceof Error ? error.message : String(error)
    if (instead === undefined) {
      this.#miss(reason, sinceMs)
      this.#self.failed(reason, sinceMs, this.#nowMs())
      return
    }
    void this.#sensor.close?.()
    this.#signals = []
    this.#sensor = instead
    this.#self = new SelfMetrics(instead)
  }
}
