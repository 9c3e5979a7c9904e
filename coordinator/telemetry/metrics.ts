/** The newest values of all hosts as metrics, a family at a time: ours, then those that dcgm-exporter would give. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import {
  dcgmFamilyOf,
  dcgmLabels,
  type Family,
  familyHead,
  familyOf,
  labelName,
  labelsText,
  type MetricsFormat,
  metricsEnd,
  sampleLine,
} from '../../shared/metrics-text.ts'
import type { SignalDef } from '../../shared/model/signals/signal-def.ts'
import { signalDef } from '../../shared/model/signals.ts'
import type { HostState } from './host-state.ts'
import type { Keeper } from './keeper.ts'
import type { Labels } from './series-book.ts'

/** a piece of the text is so long, or what comes of so many series: some milliseconds of the worker */
const piecesChars = 128 * 1024
const placesPerPiece = 2_000

interface Piece {
  readonly signal: string
  readonly def: SignalDef
  readonly family: Family
  readonly isDcgm: boolean
}

/** A series of a host. */
interface Place {
  readonly host: HostState
  readonly id: number
}

/** One scrape: what it has written once it need not write again. */
export class Scrape {
  readonly #keeper: Keeper
  readonly #format: MetricsFormat
  readonly #names: ReadonlyMap<string, string>
  readonly #labels = new Map<Labels, string>()
  readonly #dcgm = new Map<Labels, string>()
  readonly #pieces: Generator<string>
  /** when a piece was asked for last */
  askedMs = 0

  constructor(keeper: Keeper, format: MetricsFormat, names: ReadonlyMap<string, string>) {
    this.#keeper = keeper
    this.#format = format
    this.#names = uniqueNames(names)
    this.#pieces = this.#all()
  }

  /** The next piece of the text, which may be empty; after the last null. */
  next(): string | null {
    this.askedMs = this.#keeper.options.clock.nowMs()
    const { value, done } = this.#pieces.next()
    return done === true ? null : value
  }

  *#all(): Generator<string> {
    const places = new Map<string, Place[]>()
    let looked = 0
    for (const host of this.#keeper.hosts.values()) {
      for (const [id, { name }] of host.series.shapes.entries()) {
        const list = places.get(name)
        if (list === undefined) places.set(name, [{ host, id }])
        else list.push({ host, id })
      }
      looked += host.series.shapes.length
      if (looked < placesPerPiece) continue
      looked = 0
      yield ''
    }
    for (const piece of piecesOf(new Set(places.keys()))) yield* this.#family(piece, places.get(piece.signal) ?? [])
    yield metricsEnd(this.#format)
  }

  *#family(piece: Piece, places: readonly Place[]): Generator<string> {
    const factor = piece.isDcgm ? (piece.def.dcgm?.factor ?? 1) : 1
    const known = new Set<string>()
    let text = ''
    for (const [i, { host, id }] of places.entries()) {
      if (text.length > piecesChars || i % placesPerPiece === placesPerPiece - 1) {
        yield text
        text = ''
      }
      const nowMs = this.#keeper.options.clock.nowMs()
      const value = host.latest.isStale(id, nowMs) ? Number.NaN : host.latest.unit(id)
      const labels = Number.isNaN(value) ? undefined : this.#labelsOf(host, id, piece)
      // the first of several with the same labels counts: a scraper refuses two
      if (labels === undefined || known.has(labels)) continue
      if (known.size === 0) text += familyHead(piece.family, this.#format)
      known.add(labels)
      text += sampleLine(piece.family, labels, value * factor)
    }
    yield text
  }

  #labelsOf(host: HostState, id: number, { isDcgm }: Piece): string | undefined {
    const labels = host.series.labels[id]!
    if (isDcgm) return labels.uuid === undefined ? undefined : this.#dcgmOf(host, labels)
    let text = this.#labels.get(labels)
    if (text === undefined) {
      text = labelsText({ host: this.#nameOf(host), ...exportedLabels(labels) })
      this.#labels.set(labels, text)
    }
    // its own says which sensor a signal is about
    return labels.sensor === undefined ? `${text},${labelsText({ sensor: host.series.shapes[id]!.sensor })}` : text
  }

  #dcgmOf(host: HostState, labels: Labels): string {
    let text = this.#dcgm.get(labels)
    if (text === undefined) {
      const texts = textsOf(host, labels.uuid as string)
      const known = { gpu: labels.gpu ?? '', uuid: labels.uuid as string, hostname: this.#nameOf(host) }
      text = dcgmLabels({ ...known, text: (name) => texts.get(name) })
      this.#dcgm.set(labels, text)
    }
    return text
  }

  #nameOf({ series: { host } }: HostState): string {
    return this.#names.get(host) ?? host
  }
}

/** Scrapes that are under way: each is an index of the whole fleet, and none may end early for another. */
export class Scrapes {
  readonly #keeper: Keeper
  readonly #scrapes = new Map<number, Scrape>()

  constructor(keeper: Keeper) {
    this.#keeper = keeper
  }

  /** `names`: of hosts, with the first piece only. Throws RequestError. */
  piece(number: number, format: MetricsFormat, names: ReadonlyMap<string, string> | null): string | null {
    if (names !== null) this.#begin(number, new Scrape(this.#keeper, format, names))
    const scrape = this.#scrapes.get(number)
    if (scrape === undefined)
      throw new RequestError('internal', 'this scrape waited too long between two pieces and was given up')
    const text = scrape.next()
    if (text === null) this.#scrapes.delete(number)
    return text
  }

  #begin(number: number, scrape: Scrape): void {
    const idleMs = this.#keeper.options.clock.nowMs() - limits.scrapeIdleMs
    for (const [each, { askedMs }] of this.#scrapes) if (askedMs < idleMs) this.#scrapes.delete(each)
    if (this.#scrapes.size >= limits.scrapes)
      throw new RequestError('too-many-requests', `${limits.scrapes} scrapes are under way; try again in a second`)
    this.#scrapes.set(number, scrape)
  }
}

/** Two hosts of one name are told apart by their ids. */
function uniqueNames(names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const count = new Map<string, number>()
  for (const name of names.values()) count.set(name, (count.get(name) ?? 0) + 1)
  return new Map([...names].filter(([, name]) => count.get(name) === 1))
}

/** What an agent may not say for itself, under the name that Prometheus gives it; of two names that read the same the first. */
function exportedLabels(labels: Labels): Labels {
  const found: Record<string, string> = {}
  for (const [key, value] of Object.entries(labels)) {
    const name = labelName(key)
    const shown = name === 'host' || name.startsWith('__') ? `exported_${name}` : name
    if (!Object.hasOwn(found, shown)) found[shown] = value
  }
  return found
}

function piecesOf(names: ReadonlySet<string>): Piece[] {
  const ours: Piece[] = []
  const dcgm: Piece[] = []
  for (const signal of [...names].sort()) {
    const def = signalDef(signal)
    const family = def === undefined ? undefined : familyOf(signal, def)
    if (def === undefined || family === undefined) continue
    ours.push({ signal, def, family, isDcgm: false })
    const theirs = dcgmFamilyOf(def)
    if (theirs !== undefined) dcgm.push({ signal, def, family: theirs, isDcgm: true })
  }
  return [...ours, ...dcgm]
}

/** What the host says in words of one GPU. */
function textsOf({ series, latest }: HostState, uuid: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [id, { name, kind }] of series.shapes.entries()) {
    if (kind !== 'text' || series.labels[id]?.uuid !== uuid) continue
    const value = latest.value(id)
    if (value !== null) found.set(name, String(value))
  }
  return found
}
