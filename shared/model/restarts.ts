/** Budgets of restarts (SPEC [RT3]): what a gang has spent of each, and what it may. */
import { limits } from '../limits.ts'
import type { Budget } from './exits.ts'
import type { JobSpec } from './job.ts'
import type { GangState } from './scheduling.ts'

/** Launches beyond the first, by what paid for them. */
export function spentOf({ restarts, moves, hostRestarts = 0 }: GangState): Readonly<Record<Budget, number>> {
  return { failures: restarts - hostRestarts, hosts: hostRestarts, moves }
}

export function boundOf({ policy }: JobSpec, budget: Budget): number {
  if (budget === 'moves') return limits.movesPerJob
  return policy?.maxRestarts ?? (budget === 'failures' ? limits.gangRestarts : limits.hostRestarts)
}
