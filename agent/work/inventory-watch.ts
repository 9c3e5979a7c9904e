/** What the host is made of, as the coordinator knows it: a GPU that falls off the bus, or comes back, is a fact of its own. */
import type { Inventory } from '../../shared/model/reading.ts'
import type { NewFact } from './facts.ts'

export interface InventoryWatchOptions {
  /** as read at the start */
  readonly inventory: Inventory
  /** GPUs as they were last read */
  readonly gpus: () => Inventory['gpus']
  readonly append: (fact: NewFact) => Promise<void>
  readonly onFatal: (error: unknown) => void
}

export class InventoryWatch {
  readonly #options: InventoryWatchOptions
  #inventory: Inventory
  #key: string

  constructor(options: InventoryWatchOptions) {
    this.#options = options
    this.#inventory = options.inventory
    this.#key = uuidsOf(options.inventory.gpus).join(' ')
  }

  /** For hello. */
  json(): string {
    return JSON.stringify(this.#inventory)
  }

  /** Cheap; called before each digest. */
  look(): void {
    const gpus = this.#options.gpus()
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
