/** A reader for sensors under test, and looking up what they read. */
import t from 'tap'
import { FileReader } from '../../agent/sensors/file-reader.ts'
import type { Sensor } from '../../agent/sensors/sensor.ts'
import type { Reading, Signal } from '../../shared/model/reading.ts'

// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
export const files = new FileReader({ nowMs: () => 1_000, width: 4 })
t.teardown(() => {
  clearInterval(alive)
  files.close()
})

type Labels = Readonly<Record<string, string>>

/** Those of this name that have these labels. */
export const all = (signals: readonly Signal[], name: string, labels: Labels = {}): Signal[] =>
  signals.filter(
    (one) => one.name === name && Object.entries(labels).every(([key, label]) => one.labels[key] === label),
  )
/** The first of them. */
export const reading = (signals: readonly Signal[], name: string, labels: Labels = {}): Reading | undefined =>
  all(signals, name, labels)[0]?.reading
export const read = (sensor: Sensor, nowMs = 1_000): Promise<readonly Signal[]> => sensor.read(nowMs)
