/** What a collector knows, by the request that told it. A request that fails costs its own rows only. */
import { gapLike, type Row } from './collector-rows.ts'
import { gap } from './sensor.ts'

const identity = ({ name, device, side }: Row): string => `${name}\u0000${device}\u0000${side ?? ''}`

export class RowStore {
  readonly #byRequest = new Map<string, readonly Row[]>()

  get requests(): Iterable<string> {
    return this.#byRequest.keys()
  }

  /** A reading that was there and is not told any more is a gap, not gone. A gap keeps when it began. */
  keep(request: string, rows: readonly Row[], nowMs: number): void {
    const before = new Map((this.#byRequest.get(request) ?? []).map((row) => [identity(row), row]))
    const now = rows.map((row) => {
      const known = before.get(identity(row))
      before.delete(identity(row))
      return row.reading.kind === 'gap' ? gapLike(row, row.reading.reason, sinceOf(known) ?? row.reading.sinceMs) : row
    })
    const vanished = [...before.values()].filter(
      ({ name, reading }) => name !== 'part-health' || reading.kind === 'value',
    )
    this.#byRequest.set(request, [
      ...now,
      ...vanished.map((row) => gapLike(row, 'the device tells it no more', sinceOf(row) ?? nowMs)),
    ])
  }

  /** `device`: what stands for the request where it has never told anything. */
  fail(request: string, reason: string, nowMs: number, device: string): void {
    const known = this.#byRequest.get(request) ?? []
    const rows: Row[] = known.length > 0 ? [...known] : [{ name: 'part-health', device, reading: gap(reason, nowMs) }]
    this.#byRequest.set(
      request,
      rows.map((row) => gapLike(row, reason, sinceOf(row) ?? nowMs)),
    )
  }

  failAll(reason: string, nowMs: number): void {
    for (const request of this.#byRequest.keys()) this.fail(request, reason, nowMs, '')
  }

  forget(request: string): void {
    this.#byRequest.delete(request)
  }

  /** Each reading once: what two requests tell is taken from the one that has a value, else from the later. */
  rows(): Row[] {
    const each = new Map<string, Row>()
    for (const rows of this.#byRequest.values()) {
      for (const row of rows) {
        const key = identity(row)
        if (row.reading.kind === 'value' || each.get(key)?.reading.kind !== 'value') each.set(key, row)
      }
    }
    return [...each.values()]
  }
}

const sinceOf = (row: Row | undefined): number | undefined =>
  row?.reading.kind === 'gap' ? row.reading.sinceMs : undefined
