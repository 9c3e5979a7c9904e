/** One simulated process: a worker that is lent shards, a rank that steps, or a replica. It lives on without its agent. */
import type { TimerId, Timers } from '../../shared/clock.ts'
import type { TaskSpec } from '../../shared/model/job.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { Rng } from '../../shared/rng.ts'
import type { ProcessExit } from '../work/driver.ts'
import type { Behaviour } from './behaviour.ts'
import type { WorkerEnd, WorkerHub } from './worker-hub.ts'

export interface ProcessOptions {
  readonly spec: TaskSpec
  readonly socketPath: string
  readonly behaviour: Behaviour
  readonly timers: Timers
  readonly hub: WorkerHub
  readonly rng: Rng
  /** 1, or more on a slow host */
  readonly slowdown: () => number
  /** a replica listens at the path, or no longer (null) */
  readonly onReplica: (path: string | null) => void
  readonly onExit: (exit: ProcessExit, lastLines: readonly string[]) => void
}

const reconnectMs = 200
/** shards a worker asks for at a time */
const asksFor = 8

export class SimulatedProcess {
  readonly #options: ProcessOptions
  #end: WorkerEnd | undefined
  #timer: TimerId | undefined
  #reconnect: TimerId | undefined
  #ended = false
  #working = false
  #step = 0
  readonly #queue: number[] = []
  /** shards lent and not acknowledged; the message that reported them, once there is one */
  readonly #held = new Map<number, WorkerMessage | undefined>()

  constructor(options: ProcessOptions) {
    this.#options = options
  }

  start(): void {
    this.#connect()
    const { kind, member } = this.#options.spec
    if (kind !== 'gang') return
    this.#step = member?.resume?.step ?? 0
    this.#nextStep()
  }

  signal(name: NodeJS.Signals): void {
    if (name === 'SIGCONT' || this.#ended) return
    if (name !== 'SIGKILL' && this.#options.behaviour.ignoreTerm) return
    this.#exit({ code: null, signal: name }, [])
  }

  /** The power is gone: nothing is written down. */
  vanish(): void {
    this.#stop()
  }

  #connect(): void {
    const { hub, socketPath, timers, spec } = this.#options
    this.#end = hub.connect(socketPath, {
      received: (message) => this.#take(message),
      closed: () => this.#connectLater(),
    })
    if (this.#end === undefined) return this.#connectLater()
    this.#say({ type: 'hello', holding: [...this.#held.keys()] })
    for (const report of this.#held.values()) if (report !== undefined) this.#say(report)
    if (spec.kind === 'batch') this.#say({ type: 'lease', want: asksFor })
    if (spec.kind === 'service') {
      const path = `${socketPath}.replica`
      this.#options.onReplica(path)
      timers.soon(() => this.#say({ type: 'ready', socket: path }))
    }
  }

  #connectLater(): void {
    this.#end = undefined
    if (this.#ended) return
    this.#reconnect = this.#options.timers.setTimeout(() => this.#connect(), reconnectMs)
  }

  #say(message: WorkerMessage): void {
    if (!this.#ended) this.#end?.send(message)
  }

  #take(message: AgentToWorker): void {
    if (this.#ended) return
    if (message.type === 'shards') {
      for (const { shard } of message.shards) {
        this.#held.set(shard, undefined)
        this.#queue.push(shard)
      }
      this.#nextShard()
    } else if (message.type === 'ack' || message.type === 'drop') {
      for (const shard of message.shards) {
        this.#held.delete(shard)
        const at = this.#queue.indexOf(shard)
        if (at >= 0) this.#queue.splice(at, 1)
      }
    } else if (message.type === 'finish') this.#exit({ code: 0, signal: null }, [])
  }

  #nextShard(): void {
    if (this.#working || this.#ended) return
    const shard = this.#queue.shift()
    if (shard === undefined) return
    if (this.#queue.length === 0) this.#say({ type: 'lease', want: asksFor })
    this.#working = true
    if (this.#options.behaviour.hang) return
    this.#after(this.#options.behaviour.taskMs, () => this.#shardDone(shard))
  }

  #shardDone(shard: number): void {
    this.#working = false
    if (this.#diesNow()) return
    const { behaviour, rng } = this.#options
    const fails = behaviour.failRate > 0 && rng.next() < behaviour.failRate
    const report: WorkerMessage = fails
      ? { type: 'failed', shard, error: 'a simulated failure' }
      : { type: 'done', shard, result: { simulated: true } }
    if (this.#held.has(shard)) this.#held.set(shard, report)
    this.#say(report)
    this.#nextShard()
  }

  #nextStep(): void {
    const { behaviour, rng } = this.#options
    const { steps, stepMs, taskMs, failRate } = behaviour
    if (this.#step >= steps) {
      if (behaviour.hang) return
      this.#after(steps === 0 ? taskMs : 0, () => {
        if (this.#diesNow()) return
        const fails = failRate > 0 && rng.next() < failRate
        this.#exit({ code: fails ? 1 : 0, signal: null }, fails ? ['a simulated failure'] : [])
      })
      return
    }
    // Its own work, as it is slowed: a simulated rank waits for no other.
    const computeMs = stepMs * this.#options.slowdown()
    this.#after(stepMs, () => {
      this.#step++
      this.#say({ type: 'step', step: this.#step, stepMs: computeMs, computeMs })
      this.#saveSometimes()
      this.#nextStep()
    })
  }

  #saveSometimes(): void {
    const { behaviour, spec } = this.#options
    const { checkpointEvery: every } = behaviour
    if (every === 0 || this.#step % every !== 0 || spec.member?.rank !== 0) return
    const path = `/simulated/${spec.job}/step_${this.#step}`
    this.#say({ type: 'checkpoint', step: this.#step, path, shared: true })
  }

  /** Ends the way it was told to, when it was told to end in some way of its own. */
  #diesNow(): boolean {
    const { exit, signal } = this.#options.behaviour
    if (exit === 0 && signal === null) return false
    this.#exit(signal === null ? { code: exit, signal } : { code: null, signal }, ['ended as params.sim says'])
    return true
  }

  #after(delayMs: number, then: () => void): void {
    const { timers, slowdown } = this.#options
    if (delayMs <= 0) timers.soon(() => this.#unlessEnded(then))
    else this.#timer = timers.setTimeout(() => this.#unlessEnded(then), delayMs * slowdown())
  }

  #unlessEnded(then: () => void): void {
    if (!this.#ended) then()
  }

  #exit(exit: ProcessExit, lastLines: readonly string[]): void {
    this.#stop()
    this.#options.onExit(exit, lastLines)
  }

  #stop(): void {
    const { timers } = this.#options
    this.#ended = true
    timers.clear(this.#timer)
    timers.clear(this.#reconnect)
    this.#end?.close()
    this.#options.onReplica(null)
  }
}
