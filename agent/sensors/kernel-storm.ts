/**
 * Storms of the kernel log: of lines that say the same of the same device the first is told at once, and the others of the
 * next 10 s as one event with their count. Pure; times are those of the lines.
 */
import type { KernelEvent } from '../../shared/model/health.ts'
import type { KernelLine } from './kernel-line.ts'

const stormMs = 10_000
/** more kinds than that at once: the oldest are told and forgotten */
const mostKinds = 1_024

interface Storm {
  sinceMs: number
  count: number
  last: KernelEvent
}

/** What makes two lines the same; a change of these details is news. */
const kindOf = ({ class: of, code, device, details }: KernelLine): string =>
  [of, code, device, details.severity, details.action, details.link, details.kind].join('|')

export class KernelStorms {
  readonly #storms = new Map<string, Storm>()

  /** Events to tell now. */
  take(line: KernelLine, uuid: string, atMs: number): KernelEvent[] {
    const { fault: _, ...rest } = line
    const event: KernelEvent = { ...rest, uuid, hostMs: atMs, count: 1 }
    const kind = kindOf(line)
    const storm = this.#storms.get(kind)
    if (storm !== undefined && atMs - storm.sinceMs < stormMs) {
      storm.count++
      storm.last = event
      return []
    }
    this.#storms.delete(kind)
    this.#storms.set(kind, { sinceMs: atMs, count: 0, last: event })
    const over = this.#storms.size > mostKinds ? this.#end([...this.#storms.keys()][0]!) : []
    return [...over, ...told(storm), event]
  }

  /** Events of storms that have lasted long enough; all of them at the end. */
  flush(nowMs: number): KernelEvent[] {
    const events: KernelEvent[] = []
    for (const [kind, storm] of [...this.#storms]) {
      if (nowMs - storm.sinceMs < stormMs) continue
      events.push(...this.#end(kind))
      // It may go on: what comes next is counted with what has been told.
      if (storm.count > 0) this.#storms.set(kind, { sinceMs: nowMs, count: 0, last: storm.last })
    }
    return events
  }

  #end(kind: string): KernelEvent[] {
    const storm = this.#storms.get(kind)
    this.#storms.delete(kind)
    return told(storm)
  }
}

const told = (storm: Storm | undefined): KernelEvent[] =>
  storm === undefined || storm.count === 0 ? [] : [{ ...storm.last, count: storm.count }]
