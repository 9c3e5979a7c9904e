/** What the supervisor writes down of each rank of an attempt (`supervisor-script.ts`): who runs, and how it ended. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { limits } from '../../shared/limits.ts'
import type { ProcessEnd, RankExit } from '../../shared/model/job.ts'
import { makePassage, type RankMark } from './attempt-store.ts'
import type { ProcessExit } from './driver.ts'
import { lastLines } from './logs/last-lines.ts'
import { rawLogPath } from './logs/layout.ts'
import { readText } from './read-text.ts'

export const rankDir = (dir: string, rank: number): string => dirname(rawLogPath(dir, rank))

/** Makes the folders that the supervisor writes into; again is harmless. */
export function makeRankDirs(dir: string, ranks: number): void {
  makePassage(join(dir, 'ranks'))
  for (let rank = 0; rank < ranks; rank++) makePassage(rankDir(dir, rank))
}

/** The local ranks of an attempt; none before it was launched. */
export function ranksIn(dir: string): number[] {
  try {
    return readdirSync(join(dir, 'ranks'))
      .map(Number)
      .sort((a, b) => a - b)
  } catch {
    return []
  }
}

/** Who runs as this rank; undefined while that is not written whole. */
export function readRankMark(dir: string, rank: number): RankMark | undefined {
  const text = readText(join(rankDir(dir, rank), 'pid'))
  if (text === undefined || !text.endsWith('\n')) return undefined
  const [pid, startTicks = '', keeper] = text.trim().split(' ')
  return { pid: Number(pid), startTicks, keeper: Number(keeper) }
}

/** How a rank ended, once that is written down. */
export function readRankEnd(dir: string, rank: number): ProcessEnd | undefined {
  const text = readText(join(rankDir(dir, rank), 'exit'))
  if (text === undefined) return undefined
  const [status, how, why] = text.trim().split(' ')
  const code = Number(status)
  if (how !== 'killed') return { code, signal: null }
  return { code: null, signal: signalName(code - 128), ...(why === 'oom' ? { oom: true } : {}) }
}

export const failed = ({ code }: ProcessEnd): boolean => code !== 0

/** Before anything is signalled: the supervisor leaves the stop to the agent, and who ran then did not end by itself. */
export function markStopping(dir: string): void {
  const running = ranksIn(dir).filter((rank) => !existsSync(join(rankDir(dir, rank), 'exit')))
  if (running.length > 0 && !existsSync(join(dir, 'stopping'))) writeFileSync(join(dir, 'stopping'), running.join(' '))
}

const unknownEnd: ProcessEnd = { code: null, signal: null }

/**
 * The end of the whole attempt, from what is known of its ranks: as the first that failed by itself, else as the lowest that did not end
 * well; well when all did. Undefined when nothing is known. `rank` counts on this host.
 */
export function endOf(dir: string): ProcessExit | undefined {
  const stopped = numbersIn(readText(join(dir, 'stopping')))
  const ends = inOrder(dir).map((rank) => ({ rank, end: readRankEnd(dir, rank), sentByUs: stopped.includes(rank) }))
  if (ends.every(({ end }) => end === undefined)) return undefined
  const bad = ends.filter(({ end }) => end === undefined || failed(end))
  const told = bad.filter(({ sentByUs }) => sentByUs).sort((a, b) => a.rank - b.rank)
  const shown = [...bad.filter(({ sentByUs }) => !sentByUs), ...told]
  const first = shown.find(({ end }) => end !== undefined)
  return {
    ...(first?.end ?? (bad.length > 0 ? unknownEnd : { code: 0, signal: null })),
    lastLines: lastLines(dir, first?.rank ?? 0),
    ranks: shown.slice(0, limits.exitRanks).map(({ rank, end, sentByUs }) => ({
      rank,
      ...(end ?? unknownEnd),
      sentByUs,
      ...toldOf(dir, rank),
    })),
  }
}

/** As the supervisor saw them end; without it by the times of what their keepers wrote, the unknown ones last. */
function inOrder(dir: string): number[] {
  const all = ranksIn(dir)
  const order = numbersIn(readText(join(dir, 'exit'))).filter((rank) => all.includes(rank))
  const endedMs = (rank: number): number =>
    statSync(join(rankDir(dir, rank), 'exit'), { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
  const times = new Map(all.map((rank) => [rank, endedMs(rank)]))
  const rest = all.filter((rank) => !order.includes(rank))
  // two that are unknown are equally late: their difference is no number
  return [...order, ...rest.sort((a, b) => times.get(a)! - times.get(b)! || a - b)]
}

/** torch writes a few KB */
const errorFileBytes = 256 * 1024

const numbersIn = (text: string | undefined): number[] => (text?.trim() ? text.trim().split(/\s+/).map(Number) : [])

function toldOf(dir: string, rank: number): Pick<RankExit, 'lastLines' | 'error'> {
  const lines = lastLines(dir, rank, limits.exitRankLines).map((line) => line.slice(0, limits.exitLineChars))
  const path = join(rankDir(dir, rank), 'error.json')
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const error = bytes > errorFileBytes ? undefined : errorIn(readText(path))
  return { lastLines: lines, ...(error === undefined ? {} : { error }) }
}

/** The message of what torch's `@record` writes: `{"message": {"message": "…"}}`, or a text at once. */
function errorIn(text: string | undefined): string | undefined {
  try {
    const { message } = JSON.parse(text ?? '') as { message?: unknown }
    const told = typeof message === 'object' && message !== null ? (message as { message?: unknown }).message : message
    return typeof told === 'string' ? told.slice(0, limits.exitLineChars) : undefined
  } catch {
    return undefined
  }
}

export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`
}
