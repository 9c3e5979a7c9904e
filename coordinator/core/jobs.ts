/** Jobs: submission, growth of open jobs, cancellation, time limits, and what is kept of ended ones. */
import { limits } from '../../shared/limits.ts'
import type { JobSpec, Json } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { isLive } from './attempts.ts'
import { type Context, note, Refusal } from './context.ts'
import { indexDependencies, resolveDependencies } from './dependencies.ts'
import { findJob } from './find-job.ts'
import { newGang } from './gangs/gangs.ts'
import { reasonsNow } from './placement/pass.ts'
import { refreshQueue } from './placement/wants.ts'
import { endJob } from './results.ts'
import { emptyIndex, type JobIndex, newId } from './state.ts'
import { noUsage } from './usage.ts'
import { totalShards, waveAt } from './waves.ts'
import { countOf } from './words.ts'
import { addLongWork } from './work-list.ts'

export function submitJob(ctx: Context, spec: JobSpec, by: string, owner: string | null): JobRow {
  const { state, nowMs } = ctx
  const bytes = JSON.stringify(spec).length
  if (bytes > limits.rowBytes - 4_096)
    throw new Refusal(
      'too-large',
      `the job's spec has ${bytes} bytes; at most ${limits.rowBytes - 4_096} are kept in a row: put large inputs into artifacts`,
      'spec',
    )
  const open = spec.shards?.open === true
  const total = open ? 0 : totalShards(spec)
  if (total > limits.shardsPerJob)
    throw new Refusal('bad-field', `${total} shards; at most ${limits.shardsPerJob} are taken`, 'shards.count')
  const waitsFor = resolveDependencies(state, spec.after ?? [])
  const id = newId(state, 'j')
  const job: JobRow = {
    v: 1,
    id,
    project: spec.project ?? 'default',
    by,
    spec,
    state: 'queued',
    reason: waitsFor.length > 0 ? `waits for ${waitsFor.map((each) => each.job).join(', ')}` : 'waiting for placement',
    submittedMs: nowMs,
    startedMs: null,
    endedMs: null,
    closed: !open,
    shards: { total, committed: 0, failedAttempts: 0, speculative: 0, duplicateResults: 0, duplicateCommits: 0 },
    wave: 0,
    manifest: null,
    owner,
    waitsFor,
    launch: { failures: 0, notBeforeMs: 0, last: null },
    gang: spec.kind === 'gang' ? newGang(nowMs) : null,
    usage: noUsage,
  }
  state.jobs.put(id, job)
  const index = emptyIndex()
  state.index.set(id, index)
  if (spec.kind === 'batch') {
    const first = waveAt(job, 0)
    index.pending.addRange(first.start, first.start + first.size)
    const inline = open ? spec.shards?.waves[0] : undefined
    if (inline !== undefined && (inline.items !== undefined || inline.count !== undefined))
      appendShards(ctx, id, inline.count, inline.items)
  }
  indexDependencies(state, job)
  if (owner === null)
    note(
      ctx,
      'info',
      'job-submitted',
      `${spec.name} submitted${spec.kind === 'batch' ? ` with ${countOf(state.jobs.must(id).shards.total, 'shard')}` : ''}`,
      { job: id },
    )
  refreshQueue(ctx, id)
  const lane = state.queue.laneOf(id)
  const [first] = lane?.jobs ?? []
  // Nothing of this shape fits: what the first in line waits for, this one does.
  if (lane?.blocked === true && first !== undefined)
    state.jobs.patch(id, { reason: state.jobs.must(first).reason || reasonsNow(state, job) })
  return state.jobs.must(id)
}

export function appendShards(
  ctx: Context,
  idOrName: string,
  count: number | undefined,
  items: readonly Json[] | undefined,
): JobRow {
  const { state } = ctx
  const job = findJob(state, idOrName)
  if (!isLive(job))
    throw new Refusal('job-ended', `job ${job.id} has ${job.state}; shards can be added to live jobs only`, 'job')
  if (job.spec.shards?.open !== true || job.closed)
    throw new Refusal(
      'job-closed',
      `job ${job.id} takes no more shards: only jobs submitted with shards.open do, until they are closed`,
      'job',
    )
  const added = items?.length ?? count ?? 0
  const first = job.shards.total
  if (first + added > limits.shardsPerJob)
    throw new Refusal('bad-field', `${first + added} shards; at most ${limits.shardsPerJob} are taken`, 'count')
  if (items !== undefined) {
    // One row takes at most a row's bytes: items are cut into chunks.
    let from = 0
    while (from < items.length) {
      let to = from
      let bytes = 512
      while (to < items.length && (to === from || bytes + JSON.stringify(items[to]).length < limits.rowBytes / 2))
        bytes += JSON.stringify(items[to++]).length
      state.chunks.put(`${job.id}/${String(first + from).padStart(12, '0')}`, {
        v: 1,
        job: job.id,
        first: first + from,
        count: to - from,
        items: items.slice(from, to),
      })
      from = to
    }
  }
  ;(state.index.get(job.id) as JobIndex).pending.addRange(first, first + added)
  const row = state.jobs.patch(job.id, { shards: { ...job.shards, total: first + added } })
  refreshQueue(ctx, job.id)
  ctx.reactions.push({ kind: 'shards-wanted', job: job.id })
  return row
}

export function closeJob(ctx: Context, idOrName: string): JobRow {
  const { state } = ctx
  const job = findJob(state, idOrName)
  // An ended job stays as it has ended ([A1]); closing it again is no fault.
  if (job.closed || !isLive(job)) return job
  state.jobs.patch(job.id, { closed: true })
  const index = state.index.get(job.id) as JobIndex
  if (index.committedInWave >= job.shards.total) endJob(ctx, state.jobs.must(job.id), 'succeeded', '')
  else refreshQueue(ctx, job.id)
  return state.jobs.must(job.id)
}

export function cancelJob(ctx: Context, idOrName: string, reason: string): JobRow {
  const job = findJob(ctx.state, idOrName)
  if (!isLive(job))
    throw new Refusal(
      'job-ended',
      `job ${job.id} ${job.state === 'cancelled' ? 'was' : 'has'} ${job.state} already`,
      'job',
    )
  endJob(ctx, job, 'cancelled', reason)
  return ctx.state.jobs.must(job.id)
}

export function failJob(ctx: Context, id: string, reason: string): void {
  const job = ctx.state.jobs.get(id)
  if (job !== undefined && isLive(job)) endJob(ctx, job, 'failed', reason)
}

/** Ended jobs beyond limits.jobsKept go, oldest first, with their rows. Their artifacts follow once nothing names them. */
export function trimJobs(ctx: Context): void {
  const { state } = ctx
  for (const oldest of state.endedJobs) {
    if (state.endedJobs.size <= limits.jobsKept) return
    state.endedJobs.delete(oldest)
    addLongWork(ctx, { kind: 'forget-job', job: oldest, from: 0 })
  }
}

/** [J1] a job's time is over: counted from its start. */
export function timeIsOver(ctx: Context, id: string): void {
  const job = ctx.state.jobs.get(id)
  if (job !== undefined && isLive(job)) failJob(ctx, id, 'time limit')
}
