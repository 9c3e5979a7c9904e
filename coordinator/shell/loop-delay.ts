/**
 * How late the event loop is: what arrives at a random moment waits this long before anything looks at it. In windows, so that a
 * reader sees the last minute and not the average since the start; any number of readers see the same.
 */
import { createHistogram } from 'node:perf_hooks'
import type { DelayWindow } from '../ports.ts'

export interface LoopDelay {
  /** the last whole window; null in the first */
  readonly last: DelayWindow | null
  close(): void
}

const sampleMs = 10
const windowMs = 5_000

export function watchLoopDelay(): LoopDelay {
  const delays = createHistogram()
  let last: DelayWindow | null = null
  let sampledMs = performance.now()
  let beganMs = sampledMs
  const timer = setInterval(() => {
    const nowMs = performance.now()
    // A turn of 100 ms makes ten arrivals wait, 100 ms the first and 10 ms the last: counted as one it would vanish among the quick ones.
    for (let lateMs = nowMs - sampledMs - sampleMs; ; lateMs -= sampleMs) {
      delays.record(Math.max(1, Math.round(lateMs * 1_000)))
      if (lateMs <= sampleMs) break
    }
    sampledMs = nowMs
    if (nowMs - beganMs < windowMs) return
    beganMs = nowMs
    const [p50Ms, p99Ms] = [50, 99].map((percent) => delays.percentile(percent) / 1_000) as [number, number]
    last = { number: (last?.number ?? 0) + 1, p50Ms, p99Ms, maxMs: delays.max / 1_000 }
    delays.reset()
  }, sampleMs)
  timer.unref()
  return {
    get last() {
      return last
    },
    close: () => clearInterval(timer),
  }
}
