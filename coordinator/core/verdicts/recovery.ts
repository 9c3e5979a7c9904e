/**
 * The way back into service ([HR1]…): the fault is gone, the host is asked for a check, and the check must pass in the session that it
 * was begun in. Silence proves nothing, and neither does time.
 */
import { limits } from '../../../shared/limits.ts'
import type { CheckReport, HostHealth, VerdictRow } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import { verdictEnded } from '../alerts/alerts.ts'
import { askPerson, personCame } from '../alerts/person-alerts.ts'
import { type Context, note, Refusal, touchHost } from '../context.ts'
import { findHost, undrainHost } from '../drains.ts'
import { healthOf, isSerious, setHealth, settleGrade, standingOn } from '../health.ts'
import type { LongWork } from '../internal-rows.ts'
import { livenessOf } from '../liveness.ts'
import { newId, type State } from '../state.ts'
import { countOf, listOf } from '../words.ts'
import { addLongWork } from '../work-list.ts'
import { drainedByHealth } from './act.ts'
import { trayOf } from './fault-index.ts'
import { isReplaced } from './replaced.ts'
import { addDone, patchVerdict, trimVerdicts } from './verdict-rows.ts'

/** The verdict is closed: verified, or a person said so. */
export function closeNow(ctx: Context, id: string, why: string): void {
  const { state, nowMs } = ctx
  addDone(ctx, id, `closed: ${why}`)
  const closed = patchVerdict(state, id, {
    state: 'closed',
    closedMs: nowMs,
    goneMs: state.verdicts.must(id).goneMs ?? nowMs,
  })
  state.deadlines.clear('verdict', id)
  verdictEnded(ctx, closed)
  settleGrade(ctx, closed.host)
  trimVerdicts(state)
  if (trayOf(closed) !== undefined)
    ctx.reactions.push({ kind: 'detector-closed', host: closed.host, place: closed.place })
  if (closed.parent !== null) ctx.reactions.push({ kind: 'place-verdict', verdict: closed.parent, childClosed: true })
}

/** Its condition holds no more, which is no proof of health: a `watch` ends with it, what took the host out needs a check ([HR1]). */
export function conditionGone(ctx: Context, id: string, how: string): void {
  const { state, nowMs } = ctx
  const verdict = state.verdicts.must(id)
  if (verdict.state !== 'open') return
  if (!isSerious(verdict)) return closeNow(ctx, id, how)
  addDone(ctx, id, `gone: ${how}`)
  const gone = patchVerdict(state, id, { state: 'gone', goneMs: nowMs })
  verdictEnded(ctx, gone)
  if (gone.onPlace) ctx.reactions.push({ kind: 'place-verdict', verdict: id, childClosed: false })
  else seekCheck(ctx, gone.host)
}

const seriousOn = (state: State, host: string): VerdictRow[] => standingOn(state, host).filter(isSerious)

/** A check begins when nothing serious holds any more, none is under way, and no failed one has to be waited out. */
function seekCheck(ctx: Context, hostId: string): void {
  const { state } = ctx
  const { check, failedChecks, nextCheckMs } = healthOf(state.hosts.get(hostId))
  const serious = seriousOn(state, hostId)
  if (serious.length === 0 || serious.some((verdict) => verdict.state === 'open')) return
  if (check !== null || nextCheckMs !== null || failedChecks >= limits.checksInARow) return
  if (comesAgain(ctx, hostId, serious)) return
  beginCheck(ctx, hostId)
}

/** It passed its checks before and its faults came again: a check that passes once more shows nothing. A person is asked. */
function comesAgain(ctx: Context, hostId: string, serious: readonly VerdictRow[]): boolean {
  const { state, nowMs } = ctx
  const host = state.hosts.must(hostId)
  const returns = returnsOf(healthOf(host), nowMs).length
  // Where it is in service anyway, a check decides nothing of that.
  if (returns < limits.returnsInWindow || !drainedByHealth(host)) return false
  const span = `${limits.returnsWindowMs / 3_600_000} h`
  const why = `it came back ${returns} times within ${span} and has a fault again; nothing more is tried until \`millwright verify ${host.name}\``
  for (const { id } of serious) addDone(ctx, id, why)
  note(ctx, 'critical', 'faults-come-again', `${host.name}: ${why}`, { host: hostId })
  askPerson(ctx, 'health/comes-again', host, why)
  return true
}

/** GPUs that a fault was on are loaded for a short while, where the host is out of service and nothing runs on them. */
function gpusToLoad(state: State, host: HostRow): string[] {
  if (!drainedByHealth(host)) return []
  const known = new Set(host.inventory.gpus?.map(({ uuid }) => uuid))
  const named = new Set<string>()
  for (const { device, source } of seriousOn(state, host.id)) {
    if (device.startsWith('gpu:')) named.add(device.slice(4))
    // Which part of it makes gangs fail is not known.
    if (source === 'work') for (const uuid of known) named.add(uuid)
  }
  const busy = new Set(state.capacity.host(host.id)?.holdings.flatMap(({ grant }) => [...grant.gpus]))
  const slices = (uuid: string): string[] =>
    host.inventory.gpus?.find((gpu) => gpu.uuid === uuid)?.mig?.map((slice) => slice.uuid) ?? []
  return [...named].filter((uuid) => known.has(uuid) && ![uuid, ...slices(uuid)].some((each) => busy.has(each))).sort()
}

function beginCheck(ctx: Context, hostId: string): void {
  const { state, nowMs } = ctx
  const host = state.hosts.must(hostId)
  const id = newId(state, 'c')
  const check = { id, session: healthOf(host).session, sinceMs: nowMs, gpus: gpusToLoad(state, host) }
  setHealth(ctx, hostId, { check, nextCheckMs: null })
  personCame(ctx, hostId)
  state.deadlines.clear('check-again', hostId)
  state.deadlines.set('host-check', hostId, nowMs + limits.checkDeadlineMs)
  touchHost(ctx, hostId)
}

/** [HF2] what a host says of a check that is not wanted any more changes nothing. */
export function checkDone(ctx: Context, hostId: string, check: string, ok: boolean, report: CheckReport): void {
  const { state, nowMs } = ctx
  const health = healthOf(state.hosts.get(hostId))
  if (health.check?.id !== check || health.check.session !== health.session) return
  endCheck(ctx, hostId)
  setHealth(ctx, hostId, { lastCheck: { atMs: nowMs, ok, report } })
  if (!ok) return checkFailed(ctx, hostId, failuresOf(report))
  setHealth(ctx, hostId, { failedChecks: 0 })
  const lines = countOf(report.lines.length, 'line')
  note(ctx, 'info', 'host-verified', `${state.hosts.must(hostId).name}: check passed (${lines})`, { host: hostId })
  const work = { kind: 'close-verified', host: hostId, check, session: health.session } as const
  if (closeVerifiedSlice(ctx, work)) addLongWork(ctx, work)
}

/** One slice of closing what a check has verified; true when there is more. Another fault leaves the rest to the check that follows it. */
export function closeVerifiedSlice(
  ctx: Context,
  { host, check, session }: LongWork & { kind: 'close-verified' },
): boolean {
  const { state, nowMs } = ctx
  const health = healthOf(state.hosts.get(host))
  if (health.session !== session || health.check !== null) return false
  const passed = seriousOn(state, host).filter((verdict) => verdict.state === 'gone')
  for (const { id } of passed.slice(0, limits.verdictsPerSlice)) closeNow(ctx, id, `check ${check} passed`)
  if (passed.length > limits.verdictsPerSlice) return true
  const returns = drainedByHealth(state.hosts.must(host)) && seriousOn(state, host).length === 0
  if (returns) setHealth(ctx, host, { returnsMs: [...returnsOf(health, nowMs), nowMs] })
  reopen(ctx, host)
  return false
}

/** Those that count still. */
const returnsOf = ({ returnsMs }: HostHealth, nowMs: number): number[] =>
  returnsMs.filter((atMs) => nowMs - atMs < limits.returnsWindowMs).slice(-limits.returnsInWindow)

/** The conditions of these verdicts hold no more: some now, the others in later steps ([S2]). True when there are others. */
export function goneInSlices(ctx: Context, host: string, verdicts: readonly VerdictRow[], how: string): boolean {
  const { state, nowMs } = ctx
  for (const { id } of verdicts.slice(0, limits.verdictsPerSlice)) conditionGone(ctx, id, how)
  const later = verdicts.slice(limits.verdictsPerSlice).map(({ id }) => ({ id, how, atMs: nowMs }))
  if (later.length === 0) return false
  const before = state.work.get(`conditions-gone/${host}`)?.work
  if (before?.kind !== 'conditions-gone') addLongWork(ctx, { kind: 'conditions-gone', host, gone: later })
  else state.work.patch(`conditions-gone/${host}`, { work: { ...before, gone: [...before.gone, ...later] } })
  return true
}

/** One slice; true when there is more. What was told again since holds. */
export function goneSlice(ctx: Context, work: LongWork & { kind: 'conditions-gone' }): boolean {
  const { state } = ctx
  for (const { id, how, atMs } of work.gone.slice(0, limits.verdictsPerSlice)) {
    const verdict = state.verdicts.get(id)
    if (verdict !== undefined && verdict.lastMs <= atMs) conditionGone(ctx, id, how)
  }
  const gone = work.gone.slice(limits.verdictsPerSlice)
  if (gone.length > 0) state.work.patch(`conditions-gone/${work.host}`, { work: { ...work, gone } })
  return gone.length > 0
}

const failuresOf = ({ lines }: CheckReport): string => {
  const failed = lines.filter((line) => !line.ok).map(({ what, detail }) => `${what}: ${detail}`)
  return failed.length === 0 ? 'the host gives no reason' : listOf(failed)
}

function endCheck(ctx: Context, hostId: string): void {
  ctx.state.deadlines.clear('host-check', hostId)
  setHealth(ctx, hostId, { check: null })
  touchHost(ctx, hostId)
}

function checkFailed(ctx: Context, hostId: string, why: string): void {
  const { state, nowMs } = ctx
  const host = state.hosts.must(hostId)
  const failedChecks = healthOf(host).failedChecks + 1
  const waitMs = limits.checkBackoffMs[failedChecks - 1]
  const last = failedChecks >= limits.checksInARow || waitMs === undefined
  setHealth(ctx, hostId, { failedChecks, nextCheckMs: last ? null : nowMs + waitMs })
  if (!last) state.deadlines.set('check-again', hostId, nowMs + waitMs)
  const next = last
    ? `nothing more is tried until \`millwright verify ${host.name}\``
    : `again in ${waitMs / 60_000} min`
  for (const verdict of seriousOn(state, hostId))
    if (verdict.state === 'gone') addDone(ctx, verdict.id, `check failed (${failedChecks}): ${why}; ${next}`)
  const text = `check failed: ${why}; ${next}`
  note(ctx, last ? 'critical' : 'warning', 'check-failed', `${host.name}: ${text}`, { host: hostId })
  if (last) askPerson(ctx, 'health/check-failed', host, text)
}

/** The deadline of a check has come. A host that is not heard, or keeps off its GPUs for maintenance, cannot answer: no failure of it. */
export function checkOverdue(ctx: Context, hostId: string): void {
  const { state, nowMs } = ctx
  const health = healthOf(state.hosts.get(hostId))
  if (health.check === null) return
  if (livenessOf(state, hostId) !== 'connected' || state.hosts.get(hostId)?.gpuRelease !== undefined)
    return state.deadlines.set('host-check', hostId, nowMs + limits.checkDeadlineMs)
  endCheck(ctx, hostId)
  checkFailed(ctx, hostId, `no answer within ${limits.checkDeadlineMs / 60_000} min`)
}

export function checkAgain(ctx: Context, hostId: string): void {
  if (ctx.state.hosts.has(hostId)) setHealth(ctx, hostId, { nextCheckMs: null })
  seekCheck(ctx, hostId)
}

/** [HR4] health's own drain is lifted when nothing serious stands; a person's never is. */
function reopen(ctx: Context, hostId: string): void {
  const { state } = ctx
  const host = state.hosts.get(hostId)
  if (host === undefined || seriousOn(state, hostId).length > 0) return
  personCame(ctx, hostId)
  const own = drainedByHealth(host)
  setHealth(ctx, hostId, { drained: false, overruled: null })
  if (own) undrainHost(ctx, hostId)
}

/** A person says that what was to be repaired is repaired: events are gone with that, conditions must say so themselves. */
export function verifyHost(ctx: Context, idOrName: string, by: string): HostRow {
  const { state } = ctx
  const host = findHost(state, idOrName)
  const open = seriousOn(state, host.id).filter((verdict) => verdict.state === 'open')
  const holding = open.filter((verdict) => verdict.source !== 'kernel' && !isReplaced(host, verdict))
  if (holding.length > 0)
    throw new Refusal(
      'fault-stands',
      `${host.name} still reports ${listOf(holding.map(({ text }) => text))}: repair it, or close the verdict with a reason`,
      'host',
    )
  state.deadlines.clear('check-again', host.id)
  setHealth(ctx, host.id, { failedChecks: 0, nextCheckMs: null, returnsMs: [] })
  const more = goneInSlices(ctx, host.id, open, `${by} says that it is repaired`)
  if (!more && healthOf(state.hosts.must(host.id)).check === null) beginCheck(ctx, host.id)
  return state.hosts.must(host.id)
}

/** A person closes it: what it took out of service is lifted when nothing else stands. */
export function closeVerdict(ctx: Context, id: string, reason: string, by: string): VerdictRow {
  const { state } = ctx
  const verdict = state.verdicts.get(id)
  if (verdict === undefined)
    throw new Refusal('no-such-verdict', `no verdict '${id}': \`millwright verdicts\` lists them`, 'verdict')
  if (verdict.state === 'closed') return verdict
  closeNow(ctx, id, `${by}: ${reason}`)
  note(ctx, 'notice', 'verdict-closed', `${by} closed ${id} (${verdict.text}): ${reason}`, { host: verdict.host })
  if (verdict.onPlace) ctx.reactions.push({ kind: 'place-verdict', verdict: id, childClosed: false })
  else settleAfterClose(ctx, verdict.host)
  return state.verdicts.must(id)
}

/** What is left of the host's faults is checked; when nothing is, the host goes back. */
export function settleAfterClose(ctx: Context, hostId: string): void {
  const { state } = ctx
  if (seriousOn(state, hostId).length > 0) return seekCheck(ctx, hostId)
  if (healthOf(state.hosts.get(hostId)).check !== null) endCheck(ctx, hostId)
  state.deadlines.clear('check-again', hostId)
  setHealth(ctx, hostId, { failedChecks: 0, nextCheckMs: null })
  reopen(ctx, hostId)
}

/** [HV7] a person undrains the host although a fault stands: that is honoured, told, and not undone in this session. */
export function undrainByPerson(ctx: Context, idOrName: string, by: string): HostRow {
  const { state } = ctx
  const host = undrainHost(ctx, idOrName)
  const standing = seriousOn(state, host.id)
  if (standing.length === 0) return host
  const { session, check } = healthOf(host)
  setHealth(ctx, host.id, { drained: false, overruled: { session, by } })
  personCame(ctx, host.id)
  // Work may come to the GPUs that it loads.
  if (check !== null && check.gpus.length > 0) endCheck(ctx, host.id)
  seekCheck(ctx, host.id)
  for (const verdict of standing) addDone(ctx, verdict.id, `${by} opened the host although this stands`)
  const what = listOf(standing.map(({ text }) => text))
  note(ctx, 'warning', 'health-overruled', `${by} opened ${host.name} although it has a fault: ${what}`, {
    host: host.id,
  })
  return state.hosts.must(host.id)
}

/** A person's drain takes the place of health's: only a person lifts it. */
export function drainedByPerson(ctx: Context, hostId: string): void {
  if (healthOf(ctx.state.hosts.get(hostId)).drained) setHealth(ctx, hostId, { drained: false })
  personCame(ctx, hostId)
}
