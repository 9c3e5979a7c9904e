/** Hosts that a gang's tasks hold between epochs: what keeps one from being launched on, and how it is given back. */
import type { AttemptRow, TaskRow } from '../../../shared/model/rows.ts'
import type { GangState } from '../../../shared/model/scheduling.ts'
import { letGo } from '../attempts.ts'
import type { Context } from '../context.ts'
import { type Away, awayOf } from '../liveness.ts'
import type { State } from '../state.ts'
import { hostLeft } from './recovery.ts'

/**
 * What keeps a gang from launching on the host that its task holds. For good (it is gone, draining or could not start the member):
 * the host is given back, while the others keep their place ([Y4]).
 */
export function holdTrouble(state: State, task: TaskRow): Away | undefined {
  const { hold } = task
  if (hold === null) return { why: `rank ${task.rank} has no host`, forGood: true }
  const host = state.hosts.get(hold.host)
  if (host === undefined) return { why: `${hold.host} is gone`, forGood: true }
  const away = awayOf(state, host)
  if (away?.forGood === true) return { ...away, why: `${host.name} ${away.why}` }
  if (host.id === state.jobs.must(task.job).gang?.badHost && host.backoff !== null)
    return { why: `${host.name} could not start it`, forGood: true }
  const gone = hold.gpus.find((uuid) => !hasUnit(state, host.id, uuid))
  if (gone !== undefined) return { why: `${gone} is gone from ${host.name}`, forGood: true }
  const lost = lostOn(state, task)
  if (lost !== undefined) return { why: `${lost.id} may still run on ${host.name}`, forGood: true }
  return away && { ...away, why: `${host.name} ${away.why}` }
}

function hasUnit(state: State, host: string, uuid: string): boolean {
  return state.capacity.host(host)?.offer.units.some((unit) => unit.uuid === uuid) === true
}

/** An attempt of this job that was given up on the host the task holds: its GPUs may still be busy. */
function lostOn(state: State, task: TaskRow): AttemptRow | undefined {
  for (const id of state.byHost.get(task.hold?.host ?? '') ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.job === task.job && attempt.state === 'lost') return attempt
  }
  return undefined
}

export function unhold(ctx: Context, task: TaskRow): void {
  if (task.hold === null) return
  countLeft(ctx.state, task.job, task.hold.host)
  letGo(ctx, task)
  ctx.state.tasks.patch(task.id, { hold: null })
}

/** The gang goes on without that host. */
export function countLeft(state: State, jobId: string, host: string): void {
  const gang = state.jobs.must(jobId).gang as GangState
  state.jobs.patch(jobId, { gang: { ...gang, ...hostLeft(state, gang, host) } })
}
