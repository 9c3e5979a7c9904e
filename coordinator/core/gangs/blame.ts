/**
 * Who failed first (SPEC [RT2]). Ends arrive in no order: while an epoch is being stopped, one that explains it better takes the blame
 * from one that only shows that a peer was gone.
 */

import { exitRules } from '../../../shared/model/exits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { GangFailure, GangState } from '../../../shared/model/scheduling.ts'
import type { Context } from '../context.ts'
import { type End, endOf, endText, keptLines } from '../exits.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'
import { ranksPerHost } from './rendezvous.ts'

/** Why a whole epoch is stopped though none of it has failed. */
export type GangStop = 'preempted' | 'drained' | 'health-stop'

type Blamed = Omit<GangFailure, 'inARow' | 'same'>

/** Counted when the epoch has been stopped: until then it may change. */
const uncounted = { inARow: 1, same: 1 } as const

/** What its attempt's end makes of the epoch. */
export function failureOf(ctx: Context, job: JobRow, attempt: AttemptRow): GangFailure {
  const end = endOf(ctx.state, attempt, ctx.nowMs)
  // It was no success, and its record does not say why.
  const found = end.class === 'ok' ? 'unknown' : end.class
  const rank = rankOf(ctx.state, job, attempt, end)
  return { ...blamed(ctx, job, { ...end, class: found, rank }, attempt), ...uncounted }
}

/** A member is given up: nobody saw its end. Without an attempt: its host was gone before it was launched there. */
export function lostFailure(ctx: Context, job: JobRow, attempt: AttemptRow | null, why: string): GangFailure {
  const end: End = { class: 'lost-host', rank: null, code: null, signal: null, lines: [why] }
  return { ...blamed(ctx, job, end, attempt), ...uncounted }
}

/** A member could not begin there. */
export function unstartedFailure(ctx: Context, job: JobRow, attempt: AttemptRow, why: string): GangFailure {
  const end: End = { class: 'launch-failed', rank: null, code: null, signal: null, lines: [why] }
  return { ...blamed(ctx, job, end, attempt), ...uncounted }
}

/** The epoch is stopped by a decision of ours: `host` null where nobody's device or process is the cause. */
export function stopFailure(
  ctx: Context,
  job: JobRow,
  reason: GangStop,
  why: string,
  host: string | null,
): GangFailure {
  const found = reason === 'health-stop' ? 'gpu-fault' : 'preempted'
  const end: End = { class: found, rank: null, code: null, signal: null, lines: [why] }
  return { ...blamed(ctx, job, end, null), host, ...uncounted }
}

/** No rank steps any more, and nobody has failed. */
export function stuckFailure(ctx: Context, job: JobRow, why: string): GangFailure {
  const end: End = { class: 'unknown', rank: null, code: null, signal: null, lines: [why] }
  return { ...blamed(ctx, job, end, null), ...uncounted }
}

function blamed(ctx: Context, job: JobRow, end: End, attempt: AttemptRow | null): Blamed {
  const { epoch, sinceMs, phase } = job.gang as GangState
  return {
    class: end.class,
    epoch,
    host: attempt?.host ?? null,
    attempt: attempt?.id ?? null,
    rank: end.rank,
    code: end.code,
    signal: end.signal,
    lines: keptLines(end.lines),
    atMs: ctx.nowMs,
    ranMs: phase === 'running' ? ctx.nowMs - sinceMs : 0,
    step: lastStep(ctx.state, job),
  }
}

/** The rank that the record names; else that of a member which has one rank only. */
function rankOf(state: State, job: JobRow, attempt: AttemptRow, end: End): number | null {
  if (end.rank !== null) return end.rank
  return ranksPerHost(job.spec) === 1 ? (state.tasks.get(attempt.task)?.rank ?? null) : null
}

/** The newest step that any rank of the epoch has reported in this life of the coordinator. */
function lastStep(state: State, job: JobRow): number | null {
  let last: number | null = null
  const index = state.index.get(job.id)
  for (const ids of [index?.attempts ?? [], index?.endedAttempts ?? []])
    for (const id of ids) {
      const step = state.volatile.lastSteps.get(id)
      if (step === undefined || state.attempts.get(id)?.epoch !== job.gang?.epoch) continue
      last = Math.max(last ?? 0, step)
    }
  return last
}

/** Ends that say nothing of who failed. */
const blameless: ReadonlySet<string> = new Set(['network', 'ok', 'stopped', 'preempted', 'cancelled'])

/**
 * While the epoch is stopped another end is learnt of. Who says that it is not to be run again is heard, whatever else failed ([RT5]). A rank
 * that noticed a dead peer does not hold the blame against one that failed in another way; nor does anybody against a host that was silent
 * since before (`silentSinceMs`). Else what was learnt first was first.
 */
export function takesBlame(before: GangFailure, other: GangFailure, silentSinceMs: number | null = null): boolean {
  if (before.class === 'do-not-retry' || other.class === 'do-not-retry') return before.class !== 'do-not-retry'
  if (before.class === 'preempted' || before.class === 'gpu-fault' || blameless.has(other.class)) return false
  return before.class === 'network' || (silentSinceMs !== null && silentSinceMs < before.atMs)
}

/** The epoch is the same: when it was learnt of, and how far it had come, stays. */
export const blamedInstead = ({ atMs, ranMs, step }: GangFailure, other: GangFailure): GangFailure => ({
  ...other,
  atMs,
  ranMs,
  step,
})

/** "rank 3 on h02 (a-1-9) failed first, out of memory: exit code 1: CUDA out of memory". */
export function failureText(state: State, { class: of, rank, host, attempt, ...end }: GangFailure): string {
  // Stopped by a decision of ours, whose words name the host.
  if (attempt === null || host === null) return end.lines.at(-1) ?? ''
  const who = `${rank === null ? attempt : `rank ${rank} (${attempt})`} on ${hostNameOf(state, host)}`
  const how = endText({ class: of, ...end })
  return `${who}: ${exitRules[of].words}${how === '' ? '' : `: ${how}`}`
}
