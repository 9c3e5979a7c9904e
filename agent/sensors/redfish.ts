/** One Redfish service (a BMC, a CDU, a PDU, a power shelf, a rack's manager) as a collector. */
import type { Source, Surroundings } from './collector.ts'
import type { RedfishConfig } from './collector-config.ts'
import type { Row } from './collector-rows.ts'
import { heatBalance } from './heat-balance.ts'
import { RedfishClient } from './redfish-client.ts'
import { RedfishWalk } from './redfish-walk.ts'

/** How often the links are followed anew: parts are put in and pulled by hand, so seldom. */
const discoverEveryMs = 600_000

export class RedfishSource implements Source {
  readonly #client: RedfishClient
  readonly #walk: RedfishWalk
  readonly #config: RedfishConfig
  readonly #clock: Surroundings['clock']
  #discoverAtMs = 0

  constructor(config: RedfishConfig, around: Surroundings) {
    this.#config = config
    this.#clock = around.clock
    this.#client = new RedfishClient(config, around)
    this.#walk = new RedfishWalk(this.#client, () => around.clock.nowMs())
  }

  get requests(): number {
    return this.#client.requests
  }
  get failures(): number {
    return this.#client.failures
  }

  async round(): Promise<number> {
    const nowMs = this.#clock.nowMs()
    if (nowMs < this.#discoverAtMs) return this.#walk.poll()
    const unread = await this.#walk.discover()
    this.#discoverAtMs = nowMs + discoverEveryMs
    return unread
  }

  rows(): readonly Row[] {
    const rows = this.#walk.store.rows()
    return [...rows, ...heatBalance(rows, this.#config.coolant)]
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
