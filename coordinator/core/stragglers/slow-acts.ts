/**
 * What follows when a gang is slow or stuck ([SL6]): it stands on the job's row and is told; a host with a reading to show for it gets a
 * verdict, which quarantines it where that pays and the policy is to act, by health's own rules: drained by `swap`, within the breaker,
 * back by a check. A person accepts what is only proposed.
 */
import { limits } from '../../../shared/limits.ts'
import type { Evidence, Grade, VerdictRow } from '../../../shared/model/health.ts'
import type { JobRow } from '../../../shared/model/rows.ts'
import { isHostCause, type RankedCause, type SlowGang } from '../../../shared/model/slow.ts'
import { closeAlone, raiseAlone } from '../alerts/alone.ts'
import { isLive } from '../attempts.ts'
import { type Context, note, Refusal } from '../context.ts'
import { drainHost } from '../drains.ts'
import { findJob } from '../find-job.ts'
import { stuckFailure } from '../gangs/blame.ts'
import { failEpoch, stopEpoch } from '../gangs/gangs.ts'
import { silentNoMore } from '../gangs/silent.ts'
import { standingOn } from '../health.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'
import { conditionGone } from '../verdicts/recovery.ts'
import { faultFound, standing } from '../verdicts/verdicts.ts'
import { slowRule } from './host-causes.ts'
import type { GangPace } from './rank-pace.ts'
import { mayChangeShares, moveWork } from './share-acts.ts'
import { justMoved } from './slow-cost.ts'
import { mayActOnStuck } from './stuck.ts'

const ruleVersion = '1'
const alertRule = 'gang/slow'
const alertKey = (job: string): string => `${alertRule}\njob ${job}`

const blamed = ({ host, causes }: SlowGang): boolean => host !== null && isHostCause(causes[0]?.cause ?? 'unknown')

/** It is told where it says something else than before, or said it long ago. */
const isNews = (before: SlowGang | null | undefined, now: SlowGang): boolean =>
  before == null || wordOf(before) !== wordOf(now) || now.toldMs - before.toldMs >= limits.slowToldMs

const wordOf = (slow: SlowGang): string =>
  JSON.stringify([aboutOf(slow), slow.kind, slow.epoch, slow.choice, slow.proposed, slow.why === justMoved])

/** Who and why. Of several with nothing known against a host it does not matter which is the slowest just now. */
function aboutOf(slow: SlowGang): string {
  const { host, ranks, causes } = slow
  const who = blamed(slow) || ranks.length === 1 ? [host, ranks[0]] : [ranks.length > 1]
  return JSON.stringify([who, causes[0]?.cause])
}

export function toldSlow(ctx: Context, job: JobRow, pace: GangPace | undefined, now: SlowGang): void {
  const { state, nowMs } = ctx
  const before = job.slow
  if (isNews(before, now)) {
    state.jobs.patch(job.id, { slow: now })
    if (before == null || before.kind !== now.kind || before.epoch !== now.epoch || aboutOf(before) !== aboutOf(now))
      tell(ctx, job, before ?? null, now)
  }
  alert(ctx, job, now)
  if (!isOpen(now) || job.spec.policy?.slow !== 'act') return
  if (now.choice === 'share' && !mayChangeShares(job, nowMs)) return
  const ripe = now.kind === 'stuck' ? pace !== undefined && mayActOnStuck(pace, nowMs) : isRipe(now, nowMs)
  if (ripe) perform(ctx, job, now, 'policy', null)
}

/** Something can be done that was not yet. Moving work away does not end it: a swap may come after. */
const isOpen = ({ choice, acted }: SlowGang): boolean => choice === 'share' || (choice !== 'wait' && acted === null)

const isRipe = ({ sinceMs }: SlowGang, nowMs: number): boolean => nowMs - sinceMs >= limits.slowSettleMs

/** Its name, what is wrong and why. */
function textOf(state: State, job: JobRow, slow: SlowGang): string {
  const where = slow.host === null ? '' : ` (${hostNameOf(state, slow.host)})`
  const cause = slow.causes[0] as RankedCause
  const shown = cause.cause === 'unknown' ? 'cause unknown' : `${cause.cause}: ${cause.text}`
  return `${job.spec.name}: ${slow.text}${where}; ${shown}`
}

function tell(ctx: Context, job: JobRow, before: SlowGang | null, now: SlowGang): void {
  const { state } = ctx
  const text = textOf(state, job, now)
  const about = { job: job.id, ...(now.host === null ? {} : { host: now.host }) }
  note(ctx, 'warning', now.kind === 'stuck' ? 'gang-stuck' : 'straggler-named', text, about)
  if (before !== null && blamed(before) && before.host !== now.host)
    closeOn(ctx, before, 'it is not the slow one any more')
  if (blamed(now)) {
    closeAlone(ctx, alertKey(job.id))
    faultFound(ctx, faultOf(state, job, now, 'watch'))
  } else if (before !== null && blamed(before)) closeOn(ctx, before, 'another cause explains it')
}

/** What is no host's fault and known is for the job's owner, not for who is on call; what nobody can explain is, once it stays. */
function alert(ctx: Context, job: JobRow, now: SlowGang): void {
  const isUnknown = now.causes[0]?.cause === 'unknown' && isRipe(now, ctx.nowMs)
  if (blamed(now) || (!isUnknown && now.kind !== 'stuck')) return
  const title = textOf(ctx.state, job, now)
  const about = { key: alertKey(job.id), rule: alertRule, grade: 'watch' } as const
  raiseAlone(ctx, { ...about, title, labels: { rule: alertRule }, hosts: [] })
}

const ownVerdict = (state: State, { host, causes }: SlowGang): VerdictRow | undefined =>
  host === null
    ? undefined
    : standing(state, { host, source: 'pace', device: causes[0]?.device ?? 'host', rule: slowRule })

function closeOn(ctx: Context, slow: SlowGang, how: string): void {
  const verdict = ownVerdict(ctx.state, slow)
  if (verdict !== undefined) conditionGone(ctx, verdict.id, how)
}

function faultOf(state: State, job: JobRow, slow: SlowGang, grade: Grade) {
  const cause = slow.causes[0] as RankedCause
  return {
    host: slow.host as string,
    onPlace: false,
    source: 'pace',
    parent: null,
    rule: slowRule,
    ruleVersion,
    device: cause.device ?? 'host',
    grade,
    repair: 'inspect',
    text: `It slows ${textOf(state, job, slow)}`,
    evidence: [...cause.evidence, ...paceEvidence(job, slow)],
    place: {},
    times: 1,
  } as const
}

/** What the ranks themselves tell is evidence beside the reading. */
/** None where its ranks report no times. */
function paceEvidence(job: JobRow, { ranks, ratio, sum }: SlowGang): Evidence[] {
  const slowdown = ratio ?? sum?.slowdown
  if (slowdown === undefined) return []
  const labels = { job: job.id, ...(ranks[0] === undefined ? {} : { rank: String(ranks[0]) }) }
  const signal = 'own work of a step, to the median of the gang'
  return [{ signal, labels, value: Math.round(slowdown * 100) / 100, unit: '', ageMs: 0, limit: '1 if well' }]
}

/** Does what was chosen. `by`: a person, or the policy of the job. */
function perform(ctx: Context, job: JobRow, slow: SlowGang, by: string, person: string | null): string {
  const { state, nowMs } = ctx
  const why = `${slow.text}; ${slow.why}`.slice(0, 500)
  if (slow.choice === 'share') return share(ctx, job, slow, by)
  const what = slow.choice === 'restart' ? restart(ctx, job, why) : takeAway(ctx, job, slow, why, person)
  state.jobs.patch(job.id, { slow: { ...slow, acted: { atMs: nowMs, by, what } } })
  note(ctx, 'notice', 'slow-acted', `${job.spec.name}: ${what} (${by}): ${why}`, { job: job.id })
  return what
}

/** [SL8] what is left to be done about the host is found with the next round. */
function share(ctx: Context, job: JobRow, slow: SlowGang, by: string): string {
  const { state } = ctx
  const pace = paceKnown(state, job)
  if (pace === null) return 'nothing'
  const what = moveWork(ctx, job, pace, by)
  const moving = slow.sum?.moving == null ? {} : { moving: { ...slow.sum.moving, isMoved: true } }
  const sum = slow.sum === null ? null : { ...slow.sum, ...moving }
  state.jobs.patch(job.id, {
    slow: { ...slow, sum, choice: 'wait', proposed: false, why: justMoved },
  })
  note(ctx, 'notice', 'work-moved', `${job.spec.name}: ${what} (${by}): ${slow.text}`, { job: job.id })
  return what
}

/** Which ranks are slow by how much; null: this life of the coordinator has not seen enough. */
function paceKnown(state: State, { id, gang }: JobRow): GangPace | null {
  const pace = state.volatile.gangs.paces.get(id)
  return pace?.epoch === gang?.epoch && pace?.found?.kind === 'rank' ? pace : null
}

function restart(ctx: Context, job: JobRow, why: string): string {
  const sinceMs = ctx.state.volatile.gangs.paces.get(job.id)?.lastStepMs ?? null
  failEpoch(ctx, job.id, stuckFailure(ctx, job, why), sinceMs)
  return 'its epoch is stopped and launched again'
}

/** The host is quarantined, and the gang leaves it: for another one, or without. */
function takeAway(ctx: Context, job: JobRow, slow: SlowGang, why: string, person: string | null): string {
  const { state } = ctx
  const host = slow.host as string
  const name = hostNameOf(state, host)
  faultFound(ctx, faultOf(state, job, slow, 'degrade'))
  const drainOf = () => state.hosts.get(host)?.drain ?? null
  // A drain that lets work end by itself leaves the gang where it is.
  const moves = (): boolean => drainOf() !== null && (slow.choice === 'smaller' || drainOf()?.mode !== 'after')
  // A person's word does what health may not do now: the breaker has tripped, or draining is switched off.
  if (!moves() && person !== null) drainHost(ctx, host, { mode: 'swap', reason: why, deadlineMs: null }, person)
  if (!moves()) {
    const drain = drainOf()
    return drain === null
      ? `nothing: health may not take ${name} out of service now`
      : `nothing: ${drain.by} drains ${name} (${drain.mode}), which moves no gang`
  }
  if (slow.choice !== 'smaller') return `${name} is swapped and quarantined`
  stopEpoch(ctx, job.id, 'drained', why, host)
  return `it goes on without ${name}, which is quarantined`
}

/** A person accepts the proposal. */
export function actOnSlow(ctx: Context, idOrName: string, by: string): JobRow {
  const { state } = ctx
  const job = findJob(state, idOrName)
  const { slow } = job
  if (slow == null || !isLive(job) || job.gang?.phase !== 'running' || slow.epoch !== job.gang.epoch)
    throw new Refusal(
      'nothing-to-act-on',
      `${job.spec.name} is not slow as far as is known: only a running gang that \`millwright job ${job.id}\` shows as slow can be acted on`,
      'job',
    )
  if (slow.acted !== null && slow.choice !== 'share')
    throw new Refusal('nothing-to-act-on', `${job.spec.name}: ${slow.acted.what}, by ${slow.acted.by}`, 'job')
  if (slow.choice === 'wait') throw new Refusal('nothing-to-act-on', waitText(state, job, slow), 'job')
  if (slow.choice === 'share' && paceKnown(state, job) === null)
    throw new Refusal(
      'nothing-to-act-on',
      `${job.spec.name}: the coordinator has just begun and has not seen enough of its steps: try again in half a minute`,
      'job',
    )
  perform(ctx, job, slow, by, by)
  return state.jobs.must(job.id)
}

function waitText(state: State, job: JobRow, { why, change, host }: SlowGang): string {
  const anyway =
    host === null ? '' : `; to move it all the same: \`millwright drain ${hostNameOf(state, host)} --mode swap\``
  return `${job.spec.name}: waiting is best: ${why}; what would change that: ${change}${anyway}`
}

/** The gang keeps its pace again. */
export function steadyAgain(ctx: Context, job: JobRow): void {
  const { slow } = job
  if (slow == null) return
  ctx.state.jobs.patch(job.id, { slow: null })
  closeAlone(ctx, alertKey(job.id))
  if (slow.epoch === job.gang?.epoch) closeOn(ctx, slow, 'the gang keeps its pace again')
  note(ctx, 'info', 'gang-steady', `${job.spec.name}: keeps its pace again`, { job: job.id })
}

/** An attempt has left this host: what was said of the host's pace in a gang that is not there any more is over, and it can be checked. */
export function gangLeft(ctx: Context, host: string): void {
  const { state } = ctx
  for (const verdict of standingOn(state, host)) {
    if (verdict.source !== 'pace' || verdict.state !== 'open') continue
    const jobs = new Set(verdict.affects.jobs)
    const stays = [...(state.byHost.get(host) ?? [])].some((id) => jobs.has(state.attempts.must(id).job))
    if (!stays) conditionGone(ctx, verdict.id, 'the gang has left the host')
  }
}

/** The job has ended: nothing of its pace is kept, and nothing is told of it any more. */
export function gangEnded(ctx: Context, jobId: string): void {
  const { state } = ctx
  const job = state.jobs.get(jobId)
  if (job === undefined || job.gang === null) return
  state.volatile.gangs.paces.delete(jobId)
  state.volatile.gangs.unlike.delete(jobId)
  silentNoMore(ctx, jobId)
  ctx.effects.push({ kind: 'watch-gang', job: jobId })
  if (job.gang.shares != null) state.jobs.patch(jobId, { gang: { ...job.gang, shares: null } })
  if (job.slow == null) return
  closeAlone(ctx, alertKey(jobId))
  state.jobs.patch(jobId, { slow: null })
}
