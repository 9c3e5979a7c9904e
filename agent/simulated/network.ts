/** A simulated host's way to the coordinator: the real one, which can be cut (nothing arrives, nobody is told) or stand still. */
import type { WebSocket } from 'ws'
import type { Timers } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Connection, ConnectionHandlers, Dial } from '../link/connection.ts'
import { makeDial } from '../link/dial.ts'

export class SimulatedNetwork {
  readonly #timers: Timers
  readonly #dial: Dial
  #socket: WebSocket | undefined
  #cut = false

  constructor(timers: Timers) {
    this.#timers = timers
    this.#dial = makeDial((socket) => {
      this.#socket = socket
    })
  }

  readonly dial: Dial = (url, handlers) => {
    if (this.#cut) return this.#nowhere(handlers)
    const connection = this.#dial(url, handlers)
    const unlessCut = (act: () => void): void => {
      if (!this.#cut) act()
    }
    return {
      ...connection,
      send: (bytes) => unlessCut(() => connection.send(bytes)),
      ping: () => unlessCut(() => connection.ping()),
    }
  }

  cut(): void {
    this.#cut = true
    this.pause()
  }

  heal(): void {
    if (!this.#cut) return
    this.#cut = false
    // what was sent meanwhile is lost, so the stream is of no use any more
    this.#socket?.terminate()
  }

  /** Stops reading, pings included. */
  pause(): void {
    if (this.#socket?.readyState === this.#socket?.OPEN) this.#socket?.pause()
  }

  resume(): void {
    if (!this.#cut) this.#socket?.resume()
  }

  /** Packets go nowhere: the connection is given up after the time that the real one takes. */
  #nowhere(handlers: ConnectionHandlers): Connection {
    const nothing = (): void => {}
    const timer = this.#timers.setTimeout(handlers.close, limits.suspectAfterMs)
    const end = (): void => {
      this.#timers.clear(timer)
      this.#timers.soon(handlers.close)
    }
    return { send: nothing, ping: nothing, terminate: end, close: end, bufferedAmount: () => 0 }
  }
}
