/** NVML children of earlier lives of the agent, or of other agents on this host, that hang on a GPU. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { type Mark, readMark } from './hang-mark.ts'

export interface Earlier extends Mark {
  readonly pid: number
}

/**
 * Everyone may name a process as they like: it counts only where it is all of this user or of the administrator, and runs this
 * Node (a program with rights of its own is run under any name). Other files of a process can hang with it; these do not.
 */
export function markAt(pid: number, library: string, proc = '/proc', own = process.geteuid!()): Mark | undefined {
  try {
    const status = readFileSync(`${proc}/${pid}/status`, 'utf8')
    const mark = readMark(/^Name:\t(.*)$/m.exec(status)?.[1] ?? '', library)
    if (mark === undefined) return undefined
    const uids = /^Uid:\t([\d\t]+)$/m.exec(status)?.[1]?.split('\t').map(Number) ?? []
    const isOurs = uids.length > 0 && uids.every((uid) => uid === own || uid === 0)
    // Behind it may stand ` (deleted)`: another version has been installed since.
    return isOurs && readlinkSync(`${proc}/${pid}/exe`).startsWith(process.execPath) ? mark : undefined
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
