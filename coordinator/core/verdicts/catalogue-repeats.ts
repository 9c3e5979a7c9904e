/**
 * What only shows over time: the same Xid again after reboots is hardware, and so is an application's fault that keeps to one corner of the
 * chip. The core keeps one memory a host; it is a plain value, bounded, and may be kept in a row.
 */
import type { KernelEvent } from '../../../shared/model/health.ts'
import type { Judged } from './catalogue.ts'

/** gpud: the same Xid after two reboots is for an inspection. */
const bootsBeforeInspection = 3
/** gpud keeps events for 14 days: what has not come for so long begins anew. */
const bootsWindowMs = 14 * 24 * 3600_000
/** NVSentinel ADR-014: the same GPC and TPC again within a day. */
const cornerWindowMs = 24 * 3600_000
/** One crash prints a line for many warps: only what is this far apart is another. */
const cornerApartMs = 10 * 60_000
const cornersBeforeInspection = 3
/** entries of one host: eight GPUs with a few rules each; the oldest go first */
const entriesKept = 64

/** One entry a (device, rule) or (device, rule, corner). */
export interface Repeat {
  readonly key: string
  readonly boots: readonly string[]
  readonly times: number
  readonly firstMs: number
  readonly lastMs: number
}

export type RepeatMemory = readonly Repeat[]

export const noRepeats: RepeatMemory = []

/** `GPC 10, TPC 4` of an Xid 13, and the like in an Xid 31 (`GPCCLIENT_T1_14`). */
function cornerOf(event: KernelEvent): string | undefined {
  const exception = /\(GPC (\d+), TPC (\d+)/.exec(event.text)
  if (exception !== null) return `GPC ${exception[1]}, TPC ${exception[2]}`
  const fault = /GPC(\d+) GPCCLIENT_T1_(\d+)/.exec(event.text)
  return fault === null ? undefined : `GPC ${fault[1]}, T1 ${fault[2]}`
}

interface Seen {
  readonly memory: RepeatMemory
  readonly judged: Judged
}

function put(memory: RepeatMemory, entry: Repeat): RepeatMemory {
  return [...memory.filter(({ key }) => key !== entry.key), entry].slice(-entriesKept)
}

function noteBoot(
  memory: RepeatMemory,
  judged: Judged,
  boot: string,
  nowMs: number,
): { memory: RepeatMemory; boots: number } {
  const key = `${judged.device} ${judged.rule}`
  const found = memory.find((entry) => entry.key === key)
  const before = found !== undefined && nowMs - found.lastMs <= bootsWindowMs ? found : undefined
  const boots = [...(before?.boots ?? []).filter((each) => each !== boot), boot].slice(-bootsBeforeInspection)
  const entry = { key, boots, times: (before?.times ?? 0) + 1, firstMs: before?.firstMs ?? nowMs, lastMs: nowMs }
  return { memory: put(memory, entry), boots: boots.length }
}

function noteCorner(memory: RepeatMemory, key: string, nowMs: number): { memory: RepeatMemory; times: number } {
  const found = memory.find((entry) => entry.key === key)
  const before = found !== undefined && nowMs - found.firstMs <= cornerWindowMs ? found : undefined
  if (before !== undefined && nowMs - before.lastMs < cornerApartMs) return { memory, times: before.times }
  const times = (before?.times ?? 0) + 1
  return { memory: put(memory, { key, boots: [], times, firstMs: before?.firstMs ?? nowMs, lastMs: nowMs }), times }
}

const inspect = (judged: Judged, why: string): Judged => ({
  ...judged,
  repair: 'inspect',
  text: `${judged.text}; ${why}`,
})

/** Only what a reset or a reboot should have cured is held against the boots: an application may fail as often as it likes. */
export function noteRepeat(
  memory: RepeatMemory,
  event: KernelEvent,
  judged: Judged,
  boot: string,
  nowMs: number,
): Seen {
  if (judged.repair === 'reset-gpu' || judged.repair === 'reboot-host') {
    const noted = noteBoot(memory, judged, boot, nowMs)
    if (noted.boots < bootsBeforeInspection) return { memory: noted.memory, judged }
    return { memory: noted.memory, judged: inspect(judged, `again after ${bootsBeforeInspection - 1} reboots`) }
  }
  const corner = judged.repair === 'restart-app' ? cornerOf(event) : undefined
  if (corner === undefined) return { memory, judged }
  const noted = noteCorner(memory, `${judged.device} ${judged.rule} ${corner}`, nowMs)
  if (noted.times < cornersBeforeInspection) return { memory: noted.memory, judged }
  return {
    memory: noted.memory,
    judged: inspect(judged, `${noted.times} times at ${corner} within a day: hardware, not the application`),
  }
}
