/** What is known of a gang that is judged: where it runs, what it holds, what a restart would cost it. */
import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { RecoverySums } from '../../../shared/model/scheduling.ts'
import { isLive } from '../attempts.ts'
import { checkpointsOf } from '../checkpoints/rows.ts'
import { gangTasks } from '../gangs/gangs.ts'
import { limitEndMs } from '../job-terms.ts'
import { choose } from '../placement/choose.ts'
import type { Demand } from '../placement/demand.ts'
import { demandFor } from '../placement/wants.ts'
import type { State } from '../state.ts'
import type { GangPace } from './rank-pace.ts'
import type { Costs } from './slow-cost.ts'
import type { GangMembers } from './unlike.ts'

/** Its attempts of the current epoch that run. */
export function runningOf(state: State, job: JobRow): AttemptRow[] {
  const found: AttemptRow[] = []
  for (const id of state.index.get(job.id)?.attempts ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.epoch === job.gang?.epoch && attempt.state !== 'lost') found.push(attempt)
  }
  return found
}

export const runs = (job: JobRow): boolean => isLive(job) && job.gang?.phase === 'running'

/** Where it runs, for who compares its hosts; null: it does not run. */
export function membersFor(state: State, jobId: string): GangMembers | null {
  const job = state.jobs.get(jobId)
  if (job === undefined || !runs(job)) return null
  return { job: jobId, members: runningOf(state, job).map(({ host, grant }) => ({ host, gpus: grant.gpus })) }
}

/** All gangs that run: for who compares, when it begins anew. */
export function allMembers(state: State): GangMembers[] {
  return [...state.jobs.values()].flatMap((job) => membersFor(state, job.id) ?? [])
}

/** Whether another host is found for the member on this one, as a drain would look for it; or a spare of the gang is. */
function hasSpare(state: State, job: JobRow, host: string): boolean {
  const tasks = gangTasks(state, job.id)
  if (tasks.some(({ role, hold }) => role === 'spare' && hold !== null && hold.host !== host)) return true
  const held = new Set(tasks.map((task) => task.hold?.host))
  const demand: Demand = { ...demandFor(state, job), hosts: 1, minHosts: 1, useSpares: true }
  const answer = choose(state.capacity, {
    demand,
    ofJob: (each) => (held.has(each.id) ? 1 : 0),
    veto: (each, gpuClass) => state.timeline.whyWait(each, gpuClass, demand),
  })
  return answer.kind !== 'blocked'
}

/** What the sum is made of. `host`: whose place is to be taken; null: nobody's. */
export function costsOf(
  state: State,
  job: JobRow,
  pace: GangPace | undefined,
  about: Pick<Costs, 'slowdown' | 'stays' | 'moving'> & { readonly sinceMs: number; readonly host: string | null },
  nowMs: number,
): Costs {
  const attempts = runningOf(state, job)
  const gpus = attempts.reduce((sum, { grant }) => sum + grant.gpus.length, 0)
  const endMs = limitEndMs(job)
  const ranMs = Math.max(0, nowMs - (job.gang?.sinceMs ?? nowMs))
  // as the ranks tell it by a section of their steps, or as it was registered
  const registeredMs = checkpointsOf(state, job.id).find(({ state: is }) => is === 'durable')?.registeredMs ?? 0
  const savedMs = Math.max(pace?.savedMs ?? 0, registeredMs)
  return {
    units: gpus > 0 ? gpus : attempts.length,
    unit: gpus > 0 ? 'GPU' : 'host',
    hosts: attempts.length,
    slowdown: about.slowdown,
    stays: about.stays,
    moving: about.moving,
    lastedMs: nowMs - about.sinceMs,
    remainingMs: endMs === null ? null : Math.max(0, endMs - nowMs),
    sinceCheckpointMs: savedMs === 0 ? null : Math.max(0, nowMs - savedMs),
    ranMs,
    ...relaunchOf(state, job, pace),
    spare: about.host === null ? null : hasSpare(state, job, about.host),
  }
}

/** What recoveries of this gang have taken without finding them out; else from its launch to its first step; else what is assumed. */
function relaunchOf(
  state: State,
  { gang }: JobRow,
  pace: GangPace | undefined,
): Pick<Costs, 'relaunchMs' | 'relaunchIs'> {
  const recoveredMs = recoveryMs(gang?.recovered)
  if (recoveredMs > 0) return { relaunchMs: recoveredMs, relaunchIs: 'measured' }
  const launchedMs = gang?.sinceMs ?? 0
  const seen = pace !== undefined && pace.firstStepMs > launchedMs && launchedMs > state.volatile.startedMs
  return seen
    ? { relaunchMs: pace.firstStepMs - launchedMs, relaunchIs: 'measured' }
    : { relaunchMs: limits.relaunchPriorMs, relaunchIs: 'assumed' }
}

/** The mean of each part that counts, summed up; 0: none is known. `wait` is for hosts, which are there before anything is done. */
function recoveryMs(sums: RecoverySums | undefined): number {
  let ms = 0
  for (const part of ['decide', 'fence', 'relaunch', 'restore', 'first-step'] as const) {
    const known = sums?.parts[part]
    if (known !== undefined && known.of > 0) ms += known.ms / known.of
  }
  return ms
}
