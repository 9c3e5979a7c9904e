/** What may stay on disk: by age, within a budget, and only while the disk has room. What was dropped is counted and told. */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Roller } from './roller.ts'
import { type Resolution, resolutions, type Windows, windowMs } from './windows.ts'

const keepMs: Readonly<Record<Resolution, number>> = {
  raw: limits.rawKeptMs,
  minute: limits.minutesKeptMs,
  hour: limits.hoursKeptMs,
}

export interface RetentionOptions {
  readonly windows: Windows
  readonly roller: Roller
  readonly clock: Clock
  readonly budgetBytes: number
  /** bytes that the file system has left */
  readonly freeBytes: () => Promise<number>
  /** Drops a raw hour whose rollups were made; false where late samples of it are on their way into them. */
  readonly dropRaw: (hour: number) => Promise<boolean>
  readonly say: (text: string) => void
}

export class Retention {
  readonly stats = { bytes: 0, freeBytes: 0, droppedWindows: 0 }
  readonly #options: RetentionOptions
  /** told of once */
  readonly #undeletable = new Set<string>()
  #isDiskFull = false
  #isOverBudget = false

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  /** Nothing is to be written now. */
  get isFull(): boolean {
    return this.#isDiskFull || this.#isOverBudget
  }

  async look(): Promise<void> {
    const freeBytes = await this.#options.freeBytes()
    this.stats.freeBytes = freeBytes
    // it takes a little more room to begin again than to go on, so that it does not flutter
    const least = limits.telemetryFreeBytes * (this.#isDiskFull ? 1.25 : 1)
    const isFull = freeBytes < least
    if (isFull !== this.#isDiskFull) {
      this.#isDiskFull = isFull
      const left = `${mib(freeBytes)} MiB left`
      this.#options.say(
        isFull
          ? `the disk is full (${left}): samples are not written until there are ${mib(limits.telemetryFreeBytes * 1.25)} MiB; newest values and detectors go on`
          : `the disk has room again (${left}): samples are written`,
      )
    }
  }

  /** Drops whole windows: those that are too old, then the oldest raw ones, then the oldest rollups, until the budget holds. */
  async sweep(): Promise<void> {
    const { windows, roller, clock, budgetBytes } = this.#options
    const nowMs = clock.nowMs()
    const all = (await windows.sizes()).map((each) => ({
      ...each,
      endMs: (each.window + 1) * windowMs[each.resolution],
    }))
    let total = all.reduce((sum, { bytes }) => sum + bytes, 0)
    const order = all.sort(
      (a, b) => resolutions.indexOf(a.resolution) - resolutions.indexOf(b.resolution) || a.window - b.window,
    )
    for (const each of order) {
      const isOld = each.endMs + keepMs[each.resolution] < nowMs
      const isOver = total > budgetBytes
      if (!isOld && !isOver) continue
      // the newest window is written, and a raw one that is not rolled up yet is all there is of its hour
      if (each.endMs > nowMs || (each.resolution === 'raw' && !roller.isDone(each.window))) continue
      if (!(await this.#drop(each))) continue
      total -= each.bytes
      this.stats.droppedWindows++
      if (!isOld)
        this.#options.say(`over the budget of ${mib(budgetBytes)} MiB: dropped ${nameOf(each)}, ${mib(each.bytes)} MiB`)
    }
    this.stats.bytes = total
    this.#judge(total)
  }

  /** One that cannot be deleted does not keep the others. */
  async #drop({ resolution, window }: { resolution: Resolution; window: number }): Promise<boolean> {
    const { windows, dropRaw, say } = this.#options
    try {
      if (resolution === 'raw') return await dropRaw(window)
      await windows.drop(resolution, window)
      return true
    } catch (error) {
      const name = nameOf({ resolution, window })
      if (!this.#undeletable.has(name)) say(`${name} could not be dropped: ${String(error)}`)
      this.#undeletable.add(name)
      return false
    }
  }

  /** What cannot be dropped may be a quarter over the budget; then nothing more is written. */
  #judge(total: number): void {
    const { budgetBytes, say } = this.#options
    const isOver = total > budgetBytes * (this.#isOverBudget ? 1.1 : 1.25)
    if (isOver === this.#isOverBudget) return
    this.#isOverBudget = isOver
    say(
      isOver
        ? `${mib(total)} MiB of samples and a budget of ${mib(budgetBytes)}: samples are not written until this hour is rolled up (--telemetry-mb)`
        : 'samples are within the budget again: they are written',
    )
  }
}

const mib = (bytes: number): number => Math.round(bytes / 1_048_576)
const nameOf = ({ resolution, window }: { resolution: Resolution; window: number }): string =>
  `${resolution} samples from ${new Date(window * windowMs[resolution]).toISOString()}`
