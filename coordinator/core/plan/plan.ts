/**
 * What if? A request is run on a fork of the live state through the same `step`, ahead to a horizon, and so is a fork without it;
 * the plan is how they differ. Pure and bounded: the live state is read only, and at most 2 × `steps` steps are taken.
 */
import { limits } from '../../../shared/limits.ts'
import type { Plan, PlannedChange, PlannedJob, PlanSubject } from '../../../shared/model/plan.ts'
import type { HostRow, JobRow } from '../../../shared/model/rows.ts'
import type { Principal, Request } from '../inputs.ts'
import type { State } from '../state.ts'
import { Ahead } from './ahead.ts'
import { changeOf, type View } from './compare.ts'
import { assumptionsOf, capacityNotes, forecastText, subjectJob, summaryOf } from './telling.ts'

export interface PlanOptions {
  /** who would ask: fair share looks at the user */
  readonly principal: Principal
  /** how far to look; default limits.planHorizonMs */
  readonly horizonMs?: number
  /** steps of each of the two runs; default limits.planSteps */
  readonly steps?: number
  /** full passes over the queue are made at most this far apart; default limits.planPassMs */
  readonly passMs?: number
}

/** Throws Refusal where the request itself would be refused. */
export function planOn(state: State, what: PlanSubject, nowMs: number, options: PlanOptions): Plan {
  const steps = options.steps ?? limits.planSteps
  const untilMs = nowMs + (options.horizonMs ?? limits.planHorizonMs)
  const passMs = options.passMs ?? limits.planPassMs
  const changed = new Ahead(state, nowMs, { untilMs, steps, passMs })
  const request = requestOf(what)
  const answer = request === null ? null : (changed.ask(request, options.principal) as JobRow | HostRow)
  const subject = what.kind === 'submit' || what.kind === 'cancel' ? (answer as JobRow).id : null
  changed.run(() => isSettled(changed, what, subject, answer))
  const plain = request === null ? null : new Ahead(state, nowMs, { untilMs: changed.nowMs, steps, passMs })
  plain?.run()
  const view: View = { state: changed.state, nowMs, untilMs: Math.min(changed.nowMs, plain?.nowMs ?? untilMs) }
  const jobs = plain === null ? forecasts(view, changed) : differences(view, plain, changed, subject)
  const told = assumptionsOf(view.state, view, jobs, view.untilMs < untilMs)
  return {
    nowMs,
    untilMs: view.untilMs,
    summary: summaryOf(view, what, answer, jobs),
    jobs: jobs.slice(0, limits.planJobs),
    more: Math.max(0, jobs.length - limits.planJobs),
    firm: told.firm,
    notes: what.kind === 'drain' ? capacityNotes(state, (answer as HostRow).id) : [],
    assumptions: told.assumptions,
  }
}

function requestOf(what: PlanSubject): Request | null {
  switch (what.kind) {
    case 'submit':
      return { op: 'submit-job', spec: what.spec }
    case 'drain':
      return { op: 'drain-host', host: what.host, mode: what.mode, reason: 'planned', deadlineMs: what.deadlineMs }
    case 'cancel':
      return { op: 'cancel-job', job: what.job }
    case 'nothing':
      return null
  }
}

/** The subject has started, ended or been emptied, and what it stopped goes on elsewhere. */
function isSettled(
  { history, state }: Ahead,
  what: PlanSubject,
  job: string | null,
  answer: JobRow | HostRow | null,
): boolean {
  if (what.kind === 'nothing' || !history.settled) return false
  if (what.kind === 'drain') return state.hosts.get((answer as HostRow).id)?.drain?.doneMs != null
  const row = history.rowOf(job ?? '')
  return row !== undefined && (row.state !== 'queued' || row.endedMs !== null)
}

const order: readonly PlannedChange[] = ['subject', 'stopped', 'ended', 'later', 'sooner', 'starts', 'ends', 'waits']

function differences(view: View, plain: Ahead, changed: Ahead, subject: string | null): PlannedJob[] {
  const found: PlannedJob[] = []
  for (const id of new Set([...changed.history.jobs, ...plain.history.jobs])) {
    const job = changed.history.rowOf(id)
    if (job === undefined) continue
    const before = plain.history.forecast(id, view.untilMs)
    const after = changed.history.forecast(id, view.untilMs)
    const each = id === subject ? subjectJob(view, job, before, after) : changeOf(view, job, before, after)
    if (each !== undefined) found.push(each)
  }
  return found.sort(byChange)
}

/** What will happen anyway: every job that starts, ends or still waits. */
function forecasts(view: View, ahead: Ahead): PlannedJob[] {
  const found: PlannedJob[] = []
  const waiting: string[] = []
  for (const { jobs } of ahead.state.queue.lanes.values()) waiting.push(...jobs)
  for (const id of new Set([...ahead.history.jobs, ...waiting])) {
    const job = ahead.history.rowOf(id)
    const after = ahead.history.forecast(id, view.untilMs)
    if (job !== undefined && after !== null) found.push(forecastText(view, job, after))
  }
  return found.sort(byChange)
}

function byChange(a: PlannedJob, b: PlannedJob): number {
  if (a.change !== b.change) return order.indexOf(a.change) - order.indexOf(b.change)
  const [atA, atB] = [momentOf(a), momentOf(b)]
  if (atA !== atB) return atA < atB ? -1 : 1
  return a.job < b.job ? -1 : 1
}

function momentOf({ before, after }: PlannedJob): number {
  return after?.stops[0]?.atMs ?? after?.startMs ?? after?.endMs ?? before?.startMs ?? Infinity
}
