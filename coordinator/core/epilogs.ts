/** The site's epilogs: one that fails is told and counts against its host, which is drained where the policy says so (SPEC [CI7]). */
import { type Context, note } from './context.ts'
import { drainHost } from './drains.ts'
import { policyOf } from './health.ts'

export function epilogEnded(ctx: Context, attemptId: string): void {
  const { state } = ctx
  const attempt = state.attempts.get(attemptId)
  const epilog = attempt?.exit?.epilog
  const host = state.hosts.get(attempt?.host ?? '')
  if (attempt === undefined || epilog === undefined || host === undefined) return
  const { epilogFailures, ...rest } = host
  if (epilog.code === 0) {
    if (epilogFailures !== undefined) state.hosts.put(host.id, rest)
    return
  }
  const failures = (epilogFailures ?? 0) + 1
  state.hosts.patch(host.id, { epilogFailures: failures })
  const how =
    epilog.code === null ? epilog.said : `status ${epilog.code}${epilog.said === '' ? '' : `: ${epilog.said}`}`
  const text = `the epilog after ${attempt.id} failed: ${how}`
  note(ctx, 'warning', 'epilog-failed', `${host.name}: ${text} (${failures} in a row)`, {
    host: host.id,
    attempt: attempt.id,
    job: attempt.job,
  })
  if (policyOf(state).epilog === 'drain' && host.drain === null)
    drainHost(ctx, host.id, { mode: 'after', reason: text, deadlineMs: null }, 'the policy for epilogs')
}
