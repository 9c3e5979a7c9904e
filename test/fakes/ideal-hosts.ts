/**
 * Hosts that do at once what they are told, second by second, on a real state: what a plan's forecasts are compared with. Work
 * ends with success when its job's time limit is reached. Written apart from the planner's own way of running ahead.
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

  constructor(state: State, nowMs: number) {
    this.state = state
    this.nowMs = nowMs
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
    for (let i = 0; i < seconds; i++) {
      this.#answer()
      this.nowMs += 1_000
      if (i % 5 === 0) for (const host of this.state.hosts.keys()) this.input({ kind: 'host-seen', host, digest: null })
      this.#answer()
      this.input({ kind: 'ticked', lateMs: 0 })
    }
    this.#answer()
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
    if (limitMs === undefined || job.startedMs === null || this.nowMs < job.startedMs + limitMs) return []
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
