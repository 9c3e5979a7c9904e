/** Worker sockets in memory: the real lines of the worker protocol, without a socket. */
import type { Timers } from '../../shared/clock.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import { parseLine } from '../work/worker-lines.ts'
import type { ServeWorker } from '../work/worker-socket.ts'

/** The worker's end. */
export interface WorkerEnd {
  send(message: WorkerMessage): void
  close(): void
}

export interface WorkerEndHandlers {
  received(message: AgentToWorker): void
  closed(): void
}

interface Peer {
  readonly handlers: WorkerEndHandlers
  open: boolean
}

interface Server {
  readonly onMessage: (message: WorkerMessage) => void
  current: Peer | undefined
  readonly peers: Set<Peer>
}

export class WorkerHub {
  readonly #timers: Timers
  readonly #servers = new Map<string, Server>()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  readonly serve: ServeWorker = async (path, onMessage) => {
    const server: Server = { onMessage, current: undefined, peers: new Set() }
    this.#servers.set(path, server)
    const sendLine = (line: string): void => {
      const peer = server.current
      if (peer === undefined) return
      this.#timers.soon(() => {
        if (peer.open) peer.handlers.received(JSON.parse(line) as AgentToWorker)
      })
    }
    return {
      send: (message) => sendLine(JSON.stringify(message)),
      sendLine,
      connected: () => server.current !== undefined,
      close: () => {
        if (this.#servers.get(path) === server) this.#servers.delete(path)
        for (const peer of server.peers) this.#drop(server, peer, true)
      },
    }
  }

  /** Undefined when nobody listens there. */
  connect(path: string, handlers: WorkerEndHandlers): WorkerEnd | undefined {
    const server = this.#servers.get(path)
    if (server === undefined) return undefined
    const peer: Peer = { handlers, open: true }
    server.peers.add(peer)
    return {
      send: (message) => {
        const line = JSON.stringify(message)
        this.#timers.soon(() => {
          if (peer.open) this.#take(server, peer, line)
        })
      },
      close: () => this.#drop(server, peer, false),
    }
  }

  #take(server: Server, peer: Peer, line: string): void {
    const parsed = parseLine(line)
    if (!parsed.ok) throw new Error(`a simulated worker said what it should not: ${parsed.error}`)
    if (parsed.message.type === 'hello' && server.current !== peer) {
      if (server.current !== undefined) this.#drop(server, server.current, true)
      server.current = peer
    }
    if (server.current === peer) server.onMessage(parsed.message)
  }

  #drop(server: Server, peer: Peer, tell: boolean): void {
    if (!peer.open) return
    peer.open = false
    server.peers.delete(peer)
    if (server.current === peer) server.current = undefined
    if (tell) this.#timers.soon(() => peer.handlers.closed())
  }
}
