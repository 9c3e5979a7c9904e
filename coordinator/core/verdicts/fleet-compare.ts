/**
 * A device among its equals, over all hosts: what is fine by every limit and yet unlike the rest. The telemetry worker calls it every 10 s with
 * the newest readings. Robust by median and median absolute deviation, so that a few bad ones do not hide each other. Only watched: being
 * unlike others is no fault.
 */
import type { Finding } from '../../../shared/model/health.ts'
import { signalDef } from '../../../shared/model/signals.ts'
import { spreadOf } from '../stragglers/robust.ts'
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
  /** It is read, and not unlike its equals: the finding that says so. */
  ended(host: string, device: string, rule: string): Finding | undefined
}

/** Fewer equals have no middle worth the name. */
const leastPeers = 8
/** An outlier is this many deviations from the median, and as far as its rule wants. */
const deviations = 6
const freshMs = 30_000
const holdMs = 5 * 60_000
/** Takes further apart do not follow each other. */
const followMs = 60_000
const steps = [{ holdMs }] as const

/** One device, kept as long as it is read. Values by place in the list of signals; those of other takes are old. */
interface Device {
  readonly host: string
  readonly id: string
  readonly labels: FleetReading['labels']
  readonly values: (number | string)[]
  /** in which take each value was read */
  readonly takes: number[]
  /** what each counter was in the take before; NaN: it was not read */
  readonly before: number[]
  readonly doubts: Map<FleetRule, Doubt>
}

/** A rule with the places of its signals. */
interface Placed {
  readonly rule: FleetRule
  readonly own: number
  readonly equalBy: number
  readonly load: number
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
  readonly #places: ReadonlyMap<string, number>
  readonly #rules: readonly Placed[]
  readonly #hosts = new Map<string, Map<string, Device>>()
  /** ids by label set: they are the same objects in every take */
  readonly #ids = new WeakMap<FleetReading['labels'], string>()
  #take = 0
  #takenMs = 0

  constructor(rules: readonly FleetRule[]) {
    this.signals = new Set(
      rules.flatMap(({ signal, equalBy, load }) => [signal, equalBy ?? signal, load?.signal ?? signal]),
    )
    this.#places = new Map([...this.signals].map((signal, place) => [signal, place]))
    const placeOf = (signal: string | undefined): number => (signal === undefined ? -1 : this.#places.get(signal)!)
    this.#rules = rules.map((rule) => ({
      rule,
      own: placeOf(rule.signal),
      equalBy: placeOf(rule.equalBy),
      load: placeOf(rule.load?.signal),
    }))
  }

  take(nowMs: number, latest: Iterable<FleetReading>): Map<string, Finding[]> {
    const apartMs = nowMs - this.#takenMs
    const passedMs = apartMs > 0 && apartMs <= followMs ? apartMs : 0
    this.#takenMs = nowMs
    this.#take++
    for (const reading of latest) this.#read(reading)
    const found = new Map<string, Finding[]>()
    for (const placed of this.#rules) {
      for (const equals of this.#groupsOf(placed, passedMs)) {
        for (const { host, finding } of compare(placed.rule, equals, passedMs))
          found.set(host, [...(found.get(host) ?? []), finding])
      }
    }
    this.#endTake()
    return found
  }

  standing(host: string): Finding[] {
    return [...(this.#hosts.get(host)?.values() ?? [])].flatMap(({ doubts }) =>
      [...doubts.values()].flatMap(({ finding }) => finding ?? []),
    )
  }

  ended(host: string, device: string, id: string): Finding | undefined {
    const found = this.#hosts.get(host)?.get(device)
    const placed = this.#rules.find(({ rule }) => rule.id === id)
    if (found === undefined || placed === undefined || found.doubts.has(placed.rule)) return undefined
    if (found.takes[placed.own] !== this.#take) return undefined
    const { version: ruleVersion, repair } = placed.rule
    const text = 'It is not found to be unlike its equals any more'
    return { rule: id, ruleVersion, device, grade: null, repair, text, evidence: [], place: placeOf(found.labels) }
  }

  #read({ host, name, labels, value, ageMs }: FleetReading): void {
    const place = this.#places.get(name)
    // A text is sent when it changes.
    if (place === undefined || (ageMs > freshMs && signalDef(name)?.kind !== 'text')) return
    const id = this.#ids.get(labels) ?? deviceIdOf({ name, labels })
    this.#ids.set(labels, id)
    const devices = this.#hosts.get(host) ?? new Map<string, Device>()
    this.#hosts.set(host, devices)
    let device = devices.get(id)
    if (device === undefined) {
      const places = [...this.signals]
      device = {
        host,
        id,
        labels,
        values: places.map(() => 0),
        takes: places.map(() => 0),
        before: places.map(() => Number.NaN),
        doubts: new Map(),
      }
      devices.set(id, device)
    }
    device.values[place] = value
    device.takes[place] = this.#take
  }

  /** Devices that can be compared by this rule, each group for itself. */
  #groupsOf(placed: Placed, passedMs: number): Iterable<readonly Compared[]> {
    const groups = new Map<number | string, Compared[]>()
    for (const devices of this.#hosts.values()) {
      for (const device of devices.values()) {
        const kind = placed.equalBy < 0 ? '' : this.#valueOf(device, placed.equalBy)
        const value = kind === undefined ? undefined : this.#comparable(device, placed, passedMs)
        if (kind === undefined || value === undefined) continue
        const group = groups.get(kind)
        if (group === undefined) groups.set(kind, [{ device, value }])
        else group.push({ device, value })
      }
    }
    return groups.values()
  }

  #valueOf({ values, takes }: Device, place: number): number | string | undefined {
    return takes[place] === this.#take ? values[place] : undefined
  }

  #comparable(device: Device, { rule, own, load }: Placed, passedMs: number): number | undefined {
    const value = this.#valueOf(device, own)
    if (typeof value !== 'number') return undefined
    if (rule.load !== undefined) {
      const busy = this.#valueOf(device, load)
      if (typeof busy !== 'number' || busy < rule.load.from || busy > rule.load.to) return undefined
    }
    return rule.perMinute === true ? risen(value, device.before[own]!, passedMs) : value
  }

  /** Counters are kept for the next take; what was not read in this one and is not in doubt is forgotten. */
  #endTake(): void {
    for (const [host, devices] of this.#hosts) {
      for (const [id, { values, takes, before, doubts }] of devices) {
        let newest = 0
        for (let place = 0; place < values.length; place++) {
          const value = values[place]!
          newest = Math.max(newest, takes[place]!)
          before[place] = takes[place] === this.#take && typeof value === 'number' ? value : Number.NaN
        }
        if (newest < this.#take && doubts.size === 0) devices.delete(id)
      }
      if (devices.size === 0) this.#hosts.delete(host)
    }
  }
}

function compare(rule: FleetRule, equals: readonly Compared[], passedMs: number) {
  const told: { readonly host: string; readonly finding: Finding }[] = []
  // Too few to say anything: what was told stays, and no time passes.
  if (equals.length <= leastPeers) return told
  const { median, deviation } = spreadOf(equals.map(({ value }) => value))
  for (const { device, value } of equals) {
    const wants = isOutlier(rule, value, median, deviation) ? 1 : 0
    const known = device.doubts.get(rule)
    if (wants === 0 && known === undefined) continue
    const doubt = known ?? { ladder: newLadder(1), finding: undefined }
    device.doubts.set(rule, doubt)
    climb(doubt.ladder, wants, passedMs, steps, holdMs)
    const on = levelOf(doubt.ladder) > 0
    if (on !== (doubt.finding !== undefined)) {
      const finding = findingOf(rule, device, value, median, equals.length - 1, on)
      doubt.finding = on ? finding : undefined
      told.push({ host: device.host, finding })
    }
    if (atRest(doubt.ladder)) device.doubts.delete(rule)
  }
  return told
}

/** What a counter rose in a minute; undefined where that is not known: the first sample, a reset, a gap. */
function risen(value: number, before: number, passedMs: number): number | undefined {
  if (Number.isNaN(before) || passedMs === 0 || value < before) return undefined
  return ((value - before) * 60_000) / passedMs
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
