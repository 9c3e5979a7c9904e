/** One host, as the telemetry worker knows it: its series, newest values, open minutes, lives of its agent and detectors. */
import type { HostDetectors, Watcher } from '../core/verdicts/detector.ts'
import { ChangeRing } from './changes.ts'
import { Dictionary } from './dictionary.ts'
import { HostClock } from './host-clock.ts'
import { Latest } from './latest.ts'
import type { Layout, Watched } from './layout.ts'
import { OpenMinute } from './open-minute.ts'
import type { HostSeries, Shape } from './series-book.ts'

/** lives of an agent whose frames may still come */
const dictionariesKept = 8

export class HostState {
  readonly series: HostSeries
  readonly changes = new ChangeRing()
  readonly latest: Latest
  /** that of the newest live frame */
  clock = new HostClock()
  /** undefined: nothing judges it, or what did has failed */
  detectors: HostDetectors | undefined
  /** why its detectors were given up */
  failure: unknown = null
  /** minutes that are not on disk yet */
  readonly minutes: OpenMinute[] = []
  /** the newest minute that this life of the worker has written: at or before it, something may be on disk already */
  writtenMinute: number
  readonly #dictionaries = new Map<string, Dictionary>()
  /** null: no rule looks at it */
  readonly #watchers: (Watcher | null)[] = []

  constructor(series: HostSeries, detectors: HostDetectors | undefined, writtenMinute: number) {
    this.series = series
    this.detectors = detectors
    this.writtenMinute = writtenMinute
    this.latest = new Latest(series, this.changes)
  }

  dictionary(id: string): Dictionary {
    const found = this.#dictionaries.get(id) ?? new Dictionary(id, this.series.shifts.get(id))
    if (this.#dictionaries.size >= dictionariesKept && !this.#dictionaries.has(id)) {
      const [oldest] = this.#dictionaries.keys()
      this.#dictionaries.delete(oldest as string)
    }
    // the one that was used last comes last
    this.#dictionaries.delete(id)
    this.#dictionaries.set(id, found)
    return found
  }

  /** Samples that its minutes in memory have room for. */
  get openRoom(): number {
    let room = 0
    for (const minute of this.minutes) room += minute.room
    return room
  }

  /** Detectors see what comes; one that fails costs what it judges, not the samples. */
  judge<T>(look: (detectors: HostDetectors) => T, otherwise: T): T {
    if (this.detectors === undefined) return otherwise
    try {
      return look(this.detectors)
    } catch (error) {
      this.detectors = undefined
      this.#watchers.length = 0
      this.failure = error
      return otherwise
    }
  }

  minute(minute: number): OpenMinute {
    const found = this.minutes.find((each) => each.minute === minute && !each.isClosing)
    if (found !== undefined) return found
    const made = new OpenMinute(minute)
    this.minutes.push(made)
    return made
  }

  /** Columns as the agent's numbers say; undefined where one is not defined. A series that was refused is left out. */
  layoutOf(
    dictionary: Dictionary,
    sensorOf: (sensor: string) => number,
    numbers: readonly number[],
  ): Layout | undefined {
    const found = numbers.map((number) => dictionary.series[number])
    if (found.includes(undefined)) return undefined
    const taken = found.flatMap((id, column) => (id === -1 ? [] : [column]))
    const ids = Int32Array.from(taken, (column) => found[column] as number)
    const columns = taken.length === numbers.length ? null : taken
    const watched = this.judge(() => this.#watchedOf(ids), [])
    // samples are looked for where their definition says that they are
    const sensor = ids.length === 0 ? -1 : sensorOf(this.series.shapes[ids[0]!]!.sensor)
    return { sensor, ids, columns, watched, hostMs: 0, receivedMs: 0, periodMs: 0 }
  }

  /** A series that is watched: asked once, for a detector remembers what it has seen. */
  watcher(id: number): Watcher | undefined {
    if (this.detectors === undefined) return undefined
    let watcher = this.#watchers[id]
    if (watcher === undefined) {
      const { sensor, name, unit, kind } = this.series.shapes[id] as Shape
      watcher = this.detectors.watch({ sensor, name, unit, kind, labels: this.series.labels[id]! }) ?? null
      this.#watchers[id] = watcher
    }
    return watcher ?? undefined
  }

  #watchedOf(ids: Int32Array): Watched[] {
    const watched: Watched[] = []
    for (const [column, id] of ids.entries()) {
      const watcher = this.watcher(id)
      if (watcher === undefined) continue
      const { kind, states, decimals } = this.series.shapes[id] as Shape
      watched.push({ column, watcher, scale: 10 ** decimals, states: kind === 'state' ? states : [] })
    }
    return watched
  }
}
