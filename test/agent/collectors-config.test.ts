import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { collectorsOf } from '../../agent/config-collectors.ts'
import { ConfigError } from '../../agent/config-values.ts'
import type { IpmiConfig } from '../../agent/sensors/collector-config.ts'
import { type Row, RowSignals } from '../../agent/sensors/collector-rows.ts'
import { collectorSensors } from '../../agent/sensors/collectors.ts'
import { heatBalance, heatW } from '../../agent/sensors/heat-balance.ts'
import { reachArgs } from '../../agent/sensors/ipmi.ts'
import { readMap } from '../../agent/sensors/modbus-map.ts'
import { blocksOf, rowsOf } from '../../agent/sensors/modbus-parse.ts'
import { gap, unsupported, value } from '../../agent/sensors/sensor.ts'
import { steadyClock } from '../../shared/clock.ts'
import { mapOf, register } from '../fakes/modbus-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'mw-collectors-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const clock = steadyClock()
const inRows = (rows: readonly Row[], device: string): Row | undefined => rows.find((row) => row.device === device)

const refusalOf = (collectors: unknown): string => {
  try {
    collectorsOf(collectors, 'agent.json', { readFile: (path) => readFileSync(path, 'utf8') })
  } catch (error) {
    return error instanceof ConfigError ? error.message : `not a ConfigError: ${String(error)}`
  }
  return 'taken'
}

t.test('the configuration is read whole, with defaults', (t) => {
  const pin = 'AB:'.repeat(31).concat('cd')
  const map = join(folder, 'map.json')
  const register = { address: '0x10', type: 'u16', signal: 'coolant-flow', device: 'pump' }
  writeFileSync(map, JSON.stringify({ name: 'own', about: 'ours', table: 'input', registers: [register] }))
  const given = [
    {
      name: 'cdu-1',
      kind: 'redfish',
      address: 'https://10.0.0.5',
      user: 'monitor',
      passwordFile: '/etc/millwright/cdu-1.password',
      certificateSha256: pin,
      periodMs: 60_000,
      about: { rack: 'r1', cdu: 'c1' },
      coolant: { densityKgPerM3: 1020, specificHeatKjPerKgK: 3.9 },
    },
    { name: 'bmc-7', kind: 'ipmi', address: '[fd00::7]:6230', user: 'a', passwordFile: '/x', cipherSuite: 3 },
    { name: 'self', kind: 'ipmi' },
    { name: 'rpu', kind: 'modbus', address: '10.0.0.9', map: 'orv3-rpu' },
    { name: 'own', kind: 'modbus', address: 'gateway:5020', unitId: 4, map },
  ]
  const [cdu, bmc, self, rpu, own] = collectorsOf(given, 'agent.json', {
    readFile: (path) => readFileSync(path, 'utf8'),
  })
  t.match(cdu, {
    kind: 'redfish',
    address: 'https://10.0.0.5',
    certificateSha256: `${'ab'.repeat(31)}cd`,
    requestsPerSecond: 10,
    timeoutMs: 20_000,
    periodMs: 60_000,
    credentials: { user: 'monitor', passwordFile: '/etc/millwright/cdu-1.password' },
  })
  t.match(bmc, { remote: { host: 'fd00::7', port: 6230, cipherSuite: 3 }, periodMs: 30_000 })
  t.match(self, { kind: 'ipmi', remote: undefined, about: {} })
  t.match(rpu, { host: '10.0.0.9', port: 502, unitId: 12, map: { name: 'orv3-rpu' } })
  t.match(own, { host: 'gateway', port: 5020, unitId: 4, map: { registers: [{ address: 16 }] } })
  t.same(collectorsOf(undefined, 'x', { readFile: () => '' }), [])
  t.match(reachArgs(bmc as IpmiConfig).join(' '), '-I lanplus -C 3 -H fd00::7 -p 6230 -U a -f /x')
  t.same(reachArgs(self as IpmiConfig), ['-I', 'open'])
  t.equal(
    collectorSensors([cdu!, bmc!, self!, rpu!, own!], clock)
      .map(({ name }) => name)
      .join(),
    'redfish:cdu-1,ipmi:bmc-7,ipmi:self,modbus:rpu,modbus:own',
  )
  const example = JSON.parse(readFileSync(new URL('../../examples/collectors/agent.json', import.meta.url), 'utf8'))
  t.equal(refusalOf(example.collectors), 'taken', 'the example is right')
  t.end()
})

t.test('a wrong configuration is refused with what would be right', (t) => {
  const good = { name: 'a', kind: 'redfish', address: 'https://10.0.0.5' }
  const refused: [unknown, RegExp][] = [
    [{}, /agent\.json: collectors must be a list of at most 256 collectors/],
    [[{ ...good, kind: 'snmp' }], /collectors\[0\]\.kind must be one of redfish, ipmi, modbus/],
    [[{ ...good, adress: 'x' }], /collectors\[0\]\.adress is not a known key; did you mean 'address'\?/],
    [[{ ...good, about: { rak: 'r' } }], /about\.rak is not a known key; did you mean 'rack'/],
    [[{ ...good, address: '10.0.0.5' }], /address must be like https:\/\/10\.0\.0\.5/],
    [[{ ...good, address: 'https://u:p@10.0.0.5' }], /address must be like/],
    [[{ ...good, user: 'u' }], /passwordFile is missing: user and passwordFile come together/],
    [
      [{ ...good, address: 'http://10.0.0.5', user: 'u', passwordFile: '/p' }],
      /must begin with https:\/\/ where a password/,
    ],
    [[{ ...good, certificateSha256: 'abc' }], /certificateSha256 must be the sha256 of the certificate in hex/],
    [[{ ...good, certificateSha256: 'ab'.repeat(32), caFile: '/c' }], /caFile is given beside certificateSha256/],
    [[{ ...good, periodMs: '30s' }], /periodMs must be a whole number of milliseconds .*write 30000/],
    [[{ ...good, password: 'x' }], /password is not a known key; known here: .*passwordFile/],
    [
      [{ ...good, about: { rack: 'r'.repeat(99) } }],
      /about: labels are too long: .* come to 107 characters, at most 104/,
    ],
    [[good, good], /collectors\[1\]\.name: there are two called a/],
    [[{ name: 'b', kind: 'ipmi', address: '10.0.0.6' }], /user is missing: a BMC over the network needs one/],
    [[{ name: 'b', kind: 'ipmi', cipherSuite: 3 }], /cipherSuite is only for a BMC with an address/],
    [[{ name: 'c', kind: 'modbus', address: 'h:99999', map: 'orv3-rpu' }], /address must be a host, with :port/],
    [
      [{ name: 'c', kind: 'modbus', address: 'h', map: 'orv4' }],
      /map must be the path of a JSON file or one of orv3-rpu/,
    ],
    [[{ name: 'c', kind: 'modbus', address: 'h', map: './none.json' }], /map \.\/none\.json: ENOENT/],
  ]
  for (const [collectors, words] of refused) t.match(refusalOf(collectors), words)
  t.end()
})

t.test('labels: one object a device, short enough for a series, the end of a long name kept', (t) => {
  const rows = new RowSignals('redfish:c', 'redfish', 'c', { rack: 'r1', tray: 't2' })
  const of = (device: string, called?: string) =>
    rows.of({ name: 'fan-speed', device, reading: value(1, 5), ...(called === undefined ? {} : { called }) }).labels
  t.same(of('Chassis/1/Fans/2', 'Fan 2'), {
    device: 'Chassis/1/Fans/2',
    name: 'Fan 2',
    collector: 'c',
    rack: 'r1',
    tray: 't2',
  })
  t.equal(of('Chassis/1/Fans/2'), of('Chassis/1/Fans/2', 'Fan 2'))
  const long = of(`${'x'.repeat(500)}/7`, 'y'.repeat(500))
  t.equal(long.device?.length, 80)
  t.match(long.device, /^…x+\/7$/)
  t.equal(long.name, undefined)
  t.end()
})

t.test('the heat balance: by the connector, by the unit, by the configuration, or not at all', (t) => {
  t.equal(Math.round(heatW(60, { densityKgPerM3: 1000, specificHeatKjPerKgK: 4.18 }, 10)), 41_800)
  const device = 'CDUs/1/PrimaryCoolantConnectors/1'
  const row = (name: Row['name'], reading: Row['reading'], of = device): Row => ({ name, reading, device: of })
  const rows = [
    row('coolant-flow', value(60, 5)),
    row('coolant-supply-temperature', value(20, 3)),
    row('coolant-return-temperature', value(30, 4)),
  ]
  const unit = [row('coolant-density', value(1000, 5), 'CDUs/1'), row('coolant-specific-heat', value(4, 5), 'CDUs/1')]
  t.match(
    heatBalance([...rows, ...unit], undefined),
    [{ reading: { value: 40_000, hostClockMs: 3 } }],
    'as old as its oldest part',
  )
  t.match(heatBalance(rows, { densityKgPerM3: 1000, specificHeatKjPerKgK: 2 }), [{ reading: { value: 20_000 } }])
  t.match(
    heatBalance(rows, undefined),
    [{ reading: { kind: 'unsupported' } }],
    'an unknown coolant is not taken for water',
  )
  const broken = rows.map((one) => (one.name === 'coolant-flow' ? { ...one, reading: gap('HTTP 500', 9) } : one))
  t.match(heatBalance([...broken, ...unit], undefined), [{ reading: { kind: 'gap', reason: /HTTP 500/, sinceMs: 9 } }])
  t.match(heatBalance([row('coolant-flow', unsupported), ...unit], undefined), [{ reading: { kind: 'unsupported' } }])
  t.same(heatBalance(unit, undefined), [])
  t.end()
})

t.test('register maps: every type, ranges, faults that the device itself tells', (t) => {
  const map = mapOf(
    register({ address: '0x0000', type: 'u16', scale: 0.1, signal: 'coolant-flow' }),
    register({ address: 1, type: 's16', scale: 0.1, signal: 'coolant-supply-pressure' }),
    register({ address: 2, type: 'u32', signal: 'pump-hours' }),
    register({ address: 4, type: 'float', signal: 'equipment-power', device: 'float' }),
    register({ address: 6, type: 'float', order: 'low-first', signal: 'equipment-power', device: 'turned' }),
    register({ address: 8, type: 's32', signal: 'bmc-current' }),
    register({
      address: 10,
      type: 'u16',
      signal: 'coolant-supply-temperature',
      device: 'faulted',
      faultBit: { address: 12, bit: 3 },
    }),
    register({ address: 11, type: 'u16', signal: 'coolant-return-temperature', device: 'wild', scale: 0.1, max: 120 }),
    register({
      address: 12,
      type: 'bits',
      signal: 'leak-detector',
      device: 'pan',
      bits: [
        { bit: 3, state: 'critical' },
        { bit: 1, state: 'unavailable' },
      ],
      otherwise: 'ok',
    }),
    register({
      address: 12,
      type: 'bits',
      signal: 'leak-detector',
      device: 'floor',
      bits: [{ bit: 0, state: 'critical' }],
      otherwise: 'ok',
    }),
    register({
      address: 13,
      type: 'state',
      signal: 'leak-latched',
      states: [
        { value: 0, state: 'no' },
        { value: 1, state: 'yes' },
      ],
    }),
    register({ address: 14, type: 'text', length: 2, signal: 'part-identity' }),
    register({ address: 40, type: 'raw', signal: 'register' }),
  )
  t.same(blocksOf(map), [
    { start: 0, count: 16 },
    { start: 40, count: 1 },
  ])
  const float = Buffer.alloc(4)
  float.writeFloatBE(123.5)
  const [high, low] = [float.readUInt16BE(0), float.readUInt16BE(2)]
  const words = [415, 65_436, 1, 2, high, low, low, high, 65_535, 65_535, 300, 1_500, 0b1010, 7, 0x4142, 0x4320]
  const rows = rowsOf(map, (address) => words[address] ?? 'exception 2', 5)
  const values = rows.map(({ reading }) => (reading.kind === 'value' ? reading.value : reading.kind))
  t.same(values, [41.5, -10, 65_538, 123.5, 123.5, -1, 'gap', 'gap', 'critical', 'ok', 'gap', 'ABC', 'gap'])
  t.match(inRows(rows, 'faulted')?.reading, { reason: /calls this sensor faulted/ })
  t.match(inRows(rows, 'wild')?.reading, { reason: /reads 150, which is outside of -Infinity to 120/ })
  t.match(rows.at(-1)?.reading, { reason: 'exception 2' })
  t.end()
})

t.test('wrong register maps are refused with what would be right', (t) => {
  const refused: [object, RegExp][] = [
    [
      { type: 'u16', signal: 'coolant-flwo' },
      /registers\[0\]\.signal must be the name of a signal .* did you mean 'coolant-flow'/,
    ],
    [{ type: 'u16', signal: 'leak-detector' }, /is a state signal: a register of type u16 needs one that is a number/],
    [
      { type: 'bits', signal: 'coolant-flow', bits: [{ bit: 1, state: 'ok' }], otherwise: 'ok' },
      /needs one that has states/,
    ],
    [
      { type: 'bits', signal: 'leak-detector', bits: [{ bit: 1, state: 'wet' }], otherwise: 'ok' },
      /"wet" is no state of leak-detector: use ok, warning/,
    ],
    [{ type: 'u16', signal: 'coolant-flow', address: '9000h' }, /address must be a register's address/],
    [{ type: 'u17', signal: 'coolant-flow' }, /type must be one of u16/],
    [{ type: 'text', signal: 'coolant-flow' }, /needs a text one/],
  ]
  for (const [rest, words] of refused) {
    const map = readMap({ name: 'm', about: 'a', table: 'holding', registers: [register(rest)] })
    t.match('faults' in map ? map.faults.join('; ') : 'taken', words)
  }
  t.end()
})
