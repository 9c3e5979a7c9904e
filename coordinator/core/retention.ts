/** What is kept of ended jobs, and which artifacts anything still names (mark and sweep, DESIGN section 7). */
import { limits } from '../../shared/limits.ts'
import { shardKey } from '../../shared/model/ids.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { forgetAttempt, isLive } from './attempts.ts'
import { checkpointsOf, dropCheckpoint } from './checkpoints/rows.ts'
import type { Context } from './context.ts'
import type { LongWork } from './internal-rows.ts'
import { enqueue } from './outbox.ts'
import { type State, tablesOf } from './state.ts'

/** [R1] a committed shard is a row while its job is young, then a line of the job's manifest; jobs of pipelines are swept at once. */
export function jobEndedForSweep(ctx: Context, jobId: string): void {
  const { state } = ctx
  const ended = state.jobs.get(jobId)
  if (ended === undefined || isLive(ended) || ended.spec.kind !== 'batch') return
  if (ended.owner !== null) return sweep(ctx, ended)
  // The newest ended jobs keep their rows; the one that is just pushed out of them is swept.
  let young = 0
  for (const id of [...state.endedJobs].slice(-4 * limits.unsweptJobs).reverse()) {
    const job = state.jobs.get(id)
    if (job === undefined || job.owner !== null || job.spec.kind !== 'batch' || job.manifest !== null) continue
    if (++young > limits.unsweptJobs) sweep(ctx, job)
    if (young > limits.unsweptJobs + 4) return
  }
}

function sweep(ctx: Context, job: JobRow): void {
  for (const row of ctx.state.outbox.values()) if (row.body.kind === 'write-manifest' && row.body.job === job.id) return
  if (job.manifest === null) enqueue(ctx, { kind: 'write-manifest', job: job.id })
}

/**
 * [R2] an artifact that any row names is kept: marks all of them, a row at a time; what changes meanwhile is marked with `markRow`. Rows
 * name artifacts by objects with a `sha256`; manifests of swept jobs keep only themselves.
 */
export function* markNamed(state: State, found: Set<string>): Generator<void> {
  for (const table of tablesOf(state)) {
    let left = table.size
    for (const row of table.values()) {
      // Rows that came since are among the changes.
      if (left-- <= 0) break
      markRow(table.name, row, found)
      yield
    }
  }
}

export function markRow(table: string, row: object, found: Set<string>): void {
  // A remembered answer names nothing: it says what was true when it was given.
  if (table !== 'idempotency') collect(row, found)
}

function collect(value: object, into: Set<string>): void {
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key]
    if (key === 'sha256' && typeof inner === 'string') into.add(inner)
    else if (typeof inner === 'object' && inner !== null) collect(inner, into)
  }
}

/** Rows of an ended job's shards go in slices ([S2]), from a cursor. Each returns true when there is more. */
export function sweepSlice(ctx: Context, work: LongWork & { kind: 'sweep-shards' | 'forget-job' }): boolean {
  const { state } = ctx
  const job = state.jobs.get(work.job)
  const total = job?.shards.total ?? 0
  const to = Math.min(total, work.from + limits.sweptShardsPerSlice)
  for (let shard = work.from; shard < to; shard++) {
    const key = shardKey(work.job, shard)
    state.shards.delete(key)
    state.failures.delete(key)
  }
  if (to < total) {
    const id = `${work.kind}/${work.job}`
    state.work.patch(id, { work: { ...work, from: to } })
    return true
  }
  if (job?.spec.shards?.open !== true) return false
  let budget = limits.sweptShardsPerSlice
  for (const [key, chunk] of state.chunks.entries()) {
    if (chunk.job !== work.job) continue
    if (budget-- <= 0) return true
    state.chunks.delete(key)
  }
  return false
}

export function forgetSlice(ctx: Context, work: LongWork & { kind: 'forget-job' }): boolean {
  const { state } = ctx
  if (sweepSlice(ctx, work)) return true
  const index = state.index.get(work.job)
  // What is still being stopped keeps its job: its end is counted on it.
  if (index !== undefined && index.attempts.size + index.tasks.size > 0) {
    state.endedJobs.add(work.job)
    return false
  }
  for (const row of checkpointsOf(state, work.job)) dropCheckpoint(ctx, row)
  for (const attempt of index?.endedAttempts ?? []) forgetAttempt(state, attempt)
  state.jobs.delete(work.job)
  state.index.delete(work.job)
  return false
}
