/** The agents' WebSocket: an adapter between `ws` and the sessions. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { limits } from '../../shared/limits.ts'
import { type AgentSessions, type AgentSocket, makeAgentSessions, type SessionsOptions } from './sessions.ts'

export interface AgentConnections extends Omit<AgentSessions, 'accept'> {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

const socketOf = (socket: WebSocket, network: Duplex): AgentSocket => ({
  send(bytes) {
    if (socket.readyState !== socket.OPEN) return
    // What is sent in one go leaves in one write: the system call costs more than the frames.
    if (network.writableCorked === 0) {
      network.cork()
      process.nextTick(() => network.uncork())
    }
    socket.send(bytes)
  },
  bufferedAmount: () => socket.bufferedAmount,
  ping: () => socket.ping(),
  close: (code, reason) => socket.close(code, reason),
  terminate: () => socket.terminate(),
})

export function makeAgentConnections(options: Omit<SessionsOptions, 'nonce'>): AgentConnections {
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false })
  const sessions = makeAgentSessions({ ...options, nonce: () => randomBytes(32) })
  const accept = (socket: WebSocket, network: Duplex): void => {
    const session = sessions.accept(socketOf(socket, network))
    socket.on('pong', () => session.heard())
    socket.on('message', (data: Buffer) => session.message(data))
    socket.on('error', (error) => session.error(error.message))
    socket.on('close', () => session.close())
  }
  return {
    handleUpgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, (ws) => accept(ws, socket)),
    telemetryKept: (host, ack) => sessions.telemetryKept(host, ack),
    relink: (host) => sessions.relink(host),
    perform: (effect) => sessions.perform(effect),
    ping: () => sessions.ping(),
    close() {
      sessions.close()
      server.close()
    },
  }
}
