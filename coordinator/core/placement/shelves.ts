/** The shelves of a capacity, one for each shape of demand that was asked for lately. */
import { limits } from '../../../shared/limits.ts'
import type { Capacity } from './capacity.ts'
import type { Demand } from './demand.ts'
import type { Mode } from './preference.ts'
import { Shelf } from './shelf.ts'

export class Shelves {
  readonly #capacity: Capacity
  /** the ones used last come last */
  readonly #shelves = new Map<string, Shelf>()

  constructor(capacity: Capacity) {
    this.#capacity = capacity
  }

  /** `shape` is equal for demands that fit the same hosts. */
  of(shape: string, demand: Demand, mode: Mode): Shelf {
    const key = `${mode} ${shape}`
    const shelf = this.#shelves.get(key) ?? new Shelf(this.#capacity, demand, mode)
    this.#shelves.delete(key)
    this.#shelves.set(key, shelf)
    if (this.#shelves.size > limits.placementShapes) this.#shelves.delete(this.#shelves.keys().next().value as string)
    return shelf
  }
}
