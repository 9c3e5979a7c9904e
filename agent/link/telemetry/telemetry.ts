/**
 * The agent's side of telemetry: rows gather into frames, live ones go out at once, all are kept until the coordinator
 * acknowledges them, and what waited is back-filled behind the live ones. What the numbers of frames mean stands in
 * `shared/protocol/millwright.proto`. Nothing here ever holds a sensor up or ends the agent.
 */
import type { Clock, TimerId, Timers } from '../../../shared/clock.ts'
import { limits } from '../../../shared/limits.ts'
import type { Signal } from '../../../shared/model/reading.ts'
import { encodeTelemetry } from '../../../shared/protocol/telemetry.ts'
import type { Log } from '../log.ts'
import { Backlog } from './backlog.ts'
import type { SeriesOf } from './dictionary.ts'
import type { OpenFrameDisk } from './frame-disk.ts'
import { type Columns, defsOf, type Gathered, Gathering, newDefsOf } from './gathering.ts'
import { ownSensor, ownSignals } from './own-signals.ts'
import { Sampler } from './sampler.ts'

/** A link that is up. */
export interface TelemetryLine {
  send(frame: Uint8Array): void
  /** bytes handed over and not yet on the network */
  bufferedAmount(): number
}

export interface TelemetryOptions {
  /** the host's clock: what samples are dated by */
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** null: what waits is kept in memory only */
  readonly openDisk: OpenFrameDisk | null
  readonly ringBytes?: number
  readonly spoolBytes?: number
  readonly mostSeries?: number
  /** how often it tells of itself, like a sensor; 0: never */
  readonly ownEveryMs?: number
}

const pumpMs = 250
const ownPeriodMs = 10_000
const toldEveryMs = 60_000

export class Telemetry {
  readonly #options: TelemetryOptions
  readonly #gathering = new Gathering()
  readonly #sampler: Sampler
  readonly #backlog: Backlog
  #line: TelemetryLine | null = null
  /** counts links: definitions are sent once on each */
  #link = 0
  #number = 0
  #timer: TimerId | undefined
  #isGatherTimer = false
  #pumpTimer: TimerId | undefined
  #pumping = false
  #allowedBytes = 0
  #retryTimer: TimerId | undefined
  #ownTimer: TimerId | undefined
  #diskCause: string | null = null
  #dropped = { frames: 0, samples: 0, told: 0, toldMs: Number.NEGATIVE_INFINITY }
  #refusedTold = false
  #closed = false

  constructor(options: TelemetryOptions) {
    this.#options = options
    this.#sampler = new Sampler(this.#gathering, options.mostSeries)
    this.#backlog = new Backlog({
      ringBytes: options.ringBytes ?? limits.telemetryRingBytes,
      spoolBytes: options.spoolBytes ?? limits.telemetrySpoolBytes,
      firstPlace: options.clock.nowMs() * 1_000,
      onDropped: (frames, samples) => this.#onDropped(frames, samples),
    })
    this.#backlog.onDiskFailed = (cause) => this.#diskFailed(cause)
  }

  /** With its disk, where there is one that can be opened now. */
  static async open(options: TelemetryOptions): Promise<Telemetry> {
    const telemetry = new Telemetry(options)
    await telemetry.#openDisk()
    const { timers, ownEveryMs = ownPeriodMs } = options
    if (ownEveryMs > 0) telemetry.#ownTimer = timers.setInterval(() => telemetry.#sampleOwn(), ownEveryMs)
    return telemetry
  }

  get dictionary(): string {
    return this.#sampler.dictionary.id
  }

  /** A round of a sensor. `hostMs`: when it was read, by the host's clock. */
  sampled(sensor: string, signals: readonly Signal[], hostMs: number): void {
    if (this.#closed) return
    this.#sampler.take(sensor, signals, hostMs)
    const { refused, dictionary } = this.#sampler
    if (refused > 0 && !this.#refusedTold) {
      this.#refusedTold = true
      this.#options.log('warn', 'the host has more series than are told of', { told: dictionary.size, refused, sensor })
    }
    this.#gathered()
  }

  /** For a source that writes rows of numbers itself: signals of numbers, always the same. */
  columns(sensor: string, signals: readonly SeriesOf[]): Columns {
    return this.#sampler.columnsOf(sensor, signals)
  }

  /** `values`: of each column value × scale, NaN where there is none, `reasons` saying why. */
  row(columns: Columns, hostMs: number, values: Float64Array, reasons: ReadonlyMap<number, string> = noReasons): void {
    if (this.#closed) return
    const absent = [...reasons].map(([column, reason]) => ({ column, reason, sinceMs: 0 }))
    this.#gathering.add({ columns, hostMs, values, absent })
    this.#gathered()
  }

  /** A link is up: what gathered waits and is back-filled, what comes now is live. */
  up(line: TelemetryLine): void {
    if (this.#closed) return
    this.down()
    this.#flush()
    this.#line = line
    this.#link++
    this.#sampler.tellAgain()
    this.#gathered()
    this.#startPump()
  }

  down(): void {
    if (this.#line === null) return
    this.#line = null
    this.#stopPump()
    this.#backlog.land()
    this.#gathered()
  }

  /** The coordinator keeps these frames. */
  acked(dictionary: string, first: number, last: number): void {
    this.#backlog.acked(dictionary, first, last)
    if (this.#isGatherTimer && this.#isLive()) this.#flush()
    void this.#pump()
  }

  /** What telemetry says of itself. */
  signals(): readonly Signal[] {
    return ownSignals(this.#options.clock.nowMs(), {
      'telemetry-series': this.#sampler.dictionary.size,
      'telemetry-series-refused': this.#sampler.refused,
      'telemetry-waiting': this.#backlog.bytes,
      'telemetry-dropped': this.#dropped.samples,
      'telemetry-spool': this.#diskCause === null ? 'ok' : 'unavailable',
    })
  }

  /** Writes what is not acknowledged to the disk; nothing is sent or sampled after it. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#line = null
    this.#flush()
    this.#closed = true
    this.#stopPump()
    this.#options.timers.clear(this.#retryTimer)
    this.#options.timers.clear(this.#ownTimer)
    await this.#backlog.close()
    this.#tellDropped()
  }

  #sampleOwn(): void {
    this.sampled(ownSensor, this.signals(), this.#options.clock.nowMs())
  }

  #isLive(): boolean {
    const line = this.#line
    if (line === null || line.bufferedAmount() > limits.telemetryBufferBytes) return false
    return this.#backlog.flyingLive < limits.telemetryInFlight
  }

  /** Something has gathered: it goes soon, or later when nothing can be sent now. */
  #gathered(): void {
    if (this.#gathering.isEmpty) return
    if (this.#gathering.isFull) return this.#flush()
    const isGather = !this.#isLive()
    if (this.#timer !== undefined && isGather === this.#isGatherTimer) return
    this.#options.timers.clear(this.#timer)
    this.#isGatherTimer = isGather
    const delayMs = isGather ? limits.telemetryGatherMs : limits.telemetryFlushMs
    this.#timer = this.#options.timers.setTimeout(() => this.#flush(), delayMs)
  }

  #flush(): void {
    this.#options.timers.clear(this.#timer)
    this.#timer = undefined
    this.#isGatherTimer = false
    if (this.#gathering.isEmpty) return
    const gathered = this.#gathering.close()
    const frame = { dictionary: this.dictionary, number: ++this.#number, samples: gathered.samples }
    if (this.#isLive()) this.#sendLive(frame, gathered, this.#line!)
    else {
      const { blocks, texts } = gathered
      const oldest = this.#backlog.oldestOf(frame.dictionary) ?? frame.number
      const { dictionary, number } = frame
      const bytes = encodeTelemetry({
        dictionary,
        number,
        oldest,
        defs: defsOf(gathered),
        blocks,
        texts,
        backfill: true,
      })
      this.#backlog.addWaiting(frame, bytes)
      if (this.#line !== null) this.#startPump()
    }
  }

  #sendLive(
    frame: { dictionary: string; number: number; samples: number },
    gathered: Gathered,
    line: TelemetryLine,
  ): void {
    const { dictionary, number } = frame
    const { blocks, texts, columns, textSeries } = gathered
    const oldest = this.#backlog.oldestOf(dictionary) ?? number
    const bytes = encodeTelemetry({ dictionary, number, oldest, defs: newDefsOf(gathered, this.#link), blocks, texts })
    line.send(bytes)
    const nowMs = this.#options.clock.nowMs()
    this.#backlog.addSent(frame, bytes, () => defsOf({ columns, textSeries }), nowMs)
    // a coordinator that takes frames and keeps none
    if (this.#backlog.landOverdue(nowMs - limits.telemetryAckMs)) this.#startPump()
  }

  #startPump(): void {
    if (this.#pumpTimer !== undefined || this.#backlog.nextWaiting() === undefined) return
    this.#allowedBytes = 0
    this.#pumpTimer = this.#options.timers.setInterval(() => {
      const rate = limits.telemetryBackfillBytesPerS
      this.#allowedBytes = Math.min(rate, this.#allowedBytes + (rate * pumpMs) / 1000)
      void this.#pump()
    }, pumpMs)
  }

  #stopPump(): void {
    this.#options.timers.clear(this.#pumpTimer)
    this.#pumpTimer = undefined
  }

  /** Sends what waits, as far as rate, socket and acknowledgements allow. */
  async #pump(): Promise<void> {
    if (this.#pumping || this.#pumpTimer === undefined) return
    this.#pumping = true
    const line = this.#line
    try {
      while (line !== null && line === this.#line && this.#mayBackfill(line)) {
        const entry = this.#backlog.nextWaiting()
        if (entry === undefined) return this.#stopPump()
        const bytes = await this.#backlog.read(entry)
        if (bytes === undefined || line !== this.#line || entry.isGone || entry.sentMs !== null) continue
        this.#allowedBytes -= bytes.length
        line.send(bytes)
        this.#backlog.sentAgain(entry, this.#options.clock.nowMs())
      }
    } finally {
      this.#pumping = false
    }
  }

  #mayBackfill(line: TelemetryLine): boolean {
    if (this.#allowedBytes <= 0 || line.bufferedAmount() > limits.telemetryBackfillBufferBytes) return false
    return this.#backlog.flyingBackfill < limits.telemetryBackfillInFlight
  }

  async #openDisk(): Promise<void> {
    const { openDisk, log } = this.#options
    if (openDisk === null) return
    try {
      const disk = await openDisk()
      if (this.#closed) return await disk.close()
      if (this.#diskCause !== null) log('info', 'the telemetry spool works again')
      this.#diskCause = null
      this.#backlog.useDisk(disk)
      if (this.#line !== null) this.#startPump()
    } catch (cause) {
      this.#diskFailed(cause)
    }
  }

  /** Samples wait in memory meanwhile; the disk is opened anew after a while. */
  #diskFailed(cause: unknown): void {
    const text = cause instanceof Error ? cause.message : String(cause)
    const { log, timers } = this.#options
    if (this.#diskCause === null)
      log('error', 'the telemetry spool cannot be used; samples wait in memory, as far as they fit', { cause: text })
    this.#diskCause = text
    const left = this.#backlog.leaveDisk()?.close()
    if (this.#closed) return
    timers.clear(this.#retryTimer)
    this.#retryTimer = timers.setTimeout(() => {
      const reopen = (): void => void this.#openDisk()
      // it is closed, or could not be: either way it is not used any more
      if (left === undefined) reopen()
      else left.then(reopen, reopen)
    }, limits.telemetrySpoolRetryMs)
  }

  #onDropped(frames: number, samples: number): void {
    this.#dropped.frames += frames
    this.#dropped.samples += samples
    if (this.#options.clock.nowMs() - this.#dropped.toldMs >= toldEveryMs) this.#tellDropped()
  }

  #tellDropped(): void {
    const { frames, samples, told } = this.#dropped
    if (frames === told) return
    this.#dropped.told = frames
    this.#dropped.toldMs = this.#options.clock.nowMs()
    const { memoryBytes, diskBytes } = this.#backlog
    this.#options.log('warn', 'telemetry was dropped, oldest first: no room was left for it', {
      framesSinceStart: frames,
      samplesSinceStart: samples,
      memoryBytes,
      diskBytes,
      ...(this.#diskCause === null ? {} : { spool: this.#diskCause }),
    })
  }
}

const noReasons: ReadonlyMap<number, string> = new Map()
