/** What a checkpoint costs, from the steps around it: the gap in which it was saved, less the usual gap between two steps. Pure. */

/** steps of a rank that are remembered */
const kept = 64
/** so many other gaps tell the usual one */
const least = 3

export class StepGaps {
  readonly #times = new Map<number, number[]>()

  stepped(rank: number, atMs: number): void {
    const times = this.#times.get(rank) ?? []
    this.#times.set(rank, times)
    times.push(atMs)
    if (times.length > kept) times.shift()
  }

  /** Of what was saved between two moments. Undefined: the step after it has not come yet; null: it cannot be told. */
  costMs(fromMs: number, toMs: number, rank?: number): number | null | undefined {
    const own = this.#times.get(rank ?? Math.min(...this.#times.keys()))
    if (own === undefined || own.length < 2) return rank === undefined && this.#times.size === 0 ? null : undefined
    if ((own.at(-1) as number) <= toMs) return undefined
    const gaps = own.slice(1).map((atMs, i) => ({ fromMs: own[i] as number, ms: atMs - (own[i] as number) }))
    const around = gaps.filter((gap) => gap.fromMs <= toMs && gap.fromMs + gap.ms >= fromMs)
    const longest = around.reduce<(typeof gaps)[number] | undefined>(
      (a, b) => (a !== undefined && a.ms >= b.ms ? a : b),
      undefined,
    )
    const others = gaps.filter((gap) => !around.includes(gap)).map(({ ms }) => ms)
    if (longest === undefined || others.length < least) return null
    others.sort((a, b) => a - b)
    return Math.max(0, longest.ms - (others[others.length >> 1] as number))
  }
}
