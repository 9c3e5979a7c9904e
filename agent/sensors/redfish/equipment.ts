/** Chassis and systems, power shelves and PDUs with their circuits and outlets. Pure. */
import type { SignalName } from '../../../shared/model/signals.ts'
import type { Row } from '../collector-rows.ts'
import { electrical, electricalNames } from './environment.ts'
import { type Body, bodyAt, deviceOf, Rows } from './resource.ts'

const powerWords = {
  On: 'on',
  Off: 'off',
  PoweringOn: 'powering-on',
  PoweringOff: 'powering-off',
  Paused: 'paused',
}

/** A chassis, a system: whether it has power, as its BMC sees it. */
export function powered(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  rows.state('power-state', body.PowerState, powerWords)
  rows.health(body)
  return rows.list
}

export function powerDistribution(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  rows.health(body)
  rows.identity(body)
  return rows.list
}

export function powerDistributionMetrics(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), {}, nowMs)
  electrical(rows, body, electricalNames(path))
  rows.may('bmc-temperature', body.TemperatureCelsius)
  rows.may('room-humidity', body.HumidityPercent)
  return rows.list
}

function flowing(rows: Rows, body: Body, kind: 'circuit' | 'outlet'): void {
  rows.need(`${kind}-current`, body.CurrentAmps)
  rows.may(`${kind}-voltage`, body.Voltage)
  electrical(rows, body, { power: `${kind}-power`, energy: `${kind}-energy` })
}

const breakerWords = { Normal: 'normal', Tripped: 'tripped', Off: 'off' }

export function circuit(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  flowing(rows, body, 'circuit')
  rows.may('circuit-rated-current', body.RatedCurrentAmps)
  rows.state('circuit-breaker', body.BreakerState, breakerWords)
  rows.health(body)
  return [
    ...rows.list,
    ...lines(body, rows.device, nowMs, 'PolyPhaseCurrentAmps', 'circuit-current'),
    ...lines(body, rows.device, nowMs, 'PolyPhaseVoltage', 'circuit-voltage'),
  ]
}

/** Each line of a circuit with several phases. */
function lines(body: Body, device: string, nowMs: number, key: string, name: SignalName): Row[] {
  return Object.entries(bodyAt(body, key) ?? {}).flatMap(([line, excerpt]) => {
    if (!/^(?:Line|Neutral)/.test(line)) return []
    const rows = new Rows(`${device}/${line}`, {}, nowMs)
    rows.may(name, excerpt)
    return rows.list
  })
}

export function outlet(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  flowing(rows, body, 'outlet')
  rows.state('power-state', body.PowerState, powerWords)
  rows.health(body)
  return rows.list
}
