/** The newest readings of a host in groups by device kind: one line a signal, one column a device. Pure. */
import { sizeText } from '../../shared/model/sizes.ts'
import type { LatestSignal } from '../../shared/model/telemetry.ts'
import { labelledDevice, labelNames } from '../../shared/model/words.ts'

export interface Cell {
  readonly text: string
  /** `absent`: this device has no such signal */
  readonly status: 'ok' | 'stale' | 'gap' | 'unsupported' | 'absent'
  /** why, and how old */
  readonly title: string
}

export interface ReadingGroup {
  /** names of the labels: `gpu`, `device, port`; '' for the host itself */
  readonly keys: string
  readonly devices: readonly string[]
  readonly rows: readonly {
    readonly name: string
    readonly unit: string
    readonly cells: readonly Cell[]
    readonly ageMs: number
  }[]
  /** of all its cells */
  readonly unknown: number
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

export function readingGroups(signals: readonly LatestSignal[]): ReadingGroup[] {
  const groups = Map.groupBy(signals, ({ labels }) => labelNames(labels))
  // GPUs first: what most people come for
  const order = (a: string, b: string): number => Number(b === 'gpu') - Number(a === 'gpu') || byNumber(a, b)
  return [...groups].sort(([a], [b]) => order(a, b)).map(([keys, mine]) => groupOf(keys, mine))
}

function groupOf(keys: string, signals: readonly LatestSignal[]): ReadingGroup {
  const devices = [...new Set(signals.map((each) => labelledDevice(each.labels, keys, '/')))].sort(byNumber)
  const names = Map.groupBy(signals, ({ name }) => name)
  const rows = [...names].map(([name, mine]) => {
    const byDevice = new Map(mine.map((each) => [labelledDevice(each.labels, keys, '/'), each]))
    return {
      name,
      unit: mine[0]?.unit ?? '',
      cells: devices.map((device) => cellOf(byDevice.get(device))),
      ageMs: mine.reduce((oldest, each) => Math.max(oldest, each.ageMs), 0),
    }
  })
  const unknown = signals.filter((each) => each.stale || each.reading.kind === 'gap').length
  return { keys, devices, rows, unknown }
}

function cellOf(signal: LatestSignal | undefined): Cell {
  if (signal === undefined) return { text: '', status: 'absent', title: '' }
  const { reading, sensor, stale, ageMs, unit } = signal
  const age = `${sensor}, ${(ageMs / 1000).toFixed(1)} s old`
  if (reading.kind === 'unsupported')
    return { text: '–', status: 'unsupported', title: `${sensor}: the device does not tell` }
  if (reading.kind === 'gap') return { text: '?', status: 'gap', title: `${sensor}: ${reading.reason}` }
  return { text: valueText(reading.value, unit), status: stale ? 'stale' : 'ok', title: stale ? `stale: ${age}` : age }
}

export function valueText(value: number | string | boolean, unit: string): string {
  if (typeof value !== 'number') return String(value)
  if (unit === 'bytes') return sizeText(value)
  return Math.abs(value) >= 1e15 ? value.toExponential(3) : String(+value.toFixed(2))
}
