/** What ideal hosts will report, and when: a heap by time, then by the order of noting. A key noted again replaces what it had. */
export interface Due<Item> {
  readonly atMs: number
  readonly order: number
  readonly key: string
  readonly item: Item
}

export class Agenda<Item> {
  #heap: Due<Item>[] = []
  #current = new Map<string, Due<Item>>()
  #order = 0

  get nextMs(): number | undefined {
    this.#dropOvertaken()
    return this.#heap[0]?.atMs
  }
  note(key: string, atMs: number, item: Item): void {
    const due = { atMs, order: this.#order++, key, item }
    this.#current.set(key, due)
    this.#push(due)
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
    const top = this.#heap[0]
    if (top === undefined || top.atMs > nowMs) return undefined
    this.#pop()
    this.#current.delete(top.key)
    return top.item
  }

  #dropOvertaken(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#current.get(top.key) !== top; top = this.#heap[0])
      this.#pop()
  }
  #push(due: Due<Item>): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(due)
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!before(heap[i] as Due<Item>, heap[up] as Due<Item>)) break
      ;[heap[i], heap[up]] = [heap[up] as Due<Item>, heap[i] as Due<Item>]
      i = up
    }
  }
  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Due<Item>
    if (heap.length === 0) return
    heap[0] = last
    for (let i = 0; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && before(heap[child] as Due<Item>, heap[least] as Due<Item>)) least = child
      if (least === i) return
      ;[heap[i], heap[least]] = [heap[least] as Due<Item>, heap[i] as Due<Item>]
      i = least
    }
  }
}

function before(a: Due<unknown>, b: Due<unknown>): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.order < b.order
}
