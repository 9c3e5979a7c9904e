/**
 * Frames that the coordinator has not acknowledged: those under way in memory, those that wait on the disk. Where the disk takes
 * none they wait in memory, within a bound; what has to go is the oldest, and it is counted and told.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { encodeTelemetry, type SeriesDef } from '../../../shared/protocol/telemetry.ts'
import type { FrameDisk, StoredFrame } from './frame-disk.ts'

export interface NewFrame {
  readonly dictionary: string
  readonly number: number
  readonly samples: number
}

export interface Entry extends NewFrame {
  /** lasting once it is on the disk */
  place: number
  /** when it was sent on this link, by the host's clock; null: it waits */
  sentMs: number | null
  /** sent behind the live ones */
  isBackfill: boolean
  /** as it was sent, with what it lacks to be read by itself */
  live: { readonly bytes: Uint8Array; readonly defs: () => SeriesDef[] } | null
  /** deflated, complete in itself */
  whole: Uint8Array | null
  /** size of `whole`, once known */
  bytes: number
  isOnDisk: boolean
  isGone: boolean
}

export interface BacklogOptions {
  readonly ringBytes: number
  readonly spoolBytes: number
  /** order of frames over all lives: rises with time */
  readonly firstPlace: number
  readonly onDropped: (frames: number, samples: number) => void
}

/** A frame on the disk costs about this much beside its bytes. */
const overheadBytes = 128
const framesPerWrite = 64

export class Backlog {
  readonly #options: BacklogOptions
  /** by dictionary, oldest life first; of each by number */
  readonly #groups = new Map<string, Map<number, Entry>>()
  /** those of whom bytes are in memory, oldest first */
  readonly #inMemory = new Set<Entry>()
  #disk: FrameDisk | null = null
  #hadDisk = false
  #place: number
  #memoryBytes = 0
  #diskBytes = 0
  /** sent and not acknowledged */
  readonly #flying = new Set<Entry>()
  #flyingBackfill = 0
  #work: Promise<void> = Promise.resolve()
  #spilling = false
  /** the disk refused something: it is to be opened anew */
  onDiskFailed: (cause: unknown) => void = () => {}

  constructor(options: BacklogOptions) {
    this.#options = options
    this.#place = options.firstPlace
  }

  get bytes(): number {
    return this.#memoryBytes + this.#diskBytes
  }
  get memoryBytes(): number {
    return this.#memoryBytes
  }
  get diskBytes(): number {
    return this.#diskBytes
  }
  get flyingLive(): number {
    return this.#flying.size - this.#flyingBackfill
  }
  get flyingBackfill(): number {
    return this.#flyingBackfill
  }

  /** The first number of the dictionary that may still come. */
  oldestOf(dictionary: string): number | undefined {
    return this.#groups.get(dictionary)?.keys().next().value
  }

  /** A live frame that has just been sent. */
  addSent(frame: NewFrame, bytes: Uint8Array, defs: () => SeriesDef[], nowMs: number): void {
    this.#add({ ...frame, sentMs: nowMs, live: { bytes, defs }, whole: null, bytes: 0, isOnDisk: false })
    this.#tidy()
  }

  /** A frame that was closed while nothing could be sent. `bytes`: complete in itself. */
  addWaiting(frame: NewFrame, bytes: Uint8Array): void {
    const whole = deflateRawSync(bytes)
    this.#add({ ...frame, sentMs: null, live: null, whole, bytes: whole.length, isOnDisk: false })
    this.#tidy()
  }

  acked(dictionary: string, first: number, last: number): void {
    const group = this.#groups.get(dictionary)
    if (group === undefined) return
    const gone: Entry[] = []
    // frames come in about the order of their numbers: those acknowledged are at the front or few
    for (const entry of last - first < group.size ? range(group, first, last) : group.values())
      if (entry.number >= first && entry.number <= last) gone.push(entry)
    this.#forget(gone)
  }

  /** The link is down: what was sent and not acknowledged waits again. */
  land(): void {
    for (const entry of [...this.#flying]) this.#landOne(entry)
    this.#tidy()
  }

  /** Live frames that were sent before that moment and not acknowledged wait again; whether there were any. */
  landOverdue(sentBeforeMs: number): boolean {
    const overdue = [...this.#flying].filter(({ sentMs }) => sentMs! < sentBeforeMs)
    for (const entry of overdue) this.#landOne(entry)
    if (overdue.length > 0) this.#tidy()
    return overdue.length > 0
  }

  /** The oldest that waits and can be read now. */
  nextWaiting(): Entry | undefined {
    for (const group of this.#groups.values())
      for (const entry of group.values())
        if (entry.sentMs === null && (entry.whole !== null || this.#disk !== null)) return entry
    return undefined
  }

  /** Its bytes to send; undefined when it has gone meanwhile or cannot be read: then it is dropped. */
  async read(entry: Entry): Promise<Uint8Array | undefined> {
    const disk = this.#disk
    try {
      const whole = entry.whole ?? (await disk?.read(storedOf(entry)))
      if (whole === undefined || entry.isGone) return undefined
      return inflateRawSync(whole)
    } catch (cause) {
      if (disk !== this.#disk) return undefined
      this.#drop([entry])
      this.onDiskFailed(cause)
      return undefined
    }
  }

  sentAgain(entry: Entry, nowMs: number): void {
    entry.sentMs = nowMs
    entry.isBackfill = true
    this.#fly(entry)
  }

  /** From now on frames go to this disk. At the first one, what earlier lives left there waits too. */
  useDisk(disk: FrameDisk): void {
    const there = new Set(disk.stored.map(({ place }) => place))
    const unknown = disk.stored.filter(({ dictionary, number }) => !this.#groups.get(dictionary)?.has(number))
    const isFirst = !this.#hadDisk
    this.#hadDisk = true
    this.#disk = disk
    if (isFirst) this.#addFirst(unknown, disk.stored)
    else {
      const all = [...this.#groups.values()].flatMap((group) => [...group.values()])
      this.#drop(all.filter(({ isOnDisk, place }) => isOnDisk && !there.has(place)))
      this.#remove(unknown)
    }
    this.#tidy()
  }

  /** The disk is not to be used for now. */
  leaveDisk(): FrameDisk | null {
    const disk = this.#disk
    this.#disk = null
    return disk
  }

  /** Writes everything to the disk that is not there yet, and lets go of it. What the disk does not take is dropped. */
  async close(): Promise<void> {
    this.land()
    await this.idle()
    const disk = this.leaveDisk()
    this.#drop([...this.#inMemory])
    await disk?.close()
  }

  /** Resolves when the disk has nothing more to do. */
  async idle(): Promise<void> {
    for (let seen: Promise<void> | undefined; seen !== this.#work; ) {
      seen = this.#work
      await seen
    }
  }

  #add(made: Omit<Entry, 'place' | 'isBackfill' | 'isGone'>): void {
    this.#put({ ...made, place: this.#place++, isBackfill: false, isGone: false })
  }

  /** What earlier lives left is older than all of this one, wherever the host's clock stood then. */
  #addFirst(unknown: readonly StoredFrame[], stored: readonly StoredFrame[]): void {
    const ofThisLife = [...this.#groups]
    this.#groups.clear()
    for (const frame of unknown) this.#addStored(frame)
    for (const { place } of stored) this.#place = Math.max(this.#place, place + 1)
    for (const [dictionary, group] of ofThisLife) {
      this.#groups.set(dictionary, group)
      for (const entry of group.values()) entry.place = this.#place++
    }
  }

  #addStored(stored: StoredFrame): void {
    const { place, dictionary, number, samples, bytes } = stored
    const entry = { place, dictionary, number, samples, bytes, sentMs: null, live: null, whole: null }
    this.#put({ ...entry, isBackfill: false, isOnDisk: true, isGone: false })
    this.#diskBytes += bytes + overheadBytes
  }

  #put(entry: Entry): void {
    let group = this.#groups.get(entry.dictionary)
    if (group === undefined) {
      group = new Map()
      this.#groups.set(entry.dictionary, group)
    }
    group.set(entry.number, entry)
    if (entry.sentMs !== null) this.#fly(entry)
    const size = memoryOf(entry)
    if (size > 0) this.#inMemory.add(entry)
    this.#memoryBytes += size
  }

  #fly(entry: Entry): void {
    this.#flying.add(entry)
    if (entry.isBackfill) this.#flyingBackfill++
  }

  #noMoreFlying(entry: Entry): void {
    if (this.#flying.delete(entry) && entry.isBackfill) this.#flyingBackfill--
  }

  #landOne(entry: Entry): void {
    this.#noMoreFlying(entry)
    entry.sentMs = null
    this.#makeWhole(entry)
    if (entry.isOnDisk) this.#freeMemory(entry)
  }

  #makeWhole(entry: Entry): void {
    if (entry.live === null) return
    const { bytes, defs } = entry.live
    // Fields that follow are joined with those before: this is how protobuf reads one message written in two parts.
    const whole = deflateRawSync(Buffer.concat([bytes, encodeTelemetry({ defs: defs(), backfill: true })]))
    this.#memoryBytes += whole.length - memoryOf(entry)
    entry.live = null
    entry.whole = whole
    entry.bytes = whole.length
  }

  #freeMemory(entry: Entry): void {
    this.#memoryBytes -= memoryOf(entry)
    this.#inMemory.delete(entry)
    entry.live = null
    entry.whole = null
  }

  #forget(entries: readonly Entry[]): void {
    const stored: StoredFrame[] = []
    for (const entry of entries) {
      if (entry.isGone) continue
      entry.isGone = true
      this.#noMoreFlying(entry)
      this.#freeMemory(entry)
      if (entry.isOnDisk) {
        this.#diskBytes -= entry.bytes + overheadBytes
        stored.push(storedOf(entry))
      }
      const group = this.#groups.get(entry.dictionary)!
      group.delete(entry.number)
      if (group.size === 0) this.#groups.delete(entry.dictionary)
    }
    this.#remove(stored)
  }

  #drop(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    this.#options.onDropped(
      entries.length,
      entries.reduce((sum, { samples }) => sum + samples, 0),
    )
    this.#forget(entries)
  }

  #remove(stored: readonly StoredFrame[]): void {
    const disk = this.#disk
    if (stored.length === 0 || disk === null) return
    this.#later(disk, () => disk.remove(stored))
  }

  /** One thing at a time on the disk. */
  #later(disk: FrameDisk, act: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (disk !== this.#disk) return
      try {
        await act()
      } catch (cause) {
        if (disk === this.#disk) this.onDiskFailed(cause)
      }
    })
  }

  /** What waits goes to the disk; where it takes none, memory keeps to its bound. */
  #tidy(): void {
    const disk = this.#disk
    if (disk === null) return this.#keepRing()
    if (this.#spilling || this.#toSpill().length === 0) return
    this.#spilling = true
    this.#later(disk, () => this.#spill(disk))
    this.#work = this.#work.then(() => {
      this.#spilling = false
      if (this.#disk === null) this.#keepRing()
    })
  }

  async #spill(disk: FrameDisk): Promise<void> {
    for (let batch = this.#toSpill(); batch.length > 0; batch = this.#toSpill()) {
      for (const entry of batch) this.#makeWhole(entry)
      await disk.write(batch.map((entry) => ({ ...storedOf(entry), value: entry.whole! })))
      const acked: StoredFrame[] = []
      for (const entry of batch) {
        if (entry.isGone) acked.push(storedOf(entry))
        else this.#nowOnDisk(entry)
      }
      if (acked.length > 0) await disk.remove(acked)
      this.#keepBudget()
    }
  }

  #nowOnDisk(entry: Entry): void {
    entry.isOnDisk = true
    this.#diskBytes += entry.bytes + overheadBytes
    this.#freeMemory(entry)
  }

  /** Those that wait; when memory is over its bound, the oldest under way too. */
  #toSpill(): Entry[] {
    const batch: Entry[] = []
    let over = this.#memoryBytes - this.#options.ringBytes
    for (const entry of this.#inMemory) {
      if (entry.sentMs !== null && over <= 0) continue
      over -= memoryOf(entry)
      if (batch.push(entry) >= framesPerWrite) break
    }
    return batch
  }

  #keepRing(): void {
    const dropped: Entry[] = []
    let over = this.#memoryBytes - this.#options.ringBytes
    for (const entry of this.#inMemory) {
      if (over <= 0) break
      over -= memoryOf(entry)
      dropped.push(entry)
    }
    this.#drop(dropped)
  }

  #keepBudget(): void {
    const dropped: Entry[] = []
    let over = this.#diskBytes - this.#options.spoolBytes
    for (const group of this.#groups.values()) {
      for (const entry of group.values()) {
        if (over <= 0) break
        if (!entry.isOnDisk) continue
        over -= entry.bytes + overheadBytes
        dropped.push(entry)
      }
    }
    this.#drop(dropped)
  }
}

const memoryOf = ({ live, whole }: Entry): number => (live?.bytes.length ?? 0) + (whole?.length ?? 0)

const storedOf = ({ place, dictionary, number, samples, bytes }: Entry): StoredFrame => ({
  place,
  dictionary,
  number,
  samples,
  bytes,
})

function* range(group: ReadonlyMap<number, Entry>, first: number, last: number): Iterable<Entry> {
  for (let number = first; number <= last; number++) {
    const entry = group.get(number)
    if (entry !== undefined) yield entry
  }
}
