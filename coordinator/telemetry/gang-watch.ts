/** The gangs that run, each among its own hosts: what is unlike its equals there is told to the core when it changes. */
import { limits } from '../../shared/limits.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import { GangCompare, type GangMembers, unlikeSignals } from '../core/stragglers/unlike.ts'
import type { FleetReading } from '../core/verdicts/fleet-compare.ts'
import type { HostState } from './host-state.ts'
import { PickedReadings } from './picked-readings.ts'

export interface GangWatchOptions {
  readonly hosts: ReadonlyMap<string, HostState>
  readonly unlike: (job: string, host: string, unlike: readonly Unlike[]) => void
}

export class GangWatch {
  readonly #options: GangWatchOptions
  readonly #gangs = new Map<string, GangCompare>()
  readonly #picked = new PickedReadings(unlikeSignals)
  #nextMs = 0

  constructor(options: GangWatchOptions) {
    this.#options = options
  }

  /** It runs there from now on; null: it does not run any more. */
  watch(job: string, members: GangMembers | null): void {
    if (members === null) this.#gangs.delete(job)
    else this.#gangs.set(job, new GangCompare(members))
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextMs) return
    this.#nextMs = nowMs + limits.fleetCompareMs
    for (const [job, gang] of this.#gangs)
      for (const [host, unlike] of gang.take(nowMs, this.#readings(gang, nowMs)))
        this.#options.unlike(job, host, unlike)
  }

  *#readings(gang: GangCompare, nowMs: number): Generator<FleetReading> {
    for (const id of gang.hosts) {
      const host = this.#options.hosts.get(id)
      if (host !== undefined) yield* this.#picked.of(id, host, nowMs)
    }
  }
}
