/** NVML children of earlier lives of the agent, or of other agents on this host, that hang on a GPU. */
import { readdirSync, readFileSync } from 'node:fs'
import { type Mark, readMark } from './hang-mark.ts'

export interface Earlier extends Mark {
  readonly pid: number
}

/** Only `comm` is read: other files of a process can hang with it. */
function markAt(pid: number, library: string): Mark | undefined {
  try {
    return readMark(readFileSync(`/proc/${pid}/comm`, 'utf8'), library)
  } catch {
    return undefined
  }
}

export function findEarlier(library: string): Earlier[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.flatMap((pid) => {
    const mark = markAt(pid, library)
    return mark === undefined ? [] : [{ pid, ...mark }]
  })
}

/** Whether its call has not come back yet. */
export const stillHangs = ({ pid }: Earlier, library: string): boolean => markAt(pid, library) !== undefined
