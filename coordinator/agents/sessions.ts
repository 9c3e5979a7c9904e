/**
 * The agents' sessions over any ordered connection: challenge → hello → welcome, then frames become inputs and effects become
 * frames. `connections.ts` brings WebSockets; the simulator brings its network.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { limits } from '../../shared/limits.ts'
import {
  type CoordinatorMessage,
  commonVersion,
  decodeAgentMessage,
  encodeCoordinatorMessage,
  type Hello,
  protocolVersion,
  type TelemetryAck,
  WireError,
} from '../../shared/protocol/codec.ts'
import type { Effect } from '../core/effects.ts'
import type { Door, SecretsAnswer } from '../ports.ts'
import { frameOf, inputsOf } from './frames.ts'

/** What a session needs of its connection. */
export interface AgentSocket {
  /** Does nothing unless the connection is open. */
  send(bytes: Uint8Array): void
  /** bytes handed over and not yet on the network */
  bufferedAmount(): number
  ping(): void
  close(code: number, reason: string): void
  /** Ends at once. */
  terminate(): void
}

/** What the connection tells its session. */
export interface SessionHandlers {
  message(bytes: Uint8Array): void
  /** a pong came: the other end is there */
  heard(): void
  error(cause: string): void
  /** once, at the end */
  close(): void
}

export interface AgentSessions {
  /** Takes a new connection and challenges the agent at its other end. */
  accept(socket: AgentSocket): SessionHandlers
  perform(effect: Effect): void
  /** Tells the host that frames of its telemetry are kept; nothing when it is not connected: it sends them again. */
  telemetryKept(host: string, ack: TelemetryAck): void
  /** Ends the host's connection; its agent comes back at once, and says anew what it says once on each link. */
  relink(host: string): void
  /** Pings those that were silent since the last call; drops those that did not answer either. */
  ping(): void
  close(): void
}

export type Log = (level: 'info' | 'warn', message: string) => void

export interface SessionsOptions {
  readonly door: Door
  readonly log: Log
  /** A telemetry frame of the session that is the host's, not decoded; absent: telemetry is dropped and not acknowledged. */
  readonly onTelemetry?: (host: string, bytes: Uint8Array) => void
  /** the secrets of a host's attempt; absent: there are none */
  readonly secrets?: (host: string, attempt: string) => Promise<SecretsAnswer>
  /** fresh random bytes: what a hello must sign */
  readonly nonce: () => Uint8Array
}

interface Session {
  readonly number: number
  readonly socket: AgentSocket
  readonly nonce: Uint8Array
  host: string | null
  spool: string
  /** rounds of `ping` since anything was heard */
  silentRounds: number
}

export function makeAgentSessions(options: SessionsOptions): AgentSessions {
  return new Sessions(options)
}

class Sessions implements AgentSessions {
  readonly #options: SessionsOptions
  readonly #byHost = new Map<string, Session>()
  /** by number */
  readonly #all = new Map<number, Session>()
  #numbers = 0

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  accept(socket: AgentSocket): SessionHandlers {
    const { door, log, nonce } = this.#options
    const session: Session = {
      number: ++this.#numbers,
      socket,
      nonce: nonce(),
      host: null,
      spool: '',
      silentRounds: 0,
    }
    this.#all.set(session.number, session)
    this.#send(session, {
      challenge: { nonce: session.nonce, incarnation: door.state.meta.must('meta').incarnation },
    })
    return {
      message: (bytes) => this.#received(session, bytes),
      heard: () => {
        session.silentRounds = 0
      },
      error: (cause) => log('warn', `agent ${session.host ?? 'unknown'}: ${cause}`),
      close: () => this.#closed(session),
    }
  }

  telemetryKept(host: string, telemetryAck: TelemetryAck): void {
    const session = this.#byHost.get(host)
    if (session !== undefined) this.#send(session, { telemetryAck })
  }

  relink(host: string): void {
    this.#byHost.get(host)?.socket.terminate()
  }

  perform(effect: Effect): void {
    if (!('host' in effect)) return
    if (effect.kind === 'refuse-host' || effect.kind === 'send-welcome') {
      const newcomer = this.#all.get(effect.connection)
      if (newcomer === undefined) return
      if (effect.kind === 'refuse-host') return this.#refuse(newcomer, effect.code, effect.reason)
      this.#accepted(effect.host, newcomer)
    }
    const session = this.#byHost.get(effect.host)
    if (session === undefined) return
    const frame = frameOf(this.#options.door.state, effect)
    if (frame !== undefined) this.#send(session, frame)
  }

  ping(): void {
    for (const session of this.#all.values()) {
      if (session.silentRounds >= 2) session.socket.terminate()
      // Digests are signs of life enough; a thousand pings at once would hold the loop for a third of a second.
      else if (session.silentRounds++ > 0) session.socket.ping()
    }
  }

  close(): void {
    for (const session of this.#all.values()) session.socket.terminate()
  }

  #send(session: Session, message: CoordinatorMessage): void {
    if (session.socket.bufferedAmount() > limits.sendBufferBytes) session.socket.terminate()
    else session.socket.send(encodeCoordinatorMessage(message))
  }

  /** The core took the hello: from now on this session is the host's. A cloned disk's never is, so the original goes on undisturbed. */
  #accepted(host: string, session: Session): void {
    const old = this.#byHost.get(host)
    if (old === session) return
    this.#byHost.set(host, session)
    old?.socket.terminate()
  }

  #refuse(session: Session, code: string, reason: string): void {
    this.#send(session, { refused: { code, reason } })
    session.socket.close(4000, code)
  }

  #closed(session: Session): void {
    this.#all.delete(session.number)
    const { host, number } = session
    if (host === null) return
    if (this.#byHost.get(host) === session) this.#byHost.delete(host)
    this.#options.door.post({ kind: 'host-disconnected', host, connection: number })
  }

  #received(session: Session, bytes: Uint8Array): void {
    session.silentRounds = 0
    try {
      const message = decodeAgentMessage(bytes)
      if (session.host === null) {
        if (message.hello) this.#greet(session, message.hello)
        return
      }
      if (message.telemetry) return this.#telemetry(session, session.host, message.telemetry)
      if (message.secretsAsked) return void this.#secrets(session, session.host, message.secretsAsked.attempt ?? '')
      for (const input of inputsOf(message, session.host, session.spool)) this.#options.door.post(input)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#options.log('warn', `agent ${session.host ?? 'unknown'}: ${error.message}`)
      session.socket.close(4001, 'bad frame')
    }
  }

  /** Only of the session that is the host's: a cloned disk's readings are another machine's. */
  #telemetry(session: Session, host: string, bytes: Uint8Array): void {
    if (this.#byHost.get(host) === session) this.#options.onTelemetry?.(host, bytes)
  }

  /** Only over the session that is the host's. */
  async #secrets(session: Session, host: string, attempt: string): Promise<void> {
    if (this.#byHost.get(host) !== session) return
    const { secrets, log } = this.#options
    try {
      const answer = (await secrets?.(host, attempt)) ?? { refused: 'there are no secrets here' }
      this.#send(session, { secrets: { attempt, ...answer } })
    } catch (error) {
      log('warn', `agent ${host}: secrets of ${attempt} could not be read: ${(error as Error).message}`)
      this.#send(session, { secrets: { attempt, refused: 'the coordinator could not read them; see its log' } })
    }
  }

  #greet(session: Session, hello: Hello): void {
    const { door } = this.#options
    const version = commonVersion({ min: hello.protocolMin ?? 0, max: hello.protocolMax ?? 0 }, protocolVersion)
    if (version === undefined) {
      const theirs = `${hello.protocolMin ?? 0}–${hello.protocolMax ?? 0}`
      const ours = `${protocolVersion.min}–${protocolVersion.max}`
      const reason = `the agent speaks protocol ${theirs}, this coordinator ${ours}: upgrade the older one`
      return this.#refuse(session, 'protocol-version', reason)
    }
    const host = provenHost(hello, session.nonce)
    if (host === undefined) return this.#refuse(session, 'bad-signature', 'the hello is not signed by the key it shows')
    session.host = host
    session.spool = hello.spool ?? ''
    door.post({ kind: 'host-connected', host, connection: session.number, hello })
  }
}

/** The host id that the hello's key proves, or undefined when the signature is not of this nonce and boot id. */
function provenHost(hello: Hello, nonce: Uint8Array): string | undefined {
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
