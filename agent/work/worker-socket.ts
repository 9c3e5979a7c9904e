/** One Unix socket per attempt. Of each rank one connection speaks at a time: a newer one that says hello replaces an older one. */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { limits } from '../../shared/limits.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { RankSpan } from './logs/layout.ts'
import { LineCutter, parseLine } from './worker-lines.ts'

export interface WorkerSocket {
  /** Sends to that rank, or to all, if they are there. All lines of one turn leave in one write. */
  send(message: AgentToWorker, rank?: number): void
  sendLine(line: string): void
  connected(): boolean
  close(): void
}

/** Listens for the ranks of one attempt. A message without a rank is the first one's. */
export type ServeWorker = (
  path: string,
  onMessage: (message: WorkerMessage, rank?: number) => void,
  ranks: RankSpan,
) => Promise<WorkerSocket>

export const serveWorker: ServeWorker = async (path, onMessage, ranks) => {
  rmSync(path, { force: true })
  const peers = new Set<Socket>()
  const current = new Map<number, Peer>()
  const server: Server = createServer((socket) => {
    peers.add(socket)
    /** set by its hello */
    let rank: number | undefined
    const leave = (): void => {
      if (rank !== undefined && current.get(rank) === peer) current.delete(rank)
    }
    socket.on('close', () => {
      peers.delete(socket)
      leave()
    })
    const peer = new Peer(socket, (message) => {
      if (message.type === 'hello') {
        const { rank: said = ranks.first } = message
        if (said < ranks.first || said >= ranks.first + ranks.count) return peer.refuse(whichRanks(ranks, said))
        leave()
        rank = said
        current.get(rank)?.socket.destroy()
        current.set(rank, peer)
      }
      if (rank !== undefined && current.get(rank) === peer) onMessage(message, rank)
      else peer.refuse('say {"type":"hello"} first')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.maxConnections = ranks.count * limits.workerConnectionsPerRank
    server.listen(path, resolve)
  })
  try {
    chmodSync(path, 0o600)
  } catch (error) {
    server.close()
    throw error
  }
  return {
    send(message, rank) {
      const line = `${JSON.stringify(message)}\n`
      if (rank !== undefined) current.get(rank)?.send(line)
      else for (const peer of current.values()) peer.send(line)
    },
    sendLine(line) {
      for (const peer of current.values()) peer.send(line)
    },
    connected: () => current.size > 0,
    close() {
      server.close()
      for (const socket of peers) socket.destroy()
    },
  }
}

const whichRanks = ({ first, count }: RankSpan, said: number): string =>
  `hello: "rank" must be ${count === 1 ? first : `${first} to ${first + count - 1}`}, the ranks of this attempt; got ${said}`

const errorLine = (error: string): string => `${JSON.stringify({ type: 'error', error })}\n`

class Peer {
  readonly socket: Socket
  readonly #cutter = new LineCutter()
  #out: string[] = []

  constructor(socket: Socket, onMessage: (message: WorkerMessage) => void) {
    this.socket = socket
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      const lines = this.#cutter.push(chunk)
      if (lines === undefined) {
        socket.removeAllListeners('data')
        const error = `a line is longer than ${limits.workerLineBytes} bytes; put large results in an artifact`
        socket.end(errorLine(error))
        return
      }
      for (const line of lines) {
        const parsed = parseLine(line)
        if (parsed.ok) onMessage(parsed.message)
        else this.refuse(parsed.error)
      }
    })
  }

  refuse(error: string): void {
    this.send(errorLine(error))
  }

  send(line: string): void {
    if (this.#out.length === 0) setImmediate(() => this.#flush())
    this.#out.push(line)
  }

  #flush(): void {
    const text = this.#out.join('')
    this.#out = []
    // who speaks and never listens is let go: what it is told would pile up here
    if (this.socket.writableLength > limits.workerUnreadBytes) this.socket.destroy()
    else if (!this.socket.destroyed) this.socket.write(text)
  }
}
