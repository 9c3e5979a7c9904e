/**
 * Checks that the coordinator asks for before it puts a host back to work: a look at the sensors, and a short load of the GPUs that were
 * in trouble. One at a time, each answered once: what has been answered is remembered, what a restart cut off is done again.
 */
import type { Timers } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { CheckReport } from '../../../shared/model/health.ts'
import type { DesiredCheck } from '../../../shared/protocol/codec.ts'
import type { NewFact } from '../facts.ts'
import type { Log } from '../log.ts'
import type { CheckMemory } from './check-memory.ts'

export type CheckLine = CheckReport['lines'][number]

/** What a check looks at and does; the program puts it together, simulated hosts have their own. */
export interface CheckParts {
  /** what the sensors say of the host, newly read */
  look(gpus: readonly string[], signal: AbortSignal): Promise<readonly CheckLine[]>
  /** loads the GPUs for a short while and looks at what they computed */
  load(gpus: readonly string[], signal: AbortSignal): Promise<readonly CheckLine[]>
  readonly memory: CheckMemory
}

export interface ChecksOptions extends CheckParts {
  readonly timers: Timers
  readonly log: Log
  readonly append: (fact: NewFact) => Promise<void>
  /** the attempt of this host that uses the GPU */
  readonly userOf: (gpu: string) => string | undefined
  readonly onFatal: (error: unknown) => void
}

interface Running {
  readonly check: string
  readonly abort: AbortController
}

export class Checks {
  readonly #options: ChecksOptions
  readonly #ended: Set<string>
  #running: Running | undefined
  #closed = false

  constructor(options: ChecksOptions) {
    this.#options = options
    this.#ended = new Set(options.memory.load())
  }

  /** What is listed is made, what is listed no more is broken off. */
  apply(wanted: readonly DesiredCheck[]): void {
    if (this.#closed) return
    const [next] = wanted.filter(({ check }) => (check ?? '') !== '' && !this.#ended.has(check as string))
    if (this.#running !== undefined) {
      if (this.#running.check === next?.check) return
      this.#running.abort.abort()
      this.#running = undefined
    }
    if (next !== undefined) void this.#make(next).catch(this.#options.onFatal)
  }

  close(): void {
    this.#closed = true
    this.#running?.abort.abort()
    this.#running = undefined
  }

  async #make({ check, gpus, deadlineMs }: DesiredCheck): Promise<void> {
    const running: Running = { check: check as string, abort: new AbortController() }
    this.#running = running
    this.#options.log('info', 'check begins', { check, gpus: (gpus ?? []).join(' ') })
    const lines = await this.#within(deadlineMs || limits.checkDeadlineMs, running, gpus ?? [])
    if (this.#running !== running) return
    const report: CheckReport = { lines: bounded(lines) }
    const ok = lines.every((line) => line.ok)
    await this.#options.append({ checkDone: { check: running.check, ok, reportJson: JSON.stringify(report) } })
    if (this.#closed) return
    this.#remember(running.check)
    this.#options.log('info', 'check ended', { check, ok })
    if (this.#running === running) this.#running = undefined
  }

  /** What is not done in time has failed. */
  async #within(ms: number, { abort }: Running, gpus: readonly string[]): Promise<readonly CheckLine[]> {
    const { timers } = this.#options
    let timer: ReturnType<Timers['setTimeout']> | undefined
    const late = new Promise<readonly CheckLine[]>((resolve) => {
      timer = timers.setTimeout(() => resolve([line('time', false, `not done within ${ms / 1_000} s`)]), ms)
    })
    const lines = await Promise.race([this.#lines(gpus, abort.signal), late])
    timers.clear(timer)
    // In case of lateness: what still runs has no use.
    abort.abort()
    return lines
  }

  async #lines(gpus: readonly string[], signal: AbortSignal): Promise<readonly CheckLine[]> {
    const { look, load, userOf } = this.#options
    try {
      const seen = await look(gpus, signal)
      if (seen.some(({ ok }) => !ok)) return seen
      const users = gpus.map((gpu) => [gpu, userOf(gpu)] as const)
      const busy = users.flatMap(([gpu, user]) =>
        user === undefined ? [] : [line(`load ${gpu}`, true, `not loaded: ${user} uses it`)],
      )
      const free = users.flatMap(([gpu, user]) => (user === undefined ? [gpu] : []))
      return [...seen, ...busy, ...(free.length === 0 ? [] : await load(free, signal))]
    } catch (error) {
      return [line('check', false, error instanceof Error ? error.message : String(error))]
    }
  }

  #remember(check: string): void {
    this.#ended.add(check)
    for (const oldest of this.#ended) {
      if (this.#ended.size <= limits.checksRemembered) break
      this.#ended.delete(oldest)
    }
    try {
      this.#options.memory.save([...this.#ended])
    } catch (error) {
      // A new life makes it once more, and the coordinator takes the first answer.
      this.#options.log('warn', 'an ended check could not be remembered', { check, cause: String(error) })
    }
  }
}

export const line = (what: string, ok: boolean, detail: string): CheckLine => ({ what, ok, detail })

/** Those that failed first: what is over the bound is the least of it. */
function bounded(lines: readonly CheckLine[]): CheckLine[] {
  const sorted = [...lines.filter(({ ok }) => !ok), ...lines.filter(({ ok }) => ok)]
  return sorted
    .slice(0, limits.checkLines)
    .map(({ what, ok, detail }) => line(what.slice(0, 128), ok, detail.slice(0, 256)))
}
