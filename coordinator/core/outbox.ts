/** One-shot effects: rows until they are done, performed at least once with a stable id. */
import type { Context } from './context.ts'
import type { OutboxBody } from './internal-rows.ts'
import { newId } from './state.ts'

export function enqueue(ctx: Context, body: OutboxBody): void {
  const id = newId(ctx.state, 'o')
  ctx.state.outbox.put(id, { v: 1, id, body, atMs: ctx.nowMs })
  ctx.effects.push({ kind: 'perform-outbox', id })
}
