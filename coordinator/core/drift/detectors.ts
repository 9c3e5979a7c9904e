/** Drift detectors: pure functions over sums ([D1], [D2]). Floats use + − × ÷ √ only. */
import { type Confidence, chiSquareQuantile, psi } from '../../../shared/math.ts'
import type { Metrics } from '../../../shared/model/engines.ts'
import type { MonitorState } from '../../../shared/model/pipeline-rows.ts'

export interface Reference {
  readonly version: number
  readonly ne: number
  readonly neSpread: number
  readonly calibration: number
  readonly calibrationSpread: number
}

/** Daily figures of few days are themselves uncertain: their spread is not taken below these (flights: daily NE varies by about 0.02). */
const leastSpread = { ne: 0.02, calibration: 0.03 }

/** What is normal for a version: mean and spread of its daily figures on the hold-out of its evaluation. */
export function referenceOf(version: number, days: readonly Metrics[], overall: Metrics): Reference {
  const spread = (values: readonly number[], least: number): number => {
    if (values.length < 2) return least
    let mean = 0
    for (const value of values) mean += value / values.length
    let sum = 0
    for (const value of values) sum += (value - mean) * (value - mean)
    return Math.max(least, Math.sqrt(sum / (values.length - 1)))
  }
  const gaps = days.map((day) => Math.abs(day.bias))
  let gap = 0
  for (const each of gaps) gap += each / Math.max(1, gaps.length)
  return {
    version,
    ne: overall.ne,
    neSpread: spread(
      days.map((day) => day.ne),
      leastSpread.ne,
    ),
    calibration: gap,
    calibrationSpread: spread(gaps, leastSpread.calibration),
  }
}

/** [D2] one-sided CUSUM: standardised daily deviation for the worse, less the slack, summed and never below 0. Improvement never alarms. */
export function cusumStep(sum: number, value: number, mean: number, spread: number, slack: number): number {
  const z = Math.max(-3, Math.min(3, (value - mean) / spread))
  return Math.max(0, sum + z - slack)
}

export function stepPerformance(monitor: MonitorState, day: Metrics, slack: number): MonitorState['cusum'] {
  const ref = monitor.reference
  if (ref === null) return monitor.cusum
  return {
    ne: cusumStep(monitor.cusum.ne, day.ne, ref.ne, ref.neSpread, slack),
    calibration: cusumStep(
      monitor.cusum.calibration,
      Math.abs(day.bias),
      ref.calibration,
      ref.calibrationSpread,
      slack,
    ),
  }
}

/** [D1] PSI against a limit that knows the sample sizes: (1/n + 1/m) · χ²(B−1, confidence). */
export function dataDrift(
  reference: Readonly<Record<string, number>>,
  referenceRows: number,
  current: Readonly<Record<string, number>>,
  confidence: Confidence,
): { psi: number; limit: number } {
  const cells = Object.keys(reference).length
  let n = 0
  for (const count of Object.values(current)) n += count
  const limit =
    n === 0 || cells < 2
      ? Number.POSITIVE_INFINITY
      : (1 / n + 1 / referenceRows) * chiSquareQuantile(cells - 1, confidence)
  return { psi: psi(reference, current), limit }
}
