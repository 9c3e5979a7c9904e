/** Rows of checkpoints, by job and step. */
import type { CheckpointRef, CheckpointRow } from '../../../shared/model/checkpoints.ts'
import { shardKey } from '../../../shared/model/ids.ts'
import { type Context, touchHost } from '../context.ts'
import { emptySet, getOrMake } from '../get-or-make.ts'
import type { State } from '../state.ts'

export const checkpointKey = shardKey

/** A job's checkpoints, newest step first. */
export function checkpointsOf(state: State, job: string): CheckpointRow[] {
  const steps = [...(state.index.get(job)?.checkpoints ?? [])].sort((a, b) => b - a)
  return steps.map((step) => state.checkpoints.must(checkpointKey(job, step)))
}

/** Puts the row, and keeps the indexes: by job, and what a host is asked to delete. */
export function putCheckpoint(state: State, row: CheckpointRow): CheckpointRow {
  const key = checkpointKey(row.job, row.step)
  const before = state.checkpoints.get(key)
  if (before?.askedHost != null) state.discards.get(before.askedHost)?.delete(key)
  indexCheckpoint(state, row)
  return state.checkpoints.put(key, row)
}

export function indexCheckpoint(state: State, row: CheckpointRow): void {
  state.index.get(row.job)?.checkpoints.add(row.step)
  if (row.askedHost !== null)
    getOrMake(state.discards, row.askedHost, emptySet<string>).add(checkpointKey(row.job, row.step))
}

/** The row goes, and with it what a host was asked; the files are not touched. */
export function dropCheckpoint(ctx: Context, { job, step }: Pick<CheckpointRow, 'job' | 'step'>): void {
  const { state } = ctx
  const key = checkpointKey(job, step)
  // as it is now: it may have been put anew since it was looked at
  const askedHost = state.checkpoints.get(key)?.askedHost ?? null
  if (askedHost !== null) {
    state.discards.get(askedHost)?.delete(key)
    touchHost(ctx, askedHost)
  }
  state.index.get(job)?.checkpoints.delete(step)
  state.checkpoints.delete(key)
}

export function refOf({ step, path, sha256, bytes, host, savedMs, epoch, attempt }: CheckpointRow): CheckpointRef {
  return { step, path, sha256, bytes, host, savedMs, epoch, attempt }
}
