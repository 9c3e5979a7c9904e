/**
 * Second attempts of shards by the benefit rule (reference: MapReduce backup tasks, LATE; Millwright's B1): a copy is made only
 * when the holder's estimated remaining time exceeds 1.2 × what a fresh run here would take, and when it is the holder that is slow:
 * a shard that is longer than others is so everywhere.
 */
import type { AttemptRow, JobRow, LeaseRow } from '../../../shared/model/rows.ts'
import type { JobIndex, State } from '../state.ts'
import { paceOf } from './host-pace.ts'
import { hasSlowed, progressOf, standsStill, totalMs } from './progress.ts'

const benefit = 1.2
/** What a copy must save at least: less is lost in lending it, and in rounds of short shards everyone would be copied. */
const leastSavedMs = 250
const maxCopies = 2
/** A worker is slow when its shards take so many times what the job's usually do. */
const slowFrom = 1.5
/** Nobody's shard is longer than others by so much: even a good worker is doubted then. */
const doubtFrom = 12

/** Estimated time until this attempt finishes a lease it holds, ms: what is ahead of it in its queue included. */
export function remainingMs(state: State, index: JobIndex, holder: AttemptRow, lease: LeaseRow, nowMs: number): number {
  const usual = holder.shardMs ?? index.shardMs
  if (usual === null) return 0
  let total = 0
  for (const [i, each] of holder.leases.entries()) {
    total += i === 0 ? headRemainingMs(state, holder, each, usual, nowMs) : usual
    if (each.shard === lease.shard) break
  }
  return total
}

function headRemainingMs(state: State, holder: AttemptRow, lease: LeaseRow, usual: number, nowMs: number): number {
  const elapsed = nowMs - lease.sinceMs
  const progress = progressOf(state, holder.id, lease.shard)
  const total = progress === undefined ? null : totalMs(progress, lease)
  // Where nothing moves for a while nobody knows: it is taken to need that long again.
  if (progress !== undefined && total !== null) return Math.max(total - elapsed, nowMs - progress.movedMs)
  return elapsed > usual ? elapsed : usual - elapsed
}

/** Why a lease takes long: its worker is slow (or nothing is known of it), it hangs, or the shard is longer than others ([B9]). */
type Cause = 'slow' | 'hangs' | 'long'

export function causeOf(state: State, index: JobIndex, holder: AttemptRow, lease: LeaseRow, nowMs: number): Cause {
  const usual = index.shardMs
  // What waits behind another shard has not begun: that it waits is its holder's fault.
  if (usual === null || holder.leases[0]?.shard !== lease.shard) return 'slow'
  const progress = progressOf(state, holder.id, lease.shard)
  if (progress !== undefined && standsStill(progress, usual, nowMs)) return 'hangs'
  if (!isGood(state, holder, usual) || (progress !== undefined && hasSlowed(progress))) return 'slow'
  const total = progress === undefined ? null : totalMs(progress, lease)
  return (total ?? nowMs - lease.sinceMs) > doubtFrom * usual ? 'slow' : 'long'
}

/** Its shards took as long as everybody's; before it has finished one, those of its host did. */
function isGood(state: State, holder: AttemptRow, usual: number): boolean {
  const ratio = holder.shardMs === null ? paceOf(state, holder.host) : holder.shardMs / Math.max(usual, 0.01)
  return ratio !== undefined && ratio <= slowFrom
}

/**
 * [B3] the lent shard whose copy on `idle` would help most, or undefined when no copy would. A copy beside its holder helps where the worker
 * hangs and not its host: it is made only where the job has no worker on another host.
 */
export function chooseSpeculation(state: State, index: JobIndex, idle: AttemptRow, nowMs: number): number | undefined {
  const fresh = idle.shardMs ?? index.shardMs
  if (fresh === null) return undefined
  let best: { shard: number; left: number } | undefined
  let elsewhere: boolean | undefined
  const apart = (): boolean => {
    elsewhere ??= [...index.attempts].some((id) => state.attempts.must(id).host !== idle.host)
    return elsewhere
  }
  for (const [shard, holders] of index.lent) {
    if (holders.length >= maxCopies || holders.includes(idle.id)) continue
    const holder = state.attempts.must(holders[0] as string)
    if (holder.host === idle.host && holder.stop === null && apart()) continue
    const lease = holder.leases.find((each) => each.shard === shard)
    if (lease === undefined) continue
    const left = remainingMs(state, index, holder, lease, nowMs)
    if (left <= benefit * fresh || left - fresh < leastSavedMs) continue
    if (causeOf(state, index, holder, lease, nowMs) === 'long') continue
    if (best === undefined || left > best.left || (left === best.left && shard < best.shard)) best = { shard, left }
  }
  return best?.shard
}

/** [B4] a slow worker is not lent a shard that the others would have finished sooner. */
export function wouldOnlyDelay(state: State, job: JobRow, index: JobIndex, asker: AttemptRow, nowMs: number): boolean {
  if (asker.shardMs === null || index.shardMs === null || asker.shardMs <= slowFrom * index.shardMs) return false
  if (job.spec.shards?.open === true && !job.closed) return false
  let perMs = 0
  let others = 0
  let inFlightMs = 0
  for (const id of index.attempts) {
    if (id === asker.id) continue
    const other = state.attempts.must(id)
    if (other.state !== 'running' || other.shardMs === null || !state.volatile.connections.has(other.host)) continue
    others++
    perMs += 1 / Math.max(other.shardMs, 0.01)
    const last = other.leases.at(-1)
    if (last !== undefined)
      inFlightMs = Math.max(inFlightMs, Math.min(remainingMs(state, index, other, last, nowMs), 2 * other.shardMs))
  }
  if (others === 0) return false
  const withoutMs = index.pending.size / perMs + index.shardMs
  return asker.shardMs > Math.max(withoutMs, inFlightMs)
}
