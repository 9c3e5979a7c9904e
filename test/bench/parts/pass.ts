/**
 * One full scheduling pass over 10,000 queued jobs on 1,000 hosts × 8 GPUs, 70 % full and fragmented, through `step` as the coordinator
 * does it: CPU time in all and of the longest step, what was placed and reserved. Also on fewer and more hosts.
 */

import { type State, takeChanges } from '../../../coordinator/core/state.ts'
import { step } from '../../../coordinator/core/step.ts'
import { largeQueue, largeQueueWords } from '../../fakes/large-queue.ts'
import { collectGarbage } from './usage.ts'

const seed = 20_260_102
const queued = 10_000

const inMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000

export interface PassFigures {
  readonly totalMs: number
  readonly steps: number
  readonly longestMs: number
  readonly p99StepMs: number
  readonly mostRows: number
  readonly started: number
  readonly reservations: number
  readonly queuedAfter: number
  /** the next full pass, when nothing has changed */
  readonly againMs: number
}

/** `times`: of the steps, CPU time of the thread that makes them, as long as anything else waits for it. `totalMs`: of all threads. */
function runPass(state: State, nowMs: number): { times: number[]; totalMs: number; mostRows: number } {
  collectGarbage()
  const times: number[] = []
  let totalMs = 0
  let mostRows = 0
  let more = true
  while (more) {
    const before = process.cpuUsage()
    const threadBefore = process.threadCpuUsage()
    const effects = step(state, times.length === 0 ? { kind: 'ticked', lateMs: 0 } : { kind: 'continued' }, nowMs)
    times.push(inMs(process.threadCpuUsage(threadBefore)))
    totalMs += inMs(process.cpuUsage(before))
    mostRows = Math.max(mostRows, takeChanges(state).durable.length)
    more = effects.some((effect) => effect.kind === 'continue')
  }
  return { times, totalMs, mostRows }
}

function measure(hosts: number): PassFigures {
  const state = largeQueue(hosts, queued, seed)
  // Hosts are heard one after the other; the pass itself begins when all are.
  let nowMs = 61_000
  for (const host of state.hosts.keys()) {
    state.volatile.wanted.placement = false
    step(state, { kind: 'host-seen', host, digest: null }, nowMs)
    state.volatile.pass = null
    state.volatile.lastFullPassMs = nowMs
    takeChanges(state)
  }
  nowMs += 2_000
  const before = state.queue.size
  const { times, totalMs, mostRows } = runPass(state, nowMs)
  const sorted = [...times].sort((a, b) => a - b)
  const queuedAfter = state.queue.size
  const again = runPass(state, nowMs + 2_000)
  return {
    totalMs,
    steps: times.length,
    longestMs: sorted.at(-1) ?? 0,
    p99StepMs: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    mostRows,
    started: before - queuedAfter,
    reservations: state.volatile.claims.size,
    queuedAfter,
    againMs: again.totalMs,
  }
}

export function measurePasses(log: (line: string) => void): Record<string, PassFigures> {
  log(`\nfull pass, seed ${seed}; ${queued} jobs queued; ${largeQueueWords}`)
  log('   hosts   pass CPU-ms  longest step   steps  started  reserved  next pass')
  // Once, so that the code is compiled.
  measure(1_000)
  const figures: Record<string, PassFigures> = {}
  for (const hosts of [100, 1_000, 10_000]) {
    const each = measure(hosts)
    figures[`hosts${hosts}`] = each
    const { totalMs, longestMs, steps, started, reservations, againMs } = each
    const cells = [totalMs.toFixed(0), longestMs.toFixed(1), steps, started, reservations, againMs.toFixed(0)]
    log(`${String(hosts).padStart(8)}  ${cells.map((cell) => String(cell).padStart(10)).join('  ')}`)
  }
  return figures
}
