/** Where the log of a rank lies, and which ranks an attempt has. */
import { join } from 'node:path'
import type { TaskSpec } from '../../../shared/model/job.ts'

/** The ranks that an attempt runs: `first` is the world rank of its local rank 0. */
export interface RankSpan {
  readonly first: number
  readonly count: number
}

/** What the process writes to: opened by its supervisor to append. */
export const rawLogPath = (dir: string, rank: number): string => join(dir, 'ranks', String(rank), 'log')

/** What the agent keeps of it: nobody else writes there. */
export const keptLogDir = (dir: string, rank: number): string => join(dir, 'logs', String(rank))

export const rankSpan = (spec: Pick<TaskSpec, 'member'> | null): RankSpan => ({
  first: spec?.member?.firstRank ?? 0,
  count: spec?.member?.ranks ?? 1,
})
