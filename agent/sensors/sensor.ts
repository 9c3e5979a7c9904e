/** What a sensor is, and small makers of signals. A sensor reads; it judges nothing. */
import type { Inventory, Reading, Signal } from '../../shared/model/reading.ts'
import { type SignalName, signals as signalTable } from '../../shared/model/signals.ts'

export type Gpu = Inventory['gpus'][number]

export interface Sensor {
  readonly name: string
  readonly periodMs: number
  /** A read that takes longer becomes a gap; it is not started again until it has come back. */
  readonly deadlineMs: number
  /** Rejects with the reason when nothing could be read. `nowMs` is the host's clock. */
  read(nowMs: number): Promise<readonly Signal[]>
  /** GPUs seen by the last read, for the inventory; undefined while it is not known of each whether it is there. */
  readonly gpus?: () => readonly Gpu[] | undefined
  /** The sensor to use instead when this one turns out not to work here at all. */
  readonly instead?: () => Sensor | undefined
  /** Each device, and its call into the source that hangs where one does: the sensor goes on without it. */
  readonly blocked?: () => readonly Blocked[]
  /** Lets go of the files of the devices that it reads; the next read opens them again. */
  readonly release?: () => void
  /** Lets go of what it holds, at once: never waits for a device. What the promise stands for (a good-bye) takes a second at most. */
  close?(): void | Promise<void>
}

/** A call that has not come back, if there is one. */
export interface Blocked {
  /** which device, as the labels of its signals (the same object in each round); none: the source itself */
  readonly labels: Readonly<Record<string, string>>
  /** the host's clock when the call was made; undefined: none hangs */
  readonly sinceMs: number | undefined
}

/** This source can never work on this host (its library does not load): not a fault of a device. */
export class SourceUnusable extends Error {}

export const value = (of: number | string | boolean, hostClockMs: number): Reading => ({
  kind: 'value',
  value: of,
  hostClockMs,
})
export const unsupported: Reading = { kind: 'unsupported' }
export const gap = (reason: string, sinceMs: number): Reading => ({ kind: 'gap', reason, sinceMs })

/** No labels; as all labels, one object for one device from round to round: telemetry finds its series by it. */
const noLabels: Readonly<Record<string, string>> = Object.freeze({})

/** Makes the signals of one sensor and source; what a name means stands in `shared/model/signals/`. */
export function signalMaker(sensor: string, source: string) {
  return (name: SignalName, reading: Reading, labels: Readonly<Record<string, string>> = noLabels): Signal => ({
    sensor,
    name,
    unit: signalTable[name].unit,
    labels,
    reading,
    source,
  })
}

const betweenFirstReadsMs = 200

/** For what is a difference of two reads: the first round makes two, so that there is something to say from the start. */
export function twiceAtFirst(sensor: Sensor): Sensor {
  let first = true
  return {
    ...sensor,
    async read(nowMs) {
      if (!first) return sensor.read(nowMs)
      first = false
      const begunMs = performance.now()
      await sensor.read(nowMs)
      await new Promise((resolve) => setTimeout(resolve, betweenFirstReadsMs).unref())
      return sensor.read(Math.round(nowMs + performance.now() - begunMs))
    },
  }
}

const sameLabels = (a: Signal['labels'], b: Signal['labels']): boolean => {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
const sameSeries = (a: Signal | undefined, b: Signal): boolean =>
  a !== undefined && a.name === b.name && sameLabels(a.labels, b.labels)

/** Gaps that were gaps in the round before keep when they began: a sensor need not remember it. */
export function keepGaps(before: readonly Signal[], now: readonly Signal[]): readonly Signal[] {
  return now.map((signal, at) => {
    const { reading } = signal
    if (reading.kind !== 'gap') return signal
    const old = sameSeries(before[at], signal) ? before[at] : before.find((one) => sameSeries(one, signal))
    if (old?.reading.kind !== 'gap' || old.reading.sinceMs >= reading.sinceMs) return signal
    return { ...signal, reading: { ...reading, sinceMs: old.reading.sinceMs } }
  })
}

/** Signals that were read before, now as gaps: what is not known is not drawn as it was. A gap keeps when it began. */
export function asGaps(signals: readonly Signal[], reason: string, sinceMs: number): Signal[] {
  return signals.map((signal) => {
    const { reading } = signal
    if (reading.kind === 'unsupported') return signal
    return { ...signal, reading: gap(reason, reading.kind === 'gap' ? reading.sinceMs : sinceMs) }
  })
}
