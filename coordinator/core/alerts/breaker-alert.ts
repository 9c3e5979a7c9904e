/** The alert that the breaker has tripped: only a person's reset resolves it. */
import type { Context } from '../context.ts'
import { closeAlone, raiseAlone } from './alone.ts'

const rule = 'health/breaker'

export function raiseBreakerAlert(ctx: Context, reason: string): void {
  const title = `the breaker has tripped, nothing more is done about faults: ${reason}`
  raiseAlone(ctx, { key: rule, rule, grade: 'stop', title, labels: { rule }, hosts: [] })
}

export const closeBreakerAlert = (ctx: Context): void => closeAlone(ctx, rule)
