/**
 * A chunk: a stretch of a rank's log, compressed, in a file whose name is its entry in the index (by offset and by time).
 * The bytes are as the rank wrote them; the times of its lines are a short table behind them.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { limits } from '../../../shared/limits.ts'
import type { GapReason } from '../../../shared/model/logs.ts'

/** From `offset` on bytes were seen at `ms`. */
export interface Stamp {
  readonly offset: number
  readonly ms: number
}

export interface ChunkName {
  readonly offset: number
  readonly bytes: number
  readonly lines: number
  /** of its first and its last line */
  readonly fromMs: number
  readonly toMs: number
  /** compressed */
  readonly storedBytes: number
}

export interface ChunkBody {
  readonly stamps: readonly Stamp[]
  /** why there may be something missing before it */
  readonly before: GapReason | null
  readonly bytes: Buffer
}

const pattern = /^(\d{15})-(\d+)-(\d+)-(\d+)-(\d+)-(\d+)\.zst$/

export const endOf = ({ offset, bytes }: Pick<ChunkName, 'offset' | 'bytes'>): number => offset + bytes

export function nameOf({ offset, bytes, lines, fromMs, toMs, storedBytes }: ChunkName): string {
  return `${String(offset).padStart(15, '0')}-${bytes}-${lines}-${fromMs}-${toMs}-${storedBytes}.zst`
}

export function parseName(name: string): ChunkName | undefined {
  const match = pattern.exec(name)
  if (match === null) return undefined
  const [offset = 0, bytes = 0, lines = 0, fromMs = 0, toMs = 0, storedBytes = 0] = match.slice(1).map(Number)
  return { offset, bytes, lines, fromMs, toMs, storedBytes }
}

/** Level 3 packs what programs print about as well as 6 does, in half the time. */
const params = { [constants.ZSTD_c_compressionLevel]: 3 }
/** one piece of room for what comes out, instead of many that are put together */
const packedRoom = 128 * 1024
const plainRoom = limits.logChunkBytes + 128 * 1024

/**
 * Not in the thread pool: it takes 2 ms, and each thread that packs keeps some MB of its own for ever (the agent has 16 for disks that
 * hang).
 */
export const packChunk = (body: ChunkBody): Buffer =>
  zstdCompressSync(Buffer.concat([body.bytes, tableOf(body)]), { params, chunkSize: packedRoom })

const tableOf = ({ stamps, before }: ChunkBody): Buffer =>
  Buffer.from(JSON.stringify({ before, stamps: stamps.map(({ offset, ms }) => [offset, ms]) }))

/** Throws where it is not what was packed. */
export function unpackChunk(packed: Buffer, bytes: number): ChunkBody {
  const all = zstdDecompressSync(packed, { maxOutputLength: 4 * limits.logChunkBytes, chunkSize: plainRoom })
  const table = JSON.parse(all.toString('utf8', bytes)) as { before: GapReason | null; stamps: [number, number][] }
  return {
    stamps: table.stamps.map(([offset, ms]) => ({ offset, ms })),
    before: table.before,
    bytes: all.subarray(0, bytes),
  }
}

export function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++
  return lines
}
