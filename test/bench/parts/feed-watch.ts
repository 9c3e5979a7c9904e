/** A client of the live feed: what of a bench's jobs it has seen, and when. */
import WebSocket from 'ws'
import type { FeedMessage } from '../../../shared/model/feed.ts'
import type { JobRow } from '../../../shared/model/rows.ts'

export interface JobSeen {
  row: JobRow
  /** when the client first knew of so many committed shards, in order */
  readonly steps: { readonly atMs: number; readonly committed: number }[]
  /** when it saw the job's end */
  endSeenMs: number | null
}

/** The coordinator dates with the same machine's clock. */
export const wallMs = (): number => performance.timeOrigin + performance.now()

export class FeedWatch {
  readonly jobs = new Map<string, JobSeen>()
  /** deltas that did not follow what was seen before */
  gaps = 0
  bytes = 0
  messages = 0
  readonly #socket: WebSocket
  readonly #named: (name: string) => boolean
  #seq = 0
  #committed = 0

  private constructor(socket: WebSocket, named: (name: string) => boolean) {
    this.#socket = socket
    this.#named = named
    socket.on('message', (data: Buffer) => this.#take(data))
  }

  /** Follows the jobs whose names are asked for. */
  static async open(address: string, named: (name: string) => boolean): Promise<FeedWatch> {
    const socket = new WebSocket(`ws://${address}/api/v1/feed`, { perMessageDeflate: false, maxPayload: 1 << 30 })
    const watch = new FeedWatch(socket, named)
    await new Promise<void>((resolve, reject) => {
      socket.once('message', () => resolve())
      socket.once('error', reject)
    })
    return watch
  }

  /** Shards seen committed. */
  get committed(): number {
    return this.#committed
  }

  close(): void {
    this.#socket.terminate()
  }

  #take(data: Buffer): void {
    const atMs = wallMs()
    const message = JSON.parse(data.toString('utf8')) as FeedMessage
    this.bytes += data.length
    this.messages++
    if (message.type === 'delta' && message.from !== this.#seq) this.gaps++
    this.#seq = message.seq
    for (const row of Object.values(message.tables.jobs ?? {})) if (row !== null) this.#job(row, atMs)
  }

  #job(row: JobRow, atMs: number): void {
    if (!this.#named(row.spec.name)) return
    let seen = this.jobs.get(row.id)
    if (seen === undefined) {
      seen = { row, steps: [], endSeenMs: null }
      this.jobs.set(row.id, seen)
    }
    const { committed } = row.shards
    const before = seen.steps.at(-1)?.committed ?? 0
    if (committed > before) {
      seen.steps.push({ atMs, committed })
      this.#committed += committed - before
    }
    seen.row = row
    if (row.endedMs !== null) seen.endSeenMs ??= atMs
  }
}
