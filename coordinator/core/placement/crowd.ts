/** How large a gang could be now, kept while hosts change one by one. One task is a gang of one. */
import { getOrMake } from '../get-or-make.ts'
import type { Capacity, Host } from './capacity.ts'
import { type Ask, blockOf, blocks, roomyClasses } from './fit.ts'
import type { GangRule, Tally } from './gang.ts'

const nothing: readonly string[] = []

export class Crowd {
  readonly #capacity: Capacity
  readonly #ask: Ask
  readonly #rule: GangRule
  /** by GPU model */
  readonly #tallies = new Map<string, Tally>()
  /** models with which each host is counted, by host number */
  readonly #counted: (readonly string[])[] = []

  constructor(capacity: Capacity, ask: Ask, rule: GangRule) {
    this.#capacity = capacity
    this.#ask = ask
    this.#rule = rule
    for (const host of capacity.hosts()) this.refresh(host.id)
  }

  /** After something on the host was taken or released. */
  refresh(id: string): void {
    const host = this.#capacity.host(id)
    if (host === undefined) return
    const before = this.#counted[host.number] ?? nothing
    const now = blockOf(host, this.#ask) === blocks.none ? modelsOf(host, this.#ask) : nothing
    this.#counted[host.number] = now
    for (const model of before) if (!now.includes(model)) this.#tally(model).remove(host)
    for (const model of now) if (!before.includes(model)) this.#tally(model).add(host)
  }

  /** Whether the host is counted with GPUs of the model. */
  has(host: Host, model: string): boolean {
    return this.#counted[host.number]?.includes(model) === true
  }

  /** Whether one more host like this one would make a larger gang of the model. */
  wants(host: Host, model: string): boolean {
    return this.#tally(model).wants(host)
  }

  /** Whether enough hosts of one model could be members together. */
  get suffices(): boolean {
    return [...this.#tallies.values()].some((tally) => tally.most() >= this.#ask.demand.minHosts)
  }

  #tally(model: string): Tally {
    return getOrMake(this.#tallies, model, () => this.#rule.tally())
  }
}

function modelsOf(host: Host, ask: Ask): readonly string[] {
  return roomyClasses(host, ask).map((gpuClass) => gpuClass?.key ?? '')
}
