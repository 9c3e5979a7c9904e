/**
 * When an agent's looks at its attempts can see something next. The looks in between are left out: they change nothing, and a look
 * every 200 ms on every host would be most of the simulation.
 */
import type { AttemptRecord } from '../../agent/work/attempt-store.ts'
import type { Process } from './process.ts'
import { watchEveryMs } from './virtual-timers.ts'

/** a gang's member remembers this often what its fence must know */
const fenceEveryMs = 1_000

export interface Watched {
  readonly nowMs: number
  readonly records: readonly AttemptRecord[]
  readonly unsaved: boolean
  process(attempt: string): Process | undefined
}

export function nextWatchMs(watched: Watched, everyMs: number): number | null {
  return everyMs === watchEveryMs ? nextLookMs(watched) : nextProbeMs(watched)
}

/** An end to notice, a grace to run out, a record to save, a fence to judge. */
function nextLookMs({ nowMs, records, unsaved, process: processOf }: Watched): number | null {
  if (unsaved) return nowMs
  let next: number | null = null
  for (const { attempt, phase, stop, spec } of records) {
    if (phase === 'ended') continue
    const process = processOf(attempt)
    const ending = process === undefined || !process.alive || process.children > 0
    if (stop !== null || (phase === 'running' && ending)) return nowMs
    if (spec?.kind === 'gang') next = nowMs + fenceEveryMs
  }
  return next
}

/** A replica that does not answer. */
function nextProbeMs({ nowMs, records, process: processOf }: Watched): number | null {
  for (const { attempt, phase, replicaSocket } of records) {
    if (phase === 'ended' || replicaSocket === null) continue
    const process = processOf(attempt)
    if (process?.alive !== true || process.manners.hung) return nowMs
  }
  return null
}
