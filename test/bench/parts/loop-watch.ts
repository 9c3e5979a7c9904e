/** Collects the coordinator's windows of event-loop delay, each once. */
import type { Site } from '../../fakes/site.ts'

interface Window {
  readonly number: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly ownP99Ms: number
}

export class LoopWatch {
  readonly #windows = new Map<number, Window & { readonly phase: string }>()
  readonly #timer: NodeJS.Timeout
  /** began before this watch */
  #first: number | undefined
  /** what is being measured while the windows pass */
  phase = 'idle'

  constructor(site: Site) {
    this.#timer = setInterval(() => {
      site
        .api<{ loopDelay: Window | null }>('GET', '/api/v1/status')
        .then(({ loopDelay: window }) => {
          if (window === null) return
          this.#first ??= window.number + 1
          if (window.number > this.#first && !this.#windows.has(window.number))
            this.#windows.set(window.number, { ...window, phase: this.phase })
        })
        .catch(() => {})
    }, 1_000)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** Infinity when no window was seen: nothing is known then. */
  get worstP99Ms(): number {
    if (this.#windows.size === 0) return Number.POSITIVE_INFINITY
    return Math.max(...[...this.#windows.values()].map(({ p99Ms }) => p99Ms))
  }

  /** Worst windows by what was being measured: the delay, and what of it was the loop's own work (the rest went to other processes). */
  figures(): Record<string, unknown> {
    const all = [...this.#windows.values()]
    const worst = (of: (window: Window) => number): Record<string, number> => {
      const phases = new Map<string, number>()
      for (const window of all) phases.set(window.phase, Math.max(phases.get(window.phase) ?? 0, of(window)))
      return Object.fromEntries(phases)
    }
    return {
      windows: all.length,
      p99Ms: worst(({ p99Ms }) => p99Ms),
      ownP99Ms: worst(({ ownP99Ms }) => ownP99Ms),
      worstP99Ms: this.worstP99Ms,
      maxMs: Math.max(...all.map(({ maxMs }) => maxMs)),
    }
  }
}
