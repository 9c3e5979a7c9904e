/**
 * The live feed over WebSocket: a snapshot, then deltas; `{"type":"snapshot"}` from the client asks for a new snapshot. An
 * empty delta every few seconds tells a client that silence is the link's, not the factory's.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { limits } from '../../shared/limits.ts'
import type { FeedMessage } from '../../shared/model/feed.ts'
import type { ApiPorts } from './context.ts'
import { originRefusal } from './origin.ts'

export interface FeedServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export function makeFeedServer(ports: ApiPorts): FeedServer {
  const server = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: { threshold: 8_192 } })
  const heartbeats = new Map<WebSocket, () => void>()
  const timer = setInterval(() => {
    for (const beat of heartbeats.values()) beat()
  }, ports.heartbeatMs ?? 2_000)
  timer.unref()
  return {
    handleUpgrade(request, socket, head) {
      const refusal = originRefusal(request.headers, ports.hostNames ?? [])
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${refusal}\n`)
        return
      }
      server.handleUpgrade(request, socket, head, (client) => serve(client, ports, heartbeats))
    },
    close() {
      clearInterval(timer)
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

function serve(client: WebSocket, ports: ApiPorts, heartbeats: Map<WebSocket, () => void>): void {
  let seq = 0
  const send = (message: FeedMessage): void => {
    if (client.readyState !== client.OPEN) return
    // too slow for the deltas: it comes back and gets a snapshot
    if (client.bufferedAmount > limits.sendBufferBytes) return client.close(1013, 'too slow')
    seq = message.seq
    client.send(textOf(message))
  }
  client.on('error', () => client.terminate())
  let unsubscribe: () => void
  try {
    send(ports.feed.snapshot())
    unsubscribe = ports.feed.subscribe(send)
  } catch (error) {
    return client.close(1013, error instanceof Error ? error.message : 'no room')
  }
  heartbeats.set(client, () => send({ type: 'delta', from: seq, seq, nowMs: ports.clock.nowMs(), tables: {} }))
  client.on('message', (data) => {
    if (isSnapshotRequest(String(data))) send(ports.feed.snapshot())
    else client.close(1008, 'only {"type":"snapshot"} is understood')
  })
  client.on('close', () => {
    unsubscribe()
    heartbeats.delete(client)
  })
}

/** Every client gets the same delta: it is written down once. */
const texts = new WeakMap<FeedMessage, string>()

function textOf(message: FeedMessage): string {
  const text = texts.get(message) ?? JSON.stringify(message)
  texts.set(message, text)
  return text
}

function isSnapshotRequest(line: string): boolean {
  try {
    return (JSON.parse(line) as { type?: unknown } | null)?.type === 'snapshot'
  } catch {
    return false
  }
}
