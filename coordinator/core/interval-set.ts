/** A set of integers kept as sorted, disjoint ranges [from, to): a million pending shards are one range. */
export class IntervalSet {
  #ranges: [number, number][] = []
  #size = 0

  get size(): number {
    return this.#size
  }
  /** The smallest member. */
  get first(): number | undefined {
    return this.#ranges[0]?.[0]
  }

  /** [from, to) each, rising; not to be changed */
  get ranges(): readonly (readonly [number, number])[] {
    return this.#ranges
  }

  clone(): IntervalSet {
    const copy = new IntervalSet()
    copy.#ranges = this.#ranges.map(([from, to]) => [from, to])
    copy.#size = this.#size
    return copy
  }

  addRange(from: number, to: number): void {
    for (let at = from; at < to; ) {
      const i = this.#lower(at)
      const next = this.#ranges[i]
      const end = next === undefined ? to : Math.min(to, next[0])
      if (next !== undefined && next[0] <= at) {
        at = next[1]
        continue
      }
      this.#insert(i, at, end)
      at = end
    }
  }
  add(n: number): boolean {
    if (this.has(n)) return false
    this.#insert(this.#lower(n), n, n + 1)
    return true
  }
  has(n: number): boolean {
    const range = this.#ranges[this.#lower(n)]
    return range !== undefined && range[0] <= n && n < range[1]
  }
  delete(n: number): boolean {
    const i = this.#lower(n)
    const range = this.#ranges[i]
    if (range === undefined || n < range[0] || n >= range[1]) return false
    this.#size--
    if (range[1] - range[0] === 1) this.#ranges.splice(i, 1)
    else if (n === range[0]) range[0]++
    else if (n === range[1] - 1) range[1]--
    else this.#ranges.splice(i, 1, [range[0], n], [n + 1, range[1]])
    return true
  }
  /** Takes out and returns the smallest member. */
  shift(): number | undefined {
    const n = this.first
    if (n !== undefined) this.delete(n)
    return n
  }

  /** Index of the first range that ends after n. */
  #lower(n: number): number {
    let low = 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ranges[middle] as [number, number])[1] > n) high = middle
      else low = middle + 1
    }
    return low
  }
  #insert(i: number, from: number, to: number): void {
    this.#size += to - from
    const before = this.#ranges[i - 1]
    const after = this.#ranges[i]
    if (before !== undefined && before[1] === from) {
      before[1] = to
      if (after !== undefined && after[0] === to) {
        before[1] = after[1]
        this.#ranges.splice(i, 1)
      }
    } else if (after !== undefined && after[0] === to) after[0] = from
    else this.#ranges.splice(i, 0, [from, to])
  }
}
