/** Keeps one WebSocket to the coordinator's feed; connects again for ever, and asks for a snapshot after any gap. */
import { WebSocket } from 'ws'
import { limits } from '../../shared/limits.ts'
import type { FeedMessage } from '../../shared/model/feed.ts'

export interface FeedFollowerOptions {
  /** `http://host:port` of the coordinator */
  readonly coordinator: string
  readonly onMessage: (message: FeedMessage) => void
  readonly onState?: (connected: boolean, reason: string) => void
  /** silence after which the link is taken for dead: the follower pings at half of it */
  readonly silenceMs?: number
}

export interface FeedFollower {
  close(): void
}

export function followFeed(options: FeedFollowerOptions): FeedFollower {
  const url = `${options.coordinator.replace(/^http/, 'ws')}/api/v1/feed`
  let socket: WebSocket | null = null
  let timer: NodeJS.Timeout | undefined
  let backoffMs: number = limits.reconnectMinMs
  let closed = false

  const connect = (): void => {
    const ws = new WebSocket(url, { maxPayload: 256 * 1024 * 1024, perMessageDeflate: false })
    socket = ws
    let seq: number | null = null
    const watch = watchSilence(ws, options.silenceMs ?? 10_000)
    ws.on('message', (data) => {
      const message = JSON.parse(String(data)) as FeedMessage
      if (message.type === 'delta' && message.from !== seq) {
        if (seq !== null && message.seq <= seq) return
        ws.terminate() // a gap: a new connection brings a new snapshot
        return
      }
      if (message.type === 'snapshot') options.onState?.(true, 'connected')
      seq = message.seq
      backoffMs = limits.reconnectMinMs
      options.onMessage(message)
    })
    let reason = 'closed'
    ws.on('error', (error) => {
      reason = error.message
    })
    ws.on('close', () => {
      watch.stop()
      if (closed) return
      options.onState?.(false, reason)
      timer = setTimeout(connect, backoffMs)
      backoffMs = Math.min(backoffMs * 2, limits.reconnectMaxMs)
    })
  }
  connect()
  return {
    close() {
      closed = true
      clearTimeout(timer)
      socket?.terminate()
    },
  }
}

function watchSilence(ws: WebSocket, silenceMs: number): { stop(): void } {
  let heard = true
  const timer = setInterval(() => {
    if (!heard) {
      ws.terminate()
      return
    }
    heard = false
    if (ws.readyState === WebSocket.OPEN) ws.ping()
  }, silenceMs / 2)
  const hear = (): void => {
    heard = true
  }
  ws.on('pong', hear)
  ws.on('message', hear)
  return { stop: () => clearInterval(timer) }
}
