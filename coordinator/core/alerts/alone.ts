/** Alerts that no verdict stands behind: one of its key, which fires until what it waits for has been done. */
import { limits } from '../../../shared/limits.ts'
import type { AlertRow } from '../../../shared/model/health.ts'
import type { Context } from '../context.ts'
import { newAlert, withKey } from './alerts.ts'
import { armAlert } from './sending.ts'

type About = Pick<AlertRow, 'key' | 'rule' | 'grade' | 'labels' | 'hosts'> & { readonly title: string }

/** One that fires already goes on as it is. */
export function raiseAlone(ctx: Context, { hosts, ...about }: About): void {
  const { state, nowMs } = ctx
  const title = about.title.slice(0, limits.shortTextChars)
  const before = withKey(state, about.key) ?? newAlert(ctx, { ...about, title })
  if (before.state === 'firing') return
  const fresh = { acknowledged: null, snoozedUntilMs: null, resolvedMs: null, count: before.count + 1 }
  const concerns = { hosts, hostCount: hosts.length }
  const row: AlertRow = {
    ...before,
    ...about,
    ...fresh,
    ...concerns,
    title,
    state: 'firing',
    sinceMs: nowMs,
    lastMs: nowMs,
  }
  armAlert(ctx, state.alerts.put(row.id, row))
}

export function closeAlone(ctx: Context, key: string): void {
  const before = withKey(ctx.state, key)
  if (before?.state !== 'firing') return
  armAlert(ctx, ctx.state.alerts.patch(before.id, { state: 'resolved', resolvedMs: ctx.nowMs }))
}
