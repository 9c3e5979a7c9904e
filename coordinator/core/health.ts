/** GPUs that are gone (SPEC [N3]; spur#801, #892): what ran on them is stopped with the reason, and the host is drained. */
import type { HostRow } from '../../shared/model/rows.ts'
import { isLive, stopAttempt } from './attempts.ts'
import { type Context, note } from './context.ts'
import { drainHost } from './drains.ts'
import { stopEpoch } from './gangs/gangs.ts'
import { unitsOf } from './placement/offer.ts'

/** Processes that lost their GPU have nothing to save there. */
const goneGraceMs = 1_000

export function compareGpus(ctx: Context, before: HostRow, now: HostRow): void {
  const { state } = ctx
  const left = new Set(unitsOf(now.inventory).map((unit) => unit.uuid))
  const gone = unitsOf(before.inventory).filter((unit) => !left.has(unit.uuid))
  if (gone.length === 0) return
  const lost = new Set(gone.map((unit) => unit.uuid))
  const names = [...lost].slice(0, 8).join(', ')
  const reason = `${lost.size === 1 ? 'GPU' : `${lost.size} GPUs`} gone from the host: ${names}`
  note(ctx, 'critical', 'gpu-gone', `${now.name}: ${reason}`, { host: now.id })
  if (now.drain === null) drainHost(ctx, now.id, { mode: 'after', reason, deadlineMs: null }, 'health')
  for (const id of [...(state.byHost.get(now.id) ?? [])]) {
    const attempt = state.attempts.must(id)
    // What was given up has been replaced: its epoch is over, and it is told to stop as it is.
    if (attempt.state === 'lost' || !attempt.grant.gpus.some((uuid) => lost.has(uuid))) continue
    stopAttempt(ctx, attempt, 'health-stop', goneGraceMs)
    const job = state.jobs.get(attempt.job)
    if (job === undefined || !isLive(job)) continue
    state.jobs.patch(job.id, { reason: `${now.name}: ${reason}`.slice(0, 500) })
    if (job.gang !== null) stopEpoch(ctx, job.id, 'health-stop', `${now.name}: ${reason}`, now.id)
  }
}
