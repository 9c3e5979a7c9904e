/** Bugs in how work is moved away from slow ranks. */
import type { Mutant } from './mutant.ts'

export const shareBugs: readonly Mutant[] = [
  {
    name: 'shares-outlive-epoch',
    file: 'coordinator/core/gangs/gangs.ts',
    find: 'before.shares == null ? {} : { shares: null }',
    replace: 'before.shares == null ? {} : { shares: before.shares }',
    why: 'a new launch begins with what the ranks of the last one were to do, on other hosts',
  },
  {
    name: 'work-left-out',
    file: 'coordinator/core/stragglers/shares.ts',
    find: 'others: (ranks - given) / (ranks - slow.length)',
    replace: 'others: 1',
    why: 'what a slow rank does less nobody does',
  },
]
