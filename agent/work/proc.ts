/** Processes as /proc shows them. A process is named by pid and start time together: pids are used again. */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcStat {
  readonly pid: number
  /** of the program, its first 15 characters */
  readonly name: string
  readonly state: string
  readonly parent: number
  readonly session: number
  readonly startTicks: string
}

export function readStat(pid: number, procRoot = '/proc'): ProcStat | undefined {
  let text: string
  try {
    text = readFileSync(`${procRoot}/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    pid,
    name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
    state: fields[0] ?? '?',
    parent: Number(fields[1]),
    session: Number(fields[3]),
    startTicks: fields[19] ?? '',
  }
}

/** A zombie has ended. */
export const isLive = ({ state }: ProcStat): boolean => state !== 'Z' && state !== 'X'

/** True while the very process runs. */
export function isAlive(pid: number, startTicks: string): boolean {
  const stat = readStat(pid)
  return stat !== undefined && stat.startTicks === startTicks && isLive(stat)
}

/**
 * Every live process of the supervisor's session or below it, without the supervisor itself; and what has left both, with what is below
 * that. `supervisor` null: it is gone, and its pid is somebody else's.
 */
export function sessionMembers(
  supervisor: number | null,
  escaped: (stat: ProcStat) => boolean,
  procRoot = '/proc',
): ProcStat[] {
  const all: ProcStat[] = []
  for (const name of readdirSync(procRoot)) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const stat = readStat(pid, procRoot)
    if (stat !== undefined && isLive(stat)) all.push(stat)
  }
  const mine = new Set<number>()
  if (supervisor !== null) grow(all, mine, ({ pid, session }) => pid === supervisor || session === supervisor)
  grow(all, mine, escaped)
  return all.filter((stat) => stat.pid !== supervisor && mine.has(stat.pid))
}

/** Adds what is asked for, then everything below what is there. */
function grow(all: readonly ProcStat[], mine: Set<number>, wanted: (stat: ProcStat) => boolean): void {
  for (const stat of all) if (!mine.has(stat.pid) && wanted(stat)) mine.add(stat.pid)
  for (let grew = true; grew; ) {
    grew = false
    for (const { pid, parent } of all) {
      if (mine.has(pid) || !mine.has(parent)) continue
      mine.add(pid)
      grew = true
    }
  }
}
