/** Drains that move gangs (SPEC [N2]): the epoch is stopped only once other hosts are found for the members that must leave. */

import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, HostRow, JobRow } from '../../../shared/model/rows.ts'
import type { Context } from '../context.ts'
import { gangTasks, stopEpoch } from '../gangs/gangs.ts'
import { isSerious, standingOn } from '../health.ts'
import { graceMsOf } from '../job-terms.ts'
import type { State } from '../state.ts'
import { drainedByHealth } from '../verdicts/act.ts'
import { touched } from '../verdicts/affects.ts'
import { choose } from './choose.ts'
import { claim } from './claims.ts'
import type { Demand } from './demand.ts'
import { demandFor } from './wants.ts'

/** Looks at every host that is drained by swap; called once a full pass, which moves so many gangs and leaves the rest to the next. */
export function swapDraining(ctx: Context): void {
  const { state } = ctx
  const jobs = new Set<string>()
  for (const host of state.hosts.values()) {
    if (host.drain?.mode !== 'swap' || host.drain.doneMs !== null) continue
    for (const { job } of leavers(state, host)) if (state.jobs.get(job)?.gang?.phase === 'running') jobs.add(job)
  }
  let budget = limits.membersPerSlice
  for (const id of jobs) if (budget > 0 && swap(ctx, state.jobs.must(id))) budget--
}

/** A person's drain moves all of them; health's, what its faults touch: gangs on other GPUs are well and end by themselves ([HV5]). */
function leavers(state: State, host: HostRow): AttemptRow[] {
  if (!drainedByHealth(host)) return [...(state.byHost.get(host.id) ?? [])].map((id) => state.attempts.must(id))
  const acted = standingOn(state, host.id).filter(
    (verdict) => verdict.acted && isSerious(verdict) && verdict.source !== 'work',
  )
  return acted.flatMap((verdict) => touched(state, verdict))
}

/** True when its epoch is being stopped. */
function swap(ctx: Context, job: JobRow): boolean {
  const { state } = ctx
  // [RT3] moved so often, it is left where it is: a drain with a deadline stops it then.
  if ((job.gang?.moves ?? 0) >= limits.movesPerJob) return false
  const tasks = gangTasks(state, job.id)
  const held = new Set(tasks.map((task) => task.hold?.host))
  const leaving = tasks.filter((task) => state.hosts.get(task.hold?.host ?? '')?.drain != null)
  const spares = tasks.filter((task) => task.role === 'spare' && !leaving.includes(task)).length
  const members = leaving.filter((task) => task.role === 'member')
  const wanted = Math.max(0, members.length - spares)
  const demand: Demand = { ...demandFor(state, job), hosts: wanted, minHosts: wanted, useSpares: true }
  if (wanted > 0) {
    const answer = choose(state.capacity, {
      demand,
      ofJob: (host) => (held.has(host.id) ? 1 : 0),
      veto: (host, gpuClass) => state.timeline.whyWait(host, gpuClass, demand),
    })
    if (answer.kind === 'blocked') return false
    const startMs = ctx.nowMs + graceMsOf(job)
    claim(ctx, job, demand, 'swap', { startMs, places: answer.picks, firm: true })
  }
  const names = members.map((task) => state.hosts.get(task.hold?.host ?? '')?.name).join(', ')
  stopEpoch(ctx, job.id, 'drained', `${names} ${members.length === 1 ? 'is' : 'are'} drained; others were found`)
  return true
}
