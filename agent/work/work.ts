/** All work of this host: takes the desired state, reconciles, and keeps every attempt going. */
import type { TimerId } from '../../shared/clock.ts'
import { assertNever } from '../../shared/errors.ts'
import { type StopReason, stopReasons, type TaskSpec } from '../../shared/model/job.ts'
import type { AgentMessage, Desired, DesiredAttempt, Digest, Leases } from '../../shared/protocol/codec.ts'
import { AttemptRun, newRecord } from './attempt-run.ts'
import { isAttemptId } from './attempt-store.ts'
import type { BytesSource } from './bytes-server.ts'
import type { WorkContext } from './context.ts'
import { type Action, type DesiredState, reconcile, type Wanted } from './reconcile.ts'

type Held = NonNullable<NonNullable<AgentMessage['hello']>['attempts']>

export class Work {
  readonly #context: WorkContext
  readonly #runs = new Map<string, AttemptRun>()
  #desired: DesiredState = { attempts: [], forget: [] }
  #timer: TimerId | undefined
  #closed = false

  constructor(context: WorkContext) {
    this.#context = context
  }

  /** Goes on with everything found on disk, then keeps watch. */
  start(): void {
    for (const record of this.#context.store.load()) {
      const run = new AttemptRun(this.#context, record)
      this.#runs.set(record.attempt, run)
      this.#background(run.start(true))
    }
    this.#watch()
  }

  close(): void {
    this.#closed = true
    this.#context.timers.clear(this.#timer)
    for (const run of this.#runs.values()) run.close()
  }

  apply(desired: Desired): void {
    const attempts = (desired.attempts ?? []).flatMap((entry) => this.#wanted(entry))
    this.#desired = { attempts, forget: desired.forget ?? [] }
    this.#reconcile()
    this.#watch()
  }

  onLeases(leases: Leases): void {
    this.#runs.get(leases.attempt ?? '')?.session?.onLeases(leases)
  }

  /** The link is up again: say what every attempt holds. */
  onLinkUp(): void {
    for (const run of this.#runs.values()) if (run.record.phase !== 'ended') run.session?.sync()
  }

  /** For hello. An attempt counts as running until its results are on the coordinator's disk. */
  held(): Held {
    const held: Held = []
    for (const { record } of this.#runs.values()) {
      if (record.forgotten) continue
      const { attempt, endedSaid, exit } = record
      const ended = endedSaid && this.#context.outbox.waiting(attempt).length === 0
      if (ended) held.push({ attempt, state: 'ended', exitJson: JSON.stringify(exit) })
      else held.push({ attempt, state: 'running' })
    }
    return held
  }

  digest(): Pick<Digest, 'progress' | 'running'> {
    const live = [...this.#runs.values()].filter(({ record }) => record.phase !== 'ended')
    const progress = live.flatMap(({ record, session }) =>
      [...(session?.leases.progress ?? [])].map(([shard, fraction]) => ({ attempt: record.attempt, shard, fraction })),
    )
    return { progress, running: live.map(({ record }) => record.attempt) }
  }

  bytesSource(): BytesSource {
    return {
      artifactPath: (sha256) => (this.#context.cache.has(sha256) ? this.#context.cache.pathOf(sha256) : undefined),
      attempt: (id) => {
        const run = this.#runs.get(id)
        if (run === undefined) return undefined
        const { phase, replicaSocket } = run.record
        return { dir: run.dir, ended: phase === 'ended', replicaSocket }
      },
      gauges: () => {
        const runs = [...this.#runs.values()]
        const running = runs.filter(({ record }) => record.phase !== 'ended').length
        return { attempts_running: running, attempts_kept: runs.length, cache_bytes: this.#context.cache.bytes() }
      },
    }
  }

  #wanted(entry: DesiredAttempt): Wanted[] {
    const { attempt = '', action, specJson, reason, graceMs } = entry
    if (attempt !== null && isAttemptId(attempt)) {
      if (action === 'run') return [{ attempt, action, specJson: specJson ?? '' }]
      if (action === 'stop' && (stopReasons as readonly string[]).includes(reason ?? '')) {
        return [{ attempt, action, reason: reason as StopReason, graceMs: graceMs ?? 0 }]
      }
    }
    this.#context.log('error', 'desired entry was not understood', { attempt, action, reason })
    return []
  }

  /** Ticks while there is something to look after, and only then: an idle host costs nothing. */
  #watch(): void {
    if (this.#timer !== undefined || this.#closed) return
    if (![...this.#runs.values()].some(({ record }) => record.phase !== 'ended')) return
    this.#timer = this.#context.timers.setTimeout(() => {
      this.#timer = undefined
      this.#tick()
      this.#watch()
    }, this.#context.tickMs)
  }

  #tick(): void {
    this.#reconcile()
    for (const run of this.#runs.values()) if (run.record.phase === 'running') this.#background(run.check())
  }

  #reconcile(): void {
    const actual = [...this.#runs.values()].map((run) => run.actual())
    for (const action of reconcile(this.#desired, actual, this.#context.clock.nowMs())) this.#act(action)
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'create':
        return this.#create(action.attempt, action.specJson)
      case 'stop':
        return this.#runs.get(action.attempt)!.stop(action.reason, action.graceMs)
      case 'kill':
        return this.#runs.get(action.attempt)!.kill()
      case 'end-unstarted':
        return this.#endUnstarted(action.attempt, action.reason)
      case 'forget':
        this.#runs.get(action.attempt)!.forget()
        return this.#dropOldest()
      default:
        assertNever(action, 'work action')
    }
  }

  #create(attempt: string, specJson: string): void {
    let spec: TaskSpec | null = null
    try {
      spec = JSON.parse(specJson) as TaskSpec
    } catch (error) {
      this.#context.log('error', 'task spec is not JSON', { attempt, cause: String(error) })
    }
    const record = newRecord(attempt, spec, this.#context.clock.nowMs())
    this.#context.store.save(record)
    const run = new AttemptRun(this.#context, record)
    this.#runs.set(attempt, run)
    this.#background(run.start(false))
  }

  #endUnstarted(attempt: string, reason: StopReason): void {
    const nowMs = this.#context.clock.nowMs()
    const lastLines = ['stopped before it started here']
    const exit = { code: null, signal: null, reason, sentByUs: false, lastLines, endedHostMs: nowMs }
    const run = new AttemptRun(this.#context, { ...newRecord(attempt, null, nowMs), phase: 'ended', exit })
    this.#context.store.save(run.record)
    this.#runs.set(attempt, run)
    this.#background(run.start(false))
  }

  /** Forgotten attempts keep their log until newer ones need the room. */
  #dropOldest(): void {
    const forgotten = [...this.#runs.values()].filter(({ record }) => record.forgotten)
    forgotten.sort((a, b) => a.record.createdMs - b.record.createdMs)
    for (const { record } of forgotten.slice(0, Math.max(0, forgotten.length - this.#context.attemptsKept))) {
      this.#context.store.remove(record.attempt)
      this.#runs.delete(record.attempt)
    }
  }

  #background(done: Promise<void>): void {
    done.catch(this.#context.onFatal)
  }
}
