/** The newest reading of each series of one host. Numbers lie in typed arrays: there are millions of them. */
import { limits } from '../../shared/limits.ts'
import type { Reading } from '../../shared/model/reading.ts'
import type { BlockRows } from './block-rows.ts'
import type { ChangeRing } from './changes.ts'
import type { Layout } from './layout.ts'
import type { HostSeries, Shape } from './series-book.ts'

const unknown = 0
const known = 1
const absent = 2

/** Why there is no value. Reason '' stands for unsupported. */
interface Absent {
  readonly reason: string
  readonly sinceMs: number
}

export interface Newest {
  readonly reading: Reading
  readonly ageMs: number
  readonly stale: boolean
}

export class Latest {
  readonly #series: HostSeries
  readonly #changes: ChangeRing
  #values = new Float64Array(0)
  #state = new Uint8Array(0)
  /** whose rows bring it; undefined for a text, which comes when it changes */
  readonly #layouts: (Layout | undefined)[] = []
  /** of each sensor, whose rows came last */
  readonly #current = new Map<number, Layout>()
  readonly #absent = new Map<number, Absent>()
  readonly #texts = new Map<number, { readonly value: string; readonly hostMs: number }>()
  /** this coordinator's clock when the newest live frame came */
  receivedMs = 0

  constructor(series: HostSeries, changes: ChangeRing) {
    this.#series = series
    this.#changes = changes
  }

  /** Rows of a live frame, in order. */
  take(layout: Layout, { values, timesMs, count, absences }: BlockRows, receivedMs: number): void {
    this.#room()
    const { ids } = layout
    const columns = ids.length
    if (this.#current.get(layout.sensor) !== layout) {
      this.#current.set(layout.sensor, layout)
      for (const id of ids) this.#layouts[id] = layout
    }
    const newestMs = timesMs[count - 1]!
    const stepMs = count > 1 ? newestMs - timesMs[count - 2]! : newestMs - layout.hostMs
    if (stepMs > 0 && (count > 1 || layout.hostMs > 0)) layout.periodMs = stepMs
    layout.hostMs = newestMs
    layout.receivedMs = receivedMs
    const shapes = this.#series.shapes
    for (let row = 0, at = 0; row < count; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const id = ids[column]!
        const value = values[at]!
        if (Number.isNaN(value) || this.#state[id] !== known)
          this.#turned(id, value, timesMs[row]!, () => reasonAt(absences, column, row))
        else if (value !== this.#values[id] && shapes[id]!.kind === 'state')
          this.#changes.add(timesMs[row]!, id, this.#wordOf(id, this.#values[id]!), this.#wordOf(id, value))
        this.#values[id] = value
      }
    }
  }

  /** A text, or a series that its device does not support. */
  text(id: number, hostMs: number, value: string | undefined, reason: string): void {
    this.#room()
    if (value === undefined) return this.#turned(id, Number.NaN, hostMs, () => ({ reason, sinceMs: hostMs }))
    const before = this.#texts.get(id)?.value
    if (this.#state[id] === absent) this.#changes.add(hostMs, id, this.#absence(id), shortened(value))
    else if (before !== undefined && before !== value)
      this.#changes.add(hostMs, id, shortened(before), shortened(value))
    this.#texts.set(id, { value, hostMs })
    this.#absent.delete(id)
    this.#state[id] = known
  }

  /** Its newest number in its unit (of a state, its number); NaN where there is none. */
  unit(id: number): number {
    const { kind, decimals } = this.#series.shapes[id] as Shape
    return this.#state[id] === known && kind !== 'text' ? unscaled(this.#values[id]!, decimals) : Number.NaN
  }
  isHeard(id: number): boolean {
    return id < this.#state.length && this.#state[id] !== unknown
  }
  ageMs(id: number, nowMs: number): number {
    const layout = this.#layouts[id]
    return Math.max(0, nowMs - (layout === undefined ? this.receivedMs : layout.receivedMs))
  }
  /** Between the newest two rows that had it; 0 while that is not known. */
  periodMs(id: number): number {
    return this.#layouts[id]?.periodMs ?? 0
  }
  /** Older than three of its own periods: nobody knows whether it is still so. */
  isStale(id: number, nowMs: number): boolean {
    const periodMs = this.periodMs(id) || limits.periodUnknownMs
    return this.ageMs(id, nowMs) > 3 * periodMs + limits.staleSlackMs
  }
  /** The value in words or in its unit. */
  value(id: number): number | string | null {
    if (this.#state[id] !== known) return null
    const shape = this.#series.shapes[id] as Shape
    if (shape.kind === 'text') return this.#texts.get(id)?.value ?? null
    if (shape.kind === 'state') return this.#wordOf(id, this.#values[id]!)
    return unscaled(this.#values[id]!, shape.decimals)
  }

  reading(id: number): Reading {
    const why = this.#absent.get(id)
    if (why !== undefined)
      return why.reason === '' ? { kind: 'unsupported' } : { kind: 'gap', reason: why.reason, sinceMs: why.sinceMs }
    const hostClockMs = this.#texts.get(id)?.hostMs ?? this.#layouts[id]?.hostMs ?? 0
    return { kind: 'value', value: this.value(id) ?? '', hostClockMs }
  }

  /** It has a value now and had none before, or the other way about, or another reason. */
  #turned(id: number, value: number, hostMs: number, why: () => Absent): void {
    const before = this.#state[id]!
    if (!Number.isNaN(value)) {
      if (before === absent) {
        this.#changes.add(hostMs, id, this.#absence(id), this.#wordOf(id, value))
        this.#absent.delete(id)
      }
      this.#state[id] = known
      return
    }
    const now = why()
    const old = this.#absent.get(id)
    if (old !== undefined && old.reason === now.reason) return
    if (before !== unknown) {
      const from = before === known ? String(this.value(id)) : this.#absence(id)
      this.#changes.add(hostMs, id, from, absenceText(now))
    }
    this.#absent.set(id, now)
    this.#state[id] = absent
  }

  #absence(id: number): string {
    const why = this.#absent.get(id)
    return why === undefined ? 'unknown' : absenceText(why)
  }
  #wordOf(id: number, value: number): string {
    const { kind, states, decimals } = this.#series.shapes[id] as Shape
    return kind === 'state' ? (states[value] ?? String(value)) : String(unscaled(value, decimals))
  }
  #room(): void {
    const wanted = this.#series.shapes.length
    if (this.#state.length >= wanted) return
    const values = new Float64Array(wanted)
    const state = new Uint8Array(wanted)
    values.set(this.#values)
    state.set(this.#state)
    this.#values = values
    this.#state = state
  }
}

const absenceText = ({ reason }: Absent): string => (reason === '' ? 'unsupported' : `gap: ${reason}`)
const shortened = (text: string): string => text.slice(0, limits.shortTextChars)

/** From a whole number of the wire to the unit. Division: 1.1 comes out as 1.1, where a product gives 1.1000000000000001. */
export const unscaled = (value: number, decimals: number): number => (decimals === 0 ? value : value / 10 ** decimals)

export function reasonAt(absences: BlockRows['absences'], column: number, row: number): Absent {
  for (const each of absences) {
    const from = each.row ?? 0
    if ((each.column ?? 0) === column && row >= from && row < from + (each.rows ?? 0))
      return { reason: each.reason ?? '', sinceMs: each.sinceMs ?? 0 }
  }
  return { reason: 'not told', sinceMs: 0 }
}
