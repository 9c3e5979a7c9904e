/**
 * The one outbound connection to the coordinator: challenge → hello → welcome, then facts up and desired state down.
 * It reconnects for ever; nothing it does ends a process.
 */
import type { Clock, TimerId, Timers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import {
  type AgentMessage,
  type Challenge,
  type Desired,
  type Digest,
  decodeCoordinatorMessage,
  encodeAgentMessage,
  type Hello,
  type Leases,
  protocolVersion,
  type Secrets,
  type TelemetryAck,
  type Welcome,
} from '../../shared/protocol/codec.ts'
import type { Connection, Dial } from './connection.ts'
import type { DesiredMemory } from './desired-memory.ts'
import type { Identity } from './identity.ts'
import type { Log } from './log.ts'
import type { Spool } from './spool.ts'
import type { TelemetryLine } from './telemetry/telemetry.ts'

/** What the rest of the agent says in hello; read anew at each connection. */
export type HelloParts = Pick<Hello, 'name' | 'inventoryJson' | 'bytesAddress' | 'slots' | 'attempts' | 'labels'>

/** What carries telemetry over a link, behind everything else: `telemetry/telemetry.ts`. */
export interface LinkTelemetry {
  up(line: TelemetryLine): void
  down(): void
  acked(dictionary: string, first: number, last: number): void
}

export interface LinkOptions {
  /** `ws://host:port`, without a path */
  readonly coordinator: string
  readonly identity: Identity
  readonly bootId: string
  readonly dial: Dial
  /** milliseconds since the host's boot */
  readonly uptime: Clock
  readonly timers: Timers
  readonly spool: Spool
  readonly memory: DesiredMemory
  readonly log: Log
  /** uniform in [0, 1): the jitter of reconnects */
  readonly random: () => number
  readonly hello: () => HelloParts
  /** before hello: `local` is the address of this end; undefined: not known */
  readonly onOpen?: (local: string | undefined) => void
  readonly digest: () => Omit<Digest, 'number'>
  readonly onDesired: (desired: Desired) => void
  readonly onLeases: (leases: Leases) => void
  /** absent: none are asked for here */
  readonly onSecrets?: (secrets: Secrets) => void
  readonly onWelcome: (welcome: Welcome) => void
  /** absent: nothing is measured here */
  readonly telemetry?: LinkTelemetry
}

const factBatchBytes = 1024 * 1024
/** of those not heard yet; an answer that is later than so many digests is worth nothing */
const digestsRemembered = 64

export class Link {
  readonly #options: LinkOptions
  #socket: Connection | undefined
  #welcomed = false
  #closed = false
  #failures = 0
  #retryTimer: TimerId | undefined
  #digestTimer: TimerId | undefined
  #pingTimer: TimerId | undefined
  #heardMs = 0
  #sent = 0
  #acked = 0
  #pumping = false
  #digests = 0
  #unheard: { readonly number: number; readonly sentMs: number }[] = []
  #ackedSentMs: number | null = null

  constructor(options: LinkOptions) {
    this.#options = options
    options.spool.onAppended(() => void this.#pump())
  }

  get connected(): boolean {
    return this.#welcomed
  }

  /** When the newest digest that the coordinator counted was sent, by `uptime`; null: none yet. */
  get ackedSentMs(): number | null {
    return this.#ackedSentMs
  }

  /** Number of the last fact that was sent on this link, or that the coordinator said it has. */
  get sentFact(): number {
    return this.#sent
  }

  start(): void {
    this.#connect()
  }

  /** Sends when the link is up; false when it is not (nothing is kept). */
  send(message: AgentMessage): boolean {
    if (!this.#welcomed) return false
    this.#raw(message)
    return true
  }

  close(): void {
    this.#closed = true
    this.#options.timers.clear(this.#retryTimer)
    this.#stopTimers()
    this.#welcomed = false
    this.#options.telemetry?.down()
    this.#socket?.terminate()
  }

  #connect(): void {
    const { uptime, dial, coordinator, log } = this.#options
    const heard = (): void => {
      this.#heardMs = uptime.nowMs()
    }
    heard()
    const socket: Connection = dial(`${coordinator}/api/v1/agents`, {
      open: () => {
        this.#options.onOpen?.(socket.localAddress?.())
        this.#startPings(socket)
      },
      heard,
      message: (bytes) => {
        heard()
        this.#received(socket, bytes)
      },
      error: (cause) => log('debug', 'link error', { cause }),
      close: () => this.#lost(socket),
    })
    this.#socket = socket
  }

  #startPings(socket: Connection): void {
    const { uptime, timers, log } = this.#options
    this.#pingTimer = timers.setInterval(() => {
      if (uptime.nowMs() - this.#heardMs > limits.suspectAfterMs) {
        log('warn', 'link is silent, closing it', { silentMs: limits.suspectAfterMs })
        socket.terminate()
        // What was heard since the last round is a sign of life: the coordinator answers every digest.
      } else if (uptime.nowMs() - this.#heardMs > limits.digestMs) socket.ping()
    }, limits.digestMs)
  }

  #stopTimers(): void {
    this.#options.timers.clear(this.#pingTimer)
    this.#options.timers.clear(this.#digestTimer)
  }

  #lost(socket: Connection): void {
    if (socket !== this.#socket || this.#closed) return
    this.#stopTimers()
    if (this.#welcomed || this.#failures === 0) {
      this.#options.log('warn', 'link to the coordinator is down; work goes on', { to: this.#options.coordinator })
    }
    this.#welcomed = false
    this.#options.telemetry?.down()
    const ceiling = Math.min(limits.reconnectMaxMs, limits.reconnectMinMs * 2 ** Math.min(this.#failures, 16))
    this.#failures++
    const delayMs = ceiling / 2 + (ceiling / 2) * this.#options.random()
    this.#retryTimer = this.#options.timers.setTimeout(() => this.#connect(), delayMs)
  }

  #received(socket: Connection, bytes: Uint8Array): void {
    if (socket !== this.#socket) return
    try {
      const message = decodeCoordinatorMessage(bytes)
      if (message.challenge) this.#answer(message.challenge)
      else if (message.welcome) this.#begin(message.welcome)
      else if (message.desired) this.#desired(message.desired)
      else if (message.leases) this.#options.onLeases(message.leases)
      else if (message.secrets) this.#options.onSecrets?.(message.secrets)
      else if (message.factsAck) this.#factsAcked(message.factsAck.spool ?? '', Number(message.factsAck.lastFact ?? 0))
      else if (message.heard) this.#heard(Number(message.heard.number ?? 0))
      else if (message.telemetryAck) this.#telemetryAcked(message.telemetryAck)
      else if (message.refused) {
        const { code, reason } = message.refused
        this.#options.log('error', 'coordinator refused this agent', { code, reason })
        this.#failures = 16
        socket.close()
      }
    } catch (error) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#options.log('error', 'message from the coordinator was not taken', { cause })
      socket.terminate()
    }
  }

  #answer(challenge: Challenge): void {
    const { identity, bootId, spool, hello, memory } = this.#options
    const { incarnation, generation } = memory.last()
    this.#raw({
      hello: {
        ...hello(),
        protocolMin: protocolVersion.min,
        protocolMax: protocolVersion.max,
        publicKey: identity.publicKey,
        signature: identity.sign(challenge.nonce ?? new Uint8Array(), bootId),
        bootId,
        spool: spool.id,
        appliedIncarnation: incarnation,
        appliedGeneration: generation,
      },
    })
  }

  #begin(welcome: Welcome): void {
    const { spool, log, timers, onWelcome } = this.#options
    this.#failures = 0
    this.#welcomed = true
    this.#sent = this.#acked = Number(welcome.lastFact ?? 0)
    void this.#spooled(spool.ack(this.#acked))
    const { host, incarnation } = welcome
    log('info', 'linked to the coordinator', { to: this.#options.coordinator, host, incarnation })
    void this.#pump().then(() => {
      if (this.#welcomed) onWelcome(welcome)
    })
    this.#sendDigest()
    timers.clear(this.#digestTimer)
    this.#digestTimer = timers.setInterval(() => this.#sendDigest(), welcome.digestMs || limits.digestMs)
    const socket = this.#socket!
    this.#options.telemetry?.up({
      send: (telemetry) => this.#raw({ telemetry }),
      bufferedAmount: () => socket.bufferedAmount(),
    })
  }

  #sendDigest(): void {
    const { uptime, digest } = this.#options
    const number = ++this.#digests
    const said = digest()
    this.#unheard.push({ number, sentMs: uptime.nowMs() })
    if (this.#unheard.length > digestsRemembered) this.#unheard.shift()
    this.#raw({ digest: { ...said, number } })
  }

  #heard(number: number): void {
    const heard = this.#unheard.find((digest) => digest.number === number)
    if (heard !== undefined) this.#ackedSentMs = heard.sentMs
    this.#unheard = this.#unheard.filter((digest) => digest.number > number)
  }

  #telemetryAcked({ dictionary, firstNumber, number }: TelemetryAck): void {
    this.#options.telemetry?.acked(dictionary ?? '', firstNumber ?? 0, number ?? 0)
  }

  #desired(desired: Desired): void {
    const mark = { incarnation: desired.incarnation ?? 0, generation: Number(desired.generation ?? 0) }
    if (this.#options.memory.accept(mark)) {
      this.#options.onDesired(desired)
      return
    }
    const last = this.#options.memory.last()
    this.#options.log('error', 'refused an older desired state', {
      incarnation: mark.incarnation,
      generation: mark.generation,
      lastIncarnation: last.incarnation,
      lastGeneration: last.generation,
    })
  }

  #factsAcked(spoolId: string, number: number): void {
    if (spoolId !== this.#options.spool.id) return
    this.#acked = Math.max(this.#acked, number)
    void this.#spooled(this.#options.spool.ack(this.#acked))
    void this.#pump()
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    const { spool } = this.#options
    try {
      for (;;) {
        const room = limits.factsInFlight - (this.#sent - this.#acked)
        const socket = this.#socket
        if (!this.#welcomed || room <= 0 || this.#sent >= spool.last()) break
        if (socket === undefined || socket.bufferedAmount() > limits.sendBufferBytes) break
        const facts = await spool.read(this.#sent, room, factBatchBytes)
        if (socket !== this.#socket || !this.#welcomed) continue
        if (facts.length === 0) break
        this.#raw({ facts: { spool: spool.id, facts } })
        this.#sent = Number(facts.at(-1)!.number)
      }
    } catch (error) {
      if (!this.#closed) this.#options.log('error', 'spool could not be read', { cause: String(error) })
    } finally {
      this.#pumping = false
    }
  }

  async #spooled(done: Promise<void>): Promise<void> {
    try {
      await done
    } catch (error) {
      if (!this.#closed) this.#options.log('error', 'spool could not be shortened', { cause: String(error) })
    }
  }

  #raw(message: AgentMessage): void {
    this.#socket?.send(encodeAgentMessage(message))
  }
}
