/**
 * A map over another map: reads fall through, writes stay inside, O(1) to make. Iterates as the map below would after the same
 * writes: its order first (replaced values in place), then what was added. The map below must not change while the overlay lives.
 */
export class OverlayMap<Key, Value> extends Map<Key, Value> {
  readonly #below: ReadonlyMap<Key, Value>
  /** values that are changed in place are copied when they are first read */
  readonly #copy: ((value: Value) => Value) | undefined
  /** own values of keys that are also below */
  readonly #replaced = new Map<Key, Value>()
  /** keys below that were deleted (and perhaps added again, at the end) */
  readonly #gone = new Set<Key>()

  constructor(below: ReadonlyMap<Key, Value>, copy?: (value: Value) => Value) {
    super()
    this.#below = below
    this.#copy = copy
  }

  override get size(): number {
    return this.#below.size - this.#gone.size + super.size
  }
  override has(key: Key): boolean {
    return super.has(key) || this.#shows(key)
  }
  override get(key: Key): Value | undefined {
    if (super.has(key)) return super.get(key)
    return this.#shows(key) ? this.#read(key, this.#below.get(key) as Value) : undefined
  }
  override set(key: Key, value: Value): this {
    if (!super.has(key) && this.#shows(key)) this.#replaced.set(key, value)
    else super.set(key, value)
    return this
  }
  override delete(key: Key): boolean {
    if (super.delete(key)) return true
    if (!this.#shows(key)) return false
    this.#replaced.delete(key)
    this.#gone.add(key)
    return true
  }
  override clear(): void {
    super.clear()
    this.#replaced.clear()
    for (const key of this.#below.keys()) this.#gone.add(key)
  }
  override *entries(): MapIterator<[Key, Value]> {
    for (const [key, value] of this.#below) if (!this.#gone.has(key)) yield [key, this.#read(key, value)]
    yield* super.entries()
  }
  override *keys(): MapIterator<Key> {
    for (const key of this.#below.keys()) if (!this.#gone.has(key)) yield key
    yield* super.keys()
  }
  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value
  }
  override [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries()
  }
  override forEach(visit: (value: Value, key: Key, map: Map<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }

  #shows(key: Key): boolean {
    return this.#below.has(key) && !this.#gone.has(key)
  }
  #read(key: Key, below: Value): Value {
    if (this.#replaced.has(key)) return this.#replaced.get(key) as Value
    if (this.#copy === undefined) return below
    const own = this.#copy(below)
    this.#replaced.set(key, own)
    return own
  }
}
