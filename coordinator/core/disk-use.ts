/** What attempts keep in their work directories, against what their jobs may (SPEC [CI6]): told, and the job fails where its policy says so. */
import type { AttemptRow } from '../../shared/model/rows.ts'
import { isLive } from './attempts.ts'
import { type Context, note } from './context.ts'
import { hostNameOf } from './host-name.ts'

export function diskOver(ctx: Context, attempt: AttemptRow, usedMb: number): void {
  const { state } = ctx
  const job = state.jobs.get(attempt.job)
  if (attempt.state === 'ended' || job === undefined || !isLive(job)) return
  state.attempts.patch(attempt.id, { overDiskMb: usedMb })
  const { resources, policy, name } = job.spec
  const host = hostNameOf(state, attempt.host)
  const text = `${attempt.id} on ${host} keeps ${usedMb} MB in its work directory; resources.diskMb allows ${resources?.diskMb ?? 0} MB`
  const about = { job: job.id, attempt: attempt.id, host: attempt.host }
  note(ctx, 'warning', 'disk-over', `${name}: ${text}`, about)
  if (policy?.overDisk === 'stop') ctx.reactions.push({ kind: 'job-failed', job: job.id, reason: text })
}
