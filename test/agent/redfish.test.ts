import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { RedfishConfig } from '../../agent/sensors/collector-config.ts'
import { collectorSensors } from '../../agent/sensors/collectors.ts'
import { parseResource } from '../../agent/sensors/redfish/kinds.ts'
import { deviceOf, pathOf } from '../../agent/sensors/redfish/resource.ts'
import { RedfishClient } from '../../agent/sensors/redfish-client.ts'
import type { Sensor } from '../../agent/sensors/sensor.ts'
import { type Clock, realTimers, steadyClock, type Timers } from '../../shared/clock.ts'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { cduBodies, serverBodies } from '../fakes/redfish-bodies.ts'
import { type FakeService, type ServiceOptions, startRedfish } from '../fakes/redfish-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'mw-redfish-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const passwordFile = join(folder, 'password')
writeFileSync(passwordFile, 'secret\n', { mode: 0o600 })
const account = ['millwright', 'secret'] as const
const credentials = { user: 'millwright', passwordFile }

/** A clock that a test sets forward; time itself goes on too. */
class ShiftedClock implements Clock {
  shiftMs = 0
  readonly #real = steadyClock()
  nowMs(): number {
    return this.#real.nowMs() + this.shiftMs
  }
}

function configOf(service: FakeService, more: Partial<RedfishConfig> = {}): RedfishConfig {
  return {
    kind: 'redfish',
    name: 'cdu-3',
    periodMs: 30_000,
    timeoutMs: 5_000,
    about: { rack: 'r3', cdu: 'c3' },
    address: service.address,
    credentials: undefined,
    certificateSha256: service.certificate.sha256,
    caFile: undefined,
    requestsPerSecond: 1_000,
    coolant: undefined,
    ...more,
  }
}

interface Scene {
  readonly service: FakeService
  readonly sensor: Sensor
  readonly clock: ShiftedClock
  /** one round, and what is known after it */
  read(): Promise<readonly Signal[]>
}

async function scene(
  t: Tap,
  options: ServiceOptions,
  more: Partial<RedfishConfig> = {},
  timers: Timers = realTimers,
): Promise<Scene> {
  const service = await startRedfish(options)
  const clock = new ShiftedClock()
  const [sensor] = collectorSensors([configOf(service, more)], clock, timers)
  t.teardown(async () => {
    sensor!.close?.()
    service.release()
    await service.close()
  })
  return { service, clock, sensor: sensor!, read: () => sensor!.read(clock.nowMs()) }
}
type Tap = { teardown(run: () => unknown): void }

const find = (signals: readonly Signal[], name: string, device?: string): Signal | undefined =>
  signals.find((signal) => signal.name === name && (device === undefined || signal.labels.device === device))
const valueIn = (signals: readonly Signal[], name: string, device?: string): unknown => {
  const reading = find(signals, name, device)?.reading
  return reading?.kind === 'value' ? reading.value : reading?.kind
}
const reasonIn = (reading: Reading | undefined): string =>
  reading?.kind === 'gap' ? reading.reason : `no gap: ${reading?.kind}`

const cdu = '/redfish/v1/ThermalEquipment/CDUs/1'

t.test('a CDU: connectors, pumps, filters, reservoir, leaks and what the unit does by itself', async (t) => {
  const { service, read } = await scene(t, { bodies: cduBodies })
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
    const { service, read } = await scene(t, { bodies: serverBodies })
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
  const { read } = await scene(t, { bodies })
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

t.test('one resource that fails loses its own rows; what vanishes stays known as a gap', async (t) => {
  const { service, clock, read } = await scene(t, { bodies: cduBodies })
  service.answers.set(`${cdu}/Filters/1`, { status: 500 })
  const first = await read()
  t.match(reasonIn(find(first, 'part-health', 'CDUs/1/Filters/1')?.reading), /HTTP 500/)
  t.equal(valueIn(first, 'collector-state'), 'partial')
  t.equal(valueIn(first, 'coolant-flow'), 42)
  service.answers.delete(`${cdu}/Filters/1`)
  service.answers.set(`${cdu}/Pumps/1`, { body: '{"PumpSpeedPercent": {"Read' })
  service.answers.set(`${cdu}/Reservoirs/1`, { status: 404 })
  service.answers.set(`${cdu}/EnvironmentMetrics`, { body: '[1]' })
  clock.shiftMs += 30_000
  const second = await read()
  t.match(reasonIn(find(second, 'pump-speed', 'CDUs/1/Pumps/1')?.reading), /no JSON/)
  t.match(reasonIn(find(second, 'reservoir-level')?.reading), /HTTP 404/)
  t.match(reasonIn(find(second, 'equipment-power')?.reading), /no JSON object/)
  t.equal(valueIn(second, 'collector-unread'), 3)
  t.equal(valueIn(second, 'coolant-flow'), 42)
  const began = find(second, 'reservoir-level')?.reading
  // The reservoir is pulled for good: at the next look round it is listed no more.
  service.answers.clear()
  service.bodies[`${cdu}/Reservoirs`] = { '@odata.type': '#ReservoirCollection.ReservoirCollection', Members: [] }
  clock.shiftMs += 700_000
  const third = await read()
  const gone = find(third, 'reservoir-level')?.reading
  t.match(reasonIn(gone), /lists it no more/)
  t.equal(gone?.kind === 'gap' && began?.kind === 'gap' && gone.sinceMs === began.sinceMs, true, 'since it began')
  t.equal(valueIn(third, 'filter-hours'), 354, 'and the filter was found at last')
  t.equal(valueIn(third, 'collector-state'), 'ok')
})

t.test('a reading that is told no more is a gap, not gone', async (t) => {
  const { service, read } = await scene(t, { bodies: cduBodies })
  await read()
  const pump = service.bodies[`${cdu}/Pumps/1`] as Record<string, unknown>
  service.bodies[`${cdu}/Pumps/1`] = { ...pump, ServiceHours: undefined }
  const signals = await read()
  t.match(reasonIn(find(signals, 'pump-hours')?.reading), /tells it no more/)
})

t.test('sessions: one is made, renewed when it ends, and given back', async (t) => {
  const { service, sensor, read } = await scene(t, { bodies: cduBodies, account }, { credentials })
  t.equal(valueIn(await read(), 'coolant-flow'), 42)
  const logins = () => service.asked.filter((asked) => asked.startsWith('POST')).length
  t.equal(logins(), 1)
  t.equal(service.sessions.size, 1)
  service.expire()
  t.equal(valueIn(await read(), 'coolant-flow'), 42)
  t.equal(logins(), 2, 'once again after a 401')
  t.ok(
    service.authorizations.every((header) => header === undefined),
    'the password does not go with the requests',
  )
  const client = new RedfishClient(configOf(service, { credentials }), { clock: steadyClock(), timers: realTimers })
  await client.get(cdu)
  t.equal(service.sessions.size, 2)
  await client.close()
  t.equal(service.sessions.size, 1, 'its session is deleted')
  await t.rejects(client.get(cdu), /closed/)
  sensor.close?.()
})

t.test('a service without sessions gets the password with each request', async (t) => {
  const { service, read } = await scene(t, { bodies: cduBodies, account, sessions: false }, { credentials })
  t.equal(valueIn(await read(), 'coolant-flow'), 42)
  t.match(service.authorizations.at(-1), /^Basic /)
})

t.test('a refused password is tried seldom, so as not to lock the account', async (t) => {
  const wrong = join(folder, 'wrong')
  writeFileSync(wrong, 'guess', { mode: 0o600 })
  const more = { credentials: { user: 'millwright', passwordFile: wrong } }
  const { service, clock, read } = await scene(t, { bodies: cduBodies, account }, more)
  const logins = () => service.asked.filter((asked) => asked.startsWith('POST')).length
  t.match(
    reasonIn(find(await read(), 'collector-state')?.reading),
    /refuses user millwright with the password in .*HTTP 401/,
  )
  t.match(reasonIn(find(await read(), 'collector-state')?.reading), /asked again in \d+ s, so as not to lock/)
  t.equal(logins(), 1)
  clock.shiftMs += 31_000
  await read()
  t.equal(logins(), 2)
  clock.shiftMs += 31_000
  await read()
  t.equal(logins(), 2, 'the pause doubles')
  writeFileSync(wrong, 'secret')
  clock.shiftMs += 61_000
  t.equal(valueIn(await read(), 'coolant-flow'), 42, 'a corrected file is read without a restart')
})

t.test('a password that others can read is refused, one that is missing is named', async (t) => {
  const open = join(folder, 'open')
  writeFileSync(open, 'secret')
  chmodSync(open, 0o640)
  for (const [file, words] of [
    [open, /mode 0640, so others can read it: chmod 600/],
    [join(folder, 'none'), /cannot be read: ENOENT/],
  ] as const) {
    const more = { credentials: { user: 'millwright', passwordFile: file } }
    const { service, read } = await scene(t, { bodies: cduBodies, account }, more)
    t.match(reasonIn(find(await read(), 'collector-state')?.reading), words)
    t.notOk(service.asked.some((asked) => asked.startsWith('POST')))
  }
})

t.test('certificates: pinned, by an authority, or refused with what to do about it', async (t) => {
  const unpinned = await scene(t, { bodies: cduBodies, account }, { certificateSha256: undefined, credentials })
  const said = reasonIn(find(await unpinned.read(), 'collector-state')?.reading)
  t.match(said, /cannot be verified \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
  t.match(said, `pin it with "certificateSha256": "${unpinned.service.certificate.sha256}"`)
  t.same(unpinned.service.asked, [], 'nothing was sent')
  const other = '0'.repeat(64)
  const wrong = await scene(t, { bodies: cduBodies }, { certificateSha256: other })
  t.match(
    reasonIn(find(await wrong.read(), 'collector-state')?.reading),
    /shows a certificate with sha256 .* but 0{64} is pinned/,
  )
  t.same(wrong.service.asked, [])
  const service = await startRedfish({ bodies: cduBodies })
  t.teardown(() => service.close())
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, service.certificate.cert)
  const trusted = { certificateSha256: undefined, caFile }
  const around = { clock: steadyClock(), timers: realTimers }
  const good = new RedfishClient(configOf(service, trusted), around)
  t.match(await good.get(cdu), { Name: 'Row 3 CDU' })
  await good.close()
  // The certificate names 127.0.0.1 only.
  const elsewhere = { ...trusted, address: service.address.replace('127.0.0.1', 'localhost') }
  const misnamed = new RedfishClient(configOf(service, elsewhere), around)
  await t.rejects(misnamed.get(cdu), /ERR_TLS_CERT_ALTNAME_INVALID/)
  await misnamed.close()
  const lost = new RedfishClient(configOf(service, { ...trusted, caFile: join(folder, 'no-ca') }), around)
  await t.rejects(lost.get(cdu), /ENOENT/)
  await lost.close()
})

t.test(
  '$expand is used where the service says that it understands it, and given up where it does not after all',
  async (t) => {
    const root = {
      ...(cduBodies['/redfish/v1/'] as object),
      ProtocolFeaturesSupported: { ExpandQuery: { NoLinks: true, Levels: true } },
    }
    const expanded = {
      '@odata.type': '#PumpCollection.PumpCollection',
      Members: [cduBodies[`${cdu}/Pumps/1`], cduBodies[`${cdu}/Pumps/2`]],
    }
    const { service, read } = await scene(t, { bodies: { ...cduBodies, '/redfish/v1/': root } })
    const query = `${cdu}/Pumps?$expand=.($levels=1)`
    service.answers.set(query, { body: expanded })
    t.equal(valueIn(await read(), 'pump-speed', 'CDUs/1/Pumps/1'), 1800)
    service.asked.length = 0
    t.equal(valueIn(await read(), 'pump-speed', 'CDUs/1/Pumps/1'), 1800)
    t.ok(service.asked.includes(`GET ${query}`))
    t.notOk(service.asked.includes(`GET ${cdu}/Pumps/1`))
    const refusing = await scene(t, { bodies: { ...cduBodies, '/redfish/v1/': root } })
    refusing.service.answers.set(query, { status: 501 })
    t.equal(valueIn(await refusing.read(), 'pump-speed', 'CDUs/1/Pumps/1'), 1800)
    t.equal(valueIn(await refusing.read(), 'collector-state'), 'ok')
  },
)

t.test('a slow service: what is known is given with its age, and nothing is asked twice', async (t) => {
  let patient = true
  const timers: Timers = {
    ...realTimers,
    setTimeout: (run, ms) => realTimers.setTimeout(run, patient ? ms : Math.min(ms, 100)),
  }
  const { service, clock, read } = await scene(t, { bodies: cduBodies }, { timeoutMs: 60_000 }, timers)
  const first = await read()
  const taken = find(first, 'reservoir-level')?.reading
  service.answers.set(`${cdu}/Filters/1`, { hang: true })
  patient = false
  const before = service.asked.length
  const [again, more] = await Promise.all([read(), read()])
  t.equal(valueIn(again, 'coolant-flow'), 42)
  t.same(
    find(more, 'filter-hours')?.reading,
    find(first, 'filter-hours')?.reading,
    'as it was, with the time it was read',
  )
  const asked = service.asked.slice(before).filter((one) => one.endsWith('/Filters/1')).length
  t.equal(asked, 1, 'rounds do not overlap')
  clock.shiftMs += 300_000
  const old = await read()
  t.match(reasonIn(find(old, 'filter-hours')?.reading), /not read for \d+ s: the round still goes on/)
  t.equal(taken?.kind, 'value')
  t.equal(service.busiest(), 1)
})

t.test('a resource that never answers costs itself; a service that never answers ends the round', async (t) => {
  const { service, read } = await scene(t, { bodies: cduBodies }, { timeoutMs: 200 })
  await read()
  service.answers.set(`${cdu}/Filters/1`, { hang: true })
  const signals = await read()
  t.match(reasonIn(find(signals, 'filter-hours')?.reading), /no answer from .* for 0\.2 s/)
  t.equal(valueIn(signals, 'coolant-flow'), 42)
  t.equal(valueIn(signals, 'collector-unread'), 1)
  for (const path of Object.keys(cduBodies)) service.answers.set(path, { hang: true })
  service.asked.length = 0
  const dead = await read()
  t.equal(service.asked.length, 3, 'after three in a row the rest is not asked')
  t.equal(dead.filter(({ name, reading }) => !name.startsWith('collector-') && reading.kind === 'value').length, 0)
  t.match(reasonIn(find(dead, 'collector-state')?.reading), /no answer from/)
})

t.test('what a moment may mend is tried again; a service that is gone is a gap in all, and comes back', async (t) => {
  const { service, clock, read } = await scene(t, { bodies: cduBodies })
  let busy = 1
  service.answers.set(`${cdu}/Filters/1`, () => (busy-- > 0 ? { status: 503 } : undefined))
  const signals = await read()
  t.equal(valueIn(signals, 'filter-hours'), 354)
  t.equal(valueIn(signals, 'collector-failures'), 1)
  const around = { clock, timers: realTimers }
  await service.close()
  const [gone] = collectorSensors([configOf(service, { name: 'gone' })], clock, around.timers)
  const said = await gone!.read(0)
  t.match(reasonIn(find(said, 'collector-state')?.reading), /ECONNREFUSED/)
  t.match(find(said, 'collector-state')?.labels, { collector: 'gone', cdu: 'c3' })
  const lost = await read()
  t.match(reasonIn(find(lost, 'coolant-flow')?.reading), /ECONNREFUSED|socket|closed/)
  gone!.close?.()
})

t.test('the budget of requests a second is kept to', async (t) => {
  const service = await startRedfish({ bodies: cduBodies })
  t.teardown(() => service.close())
  const waits: number[] = []
  let nowMs = 1_000
  const timers = {
    ...realTimers,
    setTimeout: (run: () => void, ms: number) => {
      waits.push(ms)
      nowMs += ms
      return realTimers.setTimeout(run, 0)
    },
  }
  const client = new RedfishClient(configOf(service, { requestsPerSecond: 4 }), {
    clock: { nowMs: () => nowMs },
    timers,
  })
  await Promise.all([1, 2, 3, 4, 5].map(() => client.get(cdu)))
  t.same(waits, [250, 250, 250, 250])
  t.equal(service.busiest(), 1)
  await client.close()
})
