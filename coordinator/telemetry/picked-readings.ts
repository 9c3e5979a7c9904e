/** The newest readings of some signals, host by host; which series those are is looked up once. */
import type { FleetReading } from '../core/verdicts/fleet-compare.ts'
import type { HostState } from './host-state.ts'

export class PickedReadings {
  readonly #signals: ReadonlySet<string>
  /** of each host: its series that are wanted, and how many it had when they were picked */
  readonly #picked = new Map<HostState, { readonly of: number; readonly ids: readonly number[] }>()

  constructor(signals: ReadonlySet<string>) {
    this.#signals = signals
  }

  *of(id: string, host: HostState, nowMs: number): Generator<FleetReading> {
    const { series, latest } = host
    for (const number of this.#idsOf(host)) {
      const value = latest.isHeard(number) ? latest.value(number) : null
      if (value === null) continue
      const ageMs = latest.ageMs(number, nowMs)
      yield { host: id, name: series.shapes[number]!.name, labels: series.labels[number]!, value, ageMs }
    }
  }

  #idsOf(host: HostState): readonly number[] {
    const { shapes } = host.series
    const known = this.#picked.get(host)
    if (known !== undefined && known.of === shapes.length) return known.ids
    const ids = [...shapes.keys()].filter((number) => this.#signals.has(shapes[number]!.name))
    this.#picked.set(host, { of: shapes.length, ids })
    return ids
  }
}
