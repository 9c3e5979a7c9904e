/** The newest reading of each series of one host. Numbers lie in typed arrays: there are millions of them. */
import { limits } from '../../shared/limits.ts'
import type { Reading } from '../../shared/model/reading.ts'
import { type Absent, absentAt, type BlockRows, shortText } from './block-rows.ts'
import type { ChangeRing } from './changes.ts'
import type { Layout } from './layout.ts'
import type { HostSeries, Shape } from './series-book.ts'

const unknown = 0
const known = 1
const absent = 2

export interface ToldText {
  readonly hostMs: number
  readonly life: string
  /** undefined: there is none, for this reason */
  readonly value: string | undefined
  readonly reason: string
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
  /** what is told when it changes, not with each row: when, and by which life of the agent */
  readonly #told = new Map<number, { readonly hostMs: number; readonly life: string }>()
  readonly #texts = new Map<number, { readonly value: string; readonly hostMs: number }>()
  /** this coordinator's clock when the newest live frame came */
  receivedMs = 0
  /** of the agent: the dictionary of the newest live frame */
  life = ''

  constructor(series: HostSeries, changes: ChangeRing) {
    this.#series = series
    this.#changes = changes
  }

  /** Rows of a live frame, in order. */
  take(layout: Layout, rows: BlockRows, receivedMs: number): void {
    const { values, timesMs, count } = rows
    this.#room()
    const { ids } = layout
    const columns = ids.length
    if (this.#current.get(layout.sensor) !== layout) {
      this.#current.set(layout.sensor, layout)
      for (const id of ids) this.#layouts[id] = layout
    }
    const newestMs = timesMs[count - 1]!
    const stepMs = count > 1 ? newestMs - timesMs[count - 2]! : newestMs - layout.hostMs
    if (stepMs > 0 && (count > 1 || layout.hostMs > 0)) layout.periodMs = periodOf(layout.periodMs, stepMs)
    layout.hostMs = newestMs
    layout.receivedMs = receivedMs
    const shapes = this.#series.shapes
    for (let row = 0, at = 0; row < count; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const id = ids[column]!
        const value = values[at]!
        if (Number.isNaN(value)) this.#lost(id, timesMs[row]!, absentAt(rows, at))
        else if (this.#state[id] !== known) this.#found(id, value, timesMs[row]!)
        else if (value !== this.#values[id] && shapes[id]!.kind === 'state')
          this.#changes.add(timesMs[row]!, id, this.#wordOf(id, this.#values[id]!), this.#wordOf(id, value))
        this.#values[id] = value
      }
    }
  }

  /** A text, or a series that its device does not support. */
  text(id: number, { hostMs, life, value, reason }: ToldText): void {
    this.#room()
    this.#told.set(id, { hostMs, life })
    if (value === undefined) return this.#lost(id, hostMs, { reason: shortText(reason), sinceMs: hostMs })
    const before = this.#texts.get(id)?.value
    if (this.#state[id] === absent) this.#changes.add(hostMs, id, this.#absence(id), shortened(value))
    else if (before !== undefined && before !== value)
      this.#changes.add(hostMs, id, shortened(before), shortened(value))
    this.#texts.set(id, { value: shortText(value), hostMs })
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
  /** The host's clock at what is known of it. */
  newestMs(id: number): number {
    return Math.max(this.#told.get(id)?.hostMs ?? 0, this.#layouts[id]?.hostMs ?? 0)
  }
  /**
   * Older than three of its own periods: nobody knows whether it is still so. What is told once a life of the agent: another life has
   * not told it.
   */
  isStale(id: number, nowMs: number): boolean {
    const told = this.#told.get(id)
    if (told !== undefined && told.life !== this.life && this.#layouts[id] === undefined) return true
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

  /** It has a number now and had none before. */
  #found(id: number, value: number, hostMs: number): void {
    if (this.#state[id] === absent) {
      this.#changes.add(hostMs, id, this.#absence(id), this.#wordOf(id, value))
      this.#absent.delete(id)
    }
    this.#state[id] = known
  }

  /** It has no value; told as a change where it had one, or where the reason is another. */
  #lost(id: number, hostMs: number, now: Absent): void {
    const before = this.#state[id]!
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

/** One long step is a cut, not a new period: the period at most doubles with each. */
const periodOf = (knownMs: number, stepMs: number): number =>
  Math.min(stepMs, knownMs === 0 ? limits.periodUnknownMs : 2 * knownMs)
