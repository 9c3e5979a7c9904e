/** Every reading as a table for people, and as a document for scripts. Pure. */
import type { Signal } from '../../shared/model/reading.ts'
import { isSaturated, signalDef } from '../../shared/model/signals.ts'

export interface ShownSensor {
  readonly name: string
  readonly periodMs: number
  readonly signals: readonly Signal[]
}

/** `saturated`: a counter at its ceiling, where it says nothing any more. */
export type SignalStatus = 'ok' | 'saturated' | 'unsupported' | 'gap'

export function statusOf({ name, reading }: Signal): SignalStatus {
  if (reading.kind !== 'value') return reading.kind
  return isSaturated(signalDef(name), Number(reading.value)) ? 'saturated' : 'ok'
}

/** For scripts: the signal, its status, and how old its value is or since when it is a gap. */
export function signalDocument(signal: Signal, nowMs: number): Readonly<Record<string, unknown>> {
  const { sensor, name, labels, reading, source, unit } = signal
  const status = statusOf(signal)
  const base = { sensor, name, labels, unit, source, status }
  if (reading.kind === 'unsupported') return base
  if (reading.kind === 'gap') return { ...base, reason: reading.reason, gapMs: Math.max(0, nowMs - reading.sinceMs) }
  return { ...base, value: reading.value, ageMs: Math.max(0, nowMs - reading.hostClockMs) }
}

function span(ms: number): string {
  const s = Math.max(0, ms) / 1_000
  if (s < 10) return `${s.toFixed(1)} s`
  if (s < 120) return `${Math.round(s)} s`
  if (s < 7_200) return `${Math.round(s / 60)} min`
  return s < 172_800 ? `${Math.round(s / 3_600)} h` : `${Math.round(s / 86_400)} d`
}

const sizes = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
function bytes(of: number): readonly [string, string] {
  const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(of))) / 10)))
  return [step === 0 ? String(of) : (of / 1024 ** step).toFixed(1), sizes[step]!]
}

/** The value as people read it, and its unit. */
function shownValue({ name, unit, reading }: Signal): readonly [string, string] {
  if (reading.kind !== 'value') return ['-', '']
  const def = signalDef(name)
  const number = Number(reading.value)
  if (def?.kind === 'text' || typeof reading.value === 'string') return [String(reading.value), '']
  if (def?.kind === 'state') return [def.states?.[number] ?? `${number}, an unknown state`, '']
  if (unit === 'bytes') return bytes(number)
  // Links are known by what they carry in bits.
  if (unit === 'bytes/s') return [((number * 8) / 1e9).toFixed(number < 1e8 ? 3 : 0), 'Gb/s']
  return [number.toFixed(Math.min(def?.decimals ?? 0, 3)), unit === 'count' ? '' : unit]
}

/** Names speak for themselves, numbers do not: `mlx5_0 port=1 out_of_buffer`. Which collector read it is in the title of its part. */
const labelsText = (labels: Signal['labels']): string =>
  Object.entries(labels)
    .filter(([key]) => key !== 'collector')
    .map(([key, label]) => (/^\d*$/.test(label) ? `${key}=${label}` : label))
    .join(' ')

function shownStatus(signal: Signal, nowMs: number): string {
  const { reading } = signal
  if (reading.kind === 'gap') return `GAP for ${span(nowMs - reading.sinceMs)}: ${reading.reason}`
  const status = statusOf(signal)
  return status === 'saturated' ? 'SATURATED: it counts no further' : status
}

const ageOf = ({ reading }: Signal, nowMs: number): string =>
  reading.kind === 'value' ? span(nowMs - reading.hostClockMs) : '-'

type Row = readonly [
  name: string,
  labels: string,
  value: string,
  unit: string,
  age: string,
  source: string,
  status: string,
]
const heading: Row = ['READING', 'OF', 'VALUE', '', 'AGE', 'SOURCE', 'STATUS']
/** wider than that, a column is cut: one long text does not push all others off the screen */
const widest = [36, 56, 40, 9, 8, 24, 400] as const
const cut = (text: string, chars: number): string => (text.length > chars ? `${text.slice(0, chars - 1)}…` : text)

function table(rows: readonly Row[], widths: readonly number[]): string[] {
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const text = cut(cell, widest[column]!)
        if (column === row.length - 1) return text
        return column === 2 || column === 4 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)
      })
      .join('  ')
      .trimEnd(),
  )
}

const selfNames = new Set(['sensor-duration', 'sensor-failures', 'sensor-age', 'sensor-blocked'])
const numberOf = (signals: readonly Signal[], name: string): number | undefined => {
  const reading = signals.find((signal) => signal.name === name)?.reading
  return reading?.kind === 'value' ? Number(reading.value) : undefined
}

/** How the sensor itself does, in one line; what a call that hangs belongs to. */
function title({ name, periodMs, signals }: ShownSensor): string {
  const ageS = numberOf(signals, 'sensor-age')
  const failed = numberOf(signals, 'sensor-failures') ?? 0
  const age = signals.find((signal) => signal.name === 'sensor-age')?.reading
  const read =
    ageS === undefined
      ? `NOT READ: ${age?.kind === 'gap' ? age.reason : 'unknown'}`
      : `read ${span(ageS * 1_000)} ago in ${((numberOf(signals, 'sensor-duration') ?? 0) * 1_000).toFixed(0)} ms`
  const hangs = signals
    .filter((signal) => signal.name === 'sensor-blocked' && signal.reading.kind === 'value')
    .filter(({ reading }) => reading.kind === 'value' && Number(reading.value) > 0)
    .map(({ labels: { sensor, ...of }, reading }) => {
      const ms = reading.kind === 'value' ? Number(reading.value) * 1_000 : 0
      return `, HANGS for ${span(ms)}${Object.keys(of).length === 0 ? '' : ` on ${labelsText(of)}`}`
    })
  const failures = failed === 0 ? '' : `, ${failed} failed`
  const none = ageS !== undefined && signals.every((signal) => selfNames.has(signal.name)) ? ': none on this host' : ''
  return `${name} (every ${span(periodMs)}; ${read}${failures}${hangs.join('')})${none}`
}

/** One part a sensor, all parts in the same columns. */
export function sensorsTable(sensors: readonly ShownSensor[], nowMs: number): string {
  const parts = sensors.map((sensor) => ({
    title: title(sensor),
    rows: sensor.signals
      .filter(({ name }) => !selfNames.has(name))
      .map((signal): Row => {
        const [value, unit] = shownValue(signal)
        const { name, labels, source } = signal
        return [name, labelsText(labels), value, unit, ageOf(signal, nowMs), source, shownStatus(signal, nowMs)]
      }),
  }))
  const all = [heading, ...parts.flatMap(({ rows }) => rows)]
  const widths = heading.map((_, column) =>
    Math.max(...all.map((row) => Math.min(row[column]!.length, widest[column]!))),
  )
  const body = parts.flatMap(({ title: of, rows }) => ['', of, ...table(rows, widths).map((row) => `  ${row}`)])
  const absent = all.slice(1).filter((row) => row[6].startsWith('GAP') || row[6].startsWith('SAT')).length
  const end = `${all.length - 1} readings of ${sensors.length} sensors; ${absent} of them gaps or saturated`
  return [`  ${table([heading], widths)[0]}`, ...body, '', end, ''].join('\n')
}
