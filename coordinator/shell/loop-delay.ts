/**
 * How late the event loop is: what arrives at a random moment waits this long before anything looks at it. In windows, so that a
 * reader sees the last minute and not the average since the start; any number of readers see the same.
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { DelayWindow } from '../ports.ts'

export interface LoopDelay {
  /** the last whole window; null in the first */
  readonly last: DelayWindow | null
  close(): void
}

const sampleMs = 10

export function watchLoopDelay(windowMs = 5_000): LoopDelay {
  const delays = createHistogram()
  const ownDelays = createHistogram()
  let last: DelayWindow | null = null
  let sampledMs = performance.now()
  let beganMs = sampledMs
  let cpuMs = threadCpuMs()
  const timer = setInterval(() => {
    const nowMs = performance.now()
    const nowCpuMs = threadCpuMs()
    const lateMs = nowMs - sampledMs - sampleMs
    note(delays, lateMs)
    note(ownDelays, Math.min(lateMs, nowCpuMs - cpuMs))
    sampledMs = nowMs
    cpuMs = nowCpuMs
    if (nowMs - beganMs < windowMs) return
    beganMs = nowMs
    last = {
      number: (last?.number ?? 0) + 1,
      p50Ms: delays.percentile(50) / 1_000,
      p99Ms: delays.percentile(99) / 1_000,
      maxMs: delays.max / 1_000,
      ownP99Ms: ownDelays.percentile(99) / 1_000,
    }
    ownDelays.reset()
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

/** A turn of 100 ms makes ten arrivals wait, 100 ms the first and 10 ms the last: counted as one it would vanish among the quick ones. */
function note(delays: RecordableHistogram, lateMs: number): void {
  for (let waitMs = lateMs; ; waitMs -= sampleMs) {
    delays.record(Math.max(1, Math.round(waitMs * 1_000)))
    if (waitMs <= sampleMs) return
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
