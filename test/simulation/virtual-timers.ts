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

/** The agent's work looks at what it runs this often, while it runs something. */
export const watchEveryMs = 200

/** A look that is left out while there is nothing to see. */
interface Watch extends Timer {
  readonly everyMs: number
  readonly sinceMs: number
  readonly callback: () => void
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
      setTimeout: (callback, delayMs) =>
        delayMs === watchEveryMs ? this.#watch(callback, delayMs) : this.setTimeout(callback, delayMs),
      setInterval: (callback, everyMs) => this.#probe(callback, everyMs),
      clear: (timer) => this.clear(timer),
      soon: (callback) => this.soon(callback),
    }
  }

  /** Something changed: what was left out is looked at soon. */
  wake(): void {
    for (const watch of this.#watches) this.#armWatch(watch)
  }

  /** One look; its caller asks for the next. */
  #watch(callback: () => void, everyMs: number): TimerId {
    const watch: Watch = { scheduled: undefined, cleared: false, everyMs, sinceMs: this.#options.world.nowMs, callback }
    this.#watches.add(watch)
    this.#armWatch(watch)
    return watch
  }

  #probe(callback: () => void, everyMs: number): TimerId {
    const { nowMs } = this.#options.world
    const watch: Watch = {
      scheduled: undefined,
      cleared: false,
      everyMs,
      sinceMs: nowMs,
      callback: () => {
        if (!watch.cleared) this.#watches.add(watch)
        callback()
        this.#armWatch(watch)
      },
    }
    this.#watches.add(watch)
    this.#armWatch(watch)
    return watch
  }

  /** A multiple of its period after it was set, no sooner than there is something to see. */
  #armWatch(watch: Watch): void {
    const { world, rate, enter, nextWatchMs } = this.#options
    const wantMs = nextWatchMs(watch.everyMs)
    if (wantMs === null || watch.cleared) return
    const every = watch.everyMs / rate()
    const turns = Math.max(1, Math.ceil((wantMs - watch.sinceMs) / every - 1e-6))
    let atMs = watch.sinceMs + turns * every
    if (atMs <= world.nowMs) atMs += every
    const { scheduled } = watch
    if (scheduled?.run && scheduled.atMs <= atMs) return
    world.cancel(scheduled)
    watch.scheduled = world.at(atMs, () =>
      enter(() => {
        if (watch.cleared) return
        this.#watches.delete(watch)
        watch.callback()
      }),
    )
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
