/**
 * What is looked at over all hosts, beside each frame: a device among its equals; and, once a host's detectors have begun anew and seen
 * enough, everything that stands on it, so that the core ends what they do not find any more.
 */
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import type { FleetDetectors, FleetReading } from '../core/verdicts/fleet-compare.ts'
import type { HostState } from './host-state.ts'

export interface FleetWatchOptions {
  readonly hosts: ReadonlyMap<string, HostState>
  readonly fleet: FleetDetectors
  /** `whole`: it is all that stands on the host */
  readonly found: (host: string, findings: readonly Finding[], whole: boolean) => void
}

export class FleetWatch {
  readonly #options: FleetWatchOptions
  /** of each host: its series that are compared, and how many it had when they were picked */
  readonly #picked = new Map<HostState, { readonly of: number; readonly ids: readonly number[] }>()
  /** when each host was first heard in this life; Infinity: all that stands on it was told */
  readonly #heardMs = new Map<HostState, number>()
  #nextMs = 0

  constructor(options: FleetWatchOptions) {
    this.#options = options
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextMs) return
    this.#nextMs = nowMs + limits.fleetCompareMs
    const { fleet, found, hosts } = this.#options
    for (const [host, findings] of fleet.take(nowMs, this.#readings(nowMs))) found(host, findings, false)
    for (const [id, host] of hosts) this.#tellWhole(id, host, nowMs)
  }

  #tellWhole(id: string, host: HostState, nowMs: number): void {
    if (host.detectors === undefined || nowMs - host.latest.receivedMs > limits.unreachableAfterMs) return
    const heardMs = this.#heardMs.get(host) ?? nowMs
    this.#heardMs.set(host, heardMs)
    if (nowMs - heardMs < limits.detectorsSettleMs) return
    this.#heardMs.set(host, Number.POSITIVE_INFINITY)
    const standing = [...host.judge((detectors) => detectors.standing(), []), ...this.#options.fleet.standing(id)]
    // More than the core takes at a time would end what comes after.
    this.#options.found(id, standing, standing.length <= limits.findingsPerInput)
  }

  *#readings(nowMs: number): Generator<FleetReading> {
    for (const [id, host] of this.#options.hosts) {
      const { series, latest } = host
      for (const number of this.#idsOf(host)) {
        const value = latest.isHeard(number) ? latest.value(number) : null
        if (value === null) continue
        const ageMs = latest.ageMs(number, nowMs)
        yield { host: id, name: series.shapes[number]!.name, labels: series.labels[number]!, value, ageMs }
      }
    }
  }

  #idsOf(host: HostState): readonly number[] {
    const { shapes } = host.series
    const known = this.#picked.get(host)
    if (known !== undefined && known.of === shapes.length) return known.ids
    const ids = [...shapes.keys()].filter((number) => this.#options.fleet.signals.has(shapes[number]!.name))
    this.#picked.set(host, { of: shapes.length, ids })
    return ids
  }
}
