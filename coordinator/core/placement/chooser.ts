/** `choose` for many asks over one capacity that changes little between them: the same answers from kept shelves. */
import { limits } from '../../../shared/limits.ts'
import type { Capacity, Host } from './capacity.ts'
import { type Answer, answerOf, choose } from './choose.ts'
import { type Demand, shapeKey } from './demand.ts'
import { type Ask, chosenClass } from './fit.ts'
import { type Candidate, compareKeys, type Mode, preferenceOf } from './preference.ts'
import { Shelf } from './shelf.ts'

export class Chooser {
  readonly capacity: Capacity
  /** the ones used last come last */
  readonly #shelves = new Map<string, Shelf>()
  readonly #keys = new WeakMap<Demand, string>()

  constructor(capacity: Capacity) {
    this.capacity = capacity
  }

  /** Hosts that fit the demand now, before any objection and wherever they stand. */
  fitting(demand: Demand, mode: Mode = 'tight'): number {
    return this.#shelf(demand, mode).fitting
  }

  choose(ask: Ask, mode: Mode = 'tight'): Answer {
    const { demand } = ask
    if (demand.gang || demand.topology !== null) return choose(this.capacity, ask, mode)
    return answerOf(this.#best(ask, mode), ask)
  }

  /**
   * Bucket by bucket, until no later one can hold a better host: scores only grow, and no job has fewer than 0 tasks on a host.
   * An objection to a class can move a host to a larger one, which only makes its score worse than its bucket's.
   */
  #best(ask: Ask, mode: Mode): Candidate | undefined {
    let best: Candidate | undefined
    let bestKeys: readonly number[] = []
    for (const { score, hosts } of this.#shelf(ask.demand, mode).buckets()) {
      if (bestKeys[0] === 0 && (bestKeys[1] as number) < score) break
      for (const number of hosts) {
        const candidate = this.#candidate(this.capacity.at(number) as Host, ask)
        if (candidate === undefined) continue
        const keys = preferenceOf(candidate, ask, mode, this.capacity)
        const order = best === undefined ? -1 : compareKeys(keys, bestKeys)
        if (order > 0 || (order === 0 && candidate.host.id > (best as Candidate).host.id)) continue
        best = candidate
        bestKeys = keys
      }
    }
    return best
  }

  /** What the shelf does not know: the job's other tasks and the caller's objections. */
  #candidate(host: Host, ask: Ask): Candidate | undefined {
    if (ask.ofJob !== undefined && ask.ofJob(host) >= ask.demand.perHost) return undefined
    const gpuClass = chosenClass(host, ask)
    return gpuClass === undefined ? undefined : { host, gpuClass }
  }

  #shelf(demand: Demand, mode: Mode): Shelf {
    const shape = this.#keys.get(demand) ?? shapeKey(demand)
    this.#keys.set(demand, shape)
    const key = `${mode} ${shape}`
    const shelf = this.#shelves.get(key) ?? new Shelf(this.capacity, demand, mode)
    this.#shelves.delete(key)
    this.#shelves.set(key, shelf)
    if (this.#shelves.size > limits.placementShapes) this.#shelves.delete(this.#shelves.keys().next().value as string)
    return shelf
  }
}
