/** Leases: shards lent to attempts. They live in the attempt's row; who holds what is derived. */

import { shardKey } from '../../shared/model/ids.ts'
import type { AttemptRow, LeaseRow } from '../../shared/model/rows.ts'
import type { Context } from './context.ts'
import { emptyList, getOrMake } from './get-or-make.ts'
import type { JobIndex, State } from './state.ts'
import { forgetProgress } from './stragglers/progress.ts'

export function holdersOf(index: JobIndex, shard: number): readonly string[] {
  return index.lent.get(shard) ?? []
}

export function addHolder(index: JobIndex, shard: number, attempt: string): void {
  const holders = getOrMake(index.lent, shard, emptyList<string>)
  if (!holders.includes(attempt)) holders.push(attempt)
}

export function removeHolder(index: JobIndex, shard: number, attempt: string): void {
  const left = holdersOf(index, shard).filter((each) => each !== attempt)
  if (left.length === 0) index.lent.delete(shard)
  else index.lent.set(shard, left)
}

/** A shard that is neither committed nor held by anyone is pending again. */
export function makePending(state: State, index: JobIndex, job: string, shard: number): boolean {
  if (index.lent.has(shard) || state.shards.has(shardKey(job, shard))) return false
  return index.pending.add(shard)
}

/** Takes all leases of an attempt back ([B5] what nobody holds is lent again). Returns how many shards became pending. */
export function releaseLeases(ctx: Context, attempt: AttemptRow): number {
  const { state } = ctx
  const index = state.index.get(attempt.job)
  if (index === undefined || attempt.leases.length === 0) return 0
  let pending = 0
  for (const lease of attempt.leases) {
    removeHolder(index, lease.shard, attempt.id)
    forgetProgress(state, attempt.id, lease.shard)
    if (makePending(state, index, attempt.job, lease.shard)) pending++
  }
  state.attempts.patch(attempt.id, { leases: [] })
  return pending
}

/** The attempt's leases without these shards. */
export function withoutShards(attempt: AttemptRow, shards: ReadonlySet<number>): readonly LeaseRow[] {
  return attempt.leases.filter((lease) => !shards.has(lease.shard))
}
