/** One life of an agent: what its numbers of series and frames mean, and which frames have come. */
import { IntervalSet } from '../core/interval-set.ts'
import type { Layout } from './layout.ts'

interface KnownBlock {
  readonly series: readonly number[]
  readonly layout: Layout
}

export class Dictionary {
  readonly id: string
  /** series of the host by the agent's number of them, which are small; -1: refused. A map of these takes five times the room. */
  readonly series: (number | undefined)[] = []
  readonly seen = new IntervalSet()
  /** frames whose minutes are not on disk yet */
  readonly pending = new IntervalSet()
  /** frames with rows in several minutes that are not on disk, and in how many */
  readonly spanning = new Map<number, number>()
  readonly #blocks = new Map<string, KnownBlock[]>()

  constructor(id: string) {
    this.id = id
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
    this.#blocks.set(sensor, list)
  }
}

/** devices that come and go make a set of columns each; an old one is found out again when it comes */
const layoutsPerSensor = 16
