/** Latencies of a month of replay; exact quantiles (a month has about a thousand requests). */
export interface MonthFigures {
  readonly month: string
  readonly requests: number
  readonly failed: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export class LatencySample {
  readonly month: string
  readonly #latencies: number[] = []
  readonly #beganMs = performance.now()
  #failed = 0
  #excludedMs = 0

  constructor(month: string) {
    this.month = month
  }

  add(ms: number, ok: boolean): void {
    this.#latencies.push(ms)
    if (!ok) this.#failed++
  }

  exclude(ms: number): void {
    this.#excludedMs += ms
  }

  perSecond(): number {
    const seconds = (performance.now() - this.#beganMs - this.#excludedMs) / 1000
    return seconds <= 0 ? 0 : this.#latencies.length / seconds
  }

  figures(): MonthFigures {
    const sorted = [...this.#latencies].sort((a, b) => a - b)
    const at = (q: number): number => Math.round((sorted[Math.ceil(q * sorted.length) - 1] ?? 0) * 10) / 10
    return {
      month: this.month,
      requests: sorted.length,
      failed: this.#failed,
      perSecond: Math.round(this.perSecond()),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    }
  }
}
