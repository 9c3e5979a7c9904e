/** Plays samples to the detectors of one host: columns by signal, a row each period, findings as the telemetry worker would take them. */
import { makeHostDetectors } from '../../coordinator/core/verdicts/detect.ts'
import type { HostDetectors, Watcher } from '../../coordinator/core/verdicts/detector.ts'
import type { Finding } from '../../shared/model/health.ts'
import { signalDef } from '../../shared/model/signals.ts'

/** null: a gap; undefined: no sample in this row */
export type Cell = number | string | null | undefined
export type Column = Cell | ((row: number) => Cell)
export type Columns = Readonly<Record<string, Column>>
type Labels = Readonly<Record<string, string>>

/** A key may carry labels of its own behind a blank: `gpu-nvlink-state link=3`. */
function seriesOf(key: string, labels: Labels): { name: string; labels: Labels } {
  const [name, ...own] = key.split(' ') as [string, ...string[]]
  return { name, labels: { ...labels, ...Object.fromEntries(own.map((each) => each.split('='))) } }
}

export class Play {
  readonly detectors: HostDetectors = makeHostDetectors('h')
  readonly told: { readonly ms: number; readonly finding: Finding }[] = []
  ms = 1_000_000
  readonly #labels: Labels
  readonly #sensor: string

  constructor(labels: Labels = {}, sensor = 'test') {
    this.#labels = labels
    this.#sensor = sensor
  }

  watch(key: string): Watcher | undefined {
    const { name, labels } = seriesOf(key, this.#labels)
    const def = signalDef(name)
    if (def === undefined) throw new Error(`no signal is called ${name}`)
    return this.detectors.watch({ sensor: this.#sensor, name, unit: def.unit, kind: def.kind, labels })
  }

  rows(columns: Columns, rows: number, everyMs: number): this {
    const watchers = Object.keys(columns).map((key) => this.watch(key))
    const cells = Object.values(columns)
    for (let row = 0; row < rows; row++) {
      this.ms += everyMs
      for (const [at, column] of cells.entries()) {
        const cell = typeof column === 'function' ? column(row) : column
        if (cell === undefined) continue
        if (cell === null) watchers[at]?.absent(this.ms, 'it did not answer')
        else if (typeof cell === 'string') watchers[at]?.word(this.ms, cell)
        else watchers[at]?.value(this.ms, cell)
      }
      for (const finding of this.detectors.take(this.ms)) this.told.push({ ms: this.ms, finding })
    }
    return this
  }

  of(rule: string): Finding[] {
    return this.told.map(({ finding }) => finding).filter((finding) => finding.rule === rule)
  }

  grades(rule: string): (string | null)[] {
    return this.of(rule).map(({ grade }) => grade)
  }
}
