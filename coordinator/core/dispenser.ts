/** The dispenser: which shard next. Placement decides who works; this decides on what ([B1]…[B6] in SPEC.md). */
import { limits } from '../../shared/limits.ts'
import { shardKey } from '../../shared/model/ids.ts'
import type { Json, ShardOutput } from '../../shared/model/job.ts'
import type { AttemptRow, JobRow, LeaseRow } from '../../shared/model/rows.ts'
import type { Lease } from '../../shared/protocol/codec.ts'
import { indexOf, isLive } from './attempts.ts'
import type { Context } from './context.ts'
import { addHolder } from './leases.ts'
import type { JobIndex, State } from './state.ts'
import { chooseSpeculation, wouldOnlyDelay } from './stragglers/speculation.ts'
import { endOfWave, itemInSpec, waveAt, waveOfShard } from './waves.ts'

/** A lease batch aims at this much work, so that a worker never waits and little is lost with it. */
const leaseTargetMs = 200
const speculationCheckMs = 100

/** [B2] how many shards an attempt may hold: as many as it does in two lease targets; one while its speed is unknown. */
export function allowance(job: JobRow, attempt: AttemptRow): number {
  if (job.spec.policy?.adaptiveLease === false) return 1
  if (attempt.shardMs === null) return 1
  const fits = Math.floor((2 * leaseTargetMs) / Math.max(attempt.shardMs, 0.01))
  return Math.max(1, Math.min(limits.leasesPerAttempt, fits))
}

/** Shards for one attempt, smallest first; a worker gets back the position it had in the wave before, if that is free. */
function takePending({ state, nowMs }: Context, job: JobRow, attempt: AttemptRow, room: number): number[] {
  const index = state.index.get(job.id) as JobIndex
  const workers = index.attempts.size
  const fair = Math.max(1, Math.ceil(index.pending.size / (2 * Math.max(1, workers))))
  const count = Math.min(room, limits.leaseBatch, fair)
  const taken: number[] = []
  const affine = affineShard(index, job, attempt)
  if (affine !== undefined && index.pending.delete(affine)) taken.push(affine)
  const left: number[] = []
  while (taken.length < count && left.length < limits.leaseBatch) {
    const next = index.pending.shift()
    if (next === undefined) break
    if (isForOthers(state, index, attempt, next, nowMs)) left.push(next)
    else taken.push(next)
  }
  for (const shard of left) index.pending.add(shard)
  return taken
}

/** [B8] it has just failed on this host, and the job has a worker elsewhere that it has not failed on. */
function isForOthers(state: State, index: JobIndex, attempt: AttemptRow, shard: number, nowMs: number): boolean {
  if (state.failures.size === 0) return false
  const failure = state.failures.get(shardKey(attempt.job, shard))
  const failed = failure?.hosts ?? []
  if (!failed.includes(attempt.host) || nowMs - (failure?.atMs ?? 0) >= limits.elsewhereWaitMs) return false
  for (const id of index.attempts) {
    const { host, state: is, stop, finish } = state.attempts.must(id)
    if (is === 'running' && stop === null && !finish && !failed.includes(host) && isHeard(state, host)) return true
  }
  return false
}

const isHeard = (state: State, host: string): boolean => state.volatile.connections.has(host)

/** Workers that keep a partition in memory are given the same one every round. */
function affineShard(index: JobIndex, job: JobRow, attempt: AttemptRow): number | undefined {
  if ((job.spec.shards?.repeat ?? 1) === 1) return undefined
  const at = waveAt(job, job.wave)
  let position = 0
  for (const id of index.attempts) {
    if (id === attempt.id) break
    position++
  }
  return at.size > 1 && position < at.size ? at.start + position : undefined
}

function itemOf(state: State, job: JobRow, shard: number): Json {
  const inSpec = itemInSpec(waveOfShard(job, shard), shard)
  if (inSpec !== undefined) return inSpec
  for (const chunk of chunksOf(state, job)) {
    if (shard >= chunk.first && shard < chunk.first + chunk.count) return chunk.items?.[shard - chunk.first] ?? null
  }
  return null
}

function* chunksOf(
  state: State,
  job: JobRow,
): Iterable<{ first: number; count: number; items: readonly Json[] | null }> {
  if (job.spec.shards?.open !== true) return
  for (const chunk of state.chunks.values()) if (chunk.job === job.id) yield chunk
}

/** The outputs of the wave before, as JSON; empty text in the first wave. */
function inputsJson(state: State, job: JobRow, wave: number): string {
  if (wave === 0) return ''
  const before = waveAt(job, wave - 1)
  const outputs: ShardOutput[] = []
  for (let i = 0; i < before.size; i++) outputs.push(state.shards.must(shardKey(job.id, before.start + i)).output)
  return JSON.stringify(outputs)
}

export function toLease(state: State, job: JobRow, shard: number): Lease {
  const at = waveOfShard(job, shard)
  return {
    shard,
    wave: at.wave.name,
    round: at.round,
    position: shard - at.start,
    of: at.size,
    itemJson: JSON.stringify(itemOf(state, job, shard)),
  }
}

/** Puts leases into the attempt's row and tells its agent. */
export function grant(
  ctx: Context,
  job: JobRow,
  attempt: AttemptRow,
  shards: readonly number[],
  speculative: boolean,
): AttemptRow {
  const { state, nowMs } = ctx
  const index = state.index.get(job.id) as JobIndex
  const added: LeaseRow[] = shards.map((shard) => ({ shard, sinceMs: nowMs, speculative }))
  for (const shard of shards) addHolder(index, shard, attempt.id)
  const row = state.attempts.patch(attempt.id, { leases: [...attempt.leases, ...added] })
  sendLeases(ctx, job, row, shards, [])
  return row
}

export function sendLeases(
  ctx: Context,
  job: JobRow,
  attempt: AttemptRow,
  shards: readonly number[],
  revoked: readonly number[],
): void {
  const { state } = ctx
  ctx.effects.push({
    kind: 'send-leases',
    host: attempt.host,
    attempt: attempt.id,
    leases: shards.map((shard) => toLease(state, job, shard)),
    revoked,
    finish: attempt.finish,
    inputsJson: shards.length === 0 ? '' : inputsJson(state, job, waveOfShard(job, shards[0] as number).number),
  })
}

/** Gives a job's shards to its attempts that asked, in order of asking, until there is nothing to give. */
export function serveHungry(ctx: Context, jobId: string): void {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  const hungry = state.index.get(jobId)?.hungry
  if (job === undefined || hungry === undefined) return
  if (!isLive(job)) return hungry.clear()
  let served = 0
  for (const [id, want] of [...hungry]) {
    const attempt = state.attempts.get(id)
    if (attempt === undefined || attempt.state === 'ended' || attempt.finish) {
      hungry.delete(id)
      continue
    }
    if (!state.volatile.connections.has(attempt.host) || attempt.stop !== null) continue
    if (!serveOne(ctx, state.jobs.must(jobId), attempt, want)) continue
    if (++served >= limits.hungryPerStep) {
      ctx.state.deadlines.set('speculate', jobId, ctx.nowMs)
      state.volatile.wanted.more = true
      return
    }
  }
}

function serveOne(ctx: Context, job: JobRow, attempt: AttemptRow, want: number): boolean {
  const { state, nowMs } = ctx
  const index = state.index.get(job.id) as JobIndex
  const room = Math.min(want, allowance(job, attempt) - attempt.leases.length)
  if (room <= 0) return false
  if (index.pending.size > 0) {
    const delays = job.spec.policy?.speculate !== false && wouldOnlyDelay(state, job, index, attempt, nowMs)
    const shards = delays ? [] : takePending(ctx, job, attempt, room)
    if (shards.length === 0) {
      state.deadlines.set('speculate', job.id, nowMs + speculationCheckMs)
      return false
    }
    const left = want - shards.length
    if (left > 0) index.hungry.set(attempt.id, left)
    else index.hungry.delete(attempt.id)
    grant(ctx, job, attempt, shards, false)
    return true
  }
  if (job.spec.policy?.speculate === false || index.lent.size === 0) return false
  const shard = chooseSpeculation(state, index, attempt, nowMs)
  state.deadlines.set('speculate', job.id, nowMs + speculationCheckMs)
  if (shard === undefined) return false
  state.jobs.patch(job.id, { shards: { ...job.shards, speculative: job.shards.speculative + 1 } })
  grant(ctx, state.jobs.must(job.id), attempt, [shard], true)
  index.hungry.delete(attempt.id)
  return true
}

/** An agent asked for shards; with `whole` it lists all it has, and both sides are brought to agree ([B6]). */
export function leaseRequested(
  ctx: Context,
  host: string,
  id: string,
  want: number,
  whole: readonly number[] | null,
): void {
  const { state } = ctx
  const attempt = state.attempts.get(id)
  if (attempt === undefined || attempt.host !== host || attempt.state === 'ended') return
  const job = state.jobs.get(attempt.job)
  if (job === undefined) return
  if (want > 0) indexOf(state, job.id).hungry.set(id, Math.min(want, limits.leasesPerAttempt))
  if (whole !== null) reconcileLeases(ctx, job, attempt, whole)
  else if (attempt.finish) sendLeases(ctx, job, attempt, [], [])
  if (isLive(job)) serveHungry(ctx, job.id)
}

function reconcileLeases(ctx: Context, job: JobRow, attempt: AttemptRow, holding: readonly number[]): void {
  const { state } = ctx
  const index = state.index.get(job.id) as JobIndex
  const held = new Set(holding)
  const leased = new Set(attempt.leases.map((lease) => lease.shard))
  const resend = attempt.leases.filter((lease) => !held.has(lease.shard)).map((lease) => lease.shard)
  const revoked: number[] = []
  const adopted: LeaseRow[] = []
  for (const shard of holding) {
    if (leased.has(shard)) continue
    if (!isLive(job) || shard >= endOfWave(job) || state.shards.has(shardKey(job.id, shard))) revoked.push(shard)
    else {
      index.pending.delete(shard)
      addHolder(index, shard, attempt.id)
      adopted.push({ shard, sinceMs: ctx.nowMs, speculative: index.lent.get(shard)?.length !== 1 })
    }
  }
  const row =
    adopted.length > 0 ? state.attempts.patch(attempt.id, { leases: [...attempt.leases, ...adopted] }) : attempt
  sendLeases(ctx, job, row, isLive(job) ? resend : [], revoked)
}
