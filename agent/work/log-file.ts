/**
 * An attempt's log: one file that the process appends to. When it grows too large it is cut (copy, then truncate) and the
 * tail is kept under a marker line. Offsets are logical: they go on growing over a cut, so a follower never starts again.
 */
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../../shared/limits.ts'

export interface LogSlice {
  readonly offset: number
  readonly size: number
  readonly bytes: Buffer
}

const pathOf = (dir: string): string => join(dir, 'log')
const basePathOf = (dir: string): string => join(dir, 'log.base')

/** Logical offset of the file's first byte. */
function baseOf(dir: string): number {
  try {
    return Number(readFileSync(basePathOf(dir), 'utf8')) || 0
  } catch {
    return 0
  }
}

const sizeOf = (dir: string): number => statSync(pathOf(dir), { throwIfNoEntry: false })?.size ?? 0

export async function readLog(dir: string, offset: number, limit: number): Promise<LogSlice> {
  const base = baseOf(dir)
  const size = base + sizeOf(dir)
  const from = Math.min(Math.max(offset, base), size)
  const bytes = Buffer.alloc(Math.min(limit, size - from))
  if (bytes.length === 0) return { offset: from, size, bytes }
  const file = await open(pathOf(dir), 'r')
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from - base)
    return { offset: from, size, bytes: bytes.subarray(0, bytesRead) }
  } finally {
    await file.close()
  }
}

/** Cuts the log when it is over the bound. Lines written between the copy and the cut (microseconds) may be lost. */
export function boundLog(dir: string, maxBytes: number = limits.logBytesPerAttempt): boolean {
  const size = sizeOf(dir)
  if (size <= maxBytes) return false
  const base = baseOf(dir)
  const tail = readTail(dir, Math.floor(maxBytes / 2))
  const cut = tail.indexOf(10) + 1
  const marker = Buffer.from(
    `[millwright: log cut here, ${base + size - tail.length + cut} bytes before this line are gone]\n`,
  )
  const kept = Buffer.concat([marker, tail.subarray(cut)])
  const next = base + size - kept.length
  writeFileSync(`${basePathOf(dir)}.tmp`, String(next))
  truncateSync(pathOf(dir), 0)
  const fd = openSync(pathOf(dir), 'a')
  writeSync(fd, kept)
  closeSync(fd)
  renameSync(`${basePathOf(dir)}.tmp`, basePathOf(dir))
  return true
}

function readTail(dir: string, maxBytes: number): Buffer {
  const size = sizeOf(dir)
  const tail = Buffer.alloc(Math.min(maxBytes, size))
  if (tail.length === 0) return tail
  const fd = openSync(pathOf(dir), 'r')
  const read = readSync(fd, tail, 0, tail.length, size - tail.length)
  closeSync(fd)
  return tail.subarray(0, read)
}

/** The last lines, for the exit record. */
export function lastLines(dir: string, count = 10): string[] {
  const lines = readTail(dir, 8192).toString('utf8').split('\n')
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => line.slice(0, 500))
}
