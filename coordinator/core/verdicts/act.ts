/**
 * What is done about a fault ([HV5]): `watch` is told, `degrade` empties the host, `stop` also stops what is on the device. Nothing is
 * done that no verdict stands behind, nothing beyond the breaker, and nothing against a person's word.
 */
import { limits } from '../../../shared/limits.ts'
import type { VerdictRow } from '../../../shared/model/health.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { AttemptRow, DrainMode, HostRow } from '../../../shared/model/rows.ts'
import { isLive, stopAttempt } from '../attempts.ts'
import type { Context } from '../context.ts'
import { drainHost } from '../drains.ts'
import { stopEpoch } from '../gangs/gangs.ts'
import { healthOf, isSerious, policyOf, setHealth } from '../health.ts'
import type { LongWork } from '../internal-rows.ts'
import type { State } from '../state.ts'
import { addLongWork } from '../work-list.ts'
import { isHostWide, isOn, touched } from './affects.ts'
import { actedFor, admits } from './breaker.ts'
import { addDone, patchVerdict } from './verdict-rows.ts'

/** Processes on a device that cannot do its work have nothing to save there. */
const faultedGraceMs = 1_000

const healthUser = 'health'

/** Whether the drain on the host is health's own. */
export const drainedByHealth = (host: HostRow): boolean => healthOf(host).drained && host.drain?.by === healthUser

export function act(ctx: Context, verdict: VerdictRow): void {
  const { state } = ctx
  const host = state.hosts.get(verdict.host)
  if (host === undefined || verdict.onPlace || !isSerious(verdict)) return
  const kept = whyKept(state, host)
  if (kept !== '') return void addDone(ctx, verdict.id, `nothing was done: ${kept}`)
  const stops = verdict.grade === 'stop' && touched(state, verdict).length > 0
  // A host that a person has taken out is none that health takes out.
  if (isOutByPerson(host) && !stops) return void addDone(ctx, verdict.id, byPersonText(host))
  if (!admits(ctx, host, verdict))
    return void addDone(ctx, verdict.id, 'nothing was done: the breaker has tripped: too many hosts at once')
  patchVerdict(state, verdict.id, { acted: true })
  setHealth(ctx, host.id, { actedMs: ctx.nowMs, actedFor: actedFor(ctx, host, verdict) })
  addDone(ctx, verdict.id, takeOut(ctx, host, verdict))
  if (verdict.grade === 'stop') stopOn(ctx, verdict)
}

/** An operator's or a person's word against it. */
function whyKept(state: State, host: HostRow): string {
  const { overruled, session } = healthOf(host)
  if (!policyOf(state).drain) return 'draining by health is switched off'
  return overruled?.session === session ? `${overruled.by} opened the host although its fault stands` : ''
}

const isOutByPerson = ({ drain }: HostRow): boolean => drain !== null && drain.by !== healthUser
const byPersonText = ({ drain }: HostRow): string => `the host is being drained by ${drain?.by} already`

/** No new work, and what runs leaves by itself; gangs that use the device move once other hosts are found. */
function takeOut(ctx: Context, host: HostRow, verdict: VerdictRow): string {
  const { state } = ctx
  const mode = modeFor(state, verdict)
  if (isOutByPerson(host)) return byPersonText(host)
  const before = host.drain?.by === healthUser ? host.drain : null
  if (before !== null && (before.mode === mode || mode === 'after')) return 'the host is being drained already'
  const reason = before === null ? verdict.text.slice(0, 400) : before.reason
  drainHost(ctx, host.id, { mode, reason, deadlineMs: null }, healthUser)
  setHealth(ctx, host.id, { drained: true })
  return `the host takes no new work and is drained (${mode})`
}

/** What a `stop` reaches is stopped; gangs elsewhere on the host are healthy and stay. */
function modeFor(state: State, verdict: VerdictRow): DrainMode {
  if (verdict.grade === 'stop') return 'after'
  // That gangs failed there before says nothing against those that run.
  if (verdict.source === 'work') return 'after'
  const moves = touched(state, verdict).some(({ job }) => state.jobs.get(job)?.spec.kind === 'gang')
  return moves ? 'swap' : 'after'
}

function stopOn(ctx: Context, verdict: VerdictRow): void {
  if (!isHostWide(verdict) && !verdict.device.startsWith('gpu:'))
    return void addDone(ctx, verdict.id, 'nothing was stopped: what uses this device is not known')
  const before = ctx.state.work.get(`stop-faulted/${verdict.host}`)?.work
  const others = before?.kind === 'stop-faulted' ? before.verdicts.filter((id) => id !== verdict.id) : []
  const work: LongWork = { kind: 'stop-faulted', host: verdict.host, verdicts: [...others, verdict.id] }
  if (before === undefined) addLongWork(ctx, work)
  else ctx.state.work.patch(`stop-faulted/${verdict.host}`, { work })
}

/** Those that still say so: not what a person closed or overruled since. */
function stillStop(state: State, host: HostRow, ids: readonly string[]): VerdictRow[] {
  const overruled = healthOf(host).overruled?.session ?? -1
  return ids.flatMap((id) => {
    const verdict = state.verdicts.get(id)
    const holds = verdict !== undefined && verdict.state !== 'closed' && verdict.acted && verdict.grade === 'stop'
    return holds && verdict.session > overruled ? [verdict] : []
  })
}

/** One slice of stopping what is on the devices of these verdicts and on no other, whatever else stands; true when there is more. */
export function stopFaultedSlice(ctx: Context, work: LongWork & { kind: 'stop-faulted' }): boolean {
  const { state } = ctx
  const hostId = work.host
  const host = state.hosts.get(hostId)
  const verdicts = host === undefined ? [] : stillStop(state, host, work.verdicts)
  if (host === undefined || verdicts.length === 0) return false
  const under = (gpus: readonly string[]): VerdictRow | undefined => verdicts.find((each) => isOn(host, each, gpus))
  let budget = limits.faultedPerSlice
  for (const id of [...(state.byHost.get(hostId) ?? [])]) {
    const attempt = state.attempts.must(id)
    // What was given up has been replaced: its epoch is over, and it is told to stop as it is.
    if (attempt.state === 'lost' || attempt.stop !== null) continue
    const verdict = under(attempt.grant.gpus)
    if (verdict === undefined) continue
    if (budget-- <= 0) return true
    stopFaulted(ctx, host, verdict, attempt)
  }
  for (const id of [...(state.holdsByHost.get(hostId) ?? [])]) {
    const { job, hold } = state.tasks.must(id)
    const verdict = under(hold?.gpus ?? [])
    if (verdict === undefined || state.jobs.get(job)?.gang?.phase !== 'launching') continue
    if (budget-- <= 0) return true
    stopEpoch(ctx, job, 'health-stop', whyOf(host, verdict), host.id)
  }
  return false
}

const whyOf = (host: HostRow, verdict: VerdictRow): string => `${host.name}: ${verdict.text}`.slice(0, 500)

function stopFaulted(ctx: Context, host: HostRow, verdict: VerdictRow, attempt: AttemptRow): void {
  const { state } = ctx
  stopAttempt(ctx, attempt, 'health-stop', faultedGraceMs)
  addDone(ctx, verdict.id, `${attempt.id} was stopped`)
  const job = state.jobs.get(attempt.job)
  if (job === undefined || !isLive(job)) return
  state.jobs.patch(job.id, { reason: whyOf(host, verdict) })
  if (job.gang !== null) stopEpoch(ctx, job.id, 'health-stop', whyOf(host, verdict), host.id)
}

/** One slice of looking again at what stands and was not acted upon, after a person allowed it; true when there is more. */
export function actAgainSlice(ctx: Context, work: LongWork & { kind: 'act-again' }): boolean {
  const { state } = ctx
  const due = [...state.faults.byKey.values()].filter((id) => {
    const verdict = state.verdicts.must(id)
    const open = verdict.state === 'open' && !verdict.acted && isSerious(verdict) && !verdict.onPlace
    return open && (work.from === '' || compareIds(id, work.from) > 0)
  })
  due.sort(compareIds)
  const slice = due.slice(0, limits.verdictsPerSlice)
  for (const id of slice) act(ctx, state.verdicts.must(id))
  const last = slice.at(-1)
  if (last === undefined || due.length <= slice.length) return false
  state.work.patch('act-again/all', { work: { ...work, from: last } })
  return true
}
