/**
 * The guard against mass silence (SPEC [H6]; spur#624, Kubernetes' 55 % rule): when more than a set share of the hosts is silent at
 * once, the coordinator is more likely deaf than they are dead. Then nothing is called unreachable or lost. After a start every host
 * gets limits.startGraceMs to be heard first.
 */
import { limits } from '../../shared/limits.ts'
import { type Context, note } from './context.ts'
import { releaseLeases } from './leases.ts'
import { livenessOf } from './liveness.ts'
import { refreshQueue } from './placement/wants.ts'
import type { State } from './state.ts'

function silentHosts(state: State): { silent: number; known: number } {
  let silent = 0
  let known = 0
  for (const row of state.liveness.values()) {
    if (state.hosts.get(row.host)?.confirmedLost === true) continue
    known++
    if (row.state !== 'connected') silent++
  }
  return { silent, known }
}

/** True while nothing may be called unreachable or lost. */
export function massSilence(ctx: Context): boolean {
  const { state, nowMs } = ctx
  const { silent, known } = silentHosts(state)
  // One or two hosts are no mass; their silence is judged one by one.
  if (silent < 3 || silent * 100 <= known * limits.massSilencePercent) return false
  if (nowMs - state.volatile.massNotedMs > limits.startGraceMs) {
    state.volatile.massNotedMs = nowMs
    note(
      ctx,
      'critical',
      'mass-silence',
      `${silent} of ${known} hosts are silent at once: the coordinator or its network is taken to be the cause, nothing is given up. If they are really dead: millwright confirm-lost HOST`,
    )
  }
  return true
}

/** One slice of lending an unreachable host's shards again ([H2]); true when there is more. Nothing is taken of one that was heard since. */
export function takeLeasesSlice(ctx: Context, host: string): boolean {
  const { state } = ctx
  if (livenessOf(state, host) !== 'unreachable') return false
  let budget = limits.leaseHoldersPerSlice
  for (const id of state.byHost.get(host) ?? []) {
    const attempt = state.attempts.must(id)
    if (attempt.leases.length === 0) continue
    if (budget-- <= 0) return true
    releaseLeases(ctx, attempt)
    refreshQueue(ctx, attempt.job)
    ctx.reactions.push({ kind: 'shards-wanted', job: attempt.job })
  }
  return false
}
