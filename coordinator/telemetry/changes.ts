/** What changed on a host of late: states and texts, gaps that began or ended. A bounded ring in memory. */
import { limits } from '../../shared/limits.ts'
import type { SignalChange } from '../ports.ts'

interface Change {
  readonly atMs: number
  readonly series: number
  readonly from: string
  readonly to: string
}

export class ChangeRing {
  #ring: Change[] = []
  #next = 0

  add(atMs: number, series: number, from: string, to: string): void {
    const change = { atMs, series, from, to }
    if (this.#ring.length < limits.signalChangesPerHost) this.#ring.push(change)
    else this.#ring[this.#next] = change
    this.#next = (this.#next + 1) % limits.signalChangesPerHost
  }

  since(fromMs: number): readonly Change[] {
    return this.#ring.filter(({ atMs }) => atMs >= fromMs)
  }
}

/** Newest first; of the same moment by host and name. */
export function newestFirst(a: SignalChange, b: SignalChange): number {
  if (a.atMs !== b.atMs) return b.atMs - a.atMs
  if (a.host !== b.host) return a.host < b.host ? -1 : 1
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
