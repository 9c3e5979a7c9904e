/** Alerts ([AL1]…): what stands of one rule in one place, told once. They follow the verdicts, and fire again when those do. */
import { limits } from '../../../shared/limits.ts'
import type { AlertRow, VerdictRow } from '../../../shared/model/health.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { Context } from '../context.ts'
import { rankOf } from '../health.ts'
import { hostNameOf } from '../host-name.ts'
import { newId, type State } from '../state.ts'
import { countOf } from '../words.ts'
import { armAlert } from './sending.ts'

type About = Pick<VerdictRow, 'rule' | 'host' | 'place' | 'parent' | 'onPlace' | 'grade' | 'text'>

/** Where a fault is, as alerts are grouped: the rack of its place, else of its host. */
function placeOf(state: State, { host, place, onPlace }: About): { site: string; row: string; rack: string } {
  const topology = state.hosts.get(host)?.topology ?? {}
  const own = (key: 'site' | 'row' | 'rack'): string => place[key] ?? (onPlace ? '' : (topology[key] ?? ''))
  return { site: own('site'), row: own('row'), rack: own('rack') }
}

/**
 * The alert that a new verdict belongs to, made when there is none ([AL1]): of its rule in its rack; of its rule in its site, where so many
 * racks have one already. Verdicts that hang on a place's are told with that.
 */
export function alertFor(ctx: Context, about: About): string {
  const { state, nowMs } = ctx
  const parent = about.parent === null ? undefined : state.verdicts.get(about.parent)
  if (parent?.alert !== undefined && parent.alert !== null) return parent.alert
  const { site, row, rack } = placeOf(state, about)
  const siteKey = `${about.rule}\nsite ${site}`
  const rackKey = rack === '' ? siteKey : `${about.rule}\nrack ${site}/${row}/${rack}`
  for (const key of [siteKey, rackKey]) {
    const firing = withKey(state, key)
    if (firing?.state === 'firing') return firing.id
  }
  const wide = rack === '' || racksFiring(state, about.rule, site) >= limits.racksPerAlert
  const key = wide ? siteKey : rackKey
  const before = withKey(state, key)
  if (before !== undefined && nowMs - (before.resolvedMs ?? 0) < limits.alertRefireMs) return before.id
  const labels: Record<string, string> = { rule: about.rule }
  if (site !== '') labels.site = site
  if (!wide) labels.rack = rack
  return newAlert(ctx, { key, rule: about.rule, grade: about.grade, title: about.text, labels }).id
}

/** The newest of that key; after a start rows come in the order of their text. */
export function withKey(state: State, key: string): AlertRow | undefined {
  let found: AlertRow | undefined
  for (const alert of state.alerts.values())
    if (alert.key === key && (found === undefined || compareIds(alert.id, found.id) > 0)) found = alert
  return found
}

function racksFiring(state: State, rule: string, site: string): number {
  let racks = 0
  for (const { rule: of, labels, state: phase } of state.alerts.values())
    if (of === rule && phase === 'firing' && labels.rack !== undefined && (labels.site ?? '') === site) racks++
  return racks
}

/** Nothing has joined it yet. */
export const blankAlert = (
  { state, nowMs }: Context,
  about: Pick<AlertRow, 'key' | 'rule' | 'grade' | 'title' | 'labels'>,
): AlertRow => ({
  v: 1,
  id: newId(state, 'l'),
  ...about,
  state: 'resolved',
  verdicts: [],
  standing: 0,
  hosts: [],
  hostCount: 0,
  sinceMs: nowMs,
  lastMs: nowMs,
  resolvedMs: null,
  acknowledged: null,
  snoozedUntilMs: null,
  count: 0,
  joined: 0,
  sent: null,
})

export function newAlert(ctx: Context, about: Parameters<typeof blankAlert>[1]): AlertRow {
  trimAlerts(ctx.state)
  const alert = blankAlert(ctx, about)
  return ctx.state.alerts.put(alert.id, alert)
}

/** Resolved alerts beyond what is kept go, oldest first. */
function trimAlerts({ alerts }: State): void {
  let budget = limits.trimmedPerEnd
  for (const { id, state } of alerts.values()) {
    if (alerts.size < limits.alertsKept || budget <= 0) return
    if (state !== 'resolved') continue
    alerts.delete(id)
    budget--
  }
}

/** A verdict of the alert opened, opened again or grew worse: it fires ([AL3]). */
export function verdictJoined(ctx: Context, verdict: VerdictRow): void {
  const { state, nowMs } = ctx
  const before = state.alerts.get(verdict.alert ?? '')
  if (before === undefined) return
  const again = before.state === 'resolved'
  const worse = again || rankOf(verdict.grade) > rankOf(before.grade)
  const hosts = again ? [] : before.hosts
  const isNew = again || !hostHasOther(state, before.id, verdict)
  const concerns = verdict.onPlace ? hosts : [...new Set([...hosts, verdict.host])].slice(0, limits.hostsPerAlert)
  const hostCount = (again ? 0 : before.hostCount) + (isNew && !verdict.onPlace ? 1 : 0)
  const grade = worse ? verdict.grade : before.grade
  const row: AlertRow = {
    ...before,
    state: 'firing',
    grade,
    title: titleOf(state, before, verdict, hostCount),
    verdicts: [...before.verdicts.filter((id) => id !== verdict.id), verdict.id].slice(-limits.verdictsPerAlert),
    standing: standingOf(state, before.id),
    hosts: concerns,
    hostCount,
    sinceMs: again ? nowMs : before.sinceMs,
    lastMs: nowMs,
    resolvedMs: null,
    count: before.count + (again ? 1 : 0),
    joined: before.joined + 1,
    // Who had seen the last firing, or a milder one, has not seen this.
    acknowledged: worse ? null : before.acknowledged,
  }
  state.alerts.put(row.id, row)
  armAlert(ctx, row)
}

/** Whether the host is counted by the alert already. */
function hostHasOther(state: State, alert: string, { id, host, onPlace }: VerdictRow): boolean {
  if (onPlace) return true
  for (const other of state.faults.byHost.get(host) ?? [])
    if (other !== id && state.verdicts.must(other).alert === alert) return true
  return state.alerts.must(alert).verdicts.includes(id)
}

function titleOf(state: State, { labels }: AlertRow, verdict: VerdictRow, hosts: number): string {
  const name = hostNameOf(state, verdict.host)
  const { rack, site } = labels
  const where = rack !== undefined ? ` in rack ${rack}` : site !== undefined ? ` in site ${site}` : ''
  const text = verdict.onPlace
    ? verdict.text
    : hosts > 1
      ? `${countOf(hosts, 'host')}${where}: ${verdict.text}`
      : `${name}: ${verdict.text}`
  return text.slice(0, limits.shortTextChars)
}

/** Of the alert's verdicts, those that hold. */
const standingOf = ({ faults }: State, alert: string): number => faults.byAlert.get(alert)?.size ?? 0

/** A verdict is gone or closed: with the last one the alert is resolved. */
export function verdictEnded(ctx: Context, verdict: VerdictRow): void {
  const { state, nowMs } = ctx
  const before = state.alerts.get(verdict.alert ?? '')
  if (before === undefined || before.state !== 'firing') return
  const left = standingOf(state, before.id)
  const over = left === 0 ? ({ state: 'resolved', resolvedMs: nowMs } as const) : {}
  armAlert(ctx, state.alerts.patch(before.id, { standing: left, ...over }))
}
