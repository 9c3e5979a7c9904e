/** Load, memory and pressure: reads of /proc only, cheap enough for every digest. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import si from 'systeminformation'
import type { Signal } from '../../shared/model/reading.ts'
import { gap, type Sensor, signalMaker, unsupported, value } from './sensor.ts'

export interface LoadText {
  /** /proc/loadavg */
  readonly loadavg: string | undefined
  /** /proc/pressure/*; undefined where the kernel has none */
  readonly pressure: Readonly<Record<string, string | undefined>>
}

const fromProc = signalMaker('host-load', 'proc')
const fromSi = signalMaker('host-load', 'systeminformation')

/** Pure: load averages, and the share of the last 10 s in which some task waited for the resource. */
export function parse(text: LoadText, nowMs: number): Signal[] {
  const loads = text.loadavg?.split(' ') ?? []
  const number = (from: string | undefined): number => (from === undefined || from === '' ? Number.NaN : Number(from))
  const load = (['load-1m', 'load-5m', 'load-15m'] as const).map((name, i) => {
    const read = number(loads[i])
    return fromProc(name, Number.isFinite(read) ? value(read, nowMs) : gap('/proc/loadavg is not readable', nowMs))
  })
  const pressure = Object.entries(text.pressure).map(([resource, lines]) => {
    const read = number(/^some avg10=([\d.]+)/m.exec(lines ?? '')?.[1])
    return fromProc('pressure', Number.isFinite(read) ? value(read, nowMs) : unsupported, { resource })
  })
  return [...load, ...pressure]
}

async function readText(procRoot: string): Promise<LoadText> {
  const text = (path: string): Promise<string | undefined> =>
    readFile(join(procRoot, path), 'utf8').catch(() => undefined)
  const [loadavg, cpu, memory, io] = await Promise.all(
    ['loadavg', 'pressure/cpu', 'pressure/memory', 'pressure/io'].map(text),
  )
  return { loadavg, pressure: { cpu, memory, io } }
}

export function hostLoad({ procRoot }: { procRoot: string }): Sensor {
  return {
    name: 'host-load',
    periodMs: 5_000,
    deadlineMs: 5_000,
    async read(nowMs) {
      const [text, memory, load] = await Promise.all([readText(procRoot), si.mem(), si.currentLoad()])
      return [
        ...parse(text, nowMs),
        fromSi('cpu-busy', value(Math.round(load.currentLoad * 10) / 10, nowMs)),
        fromSi('memory-total', value(memory.total, nowMs)),
        fromSi('memory-available', value(memory.available, nowMs)),
        fromSi('swap-used', value(memory.swapused, nowMs)),
      ]
    },
  }
}
