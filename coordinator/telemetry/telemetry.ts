/**
 * The coordinator's end of the telemetry worker: hands it frames, carries its acknowledgements and findings, asks it questions. The
 * loop's thread only copies bytes. A worker that dies is started again and told of; the agents send what it had not written.
 */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock.ts'
import { steadyClock } from '../../shared/clock.ts'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { MetricsFormat } from '../../shared/metrics-text.ts'
import type { Finding } from '../../shared/model/health.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import type { GangMembers } from '../core/stragglers/unlike.ts'
import type { RangeQuery, Telemetry } from '../ports.ts'
import type { FoundFault } from './fleet-watch.ts'
import { FrameQueue } from './frame-queue.ts'
import type { FromTelemetry, Question, Replies, ThreadData, ToTelemetry } from './messages.ts'
import type { Ack } from './minute-writer.ts'
import { allOf, cellsOf } from './replies.ts'
import { newRing, type RingMemory, RingWriter } from './shared-ring.ts'

/** Beside this file in a checkout, beside the bundle in the package. */
const threadFile = new URL(`./telemetry-thread.${import.meta.url.endsWith('.mjs') ? 'mjs' : 'ts'}`, import.meta.url)

export interface TelemetryOptions {
  /** the worker's own: it makes it */
  readonly folder: string
  readonly budgetBytes?: number
  readonly clock: Clock
  /** these frames of the host are kept */
  readonly onKept: (host: string, ack: Omit<Ack, 'host'>) => void
  readonly onFindings: (host: string, findings: readonly Finding[]) => void
  /** what stands of what detectors found, by the host whose agent reads it: a worker that begins anew is told */
  readonly stood: () => ReadonlyMap<string, readonly FoundFault[]>
  /** gangs that run, for a worker that begins anew; and how a host of one is unlike the others */
  readonly gangs: () => readonly GangMembers[]
  readonly onUnlike: (job: string, host: string, unlike: readonly Unlike[]) => void
  /** the host's link is to begin anew: its series have to be defined again */
  readonly onRelink: (host: string) => void
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void
}

interface Asked {
  readonly resolve: (reply: never) => void
  readonly reject: (error: Error) => void
}

/** the first time; twice as long each time it fails again soon after */
const restartMs = 1_000
const restartMostMs = 60_000
/** Frames are read and forgotten at some megabytes a second: with little room for what is young much of it is carried along. */
const youngMb = 96

export async function makeTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const telemetry = new TelemetryHub(options)
  await telemetry.start()
  return telemetry
}

class TelemetryHub implements Telemetry {
  readonly #options: TelemetryOptions
  readonly #numbers = new Map<string, number>()
  readonly #asked = new Map<number, Asked>()
  readonly #queue: FrameQueue
  #worker: Worker | null = null
  #ring: RingWriter | null = null
  #lastId = 0
  #lastScrape = 0
  #flushTimer: NodeJS.Timeout | undefined
  #restartTimer: NodeJS.Timeout | undefined
  #restarts = 0
  #restartMs = restartMs / 2
  #readyMs = 0
  /** why it does not run */
  #told = ''
  #toldDropped = 0
  #toldMs = Number.NEGATIVE_INFINITY
  #isClosed = false

  constructor(options: TelemetryOptions) {
    this.#options = options
    this.#queue = new FrameQueue({
      // without a worker nothing is handed over
      room: () => this.#ring?.room ?? 0,
      write: (bytes) => this.#ring?.write(bytes),
      hand: (heads) => this.#post({ kind: 'frames', heads }, [heads.buffer as ArrayBuffer]),
    })
  }

  /**
   * Resolves when the worker has opened what it keeps, or cannot: then it is tried again later. Hosts and jobs do not wait for their
   * readings.
   */
  start(): Promise<void> {
    const { folder, clock, budgetBytes = limits.telemetryBudgetBytes } = this.#options
    const ring = newRing(limits.telemetryHandedBytes)
    const workerData: ThreadData = { folder, budgetBytes, clockAheadMs: clock.nowMs() - steadyClock().nowMs(), ring }
    const worker = new Worker(threadFile, { workerData, resourceLimits: { maxYoungGenerationSizeMb: youngMb } })
    const { promise, resolve } = Promise.withResolvers<void>()
    worker.on('message', (message: FromTelemetry) => {
      if (message.kind === 'ready') {
        this.#isReady(worker, ring)
        resolve()
      } else this.#said(message)
    })
    worker.on('error', (error) => {
      this.#died(worker, error)
      resolve()
    })
    return promise
  }

  frame(host: string, bytes: Uint8Array, receivedMs: number): void {
    if (this.#isClosed) return
    this.#queue.add(this.#numberOf(host), bytes, receivedMs)
    this.#flushTimer ??= setTimeout(() => this.#flush(), limits.telemetryBatchMs)
  }

  /** A gang runs there from now on; null: it does not run any more. */
  gang(job: string, members: GangMembers | null): void {
    this.#post({ kind: 'gang', job, members })
  }

  latest(host: string): Promise<Replies['latest']> {
    return this.#ask({ what: 'latest', host })
  }
  async range(query: RangeQuery) {
    const { resolution, series } = await this.#ask<'range'>({ what: 'range', query })
    return { resolution, count: series.length, series: allOf(series) }
  }
  async heat(name: string, hosts: readonly string[] | null, labels: Readonly<Record<string, string>>) {
    return cellsOf(await this.#ask<'heat'>({ what: 'heat', name, hosts, labels }))
  }
  changes(fromMs: number, hosts: readonly string[] | null, most: number): Promise<Replies['changes']> {
    return this.#ask({ what: 'changes', fromMs, hosts, most })
  }
  async *metrics(format: MetricsFormat, names: ReadonlyMap<string, string>): AsyncIterable<string> {
    const scrape = ++this.#lastScrape
    for (let isFirst = true; ; isFirst = false) {
      const asked: Question = { what: 'metrics', format, scrape, names: isFirst ? names : null }
      const { text } = await this.#ask<'metrics'>(asked)
      if (text === null) return
      if (text !== '') yield text
    }
  }
  async stats() {
    const { backfillFrames, liveFrames } = this.#queue.dropped
    return {
      ...(await this.#ask<'stats'>({ what: 'stats' })),
      queueBytes: this.#queue.bytes,
      droppedBackfillFrames: backfillFrames,
      droppedLiveFrames: liveFrames,
      workerRestarts: this.#restarts,
    }
  }

  /** Writes what is open. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#flush()
    this.#isClosed = true
    clearTimeout(this.#flushTimer)
    clearTimeout(this.#restartTimer)
    if (this.#worker !== null) await this.#ask({ what: 'close' }).catch(() => {})
    await this.#worker?.terminate()
    this.#worker = null
  }

  #numberOf(host: string): number {
    let number = this.#numbers.get(host)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(host, number)
      this.#post({ kind: 'host', number, host })
    }
    return number
  }

  #post(message: ToTelemetry, transfer: ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transfer)
  }

  #flush(): void {
    this.#flushTimer = undefined
    this.#queue.flush()
    if (this.#queue.bytes > 0 && !this.#isClosed)
      this.#flushTimer = setTimeout(() => this.#flush(), limits.telemetryBatchMs)
    this.#tellDropped()
  }

  #tellDropped(): void {
    const { backfillFrames, liveFrames } = this.#queue.dropped
    const nowMs = this.#options.clock.nowMs()
    if (backfillFrames + liveFrames === this.#toldDropped || nowMs - this.#toldMs < limits.telemetryTellMs) return
    this.#toldDropped = backfillFrames + liveFrames
    this.#toldMs = nowMs
    this.#options.log(
      'warn',
      `telemetry: its worker is behind: ${backfillFrames} back-filled and ${liveFrames} live frames were dropped since the start; their agents send them again`,
    )
  }

  #ask<What extends keyof Replies>(question: Question & { what: What }): Promise<Replies[What]> {
    if (this.#worker === null)
      return Promise.reject(
        new RequestError('store-unavailable', 'the telemetry worker is being started; try again in a second'),
      )
    if (this.#asked.size >= limits.questionsWaiting)
      return Promise.reject(
        new RequestError(
          'too-many-requests',
          `${this.#asked.size} questions about readings wait; try again in a second`,
        ),
      )
    const { promise, resolve, reject } = Promise.withResolvers<Replies[What]>()
    const id = ++this.#lastId
    this.#asked.set(id, { resolve: resolve as Asked['resolve'], reject })
    this.#post({ kind: 'ask', id, question })
    return promise
  }

  #isReady(worker: Worker, ring: RingMemory): void {
    if (this.#told !== '') this.#options.log('info', 'telemetry: opened')
    this.#told = ''
    this.#readyMs = performance.now()
    this.#worker = worker
    this.#ring = new RingWriter(ring)
    for (const [host, number] of this.#numbers) this.#post({ kind: 'host', number, host })
    for (const [host, stood] of this.#options.stood())
      this.#post({ kind: 'stood', host, faults: stood.map(({ device, rule }) => ({ device, rule })) })
    for (const members of this.#options.gangs()) this.#post({ kind: 'gang', job: members.job, members })
    // links define their series once: all hosts that were heard have to do it again
    for (const host of this.#numbers.keys()) this.#options.onRelink(host)
  }

  #said(message: Exclude<FromTelemetry, { kind: 'ready' }>): void {
    const { onKept, onFindings, onRelink, onUnlike, log } = this.#options
    switch (message.kind) {
      case 'kept':
        for (const { host, ...ack } of message.acks) onKept(host, ack)
        return
      case 'found':
        return onFindings(message.host, message.findings)
      case 'unlike':
        return onUnlike(message.job, message.host, message.unlike)
      case 'relink':
        return onRelink(message.host)
      case 'said':
        return log(message.level, message.text)
      case 'answer':
      case 'refused': {
        const asked = this.#asked.get(message.id)
        this.#asked.delete(message.id)
        if (message.kind === 'answer') return asked?.resolve(message.reply as never)
        const { code, detail, field } = message
        return asked?.reject(new RequestError(code, detail, field === undefined ? {} : { field }))
      }
    }
  }

  #died(worker: Worker, error: Error): void {
    if (this.#worker !== worker && this.#worker !== null) return
    const wasReady = this.#worker !== null
    this.#worker = null
    this.#ring = null
    for (const { reject } of this.#asked.values())
      reject(new RequestError('internal', "the telemetry worker failed; the coordinator's log has the cause"))
    this.#asked.clear()
    if (this.#isClosed) return
    this.#restarts++
    const text = wasReady
      ? `its worker failed and is started again: ${error.stack ?? error.message}`
      : `it could not be opened: ${causesOf(error)}; it is tried again, and no readings are kept until then`
    if (wasReady || text !== this.#told) this.#options.log('error', `telemetry: ${text}`)
    this.#told = text
    const isSettled = wasReady && performance.now() - this.#readyMs > restartMostMs
    this.#restartMs = isSettled ? restartMs : Math.min(2 * this.#restartMs, restartMostMs)
    clearTimeout(this.#restartTimer)
    this.#restartTimer = setTimeout(() => void this.start(), this.#restartMs)
  }
}

function causesOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${causesOf(error.cause)}` : error.message
}
