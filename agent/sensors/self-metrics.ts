/** How the reading of one sensor goes, as signals: how long it takes, how often it fails, how old what it says is, what hangs. */
import type { Signal } from '../../shared/model/reading.ts'
import { type Blocked, gap, type Sensor, signalMaker, value } from './sensor.ts'

/** A call about no single device: the whole source hangs. */
const isAll = ({ labels }: Blocked): boolean => Object.keys(labels).length === 0

export class SelfMetrics {
  readonly #sensor: Sensor
  readonly #signal: ReturnType<typeof signalMaker>
  readonly #labels: Readonly<Record<string, string>>
  readonly #deviceLabels = new WeakMap<object, Readonly<Record<string, string>>>()
  #failures = 0
  #durationMs: number | undefined
  #goodMs: number | undefined
  #failure: { readonly reason: string; readonly sinceMs: number } | undefined
  /** the read that has not come back, and whether its deadline has passed */
  #begunMs: number | undefined
  #overdue = false
  #firstMs: number | undefined

  constructor(sensor: Sensor) {
    this.#sensor = sensor
    this.#signal = signalMaker(sensor.name, 'agent')
    this.#labels = Object.freeze({ sensor: sensor.name })
  }

  begin(nowMs: number): void {
    this.#begunMs = nowMs
    this.#firstMs ??= nowMs
    this.#overdue = false
  }

  succeeded(startedMs: number, nowMs: number): void {
    this.#end(startedMs, nowMs)
    this.#goodMs = nowMs
    this.#failure = undefined
  }

  failed(reason: string, startedMs: number, nowMs: number): void {
    this.#end(startedMs, nowMs)
    // A read that was late is counted once, when its deadline passed.
    if (!this.#overdue) this.#failures++
    this.#failure = { reason, sinceMs: this.#failure?.sinceMs ?? startedMs }
  }

  overdue(): void {
    if (!this.#overdue) this.#failures++
    this.#overdue = true
  }

  signals(nowMs: number): Signal[] {
    const labels = this.#labels
    const known = (ms: number | undefined) =>
      ms === undefined ? gap(this.#why(), this.#firstMs ?? nowMs) : value(ms / 1_000, nowMs)
    const blocked = this.#sensor.blocked?.() ?? []
    const ownMs = this.#overdue && this.#begunMs !== undefined ? nowMs - this.#begunMs : 0
    const forMs = ({ sinceMs }: Blocked): number => (sinceMs === undefined ? 0 : Math.max(0, nowMs - sinceMs))
    const [all, devices] = [blocked.filter(isAll), blocked.filter((one) => !isAll(one))]
    const blockedMs = Math.max(ownMs, ...all.map(forMs))
    return [
      this.#signal('sensor-duration', known(this.#durationMs), labels),
      this.#signal('sensor-failures', value(this.#failures, nowMs), labels),
      this.#signal('sensor-age', known(this.#goodMs === undefined ? undefined : nowMs - this.#goodMs), labels),
      this.#signal('sensor-blocked', value(blockedMs / 1_000, nowMs), labels),
      ...devices.map((one) => this.#signal('sensor-blocked', value(forMs(one) / 1_000, nowMs), this.#labelsOf(one))),
    ]
  }

  /** The same object for the same device, from round to round. */
  #labelsOf({ labels }: Blocked): Readonly<Record<string, string>> {
    const known = this.#deviceLabels.get(labels) ?? Object.freeze({ ...this.#labels, ...labels })
    this.#deviceLabels.set(labels, known)
    return known
  }

  #why(): string {
    if (this.#failure !== undefined) return this.#failure.reason
    return this.#overdue ? 'the first read has not come back' : 'not read yet'
  }

  #end(startedMs: number, nowMs: number): void {
    this.#durationMs = nowMs - startedMs
    this.#begunMs = undefined
  }
}
