/** Faults of places: each host that stands there gets a verdict of its own, which ends with the place's ([LK2]). In slices. */
import { limits } from '../../../shared/limits.ts'
import type { VerdictRow } from '../../../shared/model/health.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { isSerious } from '../health.ts'
import type { State } from '../state.ts'
import { addLongWork } from '../work-list.ts'
import { hostNamed } from './findings.ts'
import { closeNow, conditionGone, settleAfterClose } from './recovery.ts'
import { addDone } from './verdict-rows.ts'
import { faultFound, standing } from './verdicts.ts'

/** A place's verdict changed, or one that hangs on it was closed (which a person may do while the place's stands). */
export function placeChanged(ctx: Context, id: string, childClosed: boolean): void {
  const { state } = ctx
  const verdict = state.verdicts.get(id)
  if (verdict === undefined) return
  const children = state.faults.byParent.get(id)?.size ?? 0
  if (verdict.state === 'gone' && children === 0)
    return closeNow(ctx, id, 'no host there is out of service for it any more')
  if (childClosed) return
  if (verdict.state === 'open' ? isSerious(verdict) : children > 0)
    addLongWork(ctx, { kind: 'spread-verdict', verdict: id })
}

/** A host came, or stands in another place: faults of places that hold are its faults too, before it takes work. What a person closed on others stays. */
export function spreadTo(ctx: Context, hostId: string): void {
  const { state } = ctx
  const host = state.hosts.must(hostId)
  let budget = limits.verdictsPerSlice
  for (const id of state.faults.onPlaces) {
    const verdict = state.verdicts.must(id)
    if (verdict.state !== 'open' || !isSerious(verdict) || !standsAt(state, verdict)(host)) continue
    const fault = faultOn(verdict, host)
    if (standing(state, fault) === undefined && budget-- > 0) faultFound(ctx, fault)
  }
}

/** One slice; true when there is more. */
export function spreadSlice(ctx: Context, id: string): boolean {
  const verdict = ctx.state.verdicts.get(id)
  if (verdict === undefined) return false
  return verdict.state === 'open' ? spread(ctx, verdict) : gather(ctx, verdict)
}

function spread(ctx: Context, verdict: VerdictRow): boolean {
  const { state } = ctx
  let budget = limits.verdictsPerSlice
  const hosts = hostsAt(state, verdict)
  if (hosts.length === 0) addDone(ctx, verdict.id, 'nothing was done: no known host stands there')
  for (const host of hosts) {
    const fault = faultOn(verdict, host)
    const before = standing(state, fault)
    if (before?.state === 'open' && before.grade === verdict.grade) continue
    if (budget-- <= 0) return true
    faultFound(ctx, fault)
  }
  return false
}

const faultOn = (verdict: VerdictRow, host: HostRow) =>
  ({
    ...verdict,
    host: host.id,
    onPlace: false,
    source: 'place',
    parent: verdict.id,
    device: `place:${verdict.device}`,
    times: 1,
  }) as const

function gather(ctx: Context, verdict: VerdictRow): boolean {
  const { state } = ctx
  let budget = limits.verdictsPerSlice
  for (const id of [...(state.faults.byParent.get(verdict.id) ?? [])].sort(compareIds)) {
    const child = state.verdicts.must(id)
    if (verdict.state === 'gone' && child.state === 'gone') continue
    if (budget-- <= 0) return true
    if (verdict.state === 'gone') conditionGone(ctx, id, 'the place is dry, or well again')
    else {
      closeNow(ctx, id, `${verdict.id} was closed`)
      settleAfterClose(ctx, child.host)
    }
  }
  return false
}

const hostsAt = (state: State, verdict: VerdictRow): HostRow[] =>
  [...state.hosts.values()].filter(standsAt(state, verdict)).sort((a, b) => (a.id < b.id ? -1 : 1))

/**
 * The host that the place names, else those of its tray or rack, else those that are labelled with its CDU. Nobody where it names none of
 * these: a row or a site is too much to stop for what one machine of it says.
 */
function standsAt(state: State, { place }: VerdictRow): (host: HostRow) => boolean {
  const { site, row, rack, tray, cdu, host } = place
  if (host !== undefined) {
    const named = hostNamed(state, host)
    return ({ id }) => id === named
  }
  if (rack === undefined && cdu === undefined) return () => false
  const same = (wanted: string | undefined, has: string | undefined): boolean => wanted === undefined || wanted === has
  return ({ topology, labels }) =>
    (rack === undefined ? labels.cdu === cdu : topology.rack === rack) &&
    same(site, topology.site) &&
    same(row, topology.row) &&
    same(tray, labels.tray)
}
