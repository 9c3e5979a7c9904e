/**
 * Preemption (SPEC [P8] [P9]): a job that found no room may stop less important work. Rank is (within its project's guarantee,
 * priority), compared from the left; only strictly lower ranks are stopped, so the sum of what runs only ever rises in rank and
 * nobody who was stopped can stop its stopper in turn: there is no loop (kueue#14543).
 */

import { limits } from '../../../shared/limits.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { isLive, stopAttempt } from '../attempts.ts'
import { type Context, note } from '../context.ts'
import { stopEpoch } from '../gangs/gangs.ts'
import { emptyList, getOrMake } from '../get-or-make.ts'
import { graceMsOf } from '../job-terms.ts'
import { withinGuarantee } from '../quotas.ts'
import type { State } from '../state.ts'
import { countOf } from '../words.ts'
import { addLongWork } from '../work-list.ts'
import type { Capacity } from './capacity.ts'
import { claim } from './claims.ts'
import type { Ask } from './fit.ts'
import { preempt } from './preempt.ts'
import { compareRanks, type Victim } from './stop-units.ts'
import { demandFor, priorityOf } from './wants.ts'

type Rank = readonly [number, number]

/** A job that is young waits for what ends by itself; one that has stopped others waits for them. */
export const isDue = ({ state, nowMs }: Context, job: JobRow): boolean =>
  nowMs - job.submittedMs >= limits.preemptAfterMs && state.volatile.claims.get(job.id)?.kind !== 'preempting'

/** Stops what is cheapest for a job that is due, and keeps its place; false when nothing may be stopped for it. */
export function tryPreempt(ctx: Context, job: JobRow, ask: Ask): boolean {
  const { state, nowMs } = ctx
  const victims = runningBelow(ctx, rankOf(state, job))
  if (victims.length === 0) return false
  const found = preempt(withoutStopping(state), ask, victims)
  if (found === undefined || found.units.length === 0) return false
  const stopped = found.units.flatMap((unit) => unit.victims)
  addLongWork(ctx, { kind: 'preempt', job: job.id, attempts: stopped.map(({ holder }) => holder) })
  const graceMs = Math.max(
    ...found.units.map(({ victims: [first] }) => graceMsOf(state.jobs.must((first as Victim).job))),
  )
  claim(ctx, job, ask.demand, 'preempting', { startMs: nowMs + graceMs, places: found.picks, firm: true })
  return true
}

/** The rank of a job that waits. */
export function rankOf(state: State, job: JobRow): Rank {
  const { gpus, minHosts } = demandFor(state, job)
  const within = withinGuarantee(state, job.project, gpus * minHosts + gpusPromised(state, job))
  return [within ? 1 : 0, priorityOf(job)]
}

/** The least rank that runs and may be stopped, at most; null when nothing may be. */
export function leastRank(ctx: Context): Rank | null {
  let least: Rank | null = null
  for (const job of ctx.state.jobs.values()) {
    if (!mayBeStopped(ctx, job)) continue
    const rank: Rank = [0, priorityOf(job)]
    if (least === null || compareRanks(rank, least) < 0) least = rank
  }
  return least
}

/** What is being stopped already will be free soon, unless another preemptor waits for it: nothing is stopped in its stead. */
function withoutStopping(state: State): Capacity {
  const capacity = state.capacity.clone()
  for (const claim of state.volatile.claims.values()) if (claim.kind === 'preempting') return capacity
  for (const host of state.capacity.hosts())
    for (const { holder } of host.holdings)
      if (state.attempts.get(holder)?.state === 'stopping') capacity.release(host.id, holder)
  return capacity
}

/** What others of its project will take of the guarantee once what they stopped has gone. */
function gpusPromised(state: State, job: JobRow): number {
  let gpus = 0
  for (const [id, { kind }] of state.volatile.claims) {
    const other = state.jobs.get(id)
    if (kind !== 'preempting' || other === undefined || other.id === job.id || other.project !== job.project) continue
    const demand = demandFor(state, other)
    gpus += demand.gpus * demand.minHosts
  }
  return gpus
}

/** Everything that a job of that rank may stop. */
function runningBelow(ctx: Context, mine: Rank): Victim[] {
  const { state } = ctx
  const found: Victim[] = []
  const guarded = protectedJobs(state)
  const chosen = new Set<string>()
  for (const id of state.urgentWork) {
    const { work } = state.work.must(id)
    if (work.kind === 'preempt') for (const attempt of work.attempts) chosen.add(attempt)
  }
  for (const job of state.jobs.values()) {
    if (!mayBeStopped(ctx, job) || compareRanks([0, priorityOf(job)], mine) >= 0) continue
    const rank: Rank = [guarded.has(job.id) ? 1 : 0, priorityOf(job)]
    if (compareRanks(rank, mine) >= 0) continue
    for (const id of state.index.get(job.id)?.attempts ?? []) {
      const attempt = state.attempts.must(id)
      if (attempt.stop !== null || attempt.state === 'lost' || chosen.has(id)) continue
      const lostGpuMs = (ctx.nowMs - attempt.placedMs) * Math.max(1, attempt.grant.gpus.length)
      const gang = job.gang === null ? null : job.id
      found.push({ holder: id, host: attempt.host, job: job.id, rank, lostGpuMs, gang })
    }
  }
  return found
}

function mayBeStopped(ctx: Context, job: JobRow): boolean {
  if (job.state !== 'running' || !isLive(job) || job.spec.policy?.preemptible === false) return false
  if ((job.moves ?? 0) >= limits.taskMoves) return false
  // Gangs between epochs hold hosts without attempts: they are not taken apart in that state.
  if (job.gang !== null && (job.gang.phase !== 'running' || job.gang.moves >= limits.movesPerJob)) return false
  const ranMs = ctx.nowMs - (job.startedMs ?? ctx.nowMs)
  return ranMs >= (job.spec.policy?.minRunMs ?? limits.minRunMs)
}

/**
 * Jobs that are part of what their project is guaranteed. A project's running jobs are counted by priority, then by age; those that
 * fit under the guarantee together are protected, the rest is borrowed.
 */
function protectedJobs(state: State): Set<string> {
  const running = new Map<string, JobRow[]>()
  for (const job of state.jobs.values()) {
    if (job.state !== 'running' || (state.quotas.get(job.project)?.guaranteedGpus ?? null) === null) continue
    getOrMake(running, job.project, emptyList<JobRow>).push(job)
  }
  const found = new Set<string>()
  for (const [project, jobs] of running) {
    let left = state.quotas.get(project)?.guaranteedGpus ?? 0
    for (const job of jobs.sort((a, b) => priorityOf(b) - priorityOf(a) || compareIds(a.id, b.id))) {
      const own = gpusHeld(state, job)
      left -= own
      if (own > 0 && left >= 0) found.add(job.id)
    }
  }
  return found
}

function gpusHeld(state: State, job: JobRow): number {
  let gpus = 0
  for (const id of state.index.get(job.id)?.attempts ?? []) gpus += state.attempts.must(id).grant.gpus.length
  return gpus
}

/** One slice of stopping a preemptor's victims, gangs whole; true when there is more. */
export function preemptSlice(ctx: Context, by: string, attempts: readonly string[]): boolean {
  const { state } = ctx
  const told = new Set<string>()
  let budget = limits.membersPerSlice
  for (const id of attempts) {
    const attempt = state.attempts.get(id)
    const job = attempt && state.jobs.get(attempt.job)
    if (attempt === undefined || job === undefined || !isLive(job)) continue
    if (attempt.stop !== null || attempt.state === 'ended' || (job.gang !== null && job.gang.phase !== 'running')) {
      if (attempt.stop?.reason === 'preempted') told.add(job.id)
      continue
    }
    if (budget-- <= 0) return true
    if (!told.has(job.id)) sayStopped(ctx, by, job, attempts)
    told.add(job.id)
    if (job.gang === null) stopAttempt(ctx, attempt, 'preempted', graceMsOf(job))
  }
  return false
}

/** The job's row and the operator are told why; a gang is stopped with it. */
function sayStopped(ctx: Context, by: string, job: JobRow, attempts: readonly string[]): void {
  const { state } = ctx
  const tasks = countOf(attempts.filter((id) => state.attempts.get(id)?.job === job.id).length, 'task')
  const preemptor = state.jobs.get(by)
  const who =
    preemptor === undefined
      ? by
      : `${by} '${preemptor.spec.name}' (priority ${priorityOf(preemptor)} over ${priorityOf(job)})`
  const why = `preempted by ${who}`
  note(ctx, 'notice', 'preempted', `${job.spec.name}: ${tasks} ${why}; ${graceMsOf(job) / 1000} s to save`, {
    job: job.id,
    by,
  })
  if (job.gang !== null) stopEpoch(ctx, job.id, 'preempted', why)
  else state.jobs.patch(job.id, { reason: why })
}
