/**
 * What to do, given what is wanted and what is there. Pure. Absence from the desired state never means stop: only an
 * entry of its own stops an attempt, and it carries its reason.
 */
import type { StopReason } from '../../shared/model/job.ts'
import type { Lease } from '../../shared/protocol/codec.ts'

/** An entry of the desired state, already checked. `leases`: shards lent with the attempt, for an array's task. */
export type Wanted =
  | { readonly attempt: string; readonly action: 'run'; readonly specJson: string; readonly leases: readonly Lease[] }
  | { readonly attempt: string; readonly action: 'stop'; readonly reason: StopReason; readonly graceMs: number }

export interface DesiredState {
  readonly attempts: readonly Wanted[]
  readonly forget: readonly string[]
}

export interface Actual {
  readonly attempt: string
  readonly phase: 'starting' | 'running' | 'ended'
  /** set once a stop was begun */
  readonly stopping: { readonly sinceMs: number; readonly graceMs: number } | null
  readonly forgotten: boolean
}

export type Action =
  | { readonly type: 'create'; readonly attempt: string; readonly specJson: string; readonly leases: readonly Lease[] }
  | { readonly type: 'stop'; readonly attempt: string; readonly reason: StopReason; readonly graceMs: number }
  /** the grace is over; said again until it has ended */
  | { readonly type: 'kill'; readonly attempt: string }
  /** asked to stop what never started here: say that it ended */
  | { readonly type: 'end-unstarted'; readonly attempt: string; readonly reason: StopReason }
  | { readonly type: 'forget'; readonly attempt: string }

export function reconcile(desired: DesiredState, actual: readonly Actual[], nowMs: number): Action[] {
  const held = new Map(actual.map((attempt) => [attempt.attempt, attempt]))
  const actions: Action[] = []
  for (const wanted of desired.attempts) {
    const here = held.get(wanted.attempt)
    if (wanted.action === 'run') {
      if (here !== undefined) continue
      const { attempt, specJson, leases } = wanted
      actions.push({ type: 'create', attempt, specJson, leases })
      continue
    }
    const { attempt, reason, graceMs } = wanted
    if (here === undefined) actions.push({ type: 'end-unstarted', attempt, reason })
    else if (here.phase !== 'ended' && here.stopping === null) actions.push({ type: 'stop', attempt, reason, graceMs })
  }
  for (const { attempt, phase, stopping } of actual) {
    if (phase === 'ended' || stopping === null) continue
    if (nowMs >= stopping.sinceMs + stopping.graceMs) actions.push({ type: 'kill', attempt })
  }
  for (const attempt of desired.forget) {
    const here = held.get(attempt)
    if (here?.phase === 'ended' && !here.forgotten) actions.push({ type: 'forget', attempt })
  }
  return actions
}
