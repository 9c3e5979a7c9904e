/** Taking a gang's hosts: decided at once, held a slice at a time; nothing else is placed until it is whole ([Y1] whole or absent). */

import { limits } from '../../../shared/limits.ts'
import type { JobRow, TaskRow } from '../../../shared/model/rows.ts'
import { addTask, dropTask, indexOf } from '../attempts.ts'
import type { Context } from '../context.ts'
import { takeHold } from '../holdings.ts'
import { grantFor } from '../job-terms.ts'
import type { Pick } from '../placement/choose.ts'
import { dropClaim } from '../placement/claims.ts'
import type { Seat, State } from '../state.ts'
import { beginEpoch, beWounded, gangTasks, launchSlice, membersOf, releaseGang, setPhase } from './gangs.ts'
import { holdTrouble } from './holds.ts'

/** Hosts were chosen for every member and spare that has none. */
export function beginForming(ctx: Context, job: JobRow, picks: readonly Pick[]): void {
  const { state } = ctx
  const seats = picks.map(({ host, gpus }) => ({ host: host.id, gpus }))
  state.volatile.forming.set(job.id, seats)
  dropClaim(state, job.id)
  state.deadlines.clear('gang-wounded', job.id)
  setPhase(ctx, job, 'forming')
  state.volatile.wanted.placement = true
}

/** Goes on with gangs that are forming or launching. True when there was something to do: then nothing else is placed in this step. */
export function formGangs(ctx: Context): boolean {
  const { state } = ctx
  const next = state.volatile.forming.entries().next().value
  if (next === undefined) return false
  const [jobId, left] = next
  const job = state.jobs.get(jobId)
  if (job?.gang?.phase === 'launching') {
    if (!launchSlice(ctx, job)) state.volatile.forming.delete(jobId)
  } else if (job?.gang?.phase === 'forming') formSlice(ctx, job, left)
  else state.volatile.forming.delete(jobId)
  return true
}

function formSlice(ctx: Context, job: JobRow, left: Seat[] | null): void {
  const { state } = ctx
  // The list went with a restart: nothing was started yet, so hosts are chosen anew.
  if (left === null) return abandon(ctx, job, 'a restart came between')
  for (const { host, gpus } of left.splice(0, limits.membersPerSlice)) {
    const taken = whyTaken(state, job, { host, gpus })
    if (taken !== '') return abandon(ctx, job, taken)
    const task = freeTask(state, job) ?? newMember(ctx, job)
    const held = state.tasks.put(task.id, { ...task, hold: { host, gpus, sinceMs: ctx.nowMs } })
    takeHold(state, held)
  }
  if (left.length > 0 || dropHomeless(ctx, job)) return
  rankMembers(state, job)
  const why = holdsWhyNot(state, job)
  if (why !== '') return abandon(ctx, job, why)
  beginEpoch(ctx, job.id)
}

/** May the members still held be launched as they are? Why not, else ''. */
function holdsWhyNot(state: State, job: JobRow): string {
  for (const task of membersOf(state, job.id)) {
    const trouble = holdTrouble(state, task)
    if (trouble !== undefined) return trouble.why
  }
  return ''
}

function abandon(ctx: Context, job: JobRow, why: string): void {
  ctx.state.volatile.forming.delete(job.id)
  // One that has run keeps the hosts it has ([Y4]).
  if (job.state === 'running') beWounded(ctx, job)
  else releaseGang(ctx, job.id, `its hosts could not be taken: ${why}`)
}

/** Between the choice and now, something else may have turned up on the host (a foreign attempt, a lost GPU). */
function whyTaken(state: State, job: JobRow, { host, gpus }: Seat): string {
  const found = state.capacity.host(host)
  if (found === undefined) return 'a host is gone'
  if (found.offer.closed !== '') return `${found.offer.name} ${found.offer.closed}`
  const busy = new Set<number>()
  for (const holding of found.holdings) for (const unit of holding.units) busy.add(unit)
  for (const uuid of gpus) {
    const unit = found.offer.units.findIndex((each) => each.uuid === uuid)
    if (unit < 0 || busy.has(unit)) return `${uuid} on ${found.offer.name} is not free any more`
  }
  const { cpus, memoryMb } = grantFor(job, gpus)
  if (found.cpusFree < cpus || found.memoryFreeMb < memoryMb) return `${found.offer.name} is not free any more`
  return ''
}

/** A task of the gang that lost its host. */
function freeTask(state: State, job: JobRow): TaskRow | undefined {
  return gangTasks(state, job.id).find((task) => task.hold === null)
}

const newMember = (ctx: Context, job: JobRow): TaskRow =>
  addTask(ctx, job, { role: 'member', rank: indexOf(ctx.state, job.id).tasks.size, shard: null })

/**
 * Ranks are 0 to size − 1 without holes, then the spares. Who stays keeps its rank while it can: only those beyond the size move, into
 * the holes, so that a gang of a thousand changes a few rows.
 */
function rankMembers(state: State, job: JobRow): void {
  const held = gangTasks(state, job.id).filter((task) => task.hold !== null)
  const size = Math.min(job.spec.gang?.hosts ?? 1, held.length)
  const taken = new Set(held.map((task) => task.rank))
  const beyond = held.filter((task) => task.rank >= size)
  for (let rank = 0; rank < size; rank++) {
    const mover = taken.has(rank) ? undefined : beyond.shift()
    if (mover !== undefined) state.tasks.put(mover.id, { ...mover, rank, role: 'member' })
  }
  for (const [i, spare] of beyond.entries())
    if (spare.role !== 'spare' || spare.rank !== size + i)
      state.tasks.put(spare.id, { ...spare, rank: size + i, role: 'spare' })
  for (const { id } of held) {
    const task = state.tasks.must(id)
    if (task.rank < size && task.role !== 'member') state.tasks.put(id, { ...task, role: 'member' })
  }
}

export interface Missing {
  readonly members: number
  readonly spares: number
}

/** How many more hosts the gang wants: members without one, and spares. */
export function missingHosts(state: State, job: JobRow): Missing {
  const gang = job.spec.gang
  const held = gangTasks(state, job.id).filter((task) => task.hold !== null).length
  const hosts = gang?.hosts ?? 1
  const wanted = hosts + (gang?.spares ?? 0)
  return { members: Math.max(0, hosts - held), spares: Math.max(0, Math.min(wanted - held, gang?.spares ?? 0)) }
}

/** Tasks without a host go, a slice at a time: the gang goes on without them. True when there are more. */
function dropHomeless(ctx: Context, job: JobRow): boolean {
  let budget = limits.membersPerSlice
  for (const task of gangTasks(ctx.state, job.id)) {
    if (task.hold !== null) continue
    if (budget-- <= 0) return true
    dropTask(ctx, task)
  }
  return false
}

/** Goes on with what it holds: spares take the places of members that lost theirs, tasks without a host go. */
export function launchHeld(ctx: Context, job: JobRow): void {
  const { state } = ctx
  // The next pass goes on.
  if (dropHomeless(ctx, job)) return
  rankMembers(state, job)
  if (membersOf(state, job.id).length === 0) return releaseGang(ctx, job.id, 'none of its hosts is left')
  state.deadlines.clear('gang-wounded', job.id)
  beginEpoch(ctx, job.id)
  state.volatile.forming.set(job.id, [])
}
