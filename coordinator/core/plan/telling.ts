/** A plan in plain words: its subject, its summary, and what was taken to be so. */
import type { Forecast, Plan, PlannedChange, PlannedJob, PlanSubject } from '../../../shared/model/plan.ts'
import type { HostRow, JobRow } from '../../../shared/model/rows.ts'
import { isLive } from '../attempts.ts'
import { livenessOf } from '../hosts.ts'
import type { State } from '../state.ts'
import { clockOf, countOf, listOf, spanOf, whenOf } from '../words.ts'
import { hostsText, nameOf, type View } from './compare.ts'
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
    return `${name} would not start within ${spanOf(view.untilMs - view.nowMs)}: ${after.reason}`
  }
  const ends = after.endMs === null ? '' : ` and end ${whenOf(after.endMs, view.nowMs)}`
  return `${name} would start ${whenOf(after.startMs, view.nowMs)} on ${hostsText(view.state, after.hosts)}${ends}`
}

function endText(view: View, job: JobRow, before: Forecast | null, after: Forecast | null): string {
  const ends = before?.endMs ?? null
  const instead = ends === null ? '' : ` instead of ${whenOf(ends, view.nowMs)}`
  const where = (before?.hosts.length ?? 0) === 0 ? '' : ` on ${hostsText(view.state, before?.hosts ?? [])}`
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
  if (parts.length === 0) parts.push(after.state === 'queued' ? `waits: ${after.reason}` : 'runs on')
  const text = `${nameOf(job)} ${parts.join(' and ')}`
  return { job: job.id, name: job.spec.name, project: job.project, change, before: null, after, text }
}

export function summaryOf(
  view: View,
  what: PlanSubject,
  answer: JobRow | HostRow | null,
  jobs: readonly PlannedJob[],
): string {
  const others = othersText(jobs)
  if (what.kind === 'nothing') {
    const count = (change: PlannedChange): number => jobs.filter((each) => each.change === change).length
    return `in the next ${spanOf(view.untilMs - view.nowMs)} ${countOf(count('starts'), 'job')} start, ${count('ends')} of those that run end, ${count('waits')} go on as they are`
  }
  if (what.kind === 'drain') return `${drainText(view, what, answer as HostRow, jobs)}${others}`
  const subject = jobs.find((each) => each.change === 'subject')
  return `${subject?.text ?? 'nothing would change'}${others}`
}

/** "; 1 job would be stopped, 2 would wait longer". */
function othersText(jobs: readonly PlannedJob[]): string {
  const says: readonly (readonly [PlannedChange, string])[] = [
    ['stopped', 'would be stopped'],
    ['ended', 'would end at another time'],
    ['later', 'would wait longer'],
    ['sooner', 'would start sooner'],
  ]
  const parts: string[] = []
  for (const [change, words] of says) {
    const count = jobs.filter((each) => each.change === change).length
    if (count > 0)
      parts.push(
        `${parts.length === 0 ? countOf(count, 'other job').replace('other ', jobs[0]?.change === 'subject' ? 'other ' : '') : count} ${words}`,
      )
  }
  return parts.length === 0 ? '; no other job would be touched' : `; ${parts.join(', ')}`
}

/** "draining sim-0003 now would stop 2 tasks of 2 jobs and be done in 30 s". */
function drainText(
  view: View,
  what: PlanSubject & { kind: 'drain' },
  host: HostRow,
  jobs: readonly PlannedJob[],
): string {
  let tasks = 0
  const owners = new Set<string>()
  for (const { job, after, before } of jobs) {
    const more = (after?.stops.length ?? 0) - (before?.stops.length ?? 0)
    if (more <= 0) continue
    tasks += more
    owners.add(job)
  }
  const doneMs = view.state.hosts.get(host.id)?.drain?.doneMs ?? null
  const done =
    doneMs === null || doneMs > view.untilMs
      ? `it would not be empty by ${clockOf(view.untilMs)}`
      : `it would be empty ${whenOf(doneMs, view.nowMs)}`
  const stops = tasks === 0 ? 'nothing' : `${countOf(tasks, 'task')} of ${countOf(owners.size, 'job')}`
  return `draining ${host.name} (${what.mode}) would stop ${stops}; ${done}`
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
  const later = jobs.some((each) => leans(view, each.after) || leans(view, each.before))
  if (later) assumptions.push('work is taken to run to its declared end; what ends sooner frees its hosts sooner')
  if (later && unlimited.length > 0)
    assumptions.push(
      `${listOf(unlimited)} ${unlimited.length === 1 ? 'has' : 'have'} no time limit and ${unlimited.length === 1 ? 'is' : 'are'} taken to run on: what waits for their hosts has no time`,
    )
  if (silent.length > 0)
    assumptions.push(`${listOf(silent.sort())} ${silent.length === 1 ? 'is' : 'are'} not heard and taken to stay so`)
  if (cut)
    assumptions.push(
      `looked ahead until ${clockOf(view.untilMs)} only (${spanOf(view.untilMs - view.nowMs)}): there is too much to follow further`,
    )
  return { firm: !cut && !(later && unlimited.length > 0) && silent.length === 0, assumptions }
}

/** Whether a forecast says anything of a later time, or of none. */
function leans(view: View, forecast: Forecast | null): boolean {
  if (forecast === null) return false
  const startsNow = forecast.startMs !== null && forecast.startMs - view.nowMs < 1_000
  return !startsNow || forecast.stops.length > 0
}
