/** The worker's end of its Unix socket: JSON lines, reconnects for ever while the agent is away. */
import { connect, type Socket } from 'node:net'
import { limits } from '../../shared/limits.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'

export interface ConnectionHandlers {
  /** A connection is up: say hello and everything the agent may have missed. */
  readonly opened: () => void
  readonly received: (message: AgentToWorker) => void
}

export class AgentConnection {
  readonly #path: string
  readonly #handlers: ConnectionHandlers
  #socket: Socket | undefined
  #retry: NodeJS.Timeout | undefined
  #backoffMs: number = limits.reconnectMinMs
  #rest = ''
  #closed = false

  constructor(path: string, handlers: ConnectionHandlers) {
    this.#path = path
    this.#handlers = handlers
  }

  open(): void {
    const socket = connect(this.#path)
    socket.setEncoding('utf8')
    socket.on('connect', () => {
      this.#socket = socket
      this.#backoffMs = limits.reconnectMinMs
      this.#rest = ''
      this.#handlers.opened()
    })
    socket.on('data', (text: string) => this.#read(text))
    // An error is always followed by close; why the agent is away makes no difference to a worker.
    socket.on('error', () => {})
    socket.on('close', () => this.#reopen())
  }

  /** False while the agent is away: whoever needs the message to arrive sends it again when a connection opens. */
  send(message: WorkerMessage): boolean {
    if (this.#socket?.writable !== true) return false
    this.#socket.write(`${JSON.stringify(message)}\n`)
    return true
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#socket?.end()
  }

  #reopen(): void {
    this.#socket = undefined
    if (this.#closed) return
    this.#retry = setTimeout(() => this.open(), this.#backoffMs)
    this.#backoffMs = Math.min(limits.reconnectMaxMs, this.#backoffMs * 2)
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') this.#handlers.received(JSON.parse(line) as AgentToWorker)
  }
}
