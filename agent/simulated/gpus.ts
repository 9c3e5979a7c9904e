/** The GPUs of a simulated host: who uses them, and what ails them. */
import type { Clock } from '../../shared/clock.ts'
import type { Inventory } from '../../shared/model/reading.ts'
import type { HostGpus } from '../work/steps/gpu-check.ts'

export interface SimulatedGpu {
  readonly index: number
  readonly uuid: string
  lost: boolean
  busy: boolean
  /** its memory counts as used until then, though nothing runs */
  stuckUntilMs: number
  tempC: number
  /** a scripted temperature */
  hotC: number | null
  eccErrors: number
  eccPerS: number
  /** its driver answers nothing */
  silent: boolean
  /** 1, or how many times slower its host is: its clock shows it */
  slowdown: number
}

const memoryMb = 81_559
const busyMb = 62_000
const idleMb = 4
const restC = 34

export class SimulatedGpus implements HostGpus {
  /** what they say they are */
  readonly model: string
  readonly #clock: Clock
  readonly #gpus: readonly SimulatedGpu[]

  constructor(host: string, count: number, model: string, clock: Clock) {
    this.model = model
    this.#clock = clock
    this.#gpus = Array.from({ length: count }, (_, index) => {
      const uuid = `SIM-${host}-${index}`
      const well = { lost: false, hotC: null, eccPerS: 0, silent: false }
      return { index, uuid, ...well, busy: false, stuckUntilMs: 0, tempC: restC, eccErrors: 0, slowdown: 1 }
    })
  }

  get all(): readonly SimulatedGpu[] {
    return this.#gpus
  }

  list(): Inventory['gpus'] {
    const here = this.#gpus.filter(({ lost }) => !lost)
    return here.map(({ index, uuid }) => ({ index, uuid, name: this.model, memoryBytes: memoryMb * 1_048_576 }))
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

  /** A scripted fault of one GPU; `repair` undoes it. */
  ail(index: number, fault: Partial<Pick<SimulatedGpu, 'hotC' | 'eccPerS' | 'silent'>>): void {
    for (const gpu of this.#gpus) if (gpu.index === index) Object.assign(gpu, fault)
  }

  /** The host is so many times slower; 1: as it should be. */
  slow(factor: number): void {
    for (const gpu of this.#gpus) gpu.slowdown = factor
  }

  repair(): void {
    for (const gpu of this.#gpus) Object.assign(gpu, { lost: false, hotC: null, eccPerS: 0, silent: false })
  }

  /** Nothing holds their memory after a reboot. */
  reset(): void {
    for (const gpu of this.#gpus) Object.assign(gpu, { busy: false, stuckUntilMs: 0 })
  }

  #usedMb(gpu: SimulatedGpu): number {
    return gpu.busy || this.#clock.nowMs() < gpu.stuckUntilMs ? busyMb : idleMb
  }
}
