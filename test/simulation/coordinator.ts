/**
 * The coordinator as a virtual process: the real core, loop and sessions over a virtual disk and network. It can be killed at every
 * boundary of "commit, then act", paused, slowed, and started again, from its disk or from an old backup.
 */

import {
  type AgentSessions,
  type AgentSocket,
  makeAgentSessions,
  type SessionHandlers,
} from '../../coordinator/agents/sessions.ts'
import type { Effect } from '../../coordinator/core/effects.ts'
import type { Input } from '../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState, newestMs } from '../../coordinator/core/load.ts'
import { type State, takeChanges } from '../../coordinator/core/state.ts'
import type { Answer } from '../../coordinator/ports.ts'
import { type Committed, type Loop, makeLoop } from '../../coordinator/shell/loop.ts'
import type { ChangeSet } from '../../coordinator/store/store.ts'
import { notBefore } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import type { Rng } from '../../shared/rng.ts'
import { CoordinatorDisk, DiskError, type Snapshot } from './coordinator-disk.ts'
import type { Observers } from './observers.ts'
import type { Trace } from './trace.ts'
import type { Scheduled, World } from './world.ts'

/** Where a life ends: every boundary between a step and the last of its effects. */
export const crashPoints = ['before-commit', 'torn-commit', 'after-commit', 'between-effects'] as const
export type CrashPoint = (typeof crashPoints)[number]

/** One life: from a start to a crash. What is left of an ended one changes nothing. */
export interface Life {
  alive: boolean
  readonly number: number
  readonly state: State
  readonly loop: Loop
  readonly sessions: AgentSessions
  readonly nowMs: () => number
}

export interface CoordinatorOptions {
  readonly world: World
  readonly trace: Trace
  readonly observers: Observers
  /** wall clock of the virtual epoch */
  readonly epochMs: number
  /** its connections end with it */
  readonly onDown: () => void
}

const tickMs = limits.tickMs

export class Coordinator {
  readonly disk = new CoordinatorDisk()
  life: Life | null = null
  /** multiplies the time of a commit */
  slowCommit = 1
  /** new submissions are refused for lack of room */
  lowOnSpace = false
  /** its wall clock is wrong by this much at the next start */
  clockOffsetMs = 0
  readonly #options: CoordinatorOptions
  readonly #rng: Rng
  #lives = 0
  #armed: { readonly point: CrashPoint; effects: number; readonly fired: () => void } | null = null
  #backlog: (() => void)[] | null = null
  #tick: { readonly event: Scheduled; readonly atMs: number } | undefined
  #startedMs = 0
  #tickedMs = 0
  #restoring: Snapshot | null = null

  constructor(options: CoordinatorOptions) {
    this.#options = options
    this.#rng = options.world.rng('coordinator')
  }

  get up(): boolean {
    return this.life?.alive === true
  }
  get paused(): boolean {
    return this.#backlog !== null
  }

  /** Loads what is on disk, begins an incarnation and, once that is on disk, listens. */
  start(): void {
    if (this.life?.alive) return
    const { world, trace, observers } = this.#options
    // Whoever puts a backup back looks at the clock first: the new incarnation is made of it.
    if (this.#restoring !== null) this.clockOffsetMs = 0
    const offsetMs = this.#options.epochMs + this.clockOffsetMs
    const { seq, rows } = this.disk.load()
    const wallMs = (): number => Math.round(offsetMs + world.nowMs)
    const { nowMs } = notBefore({ nowMs: wallMs }, newestMs(rows))
    const state = loadState(rows, nowMs())
    observers.loading(state, rows, this.#restoring)
    beginIncarnation(state, this.#restoring === null ? {} : { restoredAtMs: wallMs() })
    const changes = takeChanges(state).durable
    const number = ++this.#lives
    const set = { seq: seq + 1, changes }
    trace.event('coordinator-start', `life ${number}`, `seq ${seq}, incarnation ${state.meta.must('meta').incarnation}`)
    try {
      this.disk.write(set)
    } catch (error) {
      trace.event('coordinator-failed', `life ${number}`, (error as Error).message)
      world.after(2_000, () => this.start())
      return
    }
    this.#restoring = null
    this.#startedMs = world.nowMs
    this.life = this.#live(state, number, set.seq, nowMs)
    observers.started(this.life, changes)
    for (const id of state.outbox.keys()) this.#performOutbox(this.life, id)
    this.#post({ kind: 'ticked', lateMs: 0 })
    this.#post({ kind: 'continued' })
    this.#pingLater(this.life)
  }

  /** Ends the life now; the supervisor starts the next one after a while. */
  crash(why: string, restartMs: number): void {
    const { life } = this
    if (life === null || !life.alive) return
    life.alive = false
    void life.loop.close()
    if (why === this.#armed?.point) this.#armed.fired()
    this.#armed = null
    this.#backlog = null
    this.#options.world.cancel(this.#tick?.event)
    this.#tick = undefined
    this.#options.trace.event('coordinator-crash', `life ${life.number}`, why)
    this.#options.observers.crashed()
    this.#options.onDown()
    this.#options.world.after(restartMs, () => this.start())
  }

  /** The next commit with changes ends this life at the given boundary. */
  armCrash(point: CrashPoint, effects: number, fired: () => void): void {
    this.#armed = { point, effects, fired }
  }

  /** Does the host run what the store does not know? */
  hasForeign(host: string): boolean {
    for (const row of this.life?.state.foreign.values() ?? []) if (row.host === host) return true
    return false
  }

  /** No crash is waiting any more. */
  disarm(): void {
    this.#armed = null
  }

  /** Puts an old state back, as after the loss of the disk. */
  restore(snapshot: Snapshot, restartMs: number): void {
    // whoever puts a backup back looks at the clock first: the new incarnation is made of it
    this.clockOffsetMs = 0
    this.crash('its disk is lost; a backup is put back', restartMs)
    this.disk.restore(snapshot)
    this.disk.restoredMs = this.#options.world.nowMs
    this.#restoring = snapshot
  }

  pause(): void {
    if (this.up) this.#backlog ??= []
  }

  /** Everything that came meanwhile arrives at once, then a late tick. */
  resume(): void {
    const backlog = this.#backlog
    this.#backlog = null
    if (backlog === null || !this.up) return
    for (const run of backlog) run()
    const late = this.#tick === undefined ? 0 : Math.max(0, this.#options.world.nowMs - this.#tick.atMs)
    this.#options.world.cancel(this.#tick?.event)
    this.#tick = undefined
    this.#post({ kind: 'ticked', lateMs: late })
  }

  /** Runs in the coordinator's process: later while it is paused, never in another life. */
  enter(run: () => void): void {
    const { life } = this
    if (!life?.alive) return
    const guarded = (): void => {
      if (!life.alive) return
      this.#options.world.entered = (error) => this.#fatal(life, error)
      try {
        run()
      } catch (error) {
        this.#fatal(life, error)
      }
    }
    this.#options.world.touch()
    if (this.#backlog === null) guarded()
    else this.#backlog.push(guarded)
  }

  accept(socket: AgentSocket): SessionHandlers | undefined {
    return this.life?.alive ? this.life.sessions.accept(socket) : undefined
  }

  /** The telemetry worker of that life tells what detectors found. */
  found(life: Life, host: string, findings: readonly Finding[]): void {
    if (this.life === life) this.enter(() => this.#post({ kind: 'findings-made', host, findings }))
  }

  /** An HTTP request that has arrived; `answered` is called unless the life ends first. */
  request(input: Input & { kind: 'request' }, answered: (answer: Answer) => void): void {
    const { life } = this
    this.enter(() => {
      void life?.loop.submit(input).then((answer) => {
        if (life.alive) answered(answer)
      })
    })
  }

  #live(state: State, number: number, seq: number, nowMs: () => number): Life {
    const { trace, observers, world } = this.#options
    const loop = makeLoop({
      state,
      seq,
      clock: { nowMs },
      commit: (set) => this.#commit(life, set),
      perform: (effect) => this.#perform(life, effect),
      published: (committed: Committed) => observers.committed(life, committed),
      fatal: (error) => this.#fatal(life, error),
      pause: () => new Promise((resolve) => void world.after(0, () => life.alive && this.enter(resolve))),
      roomLeft: () => !this.lowOnSpace,
      stepped: (input, effects, changes) => {
        if (!life.alive) return
        observers.stepped(life, input, effects, changes)
        this.#armTick(life)
      },
    })
    const nonceRng = world.rng(`nonce ${number}`)
    const sessions = makeAgentSessions({
      door: loop,
      log: (level, message) => trace.say(`coordinator ${level}`, '', message),
      nonce: () => Uint8Array.from({ length: 32 }, () => nonceRng.below(256)),
    })
    const life: Life = { alive: true, number, state, loop, sessions, nowMs }
    return life
  }

  #fatal(life: Life, error: unknown): void {
    if (!life.alive) return
    if (!(error instanceof DiskError)) this.#options.observers.failed(error)
    this.crash(`fatal: ${String(error)}`, 1_000)
  }

  #commit(life: Life, set: ChangeSet): Promise<void> {
    const { world } = this.#options
    const takesMs = (0.4 + 1.2 * this.#rng.next() + set.changes.length * 0.005) * this.slowCommit
    const armed = this.#armed
    return new Promise((resolve, reject) => {
      if (!life.alive) return
      if (armed?.point === 'before-commit') return this.#crashSoon(life, armed.point, 0)
      if (armed?.point === 'torn-commit') return this.#crashSoon(life, armed.point, takesMs / 2)
      world.after(takesMs, () => {
        if (!life.alive) return
        try {
          this.disk.write(set)
        } catch (error) {
          this.enter(() => reject(error))
          return
        }
        this.#options.observers.durable(life, set)
        if (armed?.point === 'after-commit') this.crash(armed.point, this.#restartMs())
        else this.enter(resolve)
      })
    })
  }

  #crashSoon(life: Life, point: CrashPoint, afterMs: number): void {
    this.#options.world.after(afterMs, () => {
      if (life.alive) this.crash(point, this.#restartMs())
    })
  }

  #restartMs(): number {
    return 200 + 3_000 * this.#rng.next()
  }

  #perform(life: Life, effect: Effect): void {
    if (!life.alive) return
    if (this.#armed?.point === 'between-effects' && this.#armed.effects-- <= 0) {
      this.crash(this.#armed.point, this.#restartMs())
      return
    }
    if (effect.kind === 'perform-outbox') this.#performOutbox(life, effect.id)
    else life.sessions.perform(effect)
  }

  /** The one-shots: a manifest is written after a while, a receiver told, and the core hears of it. */
  #performOutbox(life: Life, id: string): void {
    this.#options.world.after(5 + 200 * this.#rng.next(), () => {
      if (!life.alive) return
      this.enter(() => {
        const body = life.state.outbox.get(id)?.body
        if (body === undefined) return
        if (body.kind === 'send-alert') {
          const ok = this.#rng.next() < 0.9
          return this.#post({ kind: 'effect-done', id, value: { ok, detail: ok ? '200' : 'no answer' } })
        }
        let rows = 0
        for (const key of life.state.shards.keys()) if (key.startsWith(`${body.job}/`)) rows++
        const value = rows === 0 ? null : { sha256: '0'.repeat(64), bytes: 100 * rows, rows }
        this.#post({ kind: 'effect-done', id, value })
      })
    })
  }

  #post(input: Input): void {
    this.#options.world.touch()
    this.life?.loop.post(input)
  }

  /** Agents are pinged as often as they send digests. */
  #pingLater(life: Life): void {
    this.#options.world.after(limits.digestMs, () => {
      if (!life.alive) return
      this.enter(() => life.sessions.ping())
      this.#pingLater(life)
    })
  }

  /**
   * Ticks fall on a grid of `tickMs`; those with nothing due are left out, because they change nothing (checked now and then by
   * `observers`).
   */
  #armTick(life: Life): void {
    const { world } = this.#options
    const dueMs = life.state.deadlines.nextMs
    if (dueMs === undefined || !life.alive) return
    const leadMs = Math.max(0, dueMs - life.nowMs())
    const wantMs = world.nowMs + leadMs
    const turn = Math.ceil((wantMs - this.#startedMs) / tickMs)
    const atMs = Math.max(this.#startedMs + turn * tickMs, this.#tickedMs + tickMs)
    if (this.#tick !== undefined && this.#tick.atMs <= atMs) return
    world.cancel(this.#tick?.event)
    const event = world.at(Math.max(atMs, world.nowMs), () => {
      if (this.paused) return
      this.#tick = undefined
      this.#tickedMs = world.nowMs
      this.#post({ kind: 'ticked', lateMs: 0 })
    })
    this.#tick = { event, atMs }
  }
}
