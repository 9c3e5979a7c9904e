/** A coordinator as its HTTP callers see it: a feed a test feeds, artifacts in memory, registrations written down. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type FeedMessage, type FeedTable, type FeedTables, feedTables } from '../../shared/model/feed.ts'

export interface Posted {
  readonly path: string
  readonly key: string | undefined
  readonly body: Record<string, unknown>
}
type Rows = { [T in FeedTable]?: Record<string, FeedTables[T] | null> }

export class FakeCoordinatorApi {
  readonly artifacts = new Map<string, Buffer>()
  readonly posted: Posted[] = []
  /** answers to POSTs by path; a function may throw a status: `{ status: 503 }` */
  answer: (path: string, body: Record<string, unknown>) => unknown = () => ({})
  readonly #server: Server
  readonly #feed = new WebSocketServer({ noServer: true })
  readonly #tables = new Map<FeedTable, Record<string, unknown>>()
  readonly #waiters = new Set<() => void>()
  #seq = 1

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: { status?: number; code?: string }) => {
        const status = error.status ?? 500
        response.writeHead(status, { 'content-type': 'application/problem+json' })
        response.end(JSON.stringify({ status, code: error.code ?? 'internal', detail: 'as the test wants' }))
      })
    })
    this.#server.on('upgrade', (request, socket, head) => {
      this.#feed.handleUpgrade(request, socket, head, (ws: WebSocket) => ws.send(JSON.stringify(this.#snapshot())))
    })
  }

  static async start(port = 0): Promise<FakeCoordinatorApi> {
    const fake = new FakeCoordinatorApi()
    fake.#server.listen(port, '127.0.0.1')
    await once(fake.#server, 'listening')
    return fake
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Changes rows and sends the delta. */
  change(rows: Rows): void {
    for (const [table, changed] of Object.entries(rows) as [FeedTable, Record<string, unknown>][]) {
      const held = this.#tables.get(table) ?? {}
      for (const [key, row] of Object.entries(changed)) {
        if (row === null) delete held[key]
        else held[key] = row
      }
      this.#tables.set(table, held)
    }
    const from = this.#seq++
    const delta = { type: 'delta', from, seq: this.#seq, nowMs: 0, tables: rows }
    for (const client of this.#feed.clients) client.send(JSON.stringify(delta))
  }

  /** Resolves when `holds` is true, looked at after every POST. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiters.add(resolve))
  }

  #snapshot(): FeedMessage {
    const tables = Object.fromEntries(feedTables.map((name) => [name, this.#tables.get(name) ?? {}]))
    return { type: 'snapshot', incarnation: 1, seq: this.#seq, nowMs: 0, tables } as unknown as FeedMessage
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const path = String(request.url).replace('/api/v1', '')
    const sha256 = /^\/artifacts\/([0-9a-f]{64})$/.exec(path)?.[1]
    if (sha256 !== undefined && request.method === 'PUT') {
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw { status: 400, code: 'bad-digest' }
      this.artifacts.set(sha256, bytes)
      return reply(response, { sha256, bytes: bytes.length })
    }
    if (sha256 !== undefined) {
      response.writeHead(this.artifacts.has(sha256) ? 200 : 404).end()
      return
    }
    const body = bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Record<string, unknown>)
    const answer = this.answer(path, body)
    if (request.method === 'POST') {
      this.posted.push({ path, key: request.headers['idempotency-key'] as string | undefined, body })
    }
    reply(response, answer)
    const waiters = [...this.#waiters]
    this.#waiters.clear()
    for (const wake of waiters) wake()
  }

  async close(): Promise<void> {
    for (const client of this.#feed.clients) client.terminate()
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

function reply(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
