import fc from 'fast-check'
import t from 'tap'
import { parseResource } from '../../agent/sensors/redfish/kinds.ts'
import { deviceOf, pathOf } from '../../agent/sensors/redfish/resource.ts'
import { signalDef } from '../../shared/model/signals.ts'
import { find, valueIn } from '../fakes/found-signals.ts'
import { cduBodies, serverBodies } from '../fakes/redfish-bodies.ts'
import { redfishScene } from '../fakes/redfish-scene.ts'

t.test('a CDU: connectors, pumps, filters, reservoir, leaks and what the unit does by itself', async (t) => {
  const { service, read } = await redfishScene(t, { bodies: cduBodies })
  const signals = await read()
  const loop = find(signals, 'coolant-flow')!
  t.match(loop, {
    sensor: 'redfish:cdu-3',
    unit: 'L/min',
    source: 'redfish',
    reading: { kind: 'value', value: 42 },
    labels: {
      collector: 'cdu-3',
      rack: 'r3',
      cdu: 'c3',
      device: 'CDUs/1/SecondaryCoolantConnectors/1',
      side: 'secondary',
      name: 'Rack side',
    },
  })
  const expected: [string, unknown, string?][] = [
    ['coolant-supply-temperature', 29],
    ['coolant-return-pressure', 145],
    ['coolant-heat-removed', 26_360],
    ['coolant-valve', 61.5],
    ['coolant-density', 1030],
    // 42 L/min of it warmed by 21 K
    ['coolant-heat-balance', 60_170],
    ['pump-speed', 1800, 'CDUs/1/Pumps/1'],
    ['pump-speed', 'gap', 'CDUs/1/Pumps/2'],
    ['part-health', 'unavailable', 'CDUs/1/Pumps/2'],
    ['filter-rated-hours', 7500],
    ['reservoir-level', 64.8],
    ['reservoir-status', 'ok'],
    ['leak-humidity', 45],
    ['leak-detector', 'ok', 'CDUs/1/LeakDetectors/Moisture'],
    ['leak-detector', 'unavailable', 'CDUs/1/LeakDetectors/Rope 1'],
    ['leak-reaction-critical', 'force-off'],
    ['leak-reaction-delay', 30],
    ['equipment-power', 6438],
    ['equipment-energy', 7_200_000],
    ['dew-point', 11.25],
    ['room-humidity', 41],
    ['part-identity', 'Contoso LCOOL6000 4896 firmware 1.0.0'],
    ['collector-state', 'ok'],
    ['collector-unread', 0],
  ]
  for (const [name, value, device] of expected)
    t.equal(valueIn(signals, name, device), value, `${name} ${device ?? ''}`)
  t.equal(signals.filter(({ name }) => name === 'leak-detector').length, 2, 'one that two resources tell of is one')
  t.equal(service.busiest(), 1, 'one request at a time')
  const labels = find(signals, 'coolant-flow')!.labels
  service.asked.length = 0
  const again = await read()
  t.equal(find(again, 'coolant-flow')!.labels, labels, 'labels of one device are one object')
  t.notOk(
    service.asked.some((asked) => /\/Pumps$|CDUs$/.test(asked)),
    'collections are not read again',
  )
})

t.test(
  'a server: new resources instead of the old, GPUs of an HGX board, single sensors that nobody told of',
  async (t) => {
    const { service, read } = await redfishScene(t, { bodies: serverBodies })
    const signals = await read()
    const expected: [string, unknown, string?][] = [
      ['chassis-power', 5400.5, 'Chassis/1'],
      ['chassis-power-limit', 10_200],
      ['power-state', 'on', 'Chassis/1'],
      ['psu-input-power', 937.4],
      ['part-health', 'absent', 'Chassis/1/PowerSupplies/PSU1'],
      ['inlet-temperature', 24.8, 'Chassis/1'],
      ['exhaust-temperature', 40.5],
      ['fan-speed', 2200, 'Chassis/1/Fans/1'],
      ['inlet-temperature', 'gap', 'Chassis/1/Inlet'],
      ['coolant-supply-pressure', 233.87, 'Chassis/1/LiquidIn'],
      ['leak-detector', 'warning', 'Chassis/1/LeakDetectors/ColdPlate'],
      ['leak-reaction-critical', 'graceful-shutdown', 'Chassis/1/LeakDetectors/ColdPlate'],
      ['bmc-power', 601, 'Systems/HGX_Baseboard_0/Processors/GPU_SXM_1'],
      ['bmc-energy', 123_456, 'Systems/HGX_Baseboard_0/Processors/GPU_SXM_2'],
      ['bmc-temperature', 52, 'Systems/HGX_Baseboard_0/Processors/GPU_SXM_2'],
    ]
    for (const [name, value, device] of expected)
      t.equal(valueIn(signals, name, device), value, `${name} ${device ?? ''}`)
    const asked = service.asked.join('\n')
    t.notMatch(asked, /\/Power$|\/Thermal$/m, 'the old resources are not read beside the new')
    t.notMatch(asked, /Sensors\/TotalPower/, 'a sensor that an excerpt told of is not read by itself')
  },
)

t.test('the old Power and Thermal are read where the new are missing, or are listed and not there', async (t) => {
  const bodies = { ...serverBodies }
  const chassis = bodies['/redfish/v1/Chassis/1'] as Record<string, unknown>
  bodies['/redfish/v1/Chassis/1'] = { ...chassis, ThermalSubsystem: undefined }
  delete bodies['/redfish/v1/Chassis/1/PowerSubsystem']
  const old = { '@odata.type': '#Power.v1_5_0.Power', PowerControl: [{ MemberId: '0', PowerConsumedWatts: 429 }] }
  bodies['/redfish/v1/Chassis/1/Power'] = old
  bodies['/redfish/v1/Chassis/1/Thermal'] = {
    '@odata.type': '#Thermal.v1_4_0.Thermal',
    Temperatures: [{ MemberId: 'a', Name: 'System Board Inlet Temp', ReadingCelsius: 21 }],
    Fans: [
      { MemberId: 'f', FanName: 'Fan1A', Reading: 17760, ReadingUnits: 'RPM' },
      { MemberId: 'g', FanName: 'Fan1B', Reading: 30, ReadingUnits: 'Percent' },
    ],
  }
  const { read } = await redfishScene(t, { bodies })
  const signals = await read()
  t.equal(valueIn(signals, 'chassis-power', 'Chassis/1/PowerControl/0'), 429)
  t.equal(valueIn(signals, 'inlet-temperature', 'Chassis/1/Temperatures/a'), 21)
  t.equal(valueIn(signals, 'fan-speed', 'Chassis/1/Fans/f'), 17760)
  t.equal(valueIn(signals, 'fan-duty', 'Chassis/1/Fans/g'), 30)
  t.equal(valueIn(signals, 'collector-state'), 'ok', 'a way round is no failure')
})

t.test('a rating in place of a reading, numbers that mean nothing, states that nobody knows', (t) => {
  const parse = (body: Record<string, unknown>, path = '/redfish/v1/Chassis/1/X') => parseResource(body, path, 5).rows
  const supply = {
    PowerInputWatts: 900,
    PowerOutputWatts: 203,
    Oem: { Dell: { DellPowerSupplyView: { Range1MaxInputPowerWatts: 900 } } },
  }
  const [input] = parse({ '@odata.type': '#Power.v1_5_0.Power', PowerSupplies: [supply] })
  t.match(input, { name: 'psu-input-power', reading: { kind: 'gap', reason: /rating \(900 W\)/ } })
  const temperature = (reading: unknown) =>
    parse({ '@odata.type': '#Sensor.v1_1_0.Sensor', ReadingType: 'Temperature', Reading: reading })[0]?.reading
  t.match(temperature(2 ** 63), { kind: 'gap', reason: /instead of a reading/ })
  t.match(temperature('warm'), { kind: 'gap', reason: /"warm"/ })
  t.match(temperature(undefined), { kind: 'gap' }, 'a sensor without a Reading gives none now')
  const detector = (rest: object) => parse({ '@odata.type': '#LeakDetector.v1_1_0.LeakDetector', ...rest })[0]?.reading
  t.match(detector({ DetectorState: 'Damp' }), { kind: 'gap', reason: /"Damp": known are OK/ })
  t.match(detector({ DetectorState: 'OK', Status: { State: 'Disabled' } }), { value: 'unavailable' })
  t.match(detector({ DetectorState: 'OK', Status: { State: 'Enabled', Health: 'Critical' } }), { value: 'unavailable' })
  t.match(detector({ DetectorState: 'Critical', Status: { State: 'Disabled' } }), { value: 'critical' }, 'wet wins')
  const alarm = (state: string) =>
    parse(
      { '@odata.type': '#Alarm.v0_9_0.Alarm', AlarmState: state, Severity: 'Critical' },
      '/redfish/v1/Chassis/E/Oem/Alarms/CabinetLeakConfirmed',
    )[0]
  t.match(alarm('Armed'), {
    name: 'leak-alarm',
    reading: { value: 'ok' },
    device: 'Chassis/E/Alarms/CabinetLeakConfirmed',
  })
  t.match(alarm('Triggered'), { reading: { value: 'critical' } })
  t.match(alarm('Confused'), { reading: { kind: 'gap' } })
  t.same(parse({ '@odata.type': '#Toaster.v1_0_0.Toaster' }), [])
  t.same(parse({}), [])
  t.end()
})

t.test('boards and their modules have their own paths per product; a link is all that is needed', (t) => {
  const watts = { '@odata.type': '#EnvironmentMetrics.v1_3_0.EnvironmentMetrics', PowerWatts: { Reading: 700 } }
  const products: [string, string, string][] = [
    [
      '/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1/EnvironmentMetrics',
      'bmc-power',
      'Systems/HGX_Baseboard_0/Processors/GPU_SXM_1',
    ],
    [
      '/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_0/EnvironmentMetrics',
      'bmc-power',
      'Systems/HGX_Baseboard_0/Processors/GPU_0',
    ],
    ['/redfish/v1/Chassis/HGX_ProcessorModule_0/EnvironmentMetrics/', 'chassis-power', 'Chassis/HGX_ProcessorModule_0'],
    ['/redfish/v1/ThermalEquipment/CDUs/1/EnvironmentMetrics', 'equipment-power', 'CDUs/1'],
  ]
  for (const [path, name, device] of products) t.match(parseResource(watts, path, 5).rows, [{ name, device }], path)
  t.end()
})

t.test('links of a service never lead out of it', (t) => {
  for (const bad of [
    'https://elsewhere/redfish/v1/Chassis',
    '//elsewhere/redfish/v1',
    '/etc/passwd',
    '/redfish/v1/../x',
    7,
    null,
  ])
    t.equal(pathOf({ '@odata.id': bad }), undefined, String(bad))
  t.equal(pathOf({ '@odata.id': '/redfish/v1/Chassis/1/Power#/PowerControl/0' }), '/redfish/v1/Chassis/1/Power')
  t.equal(deviceOf('/redfish/v1/Chassis/S/Sensors/Fans/0x17%7C%7CFan.1A'), 'Chassis/S/Fans/0x17||Fan.1A')
  t.equal(deviceOf('/redfish/v1/Chassis/Power/Power#/PowerSupplies/300'), 'Chassis/Power/PowerSupplies/300')
  t.end()
})

t.test('whatever a service writes in place of what it should, nothing is thrown and no reading is made up', (t) => {
  const bodies = Object.entries({ ...cduBodies, ...serverBodies })
  const junk = fc.oneof(
    fc.constantFrom(null, '', 'x', true, [], {}, [null], [[]], -1, 1e300, 2 ** 63, { Reading: 'x' }, { Reading: null }),
    fc.double(),
    fc.jsonValue({ maxDepth: 2 }),
  )
  fc.assert(
    fc.property(fc.nat(bodies.length - 1), fc.nat(40), junk, (at, key, value) => {
      const [path, body] = bodies[at]!
      let left = key
      const spoilt = JSON.parse(JSON.stringify(body), (_name, found) => (left-- === 0 ? value : found))
      for (const row of parseResource(typeof spoilt === 'object' && spoilt !== null ? spoilt : {}, path, 5).rows) {
        const def = signalDef(row.name)
        if (row.reading.kind !== 'value') continue
        const fits = def?.kind === 'state' ? def.states?.includes(String(row.reading.value)) : true
        if (!fits || (def?.kind !== 'state' && def?.kind !== 'text' && !Number.isFinite(row.reading.value)))
          t.fail(`${row.name} ${row.reading.value}`)
      }
    }),
    { numRuns: 2_000 },
  )
  t.end()
})
