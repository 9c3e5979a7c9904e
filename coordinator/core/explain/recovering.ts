/**
 * What a gang has been through: whom it failed with, what the table says of that, which rung it is on, what is left of its budgets, how long
 * the way back took.
 */
import { exitRules } from '../../../shared/model/exits.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { GangFailure } from '../../../shared/model/scheduling.ts'
import { budgetText, classText, gangText, recoveryText, rungText } from '../../../shared/model/words.ts'
import { failureText } from '../gangs/blame.ts'
import type { State } from '../state.ts'

export function tellRecovery(state: State, job: JobRow): string[] {
  const { gang } = job
  if (gang === null || gang.epoch === 0) return []
  const lines = [gang.lastEnd === '' ? `gang ${gangText(job)}` : `gang ${gangText(job)}; last end: ${gang.lastEnd}`]
  const failure = gang.failing ?? gang.failure ?? null
  if (failure !== null) lines.push(...tellFailure(state, failure, gang.lastEnd))
  if (gang.recovery != null) {
    const rung = rungText(job)
    const where = rung !== '' ? rung : job.endedMs === null ? nextRung(job) : 'it was not launched again'
    lines.push(`recovery from the end of epoch ${gang.recovery.epoch}: ${where}; ${recoveryText(gang.recovery)}`)
  }
  if (gang.restarts + gang.moves > 0) lines.push(`spent: ${budgetText(job)}`)
  return lines
}

/** `said`: what was told already. */
function tellFailure(state: State, failure: GangFailure, said: string): string[] {
  const { class: of, epoch, inARow, same, lines } = failure
  if (of === 'preempted') return []
  const text = failureText(state, failure)
  const found = text === said ? [] : [`epoch ${epoch} failed first with ${text}`]
  if (inARow > 1) found.push(`${inARow} launches in a row got no further, ${same} of them with the same failure`)
  if (lines.length > 1) found.push(`its last lines: ${lines.map((line) => line.trim()).join(' | ')}`.slice(0, 600))
  return [...found, classText(of)]
}

/** While it is not launched again: what it waits for. */
function nextRung({ gang, spec }: JobRow): string {
  const failure = gang?.failure
  switch (gang?.phase) {
    case 'stopping':
      return 'what is left of the epoch is being stopped'
    case 'wounded': {
      const least = spec.gang?.minHosts
      const smaller = least === undefined || least === spec.gang?.hosts ? '' : `, or goes on smaller, from ${least} on`
      return `it keeps its good hosts and waits for others${smaller}`
    }
    case 'forming':
      return 'its hosts are being taken'
    default:
      return failure != null && exitRules[failure.class].where === 'other'
        ? 'it waits in the queue, for another host than the one that failed where there is one'
        : 'it waits in the queue'
  }
}
