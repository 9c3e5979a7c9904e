/**
 * Commit, then act (DESIGN section 4): waiting inputs are stepped, their changes committed in one fsynced change set, and only
 * then are effects performed and callers answered. No input is stepped while a commit is in flight, so the state that views see
 * between turns is the committed state. A failed commit ends the process (`fatal`): what is on disk is unknown.
 */

import type { Clock } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Effect } from '../core/effects.ts'
import type { Input } from '../core/inputs.ts'
import { type State, takeChanges } from '../core/state.ts'
import { step } from '../core/step.ts'
import type { Change } from '../core/table.ts'
import type { Answer, Door } from '../ports.ts'

interface Waiting {
  readonly input: Input
  readonly resolve: ((answer: Answer) => void) | null
}

interface Changes {
  readonly durable: readonly Change[]
  readonly volatile: readonly Change[]
}

export interface Committed extends Changes {
  readonly seq: number
}

export interface LoopOptions {
  readonly state: State
  readonly clock: Clock
  /** sequence of the last commit */
  readonly seq: number
  readonly commit: (set: { seq: number; changes: readonly Change[] }) => Promise<void>
  /** performs everything but answers; called after the commit, in order */
  readonly perform: (effect: Effect) => void
  readonly published: (committed: Committed) => void
  /** for checkers: called after each step, before its changes are on disk */
  readonly stepped?: (input: Input, effects: readonly Effect[], changes: Changes) => void
  readonly fatal: (error: unknown) => void
  /** lets what is at hand happen first; a simulator brings its own. Default: one macrotask */
  readonly pause?: () => Promise<void>
  /** false: new submissions get 507 while facts are still taken */
  readonly roomLeft: () => boolean
}

export interface Loop extends Door {
  /** inputs of every kind that wait */
  readonly backlog: number
  readonly stats: { commits: number; inputs: number; stepMs: number; commitMs: number }
  /** Takes no more inputs; resolves when the commit in flight is done. */
  close(): Promise<void>
}

const oneMacrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function makeLoop(options: LoopOptions): Loop {
  const { state, pause = oneMacrotask } = options
  /** people and programs that wait for an answer; taken before what only has to be told */
  let requests: Waiting[] = []
  let queue: Waiting[] = []
  let running: Promise<void> | null = null
  let closed = false
  let { seq } = options
  const stats = { commits: 0, inputs: 0, stepMs: 0, commitMs: 0 }

  const push = (waiting: Waiting): void => {
    if (closed) return
    if (waiting.resolve === null) queue.push(waiting)
    else requests.push(waiting)
    if (running === null) running = turn()
  }

  /** Steps what waits, up to the bounds of one change set. */
  const stepWaiting = (): {
    done: { waiting: Waiting; effects: readonly Effect[] }[]
    durable: Change[]
    volatile: Change[]
  } => {
    const done: { waiting: Waiting; effects: readonly Effect[] }[] = []
    const durable = new Map<string, Change>()
    const volatile: Change[] = []
    const endMs = options.clock.nowMs() + limits.turnMs
    const answered = requests.length
    let taken = 0
    while (taken < answered + queue.length && taken < limits.inputsPerCommit && durable.size < limits.inputsPerCommit) {
      if (taken > 0 && options.clock.nowMs() >= endMs) break
      const waiting = (taken < answered ? requests[taken] : queue[taken - answered]) as Waiting
      taken++
      const effects = step(state, waiting.input, options.clock.nowMs())
      done.push({ waiting, effects })
      const changes = takeChanges(state)
      options.stepped?.(waiting.input, effects, changes)
      for (const change of changes.durable) durable.set(`${change.table}!${change.key}`, change)
      volatile.push(...changes.volatile)
    }
    requests = requests.slice(Math.min(taken, answered))
    queue = queue.slice(Math.max(0, taken - answered))
    return { done, durable: [...durable.values()], volatile }
  }

  const turn = async (): Promise<void> => {
    try {
      // One macrotask first, so that what arrived together is committed together.
      await pause()
      while (requests.length + queue.length > 0) {
        const startMs = performance.now()
        const { done, durable, volatile } = stepWaiting()
        const steppedMs = performance.now()
        if (durable.length > 0) await options.commit({ seq: ++seq, changes: durable })
        else await pause()
        stats.commits++
        stats.inputs += done.length
        stats.stepMs += steppedMs - startMs
        stats.commitMs += performance.now() - steppedMs
        if (durable.length > 0 || volatile.length > 0) options.published({ seq, durable, volatile })
        act(done)
      }
      running = null
    } catch (error) {
      closed = true
      options.fatal(error)
    }
  }

  const act = (done: readonly { waiting: Waiting; effects: readonly Effect[] }[]): void => {
    let more = false
    for (const { waiting, effects } of done) {
      for (const effect of effects) {
        if (effect.kind === 'answer-ok') waiting.resolve?.({ ok: true, value: effect.value })
        else if (effect.kind === 'answer-error')
          waiting.resolve?.({
            ok: false,
            code: effect.code,
            detail: effect.detail,
            ...(effect.field === undefined ? {} : { field: effect.field }),
          })
        else if (effect.kind === 'continue') more = true
        else options.perform(effect)
      }
    }
    if (more && !closed) queue.push({ input: { kind: 'continued' }, resolve: null })
  }

  return {
    state,
    stats,
    get backlog() {
      return requests.length + queue.length
    },
    get waiting() {
      return requests.length
    },
    post: (input) => push({ input, resolve: null }),
    submit: (input) =>
      new Promise((resolve) => {
        if (closed)
          resolve({
            ok: false,
            code: 'store-unavailable',
            detail: 'the coordinator is stopping; try again in a moment',
          })
        else if (!options.roomLeft())
          resolve({
            ok: false,
            code: 'disk-full',
            detail: `less than ${limits.ballastBytes >> 20} MiB are left on the coordinator's disk: free some space; running work goes on`,
          })
        else push({ input, resolve })
      }),
    async close() {
      closed = true
      requests = []
      queue = []
      await running
    },
  }
}
