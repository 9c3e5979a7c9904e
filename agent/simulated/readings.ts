/**
 * Readings of simulated GPUs, as rows of whole numbers: a third of the signals constant, a third wandering by the resolution of
 * their sensor, a third counters; temperature, power, load, memory and errors follow what the GPU does and its scripted faults.
 */
import type { Clock, TimerId, Timers } from '../../shared/clock.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { signalDef } from '../../shared/model/signals.ts'
import type { Columns } from '../link/telemetry/gathering.ts'
import type { Telemetry } from '../link/telemetry/telemetry.ts'
import type { SimulatedGpu, SimulatedGpus } from './gpus.ts'

interface Made {
  readonly name: string
  /** `follows`: made anew in each row */
  readonly kind: 'follows' | 'constant' | 'walk' | 'counter'
  /** at the start; a walk stays within `spread` of it, a counter rises by about `perS` */
  readonly at: number
  readonly spread?: number
  readonly perS?: number
}

const gib = 2 ** 30
/** the temperature at which an H100 slows itself down */
const slowdownC = 87
/** Of each GPU, the most telling first; figures of an H100 SXM at rest, rounded. */
const perGpu: readonly Made[] = [
  { name: 'gpu-temperature', kind: 'follows', at: 34 },
  { name: 'gpu-power', kind: 'follows', at: 72 },
  { name: 'gpu-utilisation', kind: 'follows', at: 0 },
  { name: 'gpu-memory-used', kind: 'follows', at: 0 },
  { name: 'gpu-ecc-corrected', kind: 'follows', at: 0 },
  { name: 'gpu-temperature-slowdown', kind: 'constant', at: slowdownC },
  { name: 'gpu-thermal-margin', kind: 'follows', at: 53 },
  { name: 'gpu-energy', kind: 'counter', at: 1_000, perS: 72 },
  { name: 'gpu-memory-temperature', kind: 'walk', at: 44, spread: 6 },
  { name: 'gpu-memory-total', kind: 'constant', at: 80 * gib },
  { name: 'gpu-clock-sm', kind: 'follows', at: 1_755 },
  { name: 'gpu-pcie-transmitted', kind: 'counter', at: 0, perS: 40_000_000 },
  { name: 'gpu-power-limit', kind: 'constant', at: 700 },
  { name: 'gpu-power-instant', kind: 'walk', at: 80, spread: 12 },
  { name: 'gpu-pcie-received', kind: 'counter', at: 0, perS: 55_000_000 },
  { name: 'gpu-pcie-generation', kind: 'constant', at: 5 },
  { name: 'gpu-memory-utilisation', kind: 'walk', at: 20, spread: 20 },
  { name: 'gpu-nvlink-transmitted', kind: 'counter', at: 0, perS: 900_000_000 },
  { name: 'gpu-pcie-width', kind: 'constant', at: 16 },
  { name: 'gpu-pcie-transmit-rate', kind: 'walk', at: 40_000, spread: 30_000 },
  { name: 'gpu-nvlink-received', kind: 'counter', at: 0, perS: 900_000_000 },
  { name: 'gpu-clock-memory', kind: 'constant', at: 2_619 },
  { name: 'gpu-pcie-receive-rate', kind: 'walk', at: 55_000, spread: 30_000 },
  { name: 'gpu-power-capped-time', kind: 'counter', at: 0, perS: 0.01 },
  { name: 'gpu-ecc-uncorrected', kind: 'constant', at: 0 },
  { name: 'gpu-clock-video', kind: 'walk', at: 1_545, spread: 150 },
  { name: 'gpu-sw-thermal-slowdown-time', kind: 'counter', at: 0, perS: 0.001 },
  { name: 'gpu-power-limit-default', kind: 'constant', at: 700 },
  { name: 'gpu-memory-free', kind: 'walk', at: 17 * gib, spread: gib },
  { name: 'gpu-pcie-replays', kind: 'counter', at: 0, perS: 0.05 },
]

export const mostSignalsPerGpu = perGpu.length
const scales = perGpu.map(({ name }) => 10 ** (signalDef(name)?.decimals ?? 0))

/** where a GPU is going, at rest and at work */
const rest = { tempC: 34, powerW: 72, percent: 0 }
const work = { tempC: 63, powerW: 610, percent: 97 }
const mebibyte = 2 ** 20

export interface ReadingsOptions {
  readonly gpus: SimulatedGpus
  readonly signals: number
  readonly periodMs: number
  readonly clock: Clock
  readonly timers: Timers
  readonly seed: number
}

/** Lives as long as its host: counters go on over the lives of the agent. */
export class SimulatedReadings {
  readonly #options: ReadingsOptions
  readonly #values: Float64Array
  readonly #signals: number
  #random: number
  #lastMs: number
  #timer: TimerId | undefined

  constructor(options: ReadingsOptions) {
    this.#options = options
    this.#signals = Math.min(options.signals, options.gpus.all.length * perGpu.length)
    this.#values = new Float64Array(this.#signals)
    this.#random = (options.seed * 2_654_435_761) | 1
    this.#lastMs = options.clock.nowMs()
    this.#each((i, _gpu, made, scale) => {
      this.#values[i] = Math.round(made.at * scale)
    })
  }

  /** A life of the agent begins: it reads for as long as it lives. */
  start(telemetry: Telemetry): void {
    if (this.#signals === 0) return
    const columns = this.#columns(telemetry)
    const { clock, timers, periodMs } = this.#options
    telemetry.sampled('simulated', this.#names(clock.nowMs()), clock.nowMs())
    this.#timer = timers.setInterval(() => this.#read(telemetry, columns, clock.nowMs()), periodMs)
  }

  stop(): void {
    this.#options.timers.clear(this.#timer)
  }

  /** Told once in a life, beside the signals of numbers: rules go by the model. */
  #names(hostClockMs: number): Signal[] {
    const { all, model } = this.#options.gpus
    const about = { sensor: 'simulated', name: 'gpu-name', unit: '', source: 'simulated' }
    return all.map((gpu) => ({
      ...about,
      labels: labelsOf(gpu),
      reading: { kind: 'value', value: model, hostClockMs },
    }))
  }

  #columns(telemetry: Telemetry): Columns {
    const about: Parameters<Telemetry['columns']>[1][number][] = []
    const labels = this.#options.gpus.all.map((gpu) => Object.freeze(labelsOf(gpu)))
    this.#each((_, gpu, { name }) => {
      const unit = signalDef(name)?.unit ?? ''
      about.push({ sensor: 'simulated', name, unit, labels: labels[gpu.index]!, source: 'simulated' })
    })
    return telemetry.columns('simulated', about)
  }

  #read(telemetry: Telemetry, columns: Columns, nowMs: number): void {
    const s = Math.max(0, nowMs - this.#lastMs) / 1000
    this.#lastMs = nowMs
    for (const gpu of this.#options.gpus.all) follow(gpu, s)
    this.#each((i, gpu, made, scale) => {
      this.#values[i] = this.#next(this.#values[i]!, gpu, made, scale, s)
    })
    const values = this.#values.slice()
    const reasons = new Map<number, string>()
    this.#each((i, { lost, silent }) => {
      if (!lost && !silent) return
      values[i] = Number.NaN
      reasons.set(i, lost ? 'the GPU is lost' : 'the driver does not answer')
    })
    telemetry.row(columns, nowMs, values, reasons)
  }

  #next(before: number, gpu: SimulatedGpu, made: Made, scale: number, s: number): number {
    if (made.kind === 'constant') return before
    if (made.kind === 'follows') return Math.round(this.#following(gpu, made.name) * scale)
    if (made.kind === 'counter') return before + Math.round((made.perS ?? 0) * scale * s * 2 * this.#chance())
    const moved = before + Math.floor(this.#chance() * 3) - 1
    return Math.abs(moved - made.at * scale) > (made.spread ?? 0) * scale ? before : moved
  }

  #following(gpu: SimulatedGpu, name: string): number {
    const state = gpu.busy ? work : rest
    if (name === 'gpu-temperature') return gpu.tempC
    if (name === 'gpu-thermal-margin') return slowdownC - gpu.tempC
    if (name === 'gpu-power') return state.powerW + this.#chance() * 8
    if (name === 'gpu-utilisation') return state.percent
    if (name === 'gpu-clock-sm') return (1_755 + this.#chance() * 30) / gpu.slowdown
    if (name === 'gpu-ecc-corrected') return gpu.eccErrors
    return this.#options.gpus.usedMb(gpu.uuid)! * mebibyte
  }

  /** In the order of the GPUs, whole GPUs first; a rest that does not divide goes to the first. */
  #each(act: (i: number, gpu: SimulatedGpu, made: Made, scale: number) => void): void {
    const { all } = this.#options.gpus
    const each = Math.floor(this.#signals / Math.max(1, all.length))
    const more = this.#signals - each * all.length
    let i = 0
    for (const [g, gpu] of all.entries()) {
      const count = each + (g < more ? 1 : 0)
      for (let m = 0; m < count; m++) act(i++, gpu, perGpu[m]!, scales[m]!)
    }
  }

  /** xorshift: a fleet draws hundreds of thousands of numbers a second. */
  #chance(): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x
    return (x >>> 0) / 4_294_967_296
  }
}

const labelsOf = ({ index, uuid }: SimulatedGpu) => ({ gpu: String(index), uuid })

/** Half way to where it is going in about 20 s; a scripted heat is there at once. */
function follow(gpu: SimulatedGpu, s: number): void {
  const to = (gpu.busy ? work : rest).tempC
  if (gpu.hotC !== null) gpu.tempC = gpu.hotC
  else gpu.tempC += (to - gpu.tempC) * Math.min(1, s / 30)
  gpu.eccErrors += gpu.eccPerS * s
}
