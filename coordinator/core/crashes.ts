/**
 * Workers and replicas that end by themselves (SPEC [RT9]): judged by the same table as gangs. What says that it is not to be run again is
 * not, and a batch job whose workers end in the same way on two hosts, with nothing done in between and nobody else at work, will not go
 * better on a third.
 */
import { exitRules } from '../../shared/model/exits.ts'
import type { AttemptRow, JobCrash, JobRow } from '../../shared/model/rows.ts'
import type { Context } from './context.ts'
import { type End, endOf, endText, isSame, keptLines } from './exits.ts'
import { hostNameOf } from './host-name.ts'
import { runsElsewhere } from './launches.ts'
import { countOf } from './words.ts'

/** [RT9] an array's task that says so is not tried again. */
export const mayRetry = ({ state, nowMs }: Context, attempt: AttemptRow): boolean =>
  endOf(state, attempt, nowMs).class !== 'do-not-retry'

/** The crash is remembered. Why the job ends with it; '' when it goes on. */
export function crashEnds(ctx: Context, { id }: JobRow, attempt: AttemptRow): string {
  const { state } = ctx
  const job = state.jobs.must(id)
  const end = endOf(state, attempt, ctx.nowMs)
  const crash = crashOf(ctx, job, attempt, end)
  state.jobs.patch(id, { crash })
  const { stops, words, why } = exitRules[end.class]
  const host = hostNameOf(state, attempt.host)
  const how = `${attempt.id} on ${host}: ${words}: ${endText(end)}`
  if (end.class === 'do-not-retry') return `${how}; ${why}`
  // A replica may have served for weeks in between; an array's tasks have limits of their own.
  if (job.spec.kind !== 'batch' || job.spec.array !== undefined || stops === null || crash.same < stops.after) return ''
  // Where another one runs, it is what these two were given that they do not bear: work that goes well is not stopped for it.
  if (runsElsewhere(state, job)) return ''
  return `its workers ended ${countOf(crash.same, 'time')} in the same way with nothing done in between: ${how}`
}

function crashOf(ctx: Context, job: JobRow, attempt: AttemptRow, end: End): JobCrash {
  const { committed } = job.shards
  const { class: of, code, signal } = end
  const now = { class: of, host: attempt.host, code, signal, lines: keptLines(end.lines), atMs: ctx.nowMs, committed }
  const before = job.crash
  if (before === undefined || before.committed !== committed || !isSame(before, now)) return { ...now, same: 1 }
  // One that was started before the other had ended shows nothing new, unless on another host.
  const isAnother = attempt.host !== before.host || attempt.placedMs >= before.atMs
  return isAnother ? { ...now, same: before.same + 1 } : before
}
