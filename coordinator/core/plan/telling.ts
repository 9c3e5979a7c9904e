/** A plan in plain words: its subject, its summary, and what was taken to be so. */
import type { Forecast, Plan, PlannedChange, PlannedJob, PlanSubject } from '../../../shared/model/plan.ts'
import type { HostRow, JobRow } from '../../../shared/model/rows.ts'
import { isLive } from '../attempts.ts'
import { livenessOf } from '../liveness.ts'
import { reasonsNow } from '../placement/pass.ts'
import type { State } from '../state.ts'
import { countOf, listOf, spanOf, whenOf } from '../words.ts'
import { hostsText, nameOf, resumeOf, type View } from './compare.ts'
import { isUnlimited } from './durations.ts'

export function subjectJob(view: View, job: JobRow, before: Forecast | null, after: Forecast | null): PlannedJob {
  const text = before === null && after !== null ? startText(view, job, after) : endText(view, job, before, after)
  return { job: job.id, name: job.spec.name, project: job.project, change: 'subject', before, after, text }
}

/** "train-a would start now on 4 hosts (leaf 1)", "… would not start within 24 h: …". */
function startText(view: View, job: JobRow, after: Forecast): string {
  const { name } = job.spec
  if (after.startMs === null) {
    if (after.endMs !== null) return `${name} would be ${after.state} without having started: ${job.reason}`
    return `${name} would not start within ${spanOf(view.untilMs - view.nowMs)}: ${waitReason(view, job, after)}`
  }
  const ends = after.endMs === null ? '' : ` and end ${whenOf(after.endMs, view.nowMs)}`
  return `${name} would start ${whenOf(after.startMs, view.nowMs)} on ${hostsText(view.state, after.hosts)}${ends}`
}

/** "j-1-7 'sweep' would end now on 3 hosts, instead of about 14:20 UTC (in 25 min)". */
function endText(view: View, job: JobRow, before: Forecast | null, after: Forecast | null): string {
  const runs = before !== null && before.startMs !== null && before.startMs <= view.nowMs
  const where = runs ? ` on ${hostsText(view.state, before.hosts)}` : ', without having started'
  const ends = before?.endMs ?? null
  const instead = ends === null ? '' : `, instead of ${whenOf(ends, view.nowMs)}`
  return `${nameOf(job)} would end ${whenOf(after?.endMs ?? view.nowMs, view.nowMs)}${where}${instead}`
}

export function forecastText(view: View, job: JobRow, after: Forecast): PlannedJob {
  const parts: string[] = []
  let change: PlannedChange = 'waits'
  if (after.endMs !== null) change = 'ends'
  if (after.starts[0] !== undefined) {
    change = 'starts'
    parts.push(`starts ${whenOf(after.starts[0].atMs, view.nowMs)} on ${hostsText(view.state, after.starts[0].hosts)}`)
  }
  if (after.endMs !== null)
    parts.push(`${after.state === 'succeeded' ? 'ends' : `is ${after.state}`} ${whenOf(after.endMs, view.nowMs)}`)
  if (parts.length === 0) parts.push(after.state === 'queued' ? `waits: ${waitReason(view, job, after)}` : 'runs on')
  const text = `${nameOf(job)} ${parts.join(' and ')}`
  return { job: job.id, name: job.spec.name, project: job.project, change, before: null, after, text }
}

/** What is in its way at the end of the look; jobs far back in the queue carry no reason of their own. */
function waitReason({ state }: View, { id }: JobRow, { reason }: Forecast): string {
  const job = state.jobs.get(id)
  return job === undefined || job.waitsFor.length > 0 ? reason : reasonsNow(state, job)
}

export function summaryOf(
  view: View,
  what: PlanSubject,
  answer: JobRow | HostRow | null,
  jobs: readonly PlannedJob[],
): string {
  if (what.kind === 'nothing') {
    const count = (change: PlannedChange): number => jobs.filter((each) => each.change === change).length
    return `in the next ${spanOf(view.untilMs - view.nowMs)}: ${countOf(count('starts'), 'job')} would start, ${count('ends')} more would end, ${count('waits')} would go on as ${count('waits') === 1 ? 'it is' : 'they are'}`
  }
  if (what.kind === 'drain') return `${drainText(view, what, answer as HostRow, jobs)}${othersText(jobs, false)}`
  const subject = jobs.find((each) => each.change === 'subject')
  return `${subject?.text ?? 'nothing would change'}${othersText(jobs, true)}`
}

const othersSay: readonly (readonly [PlannedChange, string])[] = [
  ['stopped', 'be stopped'],
  ['ended', 'end at another time'],
  ['later', 'wait longer'],
  ['sooner', 'start sooner'],
]

/** "; 1 other job would be stopped and 2 wait longer". */
function othersText(jobs: readonly PlannedJob[], others: boolean): string {
  const parts: string[] = []
  for (const [change, words] of othersSay) {
    const count = jobs.filter((each) => each.change === change).length
    if (count === 0 || (change === 'stopped' && !others)) continue
    parts.push(
      parts.length === 0 ? `${countOf(count, others ? 'other job' : 'job')} would ${words}` : `${count} ${words}`,
    )
  }
  if (parts.length > 0) return `; ${listOf(parts, 4)}`
  return others ? '; no other job would be touched' : ''
}

/** "draining sim-0003 (now) would stop 2 tasks of 2 jobs; both move to sim-0005; it would be empty now". */
function drainText(
  view: View,
  what: PlanSubject & { kind: 'drain' },
  host: HostRow,
  jobs: readonly PlannedJob[],
): string {
  let tasks = 0
  const stopped: PlannedJob[] = []
  for (const each of jobs) {
    const more = (each.after?.stops.length ?? 0) - (each.before?.stops.length ?? 0)
    if (more <= 0) continue
    tasks += more
    stopped.push(each)
  }
  const stops = tasks === 0 ? 'nothing' : `${countOf(tasks, 'task')} of ${countOf(stopped.length, 'job')}`
  return `draining ${host.name} (${what.mode}) would stop ${stops}${movesText(view, stopped)}; ${emptyText(view, host)}`
}

/** "; both move to sim-0005" when all of the stopped go on at once. */
function movesText(view: View, stopped: readonly PlannedJob[]): string {
  const hosts = new Set<string>()
  for (const { after } of stopped) {
    const again = after === null ? undefined : resumeOf(after)
    if (again === undefined || again.atMs - (after?.stops[0]?.atMs ?? 0) >= 1_000) return ''
    for (const host of again.hosts) hosts.add(host)
  }
  if (stopped.length === 0) return ''
  const who = stopped.length === 1 ? 'it moves' : stopped.length === 2 ? 'both move' : 'all move'
  return `; ${who} to ${hostsText(view.state, [...hosts])}`
}

function emptyText(view: View, host: HostRow): string {
  const { state } = view
  const doneMs = state.hosts.get(host.id)?.drain?.doneMs ?? null
  if (doneMs !== null && doneMs <= view.untilMs) return `it would be empty ${whenOf(doneMs, view.nowMs)}`
  const left = new Set<string>()
  for (const id of state.byHost.get(host.id) ?? []) left.add(nameOf(state.jobs.must(state.attempts.must(id).job)))
  return `it would not be empty within ${spanOf(view.untilMs - view.nowMs)}: ${listOf([...left].sort())} would still run there`
}

/** What a drain takes out of the fleet: the host, what runs on it, and what is left without it. */
export function capacityNotes(state: State, hostId: string): string[] {
  const own = state.capacity.host(hostId)
  let hosts = 0
  let gpus = 0
  let free = 0
  for (const host of state.capacity.hosts()) {
    if (host.id === hostId || host.offer.closed !== '') continue
    hosts++
    gpus += host.offer.units.length
    free += host.unitsFree
  }
  const attempts = [...(state.byHost.get(hostId) ?? [])]
  const jobs = new Set(attempts.map((id) => state.attempts.must(id).job))
  const units = own?.offer.units.length ?? 0
  return [
    `${own?.offer.name ?? hostId} has ${countOf(units, 'GPU')}, ${units - (own?.unitsFree ?? 0)} of them taken, and runs ${countOf(attempts.length, 'task')} of ${countOf(jobs.size, 'job')}`,
    `without it ${countOf(hosts, 'host')} take work, with ${countOf(gpus, 'GPU')}, ${free} of them free now`,
  ]
}

/** What the times hang on. Firm: on nothing but declared ends. */
export function assumptionsOf(
  state: State,
  view: View,
  jobs: readonly PlannedJob[],
  cut: boolean,
): Pick<Plan, 'firm' | 'assumptions'> {
  const assumptions: string[] = []
  const unlimited: string[] = []
  for (const job of state.jobs.values())
    if (isLive(job) && job.state === 'running' && isUnlimited(state, job)) unlimited.push(nameOf(job))
  const silent: string[] = []
  for (const host of state.hosts.values()) if (livenessOf(state, host.id) !== 'connected') silent.push(host.name)
  const later = jobs.some((each) => isLater(view, each))
  if (later) assumptions.push('work is taken to run to its declared end; what ends sooner frees its hosts sooner')
  if (later && unlimited.length > 0)
    assumptions.push(
      `${listOf(unlimited)} ${unlimited.length === 1 ? 'has' : 'have'} no time limit and ${unlimited.length === 1 ? 'is' : 'are'} taken to run on: what waits for their hosts has no time`,
    )
  if (silent.length > 0)
    assumptions.push(`${listOf(silent.sort())} ${silent.length === 1 ? 'is' : 'are'} not heard and taken to stay so`)
  if (cut)
    assumptions.push(`looked ahead for ${spanOf(view.untilMs - view.nowMs)} only: there is too much to follow further`)
  return { firm: !cut && !(later && unlimited.length > 0) && silent.length === 0, assumptions }
}

/** Whether what is said of a job hangs on the end of other work. */
function isLater({ nowMs }: View, { change, after }: PlannedJob): boolean {
  const isNow = (atMs: number | null | undefined): boolean => atMs != null && atMs - nowMs < 1_000
  if (change === 'subject') return !isNow(after?.startMs) && !isNow(after?.endMs)
  return change !== 'stopped' || after === null || !isNow(resumeOf(after)?.atMs)
}
