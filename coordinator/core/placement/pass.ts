/**
 * The scheduling pass (SPEC [P5]…[P9]): lanes in order of priority and fair share, each job tried, the first of those that do not
 * fit get reservations, the rest start only where they delay none. A pass goes on over many steps ([S2]): each does a bounded amount
 * of looking. A full pass makes reservations anew, at most every limits.fullPassEveryMs; in between, quick passes use what was freed.
 */
import { limits } from '../../../shared/limits.ts'
import type { JobRow, TaskRow } from '../../../shared/model/rows.ts'
import { indexOf, placeAttempt } from '../attempts.ts'
import type { Context } from '../context.ts'
import { beginForming, formGangs } from '../gangs/forming.ts'
import { reoffer } from '../holdings.ts'
import { addHolder } from '../leases.ts'
import { quotaRoom, useOf } from '../quotas.ts'
import { newId, type State } from '../state.ts'
import { type Answer, choose, type Pick } from './choose.ts'
import { besideOthers, dropClaim, dropOldClaims, fitsAnywhere, reserve } from './claims.ts'
import type { Ask } from './fit.ts'
import { type Lane, LaneHeap, type Pass } from './queue.ts'
import { inOneLine, reasonsOf } from './reasons.ts'
import { chooseSpares } from './spares.ts'
import { swapDraining } from './swaps.ts'
import { tryPreempt } from './victims.ts'
import { demandFor, refreshQueue, wantedNow } from './wants.ts'
import { tryWounded } from './wounded.ts'

/** One slice. True when there is more to do at once. */
export function schedule(ctx: Context): boolean {
  const { state } = ctx
  if (formGangs(ctx)) return true
  const pass = state.volatile.pass ?? begin(ctx)
  if (pass === null) return false
  const slice: Slice = { placements: limits.placementsPerSlice, looks: limits.hostsPerSlice }
  while (slice.looks > 0 && slice.placements > 0) {
    const lane = pass.lanes.pop()
    if (lane === undefined) return finish(ctx, pass)
    if (lookAt(ctx, pass, slice, lane)) pass.lanes.push(lane)
    if (state.volatile.forming.size > 0) return true
  }
  return true
}

interface Slice {
  placements: number
  /** hosts that may still be looked at */
  looks: number
}

function begin(ctx: Context): Pass | null {
  const { state, nowMs } = ctx
  const { queue, volatile } = state
  state.timeline.advance(nowMs)
  dropOldClaims(ctx)
  const dueMs = volatile.lastFullPassMs + limits.fullPassEveryMs
  const full = nowMs >= dueMs
  if (full) beginFull(ctx)
  else state.deadlines.set('full-pass', 'all', dueMs)
  if (queue.size === 0) return null
  const lanes = [...queue.lanes.values()].filter((lane) => !lane.blocked)
  volatile.pass = {
    preemptions: 0,
    full,
    lanes: new LaneHeap(lanes, (lane) => useOf(state, lane)),
    seen: new Set(),
    tries: new Map(),
    reserved: 0,
  }
  return volatile.pass
}

function beginFull(ctx: Context): void {
  const { state, nowMs } = ctx
  state.volatile.lastFullPassMs = nowMs
  for (const [job, claim] of state.volatile.claims) if (claim.kind === 'order') dropClaim(state, job)
  for (const lane of state.queue.lanes.values()) lane.blocked = false
  for (const host of chooseSpares(state)) reoffer(state, host)
  swapDraining(ctx)
}

function finish(ctx: Context, pass: Pass): boolean {
  const { state } = ctx
  state.volatile.pass = null
  // What is left waits for something to be freed, for time to pass, or for the next full pass to look again.
  if (state.queue.size > 0 && pass.full)
    state.deadlines.set('full-pass', 'all', state.volatile.lastFullPassMs + limits.fullPassEveryMs)
  return false
}

/** Looks at the next job of a lane. True when the lane has more for this pass. */
function lookAt(ctx: Context, pass: Pass, slice: Slice, lane: Lane): boolean {
  const id = nextJob(lane, pass.seen)
  if (id === undefined) return false
  const job = ctx.state.jobs.must(id)
  if (job.gang?.phase === 'wounded') {
    slice.looks -= 2 * ctx.state.capacity.size
    tryWounded(ctx, job)
    pass.seen.add(id)
    return true
  }
  const outcome = lane.blocked ? 'no-fit' : tryJob(ctx, slice, job)
  if (outcome === 'placed') return true
  pass.seen.add(id)
  if (outcome === 'limited') return true
  if (outcome === 'no-fit') {
    lane.blocked = true
    sayBlocked(ctx, job)
    if (pass.full && pass.preemptions < limits.preemptionsPerPass) {
      slice.looks -= 4 * ctx.state.capacity.size
      if (tryPreempt(ctx, job, askOf(ctx.state, job))) {
        pass.preemptions++
        return true
      }
    }
  }
  if (wantsReservation(ctx, pass, job)) {
    slice.looks -= 10 * ctx.state.capacity.size
    if (reserve(ctx, job, askOf(ctx.state, job))) pass.reserved++
    return true
  }
  if (lane.blocked) return false
  const tries = (pass.tries.get(lane.key) ?? 0) + 1
  pass.tries.set(lane.key, tries)
  return tries < limits.backfillTriesPerLane
}

/** The first job of a lane carries why it waits; the others wait behind it for the same. */
function sayBlocked(ctx: Context, job: JobRow): void {
  if (job.state !== 'queued') return
  const reason = reasonsNow(ctx.state, job).slice(0, 500)
  if (job.reason !== reason) ctx.state.jobs.patch(job.id, { reason })
}

/** Why no host takes the job's next task now, in one line. */
export function reasonsNow(state: State, job: JobRow): string {
  if (state.capacity.size === 0) return 'no host has joined yet'
  return inOneLine(reasonsOf(state.capacity, askOf(state, job)))
}

function nextJob(lane: Lane, seen: ReadonlySet<string>): string | undefined {
  for (const job of lane.jobs) if (!seen.has(job)) return job
  return undefined
}

/** [P7] the first jobs of the queue, and every gang past its ageing bound. */
function wantsReservation(ctx: Context, pass: Pass, job: JobRow): boolean {
  const { state, nowMs } = ctx
  if (!pass.full || state.volatile.claims.has(job.id)) return false
  if (pass.reserved < limits.reservations) return true
  return job.gang !== null && nowMs - job.submittedMs >= limits.gangAgeingMs
}

/**
 * `placed`: something was placed (there may be more to place); `no-fit`: no host has room; `delayed`: it would delay a reservation;
 * `limited`: its project's quota is used up.
 */
type Outcome = 'placed' | 'no-fit' | 'delayed' | 'limited'

function tryJob(ctx: Context, slice: Slice, job: JobRow): Outcome {
  const { state } = ctx
  const demand = demandFor(state, job)
  // a quota is of GPUs: what takes none is not limited by it
  const room = demand.gpus === 0 ? demand.hosts : Math.floor(quotaRoom(state, job.project) / demand.gpus)
  if (room < demand.minHosts) return 'limited'
  slice.looks -= state.capacity.size
  const ask = askOf(state, job)
  const answer = whereNow(state, job, ask)
  if (answer.kind === 'blocked')
    return state.volatile.claims.size > 0 && fitsAnywhere(state, ask) ? 'delayed' : 'no-fit'
  if (job.gang === null) {
    placeOne(ctx, job, answer.picks[0]!)
    slice.placements--
  } else
    beginForming(
      ctx,
      job,
      answer.picks.slice(0, room).map(({ host, gpus }) => ({ host: host.id, gpus })),
    )
  return 'placed'
}

/** Where the job's next task, or its whole gang, may start now without delaying a reservation of others. */
export function whereNow(state: State, job: JobRow, ask: Ask): Answer {
  const mode = job.spec.array === undefined && ask.demand.gpus === 0 ? 'spread' : 'tight'
  const veto: Ask['veto'] = (host, gpuClass) => state.timeline.whyWait(host, gpuClass, ask.demand)
  return besideOthers(
    state,
    job,
    () => choose(state.capacity, state.volatile.claims.size === 0 ? ask : { ...ask, veto }, mode),
    (answer) => answer.kind === 'chosen',
  )
}

/** What placement asks of hosts for a job's next task; `why` asks the same ([P3]). */
export function askOf(state: State, job: JobRow): Ask {
  const demand = demandFor(state, job)
  const count = new Map<string, number>()
  for (const id of indexOf(state, job.id).attempts) {
    const { host } = state.attempts.must(id)
    count.set(host, (count.get(host) ?? 0) + 1)
  }
  const failedOn = job.launch.last?.host
  return { demand, ofJob: (host) => count.get(host.id) ?? 0, warm: (host) => host.id !== failedOn }
}

function placeOne(ctx: Context, job: JobRow, pick: Pick): void {
  const { state, nowMs } = ctx
  const { ready } = wantedNow(state, job, nowMs)
  const task = ready[0] ?? newTask(ctx, job)
  const { host, gpus } = pick
  const leases = task.shard === null ? [] : [{ shard: task.shard, sinceMs: nowMs, speculative: false }]
  const attempt = placeAttempt(ctx, task, { host: host.id, gpus, leases })
  if (task.shard !== null) addHolder(indexOf(state, job.id), task.shard, attempt.id)
  const now = state.jobs.must(job.id)
  if (now.state === 'queued') {
    state.jobs.patch(job.id, { state: 'running', startedMs: nowMs, reason: '' })
    const limitMs = job.spec.policy?.timeLimitMs
    if (limitMs !== undefined) {
      state.deadlines.set('job-time-limit', job.id, nowMs + limitMs)
      state.capacity.reend(host.id, attempt.id, nowMs + limitMs)
    }
  } else if (now.reason !== '') state.jobs.patch(job.id, { reason: '' })
  refreshQueue(ctx, job.id)
}

/** A worker or replica; an array's task takes the next index with it. */
function newTask(ctx: Context, job: JobRow): TaskRow {
  const { state } = ctx
  const index = indexOf(state, job.id)
  const id = newId(state, 't')
  index.tasks.add(id)
  const shard = job.spec.array === undefined ? null : (index.pending.shift() ?? null)
  return state.tasks.put(id, {
    v: 1,
    id,
    job: job.id,
    state: 'pending',
    role: job.spec.kind === 'service' ? 'replica' : 'worker',
    attempt: null,
    hold: null,
    rank: 0,
    shard,
    attempts: 0,
    crashes: 0,
    notBeforeMs: 0,
    reason: '',
  })
}
