/** The agents' WebSocket: verifies hellos, turns frames into inputs and effects into frames. Decides nothing. */
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { limits } from '../../shared/limits.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import {
  type CoordinatorMessage,
  commonVersion,
  decodeAgentMessage,
  encodeCoordinatorMessage,
  type Fact,
  type Hello,
  protocolVersion,
  WireError,
} from '../../shared/protocol/codec.ts'
import { desiredOf } from '../core/desired.ts'
import type { Effect } from '../core/effects.ts'
import type { FactBody } from '../core/inputs.ts'
import type { Door, HostReadings } from '../ports.ts'

interface Connection {
  readonly number: number
  readonly socket: WebSocket
  readonly nonce: Buffer
  host: string | null
  spool: string
  alive: boolean
}

export interface AgentConnections extends HostReadings {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  perform(effect: Effect): void
  /** Pings all; drops those that did not answer since the last call. */
  ping(): void
  close(): void
}

type Log = (level: 'info' | 'warn', message: string) => void

export function makeAgentConnections(door: Door, log: Log): AgentConnections {
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false })
  const byHost = new Map<string, Connection>()
  const all = new Set<Connection>()
  const readings = new Map<string, { receivedMs: number; signals: unknown }>()
  let numbers = 0

  const send = (connection: Connection, message: CoordinatorMessage): void => {
    if (connection.socket.readyState !== connection.socket.OPEN) return
    if (connection.socket.bufferedAmount > limits.sendBufferBytes) connection.socket.terminate()
    else connection.socket.send(encodeCoordinatorMessage(message))
  }

  const refuse = (connection: Connection, code: string, reason: string): void => {
    send(connection, { refused: { code, reason } })
    connection.socket.close(4000, code)
  }

  const accept = (socket: WebSocket): void => {
    const connection: Connection = {
      number: ++numbers,
      socket,
      nonce: randomBytes(32),
      host: null,
      spool: '',
      alive: true,
    }
    all.add(connection)
    socket.on('pong', () => {
      connection.alive = true
    })
    socket.on('message', (data: Buffer) => {
      connection.alive = true
      try {
        receive(connection, data)
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        log('warn', `agent ${connection.host ?? 'unknown'}: ${error.message}`)
        socket.close(4001, 'bad frame')
      }
    })
    socket.on('error', (error) => log('warn', `agent ${connection.host ?? 'unknown'}: ${error.message}`))
    socket.on('close', () => {
      all.delete(connection)
      if (connection.host === null) return
      if (byHost.get(connection.host) === connection) byHost.delete(connection.host)
      door.post({ kind: 'host-disconnected', host: connection.host, connection: connection.number })
    })
    send(connection, { challenge: { nonce: connection.nonce, incarnation: door.state.meta.must('meta').incarnation } })
  }

  const receive = (connection: Connection, data: Buffer): void => {
    const message = decodeAgentMessage(data)
    if (connection.host === null) {
      if (message.hello) greet(connection, message.hello)
      return
    }
    const host = connection.host
    if (message.facts) {
      for (const fact of message.facts.facts ?? []) {
        const body = factBody(fact)
        if (body !== undefined)
          door.post({
            kind: 'fact-received',
            host,
            spool: connection.spool,
            number: Number(fact.number ?? 0),
            fact: body,
          })
      }
    } else if (message.leaseRequest) {
      const { attempt, want, whole, holding } = message.leaseRequest
      const listed = whole === true ? [...(holding ?? [])] : null
      door.post({ kind: 'lease-requested', host, attempt: attempt ?? '', want: want ?? 0, whole: listed })
    } else if (message.digest) {
      keepSignals(host, message.digest.signalsJson ?? '[]')
      door.post({ kind: 'host-seen', host, digest: message.digest })
    }
  }

  const keepSignals = (host: string, json: string): void => {
    try {
      readings.set(host, { receivedMs: Date.now(), signals: JSON.parse(json) })
    } catch {
      log('warn', `agent ${host}: signals are not JSON`)
    }
  }

  const greet = (connection: Connection, hello: Hello): void => {
    const version = commonVersion({ min: hello.protocolMin ?? 0, max: hello.protocolMax ?? 0 }, protocolVersion)
    if (version === undefined) {
      const theirs = `${hello.protocolMin ?? 0}–${hello.protocolMax ?? 0}`
      refuse(
        connection,
        'protocol-version',
        `the agent speaks protocol ${theirs}, this coordinator ${protocolVersion.min}–${protocolVersion.max}: upgrade the older one`,
      )
      return
    }
    const host = provenHost(hello, connection.nonce)
    if (host === undefined) return refuse(connection, 'bad-signature', 'the hello is not signed by the key it shows')
    connection.host = host
    connection.spool = hello.spool ?? ''
    const old = byHost.get(host)
    if (old !== undefined && door.state.hosts.get(host)?.bootId === hello.bootId) old.socket.terminate()
    byHost.set(host, connection)
    door.post({ kind: 'host-connected', host, connection: connection.number, hello })
  }

  server.on('connection', accept)
  return {
    handleUpgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request)),
    signals: (host) => readings.get(host),
    perform(effect) {
      if (!('host' in effect)) return
      const connection = byHost.get(effect.host)
      if (connection === undefined) return
      switch (effect.kind) {
        case 'send-desired':
          return send(connection, { desired: desiredOf(door.state, effect.host) })
        case 'send-welcome': {
          const incarnation = door.state.meta.must('meta').incarnation
          const lastFact = door.state.hostSync.must(effect.host).lastFact
          return send(connection, {
            welcome: {
              host: effect.host,
              protocol: protocolVersion.max,
              incarnation,
              lastFact,
              digestMs: limits.digestMs,
            },
          })
        }
        case 'refuse-host':
          return refuse(connection, effect.code, effect.reason)
        case 'acknowledge-facts':
          return send(connection, { factsAck: { spool: effect.spool, lastFact: effect.number } })
        case 'send-leases': {
          const { attempt, leases, revoked, finish, inputsJson } = effect
          return send(connection, {
            leases: { attempt, leases: [...leases], revoked: [...revoked], finish, inputsJson },
          })
        }
      }
    },
    ping() {
      for (const connection of all) {
        if (!connection.alive) connection.socket.terminate()
        else {
          connection.alive = false
          connection.socket.ping()
        }
      }
    },
    close() {
      for (const connection of all) connection.socket.terminate()
      server.close()
    },
  }
}

/** The host id that the hello's key proves, or undefined when the signature is not of this nonce and boot id. */
function provenHost(hello: Hello, nonce: Buffer): string | undefined {
  const der = Buffer.from(hello.publicKey ?? new Uint8Array())
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    const signed = Buffer.concat([nonce, Buffer.from(hello.bootId ?? '')])
    const good = verify(
      'sha256',
      signed,
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(hello.signature ?? new Uint8Array()),
    )
    return good ? createHash('sha256').update(der).digest('hex').slice(0, 32) : undefined
  } catch {
    return undefined
  }
}

const unknownExit: ExitRecord = {
  code: null,
  signal: null,
  reason: 'unknown',
  sentByUs: false,
  lastLines: [],
  endedHostMs: 0,
}

function factBody(fact: Fact): FactBody | undefined {
  if (fact.started) return { kind: 'attempt-started', attempt: fact.started.attempt ?? '', pid: fact.started.pid ?? 0 }
  if (fact.ended)
    return { kind: 'attempt-ended', attempt: fact.ended.attempt ?? '', exit: exitOf(fact.ended.exitJson ?? '') }
  if (fact.results)
    return { kind: 'shard-results', attempt: fact.results.attempt ?? '', results: fact.results.results ?? [] }
  if (fact.replica)
    return {
      kind: 'replica-state',
      attempt: fact.replica.attempt ?? '',
      ready: fact.replica.ready === true,
      reason: fact.replica.reason ?? '',
    }
  if (fact.spoolReset) return { kind: 'spool-reset', reason: fact.spoolReset.reason ?? '' }
  return undefined
}

function exitOf(json: string): ExitRecord {
  try {
    return { ...unknownExit, ...(JSON.parse(json) as Partial<ExitRecord>) }
  } catch {
    return unknownExit
  }
}
