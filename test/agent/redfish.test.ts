import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { collectorSensors } from '../../agent/sensors/collectors.ts'
import { RedfishClient } from '../../agent/sensors/redfish-client.ts'
import { realTimers, steadyClock, type Timers } from '../../shared/clock.ts'
import { find, reasonIn, valueIn } from '../fakes/found-signals.ts'
import { cduBodies } from '../fakes/redfish-bodies.ts'
import { configOf, redfishScene } from '../fakes/redfish-scene.ts'
import { startRedfish } from '../fakes/redfish-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'mw-redfish-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const passwordFile = join(folder, 'password')
writeFileSync(passwordFile, 'secret\n', { mode: 0o600 })
const account = ['millwright', 'secret'] as const
const credentials = { user: 'millwright', passwordFile }

const cdu = '/redfish/v1/ThermalEquipment/CDUs/1'

t.test('one resource that fails loses its own rows; what vanishes stays known as a gap', async (t) => {
  const { service, clock, read } = await redfishScene(t, { bodies: cduBodies })
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
  const { service, read } = await redfishScene(t, { bodies: cduBodies })
  await read()
  const pump = service.bodies[`${cdu}/Pumps/1`] as Record<string, unknown>
  service.bodies[`${cdu}/Pumps/1`] = { ...pump, ServiceHours: undefined }
  const signals = await read()
  t.match(reasonIn(find(signals, 'pump-hours')?.reading), /tells it no more/)
})

t.test('sessions: one is made, renewed when it ends, and given back', async (t) => {
  const { service, sensor, read } = await redfishScene(t, { bodies: cduBodies, account }, { credentials })
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
  const { service, read } = await redfishScene(t, { bodies: cduBodies, account, sessions: false }, { credentials })
  t.equal(valueIn(await read(), 'coolant-flow'), 42)
  t.match(service.authorizations.at(-1), /^Basic /)
})

t.test('a refused password is tried seldom, so as not to lock the account', async (t) => {
  const wrong = join(folder, 'wrong')
  writeFileSync(wrong, 'guess', { mode: 0o600 })
  const more = { credentials: { user: 'millwright', passwordFile: wrong } }
  const { service, clock, read } = await redfishScene(t, { bodies: cduBodies, account }, more)
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
    const { service, read } = await redfishScene(t, { bodies: cduBodies, account }, more)
    t.match(reasonIn(find(await read(), 'collector-state')?.reading), words)
    t.notOk(service.asked.some((asked) => asked.startsWith('POST')))
  }
})

t.test('certificates: pinned, by an authority, or refused with what to do about it', async (t) => {
  const unpinned = await redfishScene(t, { bodies: cduBodies, account }, { certificateSha256: undefined, credentials })
  const said = reasonIn(find(await unpinned.read(), 'collector-state')?.reading)
  t.match(said, /cannot be verified \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
  t.match(said, `pin it with "certificateSha256": "${unpinned.service.certificate.sha256}"`)
  t.same(unpinned.service.asked, [], 'nothing was sent')
  const other = '0'.repeat(64)
  const wrong = await redfishScene(t, { bodies: cduBodies }, { certificateSha256: other })
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
    const { service, read } = await redfishScene(t, { bodies: { ...cduBodies, '/redfish/v1/': root } })
    const query = `${cdu}/Pumps?$expand=.($levels=1)`
    service.answers.set(query, { body: expanded })
    t.equal(valueIn(await read(), 'pump-speed', 'CDUs/1/Pumps/1'), 1800)
    service.asked.length = 0
    t.equal(valueIn(await read(), 'pump-speed', 'CDUs/1/Pumps/1'), 1800)
    t.ok(service.asked.includes(`GET ${query}`))
    t.notOk(service.asked.includes(`GET ${cdu}/Pumps/1`))
    const refusing = await redfishScene(t, { bodies: { ...cduBodies, '/redfish/v1/': root } })
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
  const { service, clock, read } = await redfishScene(t, { bodies: cduBodies }, { timeoutMs: 60_000 }, timers)
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
  const asked = () => service.asked.slice(before).filter((one) => one.endsWith('/Filters/1')).length
  // a busy machine may not have come to it yet
  while (asked() === 0) await new Promise((resolve) => setImmediate(resolve))
  t.equal(asked(), 1, 'rounds do not overlap')
  clock.shiftMs += 300_000
  const old = await read()
  t.match(reasonIn(find(old, 'filter-hours')?.reading), /not read for \d+ s: the round still goes on/)
  t.equal(taken?.kind, 'value')
  t.equal(service.busiest(), 1)
})

t.test('a resource that never answers costs itself; a service that never answers ends the round', async (t) => {
  const { service, read } = await redfishScene(t, { bodies: cduBodies }, { timeoutMs: 200 })
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
  const { service, clock, read } = await redfishScene(t, { bodies: cduBodies })
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

t.test('services that know their paths only with a slash at the end, and redirects within a service', async (t) => {
  const slashed = JSON.parse(JSON.stringify(cduBodies), (key, found) => (key === '@odata.id' ? `${found}/` : found))
  const { service, read } = await redfishScene(t, { bodies: slashed })
  for (const path of Object.keys(cduBodies)) {
    if (path.endsWith('/')) continue
    service.answers.set(path, { status: 308, headers: { location: `${path}/` } })
  }
  const signals = await read()
  t.equal(valueIn(signals, 'coolant-flow', 'CDUs/1/SecondaryCoolantConnectors/1'), 42)
  t.equal(valueIn(signals, 'collector-state'), 'ok')
  service.asked.length = 0
  await read()
  t.ok(
    service.asked.every((asked) => asked.endsWith('/')),
    'asked for as the links say it',
  )
  const client = new RedfishClient(configOf(service), { clock: steadyClock(), timers: realTimers })
  t.match(await client.get(cdu), { Name: 'Row 3 CDU' }, 'a redirect is followed')
  service.answers.set(cdu, { status: 302, headers: { location: 'https://elsewhere/login' } })
  await t.rejects(client.get(cdu), /HTTP 302/)
  await client.close()
})
