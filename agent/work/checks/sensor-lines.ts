/** What the sensors say of a host that asks to be put back to work. Pure. */
import type { Inventory, Signal } from '../../../shared/model/reading.ts'
import { type CheckLine, line } from './checks.ts'

/** A reading of a GPU that is older says nothing of now: its sensor reads every second. */
const freshMs = 15_000

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
  /** by the clock that the readings are dated by */
  readonly nowMs: number
}

/** `wanted`: GPUs that a fault was on. */
export function sensorLines({ gpus, signals, nowMs }: Seen, wanted: readonly string[]): CheckLine[] {
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
      ),
    )
  return lines
}

function gpuLine(what: string, signals: readonly Signal[], nowMs: number): CheckLine {
  const gap = signals.find(({ reading }) => reading.kind === 'gap')
  if (gap?.reading.kind === 'gap') return line(what, false, `no reading of ${gap.name}: ${gap.reading.reason}`)
  const values = signals.flatMap(({ name, reading }) => (reading.kind === 'value' ? [{ name, ...reading }] : []))
  if (values.length === 0) return line(what, false, 'no readings')
  const oldest = Math.max(...values.map(({ hostClockMs }) => nowMs - hostClockMs))
  if (oldest > freshMs) return line(what, false, `a reading is ${Math.round(oldest / 1_000)} s old`)
  const wrong = values.find(({ name, value }) => mustBe[name] !== undefined && value !== mustBe[name])
  if (wrong !== undefined) return line(what, false, `${wrong.name} is ${wrong.value}`)
  return line(what, true, `${values.length} readings, at most ${(Math.max(0, oldest) / 1_000).toFixed(1)} s old`)
}
