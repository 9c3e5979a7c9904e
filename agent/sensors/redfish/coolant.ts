/** CDUs, heat exchangers and what belongs to them: connectors, pumps, filters, reservoirs. Pure. */
import type { Row } from '../collector-rows.ts'
import { type Body, bodyAt, deviceOf, Rows } from './resource.ts'

export function coolingUnit(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  rows.health(body)
  rows.identity(body)
  constants(rows, body)
  rows.may('cooling-capacity', body.CoolingCapacityWatts)
  return rows.list
}

function constants(rows: Rows, body: Body): void {
  const coolant = bodyAt(body, 'Coolant')
  rows.may('coolant-density', coolant?.DensityKgPerCubicMeter)
  rows.may('coolant-specific-heat', coolant?.SpecificHeatkJoulesPerKgK)
}

/** Watts in a kilowatt, and minutes are the source's own. The first eight are what every CDU must have (OCP's profile). */
export function coolantConnector(body: Body, path: string, nowMs: number): Row[] {
  const side = /\/(Primary|Secondary)CoolantConnectors\//.exec(path)?.[1]?.toLowerCase()
  const rows = new Rows(deviceOf(path), body, nowMs, side as Row['side'])
  rows.need('coolant-flow', body.FlowLitersPerMinute)
  rows.need('coolant-supply-temperature', body.SupplyTemperatureCelsius)
  rows.need('coolant-return-temperature', body.ReturnTemperatureCelsius)
  rows.need('coolant-delta-temperature', body.DeltaTemperatureCelsius)
  rows.need('coolant-supply-pressure', body.SupplyPressurekPa)
  rows.need('coolant-return-pressure', body.ReturnPressurekPa)
  rows.need('coolant-delta-pressure', body.DeltaPressurekPa)
  rows.need('coolant-heat-removed', body.HeatRemovedkW, 1000)
  rows.may('coolant-valve', body.ValvePositionPercent)
  rows.may('coolant-rated-flow', body.RatedFlowLitersPerMinute)
  constants(rows, body)
  rows.health(body)
  return rows.list
}

export function pump(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  const speed = bodyAt(body, 'PumpSpeedPercent')
  rows.need('pump-duty', speed)
  rows.may('pump-speed', speed?.SpeedRPM)
  rows.may('pump-hours', body.ServiceHours)
  rows.health(body)
  return rows.list
}

export function filter(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  rows.need('filter-hours', body.ServiceHours)
  rows.may('filter-rated-hours', body.RatedServiceHours)
  rows.health(body)
  return rows.list
}

const levelWords = { OK: 'ok', Warning: 'warning', Critical: 'critical' }

export function reservoir(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  rows.need('reservoir-level', body.FluidLevelPercent)
  rows.state('reservoir-status', body.FluidLevelStatus, levelWords)
  rows.may('reservoir-pressure', body.InternalPressurekPa)
  rows.health(body)
  return rows.list
}
