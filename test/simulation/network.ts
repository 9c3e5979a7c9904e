/**
 * The network: connections that are ordered and reliable like the WebSockets they stand for, over links that can be cut both ways
 * or one way, slowed, or lose an end without a word. What is under way on a cut link waits, as retransmission makes it, and is lost
 * only with its connection. Beyond what TCP allows, `raw` repeats and drops single frames whose handling must bear it.
 */
import type { Connection, ConnectionHandlers } from '../../agent/link/connection.ts'
import type { AgentSocket, SessionHandlers } from '../../coordinator/agents/sessions.ts'
import { limits } from '../../shared/limits.ts'
import type { Rng } from '../../shared/rng.ts'
import type { Trace } from './trace.ts'
import type { Scheduled, World } from './world.ts'

export type Direction = 'up' | 'down'

/** First byte of an encoded message → its kind (the field of the `oneof` in millwright.proto). */
const upKinds: Readonly<Record<number, string>> = { 10: 'hello', 18: 'facts', 26: 'digest', 34: 'leaseRequest' }
const downKinds: Readonly<Record<number, string>> = {
  10: 'challenge',
  18: 'welcome',
  26: 'desired',
  34: 'factsAck',
  42: 'leases',
  50: 'refused',
  58: 'heard',
}
const kindOf = (direction: Direction, bytes: Uint8Array): string =>
  (direction === 'up' ? upKinds : downKinds)[bytes[0] ?? 0] ?? 'unknown'

const mayRepeat = new Set(['facts', 'digest', 'desired', 'heard', 'factsAck'])
const mayVanish = new Set(['digest', 'heard'])

/** The path between one host and the coordinator. */
export interface Link {
  readonly name: string
  readonly latencyMs: number
  blocked: { up: boolean; down: boolean }
  /** when it was last cut or let through again */
  changedMs: number
  /** multiplies latency; a slow link also has little throughput */
  slow: number
  /** chances that a frame that may be repeated is, and that one that may vanish does */
  raw: { repeat: number; drop: number }
  readonly wires: Set<Wire>
}

/** What the network needs of the two machines. */
export interface HostEnd {
  readonly link: Link
  /** runs in the agent's process, later when it is frozen; never after that process ended */
  enter(run: () => void): void
  powered(): boolean
}
export interface CoordinatorEnd {
  readonly up: boolean
  enter(run: () => void): void
  accept(socket: AgentSocket): SessionHandlers | undefined
}

type Item =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'syn' | 'open' | 'ping' | 'pong' | 'bye' | 'reset' | 'refused' }

interface Pipe {
  lastMs: number
  bytes: number
  readonly stalled: Item[]
}

type End = 'opening' | 'open' | 'closing' | 'closed'

class Wire {
  readonly link: Link
  readonly host: HostEnd
  readonly handlers: ConnectionHandlers
  readonly pipes: { readonly up: Pipe; readonly down: Pipe }
  agent: End = 'opening'
  coordinator: End = 'opening'
  session: SessionHandlers | undefined
  handshake: Scheduled | undefined
  lost = false

  constructor(host: HostEnd, handlers: ConnectionHandlers) {
    this.host = host
    this.link = host.link
    this.handlers = handlers
    this.pipes = { up: { lastMs: 0, bytes: 0, stalled: [] }, down: { lastMs: 0, bytes: 0, stalled: [] } }
  }
}

export class Network {
  readonly #world: World
  readonly #trace: Trace
  readonly #rng: Rng
  readonly #raw: Rng
  readonly #wires = new Set<Wire>()
  frames = 0
  #coordinator: CoordinatorEnd | undefined

  constructor(world: World, trace: Trace) {
    this.#world = world
    this.#trace = trace
    this.#rng = world.rng('network')
    this.#raw = world.rng('raw network')
  }

  attach(coordinator: CoordinatorEnd): void {
    this.#coordinator = coordinator
  }

  makeLink(name: string): Link {
    const latencyMs = 0.1 + 1.5 * this.#rng.next()
    const raw = { repeat: 0, drop: 0 }
    return { name, latencyMs, blocked: { up: false, down: false }, changedMs: 0, slow: 1, raw, wires: new Set() }
  }

  dial(host: HostEnd, handlers: ConnectionHandlers): Connection {
    const wire = new Wire(host, handlers)
    this.#wires.add(wire)
    wire.link.wires.add(wire)
    wire.handshake = this.#world.after(limits.suspectAfterMs, () => {
      if (wire.agent === 'opening') this.#endAgent(wire, 'opening handshake has timed out')
    })
    this.#transmit(wire, 'up', { kind: 'syn' })
    return {
      send: (bytes) => {
        if (wire.agent === 'open') this.#transmit(wire, 'up', { kind: 'frame', bytes: Uint8Array.from(bytes) })
      },
      ping: () => {
        if (wire.agent === 'open') this.#transmit(wire, 'up', { kind: 'ping' })
      },
      terminate: () => this.#closeAgent(wire),
      close: () => this.#closeAgent(wire),
      bufferedAmount: () => wire.pipes.up.bytes,
    }
  }

  setBlocked(link: Link, blocked: { up: boolean; down: boolean }): void {
    link.blocked = blocked
    link.changedMs = this.#world.nowMs
    for (const wire of [...link.wires])
      for (const direction of ['up', 'down'] as const) if (!blocked[direction]) this.#flush(wire, direction)
  }

  /**
   * Something between forgot the connections (NAT, a firewall): what is sent on them arrives nowhere, and nobody is told; or only the agent
   * is, which comes again while the coordinator still has the old one.
   */
  loseConnections(link: Link, agentTold: boolean): void {
    for (const wire of [...link.wires]) {
      wire.lost = true
      if (agentTold) this.#endAgent(wire, 'connection reset')
    }
  }

  /** The connections are reset at both ends. */
  resetConnections(link: Link): void {
    for (const wire of [...link.wires]) {
      this.#endAgent(wire, 'connection reset')
      this.#endCoordinator(wire)
    }
  }

  /** The agent's process is gone; its kernel says so. */
  agentDied(link: Link): void {
    for (const wire of [...link.wires]) {
      if (wire.agent === 'closed') continue
      wire.agent = 'closed'
      this.#transmit(wire, 'up', { kind: 'reset' })
      this.#forget(wire)
    }
  }

  /** The machine is gone without a word: the other end hears nothing until it asks. */
  hostDied(link: Link): void {
    for (const wire of [...link.wires]) {
      wire.agent = 'closed'
      for (const pipe of [wire.pipes.up, wire.pipes.down]) pipe.stalled.length = 0
      this.#forget(wire)
    }
  }

  coordinatorDied(): void {
    for (const wire of [...this.#wires]) {
      if (wire.coordinator === 'closed') continue
      wire.coordinator = 'closed'
      wire.session = undefined
      this.#transmit(wire, 'down', { kind: 'reset' })
      this.#forget(wire)
    }
  }

  #transmit(wire: Wire, direction: Direction, item: Item): void {
    if (wire.lost) return
    const pipe = wire.pipes[direction]
    if (item.kind === 'frame') {
      pipe.bytes += item.bytes.length
      if (this.#spoil(wire, direction, item.bytes)) return
    }
    if (wire.link.blocked[direction]) this.#stall(pipe, item)
    else this.#schedule(wire, direction, item, this.#delayMs(wire.link, item))
  }

  #stall(pipe: Pipe, item: Item): void {
    pipe.stalled.push(item)
  }

  #delayMs(link: Link, item: Item): number {
    const jitter = this.#rng.next()
    const bytes = item.kind === 'frame' ? item.bytes.length : 60
    // 1 Gbit/s, less on a slow link; a long tail of one in a hundred
    const tail = this.#rng.next() < 0.01 ? 20 * this.#rng.next() : 0
    return (
      link.latencyMs * link.slow * (0.8 + 0.6 * jitter) + tail * link.slow + (bytes / 125_000) * link.slow * link.slow
    )
  }

  #schedule(wire: Wire, direction: Direction, item: Item, delayMs: number): void {
    const pipe = wire.pipes[direction]
    // never two at one instant: the order of a connection is not for ties to decide
    pipe.lastMs = Math.max(pipe.lastMs + 0.001, this.#world.nowMs + delayMs)
    this.#world.at(pipe.lastMs, () => this.#arrive(wire, direction, item))
  }

  #arrive(wire: Wire, direction: Direction, item: Item): void {
    if (wire.lost) return
    const pipe = wire.pipes[direction]
    if (wire.link.blocked[direction] || pipe.stalled.length > 0) {
      this.#stall(pipe, item)
      return
    }
    if (item.kind === 'frame') pipe.bytes -= item.bytes.length
    if (direction === 'up') this.#atCoordinator(wire, item)
    else this.#atAgent(wire, item)
  }

  /** The way is free again: what waited is sent again after a retransmission's pause. */
  #flush(wire: Wire, direction: Direction): void {
    const pipe = wire.pipes[direction]
    if (pipe.stalled.length === 0) return
    const items = pipe.stalled.splice(0)
    const pauseMs = 200 + 2_800 * this.#rng.next()
    pipe.lastMs = Math.max(pipe.lastMs, this.#world.nowMs + pauseMs)
    for (const item of items) this.#schedule(wire, direction, item, pauseMs)
  }

  #atCoordinator(wire: Wire, item: Item): void {
    const coordinator = this.#coordinator as CoordinatorEnd
    if (item.kind === 'syn') return this.#listen(wire, coordinator)
    if (item.kind === 'reset') return this.#endCoordinator(wire)
    if (wire.coordinator === 'closed') {
      if (item.kind !== 'bye') this.#reset(wire, 'down')
      return
    }
    if (item.kind === 'frame') {
      this.#counted(wire, 'up', item.bytes)
      coordinator.enter(() => wire.session?.message(item.bytes))
    } else if (item.kind === 'ping') {
      if (coordinator.up)
        coordinator.enter(() => wire.coordinator !== 'closed' && this.#transmit(wire, 'down', { kind: 'pong' }))
    } else if (item.kind === 'pong') coordinator.enter(() => wire.session?.heard())
    else if (item.kind === 'bye') this.#endCoordinator(wire)
  }

  #listen(wire: Wire, coordinator: CoordinatorEnd): void {
    if (!coordinator.up) {
      wire.coordinator = 'closed'
      this.#transmit(wire, 'down', { kind: 'refused' })
      return
    }
    coordinator.enter(() => {
      if (wire.coordinator !== 'opening') return
      wire.coordinator = 'open'
      this.#transmit(wire, 'down', { kind: 'open' })
      wire.session = coordinator.accept({
        send: (bytes) => {
          if (wire.coordinator === 'open')
            this.#transmit(wire, 'down', { kind: 'frame', bytes: Uint8Array.from(bytes) })
        },
        bufferedAmount: () => wire.pipes.down.bytes,
        ping: () => {
          if (wire.coordinator === 'open') this.#transmit(wire, 'down', { kind: 'ping' })
        },
        close: () => this.#closeCoordinator(wire),
        terminate: () => this.#closeCoordinator(wire),
      })
    })
  }

  #atAgent(wire: Wire, item: Item): void {
    const { host, handlers } = wire
    if (!host.powered()) return
    if (item.kind === 'refused') return this.#endAgent(wire, 'connection refused')
    if (item.kind === 'reset') return this.#endAgent(wire, undefined)
    if (wire.agent === 'closed') {
      if (item.kind !== 'bye') this.#reset(wire, 'up')
      return
    }
    if (item.kind === 'open') {
      this.#world.cancel(wire.handshake)
      wire.agent = 'open'
      host.enter(() => handlers.open())
    } else if (item.kind === 'frame') {
      this.#counted(wire, 'down', item.bytes)
      host.enter(() => wire.agent !== 'closed' && handlers.message(item.bytes))
    } else if (item.kind === 'ping') {
      host.enter(() => {
        if (wire.agent === 'closed') return
        this.#transmit(wire, 'up', { kind: 'pong' })
        handlers.heard()
      })
    } else if (item.kind === 'pong') host.enter(() => wire.agent !== 'closed' && handlers.heard())
    else if (item.kind === 'bye') this.#endAgent(wire, undefined)
  }

  #counted(wire: Wire, direction: Direction, bytes: Uint8Array): void {
    this.frames++
    this.#trace.quiet(kindOf(direction, bytes), wire.link.name, bytes.length)
  }

  /** A packet came to an end that knows nothing of the connection. */
  #reset(wire: Wire, direction: Direction): void {
    this.#transmit(wire, direction, { kind: 'reset' })
  }

  #closeAgent(wire: Wire): void {
    if (wire.agent === 'closed' || wire.agent === 'closing') return
    this.#transmit(wire, 'up', { kind: 'bye' })
    wire.agent = 'closing'
    wire.host.enter(() => this.#endAgent(wire, undefined))
  }

  #endAgent(wire: Wire, error: string | undefined): void {
    if (wire.agent === 'closed') return
    this.#world.cancel(wire.handshake)
    const { host, handlers } = wire
    wire.agent = 'closed'
    this.#forget(wire)
    // soon, not now: the other end of a call that closes must have returned
    this.#world.after(0, () =>
      host.enter(() => {
        if (error !== undefined) handlers.error(error)
        handlers.close()
      }),
    )
  }

  #closeCoordinator(wire: Wire): void {
    if (wire.coordinator === 'closed') return
    this.#transmit(wire, 'down', { kind: 'bye' })
    this.#endCoordinator(wire)
  }

  #endCoordinator(wire: Wire): void {
    if (wire.coordinator === 'closed') return
    wire.coordinator = 'closed'
    const { session } = wire
    wire.session = undefined
    this.#forget(wire)
    if (session === undefined) return
    this.#world.after(0, () => this.#coordinator?.enter(() => session.close()))
  }

  #forget(wire: Wire): void {
    if (wire.agent !== 'closed' || wire.coordinator !== 'closed') return
    this.#wires.delete(wire)
    wire.link.wires.delete(wire)
  }

  /** Raw faults: a frame is said again later, or not at all. Returns whether it is gone. */
  #spoil(wire: Wire, direction: Direction, bytes: Uint8Array): boolean {
    const { repeat, drop } = wire.link.raw
    if (repeat === 0 && drop === 0) return false
    const kind = kindOf(direction, bytes)
    if (mayRepeat.has(kind) && this.#raw.next() < repeat) {
      const lateMs = this.#raw.next() < 0.5 ? 0 : 4_000 * this.#raw.next()
      // never before the frame itself, which is sent by then
      this.#world.after(wire.link.latencyMs + lateMs, () => {
        const atMs = Math.max(this.#world.nowMs, wire.pipes[direction].lastMs + 0.001)
        this.#world.at(atMs, () => this.#again(wire, direction, bytes))
      })
    }
    if (!mayVanish.has(kind) || this.#raw.next() >= drop) return false
    wire.pipes[direction].bytes -= bytes.length
    return true
  }

  #again(wire: Wire, direction: Direction, bytes: Uint8Array): void {
    if (wire.link.blocked[direction] || wire.pipes[direction].stalled.length > 0) return
    if (wire.agent !== 'open' || wire.coordinator !== 'open') return
    this.#counted(wire, direction, bytes)
    if (direction === 'up') this.#coordinator?.enter(() => wire.session?.message(bytes))
    else wire.host.enter(() => wire.agent === 'open' && wire.handlers.message(bytes))
  }
}
