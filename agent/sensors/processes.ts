/** Processes that have been in uninterruptible sleep for long: they wait for a driver, and no signal reaches them. */
import { join } from 'node:path'
import type { Signal } from '../../shared/model/reading.ts'
import { namesIn } from './device-sensor.ts'
import { readNow } from './file-reader.ts'
import { textOf } from './file-readings.ts'
import { defaultPeriodsMs } from './names.ts'
import { type Sensor, signalMaker, value } from './sensor.ts'

/** checks in a row: a disk that is slow for a while is none of it */
const persistent = 5
const mostNamed = 20
const signal = signalMaker('processes', 'proc')
const nvidia = Object.freeze({ kind: 'nvidia' })
const other = Object.freeze({ kind: 'other' })
/** of the kernel's own threads only those of GPUs and network cards are looked at: there are thousands of others */
const watched = /^(?:nv|UVM|mlx5)/i
const kernelThread = 0x00200000

export interface ProcessState {
  readonly pid: number
  readonly name: string
  readonly state: string
  readonly kernel: boolean
  /** with the pid it names a process for good */
  readonly startedTicks: string
}

/** Pure: /proc/PID/stat. A name may hold spaces and parentheses: it ends at the last one. */
export function parseStat(text: string): ProcessState | undefined {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return undefined
  const rest = text.slice(close + 2).split(' ')
  return {
    pid: Number.parseInt(text, 10),
    name: text.slice(open + 1, close),
    state: rest[0] ?? '',
    kernel: (Number(rest[6]) & kernelThread) !== 0,
    startedTicks: rest[19] ?? '',
  }
}

/** Counts in how many checks in a row each process was blocked. Pure but for that. */
export class BlockedCount {
  #counts = new Map<string, number>()

  check(processes: readonly ProcessState[], nowMs: number): Signal[] {
    const counts = new Map<string, number>()
    const long: ProcessState[] = []
    for (const one of processes) {
      if (one.state !== 'D') continue
      const key = `${one.pid} ${one.startedTicks}`
      const count = (this.#counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count >= persistent) long.push(one)
    }
    this.#counts = counts
    const [driver, rest] = [
      long.filter(({ name }) => /^(?:nv|UVM)/i.test(name)),
      long.filter(({ name }) => !/^(?:nv|UVM)/i.test(name)),
    ]
    const names = (of: readonly ProcessState[]) => {
      const said = of.slice(0, mostNamed).map(({ name, pid }) => `${name} (${pid})`)
      return value(said.length === 0 ? 'none' : said.join(', '), nowMs)
    }
    return [
      signal('blocked-processes', value(driver.length, nowMs), nvidia),
      signal('blocked-processes', value(rest.length, nowMs), other),
      signal('blocked-process-names', names(long)),
    ]
  }
}

/** files read in one turn of the agent's thread */
const filesPerTurn = 100

/**
 * Each process there is costs a file, so all are looked at every 10 s at most (timers may be early): a period that is shorter
 * shows what was read last, with its age.
 */
const leastMs = 9_500

export function processes({ procRoot }: { procRoot: string }): Sensor {
  const blocked = new BlockedCount()
  let skipped = new Set<string>()
  let last: { readonly atMs: number; readonly signals: Signal[] } | undefined
  const look = async (nowMs: number): Promise<Signal[]> => {
    const pids = namesIn(procRoot).filter((name) => /^\d+$/.test(name))
    skipped = new Set(pids.filter((pid) => skipped.has(pid)))
    const asked = pids.filter((pid) => !skipped.has(pid))
    const found: ProcessState[] = []
    for (let at = 0; at < asked.length; at += filesPerTurn) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve))
      const read = readNow(asked.slice(at, at + filesPerTurn).map((pid) => join(procRoot, pid, 'stat')))
      found.push(...read.flatMap((file) => parseStat(textOf(file) ?? '') ?? []))
    }
    for (const { pid, kernel, name } of found) if (kernel && !watched.test(name)) skipped.add(String(pid))
    return blocked.check(found, nowMs)
  }
  return {
    name: 'processes',
    periodMs: defaultPeriodsMs.processes,
    deadlineMs: 20_000,
    async read(nowMs) {
      if (last === undefined || Math.abs(nowMs - last.atMs) >= leastMs)
        last = { atMs: nowMs, signals: await look(nowMs) }
      return last.signals
    },
  }
}
