/** "What changed in the last 10 minutes": verdicts, alerts, drains, hosts, jobs, deployments and signals in one list, newest first. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { AlertRow, VerdictRow } from '../../shared/model/health.ts'
import type { EventLevel, EventRow } from '../../shared/model/rows.ts'
import { deviceName, deviceText } from '../../shared/model/words.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { State } from '../core/state.ts'
import type { SignalChange } from '../ports.ts'
import type { Add, ApiPorts } from './context.ts'
import { hostsAsked } from './hosts-asked.ts'
import { byText } from './pages.ts'
import { textQuery, wholeQuery } from './route.ts'
import { durationOf, durationQuery } from './times.ts'

/** One thing that changed. `kind` is an event's, or `verdict-opened`, `alert-resolved`, `signal-changed`, … */
export interface ChangeRow {
  readonly atMs: number
  readonly kind: string
  readonly level: EventLevel
  readonly text: string
  /** ids to look further by: host, verdict, alert, job, … */
  readonly about: Readonly<Record<string, string>>
}

const defaultMs = 600_000

export function addChangeRoutes(add: Add, ports: ApiPorts): void {
  add({
    method: 'GET',
    url: '/api/v1/changes',
    tag: 'telemetry',
    summary:
      'What changed: for=10m back from now (the default), or since a time (sinceMs); of one host, of a rack, or of all',
    answers: '{rows: [{atMs, kind, level, text, about}], fromMs, nowMs, more}',
    query: {
      for: durationQuery,
      sinceMs: wholeQuery(0, Number.MAX_SAFE_INTEGER),
      host: textQuery,
      rack: textQuery,
      limit: wholeQuery(1, limits.changesRows),
    },
    handle: async ({ query }) => {
      const nowMs = ports.clock.nowMs()
      const fromMs = beginOf(query, nowMs)
      const most = Number(query.limit ?? limits.changesRowsDefault)
      const narrowed = query.host !== undefined || query.rack !== undefined
      const hosts = narrowed ? hostsAsked(ports.door.state, query).hosts.map(({ id }) => id) : null
      const found = await ports.telemetry.changes(fromMs, hosts, limits.changesRows)
      const rows = [
        ...rowChanges(ports.door.state, fromMs, hosts === null ? null : new Set(hosts)),
        ...ofSignals(ports.door.state, found),
      ]
      rows.sort((a, b) => b.atMs - a.atMs || byText(a.text, b.text))
      return {
        rows: rows.slice(0, most),
        fromMs,
        nowMs,
        more: rows.length > most || found.length >= limits.changesRows,
      }
    },
  })
}

function beginOf(query: Readonly<Record<string, string | undefined>>, nowMs: number): number {
  if (query.for !== undefined && query.sinceMs !== undefined)
    throw new RequestError('bad-field', 'give for or sinceMs, not both', { field: 'sinceMs' })
  const fromMs =
    query.sinceMs === undefined ? nowMs - (durationOf(query.for ?? '') ?? defaultMs) : Number(query.sinceMs)
  if (nowMs - fromMs <= limits.changesSpanMs) return fromMs
  const days = limits.changesSpanMs / 86_400_000
  throw new RequestError('bad-field', `at most ${days} days back are answered`, {
    field: query.sinceMs === undefined ? 'for' : 'sinceMs',
  })
}

/** What the rows tell. An event that found a fault tells it as it was then, and stands for the opening of its verdict. `hosts` null: all. */
function rowChanges(state: State, fromMs: number, hosts: ReadonlySet<string> | null): ChangeRow[] {
  const rows: ChangeRow[] = []
  const opened = new Set<string>()
  for (const event of state.events.values()) {
    if (event.atMs < fromMs || !isTold(event, hosts)) continue
    if (event.kind === 'fault-found') opened.add(`${event.about.verdict} ${event.atMs}`)
    rows.push(ofEvent(state, event))
  }
  for (const verdict of state.verdicts.values())
    if (hosts === null || hosts.has(verdict.host))
      rows.push(...ofVerdict(state, verdict, opened.has(`${verdict.id} ${verdict.sinceMs}`)))
  for (const alert of state.alerts.values())
    if (hosts === null || alert.hosts.some((each) => hosts.has(each))) rows.push(...ofAlert(alert))
  return rows.filter(({ atMs }) => atMs >= fromMs)
}

/** That a verdict was closed is told from its row, whoever closed it. */
const isTold = ({ kind, about }: EventRow, hosts: ReadonlySet<string> | null): boolean =>
  kind !== 'verdict-closed' && (hosts === null || (about.host !== undefined && hosts.has(about.host)))

function ofEvent(state: State, { atMs, kind, level, text, about }: EventRow): ChangeRow {
  const host = state.hosts.get(about.host ?? '')
  const begin = `${host?.name}: `
  if (kind !== 'fault-found' || about.device === undefined || !text.startsWith(begin))
    return { atMs, kind, level, text, about }
  const device = deviceName(about.device, host)
  return { atMs, kind, level, text: `${host?.name}, ${device}: ${text.slice(begin.length)}`, about }
}

const levels: Readonly<Record<VerdictRow['grade'], EventLevel>> = {
  watch: 'notice',
  degrade: 'warning',
  stop: 'critical',
}

function ofVerdict(state: State, row: VerdictRow, isOpeningTold: boolean): ChangeRow[] {
  const about = { host: row.host, verdict: row.id }
  const host = state.hosts.get(row.host)
  const where = `${host?.name ?? row.host}, ${deviceName(row.device, host)}`
  const rows: ChangeRow[] = []
  if (!isOpeningTold)
    rows.push({
      atMs: row.sinceMs,
      kind: 'verdict-opened',
      level: levels[row.grade],
      text: `${where}: ${row.text}`,
      about,
    })
  if (row.goneMs !== null)
    rows.push({
      atMs: row.goneMs,
      kind: 'verdict-gone',
      level: 'notice',
      text: `${where}: ${row.rule} holds no more, not verified yet`,
      about,
    })
  if (row.closedMs !== null)
    rows.push({
      atMs: row.closedMs,
      kind: 'verdict-closed',
      level: 'notice',
      text: `${where}: ${row.rule} is closed${last(row.done)}`,
      about,
    })
  return rows
}

const last = (done: VerdictRow['done']): string => (done.at(-1) === undefined ? '' : `: ${done.at(-1)?.what}`)

function ofAlert(row: AlertRow): ChangeRow[] {
  const about = { alert: row.id }
  const rows: ChangeRow[] = [
    { atMs: row.sinceMs, kind: 'alert-fired', level: levels[row.grade], text: `alert: ${row.title}`, about },
  ]
  if (row.acknowledged !== null) {
    const { atMs, by, note } = row.acknowledged
    rows.push({
      atMs,
      kind: 'alert-acknowledged',
      level: 'info',
      text: `${by} acknowledged: ${row.title}${note === '' ? '' : ` (${note})`}`,
      about,
    })
  }
  if (row.resolvedMs !== null)
    rows.push({ atMs: row.resolvedMs, kind: 'alert-resolved', level: 'notice', text: `resolved: ${row.title}`, about })
  return rows
}

/** more of them are only counted */
const namesTold = 3

/** Signals of one device that were lost, or came back, at one moment are one change. */
function ofSignals(state: State, changes: readonly SignalChange[]): ChangeRow[] {
  const groups = Map.groupBy(changes, ({ atMs, host, labels, name, from, to }) => {
    const gap = [from, to].find((each) => each.startsWith('gap'))
    return JSON.stringify([atMs, host, labels, gap === undefined ? [name, from, to] : [gap, to === gap]])
  })
  return [...groups.values()].map((group) => ofSignal(state, group))
}

function ofSignal(state: State, group: readonly SignalChange[]): ChangeRow {
  const { atMs, host, name, labels, from, to } = group[0] as SignalChange
  const device = deviceText(labels)
  const where = `${hostNameOf(state, host)}${device === '' ? '' : `, ${device}`}`
  const about = { host, signal: name }
  const change = { atMs, kind: 'signal-changed', level: 'info', about } as const
  if (group.length === 1) return { ...change, text: `${where}: ${name} ${from} → ${to}` }
  const names = group.slice(0, namesTold).map((each) => each.name)
  const more = group.length - names.length
  const what = to.startsWith('gap') ? to : `known again (${from})`
  return { ...change, text: `${where}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} → ${what}` }
}
