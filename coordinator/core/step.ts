/** The one door into state: `step(state, input, nowMs) → effects`. Dispatches, then lets the nouns react to each other; no I/O, no clock. */

import type { Millis } from '../../shared/clock.ts'
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { attemptStarted, endAttempt } from './attempts.ts'
import { type Context, Refusal } from './context.ts'
import { leaseRequested, serveHungry } from './dispenser.ts'
import type { Effect } from './effects.ts'
import { hostConnected, hostDisconnected, hostSeen, hostSilent, markSeen } from './hosts.ts'
import type { FactBody, Input } from './inputs.ts'
import { continueLongWork, failJob, finishGraceOver } from './jobs.ts'
import { outboxDone } from './outbox.ts'
import { monitorReported } from './pipelines/monitor.ts'
import { startRetrain } from './pipelines/pipelines.ts'
import { jobEndedForRuns } from './pipelines/runs.ts'
import { placePass } from './placement/place.ts'
import { handleRequest } from './requests.ts'
import { takeResults } from './results.ts'
import { jobEndedForSweep } from './retention.ts'
import { replicaChanged, replicaState } from './services.ts'
import type { State } from './state.ts'

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
      if (continueLongWork(ctx)) ctx.state.volatile.wanted.more = true
      ctx.state.volatile.wanted.placement = true
      return serveHungry(ctx)
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
  if ('attempt' in fact && (attempt === undefined || attempt.host !== host)) return
  switch (fact.kind) {
    case 'attempt-started':
      return attemptStarted(ctx, attempt!, fact.pid)
    case 'attempt-ended':
      return endAttempt(ctx, attempt!, fact.exit)
    case 'shard-results':
      return takeResults(ctx, fact.attempt, fact.results)
    case 'replica-state':
      return replicaState(ctx, attempt!, fact.ready, fact.reason)
    case 'spool-reset':
      return
    default:
      return assertNever(fact, 'fact')
  }
}

/** [T2] a tick that is late moves the deadlines of silence first: the coordinator slept, the hosts did not. */
function ticked(ctx: Context, lateMs: number): void {
  const { deadlines } = ctx.state
  if (lateMs > 2 * limits.tickMs) deadlines.shift('host-silent', lateMs)
  for (let taken = 0; taken < 20; taken++) {
    const due = deadlines.takeDue(ctx.nowMs)
    if (due === undefined) return
    switch (due.kind) {
      case 'host-silent':
        hostSilent(ctx, due.id)
        break
      case 'task-ready':
        ctx.state.volatile.wanted.placement = true
        break
      case 'job-time-limit': {
        const job = ctx.state.jobs.get(due.id)
        if (job !== undefined) failJob(ctx, due.id, 'time limit')
        break
      }
      case 'speculate':
        ctx.reactions.push({ kind: 'shards-wanted' })
        break
      case 'finish-grace':
        finishGraceOver(ctx, due.id)
        break
      default:
        assertNever(due.kind, 'deadline')
    }
  }
  ctx.state.volatile.wanted.more = true
}

/** Reactions until there are none, then placement, then what hosts are to be told. */
function settle(ctx: Context): void {
  const { volatile } = ctx.state
  let shardsWanted = false
  for (let reaction = ctx.reactions.shift(); reaction !== undefined; reaction = ctx.reactions.shift()) {
    switch (reaction.kind) {
      case 'job-failed':
        failJob(ctx, reaction.job, reaction.reason)
        break
      case 'job-ended':
        jobEndedForRuns(ctx, reaction.job)
        jobEndedForSweep(ctx, reaction.job)
        break
      case 'shard-committed':
        monitorReported(ctx, reaction.owner, reaction.output)
        break
      case 'replica-changed': {
        const job = ctx.state.jobs.get(reaction.job)
        if (job !== undefined) replicaChanged(ctx, job)
        break
      }
      case 'retrain-wanted':
        startRetrain(ctx, reaction.pipeline, reaction.window, reaction.cause)
        break
      case 'shards-wanted':
        shardsWanted = true
        break
      default:
        assertNever(reaction, 'reaction')
    }
  }
  if (shardsWanted) serveHungry(ctx)
  if (volatile.wanted.placement) volatile.wanted.placement = placePass(ctx)
  if (volatile.wanted.placement || volatile.wanted.more) ctx.effects.push({ kind: 'continue' })
  volatile.wanted.more = false
  sendDesired(ctx)
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
