/** Air: ThermalMetrics, fans, and the old Thermal resource of BMCs that have no ThermalSubsystem. Pure. */
import type { Row } from '../collector-rows.ts'
import { airTemperature, excerptDevice } from './environment.ts'
import { memberDevice } from './power.ts'
import { type Body, bodiesAt, bodyAt, deviceOf, Rows, textAt } from './resource.ts'

export function thermalMetrics(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), {}, nowMs)
  const summary = bodyAt(body, 'TemperatureSummaryCelsius') ?? {}
  rows.may('inlet-temperature', summary.Intake ?? summary.Ambient)
  rows.may('exhaust-temperature', summary.Exhaust)
  rows.may('bmc-temperature', summary.Internal)
  const each = bodiesAt(body, 'TemperatureReadingsCelsius').flatMap((reading, i) => {
    const device = excerptDevice(reading, `${rows.device}/${textAt(reading, 'DeviceName') ?? i}`)
    const of = new Rows(device, reading, nowMs)
    of.need('bmc-temperature', reading)
    return of.list
  })
  return [...rows.list, ...each]
}

export function fan(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  const speed = bodyAt(body, 'SpeedPercent')
  rows.need('fan-duty', speed)
  rows.may('fan-speed', speed?.SpeedRPM)
  rows.health(body)
  return rows.list
}

export function oldThermal(body: Body, path: string, nowMs: number): Row[] {
  const temperatures = bodiesAt(body, 'Temperatures').flatMap((member, i) => {
    const rows = new Rows(memberDevice(member, path, 'Temperatures', i), member, nowMs)
    const words = `${textAt(member, 'PhysicalContext') ?? ''} ${textAt(member, 'Name') ?? ''}`
    rows.need(airTemperature(words), member.ReadingCelsius ?? null)
    rows.health(member)
    return rows.list
  })
  const fans = bodiesAt(body, 'Fans').flatMap((member, i) => {
    const rows = new Rows(memberDevice(member, path, 'Fans', i), { Name: textAt(member, 'FanName'), ...member }, nowMs)
    rows.need(textAt(member, 'ReadingUnits') === 'Percent' ? 'fan-duty' : 'fan-speed', member.Reading ?? null)
    rows.health(member)
    return rows.list
  })
  return [...temperatures, ...fans]
}
