/**
 * Makes processes really slow: their process groups run a quarter of the time and are stopped (SIGSTOP) for the rest,
 * in periods of about 100 ms. Measured time is evened out, so a late timer does not change the share.
 */
import { groupOf, signal } from './processes.ts'

export interface Throttle {
  /** Lets everything run again. Safe to call twice. */
  stop(): void
}

/** `pids` is asked anew each period, so processes that start later are slowed too. */
export function throttle(pids: () => readonly number[], share: number, periodMs = 100): Throttle {
  let stopped: number[] = []
  let timer: NodeJS.Timeout | undefined
  let ended = false
  /** time that stopped processes are owed (+) or ahead (−), in running ms */
  let owedMs = 0

  const resume = (): void => {
    for (const pid of stopped) if (!signal(-groupOf(pid), 'SIGCONT')) signal(pid, 'SIGCONT')
    stopped = []
  }
  const runPhase = (): void => {
    if (ended) return
    resume()
    const began = performance.now()
    timer = setTimeout(() => pausePhase(performance.now() - began), Math.max(5, periodMs * share + owedMs))
  }
  const pausePhase = (ranMs: number): void => {
    if (ended) return
    stopped = pids().filter((pid) => signal(-groupOf(pid), 'SIGSTOP') || signal(pid, 'SIGSTOP'))
    const began = performance.now()
    const pauseMs = Math.min(periodMs * 5, Math.max(5, (ranMs * (1 - share)) / share))
    timer = setTimeout(() => {
      const pausedMs = performance.now() - began
      owedMs = Math.min(periodMs, Math.max(0, ((pausedMs - pauseMs) * share) / (1 - share)))
      runPhase()
    }, pauseMs)
  }
  runPhase()
  return {
    stop() {
      ended = true
      clearTimeout(timer)
      resume()
    },
  }
}
