/**
 * What hosts offer and what of it is taken, kept in the capacity index as rows change ([P2]): by attempts until their end is
 * confirmed, by gang tasks between epochs, by foreign attempts. Also what each project and user has in use.
 */

import { limits } from '../../shared/limits.ts'
import type { AttemptRow, HostRow, JobRow, TaskRow } from '../../shared/model/rows.ts'
import type { Grant } from '../../shared/model/scheduling.ts'
import { emptySet, getOrMake } from './get-or-make.ts'
import { grantFor, limitEndMs } from './job-terms.ts'
import { awayOf } from './liveness.ts'
import { never } from './placement/capacity.ts'
import { blockOf, blocks } from './placement/fit.ts'
import { type HostOffer, megabytes, unitsOf } from './placement/offer.ts'
import type { State } from './state.ts'
import { placeOf } from './topology.ts'
import { countOf } from './words.ts'

/** '' when the host takes new work, else why not, in words that follow "2 hosts:". */
export function closedWhy(state: State, host: HostRow): string {
  if (host.leaving !== undefined) return 'being removed'
  const away = awayOf(state, host)
  if (away !== undefined) return away.why
  if (host.cordoned) return 'cordoned'
  if (host.gpuRelease !== undefined) return 'keeps off its GPUs for maintenance'
  if (host.uncounted > 0)
    return `runs ${countOf(host.uncounted, 'attempt')} that this store does not know and cannot count`
  if (host.backoff !== null)
    return `${host.backoff.untilMs === null ? 'suspended' : 'waits'} after ${countOf(host.launchFailures, 'failed launch', 'failed launches')}: ${host.backoff.reason}`
  return ''
}

function offerOf(state: State, host: HostRow): HostOffer {
  return {
    id: host.id,
    name: host.name,
    cpus: host.slots,
    memoryMb: megabytes(host.inventory.memoryBytes),
    units: unitsOf(host.inventory),
    labels: host.labels,
    topology: placeOf(state.volatile.places, host.name) ?? host.topology,
    closed: closedWhy(state, host),
    // A fault takes the host out altogether (`closed`); what is only watched does not weigh.
    health: 100,
    headroom: 100,
    spare: state.volatile.spares.has(host.id),
  }
}

/** The host's offer changed: liveness, cordon, drain, back-off, inventory. An opened host may let blocked jobs fit. */
export function reoffer(state: State, hostId: string): void {
  const host = state.hosts.get(hostId)
  if (host === undefined) return
  const offer = offerOf(state, host)
  state.capacity.setHost(offer)
  if (offer.closed === '') freed(state, hostId)
}

/** Lanes that were blocked for want of what this host now has may be tried again; gangs in the next full pass, when more may have come. */
export function freed(state: State, hostId: string): void {
  const host = state.capacity.host(hostId)
  if (host === undefined) return
  for (const lane of state.queue.lanes.values()) {
    if (!lane.blocked || lane.demand.hosts > 1 || blockOf(host, { demand: lane.demand }) !== blocks.none) continue
    lane.blocked = false
    state.volatile.pass?.noFit.delete(lane.shape)
  }
  state.volatile.wanted.placement = true
}

/** When the attempt is planned to be gone; `never` when nobody knows. */
function plannedEndMs(job: JobRow | undefined, attempt: AttemptRow): number {
  if (attempt.state === 'lost') return never
  if (attempt.stop !== null) return attempt.stop.sinceMs + attempt.stop.graceMs
  return (job && limitEndMs(job)) ?? never
}

export function takeFor(state: State, attempt: AttemptRow): void {
  const job = state.jobs.get(attempt.job)
  state.capacity.take(attempt.host, attempt.id, attempt.grant, plannedEndMs(job, attempt))
  if (job !== undefined && attempt.state !== 'lost') count(state, job, attempt.grant, 1)
}

/** The attempt is given up: its host still counts it, its project's quota and share do not, since what replaces it will. */
export function uncount(state: State, attempt: AttemptRow): void {
  const job = state.jobs.get(attempt.job)
  if (job !== undefined) count(state, job, attempt.grant, -1)
}

/** The attempt's end is confirmed: what it took is free. `attempt` is its row before the end. */
export function releaseFor(state: State, attempt: AttemptRow): void {
  state.capacity.release(attempt.host, attempt.id)
  if (attempt.state !== 'lost') uncount(state, attempt)
  freed(state, attempt.host)
}

/** A gang's task holds its host without an attempt there. */
export function takeHold(state: State, task: TaskRow): void {
  if (task.hold === null) return
  const job = state.jobs.must(task.job)
  const grant = grantFor(job, task.hold.gpus)
  state.capacity.take(task.hold.host, task.id, grant, limitEndMs(job) ?? never)
  getOrMake(state.holdsByHost, task.hold.host, emptySet<string>).add(task.id)
  count(state, job, grant, 1)
}

/** False when the task holds nothing, or has its attempt there. */
export function releaseHold(state: State, task: TaskRow): boolean {
  if (task.hold === null || !state.holdsByHost.get(task.hold.host)?.delete(task.id)) return false
  state.capacity.release(task.hold.host, task.id)
  const job = state.jobs.must(task.job)
  count(state, job, grantFor(job, task.hold.gpus), -1)
  freed(state, task.hold.host)
  return true
}

/** Cost units of a grant: a GPU 1,000, a MIG slice a seventh of it, a slot 10 (what a host of 8 GPUs and 128 slots comes to, roughly 6 : 1). */
function shareUnits(gpus: number, cpus: number, sliced: boolean): number {
  return gpus * (sliced ? 143 : 1_000) + cpus * 10
}

function count(state: State, job: JobRow, grant: Grant, sign: 1 | -1): void {
  const gpus = grant.gpus.length
  const cost = shareUnits(gpus, grant.cpus, job.spec.resources?.migProfile !== undefined)
  for (const key of [`project/${job.project}`, `user/${job.project}/${job.by}`]) {
    const before = state.inUse.get(key) ?? { cost: 0, gpus: 0 }
    const now = { cost: before.cost + sign * cost, gpus: before.gpus + sign * gpus }
    if (now.cost === 0 && now.gpus === 0) state.inUse.delete(key)
    else state.inUse.set(key, now)
  }
}

/** How far a host's silence and launch failures keep it from new work is bounded: see limits. */
export const launchBackoffMs = (failures: number): number =>
  Math.min(limits.launchBackoffMaxMs, limits.launchBackoffMs * 2 ** Math.min(failures - 1, 10))
