/** Times as queries give them: `-10m` before now, `now`, an ISO date and time (UTC unless it says otherwise), or ms since 1970. */
import type { QueryKey } from './route.ts'

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/

/** "10m" in milliseconds; undefined where it is no duration. */
export function durationOf(text: string): number | undefined {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(text)
  return match === null ? undefined : Number(match[1]) * (units[match[2] as string] as number)
}

/** Milliseconds since 1970; undefined where it is no time. */
export function momentOf(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs
  if (text.startsWith('-')) {
    const before = durationOf(text.slice(1))
    return before === undefined ? undefined : nowMs - before
  }
  if (/^\d{12,15}$/.test(text)) return Number(text)
  const match = iso.exec(text)
  if (match === null) return undefined
  const atMs = Date.parse(text.length > 10 && match[1] === undefined ? `${text}Z` : text)
  return Number.isNaN(atMs) ? undefined : atMs
}

export const momentQuery: QueryKey = {
  what: 'a time: -10m (s, m, h or d before now), now, 2026-03-01T12:00:00Z, or milliseconds since 1970',
  schema: { type: 'string' },
  holds: (text) => momentOf(text, 0) !== undefined,
}

export const durationQuery: QueryKey = {
  what: 'a duration like 90s, 10m, 2h or 1d',
  schema: { type: 'string', pattern: '^\\d{1,6}(s|m|h|d)$' },
  holds: (text) => durationOf(text) !== undefined,
}
