/** Follows the coordinator's feed and keeps its tables; connects again for ever. */
import { WebSocket } from 'ws'
import { limits } from '../../shared/limits.ts'
import { type FeedMessage, type FeedTable, type FeedTables, feedTables } from '../../shared/model/feed.ts'

export type Tables = { readonly [T in FeedTable]: ReadonlyMap<string, FeedTables[T]> }
type Writable = { [T in FeedTable]: Map<string, FeedTables[T]> }
export type Listener = (tables: Tables, message: FeedMessage) => void

export function emptyTables(): Writable {
  return Object.fromEntries(feedTables.map((name) => [name, new Map()])) as unknown as Writable
}

export function applyMessage(tables: Writable, message: FeedMessage): void {
  for (const name of feedTables) {
    const table = tables[name] as Map<string, unknown>
    if (message.type === 'snapshot') table.clear()
    for (const [key, row] of Object.entries(message.tables[name] ?? {})) {
      if (row === null) table.delete(key)
      else table.set(key, row)
    }
  }
}

export class FactoryFeed {
  readonly tables: Tables
  readonly #tables = emptyTables()
  readonly #url: string
  readonly #listeners = new Set<Listener>()
  #socket: WebSocket | null = null
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #heardMs = performance.now()

  constructor(coordinator: string) {
    this.#url = `${coordinator.replace(/^http/, 'ws')}/api/v1/feed`
    this.tables = this.#tables
    this.#connect(limits.reconnectMinMs)
  }

  #connect(backoffMs: number): void {
    const ws = new WebSocket(this.#url, { maxPayload: 256 * 1024 * 1024 })
    this.#socket = ws
    let seq: number | null = null
    this.#heardMs = performance.now()
    // the coordinator says something every 2 s; a frozen one must not freeze us
    const watch = setInterval(() => {
      if (performance.now() - this.#heardMs > 10_000) ws.terminate()
    }, 2_000)
    ws.on('message', (data) => {
      this.#heardMs = performance.now()
      const message = JSON.parse(String(data)) as FeedMessage
      if (message.type === 'delta' && message.from !== seq) {
        if (seq === null || message.seq > seq) ws.terminate()
        return
      }
      seq = message.seq
      applyMessage(this.#tables, message)
      for (const listener of [...this.#listeners]) listener(this.tables, message)
    })
    ws.on('error', () => {})
    ws.on('close', () => {
      clearInterval(watch)
      if (this.#closed) return
      const next = seq === null ? Math.min(backoffMs * 2, 1_000) : limits.reconnectMinMs
      this.#timer = setTimeout(() => this.#connect(next), backoffMs)
    })
  }

  onMessage(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The first value that `pick` gives on the tables as they are or become. Rejects after `timeoutMs`, naming `what`. */
  until<T>(pick: (tables: Tables) => T | null | undefined | false, what: string, timeoutMs = 0): Promise<T> {
    return new Promise((resolve, reject) => {
      let off: () => void = () => {}
      let timer: NodeJS.Timeout | undefined
      const look = (): void => {
        let found: T | null | undefined | false
        try {
          found = pick(this.tables)
        } catch (error) {
          clearTimeout(timer)
          off()
          reject(error)
          return
        }
        if (found === null || found === undefined || found === false) return
        clearTimeout(timer)
        off()
        resolve(found)
      }
      if (timeoutMs > 0) {
        timer = setTimeout(() => {
          off()
          reject(new Error(`waited ${timeoutMs / 1000} s for ${what}`))
        }, timeoutMs)
      }
      off = this.onMessage(look)
      look()
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#socket?.terminate()
  }
}
