/**
 * One attempt's life on this host: folder → socket → GPU check → process → watch → end. Every transition is on disk before
 * the next begins, so an agent that was killed at any point goes on from there.
 */
import { pause } from '../../shared/clock.ts'
import type { ExitRecord, ScriptEnd, StopReason, TaskSpec } from '../../shared/model/job.ts'
import type { Lease } from '../../shared/protocol/codec.ts'
import type { AttemptRecord } from './attempt-store.ts'
import { type AttemptCheckpoints, openCheckpoints, takeCheckpoint } from './checkpoints/attempt-checkpoints.ts'
import type { WorkContext } from './context.ts'
import { type Exit, exitOf, noExit } from './exit-record.ts'
import type { LastStep } from './fence-memory.ts'
import { rankSpan } from './logs/layout.ts'
import { type Probe, startProbe } from './probe.ts'
import { AttemptTimes } from './rank-times.ts'
import type { Actual } from './reconcile.ts'
import { checkGpus } from './steps/gpu-check.ts'
import { drainGpus } from './steps/gpu-drain.ts'
import { startProcess } from './steps/process.ts'
import { checkResume } from './steps/resume-check.ts'
import { socketPathOf } from './steps/socket.ts'
import type { SurroundingsOf } from './surroundings.ts'
import { WorkerSession } from './worker-session.ts'

/** What a process leaves behind in its session gets this long between SIGTERM and SIGKILL. */
const leftoverGraceMs = 2_000
const listenAgainMs = 1_000

export class AttemptRun {
  record: AttemptRecord
  session: WorkerSession | undefined
  /** gang members */
  checkpoints: AttemptCheckpoints | undefined
  /** gang members that report steps: the newest of any of its ranks */
  lastStep: LastStep | undefined
  readonly times = new AttemptTimes()
  /** by `uptime`: when a digest first told of a step; one of the life before was told by it */
  stepToldMs: number | undefined
  readonly #context: WorkContext
  /** `stepped` is on disk */
  #steppedSaved: boolean
  #probe: Probe | undefined
  #ending = false
  #draining = false
  #leftoversSinceMs: number | undefined
  #closed = false
  #unsaved = false

  constructor(context: WorkContext, record: AttemptRecord, lastStep?: LastStep) {
    this.#context = context
    this.record = record
    this.lastStep = lastStep
    this.stepToldMs = lastStep === undefined ? undefined : Number.NEGATIVE_INFINITY
    this.#steppedSaved = record.stepped === true
  }

  /** The last step, once a life after this one knows that there are steps: told earlier, the coordinator would count on a fence that may be forgotten. */
  get toldStep(): LastStep | undefined {
    return this.#steppedSaved ? this.lastStep : undefined
  }

  get dir(): string {
    return this.#context.store.dirOf(this.record.attempt)
  }

  get workDir(): string {
    return this.#context.store.workDirOf(this.record.attempt)
  }

  /** Must it be looked at now and then? */
  get busy(): boolean {
    return this.record.phase !== 'ended' || this.#unsaved
  }

  actual(): Actual {
    const { attempt, phase, stop, forgotten } = this.record
    return { attempt, phase, stopping: stop, forgotten }
  }

  /** Starts a new attempt with the shards lent with it. */
  async begin(leases: readonly Lease[]): Promise<void> {
    await this.#orFail(async () => {
      // nothing is started before this is on disk: whatever is saved later can be found out again
      this.#context.store.save(this.record)
      await this.#start(leases, false)
    })
  }

  /** Goes on with an attempt that was found on disk, or that ended without ever starting. */
  async resume(): Promise<void> {
    const { phase, stop, endedSaid } = this.record
    if (phase === 'ended') {
      this.#logEnded()
      if (!endedSaid) await this.#sayEnded()
      // digests that a life before began
      if (!this.record.forgotten) this.#openCheckpoints(this.dir)
      return
    }
    // a boot clock that is behind belongs to another boot
    const nowMs = this.#context.uptime.nowMs()
    if (stop !== null && stop.sinceMs > nowMs) this.#save({ stop: { ...stop, sinceMs: nowMs } })
    await this.#orFail(() => this.#start([], true))
  }

  async #orFail(start: () => Promise<void>): Promise<void> {
    try {
      await start()
    } catch (error) {
      if (this.#closed) return
      // It runs, has run or has ended: what failed is saying so, and that is for the next life of the agent to do.
      if (this.record.process !== null || this.#ending) throw error
      this.#context.log('error', 'attempt could not be started', { attempt: this.record.attempt, cause: String(error) })
      await this.#end({ ...noExit, reason: 'launch-failed', lastLines: [(error as Error).message] })
    }
  }

  async #start(leases: readonly Lease[], adopted: boolean): Promise<void> {
    const { attempt, spec } = this.record
    if (spec === null) throw new Error('its task spec could not be read')
    const socketPath = await this.#listenFor(spec, leases, adopted)
    this.#context.logs.watch(attempt, rankSpan(spec))
    if (this.record.process === null) {
      const { driver } = this.#context
      let env: Readonly<Record<string, string>> = {}
      if (!driver.wasLaunched(attempt)) {
        const cancelled = (): boolean => this.#closed || this.record.stop !== null
        await checkGpus(spec.gpus, { ...this.#context, cancelled })
        await checkResume(this.#context, attempt, spec, cancelled)
        if (!cancelled()) await this.#context.preflight(spec)
        if (this.#closed) return
        if (this.record.stop === null) env = await this.#surround(spec, cancelled)
        if (this.#closed) return
        const { stop } = this.record
        const lastLines = ['stopped before it was started']
        if (stop !== null) return this.#end({ ...noExit, reason: stop.reason, lastLines })
      }
      const onExit = (): void => void this.check()
      const mark = await startProcess(this.#context, { attempt, spec, env, socketPath, onExit })
      if (this.#closed) return
      if (mark === undefined) return this.#end({ ...noExit, reason: 'unknown', lastLines: driver.lastLines(attempt) })
      this.#save({ process: mark, phase: 'running' })
      this.#context.log('info', 'attempt started', { attempt, job: spec.job, pid: mark.pid })
    } else this.#context.log('info', 'attempt adopted', { attempt, pid: this.record.process.pid })
    if (!this.record.startedSaid) {
      await this.#context.outbox.append({ started: { attempt, pid: this.record.process!.pid } })
      this.#save({ startedSaid: true })
    }
    // the stop may have come while the process was starting
    if (this.record.stop !== null) this.#stopNow()
    if (this.record.replicaSocket !== null) this.#watchReplica(this.record.replicaSocket)
    await this.check()
  }

  /** Step: what it starts among. */
  #surround(spec: TaskSpec, cancelled: () => boolean): Promise<Readonly<Record<string, string>>> {
    const { surroundings, driver } = this.#context
    const { attempt } = this.record
    const onProlog = (prolog: ScriptEnd): void => this.#save({ prolog })
    return surroundings.prepare({ ...this.#folders(spec), workDir: driver.prepare(attempt), cancelled, onProlog })
  }

  #folders(spec: TaskSpec): SurroundingsOf {
    const { attempt } = this.record
    return { attempt, spec, dir: this.dir, workDir: this.workDir }
  }

  /** What already runs is not ended because its socket cannot be made now (a full disk): that is tried until it works. */
  async #listenFor(spec: TaskSpec, leases: readonly Lease[], adopted: boolean): Promise<string> {
    for (;;) {
      try {
        return await this.#listen(spec, leases, adopted)
      } catch (error) {
        const { attempt } = this.record
        const { driver, log, timers } = this.#context
        if (this.#closed || !driver.wasLaunched(attempt)) throw error
        log('error', 'cannot listen for a worker that runs, trying again', { attempt, cause: String(error) })
        await pause(timers, listenAgainMs)
        if (this.#closed) throw error
      }
    }
  }

  /** Step: the folder and the socket. */
  async #listen(spec: TaskSpec, leases: readonly Lease[], adopted: boolean): Promise<string> {
    const { attempt } = this.record
    const { driver, socketDir, uptime } = this.#context
    const dir = driver.prepare(attempt)
    this.#openCheckpoints(dir)?.watch()
    this.session = new WorkerSession(this.#context, {
      attempt,
      spec,
      dir,
      adopted,
      onReplica: (socket, reason) => this.#replica(socket, reason),
      onStep: (message, rank) => {
        if (this.record.stepped !== true) this.#save({ stepped: true })
        this.lastStep = this.times.take(message, rank, uptime.nowMs(), this.lastStep)
        this.checkpoints?.stepped(rank)
      },
      onCheckpoint: (...told) => takeCheckpoint(this.checkpoints, ...told),
    })
    if (leases.length > 0) this.session.onLeases({ attempt, leases: [...leases], finish: true })
    const socketPath = socketPathOf(socketDir, attempt)
    try {
      await this.session.listen(socketPath)
      await driver.admit?.(spec, socketPath)
    } catch (error) {
      // it is tried anew with another
      this.session.close()
      throw error
    }
    return socketPath
  }

  #openCheckpoints(dir: string): AttemptCheckpoints | undefined {
    this.checkpoints?.close()
    const run = { record: () => this.record, save: (change: Partial<AttemptRecord>) => this.#save(change) }
    this.checkpoints = openCheckpoints(this.#context, run, dir)
    return this.checkpoints
  }

  /** Looks whether the process has ended. Called by the work's tick and when the supervisor is seen to end. */
  async check(): Promise<void> {
    if (this.#unsaved) this.#write()
    const { attempt, process: mark, phase } = this.record
    const { driver, bootId } = this.#context
    if (phase !== 'running' || mark === null || this.#ending || this.#closed) return
    let exit = driver.readExit(attempt)
    if (exit === undefined) {
      if (driver.mayStillReport(attempt, mark)) return
      // the supervisor writes, then leaves: look once more now that it is gone
      exit = driver.readExit(attempt, true)
    }
    if (!this.#cleared() || this.#draining) return
    const ended = exitOf(this.record, exit ?? driver.readExit(attempt, true), driver.lastLines(attempt), bootId)
    const held = await this.#drained(ended)
    if (this.#closed) return
    await this.#end(held === undefined ? ended : { ...ended, lastLines: [...ended.lastLines, held] })
  }

  /** Resolves once what was killed holds no GPU memory any more, or with what is wrong. */
  async #drained({ signal }: Exit): Promise<string | undefined> {
    const { attempt, spec, signalled } = this.record
    if (!signalled && signal === null) return undefined
    this.#draining = true
    const held = await drainGpus(spec!.gpus, { ...this.#context, cancelled: () => this.#closed })
    if (held !== undefined) this.#context.log('warn', held, { attempt })
    return held
  }

  /** True once no process of the attempt's session is left. */
  #cleared(): boolean {
    const mark = this.record.process!
    const { uptime, driver } = this.#context
    if (driver.signal(mark, []) === 0) return true
    const nowMs = uptime.nowMs()
    const sinceMs = this.#leftoversSinceMs
    if (sinceMs === undefined) {
      this.#leftoversSinceMs = nowMs
      this.#willStop()
      driver.signal(mark, ['SIGTERM', 'SIGCONT'])
    } else if (nowMs - sinceMs > leftoverGraceMs) driver.signal(mark, ['SIGKILL'])
    return false
  }

  stop(reason: StopReason, graceMs: number): void {
    const { attempt } = this.record
    this.#context.log('info', 'stopping an attempt', { attempt, reason, graceMs })
    this.#save({ stop: { reason, graceMs, sinceMs: this.#context.uptime.nowMs() } })
    if (this.record.phase === 'running') this.#stopNow()
  }

  /** What may be saved is asked to save itself; everything else just ends. */
  #stopNow(): void {
    const { spec, stop } = this.record
    const { reason, graceMs } = stop!
    this.session?.stop(reason, graceMs)
    const saves = reason === 'preempted' || reason === 'drained'
    this.#signal([saves ? spec!.checkpointSignal : 'SIGTERM', 'SIGCONT'])
  }

  kill(): void {
    if (this.record.phase === 'running') this.#signal(['SIGKILL'])
  }

  #signal(signals: readonly NodeJS.Signals[]): void {
    const { attempt, process: mark } = this.record
    const { driver } = this.#context
    if (mark === null || driver.readExit(attempt) !== undefined) return
    if (!this.record.signalled) {
      this.#save({ signalled: true })
      this.#willStop()
    }
    driver.signal(mark, signals)
  }

  /** A full disk keeps nothing from being stopped: its supervisor may end the rest of its ranks sooner than their grace, that is all. */
  #willStop(): void {
    const { attempt } = this.record
    try {
      this.#context.driver.willStop(attempt)
    } catch (error) {
      this.#context.log('warn', 'a supervisor could not be told of a stop', { attempt, cause: String(error) })
    }
  }

  forget(): void {
    this.#save({ forgotten: true })
    this.#context.surroundings.ended(this.record.attempt)
  }

  /** Lets go of the attempt: the agent ends, the process does not. */
  close(): void {
    this.#closed = true
    this.#probe?.close()
    this.checkpoints?.close()
    this.session?.close()
  }

  async #end(exit: Exit): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    this.#probe?.close()
    if (this.record.process !== null) await this.checkpoints?.settle(exit.code === 0)
    await this.session?.settled()
    this.session?.close()
    if (this.#closed) return
    const endedHostMs = this.#context.clock.nowMs()
    const scripts = await this.#clear()
    if (this.#closed) return
    this.#save({ phase: 'ended', exit: { ...exit, sentByUs: this.record.signalled, endedHostMs, ...scripts } })
    this.#context.cache.unpin(this.record.attempt)
    this.#logEnded()
    const { attempt } = this.record
    this.#context.log('info', 'attempt ended', { attempt, code: exit.code, signal: exit.signal, reason: exit.reason })
    await this.#sayEnded()
  }

  #logEnded(): void {
    const { attempt, spec, exit } = this.record
    if (spec !== null && exit !== null) this.#context.logs.ended(attempt, rankSpan(spec), exit)
  }

  /** What was brought for it goes; the site's scripts are told with its end. */
  async #clear(): Promise<Pick<ExitRecord, 'prolog' | 'epilog'>> {
    const { spec, prolog, process: mark } = this.record
    if (spec === null) return {}
    const epilog = await this.#context.surroundings.clear(this.#folders(spec), mark !== null || prolog !== undefined)
    return { ...(prolog === undefined ? {} : { prolog }), ...(epilog === undefined ? {} : { epilog }) }
  }

  async #sayEnded(): Promise<void> {
    const { attempt, exit } = this.record
    await this.#context.outbox.append({ ended: { attempt, exitJson: JSON.stringify(exit) } })
    this.#save({ endedSaid: true })
  }

  #replica(socket: string | null, reason: string): void {
    if (this.#ending) return
    this.#probe?.close()
    this.#save({ replicaSocket: socket })
    this.#sayReplica(socket !== null, reason)
    if (socket !== null) this.#watchReplica(socket)
  }

  #watchReplica(socketPath: string): void {
    const { askReady, timers } = this.#context
    const onChange = (ready: boolean, reason: string): void => this.#sayReplica(ready, reason)
    this.#probe = startProbe({ socketPath, ask: askReady, timers, onChange })
  }

  #sayReplica(ready: boolean, reason: string): void {
    const { attempt } = this.record
    this.#context.log(ready ? 'info' : 'warn', ready ? 'replica is ready' : 'replica is not ready', { attempt, reason })
    this.#context.outbox.append({ replica: { attempt, ready, reason } }).catch(this.#context.onFatal)
  }

  #save(change: Partial<AttemptRecord>): void {
    this.record = { ...this.record, ...change }
    this.#write()
  }

  /**
   * A record that cannot be saved now (the disk is full) is saved later. Until then a new life of the agent finds out again
   * what it says: who runs and how it ended is in the supervisor's files, what was said may be said twice.
   */
  #write(): void {
    try {
      this.#context.store.save(this.record)
      this.#unsaved = false
      this.#steppedSaved = this.record.stepped === true
    } catch (error) {
      const { attempt } = this.record
      if (!this.#unsaved) this.#context.log('error', 'attempt could not be saved', { attempt, cause: String(error) })
      this.#unsaved = true
    }
  }
}
