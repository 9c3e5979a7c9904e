/** Times, counts and lists in plain words, the same everywhere. Times of day are UTC: the core knows no other. */
import type { ExitRecord } from '../../shared/model/job.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** "25 min", "3 h 10 min": two units at most, rounded down. */
export function spanOf(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.floor(ms))} ms`
  if (ms < 2 * minuteMs) return `${Math.floor(ms / 1_000)} s`
  if (ms < 2 * hourMs) return `${Math.floor(ms / minuteMs)} min`
  if (ms < 2 * dayMs) {
    const minutes = Math.floor((ms % hourMs) / minuteMs)
    return `${Math.floor(ms / hourMs)} h${minutes === 0 ? '' : ` ${minutes} min`}`
  }
  const hours = Math.floor((ms % dayMs) / hourMs)
  return `${Math.floor(ms / dayMs)} d${hours === 0 ? '' : ` ${hours} h`}`
}

/** "now", "in 40 s", "about 14:20 UTC (in 25 min)", "about 02:10 UTC in 2 days". */
export function whenOf(atMs: number, nowMs: number): string {
  const inMs = atMs - nowMs
  if (inMs < 1_000) return 'now'
  if (inMs < 2 * minuteMs) return `in ${spanOf(inMs)}`
  const days = Math.floor(atMs / dayMs) - Math.floor(nowMs / dayMs)
  const day = days === 0 ? '' : days === 1 ? ' tomorrow' : ` in ${days} days`
  return `about ${clockOf(atMs)}${day} (in ${spanOf(inMs)})`
}

/** The time of day, "14:20 UTC". */
export function clockOf(ms: number): string {
  const minutes = Math.floor((ms % dayMs) / minuteMs)
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)} UTC`
}
const two = (n: number): string => String(n).padStart(2, '0')

/** A level of topology as people call it. */
export const placeNouns = { site: 'site', row: 'row', rack: 'rack', leaf: 'leaf', nvlink: 'NVLink domain' } as const

/** "1 host", "2 hosts". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** "a", "a and b", "a, b and 3 more". */
export function listOf(names: readonly string[], most = 3): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names
  const left = names.length - shown.length
  const parts = left > 0 ? [...shown, `${left} more`] : shown
  if (parts.length <= 1) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** The last words of a process that ended, cut short; '' when it said nothing. Of a rank what it wrote into its error file, if it did. */
export const lastLineOf = (exit: ExitRecord | null): string =>
  (exit?.ranks?.[0]?.error ?? exit?.lastLines.filter((line) => line.trim() !== '').at(-1) ?? '').slice(0, 300)

export function describeExit(exit: ExitRecord | null): string {
  if (exit === null) return 'no exit record'
  const last = lastLineOf(exit)
  const how =
    exit.signal !== null ? `signal ${exit.signal}` : exit.code !== null ? `exit code ${exit.code}` : exit.reason
  const [first] = exit.ranks ?? []
  return `${first === undefined ? '' : `rank ${first.rank}: `}${how}${exit.sentByUs ? ' (sent by us)' : ''}${last === '' ? '' : `: ${last}`}`
}
