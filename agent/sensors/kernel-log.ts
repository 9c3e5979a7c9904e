/**
 * The kernel log, followed from the boot on: the only faithful witness of Xids. What tells of a fault goes on as events,
 * each once over all lives of the agent; how many there were of each class is a signal.
 */
import type { Clock } from '../../shared/clock.ts'
import { type KernelEvent, type KernelEventClass, kernelEventClasses, unreadForS } from '../../shared/model/health.ts'
import { KernelLines } from './kernel-lines.ts'
import type { Place, PlaceMemory } from './kernel-place.ts'
import type { KernelRecord } from './kernel-record.ts'
import { type KernelSource, openKernelSource } from './kernel-source.ts'
import { KernelStorms } from './kernel-storm.ts'
import { defaultPeriodsMs } from './names.ts'
import { type Sensor, signalMaker, value } from './sensor.ts'

export interface KernelLogOptions {
  readonly clock: Clock
  /** since boot: what /dev/kmsg counts in */
  readonly uptime: Clock
  readonly kmsg: string
  readonly bootId: string
  /** none: nothing is remembered, and each life begins with the boot */
  readonly memory?: PlaceMemory | undefined
  /** Resolves when they are where they cannot be lost; until then they are not counted as read. Rejects: they are told again later. */
  readonly onEvents: (events: readonly KernelEvent[]) => Promise<void>
  /** the GPU at a PCI address; empty when unknown */
  readonly uuidAt: (address: string) => string
  /** nothing is read before: what lies in the log already would be told without the names of GPUs */
  readonly ready?: Promise<void>
  readonly tellAgainMs?: number
  /** instead of the host's log */
  readonly open?: (afterCursor: string | undefined) => KernelSource
}

/** an alert has 2 s; each look costs as much as a read of a counter */
const pollMs = 500
/** records in one turn: a flood does not keep the agent from its other work */
const recordsPerTurn = 500
/** without an event the place is written down so often at most */
const saveEveryMs = 1_000
const openAgainMs = 10_000
/** what could not be kept (a full disk) is told again */
const tellAgainMs = 1_000
const longestLineChars = 8 * 1024

const signal = signalMaker('kernel-log', 'kernel log')
const labelsOf = Object.fromEntries(kernelEventClasses.map((of) => [of, Object.freeze({ class: of })]))

/** Events that could not be kept, and where the log stood behind them. */
interface Untold {
  readonly events: readonly KernelEvent[]
  readonly place: string | undefined
  readonly why: string
}

export class KernelLog implements Sensor {
  readonly name = 'kernel-log'
  readonly periodMs = defaultPeriodsMs['kernel-log']
  readonly deadlineMs = 10_000
  readonly #options: KernelLogOptions
  readonly #lines = new KernelLines()
  readonly #storms = new KernelStorms()
  readonly #counts = new Map<KernelEventClass, number>(kernelEventClasses.map((of) => [of, 0]))
  #source: KernelSource | undefined
  #failed = 'not opened yet'
  #openedMs = Number.NEGATIVE_INFINITY
  /** where a source of this life ended that failed */
  #opened: Place | undefined
  /** records up to here were dealt with */
  #seen: string | undefined
  #place: string | undefined
  /** when this log was first read of all; undefined: a life before this one has followed it */
  #firstReadMs: number | undefined
  #saved: string | undefined
  #savedMs = Number.NEGATIVE_INFINITY
  #before = ''
  #telling: Promise<void> | undefined
  /** why events could not be told; they wait, and no line is read behind them */
  #untold: Untold | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #begun: Promise<void>
  #closed = false

  constructor(options: KernelLogOptions) {
    this.#options = options
    this.#begun = (options.ready ?? Promise.resolve()).then(() => this.#turn())
  }

  /** The counters. The log itself is followed all the time. */
  async read(nowMs: number) {
    await this.#begun
    if (this.#untold !== undefined) throw new Error(`what the kernel log tells cannot be kept: ${this.#untold.why}`)
    if (this.#source === undefined) throw new Error(this.#failed)
    return [...this.#counts].map(([of, count]) => signal('kernel-events', value(count, nowMs), labelsOf[of]))
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    // What was counted in storms is lost to the count only: the first line of each has been told.
    if (this.#telling === undefined && this.#untold === undefined) this.#save(true)
    this.#source?.close()
  }

  #turn(): void {
    if (this.#closed) return
    const nowMs = this.#options.clock.nowMs()
    let more = false
    // Events wait for the disk: more lines are not read until then, and are not lost meanwhile either.
    const untold = this.#untold
    if (untold !== undefined) this.#hand(untold.events, untold.place)
    else if (this.#telling === undefined) {
      if (this.#source === undefined) this.#open(nowMs)
      more = this.#readOn(nowMs)
    }
    const delayMs = untold === undefined ? pollMs : (this.#options.tellAgainMs ?? tellAgainMs)
    this.#timer = setTimeout(() => this.#turn(), more ? 1 : delayMs).unref()
  }

  #open(nowMs: number): void {
    if (nowMs - this.#openedMs < openAgainMs) return
    this.#openedMs = nowMs
    const { memory, bootId, kmsg, open } = this.#options
    const old = this.#opened ?? memory?.load()
    if (old === undefined) this.#firstReadMs ??= nowMs
    const known = old?.bootId === bootId ? old : undefined
    const cursor = known?.source === 'journalctl' ? known.place : undefined
    try {
      this.#source = open === undefined ? openKernelSource(kmsg, cursor) : open(cursor)
      // The places of one source say nothing to the other.
      this.#seen = known?.source === this.#source.name ? known.place : undefined
      this.#place = this.#seen
      // After a boot that an agent saw the end of: its first line is number 0, and what is missing was lost.
      if (this.#source.name === 'kmsg' && old !== undefined && old.bootId !== bootId) this.#seen = '-1'
    } catch (error) {
      this.#failed = (error as Error).message
    }
  }

  /** Whether there is more to read at once. */
  #readOn(nowMs: number): boolean {
    const source = this.#source
    if (source === undefined) return false
    const { records, lost } = source.read(recordsPerTurn)
    const events = records.flatMap((record) => this.#take(record))
    // Lines without numbers do not show what is missing between them.
    if (lost && source.name !== 'kmsg') events.push(this.#lost(undefined, nowMs))
    events.push(...this.#storms.flush(nowMs))
    if (source.failed !== undefined && records.length === 0) {
      this.#failed = source.failed
      if (this.#place !== undefined)
        this.#opened = { bootId: this.#options.bootId, source: source.name, place: this.#place }
      source.close()
      this.#source = undefined
    }
    if (events.length > 0) this.#tell(events)
    else this.#save(false)
    return records.length === recordsPerTurn
  }

  #take(record: KernelRecord): KernelEvent[] {
    const missing = this.#missing(record)
    if (missing === undefined) return []
    this.#place = record.place
    const atMs = this.#hostMs(record)
    const events = missing > 0 ? [this.#lost(missing, atMs)] : []
    const text = record.continues ? `${this.#before}${record.text}`.slice(0, longestLineChars) : record.text
    this.#before = text
    for (const line of text.split('\n')) {
      const parsed = this.#lines.parse(line)
      if (parsed?.fault !== true) continue
      this.#count(parsed.class)
      const device = parsed.device === '' ? deviceOf(record.device) : parsed.device
      events.push(...this.#storms.take({ ...parsed, device }, this.#options.uuidAt(device), atMs))
    }
    return events
  }

  /** How many records lie between the last one and this; undefined when this one was dealt with before. */
  #missing({ place }: KernelRecord): number | undefined {
    if (this.#source?.name !== 'kmsg') return 0
    const last = this.#seen
    if (last !== undefined && Number(place) <= Number(last)) return undefined
    this.#seen = place
    return last === undefined ? 0 : Number(place) - Number(last) - 1
  }

  #lost(count: number | undefined, atMs: number): KernelEvent {
    this.#count('lost-lines')
    const many = count === undefined ? 'lines' : `${count} lines`
    const text = `${many} of the kernel log were overwritten before they could be read`
    const details = count === undefined ? {} : { lines: String(count) }
    return { class: 'lost-lines', code: 0, device: '', uuid: '', text, hostMs: atMs, count: count ?? 1, details }
  }

  #count(of: KernelEventClass): void {
    this.#counts.set(of, (this.#counts.get(of) ?? 0) + 1)
  }

  /** kmsg counts from the boot on, journals have the wall clock. */
  #hostMs({ atMs }: KernelRecord): number {
    if (this.#source?.name !== 'kmsg') return Math.round(atMs)
    const { clock, uptime } = this.#options
    return Math.round(clock.nowMs() - Math.max(0, uptime.nowMs() - atMs))
  }

  #tell(events: readonly KernelEvent[]): void {
    const place = this.#place
    const { bootId } = this.#options
    // They may reach the coordinator after the next boot.
    const dated = events.map((event) => ({
      ...event,
      details: { ...event.details, ...this.#unread(event), boot: bootId },
    }))
    this.#hand(dated, place)
  }

  #hand(events: readonly KernelEvent[], place: string | undefined): void {
    this.#untold = undefined
    this.#telling = this.#options
      .onEvents(events)
      .then(
        () => this.#write(place),
        (error: Error) => {
          // They are told again, by the next life where this one ends before: the place has not been written.
          this.#untold = { events, place, why: error.message }
        },
      )
      .finally(() => {
        this.#telling = undefined
      })
  }

  /** What lay in the log before anybody followed it says how long. */
  #unread({ hostMs }: KernelEvent): Record<string, string> {
    const waitedMs = this.#firstReadMs === undefined ? 0 : this.#firstReadMs - hostMs
    return waitedMs < 1_000 ? {} : { [unreadForS]: String(Math.floor(waitedMs / 1_000)) }
  }

  #save(now: boolean): void {
    const nowMs = this.#options.clock.nowMs()
    if (now || nowMs - this.#savedMs >= saveEveryMs) this.#write(this.#place)
  }

  #write(place: string | undefined): void {
    const { memory, bootId } = this.#options
    if (memory === undefined || place === undefined || place === this.#saved || this.#source === undefined) return
    this.#savedMs = this.#options.clock.nowMs()
    try {
      memory.save({ bootId, source: this.#source.name, place })
      this.#saved = place
    } catch {
      // A full disk: the place is written down when there is room; until then a new life would tell some lines again.
    }
  }
}

/** `+pci:0000:3b:00.0`, `b259:0`, `n3`: only the first is a name that people know. */
const deviceOf = (kernel: string): string => /^\+pci:(\S+)$/.exec(kernel)?.[1] ?? ''
