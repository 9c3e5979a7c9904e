/** State from rows: indexes and deadlines are rebuilt, liveness is unknown, one-shots are done again, the incarnation rises. */
import { limits } from '../../shared/limits.ts'
import { compareIds } from '../../shared/model/ids.ts'
import { indexAttempt, isLive } from './attempts.ts'
import { addHolder } from './leases.ts'
import { emptyIndex, type JobIndex, makeState, type State, tablesOf } from './state.ts'
import type { Change } from './table.ts'
import { waveAt } from './waves.ts'

/** Rows as the store kept them. Rows of tables this version does not know are left where they are. */
export function loadState(rows: Iterable<Change>, nowMs: number): State {
  const state = makeState()
  const tables = new Map(tablesOf(state).map((table) => [table.name, table]))
  for (const { table, key, row } of rows) if (row !== null) tables.get(table)?.load(key, row)
  rebuild(state, nowMs)
  return state
}

/** [S1] a new life of the state: committed before anything else happens, so no id is issued twice. */
export function beginIncarnation(state: State): void {
  const before = state.meta.get('meta')
  state.meta.put('meta', { v: 1, incarnation: (before?.incarnation ?? 0) + 1, nextId: 1 })
}

/** Derived indexes; an invariant says that what is rebuilt here equals what steps keep. */
export function rebuild(state: State, nowMs: number): void {
  state.index.clear()
  state.byHost.clear()
  for (const job of state.jobs.values()) state.index.set(job.id, emptyIndex())
  for (const task of [...state.tasks.values()].sort((a, b) => compareIds(a.id, b.id))) {
    state.index.get(task.job)?.tasks.add(task.id)
    if (task.state === 'pending') state.deadlines.set('task-ready', task.id, Math.max(task.notBeforeMs, nowMs))
  }
  for (const attempt of [...state.attempts.values()].sort((a, b) => compareIds(a.id, b.id))) {
    if (attempt.state === 'ended') continue
    indexAttempt(state, attempt)
    const job = state.jobs.get(attempt.job)
    const index = state.index.get(attempt.job) as JobIndex
    if (job === undefined || !isLive(job)) {
      state.deadlines.set('finish-grace', attempt.id, nowMs + 10_000)
      continue
    }
    for (const lease of attempt.leases) addHolder(index, lease.shard, attempt.id)
  }
  fillPending(state)
  for (const job of state.jobs.values()) {
    const limitMs = job.spec.policy?.timeLimitMs
    if (isLive(job) && limitMs !== undefined) state.deadlines.set('job-time-limit', job.id, job.submittedMs + limitMs)
  }
  // Nothing is known of any host yet; those that stay silent become unreachable after the full grace (nothing is killed).
  for (const host of state.hosts.keys()) {
    state.liveness.load(host, { host, state: 'unknown', lastSeenMs: 0 })
    state.deadlines.set('host-silent', host, nowMs + limits.unreachableAfterMs)
  }
  state.volatile.wanted.placement = true
  state.volatile.wanted.more = true
}

function fillPending(state: State): void {
  const committed = new Map<string, number[]>()
  for (const shard of state.shards.values()) {
    const list = committed.get(shard.job)
    if (list === undefined) committed.set(shard.job, [shard.index])
    else list.push(shard.index)
  }
  for (const job of state.jobs.values()) {
    if (!isLive(job) || job.spec.kind !== 'batch') continue
    const index = state.index.get(job.id) as JobIndex
    const at = waveAt(job, job.wave)
    index.pending.addRange(at.start, at.start + at.size)
    for (const shard of committed.get(job.id) ?? []) {
      if (shard < at.start || shard >= at.start + at.size) continue
      index.pending.delete(shard)
      index.committedInWave++
    }
    for (const shard of index.lent.keys()) index.pending.delete(shard)
    const known = [...index.attempts]
      .map((id) => state.attempts.must(id).shardMs)
      .filter((ms): ms is number => ms !== null)
    known.sort((a, b) => a - b)
    index.shardMs = known[(known.length - 1) >> 1] ?? null
  }
}
