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
