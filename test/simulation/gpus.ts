/** The GPUs of a virtual host: they fall off the bus and come back, and their memory may stay in use after a process is gone. */
import type { HostGpus } from '../../agent/work/steps/gpu-check.ts'
import type { Inventory } from '../../shared/model/reading.ts'

export interface GpuShape {
  readonly uuid: string
  readonly name: string
  readonly memoryBytes: number
}

interface Gpu extends GpuShape {
  readonly index: number
  present: boolean
  /** processes that use it */
  users: number
  heldUntilMs: number
}

/** what a training process takes, and what the driver keeps for itself, MB */
const busyMb = 60_000
const idleMb = 4

export class VirtualGpus implements HostGpus {
  readonly #gpus: readonly Gpu[]
  readonly #nowMs: () => number
  /** memory is let go this much later than its process ends */
  holdMs = 0

  constructor(shapes: readonly GpuShape[], nowMs: () => number) {
    this.#nowMs = nowMs
    this.#gpus = shapes.map((shape, index) => ({ ...shape, index, present: true, users: 0, heldUntilMs: 0 }))
  }

  get count(): number {
    return this.#gpus.length
  }

  list(): Inventory['gpus'] {
    return this.#gpus
      .filter(({ present }) => present)
      .map(({ index, uuid, name, memoryBytes }) => ({ index, uuid, name, memoryBytes }))
  }

  present(uuid: string): boolean {
    return this.#find(uuid)?.present === true
  }

  /** read at once: nothing is older than now */
  refresh(): void {}

  usedMb(uuid: string): number | null {
    const gpu = this.#find(uuid)
    if (gpu === undefined) return null
    return gpu.users > 0 || gpu.heldUntilMs > this.#nowMs() ? busyMb : idleMb
  }

  take(uuids: readonly string[]): void {
    for (const gpu of this.#gpus) if (uuids.includes(gpu.uuid)) gpu.users++
  }

  release(uuids: readonly string[]): void {
    for (const gpu of this.#gpus) {
      if (!uuids.includes(gpu.uuid)) continue
      gpu.users--
      if (this.holdMs > 0) gpu.heldUntilMs = this.#nowMs() + this.holdMs
    }
  }

  /** Falls off the bus. Returns its uuid, or undefined when it is not there. */
  lose(index: number): string | undefined {
    const gpu = this.#gpus[index]
    if (gpu?.present !== true) return undefined
    gpu.present = false
    return gpu.uuid
  }

  return(uuid: string): void {
    const gpu = this.#find(uuid)
    if (gpu !== undefined) gpu.present = true
  }

  /** A reboot brings all back and empties their memory. */
  reset(): void {
    for (const gpu of this.#gpus) Object.assign(gpu, { present: true, users: 0, heldUntilMs: 0 })
  }

  #find(uuid: string): Gpu | undefined {
    return this.#gpus.find((gpu) => gpu.uuid === uuid)
  }
}
