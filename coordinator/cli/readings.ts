/** The newest readings of a host: one line a signal, one column a device, each with its age and what is not known named as such. */
import { sizeText } from '../../shared/model/sizes.ts'
import type { LatestSignal } from '../../shared/model/telemetry.ts'
import { labelledDevice, labelNames } from '../../shared/model/words.ts'
import { type Cell, duration, table } from './render.ts'

/** in one table at most; more devices go on in the next */
const columnsShown = 8

/** Tables by kind of device (`gpu`, `device, port`, …), then why there are gaps, then what the marks mean. */
export function readingsText(signals: readonly LatestSignal[], nowMs: number, columns: number): string {
  if (signals.length === 0) return 'Nothing has been heard from its sensors since the coordinator started.\n'
  const groups = Map.groupBy(signals, ({ labels }) => labelNames(labels))
  const sorted = [...groups.keys()].sort()
  const tables = sorted.map((keys) => groupText(keys, groups.get(keys) ?? [], columns))
  return `${tables.join('\n')}${gapsText(signals, nowMs)}${legend(signals)}`
}

/** The keys that tell the devices of a table apart; what all of them have in common is said once, beside. */
function tellingKeys(keys: string, signals: readonly LatestSignal[]): { telling: string; rest: string } {
  const isSame = (key: string): boolean => signals.every(({ labels }) => labels[key] === signals[0]?.labels[key])
  const all = keys === '' ? [] : keys.split(', ')
  const telling = all.filter((key) => !isSame(key))
  if (telling.length === 0 || telling.length === all.length) return { telling: keys, rest: '' }
  const rest = all.filter(isSame).map((key) => `${key} ${signals[0]?.labels[key]}`)
  return { telling: telling.join(', '), rest: ` (${rest.join(', ')})` }
}

function groupText(keys: string, signals: readonly LatestSignal[], columns: number): string {
  const { telling, rest } = tellingKeys(keys, signals)
  const devices = [...new Set(signals.map(({ labels }) => labelledDevice(labels, telling, ' ')))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )
  const parts: string[] = []
  for (let from = 0; from < devices.length; from += columnsShown) {
    const shown = devices.slice(from, from + columnsShown)
    const rows = rowsOf(
      telling,
      signals.filter(({ labels }) => shown.includes(labelledDevice(labels, telling, ' '))),
      shown,
    )
    const head = keys === '' ? ['HOST', ''] : [`${telling.toUpperCase()}${rest}`, ...shown]
    parts.push(table([...head, 'UNIT', 'AGE'], rows, columns))
  }
  return parts.join('\n')
}

function rowsOf(keys: string, signals: readonly LatestSignal[], devices: readonly string[]): Cell[][] {
  const names = Map.groupBy(signals, ({ name }) => name)
  return [...names].map(([name, all]) => {
    const unit = all[0]?.unit ?? ''
    const isBytes = unit === 'bytes'
    const oldest = all.reduce((age, each) => Math.max(age, each.ageMs), 0)
    const cells = devices.map((device) =>
      cellText(all.find(({ labels }) => labelledDevice(labels, keys, ' ') === device)),
    )
    return [name, ...cells, isBytes ? '' : unit, duration(oldest)]
  })
}

/** `?` for a gap, `-` for what the device cannot tell, `*` behind what is older than it should be. */
function cellText(signal: LatestSignal | undefined): string {
  if (signal === undefined) return ''
  const { reading, unit, stale } = signal
  if (reading.kind === 'unsupported') return '-'
  if (reading.kind === 'gap') return '?'
  const { value } = reading
  const text = typeof value !== 'number' ? String(value) : unit === 'bytes' ? sizeText(value) : plain(value)
  return stale ? `${text}*` : text
}

export const plain = (value: number): string =>
  Math.abs(value) >= 1e15 ? value.toExponential(3) : String(Math.round(value * 1_000) / 1_000)

function gapsText(signals: readonly LatestSignal[], nowMs: number): string {
  const reasons = new Map<string, { count: number; sinceMs: number }>()
  for (const { reading, sensor } of signals) {
    if (reading.kind !== 'gap') continue
    const key = `${sensor}: ${reading.reason}`
    const before = reasons.get(key)
    reasons.set(key, {
      count: (before?.count ?? 0) + 1,
      sinceMs: Math.min(before?.sinceMs ?? reading.sinceMs, reading.sinceMs),
    })
  }
  const lines = [...reasons].map(
    ([key, { count, sinceMs }]) =>
      `  ${count} reading${count === 1 ? '' : 's'}${sinceMs > 0 ? `, for ${duration(nowMs - sinceMs)}` : ''}: ${key}\n`,
  )
  return lines.length === 0 ? '' : `\nUnknown (?):\n${lines.join('')}`
}

function legend(signals: readonly LatestSignal[]): string {
  const marks: string[] = []
  if (signals.some(({ stale }) => stale)) marks.push('* stale: older than its sensor should let it become')
  if (signals.some(({ reading }) => reading.kind === 'unsupported')) marks.push('- the device does not tell')
  return marks.length === 0 ? '' : `\n${marks.join('\n')}\n`
}
