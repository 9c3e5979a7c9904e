/** One life of an agent: what its numbers of series and frames mean, and which frames have come. */
import { limits } from '../../shared/limits.ts'
import { IntervalSet } from '../core/interval-set.ts'
import { HostClock } from './host-clock.ts'
import type { Layout } from './layout.ts'

interface KnownBlock {
  readonly series: readonly number[]
  readonly layout: Layout
}

export class Dictionary {
  readonly id: string
  /** series of the host by the agent's number of them, which are small; -1: refused. A map of these takes five times the room. */
  readonly series: (number | undefined)[] = []
  /** how many of them there are */
  defined = 0
  readonly seen = new IntervalSet()
  /** frames whose minutes are not on disk yet */
  readonly pending = new IntervalSet()
  /** frames with rows in several minutes that are not on disk, and in how many */
  readonly spanning = new Map<number, number>()
  /** of this life: another one of the same host may have begun with another time */
  readonly clock: HostClock
  readonly #blocks = new Map<string, KnownBlock[]>()

  /** `shiftMs`: what an earlier life of this coordinator added to its times */
  constructor(id: string, shiftMs = 0) {
    this.id = id
    this.clock = new HostClock(shiftMs)
  }

  /** The layout of a block with these columns (as differences), when one came before. */
  layout(sensor: string, series: readonly number[]): Layout | undefined {
    const list = this.#blocks.get(sensor)
    if (list === undefined) return undefined
    for (const known of list) {
      if (known.series.length !== series.length) continue
      let i = 0
      while (i < series.length && known.series[i] === series[i]) i++
      if (i === series.length) return known.layout
    }
    return undefined
  }

  remember(sensor: string, series: readonly number[], layout: Layout): void {
    const list = this.#blocks.get(sensor) ?? []
    list.unshift({ series, layout })
    if (list.length > layoutsPerSensor) list.pop()
    if (this.#blocks.size >= limits.sensorsPerHost && !this.#blocks.has(sensor)) this.#blocks.clear()
    this.#blocks.set(sensor, list)
  }
}

/** devices that come and go make a set of columns each; an old one is found out again when it comes */
const layoutsPerSensor = 16
