/**
 * The guard against acting on many hosts at once ([HB1]): a false alarm that reaches every host must not empty the fleet. A rack has no
 * bound of its own: leaks and power take whole racks, and a bound below that would refuse the right thing. Of racks that is said once:
 * a false alarm of every rack must not empty the fleet either.
 */
import { limits } from '../../../shared/limits.ts'
import type { HealthPolicy, VerdictRow } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import { closeBreakerAlert, raiseBreakerAlert } from '../alerts/breaker-alert.ts'
import { type Context, note } from '../context.ts'
import { breakerOf, healthOf, policyOf, setSettings } from '../health.ts'
import type { State } from '../state.ts'
import { countOf, listOf } from '../words.ts'
import { addLongWork } from '../work-list.ts'

/** Hosts that may be out of service by health at once. */
const mostOut = (hosts: number, { breakerPercent }: HealthPolicy): number =>
  Math.max(limits.breakerLeastHosts, Math.floor((hosts * breakerPercent) / 100))

/**
 * Taken out by health since a person last reset the breaker, and not back, or only just back. Silence takes no host out of the count: it
 * may be heard again any moment, and is still drained by health then. A person's word that it is dead does.
 */
function countsAsOut(state: State, host: HostRow, nowMs: number): boolean {
  const { actedMs, drained } = healthOf(host)
  if (host.confirmedLost || actedMs === null || actedMs < (breakerOf(state).reset?.atMs ?? 0)) return false
  return drained || nowMs - actedMs < limits.breakerWindowMs
}

/** The fault of one rack that the verdict hangs on; null where it is the host's own, or of something larger. */
const rackFault = (state: State, { parent }: VerdictRow): string | null =>
  parent !== null && state.verdicts.get(parent)?.place.rack !== undefined ? parent : null

/** What the host was taken out for: another fault does not make it one more that is out. */
export const actedFor = ({ state, nowMs }: Context, host: HostRow, verdict: VerdictRow): string | null =>
  countsAsOut(state, host, nowMs) ? healthOf(host).actedFor : rackFault(state, verdict)

/**
 * Hosts that one fault of their rack took out count as one, of the rack where that spares the most, and of no second one: a rack is no
 * exception where it is most of the fleet.
 */
function countOut(places: readonly (string | null)[], hosts: number): number {
  if (places.length > hosts / 2) return places.length
  const byPlace = new Map<string, number>()
  for (const place of places) if (place !== null) byPlace.set(place, (byPlace.get(place) ?? 0) + 1)
  return places.length - Math.max(0, Math.max(0, ...byPlace.values()) - 1)
}

/** Whether health may act on this host; when that would be one too many, the breaker trips. */
export function admits(ctx: Context, host: HostRow, verdict: VerdictRow): boolean {
  const { state, nowMs } = ctx
  if (breakerOf(state).trippedMs !== null) return false
  if (host.confirmedLost || countsAsOut(state, host, nowMs)) return true
  let hosts = 0
  const out: string[] = []
  const places = [rackFault(state, verdict)]
  for (const each of state.hosts.values()) {
    if (!each.confirmedLost) hosts++
    if (!countsAsOut(state, each, nowMs)) continue
    out.push(each.name)
    places.push(healthOf(each).actedFor)
  }
  const most = mostOut(hosts, policyOf(state))
  if (countOut(places, hosts) <= most) return true
  trip(ctx, out, { most, hosts }, host)
  return false
}

type Share = { readonly most: number; readonly hosts: number }

function trip(ctx: Context, out: readonly string[], { most, hosts }: Share, next: HostRow): void {
  const { state, nowMs } = ctx
  const names = [...out].sort()
  const reason = `${countOf(out.length, 'host')} of ${hosts} are out of service by health (at most ${most}): ${listOf(names, 8)}; ${next.name} would be one more`
  setSettings(ctx, {
    breaker: { ...breakerOf(state), trippedMs: nowMs, reason, hosts: names.slice(0, limits.hostsPerAlert) },
  })
  note(
    ctx,
    'critical',
    'breaker-tripped',
    `nothing more is done about faults until a person resets the breaker: ${reason}`,
  )
  raiseBreakerAlert(ctx, reason)
}

/** Only a person does this. What stands and was not acted upon is looked at again, and counted anew. */
export function resetBreaker(ctx: Context, reason: string, by: string): object {
  const { state, nowMs } = ctx
  const breaker = { trippedMs: null, reason: '', hosts: [], reset: { atMs: nowMs, by, reason } }
  setSettings(ctx, { breaker })
  note(ctx, 'notice', 'breaker-reset', `${by} reset the breaker: ${reason}; health acts on faults again`)
  closeBreakerAlert(ctx)
  addLongWork(ctx, { kind: 'act-again', from: '' })
  return state.settings.must('settings')
}
