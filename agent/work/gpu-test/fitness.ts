/** Are the GPUs of a gang's member fit to compute? Each is tested for a moment; what was found good is not tested again for a while. */
import type { Timers } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { Log } from '../log.ts'
import { judge, type Rate, slowOnes } from './outcome.ts'
import type { TestGpu } from './test-gpu.ts'

/** of products, after the context has been made: some hundred of them on any data-centre GPU */
const seconds = 0.3

export interface GpuFitnessOptions {
  readonly test: TestGpu
  readonly timers: Timers
  readonly nowMs: () => number
  readonly log: Log
}

export class GpuFitness {
  readonly #options: GpuFitnessOptions
  readonly #good = new Map<string, { readonly atMs: number; readonly rate: Rate }>()

  constructor(options: GpuFitnessOptions) {
    this.#options = options
  }

  /** What is wrong with which of them; what cannot be found out is logged and taken as well. */
  async troubles(uuids: readonly string[]): Promise<string[]> {
    const since = this.#options.nowMs() - limits.gpuTestFreshMs
    for (const [uuid, { atMs }] of this.#good) if (atMs < since) this.#good.delete(uuid)
    const abort = new AbortController()
    const timer = this.#options.timers.setTimeout(() => abort.abort(), limits.gpuTestDeadlineMs)
    const untested = uuids.filter((uuid) => !this.#good.has(uuid))
    const found = (await Promise.all(untested.map((uuid) => this.#one(uuid, abort.signal)))).flat()
    this.#options.timers.clear(timer)
    const rates = uuids.flatMap((uuid) => this.#good.get(uuid)?.rate ?? [])
    const slow = slowOnes(rates)
    for (const { uuid } of slow) this.#good.delete(uuid)
    return [...found, ...slow.map(({ uuid, detail }) => `GPU ${uuid}: ${detail}`)]
  }

  async #one(uuid: string, signal: AbortSignal): Promise<string[]> {
    const { test, log, nowMs } = this.#options
    const outcome = await test(uuid, seconds, signal).catch(() => {
      return { kind: 'failed', why: `its test did not end within ${limits.gpuTestDeadlineMs / 1_000} s` } as const
    })
    const { ok, detail } = judge(outcome)
    log(ok === true ? 'debug' : 'warn', 'a GPU was tested', { gpu: uuid, ok: ok ?? 'unknown', detail })
    if (ok === true && outcome.kind === 'done')
      this.#good.set(uuid, { atMs: nowMs(), rate: { uuid, name: outcome.name, gflops: outcome.gflops } })
    return ok === false ? [`GPU ${uuid}: ${detail}`] : []
  }
}
