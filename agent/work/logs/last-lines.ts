/** The last lines of a rank's log, for its exit record. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { keptLogDir, rawLogPath } from './layout.ts'

const readBytes = 8192
const mostChars = 500

/** The end of a file that was cut, kept for the case that nothing comes after it. */
export const lastOfCut = (keptDir: string): string => join(keptDir, 'cut')

export function lastLines(dir: string, rank: number, count = 10): string[] {
  let tail = tailOf(rawLogPath(dir, rank))
  if (tail.length < readBytes) tail = Buffer.concat([readWhole(lastOfCut(keptLogDir(dir, rank))), tail])
  return tail
    .subarray(-readBytes)
    .toString('utf8')
    .split(/[\n\r]/)
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => line.slice(0, mostChars))
}

function tailOf(path: string): Buffer {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    const bytes = Buffer.alloc(Math.min(readBytes, size))
    if (bytes.length === 0) return bytes
    const file = openSync(path, 'r')
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    // an end is told, whatever became of the log
    return Buffer.from(`its log could not be read: ${(error as Error).message}\n`)
  }
}

function readWhole(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
