/** What an end was (SPEC [RT1]): its record and what is known beside it, put to the table of `shared/model/exits.ts`. */
import { limits } from '../../shared/limits.ts'
import { classOf, type ExitClass, exitRules, signatureOf } from '../../shared/model/exits.ts'
import type { ExitRecord, RankExit } from '../../shared/model/job.ts'
import type { AttemptRow } from '../../shared/model/rows.ts'
import { isSerious, standingOn } from './health.ts'
import type { State } from './state.ts'
import { gpuAt, isOn } from './verdicts/affects.ts'

export interface End {
  readonly class: ExitClass
  /** in the gang; null: not one rank's */
  readonly rank: number | null
  readonly code: number | null
  readonly signal: string | null
  /** last words, oldest first */
  readonly lines: readonly string[]
}

interface Beside {
  readonly gpuFault: boolean
  readonly hostLost: boolean
}

/** The attempt's end; of several ranks, the one that ended it. */
export function endOf(state: State, attempt: AttemptRow, nowMs: number): End {
  const beside = { gpuFault: isFaulted(state, attempt, nowMs), hostLost: attempt.state === 'lost' }
  const { exit } = attempt
  if (exit === null || exit.sentByUs || beside.hostLost) return wholeEnd(exit, beside)
  const failed = (exit.ranks ?? []).filter((rank) => !rank.sentByUs && rank.code !== 0)
  const ends = failed.map((rank) => rankEnd(exit, rank, beside))
  // Of ranks that failed together, one whose peer was gone is not the first ([RT2]).
  return ends.find((end) => end.class !== 'network') ?? ends[0] ?? wholeEnd(exit, beside)
}

function wholeEnd(exit: ExitRecord | null, beside: Beside): End {
  if (exit === null) {
    return { class: beside.hostLost ? 'lost-host' : 'unknown', rank: null, code: null, signal: null, lines: [] }
  }
  const { code, signal, reason, sentByUs } = exit
  const told = exit.class ?? null
  const lines = wordsOf(exit.lastLines)
  const found = classOf({ code, signal, reason, sentByUs, oom: exit.oom === true, told, lines, ...beside })
  return { class: found, rank: null, code, signal, lines }
}

function rankEnd(whole: ExitRecord, exit: RankExit, beside: Beside): End {
  const { reason } = whole
  const told = whole.class ?? null
  const { rank, code, signal, error, sentByUs } = exit
  // What the program wrote down of its own exception says more than the log around it.
  const lines = wordsOf(error === undefined ? exit.lastLines : error.split('\n'))
  const found = classOf({ code, signal, reason, sentByUs, oom: exit.oom === true, told, lines, ...beside })
  return { class: found, rank, code, signal, lines }
}

const wordsOf = (lines: readonly string[]): string[] => lines.filter((line) => line.trim() !== '')

/** A grave fault was found on one of its GPUs, close in time. */
function isFaulted(state: State, { host: hostId, grant }: AttemptRow, nowMs: number): boolean {
  const host = state.hosts.get(hostId)
  if (host === undefined || grant.gpus.length === 0) return false
  return standingOn(state, hostId).some(
    (verdict) =>
      isSerious(verdict) &&
      gpuAt(verdict.device) !== undefined &&
      nowMs - verdict.lastMs <= limits.faultNearMs &&
      isOn(host, verdict, grant.gpus),
  )
}

/** The last words, as they are kept. */
export const keptLines = (lines: readonly string[]): string[] =>
  lines.slice(-limits.failureLines).map((line) => line.slice(0, limits.failureLineChars))

/** Whether two ends are one failure, as the rule of their class says. */
export function isSame(one: Omit<End, 'rank'>, other: Omit<End, 'rank'>): boolean {
  if (one.class !== other.class) return false
  if (exitRules[one.class].stops?.same === 'class') return true
  const words = ({ lines }: Pick<End, 'lines'>): string => signatureOf(lines.at(-1) ?? '')
  return one.code === other.code && one.signal === other.signal && words(one) === words(other)
}

/** "exit code 1: CUDA out of memory", "signal SIGSEGV". */
export function endText({ code, signal, lines }: Omit<End, 'rank'>): string {
  const how = signal !== null ? `signal ${signal}` : code !== null ? `exit code ${code}` : ''
  const last = (lines.at(-1) ?? '').slice(0, limits.failureLineChars)
  return how === '' || last === '' ? `${how}${last}` : `${how}: ${last}`
}
