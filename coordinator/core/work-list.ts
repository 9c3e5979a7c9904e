/** The list of long work; `long-work.ts` does it. */
import type { Context } from './context.ts'
import type { LongWork } from './internal-rows.ts'
import type { State } from './state.ts'

/** Adds it once: work of that kind on that subject is not added again while it waits. */
export function addLongWork(ctx: Context, work: LongWork): void {
  const id = `${work.kind}/${subjectOf(work)}`
  if (ctx.state.work.has(id)) return
  ctx.state.work.put(id, { v: 1, id, work })
  if (isUrgent(work)) ctx.state.urgentWork.add(id)
  ctx.state.volatile.wanted.more = true
}

function subjectOf(work: LongWork): string {
  if ('host' in work) return work.host
  if ('verdict' in work) return work.verdict
  return 'job' in work ? work.job : 'all'
}

/** What clears away waits for all other work: a job of ten million shards takes minutes to forget. */
export const isUrgent = ({ kind }: LongWork): boolean => kind !== 'sweep-shards' && kind !== 'forget-job'

/** Is there more to do that somebody waits for? */
export const isWaitedFor = ({ volatile, urgentWork }: State): boolean =>
  volatile.wanted.placement || urgentWork.size > 0
