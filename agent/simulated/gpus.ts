/** The GPUs of a simulated host: who uses them, and readings that follow the load. */
import type { Clock } from '../../shared/clock.ts'
import type { Inventory, Signal } from '../../shared/model/reading.ts'
import type { HostGpus } from '../work/steps/gpu-check.ts'

interface SimulatedGpu {
  readonly index: number
  readonly uuid: string
  lost: boolean
  busy: boolean
  /** its memory counts as used until then, though nothing runs */
  stuckUntilMs: number
  tempC: number
  /** JSON of its signals, up to the value */
  readonly heads: readonly string[]
}

const measured = [
  ['gpu-temperature', '°C'],
  ['gpu-power', 'W'],
  ['gpu-utilisation', '%'],
  ['gpu-memory-used', 'bytes'],
] as const

const headOf = (index: number, uuid: string, name: string, unit: string): string => {
  const about: Omit<Signal, 'reading'> = {
    sensor: 'simulated',
    name,
    unit,
    labels: { gpu: String(index), uuid },
    source: 'simulated',
  }
  return `${JSON.stringify(about).slice(0, -1)},"reading":{"kind":"value","value":`
}

const memoryMb = 81_559
const busyMb = 62_000
const idleMb = 4
/** readings of an H100 SXM at rest and at work, rounded */
const idle = { tempC: 34, powerW: 72 }
const busy = { tempC: 63, powerW: 610 }

export class SimulatedGpus implements HostGpus {
  readonly #model: string
  readonly #clock: Clock
  readonly #gpus: readonly SimulatedGpu[]
  #lastMs: number

  constructor(host: string, count: number, model: string, clock: Clock) {
    this.#model = model
    this.#clock = clock
    this.#lastMs = clock.nowMs()
    this.#gpus = Array.from({ length: count }, (_, index) => {
      const uuid = `SIM-${host}-${index}`
      const heads = measured.map(([name, unit]) => headOf(index, uuid, name, unit))
      return { index, uuid, lost: false, busy: false, stuckUntilMs: 0, tempC: idle.tempC, heads }
    })
  }

  list(): Inventory['gpus'] {
    const here = this.#gpus.filter(({ lost }) => !lost)
    return here.map(({ index, uuid }) => ({ index, uuid, name: this.#model, memoryBytes: memoryMb * 1_048_576 }))
  }

  present(uuid: string): boolean {
    return this.#gpus.some((gpu) => gpu.uuid === uuid && !gpu.lost)
  }

  usedMb(uuid: string): number | null {
    const gpu = this.#gpus.find((each) => each.uuid === uuid)
    return gpu === undefined ? null : this.#usedMb(gpu)
  }

  refresh(): void {}

  /** A process takes these, or lets them go; their memory may stay in use for a while longer. */
  use(uuids: readonly string[], used: boolean, stuckMs = 0): void {
    for (const gpu of this.#gpus) {
      if (!uuids.includes(gpu.uuid)) continue
      gpu.busy = used
      gpu.stuckUntilMs = used ? 0 : this.#clock.nowMs() + stuckMs
    }
  }

  lose(index: number): void {
    for (const gpu of this.#gpus) if (gpu.index === index) gpu.lost = true
  }

  repair(): void {
    for (const gpu of this.#gpus) gpu.lost = false
  }

  /** Nothing holds their memory after a reboot. */
  reset(): void {
    for (const gpu of this.#gpus) Object.assign(gpu, { busy: false, stuckUntilMs: 0 })
  }

  /** JSON of `Signal[]`. Written by hand around parts that never change: a fleet does this hundreds of times a second. */
  signalsJson(): string {
    const nowMs = this.#clock.nowMs()
    // about half way to where it is going in 20 s
    const share = Math.min(1, (nowMs - this.#lastMs) / 40_000)
    this.#lastMs = nowMs
    const parts: string[] = []
    for (const gpu of this.#gpus) {
      if (gpu.lost) continue
      const state = gpu.busy ? busy : idle
      gpu.tempC += (state.tempC - gpu.tempC) * share
      const used = this.#usedMb(gpu) * 1_048_576
      const values = [Math.round(gpu.tempC), state.powerW, gpu.busy ? 97 : 0, used]
      for (const [i, head] of gpu.heads.entries()) parts.push(`${head}${values[i]},"hostClockMs":${nowMs}}}`)
    }
    return `[${parts.join(',')}]`
  }

  #usedMb(gpu: SimulatedGpu): number {
    return gpu.busy || this.#clock.nowMs() < gpu.stuckUntilMs ? busyMb : idleMb
  }
}
