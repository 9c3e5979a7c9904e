/**
 * One attempt's checkpoints: what its worker tells, or what turns up in the folder that its job names, is made durable, told to the
 * coordinator by a fact, and only then acknowledged. Digests follow in the background, with what the checkpoint cost.
 */
import { pause, type TimerId } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { TaskSpec } from '../../../shared/model/job.ts'
import type { AgentToWorker, WorkerMessage } from '../../../shared/model/worker-protocol.ts'
import type { Fact } from '../../../shared/protocol/codec.ts'
import type { AttemptRecord } from '../attempt-store.ts'
import type { WorkContext } from '../context.ts'
import type { Listing, Survey } from './files.ts'
import { FolderWatch } from './folder-watch.ts'
import type { CheckpointMemory, SavedCheckpoint } from './memory.ts'
import { StepGaps } from './step-gaps.ts'

export type CheckpointMessage = Extract<WorkerMessage, { type: 'checkpoint' }>
type Reply = (message: AgentToWorker) => void

export interface AttemptCheckpointsOptions {
  readonly attempt: string
  readonly spec: TaskSpec
  /** the attempt's own folder, which goes with it */
  readonly ownDir: string
  readonly createdMs: number
  readonly memory: CheckpointMemory | undefined
  readonly remember: (memory: CheckpointMemory) => void
}

interface Saving {
  readonly step: number
  readonly path: string
  /** by the host's wall clock: when it was known to be whole */
  readonly atMs: number
  /** a worker told of it: by its rank */
  readonly rank?: number
  readonly told?: CheckpointMessage
  readonly reply?: Reply
}

export class AttemptCheckpoints {
  readonly #context: WorkContext
  readonly #options: AttemptCheckpointsOptions
  readonly #gaps = new StepGaps()
  readonly #saving = new Set<string>()
  /** told by other ranks, or again, while it is being saved: by path and rank */
  readonly #alsoTold = new Map<string, Map<number, Saving>>()
  #memory: CheckpointMemory
  #watch: FolderWatch | undefined
  #timer: TimerId | undefined
  #listing: Promise<Listing | undefined> | undefined
  #complained = false
  /** told in the minute that began then */
  readonly #refusals = { sinceMs: Number.NEGATIVE_INFINITY, count: 0 }
  #idle: (() => void)[] = []
  #closed = false
  /** its process has ended: no step will come any more */
  #ended = false

  constructor(context: WorkContext, options: AttemptCheckpointsOptions) {
    this.#context = context
    this.#options = options
    this.#memory = options.memory ?? { uid: null, seen: null, saved: [] }
    // digests that a life before began
    for (const saved of this.#memory.saved) if (!saved.digested) void this.#digest(saved)
  }

  /** Watches the job's folder, where it names one: only beside rank 0, so that a shared one is read once. */
  watch(): void {
    if (this.#watchedDir === undefined) return
    if (this.#memory.seen !== null) this.#watch = new FolderWatch(this.#memory.seen)
    this.#lookSoon()
  }

  close(): void {
    this.#closed = true
    this.#context.timers.clear(this.#timer)
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  stepped(rank: number): void {
    this.#gaps.stepped(rank, this.#context.clock.nowMs())
  }

  /** Is something being saved at or below this path? */
  isSaving(path: string): boolean {
    return [...this.#saving].some((saving) => saving === path || saving.startsWith(`${path}/`))
  }

  /** A worker says that a checkpoint is whole. */
  take(message: CheckpointMessage, rank: number, reply: Reply): void {
    const { step } = message
    const path = message.path.startsWith('/') ? message.path : `${this.#options.ownDir}/${message.path}`
    void this.#save({ step, path, atMs: this.#context.clock.nowMs(), rank, told: message, reply })
  }

  /** The process has ended: what it saved last becomes durable before its end is told, if it does so soon. */
  async settle(endedWell: boolean): Promise<void> {
    this.#context.timers.clear(this.#timer)
    this.#ended = true
    const all = async (): Promise<void> => {
      if (this.#watchedDir !== undefined) await this.#look(endedWell)
      if (this.#saving.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
    }
    await Promise.race([all(), pause(this.#context.timers, limits.checkpointSettleMs)])
  }

  get #watchedDir(): string | undefined {
    const { spec } = this.#options
    return spec.member?.rank === 0 ? spec.checkpoints?.dir : undefined
  }

  /** Whom the attempt runs as. Rejects where that user may not work here any more, or cannot be looked up. */
  async #owner(): Promise<number> {
    if (this.#memory.uid !== null) return this.#memory.uid
    const uid = await this.#context.checkpointFiles.ownerOf(this.#options.spec)
    this.#remember({ uid })
    return uid
  }

  #remember(change: Partial<CheckpointMemory>): void {
    this.#memory = { ...this.#memory, ...change }
    this.#options.remember(this.#memory)
  }

  #lookSoon(): void {
    if (this.#closed || this.#ended) return
    this.#timer = this.#context.timers.setTimeout(() => {
      void this.#look(false).then(() => this.#lookSoon())
    }, limits.checkpointLookMs)
  }

  async #look(endedWell: boolean): Promise<void> {
    const dir = this.#watchedDir as string
    const listing = await this.#list(dir)
    if (listing === undefined || this.#closed) return
    let watch = this.#watch
    if (watch === undefined) {
      watch = new FolderWatch({})
      watch.ignoreOlder(listing, this.#options.createdMs)
      this.#watch = watch
      this.#remember({ seen: watch.seen })
    }
    const found = watch.look(listing, this.#context.uptime.nowMs(), endedWell)
    await Promise.all(
      found.map(({ step, name }) => this.#save({ step, path: `${dir}/${name}`, atMs: this.#context.clock.nowMs() })),
    )
    if (found.length > 0) this.#remember({ seen: { ...watch.seen } })
  }

  /** Undefined where it cannot be listed. One at a time: the last look of all waits for the one under way. */
  async #list(dir: string): Promise<Listing | undefined> {
    await this.#listing
    this.#listing = this.#listNow(dir)
    return this.#listing
  }

  async #listNow(dir: string): Promise<Listing | undefined> {
    try {
      const listing = await this.#context.checkpointFiles.list(dir, this.#watch?.seen ?? {}, await this.#owner())
      this.#complained = false
      return listing
    } catch (error) {
      const { attempt } = this.#options
      if (!this.#complained)
        this.#context.log('warn', 'checkpoints cannot be looked for', { attempt, dir, cause: String(error) })
      this.#complained = true
      return undefined
    }
  }

  async #save(saving: Saving): Promise<void> {
    const { path, rank = -1 } = saving
    if (this.#saving.has(path)) {
      if (saving.told === undefined) return
      const others = this.#alsoTold.get(path) ?? new Map<number, Saving>()
      this.#alsoTold.set(path, others.set(rank, saving))
      return
    }
    if (this.#saving.size >= limits.checkpointsWaiting)
      return this.#refuse(saving, `${limits.checkpointsWaiting} are waiting to become durable already`)
    this.#saving.add(path)
    let durable: SavedCheckpoint | undefined
    try {
      durable = await this.#saveNow(saving)
    } catch (error) {
      this.#context.onFatal(error)
    }
    this.#saving.delete(path)
    this.#answerOthers(path, durable)
    if (this.#saving.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** Who said the same meanwhile hears the same; what was said otherwise is looked at by itself. */
  #answerOthers(path: string, durable: SavedCheckpoint | undefined): void {
    const others = this.#alsoTold.get(path) ?? new Map<number, Saving>()
    this.#alsoTold.delete(path)
    if (this.#closed) return
    for (const other of others.values()) {
      const { step, told, reply } = other
      const isSame =
        step === durable?.step && (told?.bytes ?? durable.bytes) === durable.bytes && told?.sha256 === undefined
      if (isSame) reply?.({ type: 'checkpointed', step })
      else void this.#save(other)
    }
  }

  /** Resolves with what is durable now, or undefined when it was refused. */
  async #saveNow(saving: Saving): Promise<SavedCheckpoint | undefined> {
    const { step } = saving
    const survey = await this.#settled(saving)
    if (this.#closed || survey === undefined) return undefined
    // said again, because the answer was lost with the connection
    const known = this.#memory.saved.find((each) => each.step === step && each.path === survey.path)
    const isKnown = known?.fingerprint === survey.fingerprint
    const saved = isKnown ? known : this.#savedOf(saving, survey)
    if (!isKnown) {
      await this.#say({ ...factOf(saved), state: 'durable', costMs: Math.floor(saving.told?.tookMs ?? 0) })
      this.#remember({
        saved: [...this.#memory.saved.filter((each) => each.step !== step), saved].slice(-limits.checkpointsWaiting),
      })
    }
    saving.reply?.({ type: 'checkpointed', step })
    if (!isKnown) void this.#digest(saved, saving)
    return saved
  }

  /** On disk for good, as far as this host can tell; undefined when it was refused. */
  async #settled(saving: Saving): Promise<Survey | undefined> {
    try {
      const survey = await this.#context.checkpointFiles.settle(saving.path, await this.#owner())
      const why = this.#whyNot(saving, survey)
      if (why === undefined) return survey
      await this.#refuse(saving, why)
    } catch (error) {
      if (!this.#closed) await this.#refuse(saving, (error as Error).message)
    }
    return undefined
  }

  #whyNot({ told }: Saving, { path, bytes }: Survey): string | undefined {
    const { ownDir } = this.#options
    if (path === ownDir || path.startsWith(`${ownDir}/`))
      return `${path} lies in the attempt's own folder, which goes with the attempt: save to a folder that stays`
    if (path.length > limits.pathChars)
      return `its path has ${path.length} characters, at most ${limits.pathChars} are kept`
    if (told?.bytes !== undefined && told.bytes !== bytes)
      return `${path} has ${bytes} bytes, the worker said ${told.bytes}: it is torn`
    return undefined
  }

  async #refuse({ step, path, reply }: Saving, why: string): Promise<void> {
    const { attempt } = this.#options
    reply?.({ type: 'checkpoint-refused', step, error: why })
    if (!this.#maySayRefusal()) return
    this.#context.log('warn', 'a checkpoint is refused', { attempt, step, path, why })
    try {
      await this.#say({ step, path: path.slice(0, limits.pathChars), state: 'refused', why })
    } catch (error) {
      this.#context.onFatal(error)
    }
  }

  /** A worker that is wrong in a loop hears so each time; it fills neither spool nor log. */
  #maySayRefusal(): boolean {
    const nowMs = this.#context.uptime.nowMs()
    const refusals = this.#refusals
    if (nowMs - refusals.sinceMs >= 60_000) Object.assign(refusals, { sinceMs: nowMs, count: 0 })
    return ++refusals.count <= limits.checkpointRefusalsPerMin
  }

  #savedOf({ step, path, told }: Saving, survey: Survey): SavedCheckpoint {
    const { checkpoints } = this.#options.spec
    const inDir = checkpoints?.dir !== undefined && path.startsWith(`${checkpoints.dir}/`)
    const shared = told?.shared ?? (inDir ? checkpoints.shared : undefined) ?? survey.shared
    const { bytes, fingerprint, newestMs } = survey
    // whose it must be, not what the helper says: that runs as the user, who has a hand in it
    const uid = this.#memory.uid ?? survey.uid
    return { step, path: survey.path, bytes, fingerprint, savedMs: Math.floor(newestMs), shared, uid, digested: false }
  }

  async #digest(saved: SavedCheckpoint, saving?: Saving): Promise<void> {
    const fact = await this.#readAgain(saved, saving?.told?.sha256)
    if (this.#closed || fact === undefined) return
    const costMs =
      fact.state === 'digested' && saving?.told?.tookMs === undefined ? await this.#cost(saved, saving) : null
    if (this.#closed || !this.#memory.saved.includes(saved)) return
    try {
      await this.#say({ ...fact, costMs: Math.floor(costMs ?? 0) })
      this.#remember({
        saved: this.#memory.saved.map((each) => (each === saved ? { ...saved, digested: true } : each)),
      })
    } catch (error) {
      this.#context.onFatal(error)
    }
  }

  /**
   * What reading it once more told; undefined where nobody wants to know any more. Only what is gone, or is not what
   * it was, is broken: what cannot be read now (its helper ended, a file system does not answer) is tried again.
   */
  async #readAgain(
    saved: SavedCheckpoint,
    told: string | undefined,
  ): Promise<NonNullable<Fact['checkpoint']> | undefined> {
    for (;;) {
      try {
        const { sha256, fingerprint } = await this.#context.checkpointFiles.digest(saved.path, saved.uid)
        const why = this.#broken(saved, sha256, fingerprint, told)
        return why === undefined
          ? { ...factOf(saved), state: 'digested', sha256 }
          : { ...factOf(saved), state: 'broken', why }
      } catch (error) {
        const { message } = error as Error
        if (message.startsWith('ENOENT')) return { ...factOf(saved), state: 'broken', why: message }
        if (this.#closed) return undefined
        const { attempt } = this.#options
        const { path } = saved
        this.#context.log('warn', 'a checkpoint cannot be read again now', { attempt, path, cause: message })
      }
      await pause(this.#context.timers, limits.checkpointReadAgainMs)
      if (this.#closed || !this.#memory.saved.includes(saved)) return undefined
    }
  }

  #broken(saved: SavedCheckpoint, sha256: string, fingerprint: string, told: string | undefined): string | undefined {
    if (fingerprint !== saved.fingerprint) return `${saved.path} was written to after it had been told as whole`
    return told === undefined || told === sha256 ? undefined : `its digest is ${sha256}, the worker said ${told}`
  }

  /** Known with the step after it. */
  async #cost(saved: SavedCheckpoint, saving: Saving | undefined): Promise<number | null> {
    if (saving === undefined) return null
    // a worker tells of it when it has been saved, a watched folder shows when its last byte was written
    const fromMs = Math.min(saved.savedMs, saving.atMs)
    const toMs = saving.told === undefined ? fromMs : saving.atMs
    for (let waitedMs = 0; ; waitedMs += limits.checkpointLookMs) {
      const costMs = this.#gaps.costMs(fromMs, toMs, saving.rank)
      if (costMs !== undefined || waitedMs >= limits.checkpointCostWaitMs || this.#ended || this.#closed)
        return costMs ?? null
      await pause(this.#context.timers, limits.checkpointLookMs)
    }
  }

  #say(checkpoint: NonNullable<Fact['checkpoint']>): Promise<void> {
    return this.#context.outbox.append({ checkpoint: { attempt: this.#options.attempt, ...checkpoint } })
  }
}

interface Run {
  readonly record: () => AttemptRecord
  readonly save: (change: Partial<AttemptRecord>) => void
}

/** Of a gang's member; undefined for all else. */
export function openCheckpoints(context: WorkContext, run: Run, ownDir: string): AttemptCheckpoints | undefined {
  const { attempt, spec, createdMs, checkpoints: memory } = run.record()
  if (spec?.kind !== 'gang') return undefined
  const remember = (checkpoints: CheckpointMemory): void => run.save({ checkpoints })
  return new AttemptCheckpoints(context, { attempt, spec, createdMs, memory, ownDir, remember })
}

/** A worker says that a checkpoint is whole. */
export function takeCheckpoint(
  checkpoints: AttemptCheckpoints | undefined,
  message: CheckpointMessage,
  rank: number,
  reply: Reply,
): void {
  if (checkpoints !== undefined) return checkpoints.take(message, rank, reply)
  reply({ type: 'checkpoint-refused', step: message.step, error: 'checkpoints are kept of jobs of kind gang' })
}

function factOf({ step, path, bytes, shared, savedMs, uid }: SavedCheckpoint): NonNullable<Fact['checkpoint']> {
  return { step, path, bytes, shared, savedMs, uid }
}
