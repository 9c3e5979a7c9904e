/** How fast hosts are over time, and what the best division of a job among them would take. */

/** From a time on, this many units of work a ms; in order, the first at 0. */
export type Speeds = readonly (readonly [fromMs: number, speed: number])[]

/** When work begun at `startMs` is done. */
export function doneAtMs(speeds: Speeds, startMs: number, work: number): number {
  let [atMs, left] = [startMs, work]
  for (const [i, [, speed]] of speeds.entries()) {
    const untilMs = speeds[i + 1]?.[0] ?? Number.POSITIVE_INFINITY
    if (untilMs <= atMs) continue
    if (speed > 0 && left <= (untilMs - atMs) * speed) return atMs + left / speed
    left -= speed === 0 ? 0 : (untilMs - atMs) * speed
    atMs = untilMs
  }
  return Number.POSITIVE_INFINITY
}

export function workBetween(speeds: Speeds, fromMs: number, toMs: number): number {
  let work = 0
  for (const [i, [sinceMs, speed]] of speeds.entries()) {
    const from = Math.max(fromMs, sinceMs)
    const to = Math.min(toMs, speeds[i + 1]?.[0] ?? toMs)
    if (to > from) work += (to - from) * speed
  }
  return work
}

/** The time in which all hosts together do the work, when it can be divided at will: W/(N−1+1/s) for one host s times slower. */
export function idealMs(hosts: readonly Speeds[], work: number): number {
  let [low, high] = [0, 1]
  const done = (ms: number): number => hosts.reduce((sum, speeds) => sum + workBetween(speeds, 0, ms), 0)
  while (done(high) < work) high *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (done(middle) < work) low = middle
    else high = middle
  }
  return high
}

/** Each host is given its share beforehand, as a job array is: when the last is done. */
export function staticMs(hosts: readonly Speeds[], sizes: readonly number[]): number {
  const each = sizes.length / hosts.length
  return Math.max(
    ...hosts.map((speeds, i) => {
      const work = sizes.slice(Math.round(i * each), Math.round((i + 1) * each)).reduce((sum, size) => sum + size, 0)
      return doneAtMs(speeds, 0, work)
    }),
  )
}
