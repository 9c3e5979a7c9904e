/** What-if: a change run on a fork of the live state, and how the fleet's near future differs with it from what it would be without. */
import type { JobSpec, JobState, StopReason } from './job.ts'
import type { DrainMode } from './rows.ts'

/** What is planned; `nothing` asks what will happen anyway. */
export type PlanSubject =
  | { readonly kind: 'submit'; readonly spec: JobSpec }
  | { readonly kind: 'drain'; readonly host: string; readonly mode: DrainMode; readonly deadlineMs: number | null }
  | { readonly kind: 'cancel'; readonly job: string }
  | { readonly kind: 'nothing' }

/** A stop before the work was done. */
export interface PlannedStop {
  readonly atMs: number
  readonly host: string
  readonly reason: StopReason
}
/** A launch: the hosts (by name) whose tasks were placed at one moment. */
export interface PlannedStart {
  readonly atMs: number
  readonly hosts: readonly string[]
}

/** One job's future on one of the two ways. */
export interface Forecast {
  readonly state: JobState
  /** when it first runs; in the past when it runs already, null when not within the time looked at */
  readonly startMs: number | null
  /** null: not within the time looked at */
  readonly endMs: number | null
  /** of its first start, or where it runs already */
  readonly hosts: readonly string[]
  readonly stops: readonly PlannedStop[]
  readonly starts: readonly PlannedStart[]
  /** why it waits at the end of the time looked at; '' when it does not */
  readonly reason: string
}

export type PlannedChange = 'subject' | 'stopped' | 'ended' | 'later' | 'sooner' | 'starts' | 'ends' | 'waits'
export interface PlannedJob {
  readonly job: string
  readonly name: string
  readonly project: string
  readonly change: PlannedChange
  /** null: the job would not exist */
  readonly before: Forecast | null
  readonly after: Forecast | null
  /** what changes for it, in plain words */
  readonly text: string
}

export interface Plan {
  readonly nowMs: number
  /** how far was looked; less than asked for when the budget of steps ran out */
  readonly untilMs: number
  readonly summary: string
  /** the subject first, then those that would be stopped, end otherwise, wait longer, start sooner; at most limits.planJobs */
  readonly jobs: readonly PlannedJob[]
  /** changed jobs beyond those listed */
  readonly more: number
  /** no time in it hangs on work without a time limit, on a silent host or on a budget that ran out */
  readonly firm: boolean
  /** how things are now, in plain words: a drain's host and the capacity left without it */
  readonly notes: readonly string[]
  /** what was taken to be so, in plain words */
  readonly assumptions: readonly string[]
}
