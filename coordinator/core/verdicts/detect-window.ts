/**
 * How much a counter rose within the last so many milliseconds, from a few marks: no ring of samples. A counter that fell was reset: what it
 * counted in between nobody knows, so the window starts again. Where samples are further apart than the window, the mean rate between them counts.
 */

/** The window is known to a sixth of its length. */
const marksPerWindow = 6

export interface Window {
  last: number
  lastMs: number
  /** all rises since the window began */
  total: number
  readonly marks: { ms: number; total: number }[]
}

export const newWindow = (value: number, ms: number): Window => ({
  last: value,
  lastMs: ms,
  total: 0,
  marks: [{ ms, total: 0 }],
})

/** Takes a sample; the rise within the window, and undefined where nothing can be said (a reset). */
export function slide(window: Window, value: number, ms: number, windowMs: number): number | undefined {
  const passedMs = ms - window.lastMs
  const rise = value - window.last
  window.last = value
  window.lastMs = ms
  if (rise < 0 || passedMs < 0) {
    window.total = 0
    window.marks.splice(0, window.marks.length, { ms, total: 0 })
    return undefined
  }
  window.total += rise
  const { marks } = window
  while (marks.length > 1 && marks[1]!.ms <= ms - windowMs) marks.shift()
  const rose = window.total - marks[0]!.total
  const spanMs = ms - marks[0]!.ms
  if (ms - marks.at(-1)!.ms >= windowMs / marksPerWindow) marks.push({ ms, total: window.total })
  return spanMs > windowMs * (1 + 2 / marksPerWindow) ? (rose * windowMs) / spanMs : rose
}
