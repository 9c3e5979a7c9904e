/**
 * Hosts that do at once what they are told, on a real state: what a plan's forecasts are compared with. Work
 * ends with success just before its job's time limit. Written apart from the planner's own way of running ahead.
 */
import type { FactBody, Input } from '../../coordinator/core/inputs.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import type { AttemptRow } from '../../shared/model/rows.ts'
import { exited } from './core-world.ts'

export interface Seen {
  startMs: number | null
  endMs: number | null
  stops: number
}

export class IdealHosts {
  readonly state: State
  readonly seen = new Map<string, Seen>()
  nowMs: number
  #steps = 0
  #heardMs: number

  constructor(state: State, nowMs: number) {
    this.state = state
    this.nowMs = nowMs
    this.#heardMs = nowMs
  }

  input(input: Input): void {
    let next: Input | undefined = input
    while (next !== undefined) {
      if (this.#steps++ > 1_000_000) throw new Error('a million steps')
      const effects = step(this.state, next, this.nowMs)
      takeChanges(this.state)
      this.#look()
      next = effects.some((each) => each.kind === 'continue') ? { kind: 'continued' } : undefined
    }
  }

  run(seconds: number): void {
    const untilMs = this.nowMs + seconds * 1_000
    for (;;) {
      this.#answer()
      const dueMs = this.state.deadlines.nextMs ?? Infinity
      if (dueMs <= this.nowMs) {
        this.input({ kind: 'ticked', lateMs: 0 })
        continue
      }
      const nextMs = Math.min(dueMs, this.#nextEndMs(), this.#heardMs + 5_000)
      if (nextMs > untilMs) break
      this.nowMs = nextMs
      if (nextMs < this.#heardMs + 5_000) continue
      this.#heardMs = nextMs
      for (const host of this.state.hosts.keys()) this.input({ kind: 'host-seen', host, digest: null })
    }
    this.nowMs = untilMs
  }

  #nextEndMs(): number {
    let next = Infinity
    for (const { state, job: id } of this.state.attempts.values()) {
      const job = this.state.jobs.get(id)
      const limitMs = job?.spec.policy?.timeLimitMs
      if (state !== 'running' || limitMs === undefined || job?.startedMs == null) continue
      next = Math.min(next, job.startedMs + limitMs - 250)
    }
    return Math.max(next, this.nowMs + 1)
  }

  /** Reports until there is nothing to report now. */
  #answer(): void {
    for (let more = true; more; ) {
      more = false
      for (const attempt of [...this.state.attempts.values()]) {
        const facts = this.#factsOf(attempt)
        for (const fact of facts) {
          const sync = this.state.hostSync.must(attempt.host)
          const { host } = attempt
          this.input({ kind: 'fact-received', host, spool: sync.spool, number: sync.lastFact + 1, fact })
        }
        if (facts.length > 0) more = true
      }
    }
  }

  #factsOf({ id, state, stop, task, job: jobId, startedMs }: AttemptRow): FactBody[] {
    const job = this.state.jobs.get(jobId)
    if (state === 'ended') return []
    const ended: FactBody = { kind: 'attempt-ended', attempt: id, exit: exited(0) }
    if (stop !== null || job === undefined || job.endedMs !== null) return [ended]
    if (state === 'placed') return [{ kind: 'attempt-started', attempt: id, pid: 1 }]
    const limitMs = job.spec.policy?.timeLimitMs
    if (limitMs === undefined || job.startedMs === null || this.nowMs < job.startedMs + limitMs - 250) return []
    const shard = this.state.tasks.get(task)?.shard ?? null
    if (shard === null) return [ended]
    const results = [{ shard, ok: true, outputJson: '{"result":null}', tookMs: this.nowMs - (startedMs ?? 0) }]
    return [{ kind: 'shard-results', attempt: id, results }, ended]
  }

  #look(): void {
    for (const job of this.state.jobs.values()) {
      let seen = this.seen.get(job.id)
      if (seen === undefined) {
        seen = { startMs: null, endMs: null, stops: 0 }
        this.seen.set(job.id, seen)
      }
      // A job that is cancelled before it starts is given the time of its end as its start.
      if (job.startedMs !== job.endedMs) seen.startMs ??= job.startedMs
      seen.endMs ??= job.endedMs
    }
  }
}
