/** One Unix socket per attempt. One worker speaks at a time: a newer connection that says hello replaces an older one. */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { limits } from '../../shared/limits.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import { LineCutter, parseLine } from './worker-lines.ts'

export interface WorkerSocket {
  /** Sends to the worker, if one is there. All lines of one turn leave in one write. */
  send(message: AgentToWorker): void
  sendLine(line: string): void
  connected(): boolean
  close(): void
}

/** Listens for the worker of one attempt. */
export type ServeWorker = (path: string, onMessage: (message: WorkerMessage) => void) => Promise<WorkerSocket>

export const serveWorker: ServeWorker = async (path, onMessage) => {
  rmSync(path, { force: true })
  const peers = new Set<Socket>()
  let current: Peer | undefined
  const server: Server = createServer((socket) => {
    peers.add(socket)
    socket.on('close', () => {
      peers.delete(socket)
      if (current?.socket === socket) current = undefined
    })
    const peer = new Peer(socket, (message) => {
      if (message.type === 'hello' && current !== peer) {
        current?.socket.destroy()
        current = peer
      }
      if (current === peer) onMessage(message)
      else peer.send('{"type":"error","error":"say {\\"type\\":\\"hello\\"} first"}\n')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    send: (message) => current?.send(`${JSON.stringify(message)}\n`),
    sendLine: (line) => current?.send(line),
    connected: () => current !== undefined,
    close() {
      server.close()
      for (const socket of peers) socket.destroy()
    },
  }
}

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
        socket.end(`${JSON.stringify({ type: 'error', error })}\n`)
        return
      }
      for (const line of lines) {
        const parsed = parseLine(line)
        if (parsed.ok) onMessage(parsed.message)
        else this.send(`${JSON.stringify({ type: 'error', error: parsed.error })}\n`)
      }
    })
  }

  send(line: string): void {
    if (this.#out.length === 0) setImmediate(() => this.#flush())
    this.#out.push(line)
  }

  #flush(): void {
    const text = this.#out.join('')
    this.#out = []
    if (!this.socket.destroyed) this.socket.write(text)
  }
}
