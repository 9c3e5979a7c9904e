/** The list of long work; `long-work.ts` does it. */
import type { Context } from './context.ts'
import type { LongWork } from './internal-rows.ts'

/** Adds it once: work of that kind on that subject is not added again while it waits. */
export function addLongWork(ctx: Context, work: LongWork): void {
  const id = `${work.kind}/${'host' in work ? work.host : work.job}`
  if (ctx.state.work.has(id)) return
  ctx.state.work.put(id, { v: 1, id, work })
  ctx.state.volatile.wanted.more = true
}
