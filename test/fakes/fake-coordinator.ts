/**
 * A coordinator for tests of the agent: real WebSocket, real codec, real HTTP artifacts, no judgement. It records what
 * agents say and sends what the test tells it to.
 */
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { TaskSpec } from '../../shared/model/job.ts'
import {
  type AgentMessage,
  type CoordinatorMessage,
  type Desired,
  type Digest,
  decodeAgentMessage,
  encodeCoordinatorMessage,
  type Fact,
  type Hello,
  type Leases,
} from '../../shared/protocol/codec.ts'
import { decodeTelemetry, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'

export type LeaseAsk = NonNullable<AgentMessage['leaseRequest']>

export class FakeCoordinator {
  readonly hellos: Hello[] = []
  readonly facts: Fact[] = []
  readonly asks: LeaseAsk[] = []
  readonly artifacts = new Map<string, Buffer>()
  /** shards to lend when an attempt asks, one answer per ask */
  lend: ((ask: LeaseAsk) => Leases | undefined) | undefined
  ackFacts = true
  /** frames in the order in which they came, with those that came again */
  readonly frames: TelemetryFrame[] = []
  ackTelemetry = true
  digestMs = 200
  digests = 0
  lastDigest: Digest = {}
  incarnation = 1
  port = 0
  #generation = 0
  #desired: Desired = {}
  /** by spool */
  readonly #lastFacts = new Map<string, number>()
  #socket: WebSocket | undefined
  readonly #http: Server
  readonly #ws: WebSocketServer
  readonly #waiters = new Set<() => void>()

  constructor() {
    this.#http = createServer((asked, answer) => void this.#serve(asked, answer))
    this.#ws = new WebSocketServer({ server: this.#http, path: '/api/v1/agents' })
    this.#ws.on('connection', (socket) => this.#accept(socket))
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  listen(port = 0): Promise<void> {
    return new Promise((resolve) => {
      this.#http.listen(port, '127.0.0.1', () => {
        this.port = (this.#http.address() as AddressInfo).port
        resolve()
      })
    })
  }

  /** Cuts the link; the agent reconnects. */
  cut(): void {
    this.#socket?.terminate()
  }

  close(): Promise<void> {
    for (const client of this.#ws.clients) client.terminate()
    this.#ws.close()
    this.#http.closeAllConnections()
    return new Promise((resolve) => this.#http.close(() => resolve()))
  }

  /** To the agent that connected last, unless another is named. */
  send(message: CoordinatorMessage, to = this.#socket): void {
    to?.send(encodeCoordinatorMessage(message))
  }

  desire(desired: Pick<Desired, 'attempts' | 'forget'>): void {
    this.#desired = { ...desired, incarnation: this.incarnation, generation: ++this.#generation }
    this.send({ desired: this.#desired })
  }

  run(attempt: string, spec: TaskSpec): void {
    this.desire({ attempts: [{ attempt, action: 'run', specJson: JSON.stringify(spec) }] })
  }

  /** Resolves once the condition holds; looked at after everything an agent says. The test's own timeout bounds it. */
  until<T>(condition: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const value = condition()
        if (value === undefined || value === false) return
        this.#waiters.delete(look)
        resolve(value)
      }
      this.#waiters.add(look)
      look()
    })
  }

  #accept(socket: WebSocket): void {
    const nonce = randomBytes(32)
    this.#socket = socket
    const challenge = { nonce, incarnation: this.incarnation }
    socket.send(encodeCoordinatorMessage({ challenge }))
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => {
      this.#take(decodeAgentMessage(data), nonce, socket)
      for (const look of [...this.#waiters]) look()
    })
  }

  #take(message: AgentMessage, nonce: Buffer, from: WebSocket): void {
    if (message.hello) this.#hello(message.hello, nonce, from)
    else if (message.facts) this.#factsCame(message.facts.spool ?? '', message.facts.facts ?? [], from)
    else if (message.digest) this.#digestCame(message.digest, from)
    else if (message.telemetry) this.#frameCame(message.telemetry, from)
    else if (message.leaseRequest) {
      this.asks.push(message.leaseRequest)
      const leases = (message.leaseRequest.want ?? 0) > 0 ? this.lend?.(message.leaseRequest) : undefined
      if (leases) this.send({ leases }, from)
    }
  }

  #hello(hello: Hello, nonce: Buffer, from: WebSocket): void {
    const der = Buffer.from(hello.publicKey ?? [])
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    const signed = Buffer.concat([nonce, Buffer.from(hello.bootId ?? '')])
    if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, hello.signature ?? new Uint8Array())) {
      this.send({ refused: { code: 'bad-signature', reason: 'the signature does not fit the key' } }, from)
      return
    }
    this.hellos.push(hello)
    const host = createHash('sha256').update(der).digest('hex').slice(0, 32)
    const { incarnation } = this
    const lastFact = this.#lastFacts.get(hello.spool ?? '') ?? 0
    this.send({ welcome: { host, protocol: 1, incarnation, lastFact, digestMs: this.digestMs } }, from)
    if (this.#generation > 0) this.send({ desired: this.#desired }, from)
  }

  #digestCame(digest: Digest, from: WebSocket): void {
    this.digests++
    this.lastDigest = digest
    if (digest.number) this.send({ heard: { number: digest.number } }, from)
  }

  #frameCame(bytes: Uint8Array, from: WebSocket): void {
    const frame = decodeTelemetry(bytes)
    this.frames.push(frame)
    const [dictionary, number] = [frame.dictionary ?? '', frame.number ?? 0]
    if (this.ackTelemetry) this.send({ telemetryAck: { dictionary, number, firstNumber: number } }, from)
  }

  #factsCame(spool: string, facts: readonly Fact[], from: WebSocket): void {
    let lastFact = this.#lastFacts.get(spool) ?? 0
    for (const fact of facts) {
      if (Number(fact.number) <= lastFact) continue
      lastFact = Number(fact.number)
      this.facts.push(fact)
    }
    this.#lastFacts.set(spool, lastFact)
    if (this.ackFacts) this.send({ factsAck: { spool, lastFact } }, from)
  }

  async #serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const sha256 = asked.url?.split('/').at(-1) ?? ''
    const found = this.artifacts.get(sha256)
    if (asked.method === 'PUT') {
      const parts: Buffer[] = []
      for await (const part of asked) parts.push(part as Buffer)
      this.artifacts.set(sha256, Buffer.concat(parts))
      answer.writeHead(201).end()
    } else if (found === undefined) answer.writeHead(404).end()
    else answer.writeHead(200, { 'content-length': found.length }).end(asked.method === 'HEAD' ? undefined : found)
  }
}
