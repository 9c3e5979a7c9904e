/**
 * The recovery ladder (SPEC [RT6] [Y4] [Y6] [Y7]): what a gang does between two epochs, once nothing of the last one can run any more. Its
 * hosts keep their place on every rung; a rung is taken when the one before does not hold.
 *
 *   in place   every host that it has is well: launched again on them
 *   swapped    lost or condemned hosts are replaced: by its own spares, by hosts kept back for gangs, by any that are free. So is the
 *              one that failed first, where the exit table sends the next attempt elsewhere and another host is free at once
 *   smaller    an elastic gang goes on with what it has, from `minHosts` on
 *   queued     it keeps its good hosts and what comes free goes to it before anyone else (volcano#5805); after `limits.woundedWaitMs` it
 *              gives them back and stands in the queue with its old place
 */
import { limits } from '../../../shared/limits.ts'
import { exitRules } from '../../../shared/model/exits.ts'
import type { JobRow, TaskRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { leastHostsOf } from '../job-terms.ts'
import { choose, type Pick } from '../placement/choose.ts'
import { besideOthers, claim } from '../placement/claims.ts'
import type { Demand } from '../placement/demand.ts'
import type { Ask } from '../placement/fit.ts'
import { earliest } from '../placement/opening.ts'
import { demandFor } from '../placement/wants.ts'
import { hostsAllowed } from '../quotas.ts'
import type { State } from '../state.ts'
import { beginForming, launchHeld, type Missing, missingHosts } from './forming.ts'
import { gangTasks } from './gangs.ts'
import { holdTrouble, unhold } from './holds.ts'

/** Takes the first rung that holds now. Called in every pass while the gang is between epochs. */
export function climb(ctx: Context, job: JobRow): void {
  const { state } = ctx
  if (settleHolds(ctx, job) === 'unclear') return
  if (leaveFailedHost(ctx, job)) return
  const missing = missingHosts(state, job)
  // in place
  if (missing.members === 0 && missing.spares === 0) return launchHeld(ctx, job)
  // swapped
  const held = heldBy(state, job)
  const least = leastHostsOf(job.spec)
  const ask = askForMissing(state, job, missing, Math.max(1, least - held))
  const picks = pickMissing(state, job, ask)
  if (picks.length > 0) return beginForming(ctx, job, picks)
  // swapped, by its own spares; smaller
  if (missing.members === 0 || held >= least) return launchHeld(ctx, job)
  // queued
  if (state.volatile.claims.has(job.id)) return
  const opening = earliest(state.timeline, ask)
  if (opening !== undefined) claim(ctx, job, ask.demand, 'wounded', opening)
}

const heldBy = (state: State, job: JobRow): number =>
  gangTasks(state, job.id).filter((task) => task.hold !== null).length

/** Hosts that went meanwhile are let go; while one is merely suspect it is waited for. */
function settleHolds(ctx: Context, job: JobRow): 'settled' | 'unclear' {
  const { state } = ctx
  let unclear = false
  let budget = limits.membersPerSlice
  for (const task of gangTasks(state, job.id)) {
    if (task.hold === null) continue
    const trouble = holdTrouble(state, task)
    if (trouble?.forGood === true) {
      // The next pass goes on.
      if (budget-- <= 0) return 'unclear'
      unhold(ctx, task)
    } else if (trouble !== undefined) unclear = true
  }
  return unclear ? 'unclear' : 'settled'
}

/**
 * [RT4] the next attempt is not on the host that failed first, where another can take its place at once: a spare that the gang holds, or
 * hosts that are free for it and all others that are missing. Else it stays: a job is not held up for it. True when it was replaced.
 */
function leaveFailedHost(ctx: Context, job: JobRow): boolean {
  const { state } = ctx
  const failed = failedTask(state, job)
  if (failed === undefined) return false
  const { members, spares } = missingHosts(state, job)
  // A spare takes its place only when no other member has lost its host too.
  if (heldBy(state, job) > (job.spec.gang?.hosts ?? 1)) {
    unhold(ctx, failed)
    launchHeld(ctx, job)
    return true
  }
  // The host itself is held still: it is not among those that are found, and its project's quota counts it.
  const ask = askForMissing(state, job, { members: members + 1, spares }, members + 1)
  const picks = pickMissing(state, job, ask, 1)
  if (picks.length === 0) return false
  unhold(ctx, failed)
  beginForming(ctx, state.jobs.must(job.id), picks)
  return true
}

/** The task on the host that failed first, where the table sends the next attempt elsewhere. */
function failedTask(state: State, job: JobRow): TaskRow | undefined {
  const { badHost = null, failure } = job.gang ?? {}
  if (badHost === null || failure == null || exitRules[failure.class].where !== 'other') return undefined
  return gangTasks(state, job.id).find(({ hold }) => hold?.host === badHost)
}

/** Spares, and members beyond the least size, are taken when they are there, not waited for. */
function askForMissing(state: State, job: JobRow, missing: Missing, minHosts: number): Ask {
  const held = new Set(gangTasks(state, job.id).flatMap((task) => (task.hold === null ? [] : [task.hold.host])))
  for (const id of state.index.get(job.id)?.attempts ?? []) held.add(state.attempts.must(id).host)
  const demand: Demand = {
    ...demandFor(state, job),
    hosts: missing.members + missing.spares,
    minHosts,
    useSpares: true,
  }
  const failedOn = [job.launch.last?.host, job.gang?.badHost]
  return {
    demand,
    ofJob: (host) => (held.has(host.id) ? 1 : 0),
    veto: (host, gpuClass) => state.timeline.whyWait(host, gpuClass, demand),
    warm: (host) => !failedOn.includes(host.id),
  }
}

/** Within its project's quota, of which it gives so many hosts back; none when there are not enough. */
function pickMissing(state: State, job: JobRow, ask: Ask, givenBack = 0): readonly Pick[] {
  const room = hostsAllowed(state, job.project, ask.demand) + givenBack
  if (room < Math.max(1, ask.demand.minHosts)) return []
  const picks = besideOthers(
    state,
    job,
    () => {
      const answer = choose(state.capacity, ask)
      return answer.kind === 'chosen' ? answer.picks : []
    },
    (found) => found.length > 0,
  )
  return picks.slice(0, room)
}
