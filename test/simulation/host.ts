/**
 * A virtual host: power, boot ids, clocks that go their own way, a disk, processes, and an agent that can be killed at any save.
 * What the agent does is real; what the host does to it is drawn from the seed.
 */

import type { Identity } from '../../agent/link/identity.ts'
import { decodeFact } from '../../shared/protocol/codec.ts'
import type { Rng } from '../../shared/rng.ts'
import { startAgent } from './agent-life.ts'
import { AimedKill, type Moment } from './aimed-kill.ts'
import type { Fates } from './fates.ts'
import { VirtualGpus } from './gpus.ts'
import { HostDisk, Killed, type LifeOnDisk } from './host-disk.ts'
import { HostHealth } from './host-health.ts'
import { type HostShape, inventoryOf } from './host-shape.ts'
import type { HostEnd, Link, Network } from './network.ts'
import type { Observers } from './observers.ts'
import { type Process, replicaAnswer } from './process.ts'
import { ProcessTable } from './process-table.ts'
import type { Trace } from './trace.ts'
import { VirtualTimers } from './virtual-timers.ts'
import { nextWatchMs } from './watch-times.ts'
import { Worker } from './worker.ts'
import { attemptOf, WorkerSockets } from './worker-sockets.ts'
import type { World } from './world.ts'

export interface HostOptions {
  readonly world: World
  readonly trace: Trace
  readonly network: Network
  readonly observers: Observers
  readonly identity: Identity
  readonly shape: HostShape
  readonly epochMs: number
  readonly fates: Fates
}

interface AgentLife {
  alive: boolean
  readonly timers: VirtualTimers
}

/** longer than any fence takes */
const fenceMemoryMs = 120_000

export class Host {
  readonly name: string
  readonly id: string
  readonly shape: HostShape
  readonly link: Link
  readonly processes: ProcessTable
  readonly disk: HostDisk
  readonly gpus: VirtualGpus
  readonly health: HostHealth
  readonly aimedKill = new AimedKill()
  powered = false
  bootId = ''
  life: AgentLife | undefined
  /** work takes this much longer */
  slow = 1
  /** the monotonic clock's rate */
  rate = 1
  /** the wall clock is wrong by this much */
  wallOffsetMs = 0
  /** launches fail with this text */
  launchFault: string | undefined
  readonly #options: HostOptions
  readonly #rng: Rng
  readonly #sockets: WorkerSockets
  readonly #workers = new Map<Process, Worker>()
  #boots = 0
  #bootedMs = 0
  #lives = 0
  #backlog: (() => void)[] | null = null
  /** when its agent last ended or thawed */
  #troubledMs = Number.NEGATIVE_INFINITY

  constructor(options: HostOptions) {
    const { world, shape, identity, network, observers } = options
    this.#options = options
    this.name = shape.name
    this.id = identity.host
    this.shape = shape
    this.link = network.makeLink(shape.name)
    this.#rng = world.rng(`host ${shape.name}`)
    this.gpus = new VirtualGpus(shape.gpus, () => world.nowMs)
    this.health = new HostHealth(world, this.gpus, () => this.bootId)
    this.disk = new HostDisk(world, shape.name, this.#rng, (attempt) => this.processes.forget(attempt))
    this.#sockets = new WorkerSockets(
      world,
      options.trace,
      (run) => this.enter(run),
      () => 200 * this.#rng.next(),
      (attempt, message) => observers.workerTold(this, attempt, message),
    )
    this.processes = new ProcessTable({
      world,
      host: this.id,
      rng: this.#rng,
      enter: (run) => this.enter(run),
      frozen: () => this.frozen,
      onStart: (process) => this.#started(process),
      onEnd: (process) => this.#ended(process),
      onSignal: (process, signal) => observers.signalled(this, process, signal),
      wake: () => this.life?.timers.wake(),
      launchFault: () => this.launchFault,
      prepareFault: () => (this.disk.full ? 'ENOSPC: no space left on device, mkdir' : undefined),
    })
  }

  /** since its boot, by its own clock */
  get uptimeMs(): number {
    return Math.round((this.#options.world.nowMs - this.#bootedMs) * this.rate)
  }

  get frozen(): boolean {
    return this.#backlog !== null
  }

  /** Could its agent have stopped what it had to, in the time before this? Not when it was away or frozen. */
  canFence(atMs: number): boolean {
    if (!this.powered || this.frozen || !this.life?.alive || this.disk.full) return false
    return atMs - this.#troubledMs > fenceMemoryMs
  }

  powerOn(): void {
    if (this.powered) return
    const { world, trace } = this.#options
    this.powered = true
    this.bootId = `boot-${this.name}-${++this.#boots}`
    this.#bootedMs = world.nowMs
    this.disk.rebooted()
    this.gpus.reset()
    this.health.rebooted()
    this.processes.boot(this.bootId)
    trace.event('host-boot', this.name, this.bootId)
    world.after(200 + 1_500 * this.#rng.next(), () => this.startAgent())
  }

  /** No word to anybody. `lost`: what was not synced is gone. */
  powerOff(lost: boolean): void {
    if (!this.powered) return
    const { trace, network } = this.#options
    trace.event('host-power-off', this.name, lost ? 'unsynced writes are lost' : '')
    this.powered = false
    this.#backlog = null
    this.#endLife()
    network.hostDied(this.link)
    this.processes.powerOff()
    if (!lost) return
    this.disk.powerLost()
    this.processes.keepOnly(new Set(this.disk.records.load().map((record) => record.attempt)))
  }

  startAgent(): void {
    const { world, trace } = this.#options
    if (!this.powered || this.life?.alive) return
    const wallAtStartMs = Math.round(this.#options.epochMs + world.nowMs + this.wallOffsetMs)
    const bornMs = world.nowMs
    const life: AgentLife = {
      alive: true,
      timers: new VirtualTimers({
        world,
        rate: () => this.rate,
        enter: (run) => this.#enterAgent(life, run),
        nextWatchMs: (everyMs) => this.#nextWatchMs(everyMs),
      }),
    }
    this.life = life
    const number = ++this.#lives
    trace.event('agent-start', this.name, `life ${number}`)
    const nowMs = (): number => Math.round(wallAtStartMs + (world.nowMs - bornMs) * this.rate)
    this.#enterAgent(life, () => void this.#begin(life, nowMs))
  }

  /** The agent's process ends; its workers live on. `away`: how long the supervisor takes to start it again. */
  killAgent(why: string, awayMs: number): void {
    const { world, trace, network } = this.#options
    if (!this.life?.alive) return
    trace.event('agent-end', this.name, why)
    this.#endLife()
    network.agentDied(this.link)
    world.after(awayMs, () => this.startAgent())
  }

  #at(moment: Moment): void {
    const aim = this.aimedKill.at(moment)
    const { life } = this
    if (aim === undefined || life === undefined) return
    this.#options.world.after(aim.afterMs, () => {
      if (this.life !== life) return
      aim.fired()
      this.killAgent(`killed in the middle of a ${moment}`, 300)
    })
  }

  /** A worker begins anew; its process goes on. */
  startOver(process: Process): void {
    this.enter(() => this.#workers.get(process)?.startOver())
  }

  freeze(): void {
    if (this.powered) this.#backlog ??= []
  }

  thaw(): void {
    if (this.#backlog !== null) this.#thawOne(this.#backlog)
  }

  /** One after the other, so that each settles before the next; what comes meanwhile queues behind. */
  #thawOne(backlog: (() => void)[]): void {
    if (this.#backlog !== backlog) return
    const run = backlog.shift()
    if (run === undefined) {
      this.#backlog = null
      this.#troubledMs = this.#options.world.nowMs
      return
    }
    this.#options.world.touch()
    run()
    this.#options.world.after(0.001, () => this.#thawOne(backlog))
  }

  /** Runs on this host: later while it is frozen, never while it has no power. */
  enter(run: () => void): void {
    if (!this.powered) return
    this.#options.world.touch()
    if (this.#backlog !== null) this.#backlog.push(run)
    else run()
  }

  /** Nothing is wrong with it any more. */
  heal(): void {
    this.disk.heal()
    this.aimedKill.disarm()
    this.health.heal()
    this.launchFault = undefined
    this.slow = 1
    this.gpus.holdMs = 0
    this.link.slow = 1
    this.link.raw = { repeat: 0, drop: 0 }
    this.thaw()
  }

  /** A process ends by itself. */
  endProcess(process: Process, code: number | null, signal: string | null, cause: string): void {
    this.#options.trace.event('process-fault', process.attempt, cause)
    this.processes.end(process, { code, signal }, cause)
  }

  async #begin(life: AgentLife, nowMs: () => number): Promise<void> {
    const { identity, trace, network, world } = this.#options
    const enter = (run: () => void): void => this.#enterAgent(life, run)
    const end: HostEnd = {
      link: this.link,
      enter,
      powered: () => this.powered,
    }
    const append = await startAgent({
      identity,
      bootId: this.bootId,
      clock: { nowMs },
      uptime: { nowMs: () => this.uptimeMs },
      gpus: this.gpus,
      checkpointFiles: this.#options.fates.checkpoints.filesOf(this.id, this.#rng, enter),
      checks: this.health.parts(enter),
      ...this.disk.open(this.#onDisk(life)),
      inventory: inventoryOf(this.shape, this.gpus),
      timers: life.timers,
      dial: (_url, handlers) => network.dial(end, handlers),
      onDesired: (mark) => {
        this.#options.observers.desiredTaken(this, mark)
        this.#at('desired')
      },
      driver: this.processes.driver(enter, () => life.alive),
      serveWorker: this.#sockets.serve(enter, () =>
        this.disk.temporaryFull ? 'ENOSPC: no space left on device, listen' : undefined,
      ),
      askReady: (path, timeoutMs) => this.#askReady(life, path, timeoutMs),
      random: () => this.#rng.next(),
      log: (level, message, fields) => {
        if (trace.shown && life.alive)
          trace.say(`agent ${level}`, this.name, `${message} ${JSON.stringify(fields ?? {})}`)
      },
      hello: () => {
        const { name, slots, labels } = this.shape
        return { name, slots, labels: { ...labels }, bytesAddress: `${name}:1` }
      },
      onFatal: (error) => this.#fatal(life, error),
    })
    this.health.readBy(enter, append)
    world.touch()
  }

  #enterAgent(life: AgentLife, run: () => void): void {
    if (!life.alive) return
    this.enter(() => {
      if (!life.alive) return
      this.#options.world.entered = (error) => this.#fatal(life, error)
      try {
        run()
      } catch (error) {
        this.#fatal(life, error)
      }
    })
  }

  #endLife(): void {
    const { life } = this
    if (!life?.alive) return
    life.alive = false
    this.#troubledMs = this.#options.world.nowMs
    this.life = undefined
    this.disk.agentDied()
    this.#sockets.agentGone()
  }

  #fatal(life: AgentLife, error: unknown): void {
    if (!life.alive) return
    const text = error instanceof Error ? error.message : String(error)
    const expected = error instanceof Killed || (error as NodeJS.ErrnoException).code === 'ENOSPC'
    if (!expected) this.#options.observers.failed(error)
    this.killAgent(`fatal: ${text}`, 1_000 + 1_000 * this.#rng.next())
  }

  #onDisk(life: AgentLife): LifeOnDisk {
    const { observers } = this.#options
    return {
      alive: () => life.alive,
      enter: (run) => this.#enterAgent(life, run),
      saved: (record, kept) => {
        if (kept) observers.saved(this, record)
        life.timers.wake()
      },
      kill: (why) => this.killAgent(why, 1_000),
      writing: () => this.#at('write'),
      spooled: (facts) => {
        for (const { value } of facts) observers.spooled(this, decodeFact(value))
      },
      desiredOffered: (mark) => observers.desiredOffered(this, mark),
    }
  }

  #askReady(life: AgentLife, path: string, timeoutMs: number): Promise<string | undefined> {
    const { world } = this.#options
    const { answer, tookMs } = replicaAnswer(this.processes.get(attemptOf(path)), timeoutMs)
    return new Promise((resolve) => world.after(tookMs, () => this.#enterAgent(life, () => resolve(answer))))
  }

  #nextWatchMs(everyMs: number): number | null {
    const watched = {
      nowMs: this.#options.world.nowMs,
      records: this.disk.records.load(),
      unsaved: this.disk.unsaved,
      process: (attempt: string) => this.processes.get(attempt),
    }
    return nextWatchMs(watched, everyMs)
  }

  #started(process: Process): void {
    const { world, observers, fates, trace } = this.#options
    trace.event('process-start', process.attempt, `${this.name} pid ${process.mark.pid}`)
    observers.processStarted(this, process)
    this.#at('launch')
    this.gpus.take(process.spec.gpus)
    const socketPath = `/simulated/sockets/${process.attempt}.sock`
    this.#workers.set(
      process,
      new Worker({
        world,
        rng: this.#rng,
        process,
        socketPath,
        sockets: this.#sockets,
        enter: (run) => this.enter(run),
        slow: () => this.slow,
        onFinished: (of, shard) => {
          observers.shardFinished(this, of, shard)
          if (of.manners.diesAtResult)
            world.after(0.15, () => this.endProcess(of, 1, null, 'ended as it gave a result'))
        },
        onStepped: (of, step) => observers.rankStepped(this, of, step),
        end: (code, signal, cause) => this.processes.end(process, { code, signal }, cause),
        fates,
      }),
    )
  }

  #ended(process: Process): void {
    const { observers, trace } = this.#options
    trace.event('process-end', process.attempt, process.cause)
    this.gpus.release(process.spec.gpus)
    this.#workers.get(process)?.ended()
    this.#workers.delete(process)
    observers.processEnded(this, process)
    this.#at('end')
  }
}
