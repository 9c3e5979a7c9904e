/** What becomes of each job while a fork runs ahead: its starts, its stops, its states, told from the changes of each step. */
import type { JobState } from '../../../shared/model/job.ts'
import type { Forecast, PlannedStart, PlannedStop } from '../../../shared/model/plan.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { hostNameOf } from '../host-name.ts'
import type { State } from '../state.ts'
import type { Change } from '../table.ts'

interface Story {
  readonly initial: {
    readonly state: JobState
    readonly startMs: number | null
    readonly hosts: readonly string[]
  } | null
  /** its first start, and the first after each stop */
  readonly starts: { atMs: number; hosts: string[] }[]
  readonly stops: PlannedStop[]
  readonly states: { readonly atMs: number; readonly state: JobState }[]
  /** the last row seen */
  job: JobRow
}

export class History {
  readonly #base: State
  readonly #stories = new Map<string, Story>()
  readonly #placed = new Set<string>()
  readonly #stopped = new Set<string>()

  /** `base`: the state before anything was run ahead. */
  constructor(base: State) {
    this.#base = base
  }

  note(state: State, changes: readonly Change[], nowMs: number): void {
    for (const { table, key, row } of changes) {
      if (row === null) continue
      if (table === 'jobs') this.#noteJob(row as JobRow, nowMs)
      else if (table === 'attempts' && !this.#base.attempts.has(key)) this.#notePlaced(state, row as AttemptRow)
      if (table === 'attempts') this.#noteStopped(state, row as AttemptRow)
    }
  }

  /** Jobs that anything happened to. */
  get jobs(): Iterable<string> {
    return this.#stories.keys()
  }
  rowOf(job: string): JobRow | undefined {
    return this.#stories.get(job)?.job ?? this.#base.jobs.get(job)
  }

  /** Whether all that was stopped has started again or ended. */
  get settled(): boolean {
    for (const { stops, starts, job } of this.#stories.values()) {
      const [first] = stops
      if (first !== undefined && job.endedMs === null && !starts.some((each) => each.atMs >= first.atMs)) return false
    }
    return true
  }

  /** What became of a job up to `untilMs`; null when it did not exist. */
  forecast(job: string, untilMs: number): Forecast | null {
    const story = this.#stories.get(job) ?? this.#untouched(job)
    if (story === undefined) return null
    const starts: PlannedStart[] = story.starts.filter((each) => each.atMs <= untilMs)
    const states = story.states.filter((each) => each.atMs <= untilMs)
    const state = states.at(-1)?.state ?? story.initial?.state ?? 'queued'
    const running = story.initial?.state === 'running' ? story.initial : undefined
    const ended = states.find((each) => each.state !== 'queued' && each.state !== 'running')
    return {
      state,
      startMs: running === undefined ? (starts[0]?.atMs ?? null) : running.startMs,
      endMs: ended?.atMs ?? null,
      hosts: running?.hosts ?? starts[0]?.hosts ?? [],
      stops: story.stops.filter((each) => each.atMs <= untilMs),
      starts,
      reason: state === 'queued' ? story.job.reason : '',
    }
  }

  #noteJob(row: JobRow, nowMs: number): void {
    const story = this.#storyOf(row)
    const before = story.states.at(-1)?.state ?? story.initial?.state
    story.job = row
    if (row.state !== before) story.states.push({ atMs: nowMs, state: row.state })
  }

  #notePlaced(state: State, row: AttemptRow): void {
    if (this.#placed.has(row.id)) return
    this.#placed.add(row.id)
    const job = state.jobs.get(row.job)
    if (job === undefined) return
    const { starts, stops, initial } = this.#storyOf(job)
    const last = starts.at(-1)
    const host = hostNameOf(state, row.host)
    if (last?.atMs === row.placedMs) last.hosts.push(host)
    else if (
      last === undefined ? initial?.state !== 'running' || stops.length > 0 : last.atMs < (stops.at(-1)?.atMs ?? 0)
    )
      starts.push({ atMs: row.placedMs, hosts: [host] })
  }

  #noteStopped(state: State, row: AttemptRow): void {
    const job = state.jobs.get(row.job)
    if (row.stop === null || this.#stopped.has(row.id) || this.#base.attempts.get(row.id)?.stop != null) return
    this.#stopped.add(row.id)
    if (job === undefined || (job.state !== 'queued' && job.state !== 'running')) return
    const host = hostNameOf(state, row.host)
    this.#storyOf(job).stops.push({ atMs: row.stop.sinceMs, host, reason: row.stop.reason })
  }

  #storyOf(job: JobRow): Story {
    let story = this.#stories.get(job.id)
    if (story === undefined) {
      story = this.#untouched(job.id) ?? { initial: null, starts: [], stops: [], states: [], job }
      this.#stories.set(job.id, story)
    }
    return story
  }

  #untouched(id: string): Story | undefined {
    const job = this.#base.jobs.get(id)
    if (job === undefined) return undefined
    const hosts: string[] = []
    for (const attempt of this.#base.index.get(id)?.attempts ?? []) {
      const host = this.#base.attempts.must(attempt).host
      hosts.push(hostNameOf(this.#base, host))
    }
    return { initial: { state: job.state, startMs: job.startedMs, hosts }, starts: [], stops: [], states: [], job }
  }
}
