/** Where a host stands: what it has of faults, on its row ([HF1] sessions), and the policy about all of them. */
import {
  type BreakerState,
  defaultHealthPolicy,
  type Grade,
  grades,
  type HealthPolicy,
  type HostHealth,
  type VerdictRow,
  well,
} from '../../shared/model/health.ts'
import type { HostRow, SettingsRow } from '../../shared/model/rows.ts'
import type { Context } from './context.ts'
import { touchHost } from './context.ts'
import type { State } from './state.ts'

export const healthOf = (host: HostRow | undefined): HostHealth => host?.health ?? well

export function setHealth(ctx: Context, host: string, fields: Partial<HostHealth>): void {
  const row = ctx.state.hosts.get(host)
  if (row !== undefined) ctx.state.hosts.patch(host, { health: { ...healthOf(row), ...fields } })
}

export const policyOf = (state: State): HealthPolicy => state.settings.get('settings')?.health ?? defaultHealthPolicy

const closedBreaker: BreakerState = { trippedMs: null, reason: '', hosts: [], reset: null }

export const breakerOf = (state: State): BreakerState => state.settings.get('settings')?.breaker ?? closedBreaker

export function setSettings(ctx: Context, fields: Partial<Omit<SettingsRow, 'v'>>): void {
  const { settings } = ctx.state
  const before = settings.get('settings') ?? { v: 1 as const, spares: { perLeaf: 0, unit: 'hosts' as const } }
  settings.put('settings', { ...before, ...fields })
}

export const rankOf = (grade: Grade | null): number => (grade === null ? -1 : grades.indexOf(grade))

/** What takes a host out of service; a `watch` is told only. */
export const isSerious = ({ grade }: Pick<VerdictRow, 'grade'>): boolean => grade !== 'watch'

/** Verdicts about the host that are not closed, oldest first. */
export function standingOn(state: State, host: string): VerdictRow[] {
  return [...(state.faults.byHost.get(host) ?? [])].map((id) => state.verdicts.must(id))
}

/** The worst of what stands, kept on the host's row. */
export function settleGrade(ctx: Context, host: string): void {
  let grade: Grade | null = null
  for (const verdict of standingOn(ctx.state, host)) if (rankOf(verdict.grade) > rankOf(grade)) grade = verdict.grade
  if (healthOf(ctx.state.hosts.get(host)).grade !== grade) setHealth(ctx, host, { grade })
}

/** [HF1] a new fault: a recovery that began before it has nothing to say any more. Returns the session. */
export function beginSession(ctx: Context, host: string): number {
  const { state } = ctx
  const health = healthOf(state.hosts.get(host))
  if (health.check !== null) touchHost(ctx, host)
  state.deadlines.clear('host-check', host)
  state.deadlines.clear('check-again', host)
  const session = health.session + 1
  setHealth(ctx, host, { session, check: null, failedChecks: 0, nextCheckMs: null })
  return session
}
