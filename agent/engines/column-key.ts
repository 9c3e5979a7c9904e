/**
 * The name under which a value is counted in evaluation references and in monitoring. It depends on the value alone, so
 * both sides and every day agree: texts and whole numbers below 64 count as themselves, other numbers by 1–2–5 steps.
 */
const steps = [1, 2, 5]

function stepOf(magnitude: number): string {
  if (magnitude < 0.001) return '0'
  let decade = 0.001
  while (magnitude >= decade * 10 && decade < 1e15) decade *= 10
  let index = steps.length - 1
  while (index > 0 && magnitude < (steps[index] ?? 1) * decade) index--
  const low = (steps[index] ?? 1) * decade
  const high = index === steps.length - 1 ? decade * 10 : (steps[index + 1] ?? 1) * decade
  return `${Number(low.toPrecision(3))}–${Number(high.toPrecision(3))}`
}

export function columnKey(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return String(value)
  const number = typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : Number.NaN
  if (Number.isNaN(number)) return String(value)
  if (Number.isInteger(number) && Math.abs(number) < 64) return String(number)
  return number < 0 ? `-(${stepOf(-number)})` : stepOf(number)
}

/** The most common `keep` categories, the rest as `other`. */
export function topCategories(counts: Readonly<Record<string, number>>, keep: number): Record<string, number> {
  const sorted = Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const out: Record<string, number> = {}
  let other = 0
  for (const [name, count] of sorted) {
    if (name !== 'other' && Object.keys(out).length < keep) out[name] = count
    else other += count
  }
  if (other > 0) out.other = other
  return out
}
