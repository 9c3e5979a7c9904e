/**
 * Logarithm, exponential and chi-square quantile from + − × ÷ √ only, so that the core and every host get the same
 * bits (DESIGN section 4: no transcendental `Math.*` in the core).
 */
// biome-ignore-start lint/suspicious/noApproximativeNumericConstant: the core uses no transcendental Math
const ln2 = 0.6931471805599453
const sqrt2 = 1.4142135623730951
// biome-ignore-end lint/suspicious/noApproximativeNumericConstant: the core uses no transcendental Math

/** Natural logarithm; relative error below 1e-13. ln(0) is −∞, ln of a negative number NaN. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  let mantissa = x
  let exponent = 0
  while (mantissa > 4294967296) {
    mantissa /= 4294967296
    exponent += 32
  }
  while (mantissa < 1 / 4294967296) {
    mantissa *= 4294967296
    exponent -= 32
  }
  while (mantissa > sqrt2) {
    mantissa /= 2
    exponent += 1
  }
  while (mantissa < sqrt2 / 2) {
    mantissa *= 2
    exponent -= 1
  }
  // ln m = 2 (t + t³/3 + t⁵/5 + …), t = (m − 1)/(m + 1), |t| ≤ 0.172: 12 terms leave less than 1e-19.
  const t = (mantissa - 1) / (mantissa + 1)
  const tt = t * t
  let sum = 0
  for (let k = 23; k >= 1; k -= 2) sum = sum * tt + 1 / k
  return 2 * t * sum + exponent * ln2
}

/** e to the x; relative error below 1e-13 in the range of normal doubles. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.78) return Number.POSITIVE_INFINITY
  if (x < -745) return 0
  const powers = Math.round(x / ln2)
  const r = x - powers * ln2
  let sum = 1
  for (let k = 16; k >= 1; k--) sum = 1 + (sum * r) / k
  for (let k = powers; k > 0; k--) sum *= 2
  for (let k = powers; k < 0; k++) sum /= 2
  return sum
}

/** One-sided standard normal quantiles of the confidences that configuration may name. */
const normalQuantile = { 0.95: 1.6448536269514722, 0.99: 2.3263478740408408, 0.999: 3.090232306167813 } as const
export type Confidence = keyof typeof normalQuantile

/** Chi-square quantile by Wilson–Hilferty: within 1 % for 3 degrees of freedom and more at these confidences. */
export function chiSquareQuantile(df: number, confidence: Confidence): number {
  if (df <= 0) return 0
  const a = 2 / (9 * df)
  const cube = 1 - a + normalQuantile[confidence] * Math.sqrt(a)
  return df * cube * cube * cube
}

/** A share below this counts as this in PSI: an empty cell would make it infinite. */
export const psiFloor = 1e-4

/**
 * Population stability index of `current` against `reference`, both shares or counts by category (each is normalised).
 * Categories that the reference does not name count as its `other`.
 */
export function psi(reference: Readonly<Record<string, number>>, current: Readonly<Record<string, number>>): number {
  const folded = new Map<string, number>()
  let currentTotal = 0
  for (const [key, value] of Object.entries(current)) {
    const cell = Object.hasOwn(reference, key) ? key : 'other'
    folded.set(cell, (folded.get(cell) ?? 0) + value)
    currentTotal += value
  }
  let referenceTotal = 0
  for (const value of Object.values(reference)) referenceTotal += value
  if (referenceTotal <= 0 || currentTotal <= 0) return 0
  const cells = new Set([...Object.keys(reference), ...folded.keys()])
  let sum = 0
  for (const cell of cells) {
    const was = Math.max(psiFloor, (Object.hasOwn(reference, cell) ? (reference[cell] ?? 0) : 0) / referenceTotal)
    const is = Math.max(psiFloor, (folded.get(cell) ?? 0) / currentTotal)
    sum += (is - was) * ln(is / was)
  }
  return sum
}
