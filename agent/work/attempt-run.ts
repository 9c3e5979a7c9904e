/**
 * One attempt's life on this host: folder → socket → process → watch → end. Every transition is on disk before the next
 * begins, so an agent that was killed at any point goes on from there.
 */
import type { ExitRecord, StopReason, TaskSpec } from '../../shared/model/job.ts'
import { type AttemptRecord, isAttemptId } from './attempt-store.ts'
import type { WorkContext } from './context.ts'
import { type Probe, startProbe } from './probe.ts'
import type { Actual } from './reconcile.ts'
import { startProcess } from './steps/process.ts'
import { socketPathOf } from './steps/socket.ts'
import { WorkerSession } from './worker-session.ts'

/** What a process leaves behind in its session gets this long between SIGTERM and SIGKILL. */
const leftoverGraceMs = 2_000

export class AttemptRun {
  record: AttemptRecord
  session: WorkerSession | undefined
  readonly #context: WorkContext
  #probe: Probe | undefined
  #ending = false
  #leftoversSinceMs: number | undefined
  #closed = false

  constructor(context: WorkContext, record: AttemptRecord) {
    this.#context = context
    this.record = record
  }

  get dir(): string {
    return this.#context.store.dirOf(this.record.attempt)
  }

  actual(): Actual {
    const { attempt, phase, stop, forgotten } = this.record
    return { attempt, phase, stopping: stop, forgotten }
  }

  /** Starts a new attempt, or goes on with one found on disk. */
  async start(adopted: boolean): Promise<void> {
    const { record } = this
    if (record.phase === 'ended') {
      if (!record.endedSaid) await this.#sayEnded()
      return
    }
    try {
      await this.#start(record.spec!, adopted)
    } catch (error) {
      if (this.#closed) return
      const text = `could not be started: ${(error as Error).message}`
      this.#context.log('error', 'attempt could not be started', { attempt: record.attempt, cause: String(error) })
      await this.#end({ code: null, signal: null, reason: 'launch-failed', lastLines: [text] })
    }
  }

  async #start(spec: TaskSpec, adopted: boolean): Promise<void> {
    const { attempt } = this.record
    const work = this.#context.driver.prepare(attempt)
    const onReplica = (socket: string | null, reason: string): void => this.#replica(socket, reason)
    this.session = new WorkerSession(this.#context, { attempt, spec, dir: work, adopted, onReplica })
    const socketPath = socketPathOf(this.#context.socketDir, attempt)
    await this.session.listen(socketPath)
    if (this.record.process === null) {
      const onExit = (): void => void this.check()
      const mark = await startProcess(this.#context, { attempt, spec, socketPath, onExit })
      if (this.#closed) return
      if (mark === undefined) return this.#end({ code: null, signal: null, reason: 'unknown', lastLines: [] })
      this.#save({ process: mark, phase: 'running' })
      this.#context.log('info', 'attempt started', { attempt, job: spec.job, pid: mark.pid })
    } else this.#context.log('info', 'attempt adopted', { attempt, pid: this.record.process.pid })
    if (!this.record.startedSaid) {
      await this.#context.outbox.append({ started: { attempt, pid: this.record.process!.pid } })
      this.#save({ startedSaid: true })
    }
    // the stop may have come while the process was starting
    if (this.record.stop !== null) this.#signal(['SIGTERM', 'SIGCONT'])
    if (this.record.replicaSocket !== null) this.#watchReplica(this.record.replicaSocket)
    await this.check()
  }

  /** Looks whether the process has ended. Called by the work's tick and when the supervisor is seen to end. */
  async check(): Promise<void> {
    const { attempt, process: mark, phase } = this.record
    const { driver } = this.#context
    if (phase !== 'running' || mark === null || this.#ending || this.#closed) return
    driver.boundLog(attempt)
    let exit = driver.readExit(attempt)
    if (exit === undefined) {
      if (driver.mayStillReport(mark)) return
      // the supervisor writes, then leaves: look once more now that it is gone
      exit = driver.readExit(attempt)
    }
    if (!this.#cleared()) return
    const { stop, signalled } = this.record
    const reason = stop !== null && signalled ? stop.reason : exit === undefined ? 'unknown' : 'exited'
    await this.#end({ code: null, signal: null, ...exit, reason, lastLines: driver.lastLines(attempt) })
  }

  /** True once no process of the attempt's session is left. */
  #cleared(): boolean {
    const mark = this.record.process!
    const { clock, driver } = this.#context
    if (driver.signal(mark, []) === 0) return true
    const nowMs = clock.nowMs()
    const sinceMs = this.#leftoversSinceMs
    if (sinceMs === undefined) {
      this.#leftoversSinceMs = nowMs
      driver.signal(mark, ['SIGTERM', 'SIGCONT'])
    } else if (nowMs - sinceMs > leftoverGraceMs) driver.signal(mark, ['SIGKILL'])
    return false
  }

  stop(reason: StopReason, graceMs: number): void {
    const { attempt } = this.record
    this.#context.log('info', 'stopping an attempt', { attempt, reason, graceMs })
    this.#save({ stop: { reason, graceMs, sinceMs: this.#context.clock.nowMs() } })
    if (this.record.phase === 'running') this.#signal(['SIGTERM', 'SIGCONT'])
  }

  kill(): void {
    if (this.record.phase === 'running') this.#signal(['SIGKILL'])
  }

  #signal(signals: readonly NodeJS.Signals[]): void {
    const { attempt, process: mark } = this.record
    const { driver } = this.#context
    if (mark === null || driver.readExit(attempt) !== undefined) return
    if (!this.record.signalled) this.#save({ signalled: true })
    driver.signal(mark, signals)
  }

  forget(): void {
    this.#save({ forgotten: true })
    this.#context.store.removeWork(this.record.attempt)
  }

  /** Lets go of the attempt: the agent ends, the process does not. */
  close(): void {
    this.#closed = true
    this.#probe?.close()
    this.session?.close()
  }

  async #end(exit: Pick<ExitRecord, 'code' | 'signal' | 'reason' | 'lastLines'>): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    this.#probe?.close()
    await this.session?.settled()
    this.session?.close()
    if (this.#closed) return
    const endedHostMs = this.#context.clock.nowMs()
    this.#save({ phase: 'ended', exit: { ...exit, sentByUs: this.record.signalled, endedHostMs } })
    this.#context.cache.unpin(this.record.attempt)
    const { attempt } = this.record
    this.#context.log('info', 'attempt ended', { attempt, code: exit.code, signal: exit.signal, reason: exit.reason })
    await this.#sayEnded()
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
    this.#context.store.save(this.record)
  }
}

export function newRecord(attempt: string, spec: TaskSpec | null, createdMs: number): AttemptRecord {
  if (!isAttemptId(attempt)) throw new Error(`${JSON.stringify(attempt)} is not an attempt id`)
  return {
    v: 1,
    attempt,
    spec,
    phase: 'starting',
    createdMs,
    process: null,
    stop: null,
    signalled: false,
    exit: null,
    startedSaid: false,
    endedSaid: false,
    forgotten: false,
    replicaSocket: null,
  }
}
