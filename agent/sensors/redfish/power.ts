/** Power supplies, and the old Power resource of BMCs that have no PowerSubsystem. Pure. */
import type { Row } from '../collector-rows.ts'
import { gap } from '../sensor.ts'
import { type Body, bodiesAt, bodyAt, deviceOf, joulesPerKwh, Rows, textAt } from './resource.ts'

export function powerSupply(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  rows.health(body)
  return rows.list
}

export function powerSupplyMetrics(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), {}, nowMs)
  rows.need('psu-input-power', body.InputPowerWatts)
  rows.need('psu-output-power', body.OutputPowerWatts)
  rows.may('psu-input-voltage', body.InputVoltage)
  rows.may('psu-input-current', body.InputCurrentAmps)
  rows.may('psu-temperature', body.TemperatureCelsius)
  rows.may('psu-energy', body.EnergykWh, joulesPerKwh)
  const fan = bodyAt(body, 'FanSpeedPercent')
  rows.may('fan-duty', fan)
  rows.may('fan-speed', fan?.SpeedRPM)
  return rows.list
}

/** A part that stands inside of the old resources: by its own path, else by its place. */
export function memberDevice(member: Body, path: string, list: string, i: number): string {
  const own = textAt(member, '@odata.id')
  if (own?.startsWith('/redfish/v1/')) return deviceOf(own)
  return `${deviceOf(path)}/${list}/${textAt(member, 'MemberId') ?? i}`
}

export function oldPower(body: Body, path: string, nowMs: number): Row[] {
  const members = (list: string, rowsOf: (rows: Rows, member: Body, i: number) => void): Row[] =>
    bodiesAt(body, list).flatMap((member, i) => {
      const rows = new Rows(memberDevice(member, path, list, i), member, nowMs)
      rowsOf(rows, member, i)
      return rows.list
    })
  const controls = members('PowerControl', (rows, control, i) => {
    // The first is the whole chassis; more of them are its parts.
    rows.may(i === 0 ? 'chassis-power' : 'bmc-power', control.PowerConsumedWatts)
    const limit = bodyAt(control, 'PowerLimit')
    // null: no limit is set
    if (i === 0 && typeof limit?.LimitInWatts === 'number') rows.may('chassis-power-limit', limit.LimitInWatts)
  })
  const supplies = members('PowerSupplies', supply)
  const voltages = members('Voltages', (rows, voltage) => {
    rows.need('bmc-voltage', voltage.ReadingVolts ?? null)
    rows.health(voltage)
  })
  return [...controls, ...supplies, ...voltages]
}

function supply(rows: Rows, body: Body): void {
  rows.health(body)
  const view = bodyAt(bodyAt(bodyAt(body, 'Oem') ?? {}, 'Dell') ?? {}, 'DellPowerSupplyView')
  const input = body.PowerInputWatts
  // Older iDRACs tell the highest input power of the supply where the present one belongs.
  if (input !== undefined && input !== null && input === view?.Range1MaxInputPowerWatts)
    rows.put('psu-input-power', gap(`the BMC tells the rating (${input} W) instead of a reading`, rows.nowMs))
  else rows.may('psu-input-power', input)
  rows.may('psu-output-power', body.PowerOutputWatts ?? body.LastPowerOutputWatts ?? body.PowerOutputWatts)
  rows.may('psu-input-voltage', body.LineInputVoltage)
}
