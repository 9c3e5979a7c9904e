/**
 * The scheduling pass (SPEC [P5]…[P9]): lanes in order of priority and fair share, each job tried, the first of those that do not
 * fit get reservations, the rest start only where they delay none. A pass goes on over many steps ([S2]): each does a bounded amount
 * of looking. A full pass makes reservations anew, at most every limits.fullPassEveryMs; in between, quick passes use what was freed.
 */

import { limits } from '../../../shared/limits.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { JobRow, TaskRow } from '../../../shared/model/rows.ts'
import { addTask, indexOf, placeAttempt, startJob } from '../attempts.ts'
import type { Context } from '../context.ts'
import { failedHost } from '../failed-host.ts'
import { beginForming, formGangs } from '../gangs/forming.ts'
import { climb } from '../gangs/ladder.ts'
import { Heap } from '../heap.ts'
import { reoffer } from '../holdings.ts'
import { limitEndMs } from '../job-terms.ts'
import { addHolder } from '../leases.ts'
import { hostsAllowed, quotaReached, useOf } from '../quotas.ts'
import type { State } from '../state.ts'
import type { Host } from './capacity.ts'
import { type Answer, choose, type Pick } from './choose.ts'
import { besideOthers, dropClaim, dropOldClaims, fitsAnywhere, reserve } from './claims.ts'
import type { Ask } from './fit.ts'
import type { Mode } from './preference.ts'
import { type Lane, LaneHeap, type Pass } from './queue.ts'
import { inOneLine, reasonsOf, whyNever } from './reasons.ts'
import { chooseSpares } from './spares.ts'
import { compareRanks } from './stop-units.ts'
import { swapDraining } from './swaps.ts'
import { isDue, leastRank, rankOf, tryPreempt } from './victims.ts'
import { demandFor, refreshQueue, wantedNow } from './wants.ts'

/** One slice. True when there is more to do at once. */
export function schedule(ctx: Context): boolean {
  const { state } = ctx
  if (formGangs(ctx)) return true
  const { pass } = state.volatile
  // To begin is a step of its own: thousands of lanes are put in order.
  if (pass === null) return begin(ctx)
  if (pass.full && foresee(state, pass)) return true
  const slice: Slice = { placements: limits.placementsPerSlice, looks: limits.hostsPerSlice }
  while (slice.looks > 0 && slice.placements > 0) {
    const lane = pass.lanes.pop()
    slice.looks -= limits.hostsPerLane
    if (lane === undefined) return finish(ctx, pass)
    if (lookAt(ctx, pass, slice, lane)) pass.lanes.push(lane)
    if (state.volatile.forming.size > 0) return true
  }
  return true
}

/** Profiles of what will be free are made a part of the fleet at a time, before the first reservation asks for all. */
function foresee(state: State, pass: Pass): boolean {
  const hosts = state.capacity.hosts()
  if (pass.foreseen >= hosts.length) return false
  for (const host of hosts.slice(pass.foreseen, pass.foreseen + limits.profilesPerSlice)) state.timeline.profile(host)
  pass.foreseen += limits.profilesPerSlice
  return true
}

interface Slice {
  placements: number
  /** hosts that may still be looked at */
  looks: number
}

/** True when there is something to look at. */
function begin(ctx: Context): boolean {
  const { state, nowMs } = ctx
  const { queue, volatile } = state
  state.timeline.advance(nowMs)
  dropOldClaims(ctx)
  const dueMs = volatile.lastFullPassMs + limits.fullPassEveryMs
  const full = nowMs >= dueMs
  if (full) beginFull(ctx)
  else state.deadlines.set('full-pass', 'all', dueMs)
  if (queue.size === 0) return false
  const lanes = [...queue.lanes.values()].filter((lane) => !lane.blocked)
  volatile.pass = {
    preemptions: 0,
    foreseen: 0,
    floor: undefined,
    noFit: new Map(),
    noOpening: new Set(),
    full,
    lanes: new LaneHeap(lanes, (lane) => useOf(state, lane)),
    seen: new Set(),
    tries: new Map(),
    reserved: 0,
    aged: agedGangs(state),
  }
  return lanes.length > 0 || finish(ctx, volatile.pass)
}

/** The youngest on top. */
function agedGangs(state: State): Heap<string> {
  const gangs = new Heap<string>((a, b) => compareIds(a, b) > 0)
  for (const [job, claim] of state.volatile.claims) if (claim.kind === 'aged') gangs.push(job)
  return gangs
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
    climb(ctx, job)
    pass.seen.add(id)
    return true
  }
  const outcome = lane.blocked || pass.noFit.has(lane.shape) ? 'no-fit' : tryJob(ctx, slice, job)
  if (outcome === 'placed') return true
  pass.seen.add(id)
  if (outcome === 'limited') {
    sayWaits(ctx, pass, slice, job, quotaReached(ctx.state, job.project, demandFor(ctx.state, job)))
    // Of one project and one shape: what its quota does not allow this one, it allows no other of the lane.
    return false
  }
  if (outcome === 'delayed') sayWaits(ctx, pass, slice, job, 'there is room now, kept for jobs ahead of it')
  if (outcome === 'no-fit') {
    lane.blocked = true
    sayBlocked(ctx, pass, slice, lane, job)
    if (pass.full && mayPreempt(ctx, pass, job)) {
      slice.looks -= 8 * ctx.state.capacity.size
      if (tryPreempt(ctx, job, askOf(ctx.state, job))) return true
    }
  }
  if (wantsReservation(ctx, pass, job)) {
    reserveOnce(ctx, pass, slice, lane, job)
    return true
  }
  // Behind a job that has kept its reservation (an aged gang, a preemptor) the next one may be without.
  if (lane.blocked) return pass.full && ctx.state.volatile.claims.has(id)
  const tries = (pass.tries.get(lane.key) ?? 0) + 1
  pass.tries.set(lane.key, tries)
  return tries < limits.backfillTriesPerLane
}

/** What has no known time once has none for the next job of that shape and length either. */
function reserveOnce(ctx: Context, pass: Pass, slice: Slice, lane: Lane, job: JobRow): void {
  const key = `${demandFor(ctx.state, job).durationMs} ${lane.shape}`
  if (pass.noOpening.has(key)) return
  slice.looks -= 10 * ctx.state.capacity.size
  const kind = pass.reserved < limits.reservations ? 'order' : 'aged'
  if (!reserve(ctx, job, askOf(ctx.state, job), kind)) return void pass.noOpening.add(key)
  pass.reserved++
  if (kind === 'aged') countAged(ctx.state, pass, job)
}

/** [P7] the oldest have theirs: one too many is taken from the youngest. */
function countAged(state: State, { aged }: Pass, job: JobRow): void {
  aged.push(job.id)
  const youngest = aged.size > limits.agedClaims ? aged.pop() : undefined
  if (youngest !== undefined && state.volatile.claims.get(youngest)?.kind === 'aged') dropClaim(state, youngest)
}

/** The first jobs of the queue carry why they wait; `why` tells it of the others when it is asked. */
function sayBlocked(ctx: Context, pass: Pass, slice: Slice, lane: Lane, job: JobRow): void {
  let reason = pass.noFit.get(lane.shape)
  if (reason === undefined) {
    reason = reasonsNow(ctx.state, job).slice(0, 500)
    slice.looks -= 5 * ctx.state.capacity.size
    pass.noFit.set(lane.shape, reason)
  }
  sayWaits(ctx, pass, slice, job, reason)
}

function sayWaits(ctx: Context, pass: Pass, slice: Slice, job: JobRow, reason: string): void {
  if (pass.reserved >= limits.reservations || job.state !== 'queued' || job.reason === reason) return
  ctx.state.jobs.patch(job.id, { reason })
  slice.placements--
}

/** Is there anything less important that may be stopped at all? A few jobs of a pass are tried. */
function mayPreempt(ctx: Context, pass: Pass, job: JobRow): boolean {
  if (!isDue(ctx, job)) return false
  if (pass.floor === undefined) pass.floor = leastRank(ctx)
  if (pass.floor === null || pass.preemptions >= limits.preemptionsPerPass) return false
  if (compareRanks(pass.floor, rankOf(ctx.state, job)) >= 0) return false
  pass.preemptions++
  return true
}

/** Why no host takes the job's next task now, in one line. */
export function reasonsNow(state: State, job: JobRow): string {
  if (state.capacity.size === 0) return 'no host has joined yet'
  const ask = askOf(state, job)
  const never = whyNever(state.capacity, ask.demand)
  return never === '' ? inOneLine(reasonsOf(state.capacity, ask)) : `cannot start on this fleet: ${never}`
}

function nextJob(lane: Lane, seen: ReadonlySet<string>): string | undefined {
  for (const job of lane.jobs) if (!seen.has(job)) return job
  return undefined
}

/** [P7] the first jobs of the queue, and the oldest gangs past their ageing bound. */
function wantsReservation(ctx: Context, pass: Pass, job: JobRow): boolean {
  const { state, nowMs } = ctx
  if (!pass.full || state.volatile.claims.has(job.id)) return false
  if (pass.reserved < limits.reservations) return true
  if (job.gang === null || nowMs - job.submittedMs < limits.gangAgeingMs) return false
  return pass.aged.size < limits.agedClaims || compareIds(job.id, pass.aged.top as string) < 0
}

/**
 * `placed`: something was placed (there may be more to place); `no-fit`: no host has room; `delayed`: it would delay a reservation;
 * `limited`: its project's quota is used up.
 */
type Outcome = 'placed' | 'no-fit' | 'delayed' | 'limited'

function tryJob(ctx: Context, slice: Slice, job: JobRow): Outcome {
  const { state } = ctx
  const demand = demandFor(state, job)
  const room = hostsAllowed(state, job.project, demand)
  if (room < demand.minHosts) return 'limited'
  slice.looks -= state.capacity.size
  const ask = askOf(state, job)
  const answer = whereNow(state, job, ask)
  if (answer.kind === 'blocked')
    return state.volatile.claims.size > 0 && fitsAnywhere(state, ask) ? 'delayed' : 'no-fit'
  if (job.gang === null) {
    placeOne(ctx, job, answer.picks[0]!)
    slice.placements--
  } else beginForming(ctx, job, answer.picks.slice(0, room))
  return 'placed'
}

/**
 * Where the job's next task, or its whole gang, may start now without delaying a reservation of others; [RT4] not where it failed last,
 * if there is room elsewhere.
 */
export function whereNow(state: State, job: JobRow, ask: Ask): Answer {
  const failedOn = failedHost(job)
  if (failedOn === null) return whereOf(state, job, ask)
  const elsewhere = whereOf(state, job, {
    ...ask,
    ofJob: (host) => (host.id === failedOn ? ask.demand.perHost : (ask.ofJob?.(host) ?? 0)),
  })
  return elsewhere.kind === 'chosen' ? elsewhere : whereOf(state, job, ask)
}

function whereOf(state: State, job: JobRow, ask: Ask): Answer {
  const mode = modeOf(job)
  const veto: Ask['veto'] = (host, gpuClass) => state.timeline.whyWait(host, gpuClass, ask.demand)
  return besideOthers(
    state,
    job,
    () => choose(state.capacity, state.volatile.claims.size === 0 ? ask : { ...ask, veto }, mode),
    (answer) => answer.kind === 'chosen',
  )
}

/** Workers without GPUs and replicas spread over hosts first ([P1]); what holds GPUs and arrays is packed, so that holes stay whole. */
const modeOf = (job: JobRow): Mode =>
  job.spec.kind === 'service' || (job.spec.array === undefined && (job.spec.resources?.gpus ?? 0) === 0)
    ? 'spread'
    : 'tight'

/** What placement asks of hosts for a job's next task; `why` asks the same ([P3]). */
export function askOf(state: State, job: JobRow): Ask {
  const demand = demandFor(state, job)
  const failedOn = job.launch.last?.host
  const warm = failedOn === undefined ? {} : { warm: (host: Host) => host.id !== failedOn }
  // How many of a job are on a host only matters where they spread or are limited: an array may have thousands.
  if (modeOf(job) === 'tight' && demand.perHost >= limits.workersPerJob && demand.topology === null)
    return { demand, ...warm }
  const count = new Map<string, number>()
  for (const id of indexOf(state, job.id).attempts) {
    const { host } = state.attempts.must(id)
    count.set(host, (count.get(host) ?? 0) + 1)
  }
  return { demand, ofJob: (host) => count.get(host.id) ?? 0, ...warm }
}

function placeOne(ctx: Context, job: JobRow, pick: Pick): void {
  const { state, nowMs } = ctx
  const { ready } = wantedNow(state, job, nowMs)
  const task = ready[0] ?? newTask(ctx, job)
  const { host, gpus } = pick
  const leases = task.shard === null ? [] : [{ shard: task.shard, sinceMs: nowMs, speculative: false }]
  const attempt = placeAttempt(ctx, task, { host: host.id, gpus, leases })
  if (task.shard !== null) addHolder(indexOf(state, job.id), task.shard, attempt.id)
  const endMs = limitEndMs(startJob(ctx, job.id))
  if (endMs !== null) state.capacity.reend(host.id, attempt.id, endMs)
  refreshQueue(ctx, job.id)
}

/** A worker or replica; an array's task takes the next index with it. */
function newTask(ctx: Context, job: JobRow): TaskRow {
  const shard = job.spec.array === undefined ? null : (indexOf(ctx.state, job.id).pending.shift() ?? null)
  return addTask(ctx, job, { role: job.spec.kind === 'service' ? 'replica' : 'worker', rank: 0, shard })
}
