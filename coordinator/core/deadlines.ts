/** A derived heap of deadlines. A timeout is data: a tick finds the due ones. Never persisted; rebuilt from rows at load. */
import { Heap } from './heap.ts'

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
  /** a check of a host is to be answered; the next may begin */
  | 'host-check'
  | 'check-again'
  /** an event that is only watched has not come again; a place has been dry */
  | 'verdict'
  | 'alert'
  | 'silence'
  | 'full-pass'
  | 'shares'
interface Deadline {
  readonly atMs: number
  readonly kind: DeadlineKind
  readonly id: string
}

/** What counts is `atMs`; the heap has an entry at `queuedMs`, which is no later. */
interface Current {
  readonly atMs: number
  readonly queuedMs: number
}

/** A deadline that is put off is moved in the heap when its old time comes: hosts put theirs off with every frame. */
export class DeadlineHeap {
  #heap = new Heap(before)
  #current = new Map<string, Current>()

  /** A heap of its own with the same deadlines. */
  clone(): DeadlineHeap {
    const copy = new DeadlineHeap()
    copy.#heap = this.#heap.clone()
    copy.#current = new Map(this.#current)
    return copy
  }
  /** When the next deadline is due; undefined when there is none. */
  get nextMs(): number | undefined {
    this.#dropOvertaken()
    return this.#heap.top?.atMs
  }
  /** Sets or moves the deadline of (kind, id). */
  set(kind: DeadlineKind, id: string, atMs: number): void {
    const key = `${kind}/${id}`
    const queuedMs = this.#current.get(key)?.queuedMs
    if (queuedMs !== undefined && queuedMs <= atMs) return void this.#current.set(key, { atMs, queuedMs })
    this.#current.set(key, { atMs, queuedMs: atMs })
    this.#heap.push({ atMs, kind, id })
  }
  has(kind: DeadlineKind, id: string): boolean {
    return this.#current.has(`${kind}/${id}`)
  }
  clear(kind: DeadlineKind, id: string): void {
    this.#current.delete(`${kind}/${id}`)
  }
  /** Takes the next deadline due at nowMs; ties by kind, then id. Overtaken entries are dropped or moved on the way. */
  takeDue(nowMs: number): Deadline | undefined {
    this.#dropOvertaken()
    const top = this.#heap.top
    if (top === undefined || top.atMs > nowMs) return undefined
    this.#heap.pop()
    this.#current.delete(`${top.kind}/${top.id}`)
    return top
  }
  /** Moves every deadline of a kind by a gap (the coordinator was late, not the hosts). */
  shift(kind: DeadlineKind, byMs: number): void {
    for (const [key, { atMs }] of this.#current)
      if (key.startsWith(`${kind}/`)) this.set(kind, key.slice(kind.length + 1), atMs + byMs)
  }

  #dropOvertaken(): void {
    for (let top = this.#heap.top; top !== undefined; top = this.#heap.top) {
      const { kind, id, atMs } = top
      const key = `${kind}/${id}`
      const current = this.#current.get(key)
      if (current?.atMs === atMs) return
      this.#heap.pop()
      if (current === undefined || current.queuedMs !== atMs) continue
      this.#current.set(key, { atMs: current.atMs, queuedMs: current.atMs })
      this.#heap.push({ atMs: current.atMs, kind, id })
    }
  }
}

function before(a: Deadline, b: Deadline): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs
  if (a.kind !== b.kind) return a.kind < b.kind
  return a.id < b.id
}
