/** What differs for a job between the two ways, and in which words. */

import { type StopReason, topologyLevels } from '../../../shared/model/job.ts'
import type { Forecast, PlannedChange, PlannedJob, PlannedStart } from '../../../shared/model/plan.ts'
import type { HostRow, JobRow } from '../../../shared/model/rows.ts'
import { graceMsOf } from '../job-terms.ts'
import type { State } from '../state.ts'
import { countOf, listOf, spanOf, whenOf } from '../words.ts'

/** Times nearer than this are the same: the coordinator ticks four times a second. */
const sameMs = 1_000

export interface View {
  readonly state: State
  readonly nowMs: number
  readonly untilMs: number
}

export const nameOf = (job: JobRow): string => `${job.id} '${job.spec.name}'`

/** The change of a job that is not the subject; undefined when nothing worth saying differs. */
export function changeOf(
  view: View,
  job: JobRow,
  before: Forecast | null,
  after: Forecast | null,
): PlannedJob | undefined {
  if (before === null || after === null) return undefined
  const found = firstChange(view, job, before, after)
  if (found === undefined) return undefined
  const [change, text] = found
  return {
    job: job.id,
    name: job.spec.name,
    project: job.project,
    change,
    before,
    after,
    text: `${nameOf(job)} ${text}`,
  }
}

function firstChange(
  view: View,
  job: JobRow,
  before: Forecast,
  after: Forecast,
): readonly [PlannedChange, string] | undefined {
  if (after.stops.length > before.stops.length) return ['stopped', stoppedText(view, job, after)]
  const starts = difference(before.startMs, after.startMs)
  if (after.startMs === null && starts !== 0)
    return [
      'later',
      `would not start within ${spanOf(view.untilMs - view.nowMs)}, instead of ${byWhen(view, before.startMs)}`,
    ]
  if (starts !== 0) {
    const instead = before.startMs === null ? byWhen(view, null) : `instead of ${byWhen(view, before.startMs)}`
    return [starts > 0 ? 'later' : 'sooner', `would start ${byWhen(view, after.startMs)}, ${instead}`]
  }
  const ends = difference(before.endMs, after.endMs)
  if (ends === 0 && before.state === after.state) return undefined
  const how = before.state === after.state || after.endMs === null ? 'end' : `be ${after.state}`
  return ['ended', `would ${how} ${byWhen(view, after.endMs)} instead of ${byWhen(view, before.endMs)}`]
}

/** Above 0: `after` is later; null is later than any time. */
function difference(before: number | null, after: number | null): number {
  if (before === null) return after === null ? 0 : -1
  if (after === null) return 1
  return Math.abs(after - before) < sameMs ? 0 : after - before
}

function byWhen(view: View, atMs: number | null): string {
  return atMs === null ? `not within ${spanOf(view.untilMs - view.nowMs)}` : whenOf(atMs, view.nowMs)
}

/** "would be preempted now on 2 hosts: 30 s to save, and wait until about 14:20 UTC (in 25 min)". */
function stoppedText(view: View, job: JobRow, after: Forecast): string {
  const first = after.stops[0]
  if (first === undefined) return ''
  const hosts = [...new Set(after.stops.filter((each) => each.atMs === first.atMs).map((each) => each.host))]
  const graceMs = graceMsOf(job)
  const again = resumeOf(after)
  return `would be ${verbs[first.reason] ?? `stopped (${first.reason})`} ${whenOf(first.atMs, view.nowMs)} on ${hostsText(view.state, hosts)}: ${spanOf(graceMs)} to save, ${resumes(view, after, again)}`
}

const verbs: Partial<Record<StopReason, string>> = { preempted: 'preempted', drained: 'stopped by the drain' }

/** Its first start after its first stop; undefined when it is not stopped or does not start again within the time looked at. */
export function resumeOf({ stops, starts }: Forecast): PlannedStart | undefined {
  const [first] = stops
  return first === undefined ? undefined : starts.find((each) => each.atMs >= first.atMs)
}

function resumes(view: View, after: Forecast, again: PlannedStart | undefined): string {
  const stopMs = after.stops[0]?.atMs ?? view.nowMs
  if (again !== undefined && again.atMs - stopMs < sameMs) return `and move to ${hostsText(view.state, again.hosts)}`
  if (again !== undefined) return `and wait until ${whenOf(again.atMs, view.nowMs)}`
  if (after.endMs !== null) return `and then be ${after.state}`
  return `and not start again within ${spanOf(view.untilMs - view.nowMs)}`
}

/** "sim-0001 and sim-0002", or "4 hosts (leaf 1)" when they share a place. */
export function hostsText(state: State, names: readonly string[]): string {
  const unique = [...new Set(names)].sort()
  if (unique.length <= 2) return listOf(unique)
  const wanted = new Set(unique)
  const rows: HostRow[] = []
  for (const host of state.hosts.values()) if (wanted.has(host.name)) rows.push(host)
  for (const level of [...topologyLevels].reverse()) {
    const place = rows[0]?.topology[level]
    if (place !== undefined && rows.every((each) => each.topology[level] === place))
      return `${countOf(unique.length, 'host')} (${level} ${place})`
  }
  return countOf(unique.length, 'host')
}
