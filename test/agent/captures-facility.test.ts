import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Row } from '../../agent/sensors/collector-rows.ts'
import { heatBalance } from '../../agent/sensors/heat-balance.ts'
import { readMap } from '../../agent/sensors/modbus-map.ts'
import orv3Rpu from '../../agent/sensors/modbus-maps/orv3-rpu.json' with { type: 'json' }
import { parseResource } from '../../agent/sensors/redfish/kinds.ts'
import { type Body, isBody } from '../../agent/sensors/redfish/resource.ts'
import { signalDef } from '../../shared/model/signals.ts'
import { capturesAt } from '../fakes/captures.ts'

const captures = capturesAt()
const skip = captures === undefined ? 'no captures (MILLWRIGHT_CAPTURES, else ../shared/data)' : false
const redfish = join(captures ?? '', 'redfish')
const nowMs = 7

/** Every body under a folder, by the path that it has on its service. */
function bodiesUnder(folder: string): Map<string, Body> {
  const found = new Map<string, Body>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue
    const file = join(entry.parentPath, entry.name)
    let body: unknown
    try {
      body = JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      // Dell's set holds broken bodies on purpose.
      continue
    }
    const path = isBody(body) && typeof body['@odata.id'] === 'string' ? body['@odata.id'] : `/redfish/v1/${entry.name}`
    if (isBody(body)) found.set(path, body)
  }
  return found
}
const rowsUnder = (folder: string): Row[] =>
  [...bodiesUnder(join(redfish, folder))].flatMap(([path, body]) => [...parseResource(body, path, nowMs).rows])

const valueIn = (rows: readonly Row[], name: string, device?: string): unknown => {
  const row = rows.find((one) => one.name === name && (device === undefined || one.device === device))
  return row?.reading.kind === 'value' ? row.reading.value : row?.reading.kind
}
type Tap = {
  equal(found: unknown, wanted: unknown, message: string): unknown
  same(a: unknown, b: unknown, c: string): unknown
}
function holds(t: Tap, rows: readonly Row[], expected: readonly (readonly [string, unknown, string?])[]): void {
  for (const [name, value, device] of expected) t.equal(valueIn(rows, name, device), value, `${name} ${device ?? ''}`)
  const wrong = rows.filter(({ name, reading }) => {
    const def = signalDef(name)
    if (reading.kind !== 'value' || def === undefined) return def === undefined
    return def.kind === 'state' ? def.states?.includes(String(reading.value)) !== true : reading.value === ''
  })
  t.same(wrong, [], 'every reading fits its signal')
}

t.test('Dell: old Power and Thermal', { skip }, (t) => {
  const rows = rowsUnder('dell')
  holds(t, rows, [
    ['chassis-power', 429],
    ['chassis-power-limit', 348],
    ['power-state', 'on'],
    ['psu-output-power', 203],
    ['psu-input-voltage', 206],
    // it tells 900 W, its rating
    ['psu-input-power', 'gap'],
    ['fan-speed', 17760, 'Chassis/System.Embedded.1/Fans/0x17||Fan.Embedded.1A'],
    ['bmc-temperature', 40],
  ])
  t.equal(rows.filter(({ name }) => name === 'fan-speed').length, 16)
  t.throws(() => JSON.parse(readFileSync(join(redfish, 'dell/dell_powerinvalid.json'), 'utf8')))
  t.end()
})

t.test('HPE Cray EX: a liquid-cooled cabinet', { skip }, (t) => {
  const rows = rowsUnder('cray-ex')
  const at = (sensor: string): string => `Chassis/Enclosure/${sensor}`
  holds(t, rows, [
    ['coolant-supply-temperature', 22.78],
    ['coolant-return-temperature', 25.37],
    // 33.92 and 16.89 PSI
    ['coolant-supply-pressure', 233.87],
    ['coolant-return-pressure', 116.45],
    ['leak-alarm', 'ok', at('Alarms/CabinetLeakDetected')],
    ['leak-alarm', 'ok', at('Alarms/CabinetLeakConfirmed')],
    ['bmc-power', 3433, at('Rectifier0InputPower')],
    ['bmc-temperature', 28, at('Rectifier0Temperature')],
    ['bmc-voltage', 2.03, at('Chassis1Voltage')],
    // the body has no Reading at all
    ['bmc-current', 'gap', at('VoltageRegulator3OutputCurrent')],
    ['part-health', 'absent', 'Chassis/Perif0'],
    ['power-state', 'on', 'Chassis/Blade0'],
  ])
  const sensors = [...bodiesUnder(join(redfish, 'cray-ex')).values()].filter((body) =>
    String(body['@odata.type']).startsWith('#Sensor.'),
  )
  t.equal(rows.filter(({ device }) => /Enclosure\/(?!Alarms|PowerSupplies)/.test(device)).length, sensors.length)
  t.end()
})

t.test('DMTF: the published examples', { skip }, (t) => {
  const rows = rowsUnder('dmtf-examples')
  const loop = 'CDUs/1/SecondaryCoolantConnectors/A'
  holds(t, rows, [
    ['coolant-flow', 24.3, loop],
    ['coolant-supply-temperature', 14.8, loop],
    ['coolant-return-temperature', 38.2, loop],
    ['coolant-supply-pressure', 426.6, loop],
    ['coolant-delta-pressure', 31.7, loop],
    ['coolant-heat-removed', 'unsupported', loop],
    ['pump-speed', 1800],
    ['pump-duty', 62],
    ['filter-hours', 5791],
    ['reservoir-level', 64.8],
    ['leak-detector', 'ok', 'CDUs/1/LeakDetectors/Moisture'],
    ['leak-detector', 'ok', 'CDUs/1/LeakDetectors/Leak Detection Rope 1'],
    ['leak-humidity', 45],
    ['circuit-current', 5.19, 'RackPDUs/1/Branches/A'],
    ['circuit-breaker', 'normal'],
    ['circuit-rated-current', 16],
    ['circuit-voltage', 203.5, 'RackPDUs/1/Branches/A/Line1ToLine2'],
    ['outlet-power', 197.4],
    ['equipment-power', 6438],
    ['psu-input-power', 937.4],
    ['psu-energy', 325675 * 3.6e6],
    ['fan-speed', 2200],
    ['inlet-temperature', 24.8],
    ['bmc-power', 12.87, 'Systems/437XR1138R2/Processors/1'],
  ])
  t.end()
})

t.test('OCP: what its profiles call for', { skip }, (t) => {
  const rows = rowsUnder('ocp-examples')
  const side = (name: string): string => `CDUs/1/${name}CoolantConnectors/1`
  holds(t, rows, [
    ['coolant-flow', 41, side('Primary')],
    ['coolant-supply-temperature', 28, side('Primary')],
    ['coolant-return-temperature', 50, side('Secondary')],
    ['coolant-return-pressure', 145, side('Secondary')],
    ['coolant-heat-removed', 26_360, side('Secondary')],
    ['coolant-flow', 41, 'HeatExchangers/1/PrimaryCoolantConnectors/1'],
    ['coolant-density', 1030, 'CDUs/1'],
    ['cooling-capacity', 50_000],
    ['pump-duty', 38.5],
    ['filter-rated-hours', 7500],
    ['reservoir-status', 'ok'],
    ['leak-detector', 'ok', 'CDUs/1/LeakDetectors/Moisture'],
    ['leak-humidity', 21],
    ['circuit-breaker', 'normal', 'PowerShelves/1/Branches/DC'],
    ['equipment-power', 6438, 'PowerShelves/1'],
    ['psu-output-power', 937.4],
  ])
  const sides = new Set(rows.filter(({ name }) => name === 'coolant-flow').map((row) => row.side))
  t.same([...sides].sort(), ['primary', 'secondary'])
  const balance = heatBalance(rows, undefined)
  // 42 L/min of 1,030 kg/m³ and 3.974 kJ/(kg·K), warmed by 21 K; the example says 26.36 kW, which is not its own sum
  t.equal(valueIn(balance, 'coolant-heat-balance', side('Secondary')), 60_170)
  t.end()
})

interface Published {
  readonly registers: readonly {
    readonly begin: number
    readonly name: string
    readonly scale?: number
    readonly sign?: boolean
    readonly format: string
    readonly flags?: readonly (readonly [number, string])[]
  }[]
}

t.test('the Open Rack pump unit: our map against the published one', { skip }, (t) => {
  const folder = 'orv3-modbus/fb-openbmc/common/recipes-core/rackmon2/rackmon/configs/register_map'
  const text = readFileSync(join(captures ?? '', folder, 'orv3_rpu.json'), 'utf8')
  const { registers } = JSON.parse(text) as Published
  const byAddress = new Map(registers.map((register) => [register.begin, register]))
  const map = readMap(orv3Rpu)
  if ('faults' in map) return t.fail(map.faults.join())
  const words: readonly (readonly [RegExp, RegExp])[] = [
    [/temperature/, /Temp/],
    [/pressure/, /Pressure/],
    [/flow/, /Flow/],
    [/speed/, /RPM/],
    [/power/, /Power_W/],
    [/leak-latched/, /^Sticky_.*Leak/],
    [/leak-detector/, /^Leakage$/],
  ]
  for (const register of map.registers) {
    const theirs = byAddress.get(register.address)
    const where = `${register.address.toString(16)} ${register.signal} ${register.device}`
    t.ok(theirs, where)
    for (const [ours, named] of words) if (ours.test(register.signal)) t.match(theirs?.name, named, where)
    if (/temperature|pressure/.test(register.signal)) {
      const way = /supply|exhaust/.test(register.signal) ? /Outlet/ : /Inlet/
      t.match(theirs?.name, way, where)
    }
    if (register.type === 'u16' || register.type === 's16') {
      t.equal(register.scale ?? 1, theirs?.scale ?? 1, `${where}: scale`)
      t.equal(register.type === 's16', theirs?.sign === true, `${where}: sign`)
    }
    const bits = register.type === 'bits' ? register.bits.map(({ bit }) => bit) : []
    for (const bit of bits) {
      const flag = theirs?.flags?.find(([at]) => at === bit)?.[1]
      const part = register.device
        .split('/')
        .at(-1)!
        .replace(/^Optional/, 'Opt')
        .replace(/Relay$|s$/, '')
      t.ok(flag, `${where}: bit ${bit}`)
      if (register.signal === 'leak-detector')
        t.match(
          flag?.replaceAll('_', ''),
          part.replace(/(External)(\d)/, '$1Leakage$2'),
          `${where}: bit ${bit} is ${flag}`,
        )
    }
    const fault = 'faultBit' in register ? register.faultBit : undefined
    const flags = fault === undefined ? undefined : byAddress.get(fault.address)?.flags
    if (fault !== undefined) t.match(flags?.find(([at]) => at === fault.bit)?.[1], /Status$/, `${where}: fault bit`)
  }
  t.end()
})
