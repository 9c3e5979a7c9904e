/** A simulated worker: the process's side of the worker protocol, doing what the job's program says. */
import type { AgentToWorker, LentShard, StepMessage, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { Rng } from '../../shared/rng.ts'
import type { Fates } from './fates.ts'
import type { Process } from './process.ts'
import { type Program, programOf, resultOf } from './program.ts'
import { Rank } from './rank.ts'
import type { WorkerEnd, WorkerSockets } from './worker-sockets.ts'
import type { Scheduled, World } from './world.ts'

export interface WorkerOptions {
  readonly world: World
  readonly rng: Rng
  readonly process: Process
  readonly socketPath: string
  readonly sockets: WorkerSockets
  /** runs in the process: later while the host is frozen */
  readonly enter: (run: () => void) => void
  /** how much slower the host is now than a healthy one */
  readonly slow: () => number
  /** a shard's work was done, before anybody was told */
  readonly onFinished: (process: Process, shard: number) => void
  /** a rank has done a step, whether its agent hears of it or not */
  readonly onStepped: (process: Process, step: number) => void
  readonly end: (code: number | null, signal: string | null, cause: string) => void
  readonly fates: Fates
}

type Report = Extract<WorkerMessage, { type: 'done' | 'failed' }>
interface Running {
  readonly shard: number
  readonly events: Scheduled[]
}

export class Worker implements WorkerEnd {
  readonly path: string
  readonly #options: WorkerOptions
  readonly #program: Program
  readonly #queue: LentShard[] = []
  readonly #reports = new Map<number, Report>()
  #running: Running | undefined
  #asked = 0
  #ready = false
  #readying: Scheduled | undefined
  #ended = false
  readonly #rank: Rank | undefined
  #step = 0
  /** said and not answered */
  readonly #checkpoints = new Map<number, WorkerMessage>()
  #unheard: (() => void)[] = []

  constructor(options: WorkerOptions) {
    this.#options = options
    this.path = options.socketPath
    this.#program = programOf(options.process.spec.params)
    options.process.resumed = () => this.#resume()
    const { member } = options.process.spec
    if (member !== null && this.#program.program === 'ranks')
      this.#rank = new Rank(options, this.#program, member, {
        step: (step, times) => this.#stepped(step, times),
        saved: (step, path, bytes) => this.#savedAt(step, path, bytes),
      })
    options.sockets.connectLater(this)
  }

  connected(): void {
    if (this.#ended || this.#deaf(() => this.connected())) return
    const running = this.#running === undefined ? [] : [this.#running.shard]
    const holding = [...running, ...this.#queue.map(({ shard }) => shard), ...this.#reports.keys()]
    this.#send({ type: 'hello', holding, ...(this.#program.shares ? { share: this.#rank?.share ?? 1 } : {}) })
    for (const report of this.#reports.values()) this.#send(report)
    if (this.#step > 0) this.#send({ type: 'step', step: this.#step })
    for (const checkpoint of this.#checkpoints.values()) this.#send(checkpoint)
    if (this.#ready) this.#send({ type: 'ready', socket: `${this.path}.serve` })
    this.#asked = 0
    if (this.#program.program === 'shards') this.#ask()
  }

  disconnected(): void {
    this.#unheard = []
    if (!this.#ended) this.#options.sockets.connectLater(this)
  }

  /** It begins anew in the same process, as one that caught a failure of its own: nothing is left of what it had. */
  startOver(): void {
    if (this.#ended || this.#options.process.manners.hung || this.#program.program !== 'shards') return
    this.#stopRunning()
    this.#queue.length = 0
    this.#reports.clear()
    this.#options.sockets.hangUp(this)
  }

  received(message: AgentToWorker): void {
    if (this.#ended || this.#deaf(() => this.received(message))) return
    switch (message.type) {
      case 'welcome':
        if (this.#program.program === 'serve') this.#serve()
        return
      case 'shards':
        this.#asked = Math.max(0, this.#asked - message.shards.length)
        for (const shard of message.shards) if (!this.#holds(shard.shard)) this.#queue.push(shard)
        return this.#next()
      case 'ack':
        for (const shard of message.shards) this.#reports.delete(shard)
        return this.#next()
      case 'drop':
        for (const shard of message.shards) this.#drop(shard)
        return this.#next()
      case 'checkpointed':
      case 'checkpoint-refused':
        return void this.#checkpoints.delete(message.step)
      case 'interval':
        if (this.#rank !== undefined) this.#rank.saveEveryMs = message.ms
        return
      case 'share':
        if (this.#rank !== undefined) this.#rank.share = message.share
        return
      case 'stop':
        return message.reason === 'preempted' || message.reason === 'drained' ? this.#rank?.save() : undefined
      case 'finish':
        return this.#options.end(0, null, 'finished')
    }
  }

  /** The process has ended. */
  ended(): void {
    this.#ended = true
    this.#stopRunning()
    this.#rank?.end()
    this.#options.world.cancel(this.#readying)
    this.#options.sockets.gone(this)
  }

  /** What comes to a process that hangs waits until it goes on. */
  #deaf(later: () => void): boolean {
    const { hung } = this.#options.process.manners
    if (hung) this.#unheard.push(later)
    return hung
  }

  #stepped(step: number, times: Partial<StepMessage>): void {
    this.#step = step
    this.#options.onStepped(this.#options.process, step)
    this.#options.process.steppedMs = this.#options.world.nowMs
    this.#send({ type: 'step', step, ...times })
  }

  #savedAt(step: number, path: string, bytes: number): void {
    const { saveHoldsMs: tookMs } = this.#program
    const message: WorkerMessage = {
      type: 'checkpoint',
      step,
      path,
      bytes,
      ...(tookMs === undefined ? {} : { tookMs }),
    }
    this.#checkpoints.set(step, message)
    this.#send(message)
  }

  #send(message: WorkerMessage): void {
    this.#options.sockets.send(this, message)
  }

  #holds(shard: number): boolean {
    return (
      this.#running?.shard === shard || this.#reports.has(shard) || this.#queue.some((each) => each.shard === shard)
    )
  }

  #drop(shard: number): void {
    this.#reports.delete(shard)
    const waiting = this.#queue.findIndex((each) => each.shard === shard)
    if (waiting >= 0) this.#queue.splice(waiting, 1)
    if (this.#running?.shard === shard) this.#stopRunning()
  }

  #stopRunning(): void {
    for (const event of this.#running?.events ?? []) this.#options.world.cancel(event)
    this.#running = undefined
  }

  #ask(): void {
    const { want } = this.#program
    const wanted = want - this.#queue.length - this.#asked
    if (wanted <= 0) return
    this.#asked += wanted
    this.#send({ type: 'lease', want: wanted })
  }

  #next(): void {
    if (this.#running === undefined) {
      const shard = this.#queue.shift()
      if (shard !== undefined) this.#run(shard.shard)
    }
    const { process, world } = this.#options
    if (this.#running !== undefined || this.#reports.size > 0) process.idleSinceMs = null
    else process.idleSinceMs ??= world.nowMs
    this.#ask()
  }

  #run(shard: number): void {
    const { world, rng, slow } = this.#options
    const { ms, noise, skewed, progress, poison } = this.#program
    const spread = Math.max(0.2, 1 + noise * rng.normal())
    const durationMs = ms * spread * (skewed[shard] ?? 1) * slow()
    const running: Running = { shard, events: [] }
    this.#running = running
    const later = (afterMs: number, run: () => void): void => {
      running.events.push(
        world.after(afterMs, () =>
          this.#options.enter(() => {
            if (this.#running === running && !this.#ended && !this.#options.process.manners.hung) run()
          }),
        ),
      )
    }
    if (poison[shard] !== undefined)
      later(durationMs / 2, () => {
        if (this.#options.fates.misfortune(this.#options.process.spec.job, 'poison', shard) <= (poison[shard] ?? 0))
          this.#options.end(null, 'SIGSEGV', `poisoned by shard ${shard}`)
      })
    if (progress && durationMs > 3_000)
      for (const fraction of [0.25, 0.5, 0.75])
        later(durationMs * fraction, () => this.#send({ type: 'progress', shard, fraction }))
    later(durationMs, () => this.#finish(shard))
  }

  #finish(shard: number): void {
    const { process, fates, onFinished } = this.#options
    this.#running = undefined
    const limit = this.#program.failing[shard]
    if (limit !== undefined && fates.misfortune(process.spec.job, 'failing', shard) <= limit) {
      this.#report({ type: 'failed', shard, error: `shard ${shard} does not want to`, retry: true })
    } else {
      onFinished(process, shard)
      this.#report({ type: 'done', shard, result: resultOf(process.spec.jobName, shard) })
    }
    this.#next()
  }

  /** It hung, and what it was doing did not end: it does it again, and hears what was said meanwhile. */
  #resume(): void {
    const running = this.#running
    if (this.#ended) return
    if (running !== undefined) {
      this.#stopRunning()
      this.#run(running.shard)
    }
    for (const hear of this.#unheard.splice(0)) hear()
  }

  #report(report: Report): void {
    this.#reports.set(report.shard, report)
    this.#send(report)
  }

  #serve(): void {
    if (this.#ready || this.#readying !== undefined) return
    const { world, rng, slow, enter } = this.#options
    this.#readying = world.after(this.#program.ms * (0.5 + rng.next()) * slow(), () =>
      enter(() => {
        if (this.#ended) return
        this.#ready = true
        this.#send({ type: 'ready', socket: `${this.path}.serve` })
      }),
    )
  }
}
