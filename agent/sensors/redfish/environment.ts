/** EnvironmentMetrics (of chassis, GPUs, processors, CDUs, PDUs) and single Sensor resources. Pure. */
import type { SignalName } from '../../../shared/model/signals.ts'
import type { Row } from '../collector-rows.ts'
import { type Body, bodiesAt, bodyAt, deviceOf, joulesPerKwh, kpaPerPsi, pathOf, Rows, textAt } from './resource.ts'

/** What a power and an energy are called, by whose they are: GPUs and processors are the BMC's view beside the driver's. */
export function electricalNames(path: string): { power: SignalName; energy: SignalName } {
  if (/^\/redfish\/v1\/Chassis\/[^/]+(?:\/EnvironmentMetrics)?$/.test(path))
    return { power: 'chassis-power', energy: 'chassis-energy' }
  if (/^\/redfish\/v1\/(?:Thermal|Power)Equipment\//.test(path))
    return { power: 'equipment-power', energy: 'equipment-energy' }
  return { power: 'bmc-power', energy: 'bmc-energy' }
}

export function electrical(rows: Rows, body: Body, names: { power: SignalName; energy: SignalName }): void {
  rows.may(names.power, body.PowerWatts)
  if (body.EnergyJoules !== undefined) rows.may(names.energy, body.EnergyJoules)
  else rows.may(names.energy, body.EnergykWh, joulesPerKwh)
}

export function environmentMetrics(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), {}, nowMs)
  const names = electricalNames(path)
  electrical(rows, body, names)
  const limit = bodyAt(body, 'PowerLimitWatts')
  if (names.power === 'chassis-power' && limit !== undefined) rows.may('chassis-power-limit', limit.SetPoint)
  rows.may('bmc-temperature', body.TemperatureCelsius)
  rows.may('room-humidity', body.HumidityPercent)
  rows.may('dew-point', body.DewPointCelsius)
  const fans = bodiesAt(body, 'FanSpeedsPercent').flatMap((fan, i) => {
    const of = new Rows(excerptDevice(fan, `${rows.device}/fan ${i}`), fan, nowMs)
    of.need('fan-duty', fan)
    of.may('fan-speed', fan.SpeedRPM)
    return of.list
  })
  return [...rows.list, ...fans]
}

/** The sensor that an excerpt was taken from, so that both are one device. */
export function excerptDevice(excerpt: Body, otherwise: string): string {
  const path = pathOf(excerpt.DataSourceUri)
  return path === undefined ? otherwise : deviceOf(path)
}

/** What a Sensor's ReadingType is with us, and what its reading is multiplied by. */
function plainKind(type: string, units: string): readonly [SignalName, number] | undefined {
  const pressure = /psi/i.test(units) ? kpaPerPsi : /^pa$/i.test(units) ? 0.001 : 1
  const kinds: Readonly<Record<string, readonly [SignalName, number]>> = {
    Temperature: ['bmc-temperature', 1],
    Humidity: ['room-humidity', 1],
    Power: ['bmc-power', 1],
    EnergykWh: ['bmc-energy', joulesPerKwh],
    EnergyWh: ['bmc-energy', joulesPerKwh / 1000],
    EnergyJoules: ['bmc-energy', 1],
    Voltage: ['bmc-voltage', 1],
    Current: ['bmc-current', 1],
    Rotational: ['fan-speed', 1],
    Percent: ['bmc-percent', 1],
    LiquidLevel: ['reservoir-level', 1],
    LiquidFlow: ['coolant-flow', 60],
    LiquidFlowLPM: ['coolant-flow', 1],
    Pressure: ['coolant-supply-pressure', pressure],
    PressurekPa: ['coolant-supply-pressure', 1],
    PressurePa: ['coolant-supply-pressure', 0.001],
  }
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined
}

/** In and out are the cabinet's: what enters it is the supply. */
function directed(name: SignalName, words: string): SignalName | undefined {
  const inwards = /LiquidInlet|supply|inlet|intake|ambient/i.test(words)
  const outwards = /LiquidOutlet|return|outlet|exhaust/i.test(words)
  const liquid = /liquid|coolant|water/i.test(words)
  if (name === 'bmc-temperature' && liquid && inwards) return 'coolant-supply-temperature'
  if (name === 'bmc-temperature' && liquid && outwards) return 'coolant-return-temperature'
  if (name === 'bmc-temperature') return airTemperature(words)
  if (name !== 'coolant-supply-pressure') return name
  if (outwards) return 'coolant-return-pressure'
  return inwards ? name : undefined
}

/** Outwards before inwards: `System Board Exhaust Temp`, `Inlet Temp`, `Front Panel Ambient`. */
export function airTemperature(words: string): SignalName {
  if (/exhaust|outlet/i.test(words)) return 'exhaust-temperature'
  return /inlet|intake|ambient/i.test(words) ? 'inlet-temperature' : 'bmc-temperature'
}

/** PSI and °C are the only units besides Redfish's own that were seen in the field (HPE Cray EX). */
export function sensor(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  const words = ['PhysicalContext', 'Name', 'Id'].map((key) => textAt(body, key) ?? '').join(' ')
  const [plain, factor] = plainKind(textAt(body, 'ReadingType') ?? '', textAt(body, 'ReadingUnits') ?? '') ?? []
  const name = plain === undefined ? undefined : directed(plain, words)
  // A Sensor that gives no Reading at all is still a sensor: it gives none now.
  if (name !== undefined) rows.need(name, body.Reading ?? null, factor)
  rows.health(body)
  return rows.list
}
