/** Timers of one agent's life on one host: they run at the host's clock rate, later when it is frozen, and never after the life. */
import type { TimerId, Timers } from '../../shared/clock.ts'
import type { Scheduled, World } from './world.ts'

export interface TimersOptions {
  readonly world: World
  /** how fast the host's monotonic clock goes */
  readonly rate: () => number
  /** runs in the agent's process: later while it is frozen, never once it has ended */
  readonly enter: (run: () => void) => void
  /** `watch` intervals fire only when this says that there is something to see; null when there never is */
  readonly nextWatchMs: (everyMs: number) => number | null
}

interface Timer {
  scheduled: Scheduled | undefined
  cleared: boolean
}

/** An interval that looks after something: left out while nothing has changed. */
interface Watch extends Timer {
  readonly startMs: number
  readonly everyMs: number
  readonly callback: () => void
  /** the turn it fired at last */
  turn: number
}

export class VirtualTimers implements Timers {
  readonly #options: TimersOptions
  readonly #watches = new Set<Watch>()

  constructor(options: TimersOptions) {
    this.#options = options
  }

  setTimeout(callback: () => void, delayMs: number): TimerId {
    const timer: Timer = { scheduled: undefined, cleared: false }
    this.#arm(timer, delayMs, callback)
    return timer
  }

  setInterval(callback: () => void, everyMs: number): TimerId {
    const timer: Timer = { scheduled: undefined, cleared: false }
    const again = (): void => {
      this.#arm(timer, everyMs, () => {
        again()
        callback()
      })
    }
    again()
    return timer
  }

  clear(timer: TimerId | undefined): void {
    if (timer === undefined) return
    const known = timer as Timer
    known.cleared = true
    this.#options.world.cancel(known.scheduled)
    this.#watches.delete(known as Watch)
  }

  soon(callback: () => void): void {
    const { world, enter } = this.#options
    world.after(0, () => enter(callback))
  }

  /** Timers for code that looks again and again at things of which the host knows when they change. */
  watching(): Timers {
    return {
      setTimeout: (callback, delayMs) => this.setTimeout(callback, delayMs),
      setInterval: (callback, everyMs) => this.#watch(callback, everyMs),
      clear: (timer) => this.clear(timer),
      soon: (callback) => this.soon(callback),
    }
  }

  /** Something changed: the watches look at their next turn. */
  wake(): void {
    for (const watch of this.#watches) this.#armWatch(watch, this.#options.world.nowMs)
  }

  #watch(callback: () => void, everyMs: number): TimerId {
    const { nowMs } = this.#options.world
    const watch: Watch = { scheduled: undefined, cleared: false, startMs: nowMs, everyMs, callback, turn: 0 }
    this.#watches.add(watch)
    this.#armWatch(watch, nowMs)
    return watch
  }

  /** At the first turn of the watch after `fromMs`. */
  #armWatch(watch: Watch, fromMs: number): void {
    const { world, rate, enter, nextWatchMs } = this.#options
    const every = watch.everyMs / rate()
    const turn = Math.max(watch.turn, Math.floor((Math.max(fromMs, world.nowMs) - watch.startMs) / every)) + 1
    const atMs = watch.startMs + turn * every
    const { scheduled } = watch
    if (scheduled?.run && scheduled.atMs <= atMs) return
    world.cancel(scheduled)
    watch.scheduled = world.at(atMs, () => {
      watch.turn = turn
      enter(() => {
        if (watch.cleared) return
        watch.callback()
        const next = nextWatchMs(watch.everyMs)
        if (next !== null) this.#armWatch(watch, next)
      })
    })
  }

  #arm(timer: Timer, delayMs: number, callback: () => void): void {
    const { world, rate, enter } = this.#options
    timer.scheduled = world.after(delayMs / rate(), () =>
      enter(() => {
        if (!timer.cleared) callback()
      }),
    )
  }
}
