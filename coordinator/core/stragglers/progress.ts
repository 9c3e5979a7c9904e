/** How far workers say they are with a shard, and whether that still moves. Volatile: after a start nothing is known. */
import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, LeaseRow } from '../../../shared/model/rows.ts'
import type { State } from '../state.ts'

export interface Progress {
  readonly fraction: number
  /** when it was first seen to be that far */
  readonly movedMs: number
  /** share of the shard a ms: over the last time it moved, and the best of all such times; null: it has not moved yet */
  readonly rate: number | null
  readonly bestRate: number | null
}

const keyOf = (attempt: string, shard: number): string => `${attempt}/${shard}`

export function progressOf(state: State, attempt: string, shard: number): Progress | undefined {
  return state.volatile.progress.get(keyOf(attempt, shard))
}

/** Of a shard that the attempt holds; what is said of others comes too late. */
export function noteProgress(state: State, attempt: AttemptRow, shard: number, fraction: number, nowMs: number): void {
  const lease = attempt.leases.find((each) => each.shard === shard)
  if (lease === undefined) return
  const before = progressOf(state, attempt.id, shard)
  if (before !== undefined && fraction <= before.fraction) return
  const took = nowMs - (before?.movedMs ?? lease.sinceMs)
  const rate = took > 0 ? (fraction - (before?.fraction ?? 0)) / took : null
  const bestRate = rate === null ? (before?.bestRate ?? null) : Math.max(rate, before?.bestRate ?? 0)
  state.volatile.progress.set(keyOf(attempt.id, shard), { fraction, movedMs: nowMs, rate, bestRate })
}

export function forgetProgress(state: State, attempt: string, shard: number): void {
  state.volatile.progress.delete(keyOf(attempt, shard))
}

/** It has moved before and stands still for longer than two digests and half of what a shard usually takes. */
export function standsStill({ movedMs }: Progress, usualMs: number, nowMs: number): boolean {
  return nowMs - movedMs > Math.max(2.2 * limits.digestMs, usualMs / 2)
}

/** It goes at less than half the pace it once had on this very shard: the host has turned slow, the shard is not longer. */
export function hasSlowed({ rate, bestRate }: Progress): boolean {
  return rate !== null && bestRate !== null && rate < bestRate / 2
}

/** The whole run's time at the pace so far, or at the last one where that is less; null while too little is known. */
export function totalMs(progress: Progress, lease: LeaseRow): number | null {
  const { fraction, movedMs, rate } = progress
  if (fraction <= 0.05 || fraction >= 1) return null
  const soFarMs = movedMs - lease.sinceMs
  const evenMs = soFarMs / fraction
  return hasSlowed(progress) && rate !== null ? Math.max(evenMs, soFarMs + (1 - fraction) / rate) : evenMs
}
