/** Middles and spreads that a few odd values do not move. */

/** 1.4826 × the median absolute deviation is the standard deviation of a normal distribution. */
const madToDeviation = 1.4826

/** 0 of nothing. */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}

export function deviationOf(values: readonly number[], median = medianOf(values)): number {
  return madToDeviation * medianOf(values.map((value) => Math.abs(value - median)))
}

export function spreadOf(values: readonly number[]): { readonly median: number; readonly deviation: number } {
  const median = medianOf(values)
  return { median, deviation: deviationOf(values, median) }
}

/** Of lists that may be longer than a call takes arguments. 0 of nothing. */
export const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), values[0] ?? 0)
export const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), values[0] ?? 0)
