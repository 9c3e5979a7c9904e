/**
 * Brings the last of every log to the coordinator, so that it can be read when this host is gone: the end of each rank now and then while it
 * changes, and once an attempt has ended, with more of the ranks that failed. Over HTTP and not as facts: a fact is kept, in order, until
 * it is acknowledged, and a megabyte that the next minute makes worthless would stand before the ends of attempts.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import type { Clock, TimerId, Timers } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { ExitRecord } from '../../../shared/model/job.ts'
import type { KeptLog, LogGap, LogLines } from '../../../shared/model/logs.ts'
import type { Backoff } from '../backoff.ts'
import type { Log } from '../log.ts'
import type { OneLog } from './host-logs.ts'
import type { RankLog } from './rank-log.ts'
import { RankReader, readScratch } from './rank-reader.ts'

/** The coordinator does not know the attempt, or will never take this. */
export class NotTaken extends Error {}

/** Resolves when the coordinator has it; rejects with `NotTaken` where asking again is no use. */
export type SendKept = (attempt: string, packed: Buffer) => Promise<void>

export function makeSendKept(coordinator: string, signal: AbortSignal): SendKept {
  return async (attempt, packed) => {
    const { request } = await import('undici')
    const headers = { 'content-type': 'application/zstd' }
    const url = `${coordinator}/api/v1/attempts/${attempt}/kept-log`
    const answer = await request(url, { method: 'PUT', headers, body: packed, signal })
    const text = (await answer.body.text()).slice(0, 300)
    if (answer.statusCode < 300) return
    const said = `the log of ${attempt} was answered ${answer.statusCode}: ${text}`
    if ([400, 404, 405, 413].includes(answer.statusCode)) throw new NotTaken(said)
    throw new Error(said)
  }
}

export interface ShipperOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly backoff: Pick<Backoff, 'untilDone'>
  readonly dirOf: (attempt: string) => string
  readonly send: SendKept
}

export class Shipper {
  readonly #options: ShipperOptions
  readonly #waiting = new Map<string, TimerId>()
  readonly #sending = new Set<string>()
  #closed = false
  #complained = false

  constructor(options: ShipperOptions) {
    this.#options = options
  }

  /** There is more of it than was sent, or it has ended. */
  changed(log: OneLog): void {
    const { attempt, exit } = log
    if (this.#closed || (exit === null && this.#waiting.has(attempt))) return
    if (exit !== null && existsSync(this.#markOf(attempt))) return
    if (log.ranks.every(({ end }) => end === 0)) return
    this.#options.timers.clear(this.#waiting.get(attempt))
    const delayMs = exit === null ? spread(attempt) : 0
    this.#waiting.set(
      attempt,
      this.#options.timers.setTimeout(() => {
        this.#waiting.delete(attempt)
        void this.#ship(log)
      }, delayMs),
    )
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#waiting.values()) this.#options.timers.clear(timer)
  }

  /** Once sent after its end, it is not sent again. */
  #markOf(attempt: string): string {
    return join(this.#options.dirOf(attempt), 'logs', 'sent')
  }

  async #ship(log: OneLog): Promise<void> {
    const { attempt } = log
    const ended = log.exit !== null
    if (this.#sending.has(attempt)) return
    this.#sending.add(attempt)
    const { backoff, send, clock } = this.#options
    try {
      const once = async (): Promise<void> => send(attempt, await pack(log, clock.nowMs()))
      // of what runs there is a newer one in a minute
      if (ended) await backoff.untilDone(`log of ${attempt}`, once, (error) => error instanceof NotTaken)
      else await once()
      if (ended) writeFileSync(this.#markOf(attempt), '')
      this.#complained = false
    } catch (error) {
      // of what runs the next one is tried; what has ended is tried again by the agent's next life, unless it is not wanted
      this.#complain(attempt, error)
    } finally {
      this.#sending.delete(attempt)
      // it ended while its log was under way
      if (!ended && log.exit !== null) this.changed(log)
    }
  }

  /** Once until one arrives. */
  #complain(attempt: string, error: unknown): void {
    if (this.#closed || this.#complained) return
    this.#complained = true
    this.#options.log('warn', 'the last of a log could not be sent', { attempt, cause: String(error) })
  }
}

/** Members of a gang start together: each has its own moment. */
function spread(attempt: string): number {
  const number = Number(attempt.split('-').at(-1)) || 0
  return limits.logShipMs / 2 + ((number * 7_919) % (limits.logShipMs / 2))
}

/** Of a rank that failed more is worth keeping. One that was stopped by us has not failed. */
function bytesOf(rank: RankLog, { ranks, exit }: OneLog): number {
  if (exit === null || !failed(exit, rank.rank)) return limits.logTailBytes
  return Math.min(
    limits.logFailureBytes,
    Math.max(limits.logTailBytes, limits.logShippedBytes / ranks.length),
    rank.end,
  )
}

function failed({ code, signal, sentByUs, reason, ranks }: ExitRecord, rank: number): boolean {
  if (reason === 'launch-failed' || sentByUs || (code === 0 && signal === null)) return false
  return ranks === undefined || ranks.some((each) => each.rank === rank && !each.sentByUs)
}

export async function keptOf(log: OneLog, nowMs: number): Promise<KeptLog> {
  const records: (LogLines | LogGap)[] = []
  const wish = { sinceMs: 0, grep: null, tail: null, skips: false }
  const scratch = readScratch()
  for (const rank of log.ranks) {
    const reader = await RankReader.open(rank, wish, scratch, Math.max(0, rank.end - bytesOf(rank, log)))
    for (let record = await reader.peek(true); record !== undefined; record = await reader.peek(true)) {
      reader.shift()
      if (record.kind !== 'skipped') records.push(record)
    }
  }
  return { asOfMs: nowMs, ended: log.exit !== null, records: records.sort((a, b) => a.ms - b.ms || a.rank - b.rank) }
}

const pack = async (log: OneLog, nowMs: number): Promise<Buffer> =>
  zstdCompressSync(JSON.stringify(await keptOf(log, nowMs)))
