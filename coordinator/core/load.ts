/** State from rows: indexes and deadlines are rebuilt, liveness is unknown, one-shots are done again, the incarnation rises. */

import { limits } from '../../shared/limits.ts'
import type { VerdictRow } from '../../shared/model/health.ts'
import { compareIds } from '../../shared/model/ids.ts'
import type { AttemptRow, EventRow, JobRow, TaskRow } from '../../shared/model/rows.ts'
import { armAll } from './alerts/sending.ts'
import { indexAttempt, indexOf, isLive } from './attempts.ts'
import { indexCheckpoint } from './checkpoints/rows.ts'
import { indexDependencies } from './dependencies.ts'
import { takeForeign } from './foreign.ts'
import { watchSilent } from './gangs/silent.ts'
import { emptyList, getOrMake } from './get-or-make.ts'
import { reoffer, takeFor, takeHold } from './holdings.ts'
import { limitEndMs } from './job-terms.ts'
import { addHolder } from './leases.ts'
import { refresh } from './placement/wants.ts'
import { emptyIndex, type JobIndex, makeState, type State, tablesOf } from './state.ts'
import type { Change } from './table.ts'
import { indexVerdict } from './verdicts/fault-index.ts'
import { watchLeaks } from './verdicts/leaks.ts'
import { waveAt } from './waves.ts'
import { isUrgent } from './work-list.ts'

/** Rows as the store kept them. Rows of tables this version does not know are left where they are. */
export function loadState(rows: Iterable<Change>, nowMs: number): State {
  const state = makeState()
  const tables = new Map(tablesOf(state).map((table) => [table.name, table]))
  for (const { table, key, row } of rows) if (row !== null) tables.get(table)?.load(key, row)
  rebuild(state, nowMs)
  return state
}

/** The newest moment that rows tell of: the next life's clock does not begin before it ([T3]). 0 for an empty store. */
export function newestMs(rows: Iterable<Change>): number {
  let newest = 0
  const look = (ms: number | null | undefined): void => {
    if (typeof ms === 'number' && ms > newest) newest = ms
  }
  for (const { table, row } of rows) {
    if (table === 'verdicts') for (const ms of [(row as VerdictRow).lastMs, (row as VerdictRow).closedMs]) look(ms)
    else if (table === 'events') look((row as EventRow).atMs)
    else if (table === 'jobs') for (const ms of [(row as JobRow).submittedMs, (row as JobRow).endedMs]) look(ms)
    else if (table === 'attempts')
      for (const ms of [(row as AttemptRow).placedMs, (row as AttemptRow).startedMs, (row as AttemptRow).endedMs])
        look(ms)
  }
  return newest
}

/**
 * [S1] a new life of the state: committed before anything else happens, so no id is issued twice. After a backup was restored,
 * `restoredAtMs` (the wall clock) lifts it above every life the backup has not seen: restores are seconds apart at least.
 */
export function beginIncarnation(state: State, options: { readonly restoredAtMs?: number } = {}): void {
  const next = (state.meta.get('meta')?.incarnation ?? 0) + 1
  const incarnation = Math.max(next, Math.floor((options.restoredAtMs ?? 0) / 1000))
  state.meta.put('meta', { v: 1, incarnation, nextId: 1 })
}

/** Derived indexes; an invariant says that what is rebuilt here equals what steps keep. */
function rebuild(state: State, nowMs: number): void {
  state.volatile.startedMs = nowMs
  rebuildHosts(state, nowMs)
  for (const job of state.jobs.values()) state.index.set(job.id, emptyIndex())
  for (const task of [...state.tasks.values()].sort((a, b) => compareIds(a.id, b.id))) rebuildTask(state, task, nowMs)
  for (const attempt of [...state.attempts.values()].sort((a, b) => compareIds(a.id, b.id)))
    rebuildAttempt(state, attempt, nowMs)
  for (const row of state.checkpoints.values()) indexCheckpoint(state, row)
  for (const row of state.foreign.values()) takeForeign(state, row)
  rebuildFaults(state, nowMs)
  fillPending(state)
  rebuildJobs(state, nowMs)
  watchSilent(state, nowMs)
  state.deadlines.set('shares', 'all', nowMs + limits.shareTickMs)
  state.volatile.wanted.placement = true
  state.volatile.wanted.more = true
}

/** Nothing is known of any host yet; those that stay silent become unreachable after the full grace (nothing is killed). */
function rebuildHosts(state: State, nowMs: number): void {
  for (const host of state.hosts.values()) {
    state.liveness.load(host.id, { host: host.id, state: 'unknown', lastSeenMs: nowMs })
    state.deadlines.set('host-silent', host.id, nowMs + limits.startGraceMs)
    if (host.backoff !== null && host.backoff.untilMs !== null)
      state.deadlines.set('host-backoff', host.id, host.backoff.untilMs)
    if (host.drain !== null && host.drain.deadlineMs !== null && host.drain.doneMs === null)
      state.deadlines.set('drain', host.id, host.drain.deadlineMs)
    reoffer(state, host.id)
  }
}

/** Verdicts by what they are looked up by; what was waited for is waited for again, and alerts are looked at anew. */
function rebuildFaults(state: State, nowMs: number): void {
  const rows = [...state.verdicts.values()].sort(
    (a, b) => (a.closedMs ?? 0) - (b.closedMs ?? 0) || compareIds(a.id, b.id),
  )
  for (const row of rows) indexVerdict(state.faults, row, undefined)
  for (const row of rows)
    if (row.state === 'open' && row.source === 'kernel' && row.grade === 'watch')
      state.deadlines.set('verdict', row.id, row.lastMs + limits.watchedEventMs)
  watchLeaks(state, nowMs)
  for (const { id, health } of state.hosts.values()) {
    if (health === undefined) continue
    if (health.check !== null) state.deadlines.set('host-check', id, nowMs + limits.checkDeadlineMs)
    if (health.nextCheckMs !== null) state.deadlines.set('check-again', id, health.nextCheckMs)
  }
  for (const { id, untilMs } of state.silences.values()) state.deadlines.set('silence', id, untilMs)
  armAll({ state, nowMs })
}

function rebuildTask(state: State, task: TaskRow, nowMs: number): void {
  state.index.get(task.job)?.tasks.add(task.id)
  if (task.state === 'pending' && task.hold === null)
    state.deadlines.set('task-ready', task.id, Math.max(task.notBeforeMs, nowMs))
  if (task.hold !== null && task.attempt === null) takeHold(state, task)
}

function rebuildAttempt(state: State, attempt: AttemptRow, nowMs: number): void {
  if (attempt.state === 'ended') {
    indexOf(state, attempt.job).endedAttempts.add(attempt.id)
    return
  }
  indexAttempt(state, attempt)
  takeFor(state, attempt)
  const job = state.jobs.get(attempt.job)
  if (job === undefined || !isLive(job)) state.deadlines.set('finish-grace', attempt.id, nowMs + limits.finishGraceMs)
  else for (const lease of attempt.leases) addHolder(indexOf(state, attempt.job), lease.shard, attempt.id)
}

function rebuildJobs(state: State, nowMs: number): void {
  const ended = [...state.jobs.values()].filter((job) => !isLive(job))
  ended.sort((a, b) => (a.endedMs ?? 0) - (b.endedMs ?? 0) || compareIds(a.id, b.id))
  for (const job of ended) if (!state.work.has(`forget-job/${job.id}`)) state.endedJobs.add(job.id)
  for (const { id, work } of state.work.values()) if (isUrgent(work)) state.urgentWork.add(id)
  for (const job of state.jobs.values()) {
    if (!isLive(job)) continue
    indexDependencies(state, job)
    const endMs = limitEndMs(job)
    if (endMs !== null) state.deadlines.set('job-time-limit', job.id, endMs)
    if (job.launch.notBeforeMs > nowMs) state.deadlines.set('job-ready', job.id, job.launch.notBeforeMs)
    const phase = job.gang?.phase
    if (phase === 'forming') state.volatile.forming.set(job.id, null)
    if (phase === 'launching') state.volatile.forming.set(job.id, [])
    if (phase === 'wounded') state.deadlines.set('gang-wounded', job.id, nowMs + limits.woundedWaitMs)
    refresh(state, job.id, nowMs)
  }
}

function fillPending(state: State): void {
  const committed = new Map<string, number[]>()
  for (const shard of state.shards.values()) {
    getOrMake(committed, shard.job, emptyList<number>).push(shard.index)
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
