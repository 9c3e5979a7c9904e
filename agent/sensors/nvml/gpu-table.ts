/** What is known of each GPU that NVML lists: readings, inventory, and the call that has not come back. */
import type { Signal } from '../../../shared/model/reading.ts'
import { type Blocked, type Gpu, signalMaker, value } from '../sensor.ts'
import { codeText, gpuIsLost } from './codes.ts'
import { entryOf } from './inventory.ts'
import type { DeviceLine, DoneLine, ErrorLine } from './lines.ts'
import { answered, type Known, signalsOfGpu, silent } from './readings.ts'

const make = signalMaker('nvml', 'nvml')

export class GpuTable {
  readonly #deadlineMs: number
  readonly #known = new Map<number, Known>()
  readonly #here = new Map<number, Gpu>()
  /** it cannot be asked at all now */
  readonly #failed = new Set<number>()
  /** since when, by the host's clock, its call has not come back */
  readonly #blocked = new Map<number, number>()
  #listed: number | undefined
  #told = false

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs
  }

  get isEmpty(): boolean {
    return this.#known.size === 0
  }

  answered(line: DeviceLine): void {
    this.#known.set(line.gpu, answered(line, this.#known.get(line.gpu)))
    this.#failed.delete(line.gpu)
    const entry = entryOf(line, this.#here.get(line.gpu))
    if (entry === undefined) this.#here.delete(line.gpu)
    else this.#here.set(line.gpu, entry)
  }

  failed({ gpu, error, at }: ErrorLine): void {
    this.#failed.add(gpu)
    if (error === gpuIsLost) this.#here.delete(gpu)
    this.#silence(gpu, codeText(error), at)
  }

  /** A child has said how many GPUs there are. */
  list(count: number | undefined): void {
    this.#listed = count ?? this.#listed
  }

  /** What a child said of itself at the end of a round. A call is said to hang from a tenth of its deadline on: shorter ones are only slow. */
  look(done: DoneLine, pid: number | undefined, excluded: readonly number[], nowMs: number): void {
    for (const gpu of this.#blocked.keys()) if (!excluded.includes(gpu)) this.#blocked.delete(gpu)
    for (const { gpu, call, ms } of done.busy) {
      if (gpu === undefined) continue
      if (ms > this.#deadlineMs / 10) this.#blocked.set(gpu, nowMs - ms)
      if (ms > this.#deadlineMs) this.#silence(gpu, `${call} has not come back: it hangs in process ${pid}`, nowMs)
    }
    if (done.failed !== undefined) this.none(codeText(done.failed), nowMs)
    for (const gpu of this.#known.keys()) {
      if (gpu < (this.#listed ?? Number.POSITIVE_INFINITY)) continue
      this.#here.delete(gpu)
      this.#silence(gpu, 'NVML no longer lists this GPU', nowMs)
    }
  }

  /** A process of an earlier life of the agent hangs on it: it is not asked. */
  hangs(gpu: number, pid: number, nowMs: number): void {
    if (!this.#blocked.has(gpu)) this.#blocked.set(gpu, nowMs)
    this.#silence(gpu, `not asked: process ${pid}, from before the agent started, hangs on it`, nowMs)
  }

  /** There is nobody to ask: nothing is known of any GPU, but of one that has a reason of its own. */
  none(why: string, nowMs: number): void {
    for (const [gpu, { why: own }] of this.#known) if (own === undefined) this.#silence(gpu, why, nowMs)
  }

  /** Every GPU has answered, failed or missed its deadline. */
  get settled(): boolean {
    return this.#listed !== undefined && this.#known.size >= this.#listed
  }

  /** GPUs whose calls hang when the driver does. */
  asked(excluded: readonly number[]): number[] {
    const all = Array.from({ length: this.#listed ?? 0 }, (_, gpu) => gpu)
    return all.filter((gpu) => !excluded.includes(gpu) && !this.#failed.has(gpu))
  }

  /** Undefined as long as it is not known of each GPU whether it is there. */
  gpus(): readonly Gpu[] | undefined {
    this.#told ||= this.settled
    return this.#told ? [...this.#here.values()].sort((a, b) => a.index - b.index) : undefined
  }

  signals(nowMs: number): Signal[] {
    const all: Signal[] = []
    for (const known of this.#known.values()) for (const signals of signalsOfGpu(known)) all.push(...signals)
    if (this.#listed !== undefined) all.push(make('gpus-listed', value(this.#listed, nowMs)))
    return all
  }

  /** Every GPU, with the call that has not come back where there is one. */
  blocked(): Blocked[] {
    return [...this.#known].map(([gpu, { labels }]) => ({ labels, sinceMs: this.#blocked.get(gpu) }))
  }

  #silence(gpu: number, why: string, nowMs: number): void {
    this.#known.set(gpu, silent(gpu, this.#known.get(gpu), why, nowMs))
  }
}
