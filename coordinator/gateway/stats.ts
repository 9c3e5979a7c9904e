/** Counts and latencies of the gateway: Prometheus text for scrapers, JSON by window for people. Bounded. */

/** Upper edges of the latency buckets, ms: each 1.1 × the one before, 0.1 ms to about 30 s. */
const edges: readonly number[] = Array.from({ length: 133 }, (_, i) => 0.1 * 1.1 ** i)
const exported = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]
const windowsKept = 400
const modelsKept = 200

export class LatencyHistogram {
  readonly #counts = new Uint32Array(edges.length + 1)
  count = 0
  sumMs = 0

  add(ms: number): void {
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((edges[middle] as number) < ms) low = middle + 1
      else high = middle
    }
    this.#counts[low] = (this.#counts[low] as number) + 1
    this.count++
    this.sumMs += ms
  }

  /** Upper edge of the bucket that holds the quantile; null without values. Within 10 %. */
  quantileMs(q: number): number | null {
    if (this.count === 0) return null
    let left = Math.ceil(q * this.count)
    for (let i = 0; i < this.#counts.length; i++) {
      left -= this.#counts[i] as number
      if (left <= 0) return Math.round((edges[i] ?? (edges.at(-1) as number)) * 100) / 100
    }
    return null
  }

  atMost(ms: number): number {
    let sum = 0
    for (let i = 0; i < edges.length && (edges[i] as number) <= ms * 1.0001; i++) sum += this.#counts[i] as number
    return sum
  }
}

interface Tally {
  readonly latency: LatencyHistogram
  requests: number
  failed: number
}
export interface WindowStats {
  readonly requests: number
  readonly failed: number
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

export class Stats {
  retries = 0
  readonly #windows = new Map<string, Tally>()
  readonly #models = new Map<string, { byStatus: Map<number, number>; tally: Tally }>()

  /** `failed`: the gateway or a replica could not answer (5xx); a caller's own mistake (4xx) is not a failure. */
  record(model: string, window: string, status: number, ms: number): void {
    const tally = take(this.#windows, window, windowsKept, newTally)
    const entry = take(this.#models, model, modelsKept, () => ({ byStatus: new Map(), tally: newTally() }))
    entry.byStatus.set(status, (entry.byStatus.get(status) ?? 0) + 1)
    for (const each of [tally, entry.tally]) {
      each.requests++
      if (status >= 500) each.failed++
      each.latency.add(ms)
    }
  }

  byWindow(): Record<string, WindowStats> {
    const windows = [...this.#windows].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(
      windows.map(([name, { requests, failed, latency }]) => [
        name,
        { requests, failed, p50Ms: latency.quantileMs(0.5), p99Ms: latency.quantileMs(0.99) },
      ]),
    )
  }

  prometheus(gauges: Readonly<Record<string, readonly [help: string, value: number]>>): string {
    const lines: string[] = []
    const head = (name: string, kind: string, help: string): void => {
      lines.push(`# HELP millwright_gateway_${name} ${help}`, `# TYPE millwright_gateway_${name} ${kind}`)
    }
    head('requests_total', 'counter', 'Inference requests by model and HTTP status.')
    for (const [model, { byStatus }] of this.#models)
      for (const [status, n] of byStatus)
        lines.push(`millwright_gateway_requests_total{model=${quote(model)},status="${status}"} ${n}`)
    head('failures_total', 'counter', 'Inference requests answered 5xx.')
    for (const [model, { tally }] of this.#models)
      lines.push(`millwright_gateway_failures_total{model=${quote(model)}} ${tally.failed}`)
    head('retries_total', 'counter', 'Tries beyond the first, on another replica or later.')
    lines.push(`millwright_gateway_retries_total ${this.retries}`)
    head('latency_seconds', 'histogram', 'Time from the whole request read to its answer.')
    for (const [model, { tally }] of this.#models) lines.push(...histogramLines(model, tally.latency))
    for (const [name, [help, value]] of Object.entries(gauges)) {
      head(name, 'gauge', help)
      lines.push(`millwright_gateway_${name} ${value}`)
    }
    return `${lines.join('\n')}\n`
  }
}

function histogramLines(model: string, latency: LatencyHistogram): string[] {
  const label = `model=${quote(model)}`
  const name = 'millwright_gateway_latency_seconds'
  return [
    ...exported.map((ms) => `${name}_bucket{${label},le="${ms / 1000}"} ${latency.atMost(ms)}`),
    `${name}_bucket{${label},le="+Inf"} ${latency.count}`,
    `${name}_sum{${label}} ${latency.sumMs / 1000}`,
    `${name}_count{${label}} ${latency.count}`,
  ]
}

function newTally(): Tally {
  return { latency: new LatencyHistogram(), requests: 0, failed: 0 }
}

function take<T>(map: Map<string, T>, key: string, kept: number, make: () => T): T {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
    if (map.size > kept) map.delete(map.keys().next().value as string)
  }
  return value
}

function quote(label: string): string {
  return JSON.stringify(label)
}
