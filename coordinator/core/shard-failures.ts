/** Shards that fail: tried again up to the job's limit, then the job fails with the last error ([B8]). */
import { shardKey } from '../../shared/model/ids.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import type { Context } from './context.ts'
import { makePending } from './leases.ts'
import type { JobIndex } from './state.ts'
import { countOf } from './words.ts'

/** Returns false when the shard is committed already: then nothing has failed. */
export function failShard(
  ctx: Context,
  job: JobRow,
  attempt: AttemptRow,
  shard: number,
  why: string,
  retry: boolean,
): boolean {
  const { state } = ctx
  const key = shardKey(job.id, shard)
  if (state.shards.has(key)) return false
  const before = state.failures.get(key)
  const error = why.slice(0, 2_000)
  const count = (before?.count ?? 0) + 1
  const hosts = [...(before?.hosts ?? []), attempt.host].slice(-8)
  state.failures.put(key, { v: 1, job: job.id, index: shard, count, error, hosts, atMs: ctx.nowMs })
  makePending(state, state.index.get(job.id) as JobIndex, job.id, shard)
  const most = job.spec.policy?.attemptsPerShard ?? 3
  if (!retry)
    ctx.reactions.push({ kind: 'job-failed', job: job.id, reason: `shard ${shard} is not to be run again: ${error}` })
  else if (count >= most)
    ctx.reactions.push({
      kind: 'job-failed',
      job: job.id,
      reason: `shard ${shard} failed ${countOf(count, 'time')}; last: ${error}`,
    })
  return true
}
