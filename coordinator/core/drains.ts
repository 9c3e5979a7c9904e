/** Cordon and drain: emptying a host, now, after its current work, or by moving gangs to other hosts (SPEC [N1] [N2]). */

import { limits } from '../../shared/limits.ts'
import type { AttemptRow, DrainMode, HostRow, JobRow, TaskRow } from '../../shared/model/rows.ts'
import { dropTask, isLive, stopAttempt } from './attempts.ts'
import { type Context, note, Refusal, wantPlacement } from './context.ts'
import { sendLeases } from './dispenser.ts'
import { stopEpoch } from './gangs/gangs.ts'
import { takeBack } from './gpu-release.ts'
import { closedWhy, reoffer } from './holdings.ts'
import { graceMsOf } from './job-terms.ts'
import { livenessOf } from './liveness.ts'
import type { State } from './state.ts'
import { listOf } from './words.ts'
import { addLongWork } from './work-list.ts'

/** [H8] the host of that id or name. Throws Refusal('no-such-host'), or 'ambiguous-host' where a name is left to several. */
export function findHost(state: State, idOrName: string): HostRow {
  const exact = state.hosts.get(idOrName)
  if (exact !== undefined) return exact
  const named = [...state.hosts.values()].filter(({ name }) => name === idOrName)
  const [host, ...others] = narrowed(state, named)
  if (host === undefined)
    throw new Refusal('no-such-host', `no host '${idOrName}': \`millwright hosts\` lists them`, 'host')
  if (others.length === 0) return host
  const ids = named.map(
    ({ id, confirmedLost }) => `${id} (${confirmedLost ? 'confirmed lost' : livenessOf(state, id)})`,
  )
  const text = `host: '${idOrName}' is the name of ${named.length} hosts; give the id: ${listOf(ids.sort(), 4)}`
  throw new Refusal('ambiguous-host', text, 'host')
}

/** An old row and its replacement: the one that is heard is meant, else the one that nobody has called dead. */
function narrowed(state: State, named: readonly HostRow[]): readonly HostRow[] {
  if (named.length <= 1) return named
  const heard = named.filter(({ id }) => livenessOf(state, id) === 'connected')
  if (heard.length > 0) return heard
  const alive = named.filter(({ confirmedLost }) => !confirmedLost)
  return alive.length > 0 ? alive : named
}

/** Uncordoning also ends a suspension: a person has looked. */
export function cordonHost(ctx: Context, idOrName: string, cordoned: boolean): HostRow {
  const { state } = ctx
  const host = findHost(state, idOrName)
  if (host.cordoned === cordoned && (cordoned || host.backoff === null)) return host
  const trusted = cordoned ? {} : { launchFailures: 0, backoff: null }
  const row = state.hosts.patch(host.id, { cordoned, ...trusted })
  const kind = cordoned ? 'host-cordoned' : 'host-uncordoned'
  note(ctx, 'notice', kind, cordoned ? `${host.name} takes no new work` : againText(state, row), { host: host.id })
  reoffer(state, host.id)
  return row
}

/** A host is opened by one hand and may be kept shut by another. */
function againText(state: State, host: HostRow): string {
  const why = closedWhy(state, host)
  return why === '' ? `${host.name} takes work again` : `${host.name} takes no work yet: ${why}`
}

export interface Drain {
  readonly mode: DrainMode
  readonly reason: string
  readonly deadlineMs: number | null
}

export function drainHost(ctx: Context, idOrName: string, drain: Drain, by: string): HostRow {
  const { state, nowMs } = ctx
  const host = findHost(state, idOrName)
  const deadlineMs = drain.deadlineMs === null ? null : nowMs + drain.deadlineMs
  const { mode, reason } = drain
  const row = state.hosts.patch(host.id, { drain: { mode, reason, by, sinceMs: nowMs, deadlineMs, doneMs: null } })
  // A drain that is asked for again replaces the one before, with its deadline.
  if (deadlineMs === null) state.deadlines.clear('drain', host.id)
  else state.deadlines.set('drain', host.id, deadlineMs)
  note(ctx, 'notice', 'host-draining', `${host.name} is being drained (${mode}) by ${by}: ${reason}`, { host: host.id })
  reoffer(state, host.id)
  addLongWork(ctx, { kind: 'empty-host', host: host.id })
  return row
}

export function undrainHost(ctx: Context, idOrName: string): HostRow {
  const { state } = ctx
  const host = findHost(state, idOrName)
  if (host.drain === null) return host
  state.deadlines.clear('drain', host.id)
  takeBack(ctx, host)
  const row = state.hosts.patch(host.id, { drain: null })
  note(ctx, 'notice', 'host-undrained', againText(state, row), { host: host.id })
  reoffer(state, host.id)
  return row
}

/** The deadline of `after` or `swap` has come: what is left is stopped. */
export function drainOverdue(ctx: Context, hostId: string): void {
  const { state } = ctx
  const host = state.hosts.get(hostId)
  if (host?.drain == null || host.drain.doneMs !== null) return
  state.hosts.patch(hostId, { drain: { ...host.drain, mode: 'now' } })
  note(ctx, 'notice', 'drain-overdue', `${host.name}: the drain's deadline has come, what is left is stopped`, {
    host: hostId,
  })
  addLongWork(ctx, { kind: 'empty-host', host: hostId })
}

/** One slice of emptying a host; true when there is more. */
export function emptyHostSlice(ctx: Context, hostId: string): boolean {
  const { state } = ctx
  const host = state.hosts.get(hostId)
  if (host?.drain == null) return false
  let budget = limits.membersPerSlice
  for (const id of [...(state.byHost.get(hostId) ?? [])]) {
    const attempt = state.attempts.must(id)
    const job = state.jobs.get(attempt.job)
    if (job === undefined || attempt.stop !== null || !isLive(job)) continue
    if (budget <= 0) return true
    if (leave(ctx, host, job, attempt)) budget--
  }
  for (const id of [...(state.holdsByHost.get(hostId) ?? [])]) {
    if (budget <= 0) return true
    if (leaveHold(ctx, host, state.tasks.must(id))) budget--
  }
  drainDone(ctx, hostId)
  wantPlacement(ctx)
  return false
}

/** True when something was changed. */
function leave(ctx: Context, host: HostRow, job: JobRow, attempt: AttemptRow): boolean {
  const drain = host.drain as NonNullable<HostRow['drain']>
  if (drain.mode === 'now') {
    const why = `${host.name} is drained: ${drain.reason}`
    if (job.spec.kind !== 'gang') stopAttempt(ctx, attempt, 'drained', graceMsOf(job))
    else if (job.gang?.phase === 'stopping') return false
    else stopEpoch(ctx, job.id, 'drained', why, host.id)
    return true
  }
  // Elastic workers end after the shards they hold; gangs move when others are found (swap) or end by themselves (after).
  if (job.spec.kind !== 'batch' || attempt.finish) return false
  const row = ctx.state.attempts.patch(attempt.id, { finish: true })
  sendLeases(ctx, job, row, [], [])
  return true
}

/** Gangs that form or are wounded look at their hosts themselves; one that is launched or runs does not look again. True when something was changed. */
function leaveHold(ctx: Context, host: HostRow, task: TaskRow): boolean {
  const job = ctx.state.jobs.must(task.job)
  const phase = job.gang?.phase
  if (!isLive(job) || (phase !== 'launching' && phase !== 'running')) return false
  if (task.role === 'spare') dropTask(ctx, task)
  else if (phase === 'launching' && host.drain?.mode === 'now')
    stopEpoch(ctx, job.id, 'drained', `${host.name} is drained: ${host.drain.reason}`, host.id)
  else return false
  return true
}

/** [N1] a drain is done when nothing is left on the host. */
export function drainDone(ctx: Context, hostId: string): void {
  const { state, nowMs } = ctx
  const host = state.hosts.get(hostId)
  if (host?.drain == null || host.drain.doneMs !== null) return
  if ((state.capacity.host(hostId)?.holdings.length ?? 0) > 0) return
  state.deadlines.clear('drain', hostId)
  state.hosts.patch(hostId, { drain: { ...host.drain, doneMs: nowMs } })
  const byHand = `after \`millwright undrain ${host.name}\``
  const again = host.health?.drained === true ? `once its fault is gone and a check has passed, or ${byHand}` : byHand
  note(ctx, 'notice', 'host-drained', `${host.name} is empty; it takes work again ${again}`, { host: hostId })
}
