/** A binary heap: `before` says who comes out first, and must order all items. */
export class Heap<T> {
  #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }
  get top(): T | undefined {
    return this.#items[0]
  }

  clone(): Heap<T> {
    const copy = new Heap(this.#before)
    copy.#items = [...this.#items]
    return copy
  }

  push(item: T): void {
    const items = this.#items
    let i = items.length
    items.push(item)
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!this.#before(items[i]!, items[up]!)) break
      ;[items[i], items[up]] = [items[up]!, items[i]!]
      i = up
    }
  }

  pop(): T | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return top
    items[0] = last
    for (let i = 0; ; ) {
      let first = i
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < items.length && this.#before(items[child]!, items[first]!)) first = child
      if (first === i) return top
      ;[items[i], items[first]] = [items[first]!, items[i]!]
      i = first
    }
  }
}
