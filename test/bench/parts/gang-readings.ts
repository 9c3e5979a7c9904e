/** The newest readings of a gang's hosts in a case: well, but for what the case's cause shows on the slow host, and a red herring. */
import type { FleetReading } from '../../../coordinator/core/verdicts/fleet-compare.ts'
import { makeRng, type Rng } from '../../../shared/rng.ts'
import type { GangCase } from './gang-case.ts'

export const gpusPerHost = 2

interface Shown {
  readonly hot: number
  readonly clock: number
  readonly thermal: string
  readonly brake: string
  readonly width: number
  readonly eccPerMinute: number
  readonly stolen: number
  readonly memory: number
  readonly io: number
  readonly rate: number
  readonly symbolsPerMinute: number
}

const well: Shown = {
  hot: 62,
  clock: 1_755,
  thermal: 'no',
  brake: 'no',
  width: 16,
  eccPerMinute: 0,
  stolen: 0,
  memory: 1,
  io: 2,
  rate: 50e9,
  symbolsPerMinute: 0,
}

function shownBy({ cause, factor }: GangCase, rng: Rng): Partial<Shown> {
  switch (cause) {
    case 'thermal':
      return { thermal: 'yes', clock: well.clock / factor, hot: 88 }
    case 'power':
      return { brake: 'yes', clock: well.clock / factor }
    case 'clocks':
      return { clock: well.clock / Math.max(1.15, factor) }
    case 'pcie':
      return { width: factor > 1.5 ? 4 : 8 }
    case 'memory-errors':
      return { eccPerMinute: 400 + 2_000 * rng.next() }
    case 'cpu-steal':
      return { stolen: 15 + 30 * rng.next() }
    case 'memory-pressure':
      return { memory: 35 + 30 * rng.next() }
    case 'io-pressure':
      return { io: 40 + 30 * rng.next() }
    case 'fabric':
      return rng.next() < 0.5 ? { rate: 25e9 } : { symbolsPerMinute: 100 + 500 * rng.next() }
    default:
      return {}
  }
}

export class GangReadings {
  readonly #case: GangCase
  readonly #rng: Rng
  readonly #shown: Partial<Shown>
  readonly #counters = new Map<string, number>()
  #takenMs = 0

  constructor(drawn: GangCase) {
    this.#case = drawn
    this.#rng = makeRng(drawn.seed, `readings ${drawn.kind}`)
    this.#shown = shownBy(drawn, this.#rng)
  }

  /** `ranks`: hosts by rank, as they are placed now; `slowHost`: the host that the fault is on. */
  *at(nowMs: number, hosts: readonly string[], slowHost: string, oddHost: string): Generator<FleetReading> {
    const minutes = this.#takenMs === 0 ? 0 : (nowMs - this.#takenMs) / 60_000
    this.#takenMs = nowMs
    const isOn = nowMs >= this.#case.onsetMs && nowMs < this.#case.endMs
    for (const host of hosts) {
      const shown: Shown = { ...well, ...(isOn && host === slowHost ? this.#shown : {}) }
      // Hot, and yet not slowed down: it explains nothing.
      const odd = host === oddHost ? { ...shown, hot: 80 } : shown
      yield* this.#ofHost(host, odd, minutes)
    }
  }

  *#ofHost(host: string, shown: Shown, minutes: number): Generator<FleetReading> {
    const about = { host, ageMs: 500 }
    for (let gpu = 0; gpu < gpusPerHost; gpu++) {
      // The fault of a GPU is on one of them.
      const own = gpu === 0 ? shown : well
      const labels = { gpu: String(gpu), uuid: `${host}/${gpu}` }
      const read = (name: string, value: number | string): FleetReading => ({ ...about, name, labels, value })
      yield read('gpu-utilisation', 97)
      yield read('gpu-temperature', own.hot + this.#spread(2))
      yield read('gpu-thermal-margin', 87 - own.hot)
      yield read('gpu-clock-sm', own.clock + this.#spread(12))
      yield read('gpu-hw-thermal-slowdown', own.thermal)
      yield read('gpu-power-brake', own.brake)
      yield read('gpu-pcie-width', own.width)
      yield read('gpu-ecc-corrected', this.#count(`${host}/${gpu} ecc`, own.eccPerMinute * minutes))
    }
    const none = {}
    const port = { device: 'mlx5_0', port: '1' }
    yield { ...about, name: 'cpu-stolen', labels: none, value: shown.stolen }
    yield { ...about, name: 'pressure', labels: { resource: 'memory' }, value: shown.memory }
    yield { ...about, name: 'pressure', labels: { resource: 'io' }, value: shown.io + this.#spread(1) }
    yield { ...about, name: 'port-rate', labels: port, value: shown.rate }
    yield {
      ...about,
      name: 'port-symbol-errors',
      labels: port,
      value: this.#count(`${host} symbols`, shown.symbolsPerMinute * minutes),
    }
  }

  #spread(by: number): number {
    return by * this.#rng.normal()
  }

  #count(key: string, by: number): number {
    const now = (this.#counters.get(key) ?? 0) + by
    this.#counters.set(key, now)
    return now
  }
}
