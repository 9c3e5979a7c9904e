/** The agent's `/metrics`: the newest reading of every number under our names, and those of GPUs under dcgm-exporter's too. */
import {
  dcgmFamilyOf,
  dcgmLabels,
  Exposition,
  type Family,
  familyOf,
  labelsText,
  type MetricsFormat,
} from '../shared/metrics-text.ts'
import type { Signal } from '../shared/model/reading.ts'
import type { SignalDef } from '../shared/model/signals/signal-def.ts'
import { signalDef } from '../shared/model/signals.ts'

export interface MetricsOptions {
  readonly format: MetricsFormat
  readonly hostname: string
  /** by the clock that dates the readings */
  readonly nowMs: number
  /** of the agent itself: `millwright_agent_<name>` */
  readonly gauges: Readonly<Record<string, number>>
}

const ageFamily: Family = {
  name: 'millwright_reading_age_seconds',
  type: 'gauge',
  help: "Age of the sensor's newest reading.",
}

export function metricsText(signals: readonly Signal[], options: MetricsOptions): string {
  const { format, hostname, nowMs, gauges } = options
  const exposition = new Exposition(format)
  for (const [name, value] of Object.entries(gauges))
    exposition.add(
      { name: `millwright_agent_${name}`, type: 'gauge', help: `Agent: ${name.replaceAll('_', ' ')}.` },
      '',
      value,
    )
  const gpus = new GpuLabels(signals, hostname)
  const newestMs = new Map<string, number>()
  for (const { sensor, name, labels, reading } of signals) {
    const def = signalDef(name)
    if (reading.kind !== 'value' || def === undefined) continue
    const value = numberOf(reading.value, def)
    const family = familyOf(name, def)
    if (value === undefined || family === undefined) continue
    newestMs.set(sensor, Math.max(reading.hostClockMs, newestMs.get(sensor) ?? 0))
    exposition.add(family, labelsText({ ...labels, ...(labels.sensor === undefined ? { sensor } : {}) }), value)
    const dcgm = dcgmFamilyOf(def)
    if (dcgm !== undefined && labels.uuid !== undefined)
      exposition.add(dcgm, gpus.of(labels.uuid, labels.gpu ?? ''), value * def.dcgm!.factor)
  }
  for (const [sensor, ms] of newestMs) exposition.add(ageFamily, labelsText({ sensor }), Math.max(0, nowMs - ms) / 1000)
  return exposition.text()
}

function numberOf(value: number | string | boolean, { states }: SignalDef): number | undefined {
  if (typeof value !== 'string') return Number(value)
  const number = states?.indexOf(value) ?? -1
  return number < 0 ? undefined : number
}

/** dcgm-exporter's labels of each GPU, in its order. */
class GpuLabels {
  readonly #texts = new Map<string, Record<string, string>>()
  readonly #made = new Map<string, string>()
  readonly #hostname: string

  constructor(signals: readonly Signal[], hostname: string) {
    this.#hostname = hostname
    for (const { name, labels, reading } of signals) {
      if (labels.uuid === undefined || reading.kind !== 'value' || typeof reading.value !== 'string') continue
      const texts = this.#texts.get(labels.uuid) ?? {}
      texts[name] = reading.value
      this.#texts.set(labels.uuid, texts)
    }
  }

  of(uuid: string, gpu: string): string {
    let made = this.#made.get(uuid)
    if (made !== undefined) return made
    const texts = this.#texts.get(uuid) ?? {}
    made = dcgmLabels({ gpu, uuid, hostname: this.#hostname, text: (name) => texts[name] })
    this.#made.set(uuid, made)
    return made
  }
}
