/** The newest values of all hosts as metrics, a family at a time: ours, then those that dcgm-exporter would give. */
import {
  dcgmFamilyOf,
  dcgmLabels,
  type Family,
  familyHead,
  familyOf,
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

interface Piece {
  readonly signal: string
  readonly def: SignalDef
  readonly family: Family
  readonly isDcgm: boolean
}

/** One scrape: what it has written once it need not write again. */
export class Scrape {
  readonly #keeper: Keeper
  readonly #format: MetricsFormat
  readonly #names: ReadonlyMap<string, string>
  readonly #pieces: readonly Piece[]
  readonly #labels = new Map<Labels, string>()
  readonly #dcgm = new Map<Labels, string>()

  constructor(keeper: Keeper, format: MetricsFormat, names: ReadonlyMap<string, string>) {
    this.#keeper = keeper
    this.#format = format
    this.#names = names
    this.#pieces = piecesOf(new Set(keeper.options.book.shapes.map(({ name }) => name)))
  }

  /** A family; after the last the end of the text, then null. */
  piece(number: number): string | null {
    if (number > this.#pieces.length) return null
    const piece = this.#pieces[number]
    if (piece === undefined) return metricsEnd(this.#format)
    const lines = new Map<string, number>()
    const shapes = new Set(this.#keeper.options.book.shapes.filter(({ name }) => name === piece.signal))
    const nowMs = this.#keeper.options.clock.nowMs()
    for (const host of this.#keeper.hosts.values())
      for (let id = 0; id < host.series.shapes.length; id++) {
        if (!shapes.has(host.series.shapes[id]!) || host.latest.isStale(id, nowMs)) continue
        const value = host.latest.unit(id)
        const labels = Number.isNaN(value) ? undefined : this.#labelsOf(host, id, piece)
        // the first of several with the same labels counts: a scraper refuses two
        if (labels !== undefined && !lines.has(labels)) lines.set(labels, value)
      }
    if (lines.size === 0) return ''
    const factor = piece.isDcgm ? (piece.def.dcgm?.factor ?? 1) : 1
    const parts = [familyHead(piece.family, this.#format)]
    for (const [labels, value] of lines) parts.push(sampleLine(piece.family, labels, value * factor))
    return parts.join('')
  }

  #labelsOf(host: HostState, id: number, { isDcgm }: Piece): string | undefined {
    const labels = host.series.labels[id]!
    if (isDcgm) return labels.uuid === undefined ? undefined : this.#dcgmOf(host, labels)
    let text = this.#labels.get(labels)
    if (text === undefined) {
      text = labelsText({ host: this.#nameOf(host), ...labels })
      this.#labels.set(labels, text)
    }
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
