/**
 * What must be known of a rank's log beside its chunks, in a file of one size that is written over in place: that needs no room, so it
 * works on a full disk.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import type { GapReason } from '../../../shared/model/logs.ts'

export interface Place {
  /** offset of the first byte of the file that the rank writes to: it rises when that file is cut */
  readonly base: number
  /** bytes before this one are in chunks, or given up */
  readonly stored: number
  /** why what lies before `stored` and is in no chunk is missing */
  readonly reason: GapReason | null
  /** lines of chunks that went to stay within the budget */
  readonly droppedLines: number
  /** the file was about to be cut when it had so many bytes, the last of them these (hex) */
  readonly cutting: { readonly bytes: number; readonly tail: string } | null
}

export const firstPlace: Place = { base: 0, stored: 0, reason: null, droppedLines: 0, cutting: null }
const fileBytes = 256

export function readPlace(path: string): Place {
  try {
    return { ...firstPlace, ...(JSON.parse(readFileSync(path, 'utf8')) as Partial<Place>) }
  } catch {
    // not there yet, or damaged: the chunks say what is stored
    return firstPlace
  }
}

/** Throws when it cannot be written. */
export function writePlace(path: string, place: Place): void {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    writeSync(file, JSON.stringify(place).padEnd(fileBytes), 0)
  } finally {
    closeSync(file)
  }
}
