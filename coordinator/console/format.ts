/** Numbers and times as the page shows them. What is not known is the word "unknown", never 0. */

export function duration(ms: number): string {
  const s = Math.max(0, ms) / 1_000
  if (s < 10) return `${s.toFixed(1)} s`
  if (s < 120) return `${Math.round(s)} s`
  if (s < 7_200) return `${Math.floor(s / 60)} min`
  if (s < 172_800) return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`
  return `${Math.floor(s / 86_400)} days`
}

export function clockTime(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8)
}

export function figure(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined || !Number.isFinite(value) ? 'unknown' : value.toFixed(digits)
}

export function count(value: number): string {
  return value.toLocaleString('en').replaceAll(',', '\u2009')
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? 'unknown' : `${(100 * value).toFixed(1)} %`
}

export function millis(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : duration(ms)
}

/** Ids as tuples: `<kind>-<incarnation>-<number>`. */
export function newerFirst(a: string, b: string): number {
  const [, ia = '0', na = '0'] = a.split('-')
  const [, ib = '0', nb = '0'] = b.split('-')
  return Number(ib) - Number(ia) || Number(nb) - Number(na)
}
