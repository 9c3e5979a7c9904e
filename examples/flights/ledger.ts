/** Adds up what this start did, from the feed: rows that go from the feed are remembered, work of earlier starts is not counted. */
import type { FeedMessage } from '../../shared/model/feed.ts'
import type { RunRow } from '../../shared/model/pipeline-rows.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import type { FactoryFeed, Tables } from './factory-feed.ts'

export interface ShardTotals {
  readonly total: number
  readonly committed: number
  readonly duplicateCommits: number
  readonly speculative: number
  readonly duplicateResults: number
  readonly failedAttempts: number
}

const none: ShardTotals = {
  total: 0,
  committed: 0,
  duplicateCommits: 0,
  speculative: 0,
  duplicateResults: 0,
  failedAttempts: 0,
}
const keys = Object.keys(none) as (keyof ShardTotals)[]

export class Ledger {
  readonly #pipeline: string
  /** counts of jobs that were there before this start */
  readonly #before = new Map<string, ShardTotals>()
  readonly #jobs = new Map<string, JobRow>()
  readonly #runs = new Map<string, RunRow>()
  /** runs of earlier starts */
  readonly oldRuns: ReadonlySet<string>

  /** `feed` has its first snapshot. */
  constructor(feed: FactoryFeed, pipeline: string) {
    this.#pipeline = pipeline
    for (const job of feed.tables.jobs.values()) this.#before.set(job.id, job.shards)
    this.oldRuns = new Set(feed.tables.runs.keys())
    feed.onMessage((tables, message) => this.#take(tables, message))
  }

  #take(tables: Tables, message: FeedMessage): void {
    for (const id of Object.keys(message.tables.jobs ?? {})) {
      const job = tables.jobs.get(id)
      if (job !== undefined) this.#jobs.set(id, job)
    }
    for (const id of Object.keys(message.tables.runs ?? {})) {
      const run = tables.runs.get(id)
      if (run !== undefined && run.pipeline === this.#pipeline && !this.oldRuns.has(id)) this.#runs.set(id, run)
    }
  }

  shards(): ShardTotals {
    const sum = { ...none } as Record<keyof ShardTotals, number>
    for (const job of this.#jobs.values()) {
      if (job.spec.kind !== 'batch') continue
      const before = this.#before.get(job.id) ?? none
      for (const key of keys) sum[key] += job.shards[key] - before[key]
    }
    return sum
  }

  /** Runs of this start, oldest first. */
  runs(): RunRow[] {
    return [...this.#runs.values()].sort((a, b) => a.startedMs - b.startedMs)
  }
}
