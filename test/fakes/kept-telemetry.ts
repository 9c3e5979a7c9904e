/** What a coordinator would keep of frames: samples by series, each frame once. Decodes what it is given with the real codec. */
import { type SeriesDef, samplesOf, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'

export interface KeptSample {
  readonly atMs: number
  /** in the unit of the series; a gap's reason; null: unsupported */
  readonly value: number | string | null
}

export interface KeptSeries {
  readonly def: SeriesDef
  readonly samples: KeptSample[]
}

/** Reads every frame of the list, also those that come later. */
export class KeptTelemetry {
  readonly #from: { readonly frames: readonly TelemetryFrame[] }
  #read = 0
  /** by dictionary */
  readonly #defs = new Map<string, Map<number, KeptSeries>>()
  readonly #seen = new Set<string>()
  readonly #series = new Map<string, KeptSeries>()
  /** frames that came more than once */
  again = 0

  constructor(from: { readonly frames: readonly TelemetryFrame[] }) {
    this.#from = from
  }

  all(name: string): KeptSeries[] {
    this.#take()
    return [...this.#series.values()].filter(({ def }) => def.name === name)
  }

  def(name: string, labels: Readonly<Record<string, string>> = {}): SeriesDef | undefined {
    return this.#find(name, labels)?.def
  }

  /** by time */
  samples(name: string, labels: Readonly<Record<string, string>> = {}): KeptSample[] {
    return [...(this.#find(name, labels)?.samples ?? [])].sort((a, b) => a.atMs - b.atMs)
  }

  values(name: string, labels: Readonly<Record<string, string>> = {}): KeptSample['value'][] {
    return this.samples(name, labels).map(({ value }) => value)
  }

  #find(name: string, labels: Readonly<Record<string, string>>): KeptSeries | undefined {
    return this.all(name).find(({ def }) => Object.entries(labels).every(([key, value]) => def.labels?.[key] === value))
  }

  #take(): void {
    for (const frame of this.#from.frames.slice(this.#read)) {
      this.#read++
      const key = `${frame.dictionary} ${frame.number}`
      if (this.#seen.has(key)) this.again++
      else this.#frame(frame)
      this.#seen.add(key)
    }
  }

  #frame(frame: TelemetryFrame): void {
    const dictionary = frame.dictionary ?? ''
    const defs = this.#defs.get(dictionary) ?? new Map<number, KeptSeries>()
    this.#defs.set(dictionary, defs)
    for (const def of frame.defs ?? []) defs.set(def.id ?? 0, this.#seriesOf(def))
    const find = (id: number): KeptSeries => {
      const series = defs.get(id)
      if (series === undefined) throw new Error(`frame ${frame.number}: series ${id} is not defined`)
      return series
    }
    for (const block of frame.blocks ?? []) {
      const { series, timesMs, values, absences } = samplesOf(block)
      const rows = timesMs.length
      for (const [column, id] of series.entries()) {
        const { def, samples } = find(id)
        for (const [row, atMs] of timesMs.entries()) {
          const absent = absences.find(
            (each) => each.column === column && row >= (each.row ?? 0) && row < (each.row ?? 0) + (each.rows ?? 0),
          )
          const number = values[column * rows + row]! / 10 ** (def.decimals ?? 0)
          const word = def.kind === 'state' ? (def.states?.[number] ?? '?') : number
          samples.push({ atMs, value: absent === undefined ? word : absent.reason || null })
        }
      }
    }
    for (const text of frame.texts ?? [])
      find(text.series ?? 0).samples.push({
        atMs: text.hostMs ?? 0,
        value: text.unsupported ? null : text.reason || (text.value ?? ''),
      })
  }

  #seriesOf(def: SeriesDef): KeptSeries {
    const key = JSON.stringify([def.sensor, def.name, Object.entries(def.labels ?? {}).sort()])
    const series = this.#series.get(key) ?? { def, samples: [] }
    this.#series.set(key, series)
    return series
  }
}
