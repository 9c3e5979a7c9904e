/**
 * What another launch costs (SPEC [RT3] [RT4] [RT5]): every kind of restart is charged to a budget with a bound, the same failure again
 * without a step forward ends the job, and launches that get no further come ever more slowly.
 */
import { limits } from '../../../shared/limits.ts'
import { type Budget, exitRules } from '../../../shared/model/exits.ts'
import { boundOf, spentOf } from '../../../shared/model/restarts.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { GangFailure, GangState } from '../../../shared/model/scheduling.ts'
import { isSame } from '../exits.ts'
import type { State } from '../state.ts'
import { countOf } from '../words.ts'
import { failureText } from './blame.ts'

/** A later step than the failed epoch before it had reached; without steps, ten minutes of work. */
export function gotFurther(before: GangFailure, now: GangFailure): boolean {
  if (now.step === null) return now.ranMs >= limits.ranWellMs
  return before.step === null || now.step > before.step
}

/** The failure with its place in the row of those that came to nothing. One after which the next launch goes on from elsewhere begins a row. */
export function inARow(before: GangFailure | null, now: GangFailure): GangFailure {
  if (before === null || now.resumeLost === true || gotFurther(before, now)) return { ...now, inARow: 1, same: 1 }
  return { ...now, inARow: before.inARow + 1, same: isSame(before, now) ? before.same + 1 : 1 }
}

const budgetWords: Readonly<Record<Budget, readonly [string, string]>> = {
  failures: ['its gang failed', 'restart'],
  hosts: ['hosts failed its gang', 'restart'],
  moves: ['its gang was moved', 'move'],
}

/** Why there is no further launch; '' when there is. The launch is charged already. */
export function whyOver(state: State, job: JobRow, failure: GangFailure): string {
  const gang = job.gang as GangState
  const { budget, stops } = exitRules[failure.class]
  const last = failureText(state, failure)
  if (failure.class === 'do-not-retry') return `${last}; ${exitRules['do-not-retry'].why}`
  if (stops !== null && failure.same >= stops.after)
    return `failed ${countOf(failure.same, 'time')} in a row without a step forward, which another launch will not change: ${last}`
  const paid = budget ?? 'failures'
  const spent = spentOf(gang)[paid]
  const most = boundOf(job.spec, paid)
  const [did, what] = budgetWords[paid]
  return spent > most ? `${did} ${countOf(spent, 'time')} (at most ${countOf(most, what)}); last: ${last}` : ''
}

/** How long the next launch waits: the first at once, then twice as long each time. */
export function waitMsOf({ class: of, inARow: row }: GangFailure): number {
  const { waitMs } = exitRules[of]
  return row < 2 ? 0 : Math.min(limits.restartWaitMaxMs, waitMs * 2 ** Math.min(row - 2, 20))
}
