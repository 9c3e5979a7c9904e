/**
 * How much a counter rose within the last so many milliseconds, from a few marks: no ring of samples. A counter that fell was reset: what it
 * counted in between nobody knows, so the window starts again. Where samples are further apart than the window, the mean rate between them counts.
 */

/** The window is known to a sixth of its length. */
const marksPerWindow = 6

/** Pairs of moment and value, oldest first; flat, for there is one of these for each counter of each host. One pair while nothing rises. */
export type Marks = number[]

export const newMarks = (value: number, ms: number): Marks => [ms, value]

/** Takes a sample; the rise within the window, undefined where nothing can be said: a reset. `before`: the value of the last sample. */
export function slide(marks: Marks, before: number, value: number, ms: number, windowMs: number): number | undefined {
  const newestMs = marks[marks.length - 2]!
  const isReset = value < before || ms < newestMs
  if (isReset || marks[1] === value) {
    marks.length = 2
    marks[0] = ms
    marks[1] = value
    return isReset ? undefined : 0
  }
  while (marks.length > 2 && marks[2]! <= ms - windowMs) marks.splice(0, 2)
  const rose = value - marks[1]!
  const spanMs = ms - marks[0]!
  if (ms - newestMs >= windowMs / marksPerWindow) marks.push(ms, value)
  return spanMs > windowMs * (1 + 2 / marksPerWindow) ? (rose * windowMs) / spanMs : rose
}
