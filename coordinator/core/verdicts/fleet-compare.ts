/**
 * A device among its equals, over all hosts: what is fine by every limit and yet unlike the rest. The telemetry worker calls it every 10 s with
 * the newest readings. Robust by median and median absolute deviation, so that a few bad ones do not hide each other. Only watched: being
 * unlike others is no fault.
 */
import type { Finding } from '../../../shared/model/health.ts'
import { signalDef } from '../../../shared/model/signals.ts'
import { deviceIdOf, placeOf } from './detect-device.ts'
import { atRest, climb, type Ladder, levelOf, newLadder } from './detect-ladder.ts'
import { plain } from './detect-text.ts'
import { type FleetRule, fleetRules } from './rules-fleet.ts'

/** The newest reading of one series. `value`: a figure, or the words of a text or state. */
export interface FleetReading {
  readonly host: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number | string
  readonly ageMs: number
}

export interface FleetDetectors {
  /** what `take` wants to be given; other readings are passed over */
  readonly signals: ReadonlySet<string>
  /** What changed its mind, by host. */
  take(nowMs: number, latest: Iterable<FleetReading>): Map<string, Finding[]>
  /** What holds now on this host. */
  standing(host: string): Finding[]
}

/** Fewer equals have no middle worth the name. */
const leastPeers = 8
/** An outlier is this many deviations from the median, and as far as its rule wants. */
const deviations = 6
/** 1.4826 × the median absolute deviation is the standard deviation of a normal distribution. */
const madToDeviation = 1.4826
const freshMs = 30_000
const holdMs = 5 * 60_000
/** Takes further apart do not follow each other. */
const followMs = 60_000
const steps = [{ holdMs }] as const

interface Device {
  readonly host: string
  readonly id: string
  readonly labels: FleetReading['labels']
  readonly values: Map<string, number | string>
}

interface Compared {
  readonly device: Device
  readonly value: number
}

/** Of one rule on one device; kept while it is not at rest. */
interface Doubt {
  readonly ladder: Ladder
  finding: Finding | undefined
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** The median, and from where on a value is an outlier. */
export function spreadOf(values: readonly number[]): { readonly median: number; readonly deviation: number } {
  const median = middle(Float64Array.from(values).sort())
  const off = Float64Array.from(values, (value) => Math.abs(value - median)).sort()
  return { median, deviation: madToDeviation * middle(off) }
}

function isOutlier(
  { side, least, leastShare = 0 }: FleetRule,
  value: number,
  median: number,
  deviation: number,
): boolean {
  const off = side === 'higher' ? value - median : median - value
  return off >= least && off >= leastShare * Math.abs(median) && off > deviations * deviation
}

class Fleet implements FleetDetectors {
  readonly signals: ReadonlySet<string>
  readonly #rules: readonly FleetRule[]
  /** by rule, then by host and device */
  readonly #doubts: ReadonlyMap<FleetRule, Map<string, Doubt>>
  /** the last value of each counter, by rule, then by host and device */
  #counts: ReadonlyMap<FleetRule, ReadonlyMap<string, number>> = new Map()
  #takenMs = 0

  constructor(rules: readonly FleetRule[]) {
    this.#rules = rules
    this.#doubts = new Map(rules.map((rule) => [rule, new Map()]))
    this.signals = new Set(
      rules.flatMap(({ signal, equalBy, load }) => [signal, equalBy ?? signal, load?.signal ?? signal]),
    )
  }

  take(nowMs: number, latest: Iterable<FleetReading>): Map<string, Finding[]> {
    const apartMs = nowMs - this.#takenMs
    const passedMs = apartMs > 0 && apartMs <= followMs ? apartMs : 0
    this.#takenMs = nowMs
    const devices = this.#devicesOf(latest)
    const counts = new Map<FleetRule, ReadonlyMap<string, number>>()
    const found = new Map<string, Finding[]>()
    for (const rule of this.#rules) {
      const last = rule.perMinute === true ? this.#counts.get(rule) : undefined
      if (rule.perMinute === true) counts.set(rule, countsOf(devices, rule))
      for (const equals of groupsOf(devices, rule, (key, value) => risen(value, last?.get(key), passedMs)))
        for (const finding of this.#compare(rule, equals, passedMs))
          found.set(finding.host, [...(found.get(finding.host) ?? []), finding.finding])
    }
    this.#counts = counts
    return found
  }

  standing(host: string): Finding[] {
    const found: Finding[] = []
    for (const doubts of this.#doubts.values()) {
      for (const [key, { finding, ladder }] of doubts)
        if (levelOf(ladder) > 0 && finding !== undefined && key.startsWith(`${host}\n`)) found.push(finding)
    }
    return found
  }

  #devicesOf(latest: Iterable<FleetReading>): Map<string, Device> {
    const devices = new Map<string, Device>()
    for (const { host, name, labels, value, ageMs } of latest) {
      if (!this.signals.has(name)) continue
      // A text is sent when it changes.
      if (ageMs > freshMs && signalDef(name)?.kind !== 'text') continue
      const id = deviceIdOf({ name, labels })
      const key = `${host}\n${id}`
      const device = devices.get(key) ?? { host, id, labels, values: new Map() }
      device.values.set(name, value)
      devices.set(key, device)
    }
    return devices
  }

  #compare(rule: FleetRule, equals: readonly Compared[], passedMs: number) {
    const doubts = this.#doubts.get(rule)!
    const told: { host: string; finding: Finding }[] = []
    // Too few to say anything: what was told stays, and no time passes.
    if (equals.length <= leastPeers) return told
    const { median, deviation } = spreadOf(equals.map(({ value }) => value))
    for (const { device, value } of equals) {
      const key = `${device.host}\n${device.id}`
      const wants = isOutlier(rule, value, median, deviation) ? 1 : 0
      const known = doubts.get(key)
      if (wants === 0 && known === undefined) continue
      const doubt = known ?? { ladder: newLadder(1), finding: undefined }
      doubts.set(key, doubt)
      climb(doubt.ladder, wants, passedMs, steps, holdMs)
      const on = levelOf(doubt.ladder) > 0
      if (on !== (doubt.finding !== undefined)) {
        const finding = findingOf(rule, device, value, median, equals.length - 1, on)
        doubt.finding = on ? finding : undefined
        told.push({ host: device.host, finding })
      }
      if (atRest(doubt.ladder)) doubts.delete(key)
    }
    return told
  }
}

/** What a counter rose in a minute; undefined where that is not known: the first sample, a reset, a gap. */
function risen(value: number, before: number | undefined, passedMs: number): number | undefined {
  if (before === undefined || passedMs === 0 || value < before) return undefined
  return ((value - before) * 60_000) / passedMs
}

function countsOf(devices: ReadonlyMap<string, Device>, { signal }: FleetRule): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [key, { values }] of devices) {
    const value = values.get(signal)
    if (typeof value === 'number') counts.set(key, value)
  }
  return counts
}

/** Devices that can be compared by this rule, each group for itself. */
function groupsOf(
  devices: ReadonlyMap<string, Device>,
  rule: FleetRule,
  rateOf: (key: string, value: number) => number | undefined,
): Iterable<readonly Compared[]> {
  const groups = new Map<string, Compared[]>()
  for (const [key, device] of devices) {
    const own = device.values.get(rule.signal)
    const value = typeof own !== 'number' ? undefined : rule.perMinute === true ? rateOf(key, own) : own
    const kind = rule.equalBy === undefined ? '' : device.values.get(rule.equalBy)
    if (value === undefined || kind === undefined || !isLoaded(device, rule)) continue
    const group = groups.get(`${kind}`) ?? []
    group.push({ device, value })
    groups.set(`${kind}`, group)
  }
  return groups.values()
}

function isLoaded({ values }: Device, { load }: FleetRule): boolean {
  if (load === undefined) return true
  const busy = values.get(load.signal)
  return typeof busy === 'number' && busy >= load.from && busy <= load.to
}

function findingOf(
  rule: FleetRule,
  device: Device,
  value: number,
  median: number,
  peers: number,
  on: boolean,
): Finding {
  const def = signalDef(rule.signal)
  const unit = def === undefined || def.unit === 'count' ? '' : def.unit
  const words = (figure: number): string => `${plain(figure)}${unit === '' ? '' : ` ${unit}`}`
  const filled = rule.text
    .replace('{value}', words(value))
    .replace('{median}', words(median))
    .replace('{peers}', `${peers}`)
  const limit = `${rule.side} than the median ${words(median)} of ${peers} equals by ${words(rule.least)} and ${deviations} deviations`
  return {
    rule: rule.id,
    ruleVersion: rule.version,
    device: device.id,
    grade: on ? 'watch' : null,
    repair: rule.repair,
    text: on ? filled : `No longer unlike its equals: ${words(value)}, ${words(median)} in the median of ${peers}`,
    evidence: [
      {
        signal: rule.signal,
        labels: device.labels,
        value: plain(value),
        unit: rule.perMinute === true ? 'a minute' : unit,
        ageMs: 0,
        limit,
      },
    ],
    place: placeOf(device.labels),
  }
}

/** `rules`: in place of those of this version. */
export function makeFleetDetectors(rules: readonly FleetRule[] = fleetRules): FleetDetectors {
  return new Fleet(rules)
}
