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
import { isWaitedFor } from '../core/work-list.ts'
import type { Answer, Door } from '../ports.ts'

interface Waiting {
  readonly input: Input
  readonly resolve: ((answer: Answer) => void) | null
}

/** What is stepped between two commits. */
interface Turn {
  readonly done: { readonly waiting: Waiting; readonly effects: readonly Effect[] }[]
  /** by table and key: the last one counts */
  readonly durable: Map<string, Change>
  readonly volatile: Change[]
}

const more: Waiting = { input: { kind: 'continued' }, resolve: null }

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
  /** for checkers and measures: called after each step, before its changes are on disk */
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

/** what hosts tell that is stepped in a turn whatever the time */
const leastTold = 16

const oneMacrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function makeLoop(options: LoopOptions): Loop {
  const { state, pause = oneMacrotask } = options
  /** people and programs that wait for an answer; taken before what only has to be told */
  let requests: Waiting[] = []
  let queue: Waiting[] = []
  let running: Promise<void> | null = null
  let closed = false
  /** inputs stepped since there is more of the core's long work; null: there is none */
  let sinceMore: number | null = null
  let { seq } = options
  const stats = { commits: 0, inputs: 0, stepMs: 0, commitMs: 0 }

  const push = (waiting: Waiting): void => {
    if (closed) return
    if (waiting.resolve === null) queue.push(waiting)
    else requests.push(waiting)
    if (running === null) running = turn()
  }

  /** Steps from one list until the time is over or the change set is full, but `least` of it in any case. Returns what is left of it. */
  const stepFrom = (turn: Turn, list: Waiting[], endMs: number, least: number): Waiting[] => {
    let taken = 0
    while (taken < list.length && taken < limits.inputsPerCommit && turn.durable.size < limits.inputsPerCommit) {
      if (taken >= least && options.clock.nowMs() >= endMs) break
      stepOne(turn, list[taken++] as Waiting)
    }
    return list.slice(taken)
  }

  /** Clearing away is done a slice a turn, when nothing else waits. */
  const mayContinue = (turn: Turn, endMs: number, slices: number): boolean => {
    if (sinceMore === null || turn.durable.size >= limits.inputsPerCommit) return false
    if (turn.done.length > 0 && options.clock.nowMs() >= endMs) return false
    return isWaitedFor(state) || (slices === 0 && requests.length + queue.length === 0)
  }

  /**
   * Steps what waits, up to the bounds of one change set. Who waits for an answer goes first, for half of the time at most: however
   * many ask, hosts are heard in every turn. Long work has what is left of the time, or a slice when enough went before it: what hosts
   * report lets go of what was placed, so placing more before it is heard only makes both wait.
   */
  const stepWaiting = (): Turn => {
    const turn: Turn = { done: [], durable: new Map(), volatile: [] }
    const startMs = options.clock.nowMs()
    const endMs = startMs + limits.turnMs
    if (sinceMore !== null && sinceMore >= limits.inputsBeforeLongWork) stepOne(turn, more)
    const [asked, told] = [requests, queue]
    requests = stepFrom(turn, asked, startMs + limits.turnMs / 2, 1)
    queue = stepFrom(turn, told, endMs, leastTold)
    for (let slices = 0; slices < limits.slicesPerTurn && mayContinue(turn, endMs, slices); slices++)
      stepOne(turn, more)
    return turn
  }

  const stepOne = ({ done, durable, volatile }: Turn, waiting: Waiting): void => {
    const nowMs = options.clock.nowMs()
    if (waiting === more) sinceMore = null
    else if (sinceMore !== null) sinceMore++
    const effects = step(state, waiting.input, nowMs)
    if (effects.some(({ kind }) => kind === 'continue')) sinceMore ??= 0
    done.push({ waiting, effects })
    const changes = takeChanges(state)
    options.stepped?.(waiting.input, effects, changes)
    for (const change of changes.durable) durable.set(`${change.table}!${change.key}`, change)
    volatile.push(...changes.volatile)
  }

  const turn = async (): Promise<void> => {
    try {
      // One macrotask first, so that what arrived together is committed together.
      await pause()
      while (requests.length + queue.length > 0 || sinceMore !== null) {
        const startMs = performance.now()
        const { done, durable, volatile } = stepWaiting()
        const changes = [...durable.values()]
        const steppedMs = performance.now()
        stats.inputs += done.length
        stats.stepMs += steppedMs - startMs
        if (changes.length > 0) {
          await options.commit({ seq: ++seq, changes })
          stats.commits++
          stats.commitMs += performance.now() - steppedMs
        } else await pause()
        if (changes.length > 0 || volatile.length > 0) options.published({ seq, durable: changes, volatile })
        act(done)
        if (closed) break
      }
      running = null
    } catch (error) {
      closed = true
      options.fatal(error)
    }
  }

  const act = (done: Turn['done']): void => {
    const effects: Effect[] = []
    for (const each of done)
      for (const effect of each.effects) {
        if (effect.kind === 'answer-ok') each.waiting.resolve?.({ ok: true, value: effect.value })
        else if (effect.kind === 'answer-error') each.waiting.resolve?.(refusalOf(effect))
        else if (effect.kind !== 'continue') effects.push(effect)
      }
    for (const effect of lastLevels(effects)) options.perform(effect)
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

function refusalOf({ code, detail, field }: Effect & { kind: 'answer-error' }): Answer {
  return { ok: false, code, detail, ...(field === undefined ? {} : { field }) }
}

/** Levels that were to be sent several times in one turn go out once, at the place of the last: each says how things stand after the turn. */
function lastLevels(effects: readonly Effect[]): readonly Effect[] {
  const last = new Map<string, Effect>()
  for (const effect of effects) {
    const level = levelOf(effect)
    if (level !== null) last.set(level, effect)
  }
  return effects.filter((effect) => {
    const level = levelOf(effect)
    return level === null || last.get(level) === effect
  })
}

function levelOf(effect: Effect): string | null {
  if (effect.kind === 'send-desired') return `desired ${effect.host}`
  if (effect.kind === 'watch-gang') return `gang ${effect.job}`
  return effect.kind === 'acknowledge-facts' ? `facts ${effect.host} ${effect.spool}` : null
}
