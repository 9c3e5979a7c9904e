/** The newest desired state this agent has applied: an older one, by (incarnation, generation), is refused for ever. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from './log.ts'

export interface DesiredMark {
  readonly incarnation: number
  readonly generation: number
}

/** Older than every desired state. */
export const noneYet: DesiredMark = { incarnation: 0, generation: 0 }

export interface DesiredMemory {
  last(): DesiredMark
  /** Remembers the mark and returns true, or returns false when it is older than the last one. The same mark again is fine. */
  accept(mark: DesiredMark): boolean
}

export function isOlder(mark: DesiredMark, than: DesiredMark): boolean {
  if (mark.incarnation !== than.incarnation) return mark.incarnation < than.incarnation
  return mark.generation < than.generation
}

/** `save` is called with each mark that is newer than the ones before; it does not throw. */
export function desiredMemory(first: DesiredMark, save: (mark: DesiredMark) => void): DesiredMemory {
  let last = first
  return {
    last: () => last,
    accept(mark) {
      if (isOlder(mark, last)) return false
      if (isOlder(last, mark)) {
        last = mark
        save(mark)
      }
      return true
    },
  }
}

/**
 * A mark that cannot be written (the disk is full) is taken all the same: work must go on, and a new life that remembers an
 * older mark says so in its hello.
 */
export function openDesiredMemory(stateDir: string, log: Log): DesiredMemory {
  const path = join(stateDir, 'desired.json')
  return desiredMemory(read(path), (mark) => {
    try {
      writeFileSync(`${path}.tmp`, JSON.stringify(mark), { flush: true })
      renameSync(`${path}.tmp`, path)
    } catch (error) {
      log('error', 'the newest desired state could not be remembered', { cause: String(error) })
    }
  })
}

function read(path: string): DesiredMark {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as DesiredMark
    return { incarnation: Number(value.incarnation), generation: Number(value.generation) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return noneYet
    throw new Error(`${path} is not readable; move it aside to start without memory`, { cause: error })
  }
}
