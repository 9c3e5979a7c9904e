/** Starts the supervisor of an attempt (`supervisor-script.ts`), reads who runs, and signals all of it. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessMark } from './attempt-store.ts'
import type { ProcessExit } from './driver.ts'
import { wardens } from './drivers/podman.ts'
import { serviceProcesses } from './drivers/systemd.ts'
import { isAlive, isLive, type ProcStat, readStat, sessionMembers } from './proc.ts'
import { endOf, failed, ranksIn, readRankEnd, readRankMark, signalName } from './rank-files.ts'
import { readText } from './read-text.ts'
import { supervisorScript } from './supervisor-script.ts'

export interface Launch {
  readonly dir: string
  /** how many of the argv run */
  readonly ranks: number
  /** gang-wide number of the first; null: no gang */
  readonly firstRank: number | null
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** `failure`: why nothing runs */
  readonly onExit: (failure: string | undefined) => void
}

/** dash tells an exit status from a signal; other shells are less sure (`supervisor-script.ts`). */
const shell = ['/bin/dash', '/usr/bin/dash'].find(existsSync) ?? '/bin/sh'

/** The supervisor as a command. */
export const supervisorArgv = ({ dir, ranks, firstRank, argv }: Omit<Launch, 'env' | 'onExit'>): string[] => [
  shell,
  '-c',
  supervisorScript,
  'millwright-attempt',
  dir,
  String(ranks),
  firstRank === null ? '-' : String(firstRank),
  ...argv,
]

/** Starts the supervisor. Safe to call again after a crash: the second one finds `launched` and leaves. */
export function launch({ env, onExit, ...asked }: Launch): Promise<void> {
  const [program = '', ...args] = supervisorArgv(asked)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env, cwd: asked.dir })
    child.once('error', reject)
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-1_000)
    })
    ;(child.stderr as unknown as { unref(): void }).unref()
    // close comes when stderr was read to its end; a supervisor that has started its ranks ends with 0
    child.once('close', (code) => onExit(code === 0 || code === null ? undefined : said.trim()))
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

/** `tag`: what every process of it has in its environment. */
export function readProcessMark(dir: string, tag: string): ProcessMark | undefined {
  const text = readText(join(dir, 'pid'))
  if (text === undefined) return undefined
  const [supervisor, pid, startTicks = '', bootId = ''] = text.trim().split(' ')
  const ranks = ranksIn(dir).flatMap((rank) => readRankMark(dir, rank) ?? [])
  return { supervisor: Number(supervisor), pid: Number(pid), startTicks, bootId, ranks, tag }
}

/** How the attempt ended, once its supervisor wrote that down and no rank of it is left. `alone`: nobody writes any more. */
export function readExit(dir: string, bootId: string, alone: boolean): ProcessExit | undefined {
  if (ranksIn(dir).length === 0) return exitBeforeRanks(dir)
  if ((!alone && !existsSync(join(dir, 'exit'))) || anyRuns(dir, bootId)) return undefined
  return endOf(dir)
}

/** Launched by an agent from before there were ranks: one status, 128+n for signal n. */
function exitBeforeRanks(dir: string): ProcessExit | undefined {
  const text = readText(join(dir, 'exit'))
  if (text === undefined) return undefined
  const status = Number(text.trim())
  return status > 128 ? { code: null, signal: signalName(status - 128) } : { code: status, signal: null }
}

/** A rank whose keeper was killed has no record of its end, and may run. */
function anyRuns(dir: string, bootId: string): boolean {
  const unwritten = ranksIn(dir).filter((rank) => readRankEnd(dir, rank) === undefined)
  if (unwritten.length === 0 || readText(join(dir, 'pid'))?.includes(bootId) !== true) return false
  return unwritten.some((rank) => {
    const mark = readRankMark(dir, rank)
    return mark !== undefined && isAlive(mark.pid, mark.startTicks)
  })
}

/**
 * Is the process, or who will write down its end, still there? Without its supervisor nobody ends the others when a rank has failed: such
 * an attempt is over, whatever runs of it.
 */
export function mayStillReport(dir: string, mark: ProcessMark, bootId: string): boolean {
  if (mark.bootId !== bootId) return false
  if (supervisorAlive(mark)) return true
  if (mark.ranks === undefined) return isAlive(mark.pid, mark.startTicks)
  const runs = mark.ranks.some(({ pid, startTicks }) => isAlive(pid, startTicks))
  if (!runs) return keepersOf(mark).length > 0
  return !ranksIn(dir).some((rank) => {
    const end = readRankEnd(dir, rank)
    return end !== undefined && failed(end)
  })
}

function supervisorAlive(mark: ProcessMark): boolean {
  const stat = readStat(mark.supervisor)
  return stat !== undefined && isLive(stat) && isSupervisor(stat, mark)
}

/** A supervisor leads its own session: another process with its pid almost never does, and is older than no child. */
const isSupervisor = ({ pid, session, startTicks }: ProcStat, mark: ProcessMark): boolean =>
  session === pid && Number(startTicks) <= Number(mark.startTicks)

/** The keepers that live: of the supervisor's session, and no younger than their ranks. */
function keepersOf({ supervisor, ranks = [] }: ProcessMark): number[] {
  return ranks.flatMap(({ keeper, startTicks }) => {
    const stat = readStat(keeper)
    const lives = stat !== undefined && isLive(stat) && stat.session === supervisor
    return lives && Number(stat.startTicks) <= Number(startTicks) ? [keeper] : []
  })
}

/** What an agent remembers of attempts while it lives, by the pid of the supervisor. */
export interface Sight {
  /** their sessions were seen with something of theirs in them, so that whatever is left in one is theirs */
  readonly sessions: Set<number>
  /** how often only the container engine itself was left to be killed */
  readonly patience: Map<number, number>
}

/**
 * Signals every process of the attempt but not its supervisor and keepers. Returns how many there were. After a pid was used again
 * (the supervisor is gone and its session empty) it touches nothing but what has the attempt's tag.
 */
export function signalAll(
  mark: ProcessMark,
  bootId: string,
  signals: readonly NodeJS.Signals[],
  { sessions, patience }: Sight,
): number {
  if (mark.bootId !== bootId) return 0
  if (anyOfOurs(mark)) sessions.add(mark.supervisor)
  const members = membersOf(mark, sessions.has(mark.supervisor))
  if (members.length === 0) sessions.delete(mark.supervisor)
  for (const { pid } of mark.container === true ? contained(mark, members, signals, patience) : members) {
    for (const signal of signals) send(pid, signal)
  }
  return members.length
}

const anyOfOurs = (mark: ProcessMark): boolean =>
  supervisorAlive(mark) ||
  keepersOf(mark).length > 0 ||
  (mark.ranks ?? [mark]).some(({ pid, startTicks }) => isAlive(pid, startTicks))

/** so often it is let be, for it clears up after its container: some 10 s */
const mostPatience = 50

/** What runs in containers; who keeps them goes by itself when that has ended, and is killed only when it does not. */
function contained(
  { supervisor }: ProcessMark,
  members: readonly ProcStat[],
  signals: readonly NodeJS.Signals[],
  patience: Sight['patience'],
): readonly ProcStat[] {
  const inside = members.filter(({ name }) => !wardens.has(name))
  if (members.length === 0) patience.delete(supervisor)
  if (inside.length > 0 || members.length === 0 || !signals.includes('SIGKILL')) return inside
  const times = (patience.get(supervisor) ?? 0) + 1
  patience.set(supervisor, times)
  return times > mostPatience ? members : []
}

/** `isKnown`: its session is surely its own. One that an agent finds without any of ours in it may be somebody else's, who got the pid. */
function membersOf(mark: ProcessMark, isKnown: boolean): ProcStat[] {
  const { supervisor, tag, ranks = [mark] } = mark
  const firstTicks = Math.min(...ranks.map(({ startTicks }) => Number(startTicks)))
  const leader = readStat(supervisor)
  const reused = leader !== undefined && !isSupervisor(leader, mark)
  const keepers = keepersOf(mark)
  const escaped = (stat: ProcStat): boolean => Number(stat.startTicks) >= firstTicks && hasInEnv(stat.pid, tag)
  const found =
    mark.service === undefined
      ? sessionMembers(reused || !isKnown ? null : supervisor, escaped)
      : serviceProcesses(mark.service)
          .flatMap((pid) => readStat(pid) ?? [])
          .filter((stat) => isLive(stat) && (reused || stat.pid !== supervisor))
  return found.filter(({ pid, startTicks }) => Number(startTicks) >= firstTicks && !keepers.includes(pid))
}

/** A process keeps the environment it was started with, also when it leaves its session and its parent. */
function hasInEnv(pid: number, tag: string | undefined): boolean {
  if (tag === undefined) return false
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(tag)
  } catch {
    // it ended, or is another user's
    return false
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it ended between the look and the signal: what was wanted
  }
}
