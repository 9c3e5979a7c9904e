/** How long tasks wait, launch and run, as cumulative histograms for /metrics; taken from each step, since rows of short tasks do not stay. */
import type { AttemptRow } from '../../shared/model/rows.ts'
import type { Input } from '../core/inputs.ts'
import type { State } from '../core/state.ts'
import type { Change } from '../core/table.ts'
import type { StageTimes, TaskStage } from '../ports.ts'

export interface TaskTimes {
  /** After each step: what came in, and the rows it changed. */
  stepped(input: Input, changes: readonly Change[]): void
  read(): Readonly<Record<TaskStage, StageTimes>>
}

/** 1 ms to 1,000 s, six a decade */
const bucketsMs: readonly number[] = Array.from({ length: 6 }, (_, i) => 10 ** i)
  .flatMap((decade) => [1, 1.5, 2, 3, 5, 7].map((each) => each * decade))
  .concat(1_000_000)

class Histogram {
  sumMs = 0
  count = 0
  readonly #counts = bucketsMs.map(() => 0)

  add(ms: number): void {
    this.sumMs += ms
    this.count++
    const at = bucketsMs.findIndex((bound) => ms <= bound)
    if (at >= 0) this.#counts[at]!++
  }

  read(): StageTimes {
    let sum = 0
    return {
      sumMs: this.sumMs,
      count: this.count,
      atMost: bucketsMs.map((boundMs, i) => {
        sum += this.#counts[i]!
        return [boundMs, sum] as const
      }),
    }
  }
}

export function makeTaskTimes(state: State): TaskTimes {
  const stages = { wait: new Histogram(), launch: new Histogram(), run: new Histogram() }
  return {
    stepped(input, changes) {
      if (input.kind !== 'fact-received') return
      const { fact } = input
      if (fact.kind !== 'attempt-started' && fact.kind !== 'attempt-ended') return
      // A fact that is repeated changes nothing, and counts once.
      const change = changes.find(({ table, key }) => table === 'attempts' && key === fact.attempt)
      const attempt = change?.row as AttemptRow | null | undefined
      if (attempt?.startedMs == null) return
      if (attempt.endedMs !== null) return stages.run.add(attempt.endedMs - attempt.startedMs)
      stages.launch.add(attempt.startedMs - attempt.placedMs)
      const job = state.jobs.get(attempt.job)
      if (job !== undefined && state.tasks.get(attempt.task)?.attempts === 1)
        stages.wait.add(attempt.placedMs - job.submittedMs)
    },
    read: () => ({ wait: stages.wait.read(), launch: stages.launch.read(), run: stages.run.read() }),
  }
}
