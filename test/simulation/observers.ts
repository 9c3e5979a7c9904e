/** What checkers can see: everything that happens in the world, from outside and from inside the coordinator. */

import type { DesiredMark } from '../../agent/link/desired-memory.ts'
import type { AttemptRecord } from '../../agent/work/attempt-store.ts'
import type { Effect } from '../../coordinator/core/effects.ts'
import type { Input, Request } from '../../coordinator/core/inputs.ts'
import type { State } from '../../coordinator/core/state.ts'
import type { Change } from '../../coordinator/core/table.ts'
import type { Answer } from '../../coordinator/ports.ts'
import type { Committed } from '../../coordinator/shell/loop.ts'
import type { ChangeSet } from '../../coordinator/store/store.ts'
import type { AgentToWorker } from '../../shared/model/worker-protocol.ts'
import type { Fact } from '../../shared/protocol/codec.ts'
import type { Life } from './coordinator.ts'
import type { Snapshot } from './coordinator-disk.ts'
import type { Host } from './host.ts'
import type { Process } from './process.ts'

type Changes = { readonly durable: readonly Change[]; readonly volatile: readonly Change[] }

export interface Observer {
  /** rows were loaded; the incarnation has not yet risen */
  loading?(state: State, rows: readonly Change[], restored: Snapshot | null): void
  started?(life: Life, changes: readonly Change[]): void
  /** after each step, before its changes are on disk */
  stepped?(life: Life, input: Input, effects: readonly Effect[], changes: Changes): void
  /** on disk, perhaps never acted upon */
  durable?(life: Life, set: ChangeSet): void
  /** on disk, and now visible */
  committed?(life: Life, committed: Committed): void
  crashed?(): void
  asked?(request: Request, key: string | null): void
  answered?(request: Request, key: string | null, answer: Answer): void
  processStarted?(host: Host, process: Process): void
  processEnded?(host: Host, process: Process): void
  signalled?(host: Host, process: Process, signal: string): void
  shardFinished?(host: Host, process: Process, shard: number): void
  rankStepped?(host: Host, process: Process, step: number): void
  /** an agent says something to the worker of an attempt */
  workerTold?(host: Host, attempt: string, message: AgentToWorker): void
  /** a fact is on a host's disk */
  spooled?(host: Host, fact: Fact): void
  /** a desired state has come to an agent */
  desiredOffered?(host: Host, mark: DesiredMark): void
  /** its link hands it to its work */
  desiredTaken?(host: Host, mark: DesiredMark): void
  saved?(host: Host, record: AttemptRecord): void
}

export interface Breach {
  readonly atMs: number
  readonly rule: string
  readonly text: string
}

/** Hands what happens to every checker, and keeps the counts and the first breaches. */
export class Observers {
  readonly breaches: Breach[] = []
  /** how often each fault happened */
  readonly faults = new Map<string, number>()
  /** how often each rule was really put to the test */
  readonly exercised = new Map<string, number>()
  readonly #list: Observer[] = []
  readonly #nowMs: () => number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  add(observer: Observer): void {
    this.#list.push(observer)
  }
  count(fault: string): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1)
  }
  exercise(rule: string): void {
    this.exercised.set(rule, (this.exercised.get(rule) ?? 0) + 1)
  }
  breach(rule: string, text: string): void {
    if (this.breaches.length < 20) this.breaches.push({ atMs: this.#nowMs(), rule, text })
  }
  /** A rule holds, or is broken by what the text says. */
  hold(rule: string, holds: boolean, text: () => string): void {
    if (!holds) this.breach(rule, text())
  }
  /** Runs a check of the core's own, which throws `[RULE] text`. */
  attempt(run: () => void): void {
    try {
      run()
    } catch (error) {
      const text = (error as Error).message
      const rule = /^\[(\w+)\]/.exec(text)?.[1] ?? 'crash'
      this.breach(rule, rule === 'crash' ? ((error as Error).stack ?? text) : text)
    }
  }
  /** An error that no part expected. */
  failed(error: unknown): void {
    this.breach('crash', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }

  loading(state: State, rows: readonly Change[], restored: Snapshot | null): void {
    for (const each of this.#list) each.loading?.(state, rows, restored)
  }
  started(life: Life, changes: readonly Change[]): void {
    for (const each of this.#list) each.started?.(life, changes)
  }
  stepped(life: Life, input: Input, effects: readonly Effect[], changes: Changes): void {
    for (const each of this.#list) each.stepped?.(life, input, effects, changes)
  }
  durable(life: Life, set: ChangeSet): void {
    for (const each of this.#list) each.durable?.(life, set)
  }
  committed(life: Life, committed: Committed): void {
    for (const each of this.#list) each.committed?.(life, committed)
  }
  crashed(): void {
    for (const each of this.#list) each.crashed?.()
  }
  asked(request: Request, key: string | null): void {
    for (const each of this.#list) each.asked?.(request, key)
  }
  answered(request: Request, key: string | null, answer: Answer): void {
    for (const each of this.#list) each.answered?.(request, key, answer)
  }
  processStarted(host: Host, process: Process): void {
    for (const each of this.#list) each.processStarted?.(host, process)
  }
  processEnded(host: Host, process: Process): void {
    for (const each of this.#list) each.processEnded?.(host, process)
  }
  signalled(host: Host, process: Process, signal: string): void {
    for (const each of this.#list) each.signalled?.(host, process, signal)
  }
  shardFinished(host: Host, process: Process, shard: number): void {
    for (const each of this.#list) each.shardFinished?.(host, process, shard)
  }
  rankStepped(host: Host, process: Process, step: number): void {
    for (const each of this.#list) each.rankStepped?.(host, process, step)
  }
  workerTold(host: Host, attempt: string, message: AgentToWorker): void {
    for (const each of this.#list) each.workerTold?.(host, attempt, message)
  }
  spooled(host: Host, fact: Fact): void {
    for (const each of this.#list) each.spooled?.(host, fact)
  }
  desiredOffered(host: Host, mark: DesiredMark): void {
    for (const each of this.#list) each.desiredOffered?.(host, mark)
  }
  desiredTaken(host: Host, mark: DesiredMark): void {
    for (const each of this.#list) each.desiredTaken?.(host, mark)
  }
  saved(host: Host, record: AttemptRecord): void {
    for (const each of this.#list) each.saved?.(host, record)
  }
}
