/** Quantiles of lists and of Prometheus histograms. */

export interface Quantiles {
  readonly p50: number
  readonly p99: number
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const quantilesOf = (values: readonly number[]): Quantiles => ({
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
})

/** Counts of `name_bucket{stage="…",le="…"}` by stage: upper bounds in ms with how many were at most that. */
export type Histograms = ReadonlyMap<string, readonly (readonly [boundMs: number, count: number])[]>

export function readHistograms(text: string, name: string): Histograms {
  const found = new Map<string, [number, number][]>()
  for (const [, stage, le, count] of text.matchAll(
    new RegExp(`^${name}_bucket\\{stage="(\\w+)",le="(.+?)"\\} (\\d+)`, 'gm'),
  )) {
    const list = found.get(stage as string) ?? []
    list.push([le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le) * 1_000, Number(count)])
    found.set(stage as string, list)
  }
  return found
}

/** Of what was counted between two readings, straight lines inside a bucket. */
export function quantilesBetween(before: Histograms, after: Histograms, stage: string): Quantiles & { count: number } {
  const old = before.get(stage) ?? []
  const counts = (after.get(stage) ?? []).map(([bound, count], i) => [bound, count - (old[i]?.[1] ?? 0)] as const)
  const total = counts.at(-1)?.[1] ?? 0
  const at = (share: number): number => {
    const i = counts.findIndex(([, count]) => count >= share * total)
    const [bound, count] = counts[i] ?? [Number.NaN, 0]
    const [from, below] = counts[i - 1] ?? [0, 0]
    if (!Number.isFinite(bound)) return from
    return from + ((bound - from) * (share * total - below)) / Math.max(1, count - below)
  }
  return { p50: at(0.5), p99: at(0.99), count: total }
}
