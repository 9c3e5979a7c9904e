/** What the sensors say of a host that asks to be put back to work. Pure. */
import type { Inventory, Signal } from '../../../shared/model/reading.ts'
import { type CheckLine, line } from './checks.ts'

/** The newest readings of a GPU that are older say nothing of now, unless its sensor reads still less often. */
const freshMs = 15_000
/** States that hardly change are read once a minute. */
const stateFreshMs = 2 * 60_000

/** Read in every round: as long as they come, the GPU answers. A gap of another signal is no fault of the GPU. */
const everyRound: ReadonlySet<string> = new Set(['gpu-temperature', 'gpu-power', 'gpu-memory-used'])

/** States of a GPU that must be so before it works again. */
const mustBe: Readonly<Record<string, string>> = {
  'gpu-recovery-action': 'none',
  'gpu-row-remap-pending': 'no',
  'gpu-row-remap-failure': 'no',
  'gpu-page-retirement-pending': 'no',
}

export interface Seen {
  /** undefined: no read has succeeded */
  readonly gpus: Inventory['gpus'] | undefined
  readonly signals: readonly Signal[]
  /** how often a sensor reads */
  readonly periodMs: (sensor: string) => number
  /** by the clock that the readings are dated by */
  readonly nowMs: number
}

/** `wanted`: GPUs that a fault was on. */
export function sensorLines({ gpus, signals, periodMs, nowMs }: Seen, wanted: readonly string[]): CheckLine[] {
  if (gpus === undefined) return [line('GPUs', false, 'they could not be read')]
  const listed = new Set(gpus.map(({ uuid }) => uuid))
  const absent = wanted.filter((uuid) => !listed.has(uuid))
  const count = `${gpus.length} on the host`
  const lines = [
    line('GPUs', absent.length === 0, absent.length === 0 ? count : `${count}; not there: ${absent.join(', ')}`),
  ]
  for (const { uuid, index } of gpus)
    lines.push(
      gpuLine(
        `GPU ${index}`,
        signals.filter(({ labels }) => labels.uuid === uuid),
        nowMs,
        periodMs,
      ),
    )
  return lines
}

function gpuLine(what: string, signals: readonly Signal[], nowMs: number, periodMs: Seen['periodMs']): CheckLine {
  const gap = signals.find(({ name, reading }) => reading.kind === 'gap' && (everyRound.has(name) || isState(name)))
  if (gap?.reading.kind === 'gap') return line(what, false, `no reading of ${gap.name}: ${gap.reading.reason}`)
  const values = signals.flatMap(({ name, sensor, reading }) =>
    reading.kind === 'value' ? [{ name, value: reading.value, ageMs: nowMs - reading.hostClockMs, sensor }] : [],
  )
  if (values.length === 0) return line(what, false, 'no readings')
  const newestMs = Math.min(...values.map(({ ageMs }) => ageMs))
  const bound = (leastMs: number, sensor: string): number => Math.max(leastMs, 2 * periodMs(sensor))
  const stale = values.find(
    ({ name, ageMs, sensor }) =>
      (ageMs === newestMs && ageMs > bound(freshMs, sensor)) ||
      (everyRound.has(name) && ageMs > bound(freshMs, sensor)) ||
      (isState(name) && ageMs > bound(stateFreshMs, sensor)),
  )
  if (stale !== undefined)
    return line(what, false, `the reading of ${stale.name} is ${Math.round(stale.ageMs / 1_000)} s old`)
  const wrong = values.find(({ name, value }) => isState(name) && value !== mustBe[name])
  if (wrong !== undefined) return line(what, false, `${wrong.name} is ${wrong.value}`)
  return line(what, true, `${values.length} readings, the newest ${(Math.max(0, newestMs) / 1_000).toFixed(1)} s old`)
}

const isState = (name: string): boolean => Object.hasOwn(mustBe, name)
