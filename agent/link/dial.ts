/** The real connection: a WebSocket. */
import { WebSocket } from 'ws'
import { limits } from '../../shared/limits.ts'
import type { Dial } from './connection.ts'

/** `onSocket` is handed each socket that is made. */
export function makeDial(onSocket?: (socket: WebSocket) => void): Dial {
  return (url, handlers) => {
    const socket = new WebSocket(url, {
      maxPayload: limits.messageBytes,
      perMessageDeflate: false,
      handshakeTimeout: limits.suspectAfterMs,
    })
    onSocket?.(socket)
    let local: string | undefined
    socket.on('upgrade', ({ socket: under }) => {
      local = under.localAddress
    })
    socket.on('open', () => handlers.open())
    socket.on('pong', () => handlers.heard())
    socket.on('ping', () => handlers.heard())
    socket.on('message', (data: Buffer) => handlers.message(data))
    socket.on('error', (error) => handlers.error(error.message))
    socket.on('close', () => handlers.close())
    return {
      send(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
      },
      ping: () => socket.ping(),
      terminate: () => socket.terminate(),
      close: () => socket.close(),
      bufferedAmount: () => socket.bufferedAmount,
      localAddress: () => local,
    }
  }
}
