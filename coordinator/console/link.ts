/** The page's link to the coordinator: one WebSocket, opened again when it closes, and how old our news is. */
import type { FeedMessage } from '../../shared/model/feed.ts'
import { applyMessage, type FeedState } from './feed-state.ts'

export interface View {
  readonly feed: FeedState | null
  /** the coordinator's time now, as far as we know */
  readonly nowMs: number
  /** age of the last word from the coordinator; null: never heard */
  readonly silentMs: number | null
  readonly open: boolean
}

/** The coordinator speaks every 2 s; three words missed are silence. */
export const staleAfterMs = 6_000
export const isStale = (view: View): boolean =>
  view.feed === null || view.silentMs === null || view.silentMs > staleAfterMs

export function openLink(url: string, changed: (view: View) => void): void {
  let feed: FeedState | null = null
  let heardAt: number | null = null
  let toldMs = 0
  let open = false
  let asked = false
  let tries = 0
  let waiting = false

  const tell = (): void => {
    waiting = false
    const silentMs = heardAt === null ? null : performance.now() - heardAt
    changed({ feed, open, silentMs, nowMs: toldMs + (silentMs ?? 0) })
  }
  /** at most one drawing per frame, however many messages come */
  const soon = (): void => {
    if (!waiting) requestAnimationFrame(tell)
    waiting = true
  }
  const connect = (): void => {
    const socket = new WebSocket(url)
    asked = false
    socket.onopen = () => {
      open = true
      tries = 0
    }
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data as string) as FeedMessage
      heardAt = performance.now()
      toldMs = message.nowMs
      const applied = applyMessage(feed, message)
      feed = applied.state
      if (message.type === 'snapshot') asked = false
      else if (applied.gap && !asked) {
        asked = true
        socket.send('{"type":"snapshot"}')
      }
      soon()
    }
    socket.onclose = () => {
      open = false
      soon()
      setTimeout(connect, Math.min(5_000, 250 * 2 ** tries++))
    }
    // a half-open socket looks open for minutes: silence closes it
    const watch = setInterval(() => {
      if (socket.readyState === WebSocket.CLOSED) clearInterval(watch)
      else if (heardAt !== null && performance.now() - heardAt > 3 * staleAfterMs) socket.close()
    }, 1_000)
  }
  connect()
  // a hidden tab draws no frames; ages must still grow
  setInterval(tell, 1_000)
}
