/**
 * The log of one rank. The rank appends to a file; what has come is stored in chunks, and its room in the file is given back. Offsets are
 * logical: they count what the rank has written since its start, over holes, cuts and lives of the agent.
 */
import { closeSync, openSync, readSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../../../shared/limits.ts'
import type { GapReason } from '../../../shared/model/logs.ts'
import type { Stamp } from './chunk.ts'
import { ChunkList } from './chunk-list.ts'
import { lastOfCut } from './last-lines.ts'
import { wholeLines } from './lines.ts'
import { type Place, readPlace, writePlace } from './place.ts'
import type { Puncher } from './puncher.ts'
import { Stamps } from './stamps.ts'

/** Holes are made of whole blocks. */
const blockBytes = 4096
/** what tells whether a file was cut: its last bytes before */
const cutMarkBytes = 16

export interface RankLogOptions {
  /** of the world */
  readonly rank: number
  /** the file that the rank writes to */
  readonly raw: string
  /** a folder of ours */
  readonly dir: string
  readonly puncher: Puncher
}

export class RankLog {
  readonly rank: number
  readonly chunks: ChunkList
  readonly #raw: string
  readonly #placePath: string
  readonly #cutTailPath: string
  readonly #puncher: Puncher
  readonly #stamps: Stamps
  #place: Place
  /** bytes before it were seen; in chunks, or given up; given back */
  #end: number
  #stored: number
  #released: number
  /** why something may be missing between the newest chunk and the next */
  #before: GapReason | null
  #noHoles = false
  #punching = false

  constructor({ rank, raw, dir, puncher }: RankLogOptions) {
    this.rank = rank
    this.#raw = raw
    this.#puncher = puncher
    this.#placePath = join(dir, 'place')
    this.#cutTailPath = lastOfCut(dir)
    this.chunks = new ChunkList(dir)
    this.#stamps = new Stamps(join(dir, 'stamps'))
    this.#place = readPlace(this.#placePath)
    this.#stored = Math.max(this.chunks.end, this.#place.stored)
    this.#before = this.chunks.end <= this.#place.stored ? this.#place.reason : null
    this.#finishCut()
    this.#end = Math.max(this.#stored, this.#stamps.end)
    this.#released = this.#place.base
    // it is written over when the disk is full: that needs it to be there
    this.#setPlace({})
  }

  get end(): number {
    return this.#end
  }

  get stored(): number {
    return this.#stored
  }

  /** Bytes before it can be read from chunks only. */
  get released(): number {
    return this.#released
  }

  get lastMs(): number {
    return this.#stamps.lastMs
  }

  /** Why what lies behind the newest chunk and before `stored` is missing. */
  get missing(): GapReason {
    return this.#before ?? (this.droppedLines > 0 ? 'budget' : 'backlog')
  }

  get droppedLines(): number {
    return this.#place.droppedLines
  }

  /** Has the rank written anything since the last look? */
  look(nowMs: number): boolean {
    const size = statSync(this.#raw, { throwIfNoEntry: false })?.size
    if (size === undefined) return false
    let end = this.#place.base + size
    if (end < this.#end) {
      // the program, or a person, has cut the file: what was not stored yet is gone
      this.#rebase(this.#end)
      end = this.#place.base + size
    }
    if (end === this.#end) return false
    this.#stamps.add(this.#end, end, nowMs)
    this.#end = end
    return true
  }

  stampsWithin(offset: number, end: number): Stamp[] {
    return this.#stamps.within(offset, end)
  }

  /** Fills `into` with what the file still has; less at its end, undefined where it went meanwhile. */
  async readRaw(offset: number, into: Buffer): Promise<Buffer | undefined> {
    const { base } = this.#place
    if (offset < this.#released) return undefined
    const length = Math.max(0, Math.min(into.length, this.#end - offset))
    const file = await open(this.#raw, 'r')
    try {
      const { bytesRead } = await file.read(into, 0, length, offset - base)
      const there = this.#place.base === base && offset >= this.#released
      return there ? into.subarray(0, bytesRead) : undefined
    } finally {
      await file.close()
    }
  }

  /** The file that the rank wrote to is not there any more. */
  isGone(): boolean {
    return statSync(this.#raw, { throwIfNoEntry: false }) === undefined
  }

  /** Is there enough for a chunk, or with `all` anything? */
  waits(all: boolean): boolean {
    const waiting = this.#end - this.#stored
    return waiting > 0 && (all || waiting >= limits.logChunkBytes || this.#stamps.count >= limits.logChunkStamps)
  }

  /** Stores one chunk of what waits, read to `into`. False: it went meanwhile. */
  async store(all: boolean, into: Buffer): Promise<boolean> {
    const offset = this.#stored
    const waiting = this.#end - offset
    const read = await this.readRaw(offset, into.subarray(0, Math.min(waiting, into.length)))
    if (read === undefined || read.length === 0) return false
    const bytes = all && read.length === waiting ? read : wholeLines(read)
    const stamps = this.#stamps.within(offset, offset + bytes.length)
    await this.chunks.add(offset, { stamps, before: this.#before, bytes })
    // the file may have been cut meanwhile
    if (this.#stored !== offset) return true
    this.#tookTo(offset + bytes.length)
    this.#release()
    return true
  }

  /** Gives up what waits, but for the newest `keepBytes`. */
  skip(keepBytes: number, reason: GapReason): void {
    const to = this.#end - keepBytes
    if (to <= this.#stored) return
    this.#setPlace({ stored: to, reason })
    this.#tookTo(to)
    this.#before = reason
    this.#release()
  }

  dropOldest(): void {
    const dropped = this.chunks.dropOldest()
    if (dropped !== undefined) this.#setPlace({ droppedLines: this.#place.droppedLines + dropped.lines })
  }

  #tookTo(offset: number): void {
    this.#stored = offset
    this.#before = null
    this.#stamps.forget(offset)
  }

  /** Gives back what is stored, in large pieces, but for the last lines. */
  #release(): void {
    const { base } = this.#place
    if (this.#noHoles) {
      if (this.#stored - base >= limits.logCutBytes) this.#cut()
      return
    }
    const keepFrom = Math.min(this.#stored, this.#end - limits.logTailBytes)
    const to = base + Math.floor((keepFrom - base) / blockBytes) * blockBytes
    const from = this.#released
    if (to - from < limits.logPunchBytes || this.#punching) return
    this.#punching = true
    this.#released = to
    const done = (made: boolean): void => {
      this.#punching = false
      if (!made) this.#noHoles = true
    }
    this.#puncher.punch({ path: this.#raw, offset: from - base, bytes: to - from, done })
  }

  /**
   * Where no holes can be made: what has come since the last look is stored at once, then the file is cut. Between the two lie some
   * microseconds; what a rank writes in them is lost, and nobody knows whether there was anything.
   */
  #cut(): void {
    const { base } = this.#place
    const rest = readFromSync(this.#raw, this.#stored - base)
    if (rest.length > limits.logChunkBytes) return
    if (rest.length > 0) {
      const stamps = [{ offset: this.#stored, ms: Math.max(this.#stamps.lastMs, 1) }]
      this.chunks.addSync(this.#stored, { stamps, before: this.#before, bytes: rest })
      this.#tookTo(this.#stored + rest.length)
    }
    const bytes = this.#stored - base
    const last = readFromSync(this.#raw, Math.max(0, bytes - limits.logTailBytes))
    writeFileSync(this.#cutTailPath, last, { mode: 0o600 })
    const tail = last.subarray(-cutMarkBytes).toString('hex')
    this.#setPlace({ cutting: { bytes, tail }, stored: this.#stored, reason: 'cut' })
    truncateSync(this.#raw, 0)
    this.#rebase(this.#stored)
  }

  /** A life before was about to cut the file: if it did, the file does not have those bytes there any more. */
  #finishCut(): void {
    const { cutting, base } = this.#place
    if (cutting === null) return
    const mark = readFromSync(this.#raw, Math.max(0, cutting.bytes - cutMarkBytes)).subarray(0, cutMarkBytes)
    const happened = mark.toString('hex') !== cutting.tail
    if (!happened) this.#before = null
    const now = happened ? { base: base + cutting.bytes } : { reason: null }
    this.#place = { ...this.#place, ...now, cutting: null }
  }

  /** The file begins anew, at `offset`. */
  #rebase(offset: number): void {
    this.#end = Math.max(this.#end, offset)
    this.#released = offset
    this.#setPlace({ base: offset, stored: offset, reason: 'cut', cutting: null })
    this.#tookTo(offset)
    this.#before = 'cut'
  }

  #setPlace(change: Partial<Place>): void {
    this.#place = { ...this.#place, ...change }
    writePlace(this.#placePath, this.#place)
  }
}

/** At most a chunk and a bit: more is not stored in one go. */
function readFromSync(path: string, position: number): Buffer {
  const bytes = Buffer.allocUnsafe(limits.logChunkBytes + 1)
  const file = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, position))
  } finally {
    closeSync(file)
  }
}
