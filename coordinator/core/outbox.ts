/** One-shot effects: rows until they are done, performed at least once with a stable id. */
import type { ArtifactRef, Json } from '../../shared/model/job.ts'
import type { Context } from './context.ts'
import type { OutboxBody } from './internal-rows.ts'
import { sweepLater } from './jobs.ts'
import { newId } from './state.ts'

export function enqueue(ctx: Context, body: OutboxBody): void {
  const id = newId(ctx.state, 'o')
  ctx.state.outbox.put(id, { v: 1, id, body, atMs: ctx.nowMs })
  ctx.effects.push({ kind: 'perform-outbox', id })
}

export function outboxDone(ctx: Context, id: string, value: Json): void {
  const { state } = ctx
  const row = state.outbox.get(id)
  if (row === undefined) return
  state.outbox.delete(id)
  const { job } = row.body
  if (!state.jobs.has(job)) return
  state.jobs.patch(job, { manifest: value as unknown as ArtifactRef | null })
  sweepLater(ctx, job, false)
}
