/** Chooses a replica: fewest requests outstanding first; one that failed lately goes to the back (outlier ejection). */
import type { Replica, Route, Routes } from './routes.ts'
import { candidates } from './routes.ts'

export interface Choice {
  readonly version: number
  readonly replica: Replica
  /** another one that has not failed lately could be chosen at once */
  readonly others: boolean
}

export class Balancer {
  #routes: Routes
  readonly #outstanding = new Map<string, number>()
  readonly #ejectedUntil = new Map<string, number>()
  readonly #waiters = new Set<() => void>()
  readonly #nowMs: () => number
  readonly #ejectMs: number
  #turn = 0

  constructor(routes: Routes, options: { nowMs: () => number; ejectMs?: number }) {
    this.#routes = routes
    this.#nowMs = options.nowMs
    this.#ejectMs = options.ejectMs ?? 2_000
  }

  get routes(): Routes {
    return this.#routes
  }

  setRoutes(routes: Routes): void {
    this.#routes = routes
    const now = this.#nowMs()
    for (const [attempt, until] of this.#ejectedUntil) if (until <= now) this.#ejectedUntil.delete(attempt)
    for (const wake of [...this.#waiters]) wake()
  }

  route(name: string): Route | undefined {
    return Object.hasOwn(this.#routes, name) ? this.#routes[name] : undefined
  }

  /** `tried`: attempts this request already failed on; they come last. */
  choose(route: Route, asked: number | null, tried: ReadonlySet<string>): Choice | null {
    const now = this.#nowMs()
    const list = candidates(route, asked)
    const scored = list.map((candidate, at) => ({
      ...candidate,
      bad: this.#badness(candidate.replica, tried, now),
      load: this.#outstanding.get(candidate.replica.attempt) ?? 0,
      // equal load: take turns
      turn: (at - (this.#turn % list.length) + list.length) % list.length,
    }))
    scored.sort((a, b) => a.bad - b.bad || a.load - b.load || a.turn - b.turn)
    const best = scored[0]
    if (best === undefined) return null
    this.#turn++
    return { version: best.version, replica: best.replica, others: scored[1]?.bad === 0 }
  }

  #badness(replica: Replica, tried: ReadonlySet<string>, now: number): number {
    const until = this.#ejectedUntil.get(replica.attempt)
    const ejected = until !== undefined && until > now
    if (until !== undefined && !ejected) this.#ejectedUntil.delete(replica.attempt)
    return (tried.has(replica.attempt) ? 2 : 0) + (ejected ? 1 : 0)
  }

  began(replica: Replica): void {
    this.#outstanding.set(replica.attempt, (this.#outstanding.get(replica.attempt) ?? 0) + 1)
  }

  ended(replica: Replica, ok: boolean): void {
    const left = (this.#outstanding.get(replica.attempt) ?? 1) - 1
    if (left > 0) this.#outstanding.set(replica.attempt, left)
    else this.#outstanding.delete(replica.attempt)
    if (ok) this.#ejectedUntil.delete(replica.attempt)
    else this.#ejectedUntil.set(replica.attempt, this.#nowMs() + this.#ejectMs)
  }

  /** Resolves when the routes change, or after `ms`. */
  changed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiters.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#waiters.add(wake)
    })
  }
}
