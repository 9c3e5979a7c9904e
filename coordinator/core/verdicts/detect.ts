/**
 * Runs the rules over the samples of one host, where the data is: in the telemetry worker. Each sample goes through the rules of its signal;
 * what changes its mind is told once, as a finding. Pure: no clock but that of the samples, which is good for differences only.
 */
import type { Finding } from '../../../shared/model/health.ts'
import { releasedReason } from '../../../shared/model/reading.ts'
import { signalDef } from '../../../shared/model/signals.ts'
import { type Device, Devices } from './detect-device.ts'
import { hasEnded, type Seen } from './detect-ended.ts'
import { atRest, climb, followMs, levelOf, newLadder } from './detect-ladder.ts'
import { withTray } from './detect-leaks.ts'
import { type Followed, goneFor, hasValue, LostReadings, type SensorClock } from './detect-lost.ts'
import { evidenceOf, overText, textOf } from './detect-text.ts'
import { type Memory, type Now, newMemory, remembers, unsure, wantsOf } from './detect-wants.ts'
import type { HostDetectors, SeriesInfo, Watcher } from './detector.ts'
import { rules as allRules } from './rules.ts'
import type { LostRule, Rule, SampleRule } from './rules-row.ts'

/** How often devices are looked over for series that stopped, in the host's time. */
const sweepEveryMs = 5_000

export interface DetectorOptions {
  readonly rules?: readonly Rule[]
}

/** One series that some rule looks at, or gives as evidence. */
class Watched implements Watcher, Seen {
  readonly info: SeriesInfo
  readonly device: Device
  readonly rules: readonly SampleRule[]
  /** by rule; made when there is something to remember, for there are very many of these */
  memories: (Memory | undefined)[] | undefined
  readonly sensor: SensorClock
  ms = Number.NaN
  firstMs = Number.NaN
  last: number | string | undefined = undefined
  lost: Followed['lost'] = undefined
  periodMs = 0
  round = 0
  readonly #host: Host
  /** of a state: its words, in the order of their numbers */
  readonly #words: readonly string[] | undefined

  constructor(host: Host, info: SeriesInfo, device: Device, rules: readonly SampleRule[]) {
    this.#host = host
    this.info = info
    this.device = device
    this.rules = rules
    this.memories = rules.some(remembers) ? rules.map((rule) => (remembers(rule) ? newMemory() : undefined)) : undefined
    // What a sensor says of itself goes on while it reads nothing.
    this.sensor = host.clockOf(info.name.startsWith('sensor-') ? `self/${info.sensor}` : info.sensor)
    this.#words = info.kind === 'state' ? signalDef(info.name)?.states : undefined
  }

  value(hostMs: number, value: number): void {
    this.#sample(hostMs, this.#words === undefined ? value : (this.#words[value] ?? value))
  }

  word(hostMs: number, word: string): void {
    this.#sample(hostMs, word)
  }

  absent(hostMs: number, reason: string | null): void {
    this.#host.hear(hostMs)
    if (Number.isNaN(this.ms)) return
    if (this.lost === undefined || reason === releasedReason) this.lost = { sinceMs: hostMs, reason }
  }

  #sample(hostMs: number, value: number | string): void {
    const apartMs = hostMs - this.ms
    const follows = this.lost === undefined && apartMs >= 0 && apartMs <= followMs
    if (follows) this.periodMs = apartMs
    this.#host.hear(hostMs)
    const { sensor } = this
    // A frame may bring several rounds, series by series.
    if (!(hostMs <= sensor.ms) || hostMs < sensor.ms - followMs) {
      sensor.ms = hostMs
      sensor.rounds++
    }
    const now = { before: this.last, value, ms: hostMs }
    this.ms = hostMs
    if (Number.isNaN(this.firstMs)) this.firstMs = hostMs
    this.last = value
    this.lost = undefined
    this.round = sensor.rounds
    for (let index = 0; index < this.rules.length; index++) this.#judge(index, now, follows ? apartMs : 0)
  }

  /** One rule, with a sample or, by the sweep, with none. */
  #judge(index: number, now: Now | undefined, passedMs: number): void {
    const rule = this.rules[index]!
    const memory = this.memories?.[index]
    const on = memory?.ladder?.on ?? 0
    const wants = now === undefined ? this.#wantsAbsent(rule) : wantsOf(rule, memory, on, now, this.device)
    if (wants === unsure) {
      if (memory !== undefined && now !== undefined) memory.broken = true
      return
    }
    if (wants !== 0 || memory?.ladder !== undefined) return this.#climb(rule, index, wants, passedMs)
    if (memory !== undefined) memory.broken = false
  }

  #climb(rule: SampleRule, index: number, wants: number, passedMs: number): void {
    this.memories ??= this.rules.map(() => undefined)
    const memory = this.memories[index] ?? newMemory()
    this.memories[index] = memory
    const ladder = memory.ladder ?? newLadder(rule.steps.length)
    memory.ladder = ladder
    climb(ladder, wants, memory.broken ? 0 : passedMs, rule.steps, rule.clearMs ?? 0)
    memory.broken = false
    if (levelOf(ladder) !== memory.told) this.#host.changed(this, index, memory)
    else if (atRest(ladder)) memory.ladder = undefined
  }

  /** While the whole sensor is silent nothing is known of one of its series, unless the rule says so. */
  #wantsAbsent(rule: SampleRule): number {
    const { nowMs } = this.#host.devices
    if (rule.kind !== 'absent') return goneFor(this, 0, nowMs) ? 0 : unsure
    if (!goneFor(this, rule.afterMs, nowMs)) return unsure
    const alive = this.sensor.ms > this.ms && nowMs - this.sensor.ms <= followMs
    if (!alive && rule.evenAlone !== true) return unsure
    const holds = rule.only === undefined ? true : rule.only(this.device, undefined)
    return holds === undefined ? unsure : holds ? 1 : 0
  }

  /** Looks at the rules for which having no value means something. */
  sweep(passedMs: number): void {
    for (let index = 0; index < this.rules.length; index++) {
      if (looksAtAbsence(this.rules[index]!)) this.#judge(index, undefined, passedMs)
    }
  }
}

const looksAtAbsence = (rule: SampleRule): boolean =>
  rule.kind === 'absent' || ('absentIsWell' in rule && rule.absentIsWell === true)

/** The rules by signal; signals that are only looked up have none. One index for all hosts. */
interface Index {
  readonly rules: ReadonlyMap<string, readonly SampleRule[]>
  readonly peers: ReadonlySet<string>
  /** by id: rules over series that are named only while something is wrong */
  readonly unnamed: ReadonlyMap<string, SampleRule>
}

function indexOf(rules: readonly Rule[]): Index {
  const bySignal = new Map<string, SampleRule[]>()
  const samples = rules.filter((rule) => rule.kind !== 'lost')
  const peers = new Set<string>(samples.flatMap((rule) => rule.peers ?? []))
  for (const peer of peers) bySignal.set(peer, [])
  for (const rule of samples) bySignal.set(rule.signal, [...(bySignal.get(rule.signal) ?? []), rule])
  const unnamed = samples.filter((rule) => 'absentIsWell' in rule && rule.absentIsWell === true)
  return { rules: bySignal, peers, unnamed: new Map(unnamed.map((rule) => [rule.id, rule])) }
}

const defaultIndex = indexOf(allRules)

function fits(label: string | undefined, wanted: string): boolean {
  if (wanted === '*') return label !== undefined
  if (wanted === '-') return label === undefined
  return wanted.startsWith('!') ? label !== wanted.slice(1) : label === wanted
}

const labelled = (rule: SampleRule, series: SeriesInfo): boolean =>
  Object.entries(rule.where ?? {}).every(([key, wanted]) => fits(series.labels[key], wanted))

class Host implements HostDetectors {
  readonly devices = new Devices()
  readonly #index: Index
  readonly #lost: LostReadings | undefined
  readonly #clocks = new Map<string, SensorClock>()
  readonly #series = new Map<Device, Watched[]>()
  /** what changed its mind since the last take */
  readonly #pending = new Map<Memory, { readonly watched: Watched; readonly index: number }>()
  #sweptMs = 0
  #beganMs: number | undefined

  constructor(rules: readonly Rule[]) {
    this.#index = rules === allRules ? defaultIndex : indexOf(rules)
    const lost = rules.find((rule): rule is LostRule => rule.kind === 'lost')
    this.#lost = lost === undefined ? undefined : new LostReadings(lost)
  }

  clockOf(sensor: string): SensorClock {
    const known = this.#clocks.get(sensor) ?? { ms: Number.NaN, rounds: 0 }
    this.#clocks.set(sensor, known)
    return known
  }

  /** The host's clock; one that was set back is followed. */
  hear(hostMs: number): void {
    if (hostMs > this.devices.nowMs || hostMs < this.devices.nowMs - followMs) this.devices.nowMs = hostMs
  }

  changed(watched: Watched, index: number, memory: Memory): void {
    this.#pending.set(memory, { watched, index })
  }

  watch(series: SeriesInfo): Watcher | undefined {
    const indexed = this.#index.rules.get(series.name)
    if (indexed === undefined) return undefined
    const rules = indexed.every(({ where }) => where === undefined)
      ? indexed
      : indexed.filter((rule) => labelled(rule, series))
    const isPeer = this.#index.peers.has(series.name)
    if (rules.length === 0 && !isPeer) return undefined
    const device = this.devices.of(series)
    const all = this.#series.get(device) ?? []
    // A series that is defined again goes on where it was: its agent has only begun a new dictionary.
    const known = all.find(({ info }) => info.name === series.name && sameLabels(info.labels, series.labels))
    if (known !== undefined) return known
    const watched = new Watched(this, series, device, rules)
    if (isPeer) this.devices.follow(device, watched)
    this.#series.set(device, [...all, watched])
    return watched
  }

  take(_receivedMs: number): Finding[] {
    const found = this.#sweep()
    for (const [memory, { watched, index }] of this.#pending) {
      const level = levelOf(memory.ladder)
      if (level === memory.told) continue
      found.push(this.#findingOf(watched, index, level === 0 ? memory.told : level, level === 0))
      memory.told = level
      if (level === 0) memory.ladder = undefined
    }
    this.#pending.clear()
    return found
  }

  standing(): Finding[] {
    const found = this.#lost?.standing() ?? []
    for (const all of this.#series.values()) {
      for (const watched of all) {
        for (const [index, memory] of (watched.memories ?? []).entries()) {
          const level = levelOf(memory?.ladder)
          if (level > 0) found.push(this.#findingOf(watched, index, level, false))
        }
      }
    }
    return found
  }

  ended(device: string, rule: string): Finding | undefined {
    const { nowMs } = this.devices
    let certain: Finding | undefined
    for (const [{ name }, all] of this.#series) {
      if (name !== device) continue
      if (rule === this.#lost?.id) return this.#lost.ended(all, nowMs)
      for (const watched of all) {
        const index = watched.rules.findIndex(({ id }) => id === rule)
        if (index < 0) continue
        if (!hasEnded(watched, index, nowMs)) return undefined
        certain ??= findingOf(watched, index, 1, true, nowMs)
      }
      certain ??= this.#unnamed(all, rule)
    }
    return certain
  }

  /** Of a device that is heard: a series that its sensor names only while something is wrong, and does not name. */
  #unnamed(all: readonly Watched[], id: string): Finding | undefined {
    const { nowMs } = this.devices
    const rule = this.#index.unnamed.get(id)
    const heard = all.find((each) => hasValue(each, nowMs))
    if (rule === undefined || heard === undefined) return undefined
    const { name, place } = heard.device
    const { version: ruleVersion, steps } = rule
    const text = `${rule.signal} is not reported any more`
    return { rule: id, ruleVersion, device: name, grade: null, repair: steps[0]!.repair, text, evidence: [], place }
  }

  #findingOf(watched: Watched, index: number, level: number, over: boolean): Finding {
    const { nowMs } = this.devices
    const finding = findingOf(watched, index, level, over, nowMs)
    if (over || watched.device.kind !== 'leak') return finding
    return withTray(finding, this.#series, nowMs - (this.#beganMs ?? nowMs))
  }

  #sweep(): Finding[] {
    const { nowMs } = this.devices
    this.#beganMs ??= nowMs
    const sinceMs = nowMs - this.#sweptMs
    if (sinceMs >= 0 && sinceMs < sweepEveryMs) return []
    this.#sweptMs = nowMs
    const passedMs = sinceMs >= 0 && sinceMs <= followMs ? sinceMs : 0
    const found: Finding[] = []
    for (const [device, all] of this.#series) {
      // [CI10] a person works on it: what stood stands, and nothing is found
      if (all.some(({ lost }) => lost?.reason === releasedReason)) continue
      for (const watched of all) watched.sweep(passedMs)
      const lost = this.#lost?.look(device, all, nowMs)
      if (lost !== undefined) found.push(lost)
    }
    return found
  }
}

function sameLabels(one: SeriesInfo['labels'], other: SeriesInfo['labels']): boolean {
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key])
}

function findingOf(watched: Watched, index: number, level: number, over: boolean, nowMs: number): Finding {
  const { device } = watched
  const rule = watched.rules[index]!
  const step = rule.steps[level - 1]!
  const text = over ? overText(watched) : textOf(rule, step, watched, watched.memories?.[index], device)
  return {
    rule: rule.id,
    ruleVersion: rule.version,
    device: device.name,
    grade: over ? null : step.grade,
    repair: step.repair,
    text,
    evidence: evidenceOf(rule, step, watched, device, nowMs),
    place: device.place,
  }
}

/** The detectors of one host. `rules`: in place of those of this version, for trying others on old data. */
export function makeHostDetectors(_host: string, options: DetectorOptions = {}): HostDetectors {
  return new Host(options.rules ?? allRules)
}
