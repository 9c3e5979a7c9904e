/**
 * The series of the ingest bench, the same for every store that is measured: 240 a host, a row a second. A third never changes, a third
 * walks at random by at most two steps of its sensor's resolution, a third counts up by 900 to 1,100 a second. From one seed. All are real
 * signals with healthy values, so that the detectors look at what they would look at and find nothing.
 */
import { familyName, signalDef } from '../../../shared/model/signals.ts'
import type { SeriesDef } from '../../../shared/protocol/telemetry.ts'

export const seriesPerHost = 240
const devices = 8

/** Of each GPU: what it is, in whole units × 10^decimals. */
const constants: Readonly<Record<string, number>> = {
  'gpu-memory-total': 85_899_345_920,
  'gpu-power-limit': 700_000,
  'gpu-temperature-slowdown': 95,
  'gpu-temperature-max': 92,
  'gpu-memory-temperature-max': 95,
  'gpu-ecc-corrected': 0,
  'gpu-ecc-uncorrected': 0,
  'gpu-pcie-generation': 5,
  'gpu-pcie-width': 16,
  'gpu-pcie-replays': 0,
}
/** Of each GPU: the middle of its walk, and how far it goes. */
const walks: Readonly<Record<string, readonly [middle: number, reach: number]>> = {
  'gpu-utilisation': [80, 15],
  'gpu-memory-utilisation': [60, 15],
  'gpu-temperature': [55, 8],
  'gpu-memory-temperature': [60, 8],
  'gpu-thermal-margin': [32, 8],
  'gpu-power': [500_000, 50_000],
  'gpu-power-instant': [500_000, 50_000],
  'gpu-memory-used': [60_000_000_000, 1_000_000],
  'gpu-clock-sm': [1_800, 50],
  'gpu-clock-memory': [2_600, 20],
}
/** Of each port. */
const counters = [
  'port-received',
  'port-transmitted',
  'port-received-packets',
  'port-transmitted-packets',
  'port-transmit-wait',
  'port-cnp-sent',
  'port-cnp-handled',
  'port-ecn-marked',
  'port-out-of-sequence',
  'port-packet-sequence-errors',
]

export interface BenchSeries {
  readonly def: SeriesDef
  /** how far it walks from its first value; 0: it never changes; Infinity: it counts */
  readonly reach: number
  readonly first: number
  /** its name and labels as Prometheus text */
  readonly text: string
}

function seriesOf(host: string, name: string, labels: Record<string, string>, first: number, reach: number) {
  const { unit, kind, decimals } = signalDef(name) as NonNullable<ReturnType<typeof signalDef>>
  const shown = `${familyName(name, unit)}${kind === 'counter' ? '_total' : ''}`
  const listed = Object.entries(labels).map(([key, value]) => `${key}="${value}"`)
  const sensor = name.startsWith('port-') ? 'fabric' : 'gpu'
  const def = { sensor, name, unit, kind, decimals, labels, source: 'bench', states: [] }
  return { def, first, reach, text: `${shown}{host="${host}",${listed.join()}} ` }
}

/** GPUs first, then ports: two sensors, two blocks a frame. */
export function benchSeries(host: string): BenchSeries[] {
  const found: BenchSeries[] = []
  for (let gpu = 0; gpu < devices; gpu++) {
    const labels = { gpu: String(gpu), uuid: `GPU-${host}-${gpu}` }
    for (const [name, value] of Object.entries(constants)) found.push(seriesOf(host, name, labels, value, 0))
    for (const [name, [middle, reach]] of Object.entries(walks)) found.push(seriesOf(host, name, labels, middle, reach))
  }
  for (let port = 0; port < devices; port++) {
    const labels = { device: `mlx5_${port}`, port: '1' }
    for (const name of counters) found.push(seriesOf(host, name, labels, 1e12, Number.POSITIVE_INFINITY))
  }
  return found.map((series, i) => ({ ...series, def: { ...series.def, id: i + 1 } }))
}

/** The values of many hosts, moved on a row at a time. */
export class BenchValues {
  readonly #values: Float64Array
  readonly #series: readonly BenchSeries[]
  #state: number

  constructor(hosts: number, series: readonly BenchSeries[], seed: number) {
    this.#values = new Float64Array(hosts * series.length)
    this.#series = series
    this.#state = seed | 1
    for (let i = 0; i < this.#values.length; i++) {
      const { first, reach } = series[i % series.length]!
      this.#values[i] = Number.isFinite(reach) ? first : first + this.#below(1_000_000_000)
    }
  }

  /** The next row of a host; valid until its next one. */
  row(host: number): Float64Array {
    const width = this.#series.length
    const row = this.#values.subarray(host * width, (host + 1) * width)
    for (let i = 0; i < width; i++) {
      const { reach, first } = this.#series[i]!
      if (reach === 0) continue
      if (reach === Number.POSITIVE_INFINITY) row[i]! += 900 + this.#below(201)
      else row[i] = Math.min(first + reach, Math.max(first - reach, row[i]! + this.#below(5) - 2))
    }
    return row
  }

  /** xorshift32 */
  #below(bound: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) % bound
  }
}
