/** A client of the live feed that dates what it first sees of faults: their verdicts, and the alerts that name those. */
import WebSocket from 'ws'
import type { FeedMessage } from '../../../shared/model/feed.ts'
import { wallMs } from './feed-watch.ts'

export interface FaultSeen {
  readonly verdict: string
  readonly rule: string
  readonly verdictMs: number
  /** null: no alert that names it yet */
  alertMs: number | null
}

export class FaultWatch {
  /** by `<host name> <rule>`: the first of each */
  readonly seen = new Map<string, FaultSeen>()
  /** deltas that did not follow what was seen before */
  gaps = 0
  messages = 0
  readonly #socket: WebSocket
  readonly #names = new Map<string, string>()
  readonly #byVerdict = new Map<string, FaultSeen>()
  #seq = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString('utf8')) as FeedMessage, wallMs()))
  }

  static async open(address: string): Promise<FaultWatch> {
    const socket = new WebSocket(`ws://${address}/api/v1/feed`, { perMessageDeflate: false, maxPayload: 1 << 30 })
    const watch = new FaultWatch(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('message', () => resolve())
      socket.once('error', reject)
    })
    return watch
  }

  close(): void {
    this.#socket.terminate()
  }

  #take(message: FeedMessage, atMs: number): void {
    this.messages++
    if (message.type === 'delta' && message.from !== this.#seq) this.gaps++
    this.#seq = message.seq
    const { hosts, verdicts, alerts } = message.tables
    for (const row of Object.values(hosts ?? {})) if (row !== null) this.#names.set(row.id, row.name)
    for (const row of Object.values(verdicts ?? {})) {
      const key = row === null ? '' : `${this.#names.get(row.host)} ${row.rule}`
      if (row === null || this.seen.has(key)) continue
      const fault: FaultSeen = { verdict: row.id, rule: row.rule, verdictMs: atMs, alertMs: null }
      this.seen.set(key, fault)
      this.#byVerdict.set(row.id, fault)
    }
    for (const row of Object.values(alerts ?? {}))
      for (const id of row?.verdicts ?? []) {
        const fault = this.#byVerdict.get(id)
        if (fault !== undefined) fault.alertMs ??= atMs
      }
  }
}
