/**
 * Gangs that lost hosts (SPEC [Y4] [Y6]): what is left keeps its place, spares step in, returning capacity goes to them before anyone
 * else (volcano#5805), elastic ones go on smaller.
 */
import { limits } from '../../../shared/limits.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { beginForming, launchHeld, missingHosts } from '../gangs/forming.ts'
import { gangTasks, holdTrouble, unhold } from '../gangs/gangs.ts'
import { hostsAllowed } from '../quotas.ts'
import type { State } from '../state.ts'
import { choose, type Pick } from './choose.ts'
import { besideOthers, claim } from './claims.ts'
import type { Demand } from './demand.ts'
import type { Ask } from './fit.ts'
import { earliest } from './opening.ts'
import { demandFor } from './wants.ts'

/** Launches it, takes hosts for it, or keeps what comes free for it. */
export function tryWounded(ctx: Context, job: JobRow): void {
  const { state } = ctx
  if (settleHolds(ctx, job) === 'unclear') return
  const missing = missingHosts(state, job)
  if (missing.members === 0 && missing.spares === 0) return launchHeld(ctx, job)
  const held = gangTasks(state, job.id).filter((task) => task.hold !== null).length
  const least = job.spec.gang?.minHosts ?? job.spec.gang?.hosts ?? 1
  const ask = askForMissing(state, job, missing, Math.max(1, least - held))
  const room = hostsAllowed(state, job.project, ask.demand)
  const picks = room < Math.max(1, ask.demand.minHosts) ? [] : pickMissing(state, job, ask).slice(0, room)
  if (picks.length > 0) return beginForming(ctx, job, picks)
  if (missing.members === 0 || held >= least) return launchHeld(ctx, job)
  if (state.volatile.claims.has(job.id)) return
  const opening = earliest(state.timeline, ask)
  if (opening !== undefined) claim(ctx, job, ask.demand, 'wounded', opening)
}

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

/** Spares, and members beyond the least size, are taken when they are there, not waited for. */
function askForMissing(state: State, job: JobRow, missing: { members: number; spares: number }, minHosts: number): Ask {
  const held = new Set(gangTasks(state, job.id).flatMap((task) => (task.hold === null ? [] : [task.hold.host])))
  for (const id of state.index.get(job.id)?.attempts ?? []) held.add(state.attempts.must(id).host)
  const demand: Demand = {
    ...demandFor(state, job),
    hosts: missing.members + missing.spares,
    minHosts,
    useSpares: true,
  }
  const failedOn = job.launch.last?.host
  return {
    demand,
    ofJob: (host) => (held.has(host.id) ? 1 : 0),
    veto: (host, gpuClass) => state.timeline.whyWait(host, gpuClass, demand),
    warm: (host) => host.id !== failedOn,
  }
}

function pickMissing(state: State, job: JobRow, ask: Ask): readonly Pick[] {
  return besideOthers(
    state,
    job,
    () => {
      const answer = choose(state.capacity, ask)
      return answer.kind === 'chosen' ? answer.picks : []
    },
    (picks) => picks.length > 0,
  )
}
