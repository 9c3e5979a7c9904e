/** Bytes of a log into records of whole lines, each with the time at which it was seen. */
import { limits } from '../../../shared/limits.ts'
import type { LogLines } from '../../../shared/model/logs.ts'
import type { Stamp } from './chunk.ts'

const newline = 10
/** ends a progress bar's line */
const carriageReturn = 13

const isEnd = (byte: number | undefined): boolean => byte === newline || byte === carriageReturn

/** Before `end`, but not inside a character of several bytes. */
function betweenCharacters(bytes: Buffer, end: number): number {
  for (let back = 0; back < 4 && end - back > 0; back++) if ((bytes[end - back]! & 0xc0) !== 0x80) return end - back
  return end
}

/** Where to cut bytes of which more will come: after the last line, if that leaves most of them, else wherever. */
export function wholeLines(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(newline) + 1
  if (end > bytes.length / 2) return bytes.subarray(0, end)
  return bytes.subarray(0, betweenCharacters(bytes, bytes.length - 1) || bytes.length)
}

/** After the last line end, of progress bars too; 0 where there is none. */
export const afterLastLine = (bytes: Buffer): number =>
  Math.max(bytes.lastIndexOf(newline), bytes.lastIndexOf(carriageReturn)) + 1

export interface LineWish {
  /** nothing before it */
  readonly sinceMs: number
  /** only lines that have it */
  readonly grep: Buffer | null
}

interface Stretch {
  readonly rank: number
  /** of the first byte */
  readonly offset: number
  readonly bytes: Buffer
  readonly stamps: readonly Stamp[]
}

/** A line has the time of its first byte. */
export function* recordsOf({ rank, offset, bytes, stamps }: Stretch, wish: LineWish): Generator<LogLines> {
  if (wish.grep !== null && !bytes.includes(wish.grep)) return
  let start = 0
  for (const [i, { ms }] of stamps.entries()) {
    const end = lineEnd(bytes, (stamps[i + 1]?.offset ?? offset + bytes.length) - offset, start)
    if (ms >= wish.sinceMs) yield* piecesOf({ rank, offset, bytes, start, end, ms }, wish.grep)
    start = Math.max(start, end)
  }
}

/** From where a stamp ends on to the end of the line that lies over it. */
function lineEnd(bytes: Buffer, from: number, start: number): number {
  if (from >= bytes.length) return bytes.length
  if (from <= start) return start
  let at = from
  while (at < bytes.length && !isEnd(bytes[at - 1])) at++
  return bytes[at - 1] === carriageReturn && bytes[at] === newline ? at + 1 : at
}

interface Piece {
  readonly rank: number
  readonly offset: number
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly ms: number
}

function* piecesOf(whole: Piece, grep: Buffer | null): Generator<LogLines> {
  const { rank, offset, bytes, end, ms } = whole
  for (let start = whole.start; start < end; ) {
    const to = pieceEnd(bytes, start, end)
    const text = grep === null ? bytes.toString('utf8', start, to) : matching(bytes.subarray(start, to), grep)
    if (text !== '') yield { kind: 'lines', rank, offset: offset + start, next: offset + to, ms, text }
    start = to
  }
}

function pieceEnd(bytes: Buffer, start: number, end: number): number {
  if (end - start <= limits.logRecordBytes) return end
  const most = start + limits.logRecordBytes
  const line = bytes.lastIndexOf(newline, most - 1) + 1
  return line > start ? line : betweenCharacters(bytes, most)
}

function matching(bytes: Buffer, grep: Buffer): string {
  let text = ''
  for (let at = bytes.indexOf(grep); at >= 0; ) {
    const start = at === 0 ? 0 : bytes.lastIndexOf(newline, at - 1) + 1
    const found = bytes.indexOf(newline, at + grep.length)
    const end = found < 0 ? bytes.length : found + 1
    text += bytes.toString('utf8', start, end)
    at = bytes.indexOf(grep, end)
  }
  return text
}

/** The start of the last `ends` lines of which `bytes` are the end; what it lacks, where they are more than are there. */
export function startOfLast(bytes: Buffer, ends: number): { readonly at: number } | { readonly lacks: number } {
  let left = ends
  for (let at = bytes.lastIndexOf(newline); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(newline, at - 1))
    if (--left === 0) return { at: at + 1 }
  return { lacks: left }
}
