/** Reads the log of one rank, record by record: chunks first, then what is not stored yet. It holds one chunk at most. */
import { limits } from '../../../shared/limits.ts'
import type { LogGap, LogLines, LogSkipped } from '../../../shared/model/logs.ts'
import { type ChunkBody, type ChunkName, countLines, endOf } from './chunk.ts'
import { afterLastLine, type LineWish, recordsOf, startOfLast, wholeLines } from './lines.ts'
import type { RankLog } from './rank-log.ts'

export type RankRecord = LogLines | LogGap | LogSkipped

/** Where what is not stored yet is read to: one for all ranks that are read in turn. */
export const readScratch = (): Buffer => Buffer.allocUnsafeSlow(2 * limits.logRecordBytes)

export interface RankWish extends LineWish {
  /** only the last so many lines */
  readonly tail: number | null
  /** leave out what it is too slow for; what a person asked for by time or number is read first */
  skips: boolean
}

export class RankReader {
  readonly #log: RankLog
  readonly #wish: RankWish
  readonly #scratch: Buffer
  #at: number
  #ready: RankRecord[] = []
  /** of a chunk: made one by one, as texts take more room than bytes */
  #more: Iterator<RankRecord> | undefined

  private constructor(log: RankLog, wish: RankWish, from: number, scratch: Buffer) {
    this.#log = log
    this.#wish = wish
    this.#at = from
    this.#scratch = scratch
  }

  static async open(log: RankLog, wish: RankWish, scratch: Buffer, from = 0): Promise<RankReader> {
    // of lines that match, the last are known when all are read
    const tail = wish.grep === null ? wish.tail : null
    const start = tail === null ? from : Math.max(from, await tailStart(log, tail, scratch))
    return new RankReader(log, wish, start, scratch)
  }

  /** `open`: the last line counts though it has no end. Undefined: there is no more now. */
  async peek(open: boolean): Promise<RankRecord | undefined> {
    while (this.#ready.length === 0 && (this.#make() || (await this.#fill(open))));
    return this.#ready[0]
  }

  shift(): void {
    this.#ready.shift()
  }

  #make(): boolean {
    const made = this.#more?.next()
    if (made === undefined || made.done === true) this.#more = undefined
    else this.#ready.push(made.value)
    return this.#more !== undefined
  }

  /** False: nothing is there, or only a line without an end. */
  async #fill(open: boolean): Promise<boolean> {
    const log = this.#log
    if (this.#wish.skips && log.stored - this.#at > limits.logFollowBehindBytes) await this.#skip()
    if (this.#at >= log.end) return false
    if (this.#at >= log.stored) return this.#fillFromFile(open)
    const chunk = log.chunks.at(this.#at)
    if (chunk === undefined) {
      this.#gap({ bytes: log.stored - this.#at, lines: null, reason: log.missing }, log.stored, log.lastMs)
      return true
    }
    if (chunk.toMs < this.#wish.sinceMs) this.#at = endOf(chunk)
    else await this.#fillFromChunk(chunk)
    return true
  }

  async #fillFromChunk(chunk: ChunkName): Promise<void> {
    const body = await this.#read(chunk)
    if (body === undefined) return
    this.#gapBefore(chunk, body)
    const skipped = this.#at - chunk.offset
    const bytes = body.bytes.subarray(skipped)
    const stamps = body.stamps.filter((_stamp, i) => (body.stamps[i + 1]?.offset ?? endOf(chunk)) > this.#at)
    const moved = stamps.map(({ offset, ms }) => ({ offset: Math.max(offset, this.#at), ms }))
    this.#more = recordsOf({ rank: this.#log.rank, offset: this.#at, bytes, stamps: moved }, this.#wish)
    this.#at = endOf(chunk)
  }

  /** Undefined where it went meanwhile, or cannot be read, which is told. */
  async #read(chunk: ChunkName): Promise<ChunkBody | undefined> {
    try {
      return await this.#log.chunks.read(chunk)
    } catch {
      const bytes = endOf(chunk) - this.#at
      this.#gap({ bytes, lines: chunk.lines, reason: 'unreadable' }, endOf(chunk), chunk.fromMs)
      return undefined
    }
  }

  #gapBefore(chunk: ChunkName, { before }: ChunkBody): void {
    const bytes = chunk.offset - this.#at
    if (bytes > 0) {
      const { droppedLines } = this.#log
      const dropped = this.#log.chunks.oldest === chunk && droppedLines > 0
      const lines = dropped && this.#at === 0 && before === null ? droppedLines : null
      this.#gap({ bytes, lines, reason: dropped ? 'budget' : (before ?? 'backlog') }, chunk.offset, chunk.fromMs)
    } else if (bytes === 0 && before === 'cut')
      this.#gap({ bytes: null, lines: null, reason: before }, chunk.offset, chunk.fromMs)
  }

  async #fillFromFile(open: boolean): Promise<boolean> {
    const log = this.#log
    const offset = this.#at
    const read = await log.readRaw(offset, this.#scratch)
    // stored, and given back, meanwhile
    if (read === undefined || offset < log.stored) return offset < log.end
    const last = open && offset + read.length >= log.end
    const end = last ? read.length : afterLastLine(read)
    // a line that is longer than a record goes on in pieces
    const bytes = end > 0 || read.length < limits.logRecordBytes ? read.subarray(0, end) : wholeLines(read)
    if (bytes.length === 0) return false
    const stamps = log.stampsWithin(offset, offset + bytes.length)
    this.#ready.push(...recordsOf({ rank: log.rank, offset, bytes, stamps }, this.#wish))
    this.#at = offset + bytes.length
    return true
  }

  /** To what is not stored yet, with the number of lines that are left out. */
  async #skip(): Promise<void> {
    const log = this.#log
    const [from, to] = [this.#at, log.stored]
    let lines = 0
    let at = from
    for (let chunk = log.chunks.at(at); chunk !== undefined && chunk.offset < to; chunk = log.chunks.at(at)) {
      if (chunk.offset >= from) lines += chunk.lines
      else lines += countLines((await this.#read(chunk))?.bytes.subarray(from - chunk.offset) ?? Buffer.alloc(0))
      at = endOf(chunk)
    }
    this.#at = to
    const place = { rank: log.rank, offset: from, next: to, ms: log.lastMs }
    this.#ready.push({ kind: 'skipped', ...place, bytes: to - from, lines })
  }

  #gap(gap: Pick<LogGap, 'bytes' | 'lines' | 'reason'>, next: number, ms: number): void {
    if (ms >= this.#wish.sinceMs)
      this.#ready.push({ kind: 'gap', rank: this.#log.rank, offset: this.#at, next, ms, ...gap })
    this.#at = next
  }
}

/** Where the last `count` lines begin. */
async function tailStart(log: RankLog, count: number, scratch: Buffer): Promise<number> {
  if (count === 0) return log.end
  let left = count
  let counted = false
  const look = (bytes: Buffer): number | undefined => {
    // the newest bytes: an end at the very end begins no line
    if (!counted && bytes.at(-1) === 10) left++
    counted = true
    const found = startOfLast(bytes, left)
    if ('at' in found) return found.at
    left = found.lacks
    return undefined
  }
  for (let end = log.end; end > log.stored; ) {
    const from = Math.max(log.stored, end - scratch.length)
    const bytes = await log.readRaw(from, scratch.subarray(0, end - from))
    if (bytes === undefined) break
    const at = look(bytes)
    if (at !== undefined) return from + at
    end = from
  }
  for (const chunk of log.chunks.all.toReversed()) {
    if (counted && chunk.lines < left) {
      left -= chunk.lines
      continue
    }
    const at = await log.chunks.read(chunk).then(
      (body) => (body === undefined ? undefined : look(body.bytes)),
      () => undefined,
    )
    if (at !== undefined) return chunk.offset + at
  }
  return 0
}
