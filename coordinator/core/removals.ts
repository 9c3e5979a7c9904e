/**
 * Hosts that leave for good, or are replaced by a machine that was installed anew (SPEC [CI8] [CI9]). A host that may still run
 * something is not removed. One that was is refused when it comes back, until a person lets it in again.
 */
import { limits } from '../../shared/limits.ts'
import type { RemovedHost } from '../../shared/model/maintenance.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import { personCame } from './alerts/person-alerts.ts'
import { endAttempt } from './attempts.ts'
import { hostRemovedSlice } from './checkpoints/retention.ts'
import { type Context, note, Refusal } from './context.ts'
import type { DeadlineKind } from './deadlines.ts'
import { findHost } from './drains.ts'
import { foreignGone } from './foreign.ts'
import { setSettings, standingOn } from './health.ts'
import { reoffer } from './holdings.ts'
import { livenessOf } from './liveness.ts'
import { dropClaim } from './placement/claims.ts'
import { changedRows, type State } from './state.ts'
import { closeNow } from './verdicts/recovery.ts'
import { countOf } from './words.ts'
import { addLongWork } from './work-list.ts'

const removedOf = (state: State): readonly RemovedHost[] => state.settings.get('settings')?.removedHosts ?? []

/** Why a host that says hello is not taken in; undefined: it is. Said once in the events. */
export function turnedAway(ctx: Context, id: string): string | undefined {
  const gone = removedOf(ctx.state).find((each) => each.id === id)
  if (gone === undefined) return undefined
  const how = gone.replacedBy === null ? 'was removed' : `was replaced by ${gone.replacedBy}`
  const reason = `${gone.name} (${id}) ${how} by ${gone.by}; \`millwright host readmit ${id}\` lets it in again`
  if (!gone.cameBack) {
    const removedHosts = removedOf(ctx.state).map((each) => (each === gone ? { ...gone, cameBack: true } : each))
    setSettings(ctx, { removedHosts })
    note(ctx, 'warning', 'host-turned-away', `a host came back that is refused: ${reason}`, { host: id })
  }
  return reason
}

export function removeHost(ctx: Context, idOrName: string, by: string): HostRow {
  return leave(ctx, findHost(ctx.state, idOrName), by, null)
}

/** Cordon, labels and place of the old host go over to the new one, where that does not say otherwise; the old one is removed. */
export function replaceHost(ctx: Context, old: string, replacement: string, by: string): HostRow {
  const { state } = ctx
  const before = findHost(state, old)
  const now = findHost(state, replacement)
  if (before.id === now.id)
    throw new Refusal(
      'bad-field',
      `'${old}' and '${replacement}' are one host (${now.id}); where both have one name, give their ids`,
      'replacement',
    )
  if (now.leaving !== undefined) throw new Refusal('host-busy', `${now.name} is itself being removed`, 'replacement')
  leave(ctx, before, by, now)
  const { id, name, labels, topology, replaces = [] } = before
  const inherited = { id, name, labels, topology, atMs: ctx.nowMs }
  const row = state.hosts.patch(now.id, {
    cordoned: now.cordoned || before.cordoned,
    labels: { ...labels, ...now.labels },
    topology: { ...topology, ...now.topology },
    replaces: [inherited, ...replaces, ...(now.replaces ?? [])].slice(0, limits.replacedKept),
  })
  reoffer(state, now.id)
  return row
}

/** What a host has from those that it replaced: it says less of itself than they did, or the same. */
export function inheritedBy(row: Pick<HostRow, 'replaces'> | undefined): Pick<HostRow, 'labels' | 'topology'> {
  const [labels, topology] = [{}, {}]
  for (const before of [...(row?.replaces ?? [])].reverse()) {
    Object.assign(labels, before.labels)
    Object.assign(topology, before.topology)
  }
  return { labels, topology }
}

function leave(ctx: Context, host: HostRow, by: string, replacement: HostRow | null): HostRow {
  const { state, nowMs } = ctx
  if (host.leaving !== undefined) return host
  const why = staysWhy(state, host)
  if (why !== '') throw new Refusal('host-busy', `${host.name} is not removed: ${why}`, 'host')
  const replacedBy = replacement?.name ?? null
  const gone: RemovedHost = { id: host.id, name: host.name, atMs: nowMs, by, replacedBy, cameBack: false }
  setSettings(ctx, { removedHosts: [gone, ...removedOf(state)].slice(0, limits.removedHosts) })
  const row = state.hosts.patch(host.id, { leaving: { by, sinceMs: nowMs } })
  const connection = state.volatile.connections.get(host.id)
  if (connection !== undefined)
    ctx.effects.push({
      kind: 'refuse-host',
      host: host.id,
      connection,
      code: 'host-removed',
      reason: `it ${replacedBy === null ? 'was removed' : `was replaced by ${replacedBy}`} by ${by}`,
    })
  reoffer(state, host.id)
  const text = replacedBy === null ? `was removed by ${by}` : `was replaced by ${replacedBy}, says ${by}`
  note(ctx, 'notice', replacedBy === null ? 'host-removed' : 'host-replaced', `${host.name} ${text}`, { host: host.id })
  if (removeSlice(ctx, host.id)) addLongWork(ctx, { kind: 'remove-host', host: host.id })
  return row
}

/** '' when nothing can run on the host any more, else why it must stay, and what to do first. */
function staysWhy(state: State, host: HostRow): string {
  const held = state.capacity.host(host.id)?.holdings ?? []
  const drained = host.drain !== null && host.drain.doneMs !== null
  if (host.confirmedLost) {
    const left = held.filter(({ holder }) => state.attempts.get(holder)?.state !== 'lost' && !state.foreign.has(holder))
    return left.length === 0 ? '' : `${countOf(left.length, 'attempt')} of it are being given up; again in a moment`
  }
  if (drained && held.length > 0) return `${countOf(held.length, 'attempt')} run on it still`
  if (drained) return ''
  if (host.drain !== null) return 'its drain is not over; `millwright hosts` shows when it is'
  if (livenessOf(state, host.id) === 'connected')
    return `it is heard and takes work: \`millwright drain ${host.name}\` first`
  return `it is silent, and what it ran may go on there; \`millwright confirm-lost ${host.name}\` first, if you know that it is dead`
}

/** What is done for a host that leaves, in this order; each one slice, true when there is more of it. */
const leavings: readonly ((ctx: Context, host: HostRow) => boolean)[] = [
  endAttempts,
  closeFaults,
  forgetForeign,
  hostRemovedSlice,
]

/** One slice of letting a host go: what it ran has ended, its faults are closed, then it is there no more. True when there is more. */
export function removeSlice(ctx: Context, hostId: string): boolean {
  const { state } = ctx
  const host = state.hosts.get(hostId)
  if (host?.leaving === undefined) return false
  for (const leaving of leavings) if (leaving(ctx, host) || changedRows(state) >= limits.rowsPerStep / 4) return true
  forgetHost(ctx, hostId)
  return false
}

function endAttempts(ctx: Context, { id: hostId, name }: HostRow): boolean {
  const attempts = [...(ctx.state.byHost.get(hostId) ?? [])]
  for (const id of attempts.slice(0, limits.givenUpPerSlice)) endWithHost(ctx, id, name)
  return attempts.length > limits.givenUpPerSlice
}

function closeFaults(ctx: Context, host: HostRow): boolean {
  const faults = standingOn(ctx.state, host.id)
  for (const { id } of faults.slice(0, limits.verdictsPerSlice)) closeNow(ctx, id, 'its host was removed')
  return faults.length > limits.verdictsPerSlice
}

function forgetForeign(ctx: Context, host: HostRow): boolean {
  const foreign = [...ctx.state.foreign.values()].filter((row) => row.host === host.id)
  for (const { id } of foreign.slice(0, limits.membersPerSlice)) foreignGone(ctx, id)
  return foreign.length > limits.membersPerSlice
}

function endWithHost(ctx: Context, id: string, name: string): void {
  const attempt = ctx.state.attempts.must(id)
  endAttempt(ctx, attempt, {
    code: null,
    signal: null,
    reason: attempt.stop?.reason ?? 'unknown',
    sentByUs: false,
    lastLines: [`${name} was removed: nobody will say how it ended`],
    endedHostMs: 0,
  })
}

const ofHosts: readonly DeadlineKind[] = ['host-silent', 'host-backoff', 'drain', 'host-check', 'check-again']

/** Its rows go, and whatever was derived from them. What it read stays with the telemetry until that is too old. */
function forgetHost(ctx: Context, id: string): void {
  const { state } = ctx
  const { volatile } = state
  for (const kind of ofHosts) state.deadlines.clear(kind, id)
  personCame(ctx, id)
  for (const { id: workId, work } of [...state.work.values()]) {
    if (!('host' in work) || work.host !== id || work.kind === 'remove-host') continue
    state.work.delete(workId)
    state.urgentWork.delete(workId)
  }
  for (const { id: job, bookings } of state.timeline.reservations())
    if (bookings.some((booking) => booking.host === id)) dropClaim(state, job)
  state.capacity.removeHost(id)
  for (const derived of [
    state.byHost,
    state.holdsByHost,
    state.discards,
    volatile.connections,
    volatile.forget,
    volatile.paces,
  ])
    derived.delete(id)
  volatile.told.delete(id)
  volatile.spares.delete(id)
  volatile.dirtyHosts.delete(id)
  // a pass that is under way may have chosen it
  volatile.pass = null
  volatile.wanted.placement = true
  for (const table of [state.hosts, state.hostSync, state.liveness, state.repeats]) table.delete(id)
}

/** A host that was removed may join again, as a new one. */
export function readmitHost(ctx: Context, id: string, by: string): RemovedHost {
  const gone = removedOf(ctx.state).find((each) => each.id === id)
  if (gone === undefined)
    throw new Refusal(
      'no-such-host',
      `no host '${id}' was removed: \`millwright host removed\` lists them by id`,
      'host',
    )
  setSettings(ctx, { removedHosts: removedOf(ctx.state).filter((each) => each !== gone) })
  note(ctx, 'notice', 'host-readmitted', `${by} lets ${gone.name} (${id}) in again`, { host: id })
  return gone
}
