/** Reads each sensor at its own period, apart from the others, and keeps the latest signals. */
import type { Clock } from '../../shared/clock.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { asGaps, type Gpu, gap, type Sensor, SourceUnusable, signalMaker } from './sensor.ts'

export class SensorRunner {
  #sensor: Sensor
  readonly #clock: Clock
  #signals: readonly Signal[] = []
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #heard = false
  /** Resolves when the first read has given something or failed. */
  readonly first: Promise<void>

  constructor(sensor: Sensor, clock: Clock) {
    this.#sensor = sensor
    this.#clock = clock
    this.first = this.#round()
  }

  get signals(): readonly Signal[] {
    return this.#signals
  }

  /** undefined: it reads GPUs, and no read has succeeded yet (a driver that hangs): nothing is known of them. */
  get gpus(): readonly Gpu[] | undefined {
    if (this.#sensor.gpus === undefined) return []
    return this.#heard ? this.#sensor.gpus() : undefined
  }

  /** Reads again now, unless it is reading already. */
  again(): void {
    if (this.#timer === undefined || this.#closed) return
    clearTimeout(this.#timer)
    void this.#round()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#sensor.close?.()
  }

  async #round(): Promise<void> {
    const sensor = this.#sensor
    this.#timer = undefined
    const startedMs = this.#clock.nowMs()
    let late: NodeJS.Timeout | undefined
    const reading = sensor.read(startedMs).then(
      (signals) => this.#take(signals),
      (error: unknown) => this.#fail(error, startedMs),
    )
    const deadline = new Promise<void>((resolve) => {
      late = setTimeout(() => {
        this.#miss(`no answer for ${sensor.deadlineMs / 1000} s`, startedMs)
        resolve()
      }, sensor.deadlineMs).unref()
    })
    // The next round waits for the read itself, however late it is: a stuck call is never piled upon.
    const settled = reading.then(() => {
      clearTimeout(late)
      if (this.#sensor !== sensor && !this.#closed) return this.#round()
      this.#again(startedMs)
    })
    await Promise.race([settled, deadline])
  }

  #again(startedMs: number): void {
    if (this.#closed) return
    const restMs = Math.max(0, this.#sensor.periodMs - (this.#clock.nowMs() - startedMs))
    this.#timer = setTimeout(() => void this.#round(), restMs).unref()
  }

  #take(signals: readonly Signal[]): void {
    this.#heard = true
    if (!this.#closed) this.#signals = signals
  }

  #miss(reason: string, sinceMs: number): void {
    if (this.#closed) return
    const known = asGaps(this.#signals, reason, sinceMs)
    const { name } = this.#sensor
    this.#signals =
      known.length > 0 ? known : [signalMaker(name, name)('sensor-age', gap(reason, sinceMs), { sensor: name })]
  }

  #fail(error: unknown, sinceMs: number): void {
    const instead = error instanceof SourceUnusable && !this.#closed ? this.#sensor.instead?.() : undefined
    if (instead === undefined) return this.#miss(error instanceof Error ? error.message : String(error), sinceMs)
    this.#sensor.close?.()
    this.#signals = []
    this.#sensor = instead
  }
}
