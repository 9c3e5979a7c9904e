/**
 * The logs of all attempts on this host: one timer that looks at the files of those that run (a `stat` each), one chunk stored at a time, one
 * budget. Whatever fails here costs lines, which is told as a gap; the work goes on.
 */
import type { Clock, TimerId, Timers } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { ExitRecord } from '../../../shared/model/job.ts'
import { freeOnDisk } from '../code/disk-use.ts'
import type { Log } from '../log.ts'
import { keptLogDir, type RankSpan, rawLogPath } from './layout.ts'
import { type MakeHoles, makeHoles, Puncher } from './puncher.ts'
import { RankLog } from './rank-log.ts'

export interface HostLogsOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** of an attempt */
  readonly dirOf: (attempt: string) => string
  /** compressed: of one attempt, and of all */
  readonly attemptBytes: number
  readonly hostBytes: number
  /** Something new is there to be sent; `exit` once it has ended. */
  readonly onChange: (logs: OneLog) => void
  readonly makeHoles?: MakeHoles
  readonly freeBytes?: (dir: string) => number
}

/** Of one attempt. */
export interface OneLog {
  readonly attempt: string
  readonly span: RankSpan
  readonly ranks: RankLog[]
  exit: ExitRecord | null
}

export class HostLogs {
  readonly #options: HostLogsOptions
  readonly #puncher: Puncher
  /** one chunk is stored at a time; a host that never ran anything has none */
  #scratch: Buffer | undefined
  readonly #logs = new Map<string, OneLog>()
  readonly #waiters = new Map<string, Set<() => void>>()
  #timer: TimerId | undefined
  #storing: Promise<void> | undefined
  /** until then a disk without room, and a rank whose log failed otherwise, are left alone */
  #roomNotBeforeMs = 0
  readonly #notBeforeMs = new WeakMap<RankLog, number>()
  /** what was complained of and has not been well since */
  readonly #complained = new WeakSet<object>()
  #closed = false

  constructor(options: HostLogsOptions) {
    this.#options = options
    this.#puncher = new Puncher({
      timers: options.timers,
      log: options.log,
      gatherMs: limits.logPunchGatherMs,
      make: options.makeHoles ?? makeHoles,
    })
  }

  watch(attempt: string, span: RankSpan): void {
    if (this.#logs.has(attempt)) return
    const log = { attempt, span, ranks: [], exit: null }
    this.#logs.set(attempt, log)
    this.#lookAt(log)
    this.#schedule()
  }

  ended(attempt: string, span: RankSpan, exit: ExitRecord): void {
    this.watch(attempt, span)
    const log = this.#logs.get(attempt)!
    if (log.exit !== null) return
    this.#lookAt(log)
    log.exit = exit
    this.#wake(attempt)
    this.#options.onChange(log)
    this.#store()
  }

  drop(attempt: string): void {
    this.#logs.delete(attempt)
    this.#wake(attempt)
  }

  of(attempt: string): OneLog | undefined {
    return this.#logs.get(attempt)
  }

  /** Resolves at the next look that sees something of it, at its end, or after so long. */
  changed(attempt: string, mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(attempt) ?? new Set()
      this.#waiters.set(attempt, waiters)
      const done = (): void => {
        this.#options.timers.clear(timer)
        waiters.delete(done)
        resolve()
      }
      const timer = this.#options.timers.setTimeout(done, mostMs)
      waiters.add(done)
    })
  }

  gauges(): Readonly<Record<string, number>> {
    return { log_bytes: this.#storedBytes() }
  }

  close(): void {
    this.#closed = true
    this.#options.timers.clear(this.#timer)
    this.#puncher.close()
  }

  /** Resolves when what can be stored is. */
  async settled(): Promise<void> {
    while (this.#storing !== undefined) await this.#storing
  }

  /** What the timer does. */
  look(): void {
    for (const log of this.#logs.values()) {
      // of what has ended only what waits: it may have been cut meanwhile
      if ((log.exit !== null && !waits(log)) || !this.#lookAt(log)) continue
      this.#wake(log.attempt)
      this.#options.onChange(log)
    }
    this.#store()
  }

  /** Looks while something runs or waits for a disk, and only then. */
  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return
    if (![...this.#logs.values()].some((log) => log.exit === null || waits(log))) return
    this.#timer = this.#options.timers.setTimeout(() => {
      this.#timer = undefined
      this.look()
      this.#schedule()
    }, limits.logLookMs)
  }

  #lookAt(log: OneLog): boolean {
    const nowMs = this.#options.clock.nowMs()
    let seen = false
    this.#try(log, log, () => this.#open(log))
    for (const rank of log.ranks)
      this.#try(log, rank, () => {
        if (rank.look(nowMs)) seen = true
      })
    return seen
  }

  /** What cannot be opened now (the disk is full) is opened at a later look. */
  #open({ attempt, span, ranks }: OneLog): void {
    const dir = this.#options.dirOf(attempt)
    for (let local = ranks.length; local < span.count; local++) {
      const options = { rank: span.first + local, raw: rawLogPath(dir, local), dir: keptLogDir(dir, local) }
      ranks.push(new RankLog({ ...options, puncher: this.#puncher }))
    }
  }

  #store(): void {
    if (this.#storing !== undefined || this.#closed || ![...this.#logs.values()].some(waits)) return
    this.#storing = this.#storeRounds().finally(() => {
      this.#storing = undefined
      this.#schedule()
    })
  }

  /** A chunk of each rank in turn, so that one that prints much holds up no other, until none has enough for one. */
  async #storeRounds(): Promise<void> {
    for (let again = true; again && !this.#closed; ) {
      again = false
      for (const log of [...this.#logs.values()])
        for (const rank of log.ranks)
          if (rank.waits(log.exit !== null) && (await this.#storeOne(log, rank))) again = true
    }
  }

  async #storeOne(log: OneLog, rank: RankLog): Promise<boolean> {
    const notBeforeMs = Math.max(this.#roomNotBeforeMs, this.#notBeforeMs.get(rank) ?? 0)
    if (this.#closed || this.#options.clock.nowMs() < notBeforeMs || !this.#logs.has(log.attempt)) return false
    try {
      this.#boundBacklog(log, rank)
      this.#scratch ??= Buffer.allocUnsafeSlow(limits.logChunkBytes)
      const stored = await rank.store(log.exit !== null, this.#scratch)
      this.#complained.delete(rank)
      if (stored) this.#keepBudget(log)
      return stored
    } catch (error) {
      this.#failed(log, rank, error as NodeJS.ErrnoException)
      return false
    }
  }

  #boundBacklog({ attempt }: OneLog, rank: RankLog): void {
    const waiting = rank.end - rank.stored
    if (waiting <= limits.logTightBacklogBytes) return
    const tight = this.#freeBytes(attempt) < limits.logTightFreeBytes
    if (!tight && waiting <= limits.logBacklogBytes) return
    rank.skip(limits.logTightBacklogBytes / 4, tight ? 'disk-full' : 'backlog')
  }

  #freeBytes(attempt: string): number {
    return (this.#options.freeBytes ?? freeOnDisk)(this.#options.dirOf(attempt))
  }

  #failed(log: OneLog, rank: RankLog, error: NodeJS.ErrnoException): void {
    this.#complain(error, log.attempt, rank)
    const againMs = this.#options.clock.nowMs() + limits.logRetryMs
    if (error.code === 'ENOSPC') {
      this.#roomNotBeforeMs = againMs
      this.#try(log, rank, () => this.#makeRoom(rank))
    } else if (log.exit !== null && rank.isGone()) this.#giveUp(log, rank)
    else this.#notBeforeMs.set(rank, againMs)
  }

  /** What is newer is worth more; with nothing older left, what waits goes, so that the ranks have the room. */
  #makeRoom(rank: RankLog): void {
    const oldest = this.#oldest(this.#logs.values())
    if (oldest !== undefined) oldest.dropOldest()
    else rank.skip(limits.logTailBytes, 'disk-full')
  }

  /** Somebody has removed the file of what has ended: nobody waits for it. */
  #giveUp(log: OneLog, rank: RankLog): void {
    try {
      rank.skip(0, 'unreadable')
    } catch {
      // nor is there a place to say so: the attempt's whole folder went
      this.drop(log.attempt)
    }
  }

  #keepBudget(log: OneLog): void {
    const { attemptBytes, hostBytes } = this.#options
    while (storedBytesOf(log) > attemptBytes) this.#oldest([log])!.dropOldest()
    while (this.#storedBytes() > hostBytes) this.#oldest(this.#logs.values())!.dropOldest()
  }

  #storedBytes(): number {
    let bytes = 0
    for (const log of this.#logs.values()) bytes += storedBytesOf(log)
    return bytes
  }

  #oldest(logs: Iterable<OneLog>): RankLog | undefined {
    let found: RankLog | undefined
    for (const { ranks } of logs)
      for (const rank of ranks) {
        const mine = rank.chunks.oldest
        if (mine !== undefined && mine.toMs < (found?.chunks.oldest?.toMs ?? Number.POSITIVE_INFINITY)) found = rank
      }
    return found
  }

  #wake(attempt: string): void {
    const waiters = this.#waiters.get(attempt)
    this.#waiters.delete(attempt)
    for (const done of waiters ?? []) done()
  }

  /** What fails costs one rank its lines, and nobody else's. */
  #try({ attempt }: OneLog, of: object, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#complain(error, attempt, of)
    }
  }

  /** Once for each rank (or log) until it is well again. */
  #complain(error: unknown, attempt: string, of: object): void {
    if (!this.#complained.has(of))
      this.#options.log('error', 'logs cannot be kept as they come', { attempt, cause: String(error) })
    this.#complained.add(of)
  }
}

const waits = ({ ranks, exit }: OneLog): boolean => ranks.some((rank) => rank.waits(exit !== null))
const storedBytesOf = ({ ranks }: OneLog): number => ranks.reduce((sum, { chunks }) => sum + chunks.storedBytes, 0)
