/**
 * The devices of one gang among each other: what is unlike its equals there may be what slows it down ([SL4]). Pure; the telemetry worker
 * calls it every 10 s with the newest readings of the gang's hosts, and only what changes enters the core. Hosts of other jobs are not
 * looked at: their load is another.
 */
import { limits } from '../../../shared/limits.ts'
import type { Evidence } from '../../../shared/model/health.ts'
import { signalDef } from '../../../shared/model/signals.ts'
import type { Unlike } from '../../../shared/model/slow.ts'
import { deviceIdOf } from '../verdicts/detect-device.ts'
import { plain } from '../verdicts/detect-text.ts'
import type { FleetReading } from '../verdicts/fleet-compare.ts'
import { spreadOf } from './robust.ts'
import { type UnlikeRule, unlikeRules } from './unlike-rules.ts'

/** Where a gang runs. */
export interface GangMembers {
  readonly job: string
  readonly members: readonly { readonly host: string; readonly gpus: readonly string[] }[]
}

/** What `GangCompare` wants to be given. */
export const unlikeSignals: ReadonlySet<string> = new Set([
  ...unlikeRules.map(({ signal }) => signal),
  'gpu-utilisation',
])

/** An outlier is this many deviations from the median, and as far as its rule wants. */
const deviations = 6
/** Of so few the spread is that of the odd one itself: each is held against the others alone. */
const fewDevices = 8
const busyPercent = 50
const freshMs = 30_000
/** Takes further apart do not follow each other. */
const followMs = 60_000
/** Two takes in a row are wanted to begin, and to end. */
const takesWanted = 2

interface Seen {
  readonly reading: FleetReading
  readonly device: string
  readonly value: number | string
}

interface Doubt {
  /** takes in a row that asked for the other side */
  asked: number
  on: boolean
  unlike: Unlike
  /** when that was read, and when the device was compared last */
  readMs: number
  comparedMs: number
}

export class GangCompare {
  readonly #gpus: ReadonlyMap<string, ReadonlySet<string>>
  /** by host, then device and signal */
  readonly #doubts = new Map<string, Map<string, Doubt>>()
  readonly #counters = new Map<string, number>()
  readonly #toldMs = new Map<string, number>()
  #takenMs = 0

  constructor({ members }: GangMembers) {
    this.#gpus = new Map(members.map(({ host, gpus }) => [host, new Set(gpus)]))
  }

  get hosts(): Iterable<string> {
    return this.#gpus.keys()
  }

  /** Of each host of which something changed, or was told long ago: all that is unlike there now. */
  take(nowMs: number, latest: Iterable<FleetReading>): Map<string, readonly Unlike[]> {
    const passedMs = nowMs - this.#takenMs <= followMs ? nowMs - this.#takenMs : 0
    this.#takenMs = nowMs
    const bySignal = this.#sorted(latest)
    const changed = new Set<string>()
    for (const rule of unlikeRules) this.#compare(rule, bySignal, passedMs, changed)
    this.#forgetUnread(changed)
    this.#forget(bySignal)
    return this.#told(nowMs, changed)
  }

  #sorted(latest: Iterable<FleetReading>): Map<string, Seen[]> {
    const bySignal = new Map<string, Seen[]>()
    for (const reading of latest) {
      const gpus = this.#gpus.get(reading.host)
      if (gpus === undefined || reading.ageMs > freshMs) continue
      const { uuid } = reading.labels
      // GPUs of the same host that other jobs have
      if (uuid !== undefined && gpus.size > 0 && !gpus.has(uuid)) continue
      const all = bySignal.get(reading.name) ?? []
      all.push({ reading, device: deviceIdOf(reading), value: reading.value })
      bySignal.set(reading.name, all)
    }
    return bySignal
  }

  #compare(rule: UnlikeRule, bySignal: ReadonlyMap<string, readonly Seen[]>, passedMs: number, changed: Set<string>) {
    const busy = rule.busy === true ? busyGpus(bySignal.get('gpu-utilisation') ?? []) : null
    const equals = (bySignal.get(rule.signal) ?? []).filter(({ reading, device }) => {
      if (rule.resource !== undefined && reading.labels.resource !== rule.resource) return false
      return busy === null || busy.has(device)
    })
    if (rule.words !== undefined) return this.#compareWords(rule, rule.words, equals, changed)
    const values = equals.flatMap((each): (Seen & { value: number })[] => {
      const value = this.#figure(rule, each, passedMs)
      return value === undefined ? [] : [{ ...each, value }]
    })
    if (values.length < 2) return
    const figures = values.map(({ value }) => value)
    const all = spreadOf(figures)
    for (const [i, each] of values.entries()) {
      const others = figures.length > fewDevices ? all : spreadOf(figures.filter((_, at) => at !== i))
      const { value } = each
      const off = rule.side === 'lower' ? others.median - value : value - others.median
      const far = off >= (rule.least ?? 0) && off >= (rule.leastShare ?? 0) * Math.abs(others.median)
      const isOdd = far && off > deviations * others.deviation
      this.#doubt(rule, each, isOdd, () => figureUnlike(rule, each, others.median, values.length - 1), changed)
    }
  }

  /** A word that most of the gang has is not what makes one of them slow. */
  #compareWords(rule: UnlikeRule, words: readonly string[], equals: readonly Seen[], changed: Set<string>): void {
    const wrong = equals.filter(({ value }) => words.includes(String(value)))
    const few = wrong.length * 2 <= equals.length && equals.length >= 2
    const well = String(equals.find(({ value }) => !words.includes(String(value)))?.value ?? 'no')
    for (const each of equals) {
      const isOdd = few && words.includes(String(each.value))
      const make = (): Unlike => ({
        cause: rule.cause,
        device: each.device,
        weight: rule.weight,
        ratio: null,
        evidence: evidenceOf(
          each,
          each.value,
          `${well} if well, as on ${equals.length - wrong.length} equals of this gang`,
        ),
      })
      this.#doubt(rule, each, isOdd, make, changed)
    }
  }

  #figure(rule: UnlikeRule, { reading, device, value }: Seen, passedMs: number): number | undefined {
    if (typeof value !== 'number') return undefined
    if (rule.perMinute !== true) return rule.size === true ? Math.abs(value) : value
    const key = `${reading.host}\n${device}\n${reading.name}`
    const before = this.#counters.get(key)
    this.#counters.set(key, value)
    if (before === undefined || value < before || passedMs <= 0) return undefined
    return ((value - before) * 60_000) / passedMs
  }

  #doubt(rule: UnlikeRule, { reading, device }: Seen, isOdd: boolean, make: () => Unlike, changed: Set<string>): void {
    const { host } = reading
    const key = `${device}\n${rule.signal}\n${rule.resource ?? ''}`
    const all = this.#doubts.get(host) ?? new Map<string, Doubt>()
    const known = all.get(key)
    if (known === undefined && !isOdd) return
    const nowMs = this.#takenMs
    const doubt = known ?? { asked: 0, on: false, unlike: make(), readMs: nowMs, comparedMs: nowMs }
    all.set(key, doubt)
    this.#doubts.set(host, all)
    doubt.comparedMs = nowMs
    if (isOdd) {
      doubt.unlike = make()
      doubt.readMs = nowMs
    }
    doubt.asked = isOdd === doubt.on ? 0 : doubt.asked + 1
    if (doubt.asked >= takesWanted) {
      doubt.on = isOdd
      doubt.asked = 0
      changed.add(host)
    }
    if (!doubt.on && doubt.asked === 0) all.delete(key)
  }

  /** What is not read any more, or not under load, says nothing of now. */
  #forgetUnread(changed: Set<string>): void {
    for (const [host, all] of this.#doubts)
      for (const [key, { on, comparedMs }] of all) {
        if (this.#takenMs - comparedMs <= followMs) continue
        all.delete(key)
        if (on) changed.add(host)
      }
  }

  /** Counters of series that are gone. */
  #forget(bySignal: ReadonlyMap<string, readonly Seen[]>): void {
    let series = 0
    for (const all of bySignal.values()) series += all.length
    if (this.#counters.size > 2 * series + 64) this.#counters.clear()
  }

  #told(nowMs: number, changed: ReadonlySet<string>): Map<string, readonly Unlike[]> {
    const told = new Map<string, readonly Unlike[]>()
    for (const [host, doubts] of this.#doubts) {
      const on = [...doubts.values()].filter((each) => each.on)
      const again = on.length > 0 && nowMs - (this.#toldMs.get(host) ?? 0) >= limits.unlikeAgainMs
      if (!changed.has(host) && !again) continue
      this.#toldMs.set(host, nowMs)
      on.sort((a, b) => b.unlike.weight - a.unlike.weight || (a.unlike.device < b.unlike.device ? -1 : 1))
      told.set(
        host,
        on.slice(0, limits.unlikePerHost).map(({ unlike, readMs }) => older(unlike, nowMs - readMs)),
      )
    }
    return told
  }
}

const older = (unlike: Unlike, ms: number): Unlike => ({
  ...unlike,
  evidence: { ...unlike.evidence, ageMs: unlike.evidence.ageMs + ms },
})

function busyGpus(loads: readonly Seen[]): ReadonlySet<string> {
  return new Set(loads.flatMap(({ device, value }) => (Number(value) >= busyPercent ? [device] : [])))
}

function figureUnlike(rule: UnlikeRule, seen: Seen & { value: number }, median: number, equals: number): Unlike {
  const { value } = seen
  const unit = unitOf(rule)
  const limit = `${plain(median)}${unit} if well: the median of ${equals} ${equals === 1 ? 'equal' : 'equals'} in this gang`
  const ratio = rule.slowsBy === true && value > 0 ? median / value : null
  const evidence = evidenceOf(seen, value, limit, rule.perMinute === true ? '/min' : undefined)
  return { cause: rule.cause, device: seen.device, weight: rule.weight, ratio, evidence }
}

function unitOf({ signal, perMinute }: UnlikeRule): string {
  const unit = signalDef(signal)?.unit ?? ''
  if (perMinute === true) return unit === '' || unit === 'count' ? '/min' : ` ${unit}/min`
  return unit === '' || unit === 'count' ? '' : ` ${unit}`
}

function evidenceOf({ reading }: Seen, value: number | string, limit: string, unit?: string): Evidence {
  const { name, labels, ageMs } = reading
  const own = signalDef(name)?.unit ?? ''
  const shown = typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
  return { signal: name, labels, value: shown, unit: unit ?? own, ageMs, limit }
}
