/** Which checkpoints are kept ([CK2]): the newest `keep`; older ones are deleted by the host that has them, once a newer one was read again, or many are there. */
import { limits } from '../../../shared/limits.ts'
import type { CheckpointRow } from '../../../shared/model/checkpoints.ts'
import type { HostRow, JobRow } from '../../../shared/model/rows.ts'
import type { DiscardedCheckpoint } from '../../../shared/protocol/codec.ts'
import { type Context, touchHost } from '../context.ts'
import { livenessOf } from '../liveness.ts'
import type { State } from '../state.ts'
import { checkpointKey, checkpointsOf, dropCheckpoint, putCheckpoint } from './rows.ts'

export const keepOf = ({ spec }: JobRow): number => spec.checkpoints?.keep ?? limits.checkpointsKeptDefault

/** What could not be read is told of for a while. */
const lostKept = 8

/** After one became durable, or its digest known; `host` saved it, and deletes what lies on shared paths. */
export function trimCheckpoints(ctx: Context, job: JobRow, host: string): void {
  const { state } = ctx
  const rows = checkpointsOf(state, job.id)
  const durable = rows.filter((row) => row.state === 'durable')
  const keep = keepOf(job)
  const kept = new Set(durable.slice(0, keep))
  // One that only a host's disk has does not take the place of one that all hosts can read.
  for (const row of durable.filter((each) => each.host === null).slice(0, keep)) kept.add(row)
  const isOutlived = (row: CheckpointRow): boolean => {
    const newer = durable.filter((each) => outlives(each, row))
    const isSure = newer.some(({ sha256 }) => sha256 !== null) || newer.length >= keep + limits.checkpointsUnread
    return isSure && ![...kept].some((each) => overlaps(each.path, row.path))
  }
  const going = rows.filter(
    (row) =>
      (row.state === 'durable' && !kept.has(row) && isOutlived(row)) ||
      // what another branch of the job left goes once this one is further
      (row.state === 'superseded' && isOutlived(row)) ||
      (row.state === 'deleting' && row.host === null && livenessOf(state, row.askedHost ?? '') !== 'connected'),
  )
  // Who says nothing of checkpoints has said nothing of deleting files.
  if (job.spec.checkpoints === undefined) for (const row of going) dropCheckpoint(ctx, row)
  else for (const row of going) askToDelete(ctx, row, row.host ?? host)
  for (const row of rows.filter((each) => each.state === 'lost').slice(lostKept)) dropCheckpoint(ctx, row)
  // what can be gone on from stays longest, however far another branch had come
  const others = rows.filter((row) => row.state !== 'durable')
  for (const row of [...durable, ...others].slice(limits.checkpointRows)) dropCheckpoint(ctx, row)
}

/** One on a host's disk takes no place of one that all hosts can read. */
const outlives = (newer: CheckpointRow, row: CheckpointRow): boolean =>
  newer.step > row.step && (newer.host === null || row.host !== null)

/** One lies in the folder of the other: neither can be deleted alone. */
const overlaps = (one: string, other: string): boolean => one.startsWith(`${other}/`) || other.startsWith(`${one}/`)

function askToDelete(ctx: Context, row: CheckpointRow, askedHost: string): void {
  putCheckpoint(ctx.state, { ...row, state: 'deleting', askedHost })
  touchHost(ctx, askedHost)
}

/** What this host is asked to delete, the oldest first. */
export function discardsOf(state: State, host: string): DiscardedCheckpoint[] {
  const keys = [...(state.discards.get(host) ?? [])].sort().slice(0, limits.discardsPerHost)
  return keys.map((key) => {
    const { job, step, path, uid } = state.checkpoints.must(key)
    return { job, step, path, uid }
  })
}

/** The host says that files it was asked to delete are gone. */
export function checkpointsDeleted(ctx: Context, host: string, deleted: readonly DiscardedCheckpoint[]): void {
  for (const { job, step, path } of deleted.slice(0, limits.discardsPerHost)) {
    const row = ctx.state.checkpoints.get(checkpointKey(job ?? '', Number(step ?? 0)))
    if (row?.state === 'deleting' && row.askedHost === host && row.path === path) dropCheckpoint(ctx, row)
  }
  touchHost(ctx, host)
}

/**
 * One slice of what a host that is removed leaves behind; true when there is more. What only its disk had is lost. What it was asked to
 * delete on a shared path another one is asked that could read it; where none is heard, who saves the job's next checkpoint.
 */
export function hostRemovedSlice(ctx: Context, { id, name }: HostRow): boolean {
  const { state } = ctx
  const left = [...state.checkpoints.values()].filter(
    (row) => row.askedHost === id || (row.host === id && row.state !== 'lost'),
  )
  for (const row of left.slice(0, limits.checkpointsPerSlice)) {
    const other = row.hosts.find((host) => host !== id && livenessOf(state, host) === 'connected')
    if (row.host === null && other !== undefined) askToDelete(ctx, row, other)
    else if (row.host === null) putCheckpoint(state, { ...row, askedHost: null })
    else if (row.state === 'durable')
      putCheckpoint(state, { ...row, state: 'lost', why: `${name}, on whose disk it lay, was removed` })
    else dropCheckpoint(ctx, row)
  }
  return left.length > limits.checkpointsPerSlice
}
