/** An attempt's conversation with its worker, or with each rank of it: what it asks for, what it gets, what it reports. Lives as long as the attempt runs. */
import type { TimerId } from '../../shared/clock.ts'
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { ArtifactRef, StopReason, TaskSpec } from '../../shared/model/job.ts'
import type { AgentToWorker, StepMessage, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { Leases } from '../../shared/protocol/codec.ts'
import type { CheckpointMessage } from './checkpoints/attempt-checkpoints.ts'
import type { WorkContext } from './context.ts'
import { LeaseTable } from './lease-table.ts'
import { rankSpan } from './logs/layout.ts'
import { Outcomes } from './outcomes.ts'
import type { WorkerSocket } from './worker-socket.ts'

export interface SessionOptions {
  readonly attempt: string
  readonly spec: TaskSpec
  /** the worker's own folder */
  readonly dir: string
  /** the agent restarted while the process ran */
  readonly adopted: boolean
  /** `rank`: whose connection it came by */
  readonly onStep: (message: StepMessage, rank: number) => void
  readonly onReplica: (socket: string | null, reason: string) => void
  readonly onCheckpoint: (message: CheckpointMessage, rank: number, reply: (message: AgentToWorker) => void) => void
}

type Done = Extract<WorkerMessage, { type: 'done' }>
/** How long an adopted worker may take to reconnect before its shards are given up. */
const reconnectGraceMs = 10_000

export class WorkerSession {
  readonly leases: LeaseTable
  readonly #context: WorkContext
  readonly #options: SessionOptions
  readonly #outcomes: Outcomes
  #socket: WorkerSocket | undefined
  #heard: boolean
  #graceTimer: TimerId | undefined
  #finishSent = false
  #stop: AgentToWorker | undefined
  #interval: Extract<AgentToWorker, { type: 'interval' }> | undefined
  /** by rank; of one that is not there: an even part. Undefined: not known yet in this life of the agent */
  #shares: ReadonlyMap<number, number> | undefined
  /** what ranks that can share their work go by: as they said, then as they were told */
  readonly #sharesTold = new Map<number, number>()

  constructor(context: WorkContext, options: SessionOptions) {
    this.#context = context
    this.#options = options
    this.#heard = !options.adopted
    const ms = options.spec.member?.saveEveryMs ?? null
    if (ms !== null) this.#interval = { type: 'interval', ms }
    this.leases = new LeaseTable(options.adopted)
    this.#outcomes = new Outcomes({
      attempt: options.attempt,
      timers: context.timers,
      append: context.outbox.append,
      onWritten: (shards) => this.#written(shards),
      onFatal: context.onFatal,
    })
  }

  async listen(path: string): Promise<void> {
    const span = rankSpan(this.#options.spec)
    const onMessage = (message: WorkerMessage, rank: number = span.first): void => this.#take(message, rank)
    this.#socket = await this.#context.serveWorker(path, onMessage, span)
  }

  /** Every result reported so far is in the spool. */
  settled(): Promise<void> {
    return this.#outcomes.settled()
  }

  /** Stops listening. The worker, if alive, keeps trying to reconnect. */
  close(): void {
    this.#context.timers.clear(this.#graceTimer)
    this.#socket?.close()
  }

  onLeases(message: Leases): void {
    const drop = this.leases.add(message)
    if (drop.length > 0) this.#socket?.send({ type: 'drop', shards: drop })
    this.#advance()
  }

  /** Tells every rank that it is being stopped; said again when it connects anew. */
  stop(reason: StopReason, graceMs: number): void {
    this.#stop = { type: 'stop', reason, graceMs }
    this.#socket?.send(this.#stop)
  }

  /** Tells the worker how often to save; said again when it connects anew. */
  interval(ms: number): void {
    if (this.#interval?.ms === ms) return
    this.#interval = { type: 'interval', ms }
    this.#socket?.send(this.#interval)
  }

  /** Tells each rank that can share its work how much of it to do, where that is not what it goes by; looked at again when one connects anew. */
  shares(shares: ReadonlyMap<number, number>): void {
    this.#shares = shares
    for (const [rank, told] of this.#sharesTold) {
      const share = shares.get(rank) ?? 1
      if (share === told) continue
      this.#sharesTold.set(rank, share)
      this.#socket?.send({ type: 'share', share }, rank)
    }
  }

  /** Tells the coordinator everything this attempt holds; after a restart only once the worker has said what it has. */
  sync(): void {
    if (this.#options.spec.kind !== 'batch') return
    this.leases.askAgain()
    if (this.#heard) {
      this.#requestWhole()
      return
    }
    this.#graceTimer ??= this.#context.timers.setTimeout(() => {
      this.#heard = true
      this.#requestWhole()
    }, reconnectGraceMs)
  }

  #requestWhole(): void {
    this.#context.timers.clear(this.#graceTimer)
    const { attempt } = this.#options
    const { outbox } = this.#context
    const holding = [...new Set([...this.leases.holding(), ...outbox.unsent(attempt)])]
    const want = this.leases.need()
    if (!outbox.requestLeases({ attempt, want, holding, whole: true })) this.leases.askAgain()
  }

  #take(message: WorkerMessage, rank: number): void {
    switch (message.type) {
      case 'hello':
        return this.#hello(message, rank)
      case 'lease':
        this.leases.ask(message.want)
        return this.#advance()
      case 'done':
        return this.#done(message)
      case 'failed':
        return this.#finish(message.shard, (tookMs) => this.#fail(message.shard, message.error, message.retry, tookMs))
      case 'progress':
        return this.leases.progressed(message.shard, message.fraction)
      case 'step':
        return this.#options.onStep(message, rank)
      case 'checkpoint':
        return this.#options.onCheckpoint(message, rank, (reply) => this.#socket?.send(reply, rank))
      case 'fetch':
        void this.#fetch(message.sha256, rank)
        return
      case 'ready':
        return this.#options.onReplica(message.socket, '')
      case 'not-ready':
        return this.#options.onReplica(null, message.reason)
      default:
        assertNever(message, 'worker session')
    }
  }

  #hello({ holding = [], share }: Extract<WorkerMessage, { type: 'hello' }>, rank: number): void {
    const { attempt, spec, dir } = this.#options
    const { job, jobName, params } = spec
    const first = !this.#heard
    this.#heard = true
    this.#finishSent = false
    this.#socket?.send({ type: 'welcome', attempt, job, jobName, params, dir }, rank)
    if (this.#interval !== undefined) this.#socket?.send(this.#interval, rank)
    if (this.#stop !== undefined) this.#socket?.send(this.#stop, rank)
    if (share === undefined) this.#sharesTold.delete(rank)
    else this.#sharesTold.set(rank, share)
    if (this.#shares !== undefined) this.shares(this.#shares)
    const { again, unknown } = this.leases.reconnect(holding, this.#context.clock.nowMs())
    if (unknown.length > 0) this.#socket?.send({ type: 'drop', shards: unknown })
    if ((first || again > 0) && spec.kind === 'batch') this.#requestWhole()
    this.#advance()
  }

  /** Gives what can be given, asks the coordinator for more when that is due, and says finish at the end. */
  #advance(): void {
    if (this.#socket?.connected()) {
      for (const line of this.leases.give(this.#context.clock.nowMs())) this.#socket.sendLine(line)
      if (this.leases.finished() && !this.#finishSent) {
        this.#finishSent = true
        this.#socket.send({ type: 'finish' })
      }
    }
    const want = this.leases.need()
    if (want === 0) return
    const { attempt } = this.#options
    if (!this.#context.outbox.requestLeases({ attempt, want, holding: [], whole: false })) this.leases.askAgain()
  }

  #finish(shard: number, then: (tookMs: number) => void): void {
    const held = this.leases.finishShard(shard, this.#context.clock.nowMs())
    if (held === 'unknown') {
      // revoked, or never lent: nothing will come of it, and a worker that keeps a list may strike it off
      this.#socket?.send({ type: 'drop', shards: [shard] })
    } else if (held !== 'twice') then(held.tookMs)
    this.#advance()
  }

  #done(message: Done): void {
    this.#finish(message.shard, (tookMs) => {
      const { artifacts } = message
      if (artifacts === undefined || Object.keys(artifacts).length === 0) this.#succeed(message, undefined, tookMs)
      else void this.#outcomes.prepare(this.#keep(message, artifacts, tookMs))
    })
  }

  async #keep(message: Done, paths: Readonly<Record<string, string>>, tookMs: number): Promise<void> {
    try {
      const kept: Record<string, ArtifactRef> = {}
      for (const [name, path] of Object.entries(paths)) {
        const stored = await this.#context.cache.storeOwn(path, this.#options.dir)
        this.#context.cache.pin(stored.sha256, this.#options.attempt)
        await this.#context.upload(stored)
        kept[name] = { sha256: stored.sha256, bytes: stored.bytes }
      }
      this.#succeed(message, kept, tookMs)
    } catch (error) {
      if ((error as Error).name === 'AbortError') return
      const text = `an artifact of shard ${message.shard} could not be kept: ${(error as Error).message}`
      this.#socket?.send({ type: 'error', error: text })
      this.#fail(message.shard, text, true, tookMs)
    }
  }

  #succeed({ shard, result = null }: Done, artifacts: Record<string, ArtifactRef> | undefined, tookMs: number): void {
    const outputJson = JSON.stringify(artifacts === undefined ? { result } : { result, artifacts })
    if (Buffer.byteLength(outputJson) > limits.shardResultBytes) {
      const text = `the result has ${outputJson.length} bytes, at most ${limits.shardResultBytes} are taken: use an artifact`
      this.#fail(shard, text, false, tookMs)
    } else this.#outcomes.push({ shard, ok: true, outputJson, tookMs })
  }

  #fail(shard: number, error: string, retry: boolean | undefined, tookMs: number): void {
    this.#outcomes.push({ shard, ok: false, error: error.slice(0, 4_000), retry: retry ?? true, tookMs })
  }

  #written(shards: readonly number[]): void {
    for (const shard of shards) this.leases.settled(shard)
    this.#socket?.send({ type: 'ack', shards })
    this.#advance()
  }

  async #fetch(sha256: string, rank: number): Promise<void> {
    try {
      this.#context.cache.pin(sha256, this.#options.attempt)
      const { path, bytes } = await this.#context.cache.get(sha256)
      this.#socket?.send({ type: 'fetched', sha256, path, bytes }, rank)
    } catch (error) {
      this.#socket?.send({ type: 'fetch-failed', sha256, error: (error as Error).message }, rank)
    }
  }
}
