/** What ideal hosts will report, and when: a heap by time, then by the order of noting. A key noted again replaces what it had. */
import { Heap } from '../heap.ts'

interface Due<Item> {
  readonly atMs: number
  readonly order: number
  readonly key: string
  readonly item: Item
}

export class Agenda<Item> {
  readonly #heap = new Heap<Due<Item>>(before)
  #current = new Map<string, Due<Item>>()
  #order = 0

  get nextMs(): number | undefined {
    this.#dropOvertaken()
    return this.#heap.top?.atMs
  }
  note(key: string, atMs: number, item: Item): void {
    const due = { atMs, order: this.#order++, key, item }
    this.#current.set(key, due)
    this.#heap.push(due)
  }
  drop(key: string): void {
    this.#current.delete(key)
  }
  noted(key: string): Due<Item> | undefined {
    return this.#current.get(key)
  }
  /** Takes the first item due at `nowMs`. */
  take(nowMs: number): Item | undefined {
    this.#dropOvertaken()
    const top = this.#heap.top
    if (top === undefined || top.atMs > nowMs) return undefined
    this.#heap.pop()
    this.#current.delete(top.key)
    return top.item
  }

  #dropOvertaken(): void {
    for (let top = this.#heap.top; top !== undefined && this.#current.get(top.key) !== top; top = this.#heap.top)
      this.#heap.pop()
  }
}

function before(a: Due<unknown>, b: Due<unknown>): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.order < b.order
}
