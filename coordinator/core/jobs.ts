/** Jobs: submission, growth of open jobs, cancellation, time limits, and what is kept of ended ones. */
import { limits } from '../../shared/limits.ts'
import { compareIds } from '../../shared/model/ids.ts'
import type { JobSpec, Json } from '../../shared/model/job.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { isLive, stopAttempt } from './attempts.ts'
import { type Context, note, Refusal, wantPlacement } from './context.ts'
import { endJob } from './results.ts'
import { emptyIndex, type JobIndex, newId, type State } from './state.ts'
import { totalShards, waveAt } from './waves.ts'

/** The newest job of that id or name; a job-level request names either. */
export function findJob(state: State, idOrName: string): JobRow {
  const byId = state.jobs.get(idOrName)
  if (byId !== undefined) return byId
  let found: JobRow | undefined
  for (const job of state.jobs.values()) {
    if (job.spec.name !== idOrName) continue
    if (found === undefined || compareIds(found.id, job.id) < 0) found = job
  }
  if (found === undefined) throw new Refusal('no-such-job', `no job '${idOrName}'`, 'job')
  return found
}

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
  const id = newId(state, 'j')
  const job: JobRow = {
    v: 1,
    id,
    project: spec.project ?? 'default',
    by,
    spec,
    state: 'queued',
    reason: 'waiting for placement',
    submittedMs: nowMs,
    startedMs: null,
    endedMs: null,
    closed: !open,
    shards: { total, committed: 0, failedAttempts: 0, speculative: 0, duplicateResults: 0, duplicateCommits: 0 },
    wave: 0,
    manifest: null,
    owner,
    launch: { failures: 0, notBeforeMs: 0, last: null },
    gang: null,
    usage: { useful: 0, recomputed: 0, restart: 0, waiting: 0, speculative: 0, idle: 0 },
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
  if (spec.policy?.timeLimitMs !== undefined) state.deadlines.set('job-time-limit', id, nowMs + spec.policy.timeLimitMs)
  if (owner === null)
    note(
      ctx,
      'info',
      'job-submitted',
      `${spec.name} submitted${spec.kind === 'batch' ? ` with ${state.jobs.must(id).shards.total} shards` : ''}`,
      { job: id },
    )
  trimJobs(ctx)
  wantPlacement(ctx)
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
  wantPlacement(ctx)
  ctx.reactions.push({ kind: 'shards-wanted' })
  return row
}

export function closeJob(ctx: Context, idOrName: string): JobRow {
  const { state } = ctx
  const job = findJob(state, idOrName)
  if (job.closed) return job
  state.jobs.patch(job.id, { closed: true })
  const index = state.index.get(job.id) as JobIndex
  if (index.committedInWave >= job.shards.total) endJob(ctx, state.jobs.must(job.id), 'succeeded', '')
  return state.jobs.must(job.id)
}

export function cancelJob(ctx: Context, idOrName: string, reason: string): JobRow {
  const job = findJob(ctx.state, idOrName)
  if (!isLive(job)) throw new Refusal('job-ended', `job ${job.id} has ${job.state} already`, 'job')
  endJob(ctx, job, 'cancelled', reason)
  return ctx.state.jobs.must(job.id)
}

export function failJob(ctx: Context, id: string, reason: string): void {
  const job = ctx.state.jobs.get(id)
  if (job !== undefined && isLive(job)) endJob(ctx, job, 'failed', reason)
}

/** A worker that has nothing more to do and lingers is stopped, with the reason of its job's end. */
export function finishGraceOver(ctx: Context, attemptId: string): void {
  const attempt = ctx.state.attempts.get(attemptId)
  const job = attempt && ctx.state.jobs.get(attempt.job)
  if (attempt === undefined || job === undefined) return
  const graceMs = job.spec.policy?.graceMs ?? 30_000
  const reason =
    job.state === 'succeeded'
      ? 'scale-down'
      : job.reason === 'time limit'
        ? 'time-limit'
        : job.reason.startsWith('scale-down')
          ? 'scale-down'
          : 'cancelled'
  stopAttempt(ctx, attempt, reason, graceMs)
}

/** Ended jobs beyond limits.jobsKept go, oldest first, with their rows. Their artifacts follow once nothing names them. */
function trimJobs(ctx: Context): void {
  const { state } = ctx
  let ended = 0
  let oldest: JobRow | undefined
  for (const job of state.jobs.values()) {
    if (isLive(job)) continue
    ended++
    if (oldest === undefined || compareIds(job.id, oldest.id) < 0) oldest = job
  }
  if (ended > limits.jobsKept && oldest !== undefined) sweepLater(ctx, oldest.id, true)
}

/** Rows of an ended job's shards go in slices ([S2] one step changes at most limits.rowsPerStep rows). */
export function sweepLater(ctx: Context, job: string, forget: boolean): void {
  const id = `${forget ? 'forget-job' : 'sweep-shards'}/${job}`
  if (ctx.state.work.has(id)) return
  ctx.state.work.put(id, { v: 1, id, work: { kind: forget ? 'forget-job' : 'sweep-shards', job } })
  ctx.state.volatile.wanted.more = true
}

/** One slice of the oldest long work. Returns whether there is more. */
export function continueLongWork(ctx: Context): boolean {
  const { state } = ctx
  const next = state.work.values().next().value
  if (next === undefined) return false
  const { job } = next.work
  let budget = 60
  for (const table of [state.shards, state.chunks, state.failures] as const) {
    if (budget <= 0) break
    for (const key of keysOf(table, job, budget)) {
      table.delete(key)
      budget--
    }
  }
  if (budget > 0) {
    if (next.work.kind === 'forget-job') {
      for (const attempt of [...state.attempts.values()]
        .filter((each) => each.job === job && each.state === 'ended')
        .slice(0, 32))
        state.attempts.delete(attempt.id)
      state.jobs.delete(job)
      state.index.delete(job)
    }
    state.work.delete(next.id)
  }
  return state.work.size > 0
}

function keysOf(table: { keys(): IterableIterator<string> }, job: string, most: number): string[] {
  const found: string[] = []
  const prefix = `${job}/`
  for (const key of table.keys()) {
    if (!key.startsWith(prefix)) continue
    found.push(key)
    if (found.length >= most) break
  }
  return found
}
