/** The one door into state: `step(state, input, nowMs) → effects`. Dispatches, then lets the nouns react to each other; no I/O, no clock. */

import type { Millis } from '../../shared/clock.ts'
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { silenceOver } from './alerts/requests.ts'
import { alertDue } from './alerts/sending.ts'
import { attemptStarted, endAttempt } from './attempts.ts'
import { checkpointDone } from './checkpoints/register.ts'
import { checkpointsDeleted } from './checkpoints/retention.ts'
import { type Context, type Reaction, Refusal, wantPlacement } from './context.ts'
import type { DeadlineKind } from './deadlines.ts'
import { jobEndedForDependents } from './dependencies.ts'
import { diskOver } from './disk-use.ts'
import { leaseRequested, serveHungry } from './dispenser.ts'
import { drainDone, drainOverdue } from './drains.ts'
import type { Effect } from './effects.ts'
import { finishGraceOver } from './end-tasks.ts'
import { epilogEnded } from './epilogs.ts'
import { foreignEnded } from './foreign.ts'
import { fenceOver } from './gangs/fence.ts'
import { memberEnded, woundedTooLong } from './gangs/gangs.ts'
import { gpuHandles } from './gpu-release.ts'
import {
  hostConnected,
  hostDisconnected,
  hostSeen,
  hostSilent,
  inventoryChanged,
  markSeen,
  topologyLoaded,
} from './hosts.ts'
import type { FactBody, Input } from './inputs.ts'
import { failJob, timeIsOver, trimJobs } from './jobs.ts'
import { hostBackoffOver } from './launches.ts'
import { hostFailed } from './lemons.ts'
import { continueLongWork } from './long-work.ts'
import { outboxDone } from './outbox-done.ts'
import { monitorReported } from './pipelines/monitor.ts'
import { startRetrain } from './pipelines/pipelines.ts'
import { jobEndedForRuns } from './pipelines/runs.ts'
import { schedule } from './placement/pass.ts'
import { refreshQueue } from './placement/wants.ts'
import { tickShares } from './quotas.ts'
import { handleRequest } from './requests.ts'
import { takeResults } from './results.ts'
import { jobEndedForSweep } from './retention.ts'
import { replicaChanged, replicaState } from './services.ts'
import { changedRows, type State } from './state.ts'
import { gangEnded, gangLeft } from './stragglers/slow-acts.ts'
import { gangCompared } from './stragglers/slow-gangs.ts'
import { attemptsLeft, findingsMade, kernelEvents, verdictDue } from './verdicts/findings.ts'
import { judgeLeaks } from './verdicts/leaks.ts'
import { placeChanged } from './verdicts/places.ts'
import { checkAgain, checkDone, checkOverdue } from './verdicts/recovery.ts'

export function step(state: State, input: Input, nowMs: Millis): readonly Effect[] {
  try {
    return stepWith(state, nowMs, (ctx) => dispatch(ctx, input))
  } catch (error) {
    if (!(error instanceof Refusal) || input.kind !== 'request') throw error
    const { code, message, field } = error
    return [{ kind: 'answer-error', code, detail: message, ...(field === undefined ? {} : { field }) }]
  }
}

/** A step in which `act` happens: for forks, where what is assumed is no input (a batch job whose shards are taken as done). */
export function stepWith(state: State, nowMs: Millis, act: (ctx: Context) => void): readonly Effect[] {
  const ctx: Context = { state, nowMs, effects: [], reactions: [] }
  act(ctx)
  settle(ctx)
  return ctx.effects
}

function dispatch(ctx: Context, input: Input): void {
  switch (input.kind) {
    case 'request':
      return handleRequest(ctx, input)
    case 'host-connected':
      return hostConnected(ctx, input)
    case 'host-disconnected':
      return hostDisconnected(ctx, input.host, input.connection)
    case 'host-seen':
      return hostSeen(ctx, input)
    case 'fact-received':
      return factReceived(ctx, input)
    case 'lease-requested':
      return leaseRequested(ctx, input.host, input.attempt, input.want, input.whole)
    case 'ticked':
      return ticked(ctx, input.lateMs)
    case 'continued':
      return continued(ctx)
    case 'findings-made':
      return findingsMade(ctx, input.host, input.findings)
    case 'gang-compared':
      return gangCompared(ctx, input.job, input.host, input.unlike)
    case 'topology-loaded':
      return topologyLoaded(ctx, input.rules)
    case 'effect-done':
      return outboxDone(ctx, input.id, input.value)
    default:
      return assertNever(input, 'input')
  }
}

/** [W2] a fact counts once: its number is kept in the host's row in the same commit. */
function factReceived(ctx: Context, input: Input & { kind: 'fact-received' }): void {
  const { state } = ctx
  const sync = state.hostSync.get(input.host)
  if (sync === undefined || sync.spool !== input.spool) return
  markSeen(ctx, input.host)
  if (input.number > sync.lastFact) {
    state.hostSync.patch(input.host, { lastFact: input.number })
    takeFact(ctx, input.host, input.fact)
  }
  ctx.effects.push({
    kind: 'acknowledge-facts',
    host: input.host,
    spool: input.spool,
    number: Math.max(input.number, sync.lastFact),
  })
}

function takeFact(ctx: Context, host: string, fact: FactBody): void {
  const attempt = 'attempt' in fact ? ctx.state.attempts.get(fact.attempt) : undefined
  if ('attempt' in fact && (attempt === undefined || attempt.host !== host)) {
    if (fact.kind === 'attempt-ended') foreignEnded(ctx, host, fact.attempt)
    return
  }
  switch (fact.kind) {
    case 'attempt-started':
      return attemptStarted(ctx, attempt!, fact.pid)
    case 'attempt-ended':
      return endAttempt(ctx, attempt!, fact.exit)
    case 'shard-results':
      return takeResults(ctx, fact.attempt, fact.results)
    case 'replica-state':
      return replicaState(ctx, attempt!, fact.ready, fact.reason)
    case 'checkpoint-done':
      return checkpointDone(ctx, attempt!, fact)
    case 'checkpoints-deleted':
      return checkpointsDeleted(ctx, host, fact.checkpoints)
    case 'spool-reset':
      return
    case 'inventory-changed':
      return inventoryChanged(ctx, host, fact.inventoryJson)
    case 'kernel-events':
      return kernelEvents(ctx, host, fact.events)
    case 'disk-over':
      return diskOver(ctx, attempt!, fact.usedMb)
    case 'gpu-handles':
      return gpuHandles(ctx, host, fact)
    case 'check-done':
      return checkDone(ctx, host, fact.check, fact.ok, fact.report)
    default:
      return assertNever(fact, 'fact')
  }
}

/** [T2] a tick that is late moves the deadlines of silence first: the coordinator slept, the hosts did not. */
function ticked(ctx: Context, lateMs: number): void {
  const { deadlines } = ctx.state
  const before = changedRows(ctx.state)
  if (lateMs > 2 * limits.tickMs)
    for (const kind of ['host-silent', 'gang-fence'] as const) deadlines.shift(kind, lateMs)
  for (let taken = 0; taken < limits.deadlinesPerTick; taken++) {
    const due = deadlines.takeDue(ctx.nowMs)
    if (due === undefined) return
    deadlineDue(ctx, due.kind, due.id)
    // The rest is due at the next tick.
    if (changedRows(ctx.state) - before >= limits.rowsPerStep / 4) return
  }
  ctx.state.volatile.wanted.more = true
}

function deadlineDue(ctx: Context, kind: DeadlineKind, id: string): void {
  const { state } = ctx
  switch (kind) {
    case 'host-silent':
      return hostSilent(ctx, id)
    case 'host-backoff':
      return hostBackoffOver(ctx, id)
    case 'drain':
      return drainOverdue(ctx, id)
    case 'task-ready': {
      const task = state.tasks.get(id)
      return task === undefined ? undefined : refreshQueue(ctx, task.job)
    }
    case 'job-ready':
      return refreshQueue(ctx, id)
    case 'job-time-limit':
      return timeIsOver(ctx, id)
    case 'speculate':
      return void ctx.reactions.push({ kind: 'shards-wanted', job: id })
    case 'finish-grace':
      return finishGraceOver(ctx, id)
    case 'gang-fence':
      return fenceOver(ctx, id)
    case 'gang-wounded':
      return woundedTooLong(ctx, id)
    case 'host-check':
      return checkOverdue(ctx, id)
    case 'check-again':
      return checkAgain(ctx, id)
    case 'verdict':
      return verdictDue(ctx, id)
    case 'alert':
      return alertDue(ctx, id)
    case 'silence':
      return silenceOver(ctx, id)
    case 'full-pass':
      return wantPlacement(ctx)
    case 'shares':
      // A slice a tick: due now, it would come again in this one.
      state.deadlines.set('shares', 'all', ctx.nowMs + (tickShares(ctx) ? 1 : limits.shareTickMs))
      return
    default:
      return assertNever(kind, 'deadline')
  }
}

/** Long work and placement go on in steps of their own, a slice each: what hosts and people send waits for none of it ([S2]). */
function continued(ctx: Context): void {
  const { wanted } = ctx.state.volatile
  if (continueLongWork(ctx)) wanted.more = true
  takeReactions(ctx)
  if (wanted.placement) wanted.placement = schedule(ctx)
}

/** Reactions until there are none, then what hosts are to be told. */
function settle(ctx: Context): void {
  const { volatile } = ctx.state
  takeReactions(ctx)
  if (volatile.wanted.placement || volatile.wanted.more) ctx.effects.push({ kind: 'continue' })
  volatile.wanted.more = false
  sendDesired(ctx)
}

function takeReactions(ctx: Context): void {
  const hungry = new Set<string>()
  for (let reaction = ctx.reactions.shift(); reaction !== undefined; reaction = ctx.reactions.shift()) {
    if (reaction.kind === 'shards-wanted') hungry.add(reaction.job)
    else react(ctx, reaction, hungry)
  }
  for (const job of hungry) serveHungry(ctx, job)
}

function react(ctx: Context, reaction: Exclude<Reaction, { kind: 'shards-wanted' }>, hungry: Set<string>): void {
  switch (reaction.kind) {
    case 'job-failed':
      return failJob(ctx, reaction.job, reaction.reason)
    case 'job-ended':
      gangEnded(ctx, reaction.job)
      jobEndedForRuns(ctx, reaction.job)
      jobEndedForSweep(ctx, reaction.job)
      jobEndedForDependents(ctx, reaction.job)
      return trimJobs(ctx)
    case 'attempt-ended': {
      hungry.add(reaction.job)
      refreshQueue(ctx, reaction.job)
      drainDone(ctx, reaction.host)
      attemptsLeft(ctx, reaction.host)
      gangLeft(ctx, reaction.host)
      const job = ctx.state.jobs.get(reaction.job)
      if (job?.spec.kind === 'service') replicaChanged(ctx, job)
      return
    }
    case 'host-freed':
      return drainDone(ctx, reaction.host)
    case 'epilog-ended':
      return epilogEnded(ctx, reaction.attempt)
    case 'place-verdict':
      return placeChanged(ctx, reaction.verdict, reaction.childClosed)
    case 'detector-closed':
      return judgeLeaks(ctx, reaction.host, reaction.place)
    case 'member-ended':
      return memberEnded(ctx, reaction.job, reaction.attempt)
    case 'host-failed':
      return hostFailed(ctx, reaction.job, reaction.failure)
    case 'shard-committed':
      return monitorReported(ctx, reaction.owner, reaction.output)
    case 'replica-changed': {
      const job = ctx.state.jobs.get(reaction.job)
      return job === undefined ? undefined : replicaChanged(ctx, job)
    }
    case 'retrain-wanted':
      return startRetrain(ctx, reaction.pipeline, reaction.window, reaction.cause)
    default:
      return assertNever(reaction, 'reaction')
  }
}

/** A host's desired state changed: a new generation, sent whole. */
function sendDesired(ctx: Context): void {
  const { hostSync, volatile } = ctx.state
  for (const id of volatile.dirtyHosts) {
    const sync = hostSync.get(id)
    if (sync === undefined) continue
    hostSync.patch(id, { generation: sync.generation + 1 })
    ctx.effects.push({ kind: 'send-desired', host: id })
  }
  volatile.dirtyHosts.clear()
}
