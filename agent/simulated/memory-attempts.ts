/** An attempt store in memory, with a disk that may lose what was not synced, or be full. */
import type { AttemptRecord, AttemptStore } from '../work/attempt-store.ts'

/** As the file system says it. */
export const noSpace = (what: string): Error =>
  Object.assign(new Error(`ENOSPC: no space left on device, ${what}`), { code: 'ENOSPC' })

export class MemoryAttemptStore implements AttemptStore {
  #records = new Map<string, AttemptRecord>()
  #synced = new Map<string, AttemptRecord>()
  readonly #onRemoved: (attempt: string) => void
  /** saves fail with ENOSPC */
  full = false

  constructor(onRemoved: (attempt: string) => void = () => {}) {
    this.#onRemoved = onRemoved
  }

  dirOf(attempt: string): string {
    return `/simulated/attempts/${attempt}`
  }

  workDirOf(attempt: string): string {
    return `${this.dirOf(attempt)}/work`
  }

  load(): AttemptRecord[] {
    return [...this.#records.values()]
  }

  save(record: AttemptRecord): void {
    if (this.full) throw noSpace(`write '${this.dirOf(record.attempt)}/attempt.json.tmp'`)
    this.#records.set(record.attempt, record)
  }

  async removeWork(): Promise<void> {}

  async remove(attempt: string): Promise<void> {
    this.#records.delete(attempt)
    this.#onRemoved(attempt)
  }

  /** Everything so far outlives a crash. */
  sync(): void {
    this.#synced = new Map(this.#records)
  }

  /** The power is gone: back to what was synced. (When only the agent dies, its files stay: do not call this.) */
  crash(): void {
    this.#records = new Map(this.#synced)
  }
}
