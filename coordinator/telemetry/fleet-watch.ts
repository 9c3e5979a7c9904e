/**
 * What is looked at over all hosts, beside each frame: a device among its equals; and what stood on a host when its detectors began anew,
 * until they can say that it has ended or find it themselves.
 */
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import type { FleetDetectors, FleetReading } from '../core/verdicts/fleet-compare.ts'
import type { HostState } from './host-state.ts'
import { PickedReadings } from './picked-readings.ts'

/** A fault that detectors found, by what they call it. */
export type FoundFault = Pick<Finding, 'device' | 'rule'>

export interface FleetWatchOptions {
  readonly hosts: ReadonlyMap<string, HostState>
  readonly fleet: FleetDetectors
  readonly found: (host: string, findings: readonly Finding[]) => void
}

/** What stood on a host when this life began. */
interface Stood {
  faults: readonly FoundFault[]
  /** for how long the host has been heard in this life, and for how long when its detectors are asked next */
  heardForMs: number
  dueForMs: number
}

export class FleetWatch {
  readonly #options: FleetWatchOptions
  readonly #picked: PickedReadings
  readonly #stood = new Map<string, Stood>()
  #nextMs = 0

  constructor(options: FleetWatchOptions) {
    this.#options = options
    this.#picked = new PickedReadings(options.fleet.signals)
  }

  /** What the core knows of this host from detectors that are no more. */
  stood(host: string, faults: readonly FoundFault[]): void {
    this.#stood.set(host, { faults, heardForMs: 0, dueForMs: limits.detectorsSettleMs })
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextMs) return
    this.#nextMs = nowMs + limits.fleetCompareMs
    const { fleet, found } = this.#options
    for (const [host, findings] of fleet.take(nowMs, this.#readings(nowMs))) found(host, findings)
    for (const [host, stood] of this.#stood) this.#askAgain(host, stood, nowMs)
  }

  #askAgain(id: string, stood: Stood, nowMs: number): void {
    const host = this.#options.hosts.get(id)
    if (host === undefined || nowMs - host.latest.receivedMs > limits.unreachableAfterMs) return
    const heardForMs = stood.heardForMs
    stood.heardForMs += limits.fleetCompareMs
    if (heardForMs < stood.dueForMs) return
    stood.dueForMs = heardForMs + limits.detectorsAskedMs
    const { fleet, found } = this.#options
    const holds = [...host.judge((detectors) => detectors.standing(), []), ...fleet.standing(id)]
    const ended: Finding[] = []
    stood.faults = stood.faults.filter(({ device, rule }) => {
      if (holds.some((each) => each.device === device && each.rule === rule)) return false
      const over = host.judge((detectors) => detectors.ended(device, rule), undefined) ?? fleet.ended(id, device, rule)
      if (over !== undefined) ended.push(over)
      return over === undefined
    })
    if (stood.faults.length === 0) this.#stood.delete(id)
    if (ended.length > 0) found(id, ended)
  }

  *#readings(nowMs: number): Generator<FleetReading> {
    for (const [id, host] of this.#options.hosts) yield* this.#picked.of(id, host, nowMs)
  }
}
