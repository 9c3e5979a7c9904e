/** The alert that the breaker has tripped: it has no verdict, and only a person's reset resolves it. */
import type { AlertRow } from '../../../shared/model/health.ts'
import type { Context } from '../context.ts'
import { newAlert, withKey } from './alerts.ts'
import { armAlert } from './sending.ts'

const rule = 'health/breaker'

export function raiseBreakerAlert(ctx: Context, reason: string): void {
  const { nowMs, state } = ctx
  const title = `the breaker has tripped, nothing more is done about faults: ${reason}`.slice(0, 512)
  const before = withKey(state, rule) ?? newAlert(ctx, { key: rule, rule, grade: 'stop', title, labels: { rule } })
  const fresh = { acknowledged: null, snoozedUntilMs: null, resolvedMs: null, count: before.count + 1 }
  const row: AlertRow = { ...before, ...fresh, title, state: 'firing', sinceMs: nowMs, lastMs: nowMs }
  armAlert(ctx, state.alerts.put(row.id, row))
}

export function closeBreakerAlert(ctx: Context): void {
  const before = withKey(ctx.state, rule)
  if (before?.state !== 'firing') return
  armAlert(ctx, ctx.state.alerts.patch(before.id, { state: 'resolved', resolvedMs: ctx.nowMs }))
}
