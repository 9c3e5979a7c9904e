/** What ranks are told of how often to save: with each launch, and rank 0 again when the advice has changed by a tenth. */
import type { JobRow } from '../../../shared/model/rows.ts'
import type { SaveInterval } from '../../../shared/protocol/codec.ts'
import { type Context, touchHost } from '../context.ts'
import type { State } from '../state.ts'
import { adviceFor } from './advice.ts'

/** For a launch; null: nothing is told. */
export function saveEveryAtLaunch({ state, nowMs }: Context, job: JobRow): number | null {
  const wanted = job.spec.checkpoints?.intervalMs ?? null
  return wanted === 'auto' ? adviceFor(state, job, nowMs).intervalMs : wanted
}

export function refreshInterval(ctx: Context, jobId: string): void {
  const { state } = ctx
  const job = state.jobs.must(jobId)
  const { gang } = job
  if (gang === null || job.spec.checkpoints?.intervalMs !== 'auto') return
  const saveEveryMs = saveEveryAtLaunch(ctx, job)
  const before = gang.saveEveryMs ?? null
  if (saveEveryMs === null || (before !== null && Math.abs(saveEveryMs - before) < before / 10)) return
  state.jobs.patch(jobId, { gang: { ...gang, saveEveryMs } })
  for (const id of state.index.get(jobId)?.tasks ?? []) {
    const { rank, hold } = state.tasks.must(id)
    if (rank === 0 && hold !== null) touchHost(ctx, hold.host)
  }
}

/** What the rank 0s on this host are told. */
export function intervalsOf(state: State, host: string): SaveInterval[] {
  const told: SaveInterval[] = []
  for (const id of state.byHost.get(host) ?? []) {
    const attempt = state.attempts.must(id)
    const intervalMs = state.jobs.get(attempt.job)?.gang?.saveEveryMs ?? null
    if (intervalMs !== null && state.tasks.get(attempt.task)?.rank === 0) told.push({ attempt: id, intervalMs })
  }
  return told
}
