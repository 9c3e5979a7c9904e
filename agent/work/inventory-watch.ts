/** What the host is made of, as the coordinator knows it: a GPU that falls off the bus, or comes back, is a fact of its own. */
import type { TimerId, Timers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Inventory, ToldInventory } from '../../shared/model/reading.ts'
import type { NewFact } from './facts.ts'

export interface InventoryWatchOptions {
  /** as read at the start */
  readonly inventory: ToldInventory
  /** what is known of it only once there is a link */
  readonly network?: () => Pick<Inventory, 'address' | 'fabric'>
  /** GPUs as they were last read; undefined while no read has succeeded */
  readonly gpus: () => Inventory['gpus'] | undefined
  readonly timers: Timers
  readonly append: (fact: NewFact) => Promise<void>
  readonly onFatal: (error: unknown) => void
}

export class InventoryWatch {
  readonly #options: InventoryWatchOptions
  #inventory: ToldInventory
  readonly #timer: TimerId
  /** undefined: nothing of GPUs was told yet */
  #key: string | undefined

  constructor(options: InventoryWatchOptions) {
    this.#options = options
    this.#inventory = options.inventory
    const { gpus } = options.inventory
    this.#key = gpus === undefined ? undefined : uuidsOf(gpus).join(' ')
    // Whether or not there is a link: what fell off and came back while it was down has hung what ran on it.
    this.#timer = options.timers.setInterval(() => this.#look(), limits.digestMs)
  }

  close(): void {
    this.#options.timers.clear(this.#timer)
  }

  /** As `json`, newly looked at. */
  look(): string {
    this.#look()
    return this.json()
  }

  /** For hello. */
  json(): string {
    return JSON.stringify({ ...this.#inventory, ...this.#options.network?.() })
  }

  #look(): void {
    const gpus = this.#options.gpus()
    if (gpus === undefined) return
    const key = uuidsOf(gpus).join(' ')
    if (key === this.#key) return
    this.#key = key
    this.#inventory = { ...this.#inventory, gpus }
    this.#options.append({ inventory: { inventoryJson: this.json() } }).catch(this.#options.onFatal)
  }
}

/** GPUs and MIG slices. */
export const uuidsOf = (gpus: Inventory['gpus']): string[] =>
  gpus.flatMap(({ uuid, mig = [] }) => [uuid, ...mig.map((slice) => slice.uuid)])
