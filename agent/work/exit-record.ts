/** How an attempt ended, as it is told: what its driver knows of its processes, with the reason of a stop. */
import type { ExitRecord } from '../../shared/model/job.ts'
import type { AttemptRecord } from './attempt-store.ts'
import type { ProcessExit } from './driver.ts'

export type Exit = Omit<ExitRecord, 'sentByUs' | 'endedHostMs'>

export const noExit = { code: null, signal: null } as const

/**
 * Ranks are counted over the whole gang. `lastLines`: of the log, where the driver says none. What was started in another boot and left no
 * record went with its host.
 */
export function exitOf(
  { spec, stop, signalled, process }: AttemptRecord,
  exit: ProcessExit | undefined,
  lastLines: readonly string[],
  bootId: string,
): Exit {
  const { ranks = [], ...end }: ProcessExit = exit ?? noExit
  const { member } = spec!
  const reason = stop !== null && signalled ? stop.reason : exit === undefined ? 'unknown' : 'exited'
  if (reason === 'unknown' && process !== null && process.bootId !== bootId)
    return { ...noExit, reason, lastLines: [...lastLines, 'its host was rebooted'], class: 'lost-host' }
  const gangwide = member === null ? [] : ranks.map((each) => ({ ...each, rank: member.firstRank + each.rank }))
  return { lastLines, ...end, reason, ...(gangwide.length === 0 ? {} : { ranks: gangwide }) }
}
