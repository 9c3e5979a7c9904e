/** The Unix sockets of one host between agent and workers: messages in order, both ways, until one end goes. */
import type { ServeWorker, WorkerSocket } from '../../agent/work/worker-socket.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { Trace } from './trace.ts'
import type { World } from './world.ts'

/** A worker's end. */
export interface WorkerEnd {
  readonly path: string
  connected(): void
  received(message: AgentToWorker): void
  disconnected(): void
}

interface Listener {
  readonly path: string
  readonly toAgent: (run: () => void) => void
  readonly onMessage: (message: WorkerMessage) => void
  peer: WorkerEnd | undefined
  readonly up: WorkerMessage[]
  readonly down: AgentToWorker[]
}

/** how long a line takes between two processes of a host */
const hopMs = 0.1

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** whose socket it is */
export const attemptOf = (path: string): string => nameOf(path).split('.')[0] ?? ''

export class WorkerSockets {
  readonly #world: World
  readonly #enter: (run: () => void) => void
  readonly #listeners = new Map<string, Listener>()
  readonly #waiting = new Map<string, WorkerEnd>()
  readonly #retryMs: () => number
  readonly #trace: Trace
  readonly #onTold: (attempt: string, message: AgentToWorker) => void

  constructor(
    world: World,
    trace: Trace,
    enter: (run: () => void) => void,
    retryMs: () => number,
    onTold: (attempt: string, message: AgentToWorker) => void,
  ) {
    this.#onTold = onTold
    this.#world = world
    this.#trace = trace
    this.#enter = enter
    this.#retryMs = retryMs
  }

  /** `toAgent` runs in the life of the agent that listens. */
  serve(toAgent: (run: () => void) => void, fault: () => string | undefined): ServeWorker {
    return async (path, onMessage) => {
      const wrong = fault()
      if (wrong !== undefined) throw new Error(wrong)
      const listener: Listener = { path, toAgent, onMessage, peer: undefined, up: [], down: [] }
      this.#drop(this.#listeners.get(path))
      this.#listeners.set(path, listener)
      const waiting = this.#waiting.get(path)
      if (waiting !== undefined) this.connectLater(waiting)
      const send = (message: AgentToWorker): void => this.#down(listener, message)
      const socket: WorkerSocket = {
        send,
        sendLine: (line) => send(JSON.parse(line) as AgentToWorker),
        connected: () => listener.peer !== undefined,
        close: () => this.#drop(listener),
      }
      return socket
    }
  }

  /** Tries to connect as workers do: again and again until someone listens. */
  connectLater(worker: WorkerEnd): void {
    this.#waiting.set(worker.path, worker)
    this.#world.after(this.#retryMs(), () =>
      this.#enter(() => {
        const listener = this.#listeners.get(worker.path)
        if (listener === undefined || this.#waiting.get(worker.path) !== worker) return
        this.#waiting.delete(worker.path)
        const before = listener.peer
        listener.peer = worker
        before?.disconnected()
        worker.connected()
      }),
    )
  }

  send(worker: WorkerEnd, message: WorkerMessage): void {
    const listener = this.#listeners.get(worker.path)
    if (listener?.peer !== worker) return
    listener.up.push(message)
    if (listener.up.length > 1) return
    this.#world.after(hopMs, () =>
      listener.toAgent(() => {
        const messages = listener.up.splice(0)
        if (this.#listeners.get(listener.path) !== listener) return
        for (const each of messages) {
          if (this.#trace.shown) this.#trace.say('worker says', nameOf(listener.path), JSON.stringify(each))
          listener.onMessage(each)
        }
      }),
    )
  }

  /** The worker closes its end and comes again. */
  hangUp(worker: WorkerEnd): void {
    this.gone(worker)
    worker.disconnected()
  }

  /** The worker's process has ended. */
  gone(worker: WorkerEnd): void {
    if (this.#waiting.get(worker.path) === worker) this.#waiting.delete(worker.path)
    const listener = this.#listeners.get(worker.path)
    if (listener?.peer === worker) listener.peer = undefined
  }

  /** The agent's process has ended. */
  agentGone(): void {
    for (const listener of [...this.#listeners.values()]) this.#drop(listener)
  }

  #down(listener: Listener, message: AgentToWorker): void {
    if (listener.peer === undefined) return
    this.#onTold(attemptOf(listener.path), message)
    listener.down.push(message)
    if (listener.down.length > 1) return
    this.#world.after(hopMs, () =>
      this.#enter(() => {
        const messages = listener.down.splice(0)
        for (const each of messages) {
          if (this.#trace.shown) this.#trace.say('worker hears', nameOf(listener.path), JSON.stringify(each))
          listener.peer?.received(each)
        }
      }),
    )
  }

  #drop(listener: Listener | undefined): void {
    if (listener === undefined || this.#listeners.get(listener.path) !== listener) return
    this.#listeners.delete(listener.path)
    const { peer } = listener
    listener.peer = undefined
    if (peer === undefined) return
    this.#world.after(hopMs, () => this.#enter(() => peer.disconnected()))
  }
}
