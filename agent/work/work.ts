/** All work of this host: takes the desired state, reconciles, and keeps every attempt going. */
import type { TimerId } from '../../shared/clock.ts'
import { assertNever } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { type ExitRecord, type StopReason, stopReasons, type TaskSpec } from '../../shared/model/job.ts'
import type {
  AttemptHeld,
  Desired,
  DesiredAttempt,
  Digest,
  Lease,
  Leases,
  Secrets,
  WorkShare,
} from '../../shared/protocol/codec.ts'
import { AttemptRun } from './attempt-run.ts'
import { type AttemptRecord, isAttemptId, newRecord } from './attempt-store.ts'
import type { BytesSource } from './bytes-server.ts'
import { Discards } from './checkpoints/discards.ts'
import { Checks } from './checks/checks.ts'
import type { WorkContext } from './context.ts'
import { DiskWatch } from './disk-watch.ts'
import { FenceWatch } from './fence-watch.ts'
import { GpuRelease } from './gpu-release.ts'
import { type Action, type DesiredState, reconcile, type Wanted } from './reconcile.ts'
import { taskSpecOf } from './task-spec.ts'

export class Work {
  readonly #context: WorkContext
  readonly #runs = new Map<string, AttemptRun>()
  #desired: DesiredState = { attempts: [], forget: [] }
  /** of the ranks of each attempt, where they are not even; undefined: nothing was heard yet */
  #shares: ReadonlyMap<string, ReadonlyMap<number, number>> | undefined
  #timer: TimerId | undefined
  #closed = false
  readonly #fence: FenceWatch
  readonly #checks: Checks
  readonly #discards: Discards
  readonly #disk: DiskWatch
  readonly #gpuRelease: GpuRelease

  constructor(context: WorkContext) {
    this.#context = context
    this.#fence = new FenceWatch(context)
    const { timers, log, outbox, onFatal, checks } = context
    this.#discards = new Discards(context, (path) =>
      [...this.#runs.values()].some(({ checkpoints }) => checkpoints?.isSaving(path)),
    )
    const userOf = (gpu: string): string | undefined => this.#userOf(gpu)
    const append = outbox.append
    this.#checks = new Checks({ ...checks, timers, log, append, userOf, onFatal })
    const { uptime, surroundings, gpuFiles: files, releaseMemory: memory } = context
    this.#disk = new DiskWatch({ uptime, bytesIn: (folder) => surroundings.bytesIn(folder), append, onFatal })
    const users = (): string[] =>
      this.#live().flatMap(({ record }) => (record.spec?.gpus.length ? [record.attempt] : []))
    const { inventoryJson } = context
    this.#gpuRelease = new GpuRelease({ files, memory, timers, log, append, users, inventoryJson, onFatal })
  }

  /** Goes on with everything found on disk, then keeps watch. */
  start(): void {
    const { outbox, store } = this.#context
    const records = store.load()
    for (const record of records) this.#resume(record)
    const forgotten = records.filter((record) => record.forgotten).sort((a, b) => a.createdMs - b.createdMs)
    for (const { attempt } of forgotten) this.#context.surroundings.ended(attempt)
    // an end may be in the spool though the attempt's own folder could not be written
    for (const { attempt, exitJson } of outbox.endings()) {
      if (this.#runs.has(attempt) || !isAttemptId(attempt)) continue
      const exit = JSON.parse(exitJson) as ExitRecord
      this.#resume({ ...newRecord(attempt, null, this.#created()), phase: 'ended', exit, endedSaid: true })
    }
    this.#watch()
  }

  close(): void {
    this.#closed = true
    this.#context.timers.clear(this.#timer)
    this.#checks.close()
    this.#discards.close()
    this.#context.checkpointFiles.close()
    this.#context.logs.close()
    this.#gpuRelease.close()
    for (const run of this.#runs.values()) run.close()
  }

  apply(desired: Desired): void {
    const attempts = (desired.attempts ?? []).flatMap((entry) => this.#wanted(entry))
    this.#desired = { attempts, forget: desired.forget ?? [] }
    this.#reconcile()
    this.#watch()
    this.#checks.apply(desired.checks ?? [])
    this.#discards.apply(desired.discards ?? [])
    for (const { attempt, intervalMs } of desired.intervals ?? [])
      this.#runs.get(attempt ?? '')?.session?.interval(intervalMs ?? 0)
    this.#shares = sharesByAttempt(desired.shares ?? [])
    this.#tellShares()
    this.#gpuRelease.apply(desired.releaseGpus === true)
  }

  #tellShares(): void {
    if (this.#shares === undefined) return
    for (const { record, session } of this.#live())
      if (record.spec?.kind === 'gang') session?.shares(this.#shares.get(record.attempt) ?? even)
  }

  onLeases(leases: Leases): void {
    this.#runs.get(leases.attempt ?? '')?.session?.onLeases(leases)
  }

  onSecrets(answer: Secrets): void {
    this.#context.surroundings.onSecrets(answer)
  }

  /** The link is up again: say what every attempt holds. */
  onLinkUp(): void {
    this.#context.surroundings.onLinkUp()
    for (const run of this.#runs.values()) if (run.record.phase !== 'ended') run.session?.sync()
  }

  /** For hello. An attempt counts as running, with its exit, until its results are on the coordinator's disk. */
  held(): AttemptHeld[] {
    const held: AttemptHeld[] = []
    for (const { record } of this.#runs.values()) {
      if (record.forgotten) continue
      const { attempt, endedSaid, exit, spec } = record
      const takes = {
        jobName: spec?.jobName ?? '',
        cpus: spec?.resources.cpus ?? 0,
        memoryMb: spec?.resources.memoryMb ?? 0,
        gpus: [...(spec?.gpus ?? [])],
      }
      const ended = endedSaid && this.#context.outbox.waiting(attempt).length === 0
      const exitJson = exit === null ? '' : JSON.stringify(exit)
      held.push({ attempt, state: ended ? 'ended' : 'running', exitJson, ...takes })
    }
    return held
  }

  digest(): Pick<Digest, 'progress' | 'running' | 'steps'> {
    const live = this.#live()
    const progress = live.flatMap(({ record, session }) =>
      [...(session?.leases.progress ?? [])].map(([shard, fraction]) => ({ attempt: record.attempt, shard, fraction })),
    )
    const nowMs = this.#context.uptime.nowMs()
    const steps = live.flatMap((run) => {
      const { record, toldStep, times } = run
      const { attempt, spec } = record
      if (spec?.kind !== 'gang' || toldStep === undefined) return []
      run.stepToldMs ??= nowMs
      const reports = times.reports(attempt, nowMs)
      // Of a life before this one only the attempt's last step is known.
      const rank = spec.member?.firstRank ?? 0
      const { step, atMs } = toldStep
      return reports.length > 0 ? reports : [{ attempt, rank, step, ageMs: Math.max(0, nowMs - atMs) }]
    })
    return { progress, running: live.map(({ record }) => record.attempt), steps }
  }

  bytesSource(): BytesSource {
    return {
      artifactPath: (sha256) => (this.#context.cache.has(sha256) ? this.#context.cache.pathOf(sha256) : undefined),
      attempt: (id) => {
        const run = this.#runs.get(id)
        if (run === undefined) return undefined
        const { phase, replicaSocket } = run.record
        return { ended: phase === 'ended', replicaSocket, workDir: run.workDir }
      },
      serveLog: (id, query, answer) => this.#context.logs.serve(id, query, answer),
      gauges: () => {
        const runs = [...this.#runs.values()]
        const { cache, logs } = this.#context
        return {
          attempts_running: this.#live().length,
          attempts_kept: runs.length,
          cache_bytes: cache.bytes(),
          ...logs.gauges(),
        }
      },
    }
  }

  #userOf(gpu: string): string | undefined {
    return this.#live().find(({ record }) => record.spec?.gpus.includes(gpu))?.record.attempt
  }

  #wanted(entry: DesiredAttempt): Wanted[] {
    const { attempt = '', action, specJson, reason, graceMs, leases } = entry
    if (attempt !== null && isAttemptId(attempt)) {
      if (action === 'run') return [{ attempt, action, specJson: specJson ?? '', leases: leases ?? [] }]
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
    if (![...this.#runs.values()].some(({ busy }) => busy)) return
    this.#timer = this.#context.timers.setTimeout(() => {
      this.#timer = undefined
      this.#tick()
      this.#watch()
    }, this.#context.tickMs)
  }

  #tick(): void {
    this.#reconcile()
    // a session may have begun since
    this.#tellShares()
    const busy = [...this.#runs.values()].filter((run) => run.busy)
    for (const run of busy) this.#background(run.check())
    this.#lookAtDisk()
    this.#lookAtFence(busy.filter(({ record }) => record.phase !== 'ended' && record.stop === null))
  }

  #live(): AttemptRun[] {
    return [...this.#runs.values()].filter(({ record }) => record.phase !== 'ended')
  }

  #lookAtDisk(): void {
    this.#disk.look(
      this.#live().flatMap(({ record: { attempt, spec, phase }, workDir }) =>
        spec === null || phase !== 'running' ? [] : [{ attempt, spec, workDir }],
      ),
    )
  }

  #lookAtFence(live: readonly AttemptRun[]): void {
    const ackedSentMs = this.#context.ackedSentMs() ?? Number.NEGATIVE_INFINITY
    const members = live.flatMap(({ record: { attempt, spec, createdUptimeMs }, lastStep, stepToldMs }) => {
      if (spec?.kind !== 'gang' || spec.member === null) return []
      // Steps that the coordinator has never heard of it does not count on: both ends judge by the same.
      const isHeard = stepToldMs !== undefined && stepToldMs <= ackedSentMs
      const lostAfterMs = spec.member.lostAfterMs ?? (isHeard ? limits.lostAfterMs : null)
      return [{ attempt, lostAfterMs, lastStep: isHeard ? lastStep : undefined, startedMs: createdUptimeMs ?? null }]
    })
    for (const attempt of this.#fence.look(members)) {
      const run = this.#runs.get(attempt)!
      this.#context.log('error', 'no link and no step for too long: the gang may go on elsewhere', { attempt })
      run.stop('lost-after', run.record.spec!.graceMs)
    }
  }

  #reconcile(): void {
    const actual = [...this.#runs.values()].map((run) => run.actual())
    for (const action of reconcile(this.#desired, actual, this.#context.uptime.nowMs())) this.#act(action)
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'create':
        return this.#create(action.attempt, action.specJson, action.leases)
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

  #resume(record: AttemptRecord): void {
    const run = new AttemptRun(this.#context, record, this.#fence.stepBefore(record.attempt))
    this.#runs.set(record.attempt, run)
    this.#background(run.resume())
  }

  #created(): Pick<AttemptRecord, 'createdMs' | 'createdUptimeMs'> {
    const { clock, uptime } = this.#context
    return { createdMs: clock.nowMs(), createdUptimeMs: uptime.nowMs() }
  }

  #create(attempt: string, specJson: string, leases: readonly Lease[]): void {
    let spec: TaskSpec | null = null
    try {
      spec = taskSpecOf(specJson)
    } catch (error) {
      this.#context.log('error', 'task spec could not be read', { attempt, cause: String(error) })
    }
    const run = new AttemptRun(this.#context, newRecord(attempt, spec, this.#created()))
    this.#runs.set(attempt, run)
    this.#background(run.begin(leases))
  }

  #endUnstarted(attempt: string, reason: StopReason): void {
    const created = this.#created()
    const lastLines = ['stopped before it started here']
    const exit = { code: null, signal: null, reason, sentByUs: false, lastLines, endedHostMs: created.createdMs }
    this.#resume({ ...newRecord(attempt, null, created), phase: 'ended', exit })
  }

  /** Forgotten attempts keep their log until newer ones need the room. */
  #dropOldest(): void {
    const forgotten = [...this.#runs.values()].filter(({ record }) => record.forgotten)
    forgotten.sort((a, b) => a.record.createdMs - b.record.createdMs)
    for (const { record } of forgotten.slice(0, Math.max(0, forgotten.length - this.#context.attemptsKept))) {
      this.#runs.get(record.attempt)?.close()
      this.#context.logs.drop(record.attempt)
      this.#removeFolder(record.attempt)
      this.#context.surroundings.removed(record.attempt)
      this.#runs.delete(record.attempt)
    }
  }

  /** One that something still writes to stays until the next life of the agent. */
  #removeFolder(attempt: string): void {
    const { store, log } = this.#context
    store.remove(attempt).catch((error: unknown) => {
      log('warn', 'the folder of an attempt could not be removed', { attempt, cause: String(error) })
    })
  }

  #background(done: Promise<void>): void {
    done.catch(this.#context.onFatal)
  }
}

const even: ReadonlyMap<number, number> = new Map()

function sharesByAttempt(all: readonly WorkShare[]): Map<string, Map<number, number>> {
  const found = new Map<string, Map<number, number>>()
  for (const { attempt, rank, share } of all) {
    const mine = found.get(attempt ?? '') ?? new Map<number, number>()
    found.set(attempt ?? '', mine.set(rank ?? 0, share ?? 1))
  }
  return found
}
