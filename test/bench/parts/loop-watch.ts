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

  get worstP99Ms(): number {
    return Math.max(...[...this.#windows.values()].map(({ p99Ms }) => p99Ms))
  }

  figures(): Record<string, number> {
    const phases = new Map<string, number>()
    for (const { phase, p99Ms } of this.#windows.values()) phases.set(phase, Math.max(phases.get(phase) ?? 0, p99Ms))
    const all = [...this.#windows.values()]
    return {
      windows: all.length,
      ...Object.fromEntries([...phases].map(([phase, p99Ms]) => [`worstP99Ms (${phase})`, p99Ms])),
      worstP99Ms: this.worstP99Ms,
      worstOwnP99Ms: Math.max(...all.map(({ ownP99Ms }) => ownP99Ms)),
      maxMs: Math.max(...all.map(({ maxMs }) => maxMs)),
    }
  }
}
