/** Signals of a sensor's round become rows: found in the dictionary, as whole numbers, sorted by series. */
import { limits } from '../../../shared/limits.ts'
import type { Signal } from '../../../shared/model/reading.ts'
import { isSameLabels, type Series, SeriesDictionary, type SeriesOf } from './dictionary.ts'
import type { Absent, Columns, Gathering, TextSample } from './gathering.ts'

/** What was found for a sensor in the round before: nearly always the same signals in the same order. */
interface Known {
  readonly series: (Series | undefined)[]
  readonly columns: Map<string, KnownColumns>
  last: KnownColumns | undefined
  refused: number
}

interface KnownColumns {
  /** in the round's order */
  readonly asRead: readonly Series[]
  /** at which place of the round each column was; null: the same */
  readonly order: readonly number[] | null
  readonly columns: Columns
}

/** A row as it was read, before its columns are known. */
interface Draft {
  readonly series: Series[]
  readonly values: number[]
  /** `column` is the place in the round here */
  readonly absent: Absent[]
}

/** Sets of columns remembered of one sensor; beyond, the oldest is forgotten and its next row begins another block. */
const columnSetsKept = 16
/** A reading this much older than its round was not read in it: it keeps its own time. */
const sameRoundMs = 1_000

export class Sampler {
  readonly dictionary: SeriesDictionary
  readonly #gathering: Gathering
  readonly #known = new Map<string, Known>()
  /** what was told of each series in words: again on each link */
  readonly #told = new Map<Series, TextSample>()

  constructor(gathering: Gathering, mostSeries: number = limits.seriesPerHost) {
    this.#gathering = gathering
    this.dictionary = new SeriesDictionary(mostSeries)
  }

  /** Signals that were refused in the last round of each sensor. */
  get refused(): number {
    let sum = 0
    for (const { refused } of this.#known.values()) sum += refused
    return sum
  }

  /** One round of a sensor. */
  take(sensor: string, signals: readonly Signal[], hostMs: number): void {
    const known = this.#knownOf(sensor)
    const drafts = new Map<number, Draft>()
    known.series.length = signals.length
    known.refused = 0
    for (let i = 0; i < signals.length; i++) {
      const signal = signals[i]!
      const series = this.#find(known, i, signal)
      if (series === undefined) known.refused++
      else this.#takeOne(series, signal, hostMs, drafts)
    }
    for (const [atMs, draft] of drafts) this.#addRow(sensor, known, atMs, draft)
  }

  /** Columns of a source that writes its rows itself; those that do not fit are left out. */
  columnsOf(sensor: string, signals: readonly SeriesOf[]): Columns {
    const series = signals.map((signal) => this.dictionary.find(signal, false)).filter((found) => found !== undefined)
    return { sensor, series, definedOn: 0 }
  }

  /** A new link: what was told in words is told again. */
  tellAgain(): void {
    for (const [series, text] of this.#told) this.#gathering.tell(series, text)
  }

  #knownOf(sensor: string): Known {
    let known = this.#known.get(sensor)
    if (known === undefined) {
      known = { series: [], columns: new Map(), last: undefined, refused: 0 }
      this.#known.set(sensor, known)
    }
    return known
  }

  #find(known: Known, i: number, signal: Signal): Series | undefined {
    const before = known.series[i]
    if (before?.about.name === signal.name && isSameLabels(before.about.labels, signal.labels)) return before
    const isText = signal.reading.kind === 'value' && typeof signal.reading.value === 'string'
    const found = this.dictionary.find(signal, isText)
    known.series[i] = found
    return found
  }

  #takeOne(series: Series, { reading }: Signal, hostMs: number, drafts: Map<number, Draft>): void {
    if (reading.kind === 'unsupported') return this.#tell(series, { hostMs, unsupported: true })
    if (series.kind === 'text') {
      if (reading.kind === 'gap') return this.#tell(series, { hostMs, reason: reading.reason })
      return this.#tell(series, { hostMs: reading.hostClockMs, value: String(reading.value) })
    }
    if (this.#told.size > 0) this.#told.delete(series)
    if (reading.kind === 'gap') return pushAbsent(draftAt(drafts, hostMs), series, reading.reason, reading.sinceMs)
    if (reading.hostClockMs === series.readMs) return
    series.readMs = reading.hostClockMs
    const isOld = hostMs - reading.hostClockMs > sameRoundMs
    push(draftAt(drafts, isOld ? reading.hostClockMs : hostMs), series, reading.value)
  }

  #tell(series: Series, text: TextSample): void {
    const before = this.#told.get(series)
    const same =
      before !== undefined &&
      before.value === text.value &&
      before.reason === text.reason &&
      before.unsupported === text.unsupported
    if (same) return
    const told = { ...text, series: series.id }
    this.#told.set(series, told)
    this.#gathering.tell(series, told)
  }

  #addRow(sensor: string, known: Known, hostMs: number, { series, values, absent }: Draft): void {
    const { columns, order } = columnsFor(sensor, known, series)
    if (order === null) return this.#gathering.add({ columns, hostMs, values: Float64Array.from(values), absent })
    const columnAt = new Map(order.map((place, column) => [place, column]))
    this.#gathering.add({
      columns,
      hostMs,
      values: Float64Array.from(order, (place) => values[place]!),
      absent: absent.flatMap((each) => {
        const column = columnAt.get(each.column)
        return column === undefined ? [] : [{ ...each, column }]
      }),
    })
  }
}

function draftAt(drafts: Map<number, Draft>, atMs: number): Draft {
  let draft = drafts.get(atMs)
  if (draft === undefined) {
    draft = { series: [], values: [], absent: [] }
    drafts.set(atMs, draft)
  }
  return draft
}

function pushAbsent(draft: Draft, series: Series, reason: string, sinceMs: number): void {
  draft.absent.push({ column: draft.series.length, reason, sinceMs })
  draft.series.push(series)
  draft.values.push(Number.NaN)
}

function push(draft: Draft, series: Series, value: number | string | boolean): void {
  const number = typeof value === 'string' ? wordNumber(series, value) : Math.round(Number(value) * series.scale)
  if (!Number.isFinite(number)) return pushAbsent(draft, series, String(value) || 'empty', 0)
  draft.series.push(series)
  draft.values.push(number)
}

function wordNumber({ states }: Series, word: string): number {
  const number = states.indexOf(word)
  return number < 0 ? Number.NaN : number
}

function columnsFor(sensor: string, known: Known, asRead: readonly Series[]): KnownColumns {
  if (known.last !== undefined && isSame(known.last.asRead, asRead)) return known.last
  const key = asRead.map(({ id }) => id).join(' ')
  let found = known.columns.get(key)
  if (found === undefined) {
    found = makeColumns(sensor, asRead)
    if (known.columns.size >= columnSetsKept) known.columns.delete(known.columns.keys().next().value!)
    known.columns.set(key, found)
  }
  known.last = found
  return found
}

const isSame = (a: readonly Series[], b: readonly Series[]): boolean =>
  a.length === b.length && a.every((series, i) => series === b[i])

function makeColumns(sensor: string, asRead: readonly Series[]): KnownColumns {
  const isRising = asRead.every(({ id }, i) => i === 0 || id > asRead[i - 1]!.id)
  if (isRising) return { asRead, order: null, columns: { sensor, series: asRead, definedOn: 0 } }
  const places = asRead.map((_, place) => place).sort((a, b) => asRead[a]!.id - asRead[b]!.id || a - b)
  // a series that a round has twice is taken once
  const order = places.filter((place, i) => i === 0 || asRead[place] !== asRead[places[i - 1]!])
  return { asRead, order, columns: { sensor, series: order.map((place) => asRead[place]!), definedOn: 0 } }
}
