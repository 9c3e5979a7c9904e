/** What one step carries along: the state, the time, the effects it gathers, and what other nouns must react to. */

import type { ErrorCode } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { ShardOutput } from '../../shared/model/job.ts'
import type { EventLevel } from '../../shared/model/rows.ts'
import type { GangFailure } from '../../shared/model/scheduling.ts'
import type { Effect } from './effects.ts'
import { emptySet, getOrMake } from './get-or-make.ts'
import { newId, type State } from './state.ts'

/** What one noun tells the others, so that they need not import each other; `step` drains them before it ends. */
export type Reaction =
  | { readonly kind: 'job-failed'; readonly job: string; readonly reason: string }
  | { readonly kind: 'job-ended'; readonly job: string }
  | { readonly kind: 'shard-committed'; readonly job: string; readonly owner: string; readonly output: ShardOutput }
  | { readonly kind: 'replica-changed'; readonly job: string }
  | { readonly kind: 'retrain-wanted'; readonly pipeline: string; readonly window: string; readonly cause: string }
  | { readonly kind: 'shards-wanted'; readonly job: string }
  | { readonly kind: 'attempt-ended'; readonly job: string; readonly host: string }
  | { readonly kind: 'host-freed'; readonly host: string }
  | { readonly kind: 'epilog-ended'; readonly attempt: string }
  /** a verdict on a place changed, or one of a host there was closed */
  | { readonly kind: 'place-verdict'; readonly verdict: string; readonly childClosed: boolean }
  /** a detector of leaks is dry again, or a person closed its verdict */
  | { readonly kind: 'detector-closed'; readonly host: string; readonly place: Readonly<Record<string, string>> }
  | { readonly kind: 'member-ended'; readonly job: string; readonly attempt: string }
  /** a gang's failure speaks against the host that it names */
  | { readonly kind: 'host-failed'; readonly job: string; readonly failure: GangFailure }

export interface Context {
  readonly state: State
  readonly nowMs: number
  readonly effects: Effect[]
  readonly reactions: Reaction[]
}

/** An expected "no": answered to whoever asked. Thrown only before a request has changed anything. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly field: string | undefined
  constructor(code: ErrorCode, detail: string, field?: string) {
    super(detail)
    this.code = code
    this.field = field
  }
}

/** Records what happened, in plain words with numbers. The oldest go when there are more than limits.eventsKept. */
export function note(
  ctx: Context,
  level: EventLevel,
  kind: string,
  text: string,
  about: Record<string, string> = {},
): void {
  const { events } = ctx.state
  const id = newId(ctx.state, 'e')
  events.put(id, { v: 1, id, atMs: ctx.nowMs, level, kind, text, about })
  if (events.size <= limits.eventsKept) return
  const oldest = events.keys().next().value
  if (oldest !== undefined) events.delete(oldest)
}

/** The host's desired state changed: it is sent once, at the end of the step, under a new generation. */
export function touchHost(ctx: Context, host: string): void {
  ctx.state.volatile.dirtyHosts.add(host)
}

export function wantPlacement(ctx: Context): void {
  ctx.state.volatile.wanted.placement = true
}

/** The agent may forget this ended attempt: said with the next desired state. */
export function forgetOn(state: State, host: string, attempt: string): void {
  const set = getOrMake(state.volatile.forget, host, emptySet<string>)
  set.add(attempt)
  // What is dropped here is said again when a hello still lists it.
  for (const oldest of set) {
    if (set.size <= limits.forgetPerHost) break
    set.delete(oldest)
  }
  state.volatile.dirtyHosts.add(host)
}
