/** What is wrong, worked out from rows for the panels: alerts with what they affect and what can be done, hosts as tiles. Pure. */
import type { AlertRow, Grade, VerdictRow } from '../../shared/model/health.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import { alertNote, gradeWord, silencedUntil, worstFirst } from '../../shared/model/words.ts'
import type { Tables } from './feed-state.ts'
import type { HostSummary } from './summaries.ts'

/** What a person can do with one press, once they have said yes. */
export interface Action {
  readonly label: string
  /** asked before it is done */
  readonly question: string
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body: object
  /** a text that goes along, under this key */
  readonly text?: { readonly key: 'note' | 'reason'; readonly label: string; readonly required: boolean }
}

export interface AlertCard {
  readonly alert: AlertRow
  /** those not closed, worst first */
  readonly verdicts: readonly VerdictRow[]
  /** the first few, and how many more there are */
  readonly hosts: readonly { readonly id: string; readonly name: string }[]
  readonly moreHosts: number
  readonly affects: readonly string[]
  /** newest first; with the host's name where they are several */
  readonly done: readonly { readonly atMs: number; readonly what: string }[]
  /** who is at it, or why it is not sent */
  readonly note: string
  readonly actions: readonly Action[]
}

const hourMs = 3_600_000
/** of the alert that the guard against mass action has tripped */
const breakerRule = 'health/breaker'
/** more hosts are not offered one by one */
const hostsOffered = 3
const hostsNamed = 6

export const hostName = ({ hosts, settings }: Tables, id: string): string => {
  const removed = Object.values(settings).flatMap(({ removedHosts = [] }) => removedHosts)
  return hosts[id]?.name ?? removed.find((each) => each.id === id)?.name ?? id.slice(0, 12)
}

/** What fires: first what nobody is at, then by grade, then the newest. */
export function alertCards(tables: Tables, nowMs: number): AlertCard[] {
  const firing = Object.values(tables.alerts).filter(({ state }) => state === 'firing')
  const isQuiet = (alert: AlertRow): number =>
    Number(alert.acknowledged !== null || (alert.snoozedUntilMs ?? 0) > nowMs)
  firing.sort((a, b) => isQuiet(a) - isQuiet(b) || worstFirst(a, b))
  return firing.map((alert) => alertCard(tables, alert, nowMs))
}

const deedsOf = ({ done, host }: VerdictRow, named: boolean, tables: Tables): AlertCard['done'] =>
  named ? done.map(({ atMs, what }) => ({ atMs, what: `${hostName(tables, host)}: ${what}` })) : done

function alertCard(tables: Tables, alert: AlertRow, nowMs: number): AlertCard {
  const nameOf = (id: string): string => hostName(tables, id)
  const all = alert.verdicts.flatMap((id) => tables.verdicts[id] ?? [])
  const verdicts = all.filter(({ state }) => state !== 'closed').sort(worstFirst)
  const jobs = [...new Set(all.flatMap(({ affects }) => affects.jobs))].map(
    (id) => `job ${tables.jobs[id]?.spec.name ?? id}`,
  )
  const deployments = [...new Set(all.flatMap(({ affects }) => affects.deployments))].map((id) => `deployment ${id}`)
  return {
    alert,
    verdicts,
    hosts: alert.hosts.slice(0, hostsNamed).map((id) => ({ id, name: nameOf(id) })),
    moreHosts: alert.hostCount - Math.min(hostsNamed, alert.hosts.length),
    affects: [...jobs, ...deployments],
    done: all.flatMap((each) => deedsOf(each, alert.hostCount > 1, tables)).sort((a, b) => b.atMs - a.atMs),
    note: alertNote(alert, nowMs, silencedUntil(alert, Object.values(tables.silences), nameOf)),
    actions: alertActions(tables, alert, verdicts, nowMs),
  }
}

function alertActions(tables: Tables, alert: AlertRow, verdicts: readonly VerdictRow[], nowMs: number): Action[] {
  const path = `/api/v1/alerts/${alert.id}`
  const actions: Action[] = alert.rule === breakerRule ? [breakerAction] : []
  const post = (label: string, question: string, to: string, body: object = {}, text?: Action['text']): void =>
    void actions.push({ label, question, method: 'POST', path: to, body, ...(text === undefined ? {} : { text }) })
  if (alert.acknowledged === null)
    post(
      'Acknowledge',
      'Say that you are at it?',
      `${path}/acknowledge`,
      {},
      { key: 'note', label: 'note (optional)', required: false },
    )
  else post('Unacknowledge', 'Is nobody at it?', `${path}/unacknowledge`)
  if ((alert.snoozedUntilMs ?? 0) > nowMs)
    post('End snooze', 'Send it again from now on?', `${path}/snooze`, { forMs: 0 })
  else post('Snooze 1 h', 'Send nothing of it for an hour?', `${path}/snooze`, { forMs: hourMs })
  const hosts = [...new Set(verdicts.filter((each) => !each.onPlace).map(({ host }) => host))].flatMap(
    (id) => tables.hosts[id] ?? [],
  )
  if (hosts.length <= hostsOffered) for (const host of hosts) actions.push(...hostActions(host))
  const [only] = verdicts
  if (verdicts.length === 1 && only !== undefined) actions.push(closeAction(only))
  return actions
}

export const closeAction = (verdict: VerdictRow): Action => ({
  label: 'Close',
  question: 'Say that this fault is over? Where it holds on, it comes again.',
  method: 'POST',
  path: `/api/v1/verdicts/${verdict.id}/close`,
  body: {},
  text: { key: 'reason', label: 'what was done', required: true },
})

export function hostActions(host: HostRow): Action[] {
  const path = `/api/v1/hosts/${host.id}`
  const actions: Action[] = []
  const { health } = host
  if (health !== undefined && health.grade !== null && health.check === null)
    actions.push({
      label: `Verify ${host.name}`,
      question: `Check ${host.name} now? What passes goes back into service.`,
      method: 'POST',
      path: `${path}/verify`,
      body: {},
    })
  if (host.drain !== null)
    actions.push({
      label: `Undrain ${host.name}`,
      question: `Give ${host.name} work again${health?.drained ? ', although its fault stands' : ''}?`,
      method: 'POST',
      path: `${path}/undrain`,
      body: {},
    })
  return actions
}

/** For the host's own page alone: nobody who answers an alert should have them at hand. */
export function careActions(host: HostRow): Action[] {
  const path = `/api/v1/hosts/${host.id}`
  const actions: Action[] = []
  const empty = host.drain !== null && host.drain.doneMs !== null
  if (empty && host.gpuRelease?.state !== 'taking-back') {
    const released = host.gpuRelease !== undefined
    actions.push({
      label: released ? 'Take GPUs back' : 'Release GPUs',
      question: released
        ? `Read the GPUs of ${host.name} again?`
        : `Close every file of the GPUs of ${host.name}, for a new driver, a reset or MIG?`,
      method: 'POST',
      path: `${path}/release-gpus`,
      body: { release: !released },
    })
  }
  if (host.confirmedLost || empty)
    actions.push({
      label: `Remove ${host.name}`,
      question: `Forget ${host.name} for good? It is refused when it comes back, until it is readmitted.`,
      method: 'POST',
      path: `${path}/remove`,
      body: {},
    })
  return actions
}

const breakerAction: Action = {
  label: 'Reset breaker',
  question: 'Let faults take hosts out of service again?',
  method: 'POST',
  path: '/api/v1/breaker/reset',
  body: {},
  text: { key: 'reason', label: 'why it is safe', required: true },
}

/** How a host is drawn: worst first. `unknown` is what is not heard, whatever it was before. */
export const tileKinds = ['stop', 'degrade', 'unknown', 'verifying', 'watch', 'closed', 'well'] as const
export type TileKind = (typeof tileKinds)[number]

export const tileMarks: Readonly<Record<TileKind, { readonly mark: string; readonly word: string }>> = {
  stop: { mark: '×', word: 'stopped' },
  degrade: { mark: '!', word: 'degraded' },
  unknown: { mark: '?', word: 'not heard' },
  verifying: { mark: '…', word: 'verifying' },
  watch: { mark: '·', word: 'watched' },
  closed: { mark: '–', word: 'kept from work' },
  well: { mark: '', word: 'no fault found' },
}

export function tileOf({ host, liveness }: HostSummary, stale: boolean): TileKind {
  const grade: Grade | null = host.health?.grade ?? null
  if (grade === 'stop' || grade === 'degrade')
    return host.health?.check === null || host.health === undefined ? grade : 'verifying'
  if (stale || liveness !== 'connected') return 'unknown'
  if (grade === 'watch') return 'watch'
  return host.drain !== null || host.cordoned || host.refusedReason !== null || host.backoff !== null
    ? 'closed'
    : 'well'
}

export interface RackTiles {
  readonly rack: string
  readonly hosts: readonly { readonly summary: HostSummary; readonly kind: TileKind }[]
}

/** Hosts by rack, in the order of names; those whose rack is not known come last. */
export function tilesByRack(hosts: readonly HostSummary[], stale: boolean): RackTiles[] {
  const racks = new Map<string, { summary: HostSummary; kind: TileKind }[]>()
  for (const summary of hosts) {
    const rack = summary.host.topology.rack ?? ''
    const tile = { summary, kind: tileOf(summary, stale) }
    const mine = racks.get(rack)
    if (mine === undefined) racks.set(rack, [tile])
    else mine.push(tile)
  }
  const order = (a: string, b: string): number =>
    Number(a === '') - Number(b === '') || a.localeCompare(b, 'en', { numeric: true })
  return [...racks].sort(([a], [b]) => order(a, b)).map(([rack, found]) => ({ rack, hosts: found }))
}

export function tileCounts(racks: readonly RackTiles[]): Readonly<Record<TileKind, number>> {
  const counts = Object.fromEntries(tileKinds.map((kind) => [kind, 0])) as Record<TileKind, number>
  for (const { hosts } of racks) for (const { kind } of hosts) counts[kind]++
  return counts
}

export const gradeTones: Readonly<Record<Grade, 'bad' | 'warning' | 'busy'>> = {
  stop: 'bad',
  degrade: 'warning',
  watch: 'busy',
}
export const gradeText = (grade: Grade): string => gradeWord(grade)
