/**
 * The way back from an epoch that ended early, measured in parts (SPEC [RT7]). Each part ends where the next begins, so that they add up;
 * what is not known is left out, never 0. Times are the coordinator's, but for `detect` of a process that ended, which its host dates.
 */
import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type {
  GangFailure,
  GangState,
  Recovery,
  RecoveryPart,
  RecoverySums,
  Rung,
} from '../../../shared/model/scheduling.ts'
import type { StepReport } from '../../../shared/protocol/codec.ts'
import type { Context } from '../context.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'

const noSums: RecoverySums = { count: 0, parts: {} }

/** `sinceMs`: when it really failed, as far as that is known. */
export function beginRecovery(
  ctx: Context,
  gang: GangState,
  failure: GangFailure,
  sinceMs: number | null,
): Partial<GangState> {
  const recovery: Recovery = {
    epoch: gang.epoch,
    class: failure.class,
    size: gang.size,
    rung: null,
    queued: false,
    left: [],
    leftCount: 0,
    parts: {},
    markMs: sinceMs ?? ctx.nowMs,
  }
  const begun = { ...gang, recovery }
  return sinceMs === null ? { recovery } : partOver(begun, 'detect', ctx.nowMs)
}

/** The part is over now; once. Fields of the gang, {} when nothing changes. */
export function partOver(gang: GangState, part: RecoveryPart, nowMs: number): Partial<GangState> {
  const { recovery } = gang
  if (recovery == null || recovery.parts[part] !== undefined) return {}
  const ms = Math.max(0, nowMs - recovery.markMs)
  const { count, parts } = gang.recovered ?? noSums
  const sum = parts[part] ?? { ms: 0, of: 0 }
  return {
    recovery: { ...recovery, parts: { ...recovery.parts, [part]: ms }, markMs: nowMs },
    recovered: { count, parts: { ...parts, [part]: { ms: sum.ms + ms, of: sum.of + 1 } } },
  }
}

/** When a process ended, by its host's clock; null where that cannot be: the clocks are too far apart. */
export function endedMs(attempt: AttemptRow, nowMs: number): number | null {
  const atMs = attempt.exit?.endedHostMs ?? 0
  return atMs > 0 && atMs > nowMs - limits.detectMaxMs && atMs <= nowMs ? atMs : null
}

/** The gang gives a host up on its way. */
export function hostLeft(state: State, gang: GangState, host: string): Partial<GangState> {
  const { recovery } = gang
  if (recovery == null || recovery.rung !== null) return {}
  const name = hostNameOf(state, host)
  const left = recovery.left.length < limits.leftHostsNamed ? [...recovery.left, name] : recovery.left
  return { recovery: { ...recovery, left, leftCount: recovery.leftCount + 1 } }
}

/** All hosts are given back: the next launch is from the queue. */
export const gaveAllBack = ({ recovery }: GangState): Partial<GangState> =>
  recovery == null || recovery.rung !== null ? {} : { recovery: { ...recovery, queued: true } }

/** It is launched again, on so many hosts: by which rung of the ladder. */
export function launchedAgain(gang: GangState, size: number, nowMs: number): Partial<GangState> {
  if (gang.recovery == null || gang.recovery.rung !== null) return {}
  const waited = { ...gang, ...partOver(gang, 'wait', nowMs) }
  const recovery = waited.recovery as Recovery
  const { count, parts } = waited.recovered ?? noSums
  return { recovery: { ...recovery, rung: rungOf(recovery, size) }, recovered: { count: count + 1, parts } }
}

function rungOf({ queued, size: before, leftCount }: Recovery, size: number): Rung {
  if (queued) return 'queued'
  if (size < before) return 'smaller'
  return leftCount > 0 ? 'swapped' : 'in-place'
}

/** A member runs: when it was the last one, the epoch is relaunched, and what kept earlier ones from starting is over ([Q2]). */
export function memberStarted(ctx: Context, { job: jobId, epoch }: AttemptRow): void {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  if (job === undefined || job.gang?.phase !== 'running' || job.gang.epoch !== epoch) return
  const { recovery } = job.gang
  const isRelaunched = recovery != null && recovery.parts.relaunch === undefined
  if (!isRelaunched && job.launch.last === null) return
  for (const id of state.index.get(jobId)?.attempts ?? []) if (state.attempts.must(id).state === 'placed') return
  if (job.launch.last !== null) state.jobs.patch(jobId, { launch: { ...job.launch, failures: 0, last: null } })
  if (isRelaunched) over(ctx, job, 'relaunch', ctx.nowMs)
}

/** A rank has stepped: the first of a relaunched epoch ends its recovery. When the checkpoint had been read is told with it, where the rank says so. */
export function memberStepped(ctx: Context, { job: jobId, epoch }: AttemptRow, report: StepReport): void {
  const { state, nowMs } = ctx
  const job = state.jobs.get(jobId)
  if (job?.gang?.recovery == null || job.gang.phase !== 'running' || job.gang.epoch !== epoch) return
  const { parts, markMs } = job.gang.recovery
  if (parts.relaunch === undefined || parts['first-step'] !== undefined) return
  const { ageMs, firstAgeMs, restoredAgeMs } = report
  const firstMs = Math.max(markMs, nowMs - (firstAgeMs || ageMs || 0))
  if (restoredAgeMs) over(ctx, job, 'restore', Math.min(firstMs, Math.max(markMs, nowMs - restoredAgeMs)))
  over(ctx, state.jobs.must(jobId), 'first-step', firstMs)
}

function over({ state }: Context, { id, gang }: JobRow, part: RecoveryPart, atMs: number): void {
  state.jobs.patch(id, { gang: { ...(gang as GangState), ...partOver(gang as GangState, part, atMs) } })
}
