/**
 * Plans in a thread of its own, started at the first plan with a copy of the rows; from then on it follows the commits. The loop
 * only posts: the first copy goes in slices between which inputs are stepped, later commits as they are published.
 */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock.ts'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { type State, tablesOf } from '../core/state.ts'
import type { Change } from '../core/table.ts'
import type { Planner } from '../ports.ts'
import type { Committed } from './loop.ts'
import type { FromPlanner, ToPlanner } from './planner-messages.ts'

/** Tables that placement does not look at: results, history, answers. */
const unneeded: ReadonlySet<string> = new Set<keyof State>([
  'shards',
  'chunks',
  'failures',
  'events',
  'idempotency',
  'outbox',
  'sums',
  'months',
  'datasets',
  'models',
  'runs',
  'ledger',
])

/** Rows copied without a pause; 500 rows of jobs take about 2 ms. */
const rowsPerSlice = 500

/** Beside this file in a checkout, beside the bundle in the package. */
const threadFile = new URL(`./planner-thread.${import.meta.url.endsWith('.mjs') ? 'mjs' : 'ts'}`, import.meta.url)

export interface PlannerHub extends Planner {
  published(committed: Committed): void
  close(): Promise<void>
}

interface Asked {
  readonly resolve: (plan: Plan) => void
  readonly reject: (error: Error) => void
}

export function makePlanner(state: State, clock: Clock, log: (level: string, text: string) => void): PlannerHub {
  let thread: Worker | null = null
  /** messages that wait for the first copy to be sent; null when there is none under way */
  let behind: ToPlanner[] | null = null
  let last = 0
  const asked = new Map<number, Asked>()

  const post = (message: ToPlanner): void => {
    if (behind !== null) behind.push(message)
    else thread?.postMessage(message)
  }
  const failed = (error: Error): void => {
    log('error', `planner: ${error.stack ?? error.message}`)
    thread = null
    behind = null
    for (const each of asked.values())
      each.reject(
        new RequestError('internal', "the planner failed on this request; the coordinator's log has the cause"),
      )
    asked.clear()
  }
  const answered = (message: FromPlanner): void => {
    const waiting = asked.get(message.id)
    asked.delete(message.id)
    // Only a plan that is being made keeps the process alive.
    if (asked.size === 0) thread?.unref()
    if (message.kind === 'planned') waiting?.resolve(message.plan)
    else {
      const { code, detail, field } = message
      waiting?.reject(new RequestError(code, detail, field === undefined ? {} : { field }))
    }
  }
  const start = (): void => {
    const worker = new Worker(threadFile)
    worker.on('message', answered)
    worker.on('error', failed)
    worker.postMessage({ kind: 'topology', rules: state.volatile.places } satisfies ToPlanner)
    thread = worker
    behind = []
    const copy = slicesOf(state)
    const next = (): void => {
      if (thread !== worker) return
      const changes = copy.shift()
      if (changes !== undefined) {
        worker.postMessage({ kind: 'changes', changes } satisfies ToPlanner)
        setImmediate(next)
        return
      }
      const waiting = behind ?? []
      behind = null
      for (const message of waiting) worker.postMessage(message)
    }
    next()
  }

  return {
    plan(what, options) {
      if (asked.size >= limits.plansWaiting)
        return Promise.reject(
          new RequestError('too-many-requests', `${asked.size} plans are being made; try again in a second`),
        )
      if (thread === null) start()
      return new Promise((resolve, reject) => {
        const id = ++last
        asked.set(id, { resolve, reject })
        thread?.ref()
        post({ kind: 'plan', id, what, nowMs: clock.nowMs(), options })
      })
    },
    published({ durable, volatile }) {
      if (thread === null) return
      const changes = [...durable, ...volatile].filter(({ table }) => !unneeded.has(table))
      if (changes.length > 0) post({ kind: 'changes', changes })
    },
    async close() {
      const worker = thread
      thread = null
      await worker?.terminate()
    },
  }
}

/** Rows are never edited, so a list of them taken now stays what it was while it is sent. */
function slicesOf(state: State): Change[][] {
  const slices: Change[][] = []
  let slice: Change[] = []
  for (const table of tablesOf(state)) {
    if (unneeded.has(table.name)) continue
    for (const [key, row] of table.entries()) {
      if (slice.length === rowsPerSlice) {
        slices.push(slice)
        slice = []
      }
      slice.push({ table: table.name, key, row })
    }
  }
  slices.push(slice)
  return slices
}
