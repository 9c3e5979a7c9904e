/** A one-shot effect was performed: its row goes, and what it came to is taken. */
import type { Json } from '../../shared/model/job.ts'
import { alertSent } from './alerts/sending.ts'
import type { Context } from './context.ts'
import { addLongWork } from './work-list.ts'

export function outboxDone(ctx: Context, id: string, value: Json): void {
  const { state } = ctx
  const row = state.outbox.get(id)
  if (row === undefined) return
  state.outbox.delete(id)
  if (row.body.kind === 'write-manifest') manifestWritten(ctx, row.body.job, value)
  else alertSent(ctx, row.body, value)
}

function manifestWritten(ctx: Context, job: string, value: Json): void {
  const { state } = ctx
  if (!state.jobs.has(job)) return
  const done = value as { sha256: string; bytes: number; rows: number } | null
  const before = state.jobs.must(job)
  // What the job counted against the different shards that were found: more commits than shards is a broken promise 3.
  const duplicateCommits = done === null ? 0 : before.shards.committed - done.rows
  const manifest = done === null ? null : { sha256: done.sha256, bytes: done.bytes }
  state.jobs.patch(job, { manifest, shards: { ...before.shards, duplicateCommits } })
  addLongWork(ctx, { kind: 'sweep-shards', job, from: 0 })
}
