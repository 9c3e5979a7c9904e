/** Looks now and then how much attempts keep in their work directories, and tells the coordinator of those over what their jobs allow (SPEC [CI6]). */
import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { TaskSpec } from '../../shared/model/job.ts'
import type { NewFact } from './facts.ts'

export interface Watched {
  readonly attempt: string
  readonly spec: TaskSpec
  readonly workDir: string
}

export interface DiskWatchOptions {
  readonly uptime: Clock
  readonly bytesIn: (folder: string) => Promise<number>
  readonly append: (fact: NewFact) => Promise<void>
  readonly onFatal: (error: unknown) => void
}

interface Looked {
  readonly atMs: number
  /** told last; 0: nothing yet */
  readonly toldMb: number
}

export class DiskWatch {
  readonly #options: DiskWatchOptions
  readonly #looked = new Map<string, Looked>()
  #busy = false

  constructor(options: DiskWatchOptions) {
    this.#options = options
  }

  /** One folder at a time, each no more often than its period. */
  look(watched: readonly Watched[]): void {
    const limited = watched.filter(({ spec }) => spec.resources.diskMb !== undefined)
    const there = new Set(limited.map(({ attempt }) => attempt))
    for (const attempt of this.#looked.keys()) if (!there.has(attempt)) this.#looked.delete(attempt)
    if (this.#busy) return
    const nowMs = this.#options.uptime.nowMs()
    const due = limited.find(({ attempt }) => {
      const looked = this.#looked.get(attempt)
      return looked === undefined || nowMs - looked.atMs >= limits.diskLookMs
    })
    if (due === undefined) return
    this.#busy = true
    this.#measure(due, nowMs)
      .catch(this.#options.onFatal)
      .finally(() => {
        this.#busy = false
      })
  }

  /** Told when it is over, and again when it has doubled. */
  async #measure({ attempt, spec, workDir }: Watched, nowMs: number): Promise<void> {
    const toldMb = this.#looked.get(attempt)?.toldMb ?? 0
    this.#looked.set(attempt, { atMs: nowMs, toldMb })
    const usedMb = Math.min(mostMb, Math.ceil((await this.#options.bytesIn(workDir)) / 1_048_576))
    if (usedMb <= (spec.resources.diskMb ?? mostMb) || usedMb < 2 * toldMb) return
    await this.#options.append({ diskOver: { attempt, usedMb } })
    if (this.#looked.has(attempt)) this.#looked.set(attempt, { atMs: nowMs, toldMb: usedMb })
  }
}

/** what the wire holds */
const mostMb = 2 ** 32 - 1
