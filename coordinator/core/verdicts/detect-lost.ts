/** Series that had values and have none any more: the sensor says why, or they just stopped. Not knowing is a finding of its own. */
import type { Finding } from '../../../shared/model/health.ts'
import type { Device, Latest } from './detect-device.ts'
import { followMs } from './detect-ladder.ts'
import type { LostRule } from './rules-row.ts'

/** What the text names before it only counts. */
const namesTold = 3
/** A series has stopped when its sensor went on without it this often, and for this many of its periods beside the rule's own time. */
const missedRounds = 3
const missedPeriods = 2

/** When a sensor was heard last, and how often. */
export interface SensorClock {
  ms: number
  rounds: number
}

export interface Followed extends Latest {
  readonly device: Device
  readonly sensor: SensorClock
  /** the sensor's round of its last sample */
  readonly round: number
  readonly periodMs: number
}

/** It had a value, and has had none for so long. */
export function goneFor(series: Followed, afterMs: number, nowMs: number): boolean {
  if (Number.isNaN(series.ms)) return false
  if (series.lost !== undefined) return nowMs - series.lost.sinceMs >= afterMs
  // Text is sent when it changes.
  if (series.info.kind === 'text') return false
  const { sensor, ms, round, periodMs } = series
  return sensor.rounds - round >= missedRounds && sensor.ms - ms >= afterMs + missedPeriods * periodMs
}

/** It has a value now, which is not an old one. */
export const hasValue = ({ ms, last, lost, info }: Followed, nowMs: number): boolean =>
  last !== undefined && lost === undefined && (info.kind === 'text' || nowMs - ms <= followMs)

export class LostReadings {
  readonly #rule: LostRule
  /** devices whose loss was told, with what was told of it */
  readonly #told = new Map<Device, Finding>()

  constructor(rule: LostRule) {
    this.#rule = rule
  }

  /** What changed of one device. */
  look(device: Device, series: readonly Followed[], nowMs: number): Finding | undefined {
    const { devices, afterMs } = this.#rule
    if (!devices.includes(device.kind)) return undefined
    const gone = series.filter((each) => goneFor(each, afterMs, nowMs))
    const told = this.#told.get(device)
    if (gone.length > 0 === (told !== undefined)) return undefined
    if (told !== undefined) {
      this.#told.delete(device)
      return { ...told, device: device.name, grade: null, text: 'Its readings are back' }
    }
    const finding = this.#finding(device, gone, nowMs)
    this.#told.set(device, finding)
    return finding
  }

  get id(): string {
    return this.#rule.id
  }

  /** All series of a device that have come up in this life have values. */
  ended(series: readonly Followed[], nowMs: number): Finding | undefined {
    const [first] = series
    if (first === undefined || !series.every((each) => hasValue(each, nowMs))) return undefined
    const { id, version, steps } = this.#rule
    const text = 'Its readings are back'
    const { name, place } = first.device
    return {
      rule: id,
      ruleVersion: version,
      device: name,
      grade: null,
      repair: steps[0].repair,
      text,
      evidence: [],
      place,
    }
  }

  standing(): Finding[] {
    return [...this.#told].map(([device, finding]) => ({ ...finding, device: device.name }))
  }

  #finding(device: Device, gone: readonly Followed[], nowMs: number): Finding {
    const { id, version, afterMs, steps, text } = this.#rule
    const names = gone.slice(0, namesTold).map(({ info }) => info.name)
    const reason = gone.find(({ lost }) => typeof lost?.reason === 'string')?.lost?.reason ?? 'nothing was sent'
    const more = gone.length > names.length ? ` and ${gone.length - names.length} more` : ''
    return {
      rule: id,
      ruleVersion: version,
      device: device.name,
      grade: steps[0].grade,
      repair: steps[0].repair,
      text: text.replace('{names}', `${names.join(', ')}${more}`).replace('{reason}', reason),
      evidence: gone.slice(0, namesTold).map(({ info, last, ms }) => ({
        signal: info.name,
        labels: info.labels,
        value: last ?? 'none',
        unit: info.unit === 'count' ? '' : info.unit,
        ageMs: Math.max(0, nowMs - ms),
        limit: `no value for ${afterMs / 1_000} s`,
      })),
      place: device.place,
    }
  }
}
