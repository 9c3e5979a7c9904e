/**
 * The series of the ingest bench, the same for every store that is measured: 240 a host, a row a second. By turns: a third never
 * changes, a third walks at random by at most two steps of its sensor's resolution, a third counts up by 900 to 1,100 a second. From one seed.
 */

import type { SignalDef } from '../../../shared/model/signals/signal-def.ts'
import { familyName, signals } from '../../../shared/model/signals.ts'
import type { SeriesDef } from '../../../shared/protocol/telemetry.ts'

export const seriesPerHost = 240
const gpus = 8
const perGpu = seriesPerHost / gpus

type Way = 'constant' | 'walk' | 'counter'
const ways: readonly Way[] = ['constant', 'walk', 'counter']

export interface BenchSeries {
  readonly def: SeriesDef
  readonly way: Way
  /** without the host's label, for exposition as text */
  readonly text: string
}

/** Of GPU signals that are numbers, with their own units and decimals. */
export function benchSeries(host: string): BenchSeries[] {
  const names = Object.entries(signals as Readonly<Record<string, SignalDef>>)
    .filter(([name, { kind }]) => name.startsWith('gpu-') && (kind === 'gauge' || kind === 'counter'))
    .slice(0, perGpu)
  if (names.length < perGpu) throw new Error(`the bench needs ${perGpu} signals of a GPU and there are ${names.length}`)
  const found: BenchSeries[] = []
  for (let gpu = 0; gpu < gpus; gpu++)
    for (const [i, [name, { unit, decimals }]] of names.entries()) {
      const way = ways[i % ways.length] as Way
      const labels = { gpu: String(gpu), uuid: `GPU-${host.slice(0, 8)}-${gpu}` }
      const kind = way === 'counter' ? 'counter' : 'gauge'
      const def = {
        id: found.length + 1,
        sensor: 'gpu',
        name,
        unit,
        kind,
        decimals,
        labels,
        source: 'bench',
        states: [],
      }
      const shown = `${familyName(name, unit)}${way === 'counter' ? '_total' : ''}`
      found.push({ def, way, text: `${shown}{host="${host}",gpu="${labels.gpu}",uuid="${labels.uuid}"} ` })
    }
  return found
}

/** The values of many hosts, moved on a row at a time. */
export class BenchValues {
  readonly values: Float64Array
  readonly #ways: Uint8Array
  #state: number

  constructor(hosts: number, series: readonly BenchSeries[], seed: number) {
    this.values = new Float64Array(hosts * series.length)
    this.#ways = Uint8Array.from(series, ({ way }) => ways.indexOf(way))
    this.#state = seed | 1
    for (let i = 0; i < this.values.length; i++) {
      const way = this.#ways[i % series.length]!
      this.values[i] = way === 2 ? this.#below(1_000_000_000) : 1_000 + this.#below(50_000)
    }
  }

  step(host: number): void {
    const width = this.#ways.length
    for (let i = 0, at = host * width; i < width; i++, at++) {
      const way = this.#ways[i]!
      if (way === 1) this.values[at]! += this.#below(5) - 2
      else if (way === 2) this.values[at]! += 900 + this.#below(201)
    }
  }

  /** xorshift32 */
  #below(bound: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) % bound
  }
}
