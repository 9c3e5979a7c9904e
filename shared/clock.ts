/** Milliseconds since the epoch, as a plain number. */
export type Millis = number

/** A source of time. Code outside `main.ts` and adapters takes one as a constructor argument. */
export interface Clock {
  nowMs(): Millis
}

/** Wall clock at start + monotonic elapsed, so it never steps when the host's clock is set (DESIGN section 4, Time). */
export function steadyClock(): Clock {
  const startMs = Date.now() - performance.now()
  return { nowMs: () => Math.round(startMs + performance.now()) }
}

/** A clock that goes on from a moment at the earliest: what was written before is never in the future, though the wall clock was set back. */
export function notBefore(clock: Clock, ms: Millis): Clock {
  const shiftMs = Math.max(0, ms - clock.nowMs())
  return shiftMs === 0 ? clock : { nowMs: () => clock.nowMs() + shiftMs }
}

/** Milliseconds since this host's boot: goes on evenly over restarts of the program, whatever is done to the host's clock. */
export const bootClock: Clock = { nowMs: () => Math.round(Number(process.hrtime.bigint()) / 1e6) }

/** One timer that was set. */
export type TimerId = object

/** A source of delays, beside `Clock`: real ones in a program, virtual ones in the simulator. */
export interface Timers {
  setTimeout(callback: () => void, delayMs: Millis): TimerId
  setInterval(callback: () => void, everyMs: Millis): TimerId
  /** Either kind; nothing happens when it has fired or there is none. */
  clear(timer: TimerId | undefined): void
  /** Once what is at hand now is done, without a delay. */
  soon(callback: () => void): void
}

/** Resolves when so much time has passed. */
export const pause = (timers: Timers, ms: Millis): Promise<void> =>
  new Promise((resolve) => void timers.setTimeout(resolve, ms))

export const realTimers: Timers = {
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  setInterval: (callback, everyMs) => setInterval(callback, everyMs),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  soon: (callback) => void setImmediate(callback),
}
