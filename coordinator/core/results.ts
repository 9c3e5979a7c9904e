/** Shard results: first commit wins, each shard counts once (promise 3), waves follow each other. */
import { shardKey } from '../../shared/model/ids.ts'
import type { ShardOutput } from '../../shared/model/job.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import type { ShardResult } from '../../shared/protocol/codec.ts'
import { isLive } from './attempts.ts'
import { type Context, note } from './context.ts'
import { sendLeases } from './dispenser.ts'
import { holdersOf, removeHolder, withoutShards } from './leases.ts'
import { dropClaim } from './placement/claims.ts'
import { refreshQueue } from './placement/wants.ts'
import { failShard } from './shard-failures.ts'
import type { JobIndex, State } from './state.ts'
import { notePace } from './stragglers/host-pace.ts'
import { forgetProgress } from './stragglers/progress.ts'
import { endOfWave, waveAt, waveCount } from './waves.ts'
import { addLongWork } from './work-list.ts'

interface Tally {
  committed: number
  duplicateResults: number
  failedAttempts: number
  usefulMs: number
  duplicateMs: number
}

/** Takes a batch of results of one attempt (≤ limits.resultsPerFact). */
export function takeResults(ctx: Context, attemptId: string, results: readonly ShardResult[]): void {
  const { state } = ctx
  const attempt = state.attempts.get(attemptId)
  const job = attempt && state.jobs.get(attempt.job)
  const index = job && state.index.get(job.id)
  if (attempt === undefined || job === undefined || index === undefined || !isLive(job)) return
  const tally: Tally = { committed: 0, duplicateResults: 0, failedAttempts: 0, usefulMs: 0, duplicateMs: 0 }
  const shards = new Set<number>()
  let shardMs = attempt.shardMs
  for (const result of results) {
    const shard = result.shard ?? 0
    if (shard >= endOfWave(job)) continue
    shards.add(shard)
    removeHolder(index, shard, attemptId)
    forgetProgress(state, attemptId, shard)
    if (result.ok === true) {
      const took = result.tookMs ?? 0
      shardMs = shardMs === null ? took : 0.7 * shardMs + 0.3 * took
      const before = tally.committed
      commitShard(ctx, job, index, attempt, shard, result.outputJson ?? '', tally)
      if (tally.committed > before) tally.usefulMs += took
      else tally.duplicateMs += took
    } else if (failShard(ctx, job, attempt, shard, result.error ?? 'no reason given', result.retry !== false))
      tally.failedAttempts++
  }
  if (state.attempts.must(attemptId).state !== 'ended')
    state.attempts.patch(attemptId, {
      leases: withoutShards(state.attempts.must(attemptId), shards),
      committed: attempt.committed + tally.committed,
      usefulMs: attempt.usefulMs + tally.usefulMs,
      duplicateMs: attempt.duplicateMs + tally.duplicateMs,
      shardMs,
    })
  else if (tally.committed > 0) state.attempts.patch(attemptId, { committed: attempt.committed + tally.committed })
  index.shardMs = medianShardMs(state, index)
  // Among three at least, so that the median is somebody else's too.
  if (shardMs !== null && index.shardMs !== null && index.attempts.size >= 3)
    notePace(state, attempt.host, shardMs, index.shardMs)
  const now = state.jobs.must(job.id)
  state.jobs.put(job.id, {
    ...now,
    shards: {
      ...now.shards,
      committed: now.shards.committed + tally.committed,
      duplicateResults: now.shards.duplicateResults + tally.duplicateResults,
      failedAttempts: now.shards.failedAttempts + tally.failedAttempts,
    },
  })
  if (isLive(state.jobs.must(job.id))) advanceWave(ctx, job.id)
  // What is left may need fewer workers than are waited for; a shard that failed may need one more (arrays).
  if (state.queue.has(job.id) || tally.failedAttempts > 0) refreshQueue(ctx, job.id)
  ctx.reactions.push({ kind: 'shards-wanted', job: job.id })
}

/** [B1] the first result of a shard is committed; later ones are counted and ignored. */
function commitShard(
  ctx: Context,
  job: JobRow,
  index: JobIndex,
  attempt: AttemptRow,
  shard: number,
  outputJson: string,
  tally: Tally,
): void {
  const { state } = ctx
  const key = shardKey(job.id, shard)
  if (state.shards.has(key)) {
    tally.duplicateResults++
    return
  }
  const output = parseOutput(outputJson)
  state.shards.put(key, { v: 1, job: job.id, index: shard, attempt: attempt.id, output, committedMs: ctx.nowMs })
  if (state.failures.has(key)) state.failures.delete(key)
  index.pending.delete(shard)
  index.committedInWave++
  tally.committed++
  for (const other of [...holdersOf(index, shard)]) revoke(ctx, job, index, other, shard)
  if (job.owner !== null) ctx.reactions.push({ kind: 'shard-committed', job: job.id, owner: job.owner, output })
}

function parseOutput(json: string): ShardOutput {
  try {
    const parsed = JSON.parse(json) as ShardOutput
    return typeof parsed === 'object' && parsed !== null && 'result' in parsed ? parsed : { result: null }
  } catch {
    return { result: null }
  }
}

function revoke(ctx: Context, job: JobRow, index: JobIndex, attemptId: string, shard: number): void {
  removeHolder(index, shard, attemptId)
  forgetProgress(ctx.state, attemptId, shard)
  const loser = ctx.state.attempts.get(attemptId)
  if (loser === undefined) return
  const row = ctx.state.attempts.patch(attemptId, { leases: withoutShards(loser, new Set([shard])) })
  sendLeases(ctx, job, row, [], [shard])
}

function medianShardMs(state: State, index: JobIndex): number | null {
  const known: number[] = []
  for (const id of index.attempts) {
    const ms = state.attempts.get(id)?.shardMs
    if (ms !== null && ms !== undefined) known.push(ms)
    if (known.length >= 64) break
  }
  if (known.length === 0) return index.shardMs
  known.sort((a, b) => a - b)
  return known[(known.length - 1) >> 1] as number
}

/** [B7] a wave's shards are lent only when all of the wave before are committed; after the last one the job has succeeded. */
export function advanceWave(ctx: Context, jobId: string): void {
  const { state } = ctx
  const job = state.jobs.must(jobId)
  const index = state.index.get(jobId) as JobIndex
  const at = waveAt(job, job.wave)
  if (index.committedInWave < at.size) return
  if (job.spec.shards?.open === true) {
    if (job.closed) endJob(ctx, job, 'succeeded', '')
    return
  }
  if (job.wave + 1 >= waveCount(job)) {
    endJob(ctx, job, 'succeeded', '')
    return
  }
  const next = state.jobs.patch(jobId, { wave: job.wave + 1 })
  const start = waveAt(next, next.wave)
  index.committedInWave = 0
  index.pending.addRange(start.start, start.start + start.size)
}

/** Ends a job. Its workers are let go of in slices: told that there is no more, and stopped only if they linger. */
export function endJob(ctx: Context, job: JobRow, end: 'succeeded' | 'failed' | 'cancelled', reason: string): void {
  const { state, nowMs } = ctx
  const took = nowMs - job.submittedMs
  state.jobs.patch(job.id, { state: end, reason, endedMs: nowMs, startedMs: job.startedMs ?? nowMs })
  const index = state.index.get(job.id)
  index?.lent.clear()
  index?.hungry.clear()
  state.endedJobs.add(job.id)
  state.queue.delete(job.id)
  dropClaim(state, job.id)
  state.volatile.forming.delete(job.id)
  for (const kind of ['job-time-limit', 'speculate', 'job-ready', 'gang-wounded'] as const)
    state.deadlines.clear(kind, job.id)
  if (index !== undefined && index.tasks.size + index.attempts.size > 0)
    addLongWork(ctx, { kind: 'end-tasks', job: job.id })
  const level = end === 'failed' ? 'warning' : 'info'
  const counts = job.spec.kind === 'batch' ? `, ${job.shards.committed} of ${job.shards.total} shards` : ''
  note(
    ctx,
    level,
    `job-${end}`,
    `${job.spec.name} ${end} after ${(took / 1000).toFixed(1)} s${counts}${reason === '' ? '' : `: ${reason}`}`,
    { job: job.id },
  )
  ctx.reactions.push({ kind: 'job-ended', job: job.id })
}
