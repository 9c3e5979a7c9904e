/**
 * Why a job waits: what it waits for, what every host lacks, its place in the queue, when it is thought to start and what would
 * start sooner. Asks the code of placement, on forks: nothing is changed.
 */
import type { JobRow } from '../../../shared/model/rows.ts'
import { fork } from '../fork.ts'
import { hostNameOf } from '../host-name.ts'
import { dropClaim, fitsAnywhere } from '../placement/claims.ts'
import type { Demand } from '../placement/demand.ts'
import type { Ask } from '../placement/fit.ts'
import { earliest } from '../placement/opening.ts'
import { askOf, whereNow } from '../placement/pass.ts'
import { type Reason, reasonsOf, whyNever } from '../placement/reasons.ts'
import { hostsAllowed, quotaReached } from '../quotas.ts'
import type { State } from '../state.ts'
import { countOf, listOf, spanOf, whenOf } from '../words.ts'
import { soonerThan } from './alternatives.ts'
import { placeInLine } from './line.ts'

export interface Waiting {
  readonly summary: string
  readonly lines: readonly string[]
  readonly startMs: number | null
  readonly firm: boolean | null
}

const reasonsTold = 8
const untimed = (summary: string, lines: readonly string[] = []): Waiting => ({
  summary,
  lines,
  startMs: null,
  firm: null,
})

export function whyWaiting(state: State, job: JobRow, nowMs: number): Waiting {
  return heldBack(state, job, nowMs) ?? wantsHosts(state, job, nowMs)
}

/** What keeps it out of the queue altogether; undefined when it stands there. */
function heldBack(state: State, job: JobRow, nowMs: number): Waiting | undefined {
  if (job.waitsFor.length > 0) {
    const others = job.waitsFor.map((each) => {
      const other = state.jobs.get(each.job)
      const name = other === undefined ? each.job : `${each.job} '${other.spec.name}'`
      return `${name} to ${each.on === 'succeeded' ? 'succeed' : 'end'} (it is ${other?.state ?? 'gone'})`
    })
    return untimed(`for ${listOf(others)}`)
  }
  const { notBeforeMs, failures, last } = job.launch
  const failure = job.gang?.failure
  if (notBeforeMs > nowMs && failure != null && failure.class !== 'launch-failed' && failure.inARow > 1) {
    const summary = `it is launched again in ${spanOf(notBeforeMs - nowMs)}: ${countOf(failure.inARow, 'launch', 'launches')} in a row got no further`
    return { summary, lines: [], startMs: notBeforeMs, firm: false }
  }
  if (notBeforeMs > nowMs) {
    const where = last === null ? '' : `, the last on ${hostNameOf(state, last.host)}: ${last.reason}`
    const summary = `it is tried again in ${spanOf(notBeforeMs - nowMs)} after ${countOf(failures, 'failed launch', 'failed launches')}${where}`
    return { summary, lines: [], startMs: notBeforeMs, firm: false }
  }
  const phase = job.gang?.phase
  if (phase === 'forming') return untimed('its hosts are being taken')
  if (phase === 'stopping' || phase === 'releasing')
    return untimed(`its last epoch is being stopped: ${job.gang?.lastEnd}`)
  return undefined
}

function wantsHosts(live: State, job: JobRow, nowMs: number): Waiting {
  const never = whyNever(live.capacity, askOf(live, job).demand)
  if (never !== '') return untimed(`it cannot start on this fleet: ${never}`)
  const state = withoutClaimsFrom(live, job.id)
  state.timeline.advance(nowMs)
  const ask = askOf(state, job)
  const { demand } = ask
  if (hostsAllowed(state, job.project, demand) < demand.minHosts)
    return untimed(quotaReached(state, job.project, demand), placeInLine(live, job))
  const claim = live.volatile.claims.get(job.id)
  const veto: Ask['veto'] = (host, gpuClass) => state.timeline.whyWait(host, gpuClass, demand)
  const kept = fitsAnywhere(state, ask)
  const reasons = reasonsOf(state.capacity, kept ? { ...ask, veto } : ask)
  const opening = claim ?? earliest(state.timeline, ask)
  const startMs = opening === undefined ? null : Math.max(nowMs, opening.startMs)
  const firm = opening?.firm ?? null
  const fits = whereNow(state, job, ask).kind === 'chosen'
  const summary = fits ? 'it fits now and starts with the next pass' : blockedText(demand, reasons, kept)
  return {
    summary,
    lines: [
      ...reasonLines(reasons),
      ...placeInLine(live, job),
      startLine(claim !== undefined, startMs, firm, nowMs),
      ...(fits ? [] : soonerThan(state, job, ask, startMs, nowMs)),
    ],
    startMs: fits ? nowMs : startMs,
    firm: fits ? true : firm,
  }
}

/** What the job may use: its own reservation and those made after it are not in its way, as in a scheduling pass. */
function withoutClaimsFrom(live: State, job: string): State {
  const state = fork(live)
  const jobs = [...state.volatile.claims.keys()]
  const own = jobs.indexOf(job)
  if (own >= 0) for (const each of jobs.slice(own)) dropClaim(state, each)
  return state
}

function needOf({ gpus, gpuModel, cpus, migProfile }: Demand): string {
  if (gpus === 0) return countOf(cpus, 'slot')
  return `${countOf(gpus, migProfile === '' ? 'GPU' : `${migProfile} slice`)}${gpuModel === '' ? '' : ` (${gpuModel})`}`
}

/** "it needs 4 hosts with 8 GPUs each free at once; 2 have them now". */
function blockedText(demand: Demand, reasons: readonly Reason[], kept: boolean): string {
  const fitting = reasons.filter(({ why }) => why === '').reduce((sum, { hosts }) => sum + hosts, 0)
  const needs = demand.gang
    ? `it needs ${countOf(demand.minHosts, 'host')} with ${needOf(demand)} each free at once`
    : `it needs ${needOf(demand)} free on one host`
  if (kept) return `${needs}; there is room now, kept for jobs ahead of it`
  return `${needs}; ${fitting === 0 ? 'no host has' : `${countOf(fitting, 'host')} ${fitting === 1 ? 'has' : 'have'}`} that now`
}

/** "612 hosts: at best 3 of 8 GPUs free, 4 needed (like sim-0012)"; a group of one goes by its name. */
function reasonLines(reasons: readonly Reason[]): string[] {
  const lines = reasons.slice(0, reasonsTold).map(({ why, hosts, example }) => {
    const text = why === '' ? 'room for it' : why
    return hosts === 1 ? `${example}: ${text}` : `${hosts} hosts: ${text} (like ${example})`
  })
  const left = reasons.slice(reasonsTold).reduce((sum, { hosts }) => sum + hosts, 0)
  return left === 0 ? lines : [...lines, `${countOf(left, 'host')}: other reasons`]
}

function startLine(reserved: boolean, startMs: number | null, firm: boolean | null, nowMs: number): string {
  if (startMs === null) return 'no time is known: it waits for work without a time limit'
  const when = whenOf(startMs, nowMs)
  if (firm !== true)
    return `it may start ${when}: a guess, since work without a time limit is in its way${reserved ? '' : '; nothing is reserved for it'}`
  if (reserved) return `it holds a reservation: it starts ${when} or sooner, by declared time limits`
  return `the hosts it needs are free ${when}, by declared time limits, if nothing ahead of it takes them`
}
