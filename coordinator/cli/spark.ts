/** Samples of a series as one line of blocks; where nothing is known there is a `?`, never a low block. */
import type { Point, Samples } from '../../shared/model/telemetry.ts'

export interface Stats {
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
  readonly last: number | null
}

const blocks = '▁▂▃▄▅▆▇█'

const samplesOf = ({ points, buckets }: Samples): readonly Point[] =>
  points ?? (buckets ?? []).map(({ atMs, mean }) => [atMs, mean] as const)

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null)
const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b))

export function statsOf(drawn: Samples): Stats {
  const values = known(samplesOf(drawn).map(([, value]) => value))
  const { buckets } = drawn
  return {
    min: least(buckets === undefined ? values : known(buckets.map(({ min }) => min))),
    mean: meanOf(values),
    max: most(buckets === undefined ? values : known(buckets.map(({ max }) => max))),
    last: (buckets === undefined ? samplesOf(drawn).at(-1)?.[1] : buckets.at(-1)?.last) ?? null,
  }
}

/** At most `width` columns from `fromMs` to `toMs`; each as wide as two samples at least, so that none is empty between two of them. */
export function sparkline(drawn: Samples, fromMs: number, toMs: number, width: number): string {
  const samples = samplesOf(drawn)
  if (samples.length === 0) return '?'.repeat(Math.min(width, 8))
  const columns = Math.max(1, Math.min(width, Math.floor((toMs - fromMs) / (2 * stepOf(samples)))))
  const bins = Array.from({ length: columns }, (): number[] => [])
  for (const [atMs, value] of samples) {
    const at = Math.floor(((atMs - fromMs) / (toMs - fromMs)) * columns)
    if (value !== null) bins[Math.max(0, Math.min(columns - 1, at))]?.push(value)
  }
  const means = bins.map(meanOf)
  const [low, high] = [least(known(means)) ?? 0, most(known(means)) ?? 0]
  const steps = blocks.length - 1
  return means
    .map((mean) => (mean === null ? '?' : blocks[high === low ? 0 : Math.round((steps * (mean - low)) / (high - low))]))
    .join('')
}

/** The usual distance of two samples, ms: their median. */
function stepOf(samples: readonly Point[]): number {
  const steps = samples.slice(1).map(([atMs], i) => atMs - (samples[i]?.[0] ?? atMs))
  steps.sort((a, b) => a - b)
  return Math.max(1, steps[Math.floor(steps.length / 2)] ?? 1_000)
}
