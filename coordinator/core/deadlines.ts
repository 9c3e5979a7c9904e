/** A derived heap of deadlines. A timeout is data: a tick finds the due ones. Never persisted; rebuilt from rows at load. */
export type DeadlineKind =
  | 'host-silent'
  | 'host-backoff'
  | 'drain'
  | 'task-ready'
  | 'job-ready'
  | 'job-time-limit'
  | 'speculate'
  | 'finish-grace'
  | 'gang-fence'
  | 'gang-wounded'
  | 'full-pass'
  | 'shares'
interface Deadline {
  readonly atMs: number
  readonly kind: DeadlineKind
  readonly id: string
}

export class DeadlineHeap {
  #heap: Deadline[] = []
  #current = new Map<string, number>()

  /** A heap of its own with the same deadlines. */
  clone(): DeadlineHeap {
    const copy = new DeadlineHeap()
    copy.#heap = [...this.#heap]
    copy.#current = new Map(this.#current)
    return copy
  }
  /** When the next deadline is due; undefined when there is none. */
  get nextMs(): number | undefined {
    this.#dropOvertaken()
    return this.#heap[0]?.atMs
  }
  /** Sets or moves the deadline of (kind, id). */
  set(kind: DeadlineKind, id: string, atMs: number): void {
    const key = `${kind}/${id}`
    if (this.#current.get(key) === atMs) return
    this.#current.set(key, atMs)
    this.#push({ atMs, kind, id })
  }
  has(kind: DeadlineKind, id: string): boolean {
    return this.#current.has(`${kind}/${id}`)
  }
  clear(kind: DeadlineKind, id: string): void {
    this.#current.delete(`${kind}/${id}`)
  }
  /** Takes the next deadline due at nowMs; ties by kind, then id. Overtaken entries are dropped on the way. */
  takeDue(nowMs: number): Deadline | undefined {
    this.#dropOvertaken()
    const top = this.#heap[0]
    if (top === undefined || top.atMs > nowMs) return undefined
    this.#pop()
    this.#current.delete(`${top.kind}/${top.id}`)
    return top
  }
  /** Moves every deadline of a kind by a gap (the coordinator was late, not the hosts). */
  shift(kind: DeadlineKind, byMs: number): void {
    const moved: Deadline[] = []
    for (const [key, atMs] of this.#current) {
      if (!key.startsWith(`${kind}/`)) continue
      this.#current.set(key, atMs + byMs)
      moved.push({ atMs: atMs + byMs, kind, id: key.slice(kind.length + 1) })
    }
    for (const deadline of moved) this.#push(deadline)
  }

  #dropOvertaken(): void {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#current.get(`${top.kind}/${top.id}`) === top.atMs) return
      this.#pop()
    }
  }
  #less(a: Deadline, b: Deadline): boolean {
    if (a.atMs !== b.atMs) return a.atMs < b.atMs
    if (a.kind !== b.kind) return a.kind < b.kind
    return a.id < b.id
  }
  #push(deadline: Deadline): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(deadline)
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!this.#less(heap[i] as Deadline, heap[up] as Deadline)) break
      ;[heap[i], heap[up]] = [heap[up] as Deadline, heap[i] as Deadline]
      i = up
    }
  }
  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Deadline
    if (heap.length === 0) return
    heap[0] = last
    for (let i = 0; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && this.#less(heap[child] as Deadline, heap[least] as Deadline)) least = child
      if (least === i) return
      ;[heap[i], heap[least]] = [heap[least] as Deadline, heap[i] as Deadline]
      i = least
    }
  }
}
