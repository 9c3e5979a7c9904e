/**
 * Launches that fail (a full disk, a missing program, a GPU still held): back-off per host and per job with the errno shown, a host
 * that eats jobs is suspended, a job that fails the same way on two hosts stops (SPEC [Q1] [Q2]; spur#520).
 */

import { limits } from '../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import { type Context, note } from './context.ts'
import { launchBackoffMs, reoffer } from './holdings.ts'
import type { State } from './state.ts'
import { lastLineOf } from './words.ts'

const reasonOf = ({ exit }: AttemptRow): string => lastLineOf(exit) || 'no reason given'

export function launchFailed(ctx: Context, attempt: AttemptRow): void {
  hostFailed(ctx, attempt, reasonOf(attempt))
  jobFailed(ctx, attempt)
}

/** [Q1] a host waits after a failed launch, twice as long each time; after three in a row it is suspended. */
export function hostFailed(ctx: Context, attempt: AttemptRow, reason: string): void {
  const { state, nowMs } = ctx
  const host = state.hosts.get(attempt.host)
  if (host === undefined) return
  const launchFailures = host.launchFailures + 1
  const suspended = launchFailures >= limits.launchFailuresInARow
  const untilMs = suspended ? null : nowMs + launchBackoffMs(launchFailures)
  state.hosts.patch(host.id, { launchFailures, backoff: { reason, untilMs } })
  if (untilMs !== null) state.deadlines.set('host-backoff', host.id, untilMs)
  reoffer(state, host.id)
  // what was placed before the suspension fails too: said once
  if (suspended && host.backoff?.untilMs === null) return
  note(
    ctx,
    suspended ? 'critical' : 'warning',
    suspended ? 'host-suspended' : 'launch-failed',
    suspended
      ? `${host.name}: ${launchFailures} launches failed in a row, it gets no work until \`millwright uncordon ${host.name}\`; last: ${reason}`
      : `${host.name}: ${attempt.id} could not be started: ${reason}; no new work for ${((untilMs ?? 0) - nowMs) / 1000} s`,
    { host: host.id, attempt: attempt.id, job: attempt.job },
  )
}

/** [Q1] what it was suspected of was not its fault: as if that launch had not been. */
export function hostCleared(ctx: Context, hostId: string): void {
  const { state, nowMs } = ctx
  const host = state.hosts.get(hostId)
  if (host === undefined || host.launchFailures === 0) return
  const launchFailures = host.launchFailures - 1
  const backoff =
    host.backoff === null || launchFailures === 0 ? null : { ...host.backoff, untilMs: host.backoff.untilMs ?? nowMs }
  if (backoff !== null) state.deadlines.set('host-backoff', hostId, backoff.untilMs)
  state.hosts.patch(hostId, { launchFailures, backoff })
  reoffer(state, hostId)
}

/** [Q2] a job waits after a failed launch, and fails when it could not be started for the same reason on two hosts and nowhere else. */
function jobFailed(ctx: Context, attempt: AttemptRow): void {
  const { state, nowMs } = ctx
  const job = state.jobs.get(attempt.job)
  if (job === undefined) return
  const reason = reasonOf(attempt)
  const { last } = job.launch
  const failures = job.launch.failures + 1
  // what is told late of an earlier epoch makes no wait shorter
  const notBeforeMs = Math.max(job.launch.notBeforeMs, nowMs + launchBackoffMs(Math.min(failures, 4)))
  state.jobs.patch(job.id, { launch: { failures, notBeforeMs, last: { host: attempt.host, reason } } })
  if (last !== null && last.host !== attempt.host && last.reason === reason && !runsElsewhere(state, job))
    ctx.reactions.push({
      kind: 'job-failed',
      job: job.id,
      reason: `could not be started on two hosts for the same reason: ${reason}`,
    })
  else state.deadlines.set('job-ready', job.id, notBeforeMs)
}

/** Workers and replicas stand alone: where one of them runs, the job can be started. A gang needs all its members. */
export function runsElsewhere(state: State, job: JobRow): boolean {
  if (job.gang !== null) return false
  for (const id of state.index.get(job.id)?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.startedMs !== null && attempt.state !== 'lost') return true
  }
  return false
}

/** A process started: the host is fine, and so is what is to be started. */
export function launchWorked(ctx: Context, { host: hostId, job: jobId }: AttemptRow): void {
  const job = ctx.state.jobs.get(jobId)
  if (job?.gang === null && job.launch.last !== null)
    ctx.state.jobs.patch(jobId, { launch: { ...job.launch, failures: 0, last: null } })
  const host = ctx.state.hosts.get(hostId)
  if (host === undefined || (host.launchFailures === 0 && host.backoff === null)) return
  // A suspended host stays so: what started there was placed before, and a person is to look at it.
  if (host.backoff !== null && host.backoff.untilMs === null) return
  ctx.state.hosts.patch(hostId, { launchFailures: 0, backoff: null })
  reoffer(ctx.state, hostId)
}

export function hostBackoffOver(ctx: Context, hostId: string): void {
  const host = ctx.state.hosts.get(hostId)
  if (host?.backoff == null || host.backoff.untilMs === null || host.backoff.untilMs > ctx.nowMs) return
  ctx.state.hosts.patch(hostId, { backoff: null })
  reoffer(ctx.state, hostId)
}
