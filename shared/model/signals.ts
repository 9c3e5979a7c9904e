/** Every signal that there is, by name. Names are unique over all sensors: what judges them need not know who read them. */
import { bmcSignals } from './signals/bmc.ts'
import { coolantSignals } from './signals/coolant.ts'
import { fabricSignals } from './signals/fabric.ts'
import { gpuSignals } from './signals/gpu.ts'
import { hostSignals } from './signals/host.ts'
import { powerSignals } from './signals/power.ts'
import { sensorSignals } from './signals/sensor.ts'
import type { SignalDef } from './signals/signal-def.ts'
import { telemetrySignals } from './signals/telemetry.ts'

export const signals = {
  ...gpuSignals,
  ...fabricSignals,
  ...hostSignals,
  ...powerSignals,
  ...bmcSignals,
  ...coolantSignals,
  ...sensorSignals,
  ...telemetrySignals,
} as const

export type SignalName = keyof typeof signals

const byName: ReadonlyMap<string, SignalDef> = new Map(Object.entries(signals))

/** undefined for a name that this version does not know (a newer agent's). */
export const signalDef = (name: string): SignalDef | undefined => byName.get(name)

/** A counter that has come to its ceiling stays there: how much more there was, nobody knows. */
export const isSaturated = (def: SignalDef | undefined, value: number): boolean =>
  def?.ceiling !== undefined && value >= def.ceiling

const suffixes: Readonly<Record<string, string>> = {
  '%': '_percent',
  '°C': '_celsius',
  A: '_amperes',
  bytes: '_bytes',
  'bytes/s': '_bytes_per_second',
  Hz: '_hertz',
  J: '_joules',
  'kg/m³': '_kilograms_per_cubic_metre',
  'kJ/kgK': '_kilojoules_per_kilogram_kelvin',
  kPa: '_kilopascals',
  'L/min': '_litres_per_minute',
  MHz: '_megahertz',
  RPM: '_rpm',
  s: '_seconds',
  V: '_volts',
  W: '_watts',
  h: '_hours',
}

/** The name of the metric family: `gpu-power` in W → `millwright_gpu_power_watts`; samples of counters add `_total` to it. */
export function familyName(name: string, unit: string): string {
  return `millwright_${name.replaceAll('-', '_')}${suffixes[unit] ?? ''}`
}
