/**
 * Slow and stuck ranks of gangs, in `step`: digests are taken, rounds judged, causes ranked, the cost summed up ([SL1]…[SL7]). What is found
 * stands on the job's row; what is done about it is in `slow-acts.ts`.
 */
import { limits } from '../../../shared/limits.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { isHostCause, type RankedCause, type SlowGang, type SlowSum, type Unlike } from '../../../shared/model/slow.ts'
import type { StepReport } from '../../../shared/protocol/codec.ts'
import { isLive } from '../attempts.ts'
import type { Context } from '../context.ts'
import { getOrMake } from '../get-or-make.ts'
import { leastHostsOf } from '../job-terms.ts'
import type { State } from '../state.ts'
import { costsOf, runningOf, runs } from './gang-facts.ts'
import { causesOnHost } from './host-causes.ts'
import { closeRound, type GangPace, newPace, type RankPace, roundIsWhole, takeReport } from './rank-pace.ts'
import { least } from './robust.ts'
import { isOfTheWork, isSettling, keepShares, movingFor } from './share-acts.ts'
import { steadyAgain, toldSlow } from './slow-acts.ts'
import { chooseFor, sumOf } from './slow-cost.ts'
import { earlyRounds, judgePace, type Slowness } from './slowness.ts'
import { judgeStuck } from './stuck.ts'

/** A rank's report of one digest; `atMs`: when it stepped last. */
export function noteSteps(ctx: Context, attempt: AttemptRow, report: StepReport, atMs: number): void {
  const { jobs, volatile } = ctx.state
  const job = jobs.get(attempt.job)
  // what it still says while it is being stopped would be kept for ever
  if (job === undefined || !isLive(job)) return
  const { paces } = volatile.gangs
  let pace = paces.get(attempt.job)
  if (pace !== undefined && attempt.epoch < pace.epoch) return
  if (pace === undefined || attempt.epoch > pace.epoch) {
    pace = newPace(attempt.epoch, ctx.nowMs, job.gang?.longestPauseMs)
    paces.set(attempt.job, pace)
  }
  takeReport(pace, attempt.id, attempt.host, report, atMs)
  keepPause(ctx, job, pace)
}

/** A validation of 20 minutes is no hang, after a restart of the gang or of the coordinator either. */
function keepPause({ state }: Context, { id, gang }: JobRow, { longestGapMs }: GangPace): void {
  if (gang === null || longestGapMs < limits.pauseKeptMs || longestGapMs < 1.1 * (gang.longestPauseMs ?? 0)) return
  state.jobs.patch(id, { gang: { ...gang, longestPauseMs: longestGapMs } })
}

/** After a digest with steps of these jobs. */
export function judgeGangs(ctx: Context, jobs: Iterable<string>): void {
  const { state, nowMs } = ctx
  for (const id of jobs) {
    const job = state.jobs.get(id)
    const pace = job === undefined ? undefined : paceOf(state, job)
    if (job === undefined || pace === undefined || !runs(job)) continue
    const whole = roundIsWhole(pace, job.gang?.size ?? 0, nowMs)
    if (!whole && nowMs - pace.lookedMs < limits.digestMs) continue
    pace.lookedMs = nowMs
    if (whole) {
      closeRound(pace, nowMs)
      pace.found = judgePace(pace, nowMs)
    }
    const slow = judge(ctx, job, pace)
    if (slow?.kind !== 'stuck') keepShares(ctx, id, pace, slow)
  }
}

/** What the hosts of a gang say among each other has changed, or is told again. */
export function gangCompared(ctx: Context, jobId: string, host: string, unlike: readonly Unlike[]): void {
  const { state, nowMs } = ctx
  const job = state.jobs.get(jobId)
  if (job === undefined || !runs(job)) return
  const byHost = getOrMake(state.volatile.gangs.unlike, jobId, () => new Map())
  if (unlike.length === 0) byHost.delete(host)
  else byHost.set(host, { atMs: nowMs, unlike: unlike.slice(0, limits.unlikePerHost) })
  judge(ctx, job, paceOf(state, job))
}

/** Of the launch that runs; undefined: nothing was told of its steps yet. */
function paceOf(state: State, job: JobRow): GangPace | undefined {
  const pace = state.volatile.gangs.paces.get(job.id)
  return pace?.epoch === job.gang?.epoch ? pace : undefined
}

function judge(ctx: Context, job: JobRow, pace: GangPace | undefined): SlowGang | null {
  const { state, nowMs } = ctx
  const stuck = pace === undefined ? null : judgeStuck(pace, nowMs)
  const found = stuck ?? pace?.found ?? unlikeAlone(state, job, pace)
  const before = job.slow != null && job.slow.epoch === job.gang?.epoch ? job.slow : null
  if (found === null) {
    if (job.slow != null && !isEarly(job, pace)) steadyAgain(ctx, job)
    return null
  }
  const slow = slowGang(ctx, job, pace, found, before)
  toldSlow(ctx, job, pace, slow)
  return slow
}

/** A life of the coordinator that began meanwhile has not seen enough to say that it is over. */
const isEarly = ({ slow, gang }: JobRow, pace: GangPace | undefined): boolean =>
  slow?.epoch === gang?.epoch && slow?.kind !== 'unlike' && (pace?.rounds.length ?? 0) < earlyRounds

/** What a gang is blamed for that tells nothing of its steps: a device with a grave reading, or several. */
const grave = 0.7

function unlikeAlone(state: State, job: JobRow, pace: GangPace | undefined): Slowness | null {
  if (pace !== undefined && pace.rounds.length > 0) return null
  const gravest = ([, { unlike }]: Told): number => Math.max(0, ...unlike.map(({ weight }) => weight))
  const told = [...(state.volatile.gangs.unlike.get(job.id) ?? [])].filter((each) => gravest(each) >= grave)
  told.sort((a, b) => gravest(b) - gravest(a) || (a[0] < b[0] ? -1 : 1))
  const [worst] = told
  if (worst === undefined) return null
  const slowest = Math.max(0, ...worst[1].unlike.map(({ ratio }) => ratio ?? 0))
  // which one is blamed is ranked with all that is known of them
  const text = 'its ranks report no times; one of its hosts is unlike the others'
  return { kind: 'unlike', ranks: [], ratio: slowest || null, slowdown: slowest || null, text, others: [] }
}

type Told = readonly [string, { readonly unlike: readonly Unlike[] }]

function slowGang(
  ctx: Context,
  job: JobRow,
  pace: GangPace | undefined,
  found: Slowness,
  before: SlowGang | null,
): SlowGang {
  const { state, nowMs } = ctx
  const { host, causes } = ranked(state, job, found, nowMs)
  const cause = causes[0] as RankedCause
  const blamed = host !== null && isHostCause(cause.cause)
  const isSame = before !== null && before.kind === found.kind && isOfSame(before, found)
  const sinceMs = isSame ? before.sinceMs : nowMs
  const moving = isOfTheWork({ causes }) ? null : movingFor(job, found, pace)
  const about = { slowdown: found.slowdown ?? 1, stays: staysBy(cause), sinceMs, host: blamed ? host : null, moving }
  const costs = costsOf(state, job, pace, about, nowMs)
  const sum: SlowSum | null = found.slowdown === null && found.kind !== 'stuck' ? null : sumOf(costsFor(found, costs))
  // Stuck, it may be acted on though it was when it was only slow.
  const acted = isSame || found.kind !== 'stuck' ? (before?.acted ?? null) : null
  const { choice, why, change } = chooseFor(found.kind, sum, {
    blamed,
    canShrink: costs.hosts - 1 >= leastHostsOf(job.spec),
    hosts: costs.hosts,
    untried: acted === null,
    settling: isSettling(job, pace),
  })
  const policy = job.spec.policy?.slow ?? 'ask'
  return {
    kind: found.kind,
    epoch: job.gang?.epoch ?? 0,
    sinceMs,
    toldMs: nowMs,
    ranks: found.ranks.slice(0, limits.slowRanks).map(({ rank }) => rank),
    host: blamed ? host : (found.ranks[0]?.host ?? null),
    ratio: found.ratio,
    text: found.text,
    causes: causes.slice(0, limits.slowCauses),
    sum,
    choice,
    why,
    change,
    proposed: policy !== 'watch' && choice !== 'wait',
    acted,
  }
}

/** The slowest is one of those that were slow before. */
const isOfSame = ({ ranks }: SlowGang, found: Slowness): boolean =>
  found.ranks.length === 0 || ranks.some((rank) => rank === found.ranks[0]?.rank)

/** Nothing is done while it is stuck: all of the gang is lost. */
const stuckSlowdown = 1_000

const costsFor = (found: Slowness, costs: Parameters<typeof sumOf>[0]): Parameters<typeof sumOf>[0] =>
  found.kind === 'stuck' ? { ...costs, slowdown: stuckSlowdown } : costs

/** What comes from outside the hardware may pass. */
const passing: ReadonlySet<string> = new Set(['cpu-steal', 'memory-pressure', 'io-pressure', 'unknown'])
const staysBy = ({ cause }: RankedCause): boolean => !passing.has(cause)

const unknown: RankedCause = {
  cause: 'unknown',
  score: 0.1,
  device: null,
  text: 'no reading of a host explains it, nor does what the ranks tell',
  evidence: [],
}

/** Causes of hosts need no more than this to be told; blamed is a host only where such a one comes first. */
const leastScore = 0.3

/** Best first, and the host that the best of them is about. */
function ranked(
  state: State,
  job: JobRow,
  { kind, ranks, ratio, others }: Slowness,
  nowMs: number,
): { readonly host: string | null; readonly causes: readonly RankedCause[] } {
  const attempts = runningOf(state, job)
  const named = new Set(ranks.map(({ host }) => host))
  const looked =
    kind === 'rank' || (kind === 'stuck' && named.size > 0) ? attempts.filter((each) => named.has(each.host)) : attempts
  let best: { readonly host: string; readonly causes: readonly RankedCause[] } | undefined
  for (const attempt of kind === 'uneven' || kind === 'pause' ? [] : looked) {
    const { host } = attempt
    const all = causesOnHost(state, job.id, host, gpusOf(state, attempt, ranks), ratio, nowMs)
    const causes = all.filter(({ cause }) => kind !== 'link' || betweenHosts.has(cause))
    if (causes.length > 0 && (best === undefined || (causes[0]?.score ?? 0) > (best.causes[0]?.score ?? 0)))
      best = { host, causes }
  }
  const all = [...(best?.causes ?? []), ...others, unknown]
  all.sort((a, b) => scoreOf(b) - scoreOf(a))
  return { host: best?.host ?? null, causes: all }
}

/** Those of the slow ranks there, where each rank has a GPU of its own; else all of the attempt's. */
function gpusOf(state: State, { id, job, grant }: AttemptRow, slow: readonly RankPace[]): readonly string[] {
  const there = [...(state.volatile.gangs.paces.get(job)?.ranks.values() ?? [])].filter(({ attempt }) => attempt === id)
  const mine = slow.filter(({ attempt }) => attempt === id)
  if (mine.length === 0 || there.length !== grant.gpus.length) return grant.gpus
  const first = least(there.map(({ rank }) => rank))
  return mine.flatMap(({ rank }) => grant.gpus[rank - first] ?? [])
}

/** What slows down what ranks send each other. */
const betweenHosts: ReadonlySet<string> = new Set(['fabric', 'nvlink', 'pcie'])

/** A reading too weak to blame a host comes after "unknown". */
const scoreOf = ({ cause, score }: RankedCause): number =>
  isHostCause(cause) && score < leastScore ? score * unknown.score : score
