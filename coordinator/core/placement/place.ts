/** Placement: which host runs a job's next task. Filter → score → choose; ties by id ([P1]…[P4]). */
import { limits } from '../../../shared/limits.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { HostRow, JobRow, TaskRow } from '../../../shared/model/rows.ts'
import { defaultResources, isLive, placeAttempt } from '../attempts.ts'
import type { Context } from '../context.ts'
import { livenessOf } from '../hosts.ts'
import { type JobIndex, newId, type State } from '../state.ts'
import { widestWave } from '../waves.ts'

export interface HostFit {
  readonly host: HostRow
  readonly fits: boolean
  /** first reason it does not fit, with numbers */
  readonly why: string
  readonly freeSlots: number
  readonly ofJob: number
}

/** Slots and GPUs that live attempts on a host take; those still stopping included ([P2]). */
export function takenOn(state: State, host: string): { slots: number; gpus: number } {
  let slots = 0
  let gpus = 0
  for (const id of state.byHost.get(host) ?? []) {
    const attempt = state.attempts.must(id)
    const resources = state.jobs.get(attempt.job)?.spec.resources ?? defaultResources
    slots += resources.cpus
    gpus += resources.gpus ?? 0
  }
  return { slots, gpus }
}

/** Why a job's next task fits a host or not. Shared by placement and `why` ([P3]). */
export function fit(state: State, job: JobRow, host: HostRow): HostFit {
  const need = job.spec.resources ?? defaultResources
  const taken = takenOn(state, host.id)
  const freeSlots = host.slots - taken.slots
  const freeGpus = host.inventory.gpus.length - taken.gpus
  let ofJob = 0
  for (const id of state.byHost.get(host.id) ?? []) if (state.attempts.must(id).job === job.id) ofJob++
  const liveness = livenessOf(state, host.id)
  const perHost = job.spec.workers?.perHost ?? (job.spec.kind === 'service' ? 1 : limits.workersPerJob)
  const why =
    host.refusedReason !== null
      ? 'refused: cloned identity'
      : liveness !== 'connected'
        ? `is ${liveness}`
        : host.cordoned
          ? 'is cordoned'
          : ofJob >= perHost
            ? `has ${ofJob} of this job already (at most ${perHost} a host)`
            : freeSlots < need.cpus
              ? `${freeSlots} of ${host.slots} slots free, ${need.cpus} needed`
              : freeGpus < (need.gpus ?? 0)
                ? `${freeGpus} of ${host.inventory.gpus.length} GPUs free, ${need.gpus} needed`
                : ''
  return { host, fits: why === '', why, freeSlots, ofJob }
}

/** Spreads a job over hosts first, then takes the emptiest; ties by id. */
function choose(state: State, job: JobRow): HostRow | undefined {
  let best: HostFit | undefined
  for (const host of state.hosts.values()) {
    const each = fit(state, job, host)
    if (!each.fits) continue
    if (
      best === undefined ||
      each.ofJob < best.ofJob ||
      (each.ofJob === best.ofJob &&
        (each.freeSlots > best.freeSlots || (each.freeSlots === best.freeSlots && each.host.id < best.host.id)))
    )
      best = each
  }
  return best?.host
}

/** How many tasks a job should have now. */
export function wantedTasks(job: JobRow): number {
  const most = job.spec.workers?.max ?? 1
  if (job.spec.kind === 'service') return most
  const left = job.shards.total - job.shards.committed
  if (job.spec.shards?.open === true) return job.closed ? Math.min(most, left) : most

  return Math.min(most, widestWave(job.spec), Math.max(1, left))
}

/** A replica on an unreachable host counts as gone for placement, though nothing there is stopped. */
function countsTowards(state: State, job: JobRow, task: TaskRow): boolean {
  if (job.spec.kind !== 'service' || task.attempt === null) return true
  const attempt = state.attempts.get(task.attempt)
  return attempt === undefined || livenessOf(state, attempt.host) !== 'unreachable'
}

/** One slice of placement. Returns whether more could be placed. */
export function placePass(ctx: Context): boolean {
  const { state, nowMs } = ctx
  let budget = 20
  const jobs = [...state.jobs.values()].filter(isLive).sort((a, b) => rank(a) - rank(b) || compareIds(a.id, b.id))
  for (const job of jobs.slice(0, limits.jobsPerSlice)) {
    const index = state.index.get(job.id) as JobIndex
    const tasks = [...index.tasks].map((id) => state.tasks.must(id)).sort((a, b) => compareIds(a.id, b.id))
    const counted = tasks.filter((task) => countsTowards(state, job, task))
    const missing = wantedTasks(job) - counted.length
    const ready = tasks.filter((task) => task.state === 'pending' && task.notBeforeMs <= nowMs)
    for (let i = 0; i < missing + ready.length; i++) {
      if (budget <= 0) return true
      const host = choose(state, job)
      if (host === undefined) {
        blocked(state, job)
        break
      }
      const task = ready[i] ?? newTask(ctx, job, index)
      placeAttempt(ctx, task, host.id)
      budget--
      const now = state.jobs.must(job.id)
      if (now.state === 'queued') state.jobs.patch(job.id, { state: 'running', startedMs: nowMs, reason: '' })
      else if (now.reason !== '') state.jobs.patch(job.id, { reason: '' })
    }
  }
  return false
}

/** Services and what pipelines wait for go before other work. */
function rank(job: JobRow): number {
  return job.spec.kind === 'service' ? 0 : job.owner !== null ? 1 : 2
}

function newTask(ctx: Context, job: JobRow, index: JobIndex): TaskRow {
  const id = newId(ctx.state, 't')
  index.tasks.add(id)
  return ctx.state.tasks.put(id, {
    v: 1,
    id,
    job: job.id,
    state: 'pending',
    role: job.spec.kind === 'service' ? 'replica' : 'worker',
    attempt: null,
    hold: null,
    rank: 0,
    shard: null,
    attempts: 0,
    crashes: 0,
    notBeforeMs: 0,
    reason: '',
  })
}

function blocked(state: State, job: JobRow): void {
  if (job.state !== 'queued') return
  const reason = state.hosts.size === 0 ? 'no host has joined yet' : firstReason(state, job)
  if (job.reason !== reason) state.jobs.patch(job.id, { reason })
}

function firstReason(state: State, job: JobRow): string {
  const counts = new Map<string, number>()
  for (const host of state.hosts.values()) {
    const { why } = fit(state, job, host)
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([why, n]) => `${n} host${n === 1 ? '' : 's'}: ${why}`)
    .join('; ')
    .slice(0, 500)
}
