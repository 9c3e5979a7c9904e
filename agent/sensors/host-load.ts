/** Load, CPU, memory and pressure: files of /proc that cost nothing to read. */
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { readNow } from './file-reader.ts'
import { textOf } from './file-readings.ts'
import { errnoWords, type FileText } from './file-text.ts'
import { defaultPeriodsMs } from './names.ts'
import { gap, type Sensor, signalMaker, twiceAtFirst, unsupported, value } from './sensor.ts'

const resources = ['cpu', 'memory', 'io'] as const
const files = ['loadavg', 'uptime', 'stat', 'meminfo', ...resources.map((resource) => `pressure/${resource}`)] as const
const signal = signalMaker('host-load', 'proc')
const labelsOf = Object.fromEntries(resources.map((resource) => [resource, Object.freeze({ resource })]))

/** Time of all CPUs together since boot, in ticks. */
export interface CpuTimes {
  readonly total: number
  readonly idle: number
  readonly waiting: number
  readonly stolen: number
}

/** Pure: the first line of /proc/stat. */
export function cpuTimes(stat: string | undefined): CpuTimes | undefined {
  const ticks = /^cpu +(.+)$/m
    .exec(stat ?? '')?.[1]
    ?.split(' ')
    .map(Number)
  // user nice system idle iowait irq softirq steal; guests are in user and nice already
  if (ticks === undefined || ticks.length < 8 || ticks.some(Number.isNaN)) return undefined
  const [, , , idle = 0, waiting = 0, , , stolen = 0] = ticks
  return { total: ticks.slice(0, 8).reduce((sum, one) => sum + one, 0), idle, waiting, stolen }
}

const numbered = (text: string | undefined, of: string, nowMs: number): Reading => {
  const number = text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? value(number, nowMs) : gap(`${of} is not readable`, nowMs)
}

function loads(loadavg: string | undefined, uptime: string | undefined, nowMs: number): Signal[] {
  const parts = loadavg?.split(' ') ?? []
  const names = ['load-1m', 'load-5m', 'load-15m'] as const
  const load = names.map((name, index) => signal(name, numbered(parts[index], '/proc/loadavg', nowMs)))
  return [...load, signal('uptime', numbered(uptime?.split(' ')[0], '/proc/uptime', nowMs))]
}

/** Pure: shares of the time between two reads. */
export function cpuShares(before: CpuTimes | undefined, now: CpuTimes | undefined, nowMs: number): Signal[] {
  const share = (part: (times: CpuTimes) => number): Reading => {
    if (now === undefined) return gap('/proc/stat is not readable', nowMs)
    if (before === undefined || now.total <= before.total) return gap('it takes two reads in a row', nowMs)
    const percent = (100 * (part(now) - part(before))) / (now.total - before.total)
    return value(Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10, nowMs)
  }
  return [
    signal(
      'cpu-busy',
      share(({ total, idle, waiting }) => total - idle - waiting),
    ),
    signal(
      'cpu-waiting',
      share(({ waiting }) => waiting),
    ),
    signal(
      'cpu-stolen',
      share(({ stolen }) => stolen),
    ),
  ]
}

function memory(meminfo: string | undefined, nowMs: number): Signal[] {
  const kib = (name: string): number =>
    Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(meminfo ?? '')?.[1] ?? Number.NaN)
  const reading = (of: number): Reading =>
    Number.isFinite(of) ? value(of * 1024, nowMs) : gap('/proc/meminfo is not readable', nowMs)
  return [
    signal('memory-total', reading(kib('MemTotal'))),
    signal('memory-available', reading(kib('MemAvailable'))),
    signal('swap-used', reading(kib('SwapTotal') - kib('SwapFree'))),
  ]
}

/** Pure: one of /proc/pressure; a kernel without it does not support it. */
function pressure(resource: string, file: FileText, nowMs: number): Signal[] {
  const absent = 'errno' in file && ['ENOENT', 'EOPNOTSUPP'].includes(file.errno)
  const read = (line: string, what: string, scale: number): Reading => {
    if (absent) return unsupported
    if ('errno' in file) return gap(errnoWords(file.errno), nowMs)
    const found = new RegExp(`^${line} .*\\b${what}=([\\d.]+)`, 'm').exec(file.text)?.[1]
    return found === undefined ? unsupported : value(Number(found) / scale, nowMs)
  }
  const labels = labelsOf[resource]!
  return [
    signal('pressure', read('some', 'avg10', 1), labels),
    signal('pressure-full', read('full', 'avg10', 1), labels),
    signal('pressure-time', read('some', 'total', 1e6), labels),
    signal('pressure-full-time', read('full', 'total', 1e6), labels),
  ]
}

export function hostLoad({ procRoot }: { procRoot: string }): Sensor {
  const paths = files.map((file) => join(procRoot, file))
  let before: CpuTimes | undefined
  return twiceAtFirst({
    name: 'host-load',
    periodMs: defaultPeriodsMs['host-load'],
    deadlineMs: 10_000,
    async read(nowMs) {
      const [loadavg, uptime, stat, meminfo, ...pressures] = readNow(paths)
      const times = cpuTimes(textOf(stat))
      const shares = cpuShares(before, times, nowMs)
      before = times
      return [
        ...loads(textOf(loadavg), textOf(uptime), nowMs),
        ...shares,
        ...memory(textOf(meminfo), nowMs),
        ...resources.flatMap((resource, index) => pressure(resource, pressures[index]!, nowMs)),
      ]
    },
  })
}
