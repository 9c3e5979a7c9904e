/** Bugs in what follows from how gangs end: blame, budgets, waits. */
import type { Mutant } from './mutant.ts'

const gangs = 'coordinator/core/gangs'

export const restartBugs: readonly Mutant[] = [
  {
    name: 'restart-not-charged',
    file: `${gangs}/gangs.ts`,
    find: '{ restarts: gang.restarts + 1 }',
    replace: '{ restarts: Math.max(1, gang.restarts) }',
    why: 'only the first failure of a gang is paid for',
  },
  {
    name: 'move-not-charged',
    file: `${gangs}/gangs.ts`,
    find: '{ moves: gang.moves + 1 }',
    replace: '{ moves: gang.moves }',
    why: 'a preemption or drain restarts a gang for nothing',
  },
  {
    name: 'budget-ignored',
    file: `${gangs}/budgets.ts`,
    find: '  return spent > most ? ',
    replace: '  return spent > 100 * (most + 1) ? ',
    why: 'a gang that fails again and again is launched again and again',
  },
  {
    name: 'same-failure-forever',
    file: `${gangs}/budgets.ts`,
    find: 'failure.same >= stops.after',
    replace: 'failure.same >= 50 * stops.after',
    why: 'a failure that will not go better is tried until the budget is spent',
  },
  {
    name: 'do-not-retry-ignored',
    file: `${gangs}/budgets.ts`,
    find: "  if (failure.class === 'do-not-retry') return",
    replace: "  if (failure.class === 'do-not-retry' && failure.inARow > 1) return",
    why: 'a program that says it is not to be run again is run again',
  },
  {
    name: 'no-wait-between-launches',
    file: `${gangs}/budgets.ts`,
    find: '  return row < 2 ? 0 : ',
    replace: '  return row < 20 ? 0 : ',
    why: 'a gang that gets no further is launched as fast as it can fail',
  },
  {
    name: 'peer-keeps-blame',
    file: `${gangs}/gangs.ts`,
    find: '  if (attempt.epoch === epoch && !finishedWell(attempt)) blameInstead(',
    replace: '  if (attempt.epoch < epoch && !finishedWell(attempt)) blameInstead(',
    why: 'the first rank whose connection broke is blamed for what killed its peer',
  },
]
