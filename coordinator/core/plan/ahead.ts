/**
 * Runs a fork forward with ideal hosts: what is placed starts at once, what is stopped ends at once, work ends with success when
 * it was declared to (its time limit; a batch job sooner, by the speed of its shards), nothing is lost. Time jumps from one
 * event to the next. Silent hosts stay silent, pipelines submit nothing.
 */
import { limits } from '../../../shared/limits.ts'
import type { ExitRecord } from '../../../shared/model/job.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { isLive } from '../attempts.ts'
import { Refusal } from '../context.ts'
import type { Effect } from '../effects.ts'
import { fork } from '../fork.ts'
import type { FactBody, Input, Principal, Request } from '../inputs.ts'
import { livenessOf } from '../liveness.ts'
import { endJob } from '../results.ts'
import { type State, takeChanges } from '../state.ts'
import { step, stepWith } from '../step.ts'
import { Agenda } from './agenda.ts'
import { declaredEndMs, finishMs, keptLimitMs, shardMsOf } from './durations.ts'
import { History } from './history.ts'

interface Bounds {
  readonly untilMs: number
  readonly steps: number
  /** full passes are made this far apart at most */
  readonly passMs: number
}

type Event =
  | { readonly kind: 'report'; readonly attempt: string; readonly facts: readonly FactBody[] }
  /** a batch job's shards are all done */
  | { readonly kind: 'done'; readonly job: string }

/** Work of a batch job that is known by its speed: it shrinks with the workers that run. */
interface Flow {
  leftMs: number
  sinceMs: number
  workers: number
}

export class Ahead {
  readonly state: State
  readonly history: History
  readonly #agenda = new Agenda<Event>()
  readonly #flows = new Map<string, Flow>()
  readonly #bounds: Bounds
  #nowMs: number
  #steps = 0
  readonly #startMs: number
  /** when the last full pass began, the steps it has taken so far, and those of the one before */
  #fullMs = 0
  #cost = 0
  #lastCost = 1

  constructor(base: State, nowMs: number, bounds: Bounds) {
    this.state = fork(base)
    this.history = new History(base)
    this.#nowMs = nowMs
    this.#startMs = nowMs
    this.#bounds = bounds
    const { state } = this
    for (const host of state.hosts.keys()) state.deadlines.clear('host-silent', host)
    for (const run of [...state.runs.values()]) if (run.state === 'running') state.runs.delete(run.id)
    takeChanges(state)
    const jobs = new Set<string>()
    for (const held of [...state.byHost.values()])
      for (const id of held) {
        const attempt = state.attempts.must(id)
        this.#expect(attempt)
        jobs.add(attempt.job)
      }
    for (const job of jobs) this.#expectDone(job)
  }

  /** how far the fork has come: `untilMs` unless the steps ran out */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Throws the core's Refusal. Returns what was answered. */
  ask(request: Request, principal: Principal): unknown {
    const effects = this.#step({ kind: 'request', principal, key: null, request })
    for (const effect of effects) {
      if (effect.kind === 'answer-error') throw new Refusal(effect.code, effect.detail, effect.field)
      if (effect.kind === 'answer-ok') return effect.value
    }
    throw new Error(`${request.op} was not answered`)
  }

  /** To the horizon; once `settled` says that the subject's own effects are over, a few steps more at most. */
  run(settled: () => boolean = () => false): void {
    let most = this.#bounds.steps
    let over = false
    this.#step({ kind: 'continued' })
    while (this.#steps < most) {
      const event = this.#agenda.take(this.#nowMs)
      if (event !== undefined) {
        this.#happen(event)
        continue
      }
      const { nextMs } = this.state.deadlines
      if (nextMs !== undefined && nextMs <= this.#nowMs) {
        this.#step({ kind: 'ticked', lateMs: 0 })
        continue
      }
      const next = Math.min(nextMs ?? Infinity, this.#agenda.nextMs ?? Infinity)
      if (next > this.#bounds.untilMs) {
        this.#nowMs = this.#bounds.untilMs
        return
      }
      if (!over && settled()) {
        over = true
        most = Math.min(most, this.#steps + limits.planSettledSteps)
      }
      this.#nowMs = next
    }
  }

  /**
   * Full passes over the queue are what running ahead costs, so they are spaced out: while nothing happens, by a quarter of the
   * time looked ahead; after something was placed or ended, by 2 s for each step that the last one took, an eighth of the time
   * looked ahead at most. What only a full pass does (reservations, preemption) is seen that much later.
   */
  #spaceOut(changed: boolean): void {
    const { volatile, deadlines } = this.state
    const { nowMs } = this
    const aheadMs = nowMs - this.#startMs
    const soonest = (pauseMs: number): number =>
      this.#fullMs + Math.max(0, Math.min(this.#bounds.passMs, pauseMs) - limits.fullPassEveryMs)
    if (volatile.lastFullPassMs === nowMs && this.#fullMs !== nowMs) {
      this.#fullMs = nowMs
      this.#lastCost = this.#cost
      this.#cost = 0
      volatile.lastFullPassMs = soonest(Math.floor(aheadMs / 4))
    }
    if (volatile.pass?.full === true) this.#cost++
    if (!changed) return
    const busyMs = soonest(Math.min(Math.floor(aheadMs / 8), 2_000 * this.#lastCost))
    if (busyMs >= volatile.lastFullPassMs) return
    volatile.lastFullPassMs = busyMs
    if (deadlines.has('full-pass', 'all'))
      deadlines.set('full-pass', 'all', Math.max(nowMs, busyMs + limits.fullPassEveryMs))
  }

  #happen(event: Event): void {
    if (event.kind === 'done') {
      const job = this.state.jobs.get(event.job)
      if (job !== undefined && isLive(job))
        this.#took(stepWith(this.state, this.#nowMs, (ctx) => endJob(ctx, job, 'succeeded', '')))
      return
    }
    const attempt = this.state.attempts.get(event.attempt)
    if (attempt === undefined || attempt.state === 'ended') return
    for (const fact of event.facts) {
      const sync = this.state.hostSync.must(attempt.host)
      const { host } = attempt
      this.#step({ kind: 'fact-received', host, spool: sync.spool, number: sync.lastFact + 1, fact })
      this.state.deadlines.clear('host-silent', host)
    }
  }

  #step(input: Input): readonly Effect[] {
    const effects = step(this.state, input, this.#nowMs)
    this.#took(effects)
    return effects
  }

  /** After each step: what it changed is written down and the hosts' answers are expected; more work goes on at once. */
  #took(first: readonly Effect[]): void {
    let effects = first
    for (;;) {
      this.#steps++
      const { durable } = takeChanges(this.state)
      this.#spaceOut(durable.some(({ table }) => table === 'attempts'))
      this.history.note(this.state, durable, this.#nowMs)
      const touched = new Set<string>()
      for (const { table, key, row } of durable) {
        if (table === 'jobs') touched.add(key)
        if (table !== 'attempts' || row === null) continue
        this.#expect(row as AttemptRow)
        touched.add((row as AttemptRow).job)
      }
      for (const job of touched) this.#expectDone(job)
      if (this.#steps >= this.#bounds.steps || !effects.some((each) => each.kind === 'continue')) return
      effects = step(this.state, { kind: 'continued' }, this.#nowMs)
    }
  }

  /** What an ideal host will report of an attempt next, and when. */
  #expect(attempt: AttemptRow): void {
    const key = `attempt/${attempt.id}`
    if (attempt.state === 'ended' || livenessOf(this.state, attempt.host) !== 'connected') return this.#agenda.drop(key)
    const facts = (atMs: number, ...all: FactBody[]): void =>
      this.#agenda.note(key, atMs, { kind: 'report', attempt: attempt.id, facts: all })
    const { id } = attempt
    const job = this.state.jobs.get(attempt.job)
    const task = this.state.tasks.get(attempt.task)
    const shard = task?.shard ?? null
    const ended: FactBody = { kind: 'attempt-ended', attempt: id, exit: exitOf(attempt) }
    if (attempt.stop !== null || job === undefined || !isLive(job)) return facts(this.#nowMs, ended)
    if (attempt.finish && shard === null) {
      const endMs = finishMs(this.state, job, attempt)
      if (endMs === null) return this.#agenda.drop(key)
      const results = attempt.leases.map((lease) => resultOf(lease.shard, 0))
      const last: FactBody[] = results.length === 0 ? [] : [{ kind: 'shard-results', attempt: id, results }]
      return facts(Math.max(this.#nowMs, endMs), ...last, ended)
    }
    if (attempt.state === 'placed') {
      const started: FactBody = { kind: 'attempt-started', attempt: id, pid: 1 }
      if (job.spec.kind !== 'service') return facts(this.#nowMs, started)
      return facts(this.#nowMs, started, { kind: 'replica-state', attempt: id, ready: true, reason: '' })
    }
    const endMs = declaredEndMs(this.state, job, attempt, shard)
    if (endMs === null) return this.#agenda.drop(key)
    if (this.#agenda.noted(key)?.atMs === endMs) return
    if (shard === null) return facts(Math.max(this.#nowMs, endMs), ended)
    const result = resultOf(shard, endMs - (attempt.startedMs ?? endMs))
    facts(Math.max(this.#nowMs, endMs), { kind: 'shard-results', attempt: id, results: [result] }, ended)
  }

  /** When a batch job will be done, by its speed or its time limit; told again whenever its workers change. */
  #expectDone(id: string): void {
    const key = `job/${id}`
    const job = this.state.jobs.get(id)
    if (job === undefined || !isLive(job) || job.spec.kind !== 'batch' || job.spec.array !== undefined || !job.closed)
      return this.#agenda.drop(key)
    const workers = this.#workersOf(id)
    const flow = this.#flowOf(job, workers)
    if (workers === 0) return this.#agenda.drop(key)
    const byLimit = keptLimitMs(job) ?? Infinity
    const bySpeed = flow === undefined ? Infinity : this.#nowMs + Math.ceil(flow.leftMs / workers)
    const atMs = Math.max(this.#nowMs, Math.min(byLimit, bySpeed))
    if (atMs === Infinity) this.#agenda.drop(key)
    else if (this.#agenda.noted(key)?.atMs !== atMs) this.#agenda.note(key, atMs, { kind: 'done', job: id })
  }

  #flowOf(job: JobRow, workers: number): Flow | undefined {
    const before = this.#flows.get(job.id)
    if (before !== undefined) {
      before.leftMs = Math.max(0, before.leftMs - (this.#nowMs - before.sinceMs) * before.workers)
      before.sinceMs = this.#nowMs
      before.workers = workers
      return before
    }
    const shardMs = shardMsOf(this.state, job)
    if (shardMs === null) return undefined
    const flow = { leftMs: (job.shards.total - job.shards.committed) * shardMs, sinceMs: this.#nowMs, workers }
    this.#flows.set(job.id, flow)
    return flow
  }

  #workersOf(job: string): number {
    let workers = 0
    for (const id of this.state.index.get(job)?.attempts ?? []) {
      const attempt = this.state.attempts.must(id)
      if (attempt.stop === null && livenessOf(this.state, attempt.host) === 'connected') workers++
    }
    return workers
  }
}

const resultOf = (shard: number, tookMs: number) => ({ shard, ok: true, outputJson: '{"result":null}', tookMs })

function exitOf({ stop }: AttemptRow): ExitRecord {
  const reason = stop?.reason ?? 'exited'
  return { code: 0, signal: null, reason, sentByUs: stop !== null, lastLines: [], endedHostMs: 0 }
}
