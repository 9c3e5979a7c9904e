import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { collectorSensor } from '../../agent/sensors/collector.ts'
import type { IpmiConfig, ModbusConfig } from '../../agent/sensors/collector-config.ts'
import { collectorSensors, ownBmc } from '../../agent/sensors/collectors.ts'
import { IpmiSource } from '../../agent/sensors/ipmi.ts'
import { parseDcmiPower, parseSensors } from '../../agent/sensors/ipmi-parse.ts'
import type { RegisterMap } from '../../agent/sensors/modbus-map.ts'
import type { Sensor } from '../../agent/sensors/sensor.ts'
import { realTimers, steadyClock } from '../../shared/clock.ts'
import { find, reasonIn as reasonOf, valueIn } from '../fakes/found-signals.ts'
import { mapOf, register, startModbus } from '../fakes/modbus-server.ts'
import { lacksIpmiSim, startBmc } from '../fakes/simulated-bmc.ts'

const folder = mkdtempSync(join(tmpdir(), 'mw-collectors-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const clock = steadyClock()
const around = { clock, timers: realTimers }

const reasonIn = (signals: Parameters<typeof find>[0], name: string, device?: string): string =>
  reasonOf(find(signals, name, device)?.reading)

function modbusSensor(port: number, map: RegisterMap, more: Partial<ModbusConfig> = {}): Sensor {
  const config: ModbusConfig = {
    kind: 'modbus',
    name: 'rpu',
    periodMs: 30_000,
    timeoutMs: 5_000,
    about: { rack: 'r9' },
    host: '127.0.0.1',
    port,
    unitId: 12,
    map,
    coolant: { densityKgPerM3: 1000, specificHeatKjPerKgK: 4 },
    ...more,
  }
  const [sensor] = collectorSensors([config], clock)
  return sensor!
}

t.test('Modbus TCP: blocks apart, exceptions, silence, a connection that breaks', async (t) => {
  const device = await startModbus()
  t.teardown(() => device.close())
  const map = mapOf(
    register({ address: 0x9000, type: 'u16', scale: 0.1, signal: 'coolant-flow' }),
    register({ address: 0x9001, type: 'u16', scale: 0.1, signal: 'coolant-supply-temperature' }),
    register({ address: 0x9002, type: 'u16', scale: 0.1, signal: 'coolant-return-temperature' }),
    register({ address: 0x9100, type: 'u16', signal: 'fan-speed' }),
    register({ address: 0x9200, type: 'u16', signal: 'pump-speed' }),
  )
  for (const [i, word] of [600, 200, 300].entries()) device.registers.set(0x9000 + i, word)
  device.registers.set(0x9100, 4200)
  const sensor = modbusSensor(device.port, map)
  t.teardown(() => sensor.close?.())
  const first = await sensor.read(0)
  t.match(find(first, 'coolant-flow'), {
    sensor: 'modbus:rpu',
    source: 'modbus',
    reading: { value: 60 },
    labels: { collector: 'rpu', rack: 'r9', device: 'd' },
  })
  t.equal(valueIn(first, 'coolant-heat-balance'), 40_000)
  t.equal(valueIn(first, 'fan-speed'), 4200)
  t.match(reasonIn(first, 'pump-speed'), /exception 2: the device has no such register/)
  t.equal(valueIn(first, 'collector-state'), 'partial')
  t.same(device.asked, ['12:3:36864+3', '12:3:37120+1', '12:3:37376+1'])
  device.exceptions.set(0x9100, 11)
  device.registers.set(0x9200, 1800)
  device.drop()
  const second = await sensor.read(0)
  t.match(reasonIn(second, 'fan-speed'), /exception 11: the device behind the gateway does not answer/)
  t.equal(valueIn(second, 'pump-speed'), 1800)
  t.equal(device.connections(), 2, 'connected again')
  const silent = modbusSensor(device.port, map, { name: 'silent', timeoutMs: 100 })
  t.teardown(() => silent.close?.())
  device.mute.add(0x9000)
  device.exceptions.clear()
  const third = await silent.read(0)
  t.match(reasonIn(third, 'coolant-flow'), /unit 12: no answer for 0\.1 s/)
  t.equal(valueIn(third, 'fan-speed'), 4200, 'the next block on a new connection')
  for (const start of [0x9100, 0x9200]) device.mute.add(start)
  device.asked.length = 0
  const dead = await silent.read(0)
  t.equal(device.asked.length, 2, 'after two in a row the rest is not asked')
  t.match(reasonIn(dead, 'collector-state'), /no answer/)
  t.equal(dead.filter(({ name, reading }) => !name.startsWith('collector-') && reading.kind === 'value').length, 0)
  const nobody = modbusSensor(1, map, { name: 'nobody' })
  t.match(reasonIn(await nobody.read(0), 'collector-state'), /127\.0\.0\.1:1: .*ECONNREFUSED/)
})

t.test('a port behind which something else speaks', async (t) => {
  const chatter = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write('x'.repeat(100_000))
  })
  chatter.listen(0, '127.0.0.1')
  await once(chatter, 'listening')
  t.teardown(() => chatter.close())
  const map = mapOf(register({ address: 0, type: 'u16', signal: 'pump-speed' }))
  const sensor = modbusSensor((chatter.address() as AddressInfo).port, map)
  const signals = await sensor.read(0)
  t.match(reasonIn(signals, 'collector-state'), /127\.0\.0\.1:\d+ unit 12: /)
  t.equal(find(signals, 'pump-speed')?.reading.kind, 'gap')
  sensor.close?.()
})

/** As ipmitool prints it, spaces and all. */
const elist = `Get SDR 0042 command failed
Inlet Temp       | 04h | ok  |  7.1 | 23 degrees C
Exhaust Temp     | 01h | nc  |  7.1 | 52 degrees C
Temp             | 0Eh | ok  |  3.1 | 61 degrees C
Temp             | 0Fh | cr  |  3.2 | 97 degrees C
Fan1 RPM         | 30h | ok  |  7.1 | 8400 RPM
Current 1        | 6Ah | ok  | 10.1 | 0.80 Amps
Voltage 1        | 6Ch | ok  | 10.1 | 230 Volts
Pwr Consumption  | 77h | ok  |  7.1 | 672 Watts
PSU2 Power       | 78h | ok  | 10.2 | 320 Watts
Fan Duty         | 79h | ok  |  7.1 | 45 percent
GPU Temp         | 80h | ns  |  11.1 | No Reading
PSU3 Temp        | 81h | ns  | 10.3 | Disabled
PS Redundancy    | 74h | ok  |  7.1 | Fully Redundant
Intrusion        | 73h | ok  |  7.1 |
`

t.test('what ipmitool prints', (t) => {
  const rows = parseSensors(elist, 5)
  const told = (device: string): unknown[] =>
    rows
      .filter((row) => row.device === device)
      .map(({ name, reading }) => [name, reading.kind === 'value' ? reading.value : reading.kind])
  t.same(told('Inlet Temp'), [
    ['inlet-temperature', 23],
    ['part-health', 'ok'],
  ])
  t.same(told('Exhaust Temp'), [
    ['exhaust-temperature', 52],
    ['part-health', 'warning'],
  ])
  t.same(told('Temp 0Eh'), [
    ['bmc-temperature', 61],
    ['part-health', 'ok'],
  ])
  t.same(told('Temp 0Fh'), [
    ['bmc-temperature', 97],
    ['part-health', 'critical'],
  ])
  t.same(told('Fan1 RPM')[0], ['fan-speed', 8400])
  t.same(told('Current 1')[0], ['bmc-current', 0.8])
  t.same(told('Pwr Consumption')[0], ['chassis-power', 672])
  t.same(told('PSU2 Power')[0], ['bmc-power', 320])
  t.same(told('Fan Duty')[0], ['fan-duty', 45])
  t.same(told('GPU Temp'), [['part-health', 'gap']])
  t.same(told('PSU3 Temp'), [['part-health', 'gap']])
  t.same(told('PS Redundancy'), [['part-state', 'Fully Redundant']])
  t.same(told('Intrusion'), [['part-state', 'no state']])
  t.same(parseSensors('Error: Unable to establish IPMI v2 / RMCP+ session\n', 5), [])
  const dcmi = `
    Instantaneous power reading:                   220 Watts
    Minimum during sampling period:                 18 Watts
    Power reading state is:                   activated
`
  t.match(parseDcmiPower(dcmi, 5), { name: 'chassis-power', device: 'DCMI', reading: { value: 220 } })
  t.match(parseDcmiPower(dcmi.replace(' activated', ' deactivated'), 5), { reading: { reason: /is deactivated/ } })
  t.match(parseDcmiPower('nothing', 5), { reading: { kind: 'gap' } })
  t.end()
})

/** A program in ipmitool's place. */
function stub(name: string, script: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}
function ipmiSensor(program: string, more: Partial<IpmiConfig> = {}): Sensor {
  const config: IpmiConfig = {
    kind: 'ipmi',
    name: 'b',
    periodMs: 30_000,
    timeoutMs: 5_000,
    about: { host: 'n1' },
    remote: undefined,
    ...more,
  }
  return collectorSensor(config, new IpmiSource(config, around, program), around)
}

t.test('ipmitool: one process at a time, killed when overdue, a BMC without DCMI', async (t) => {
  const text = join(folder, 'elist')
  writeFileSync(text, elist)
  const calls = join(folder, 'calls')
  const lacking = 'echo "DCMI request failed because: Invalid command (c1)" >&2; exit 1'
  const good = stub('good', `echo "$*" >>${calls}; case "$*" in *sdr*) cat ${text};; *) ${lacking};; esac`)
  const sensor = ipmiSensor(good)
  const first = await sensor.read(0)
  t.match(find(first, 'inlet-temperature'), { labels: { collector: 'b', host: 'n1', device: 'Inlet Temp' } })
  t.equal(find(first, 'chassis-power', 'DCMI')?.reading.kind, 'unsupported')
  t.equal(valueIn(first, 'collector-state'), 'ok')
  await sensor.read(0)
  t.same(
    readFileSync(calls, 'utf8').trim().split('\n'),
    ['-I open sdr elist', '-I open dcmi power reading', '-I open sdr elist'],
    'DCMI is not asked again at once',
  )
  const pids = join(folder, 'pids')
  const stuck = ipmiSensor(stub('stuck', `echo $$ >>${pids}; exec sleep 1000`), { timeoutMs: 200 })
  const overdue = await stuck.read(0)
  t.match(reasonIn(overdue, 'collector-state'), /no answer for 0\.2 s: ipmitool was killed/)
  await stuck.read(0)
  // On a busy machine it may be killed before it has said its number. Killed is not gone yet: the kernel takes a moment.
  // One that was not killed would keep the test here.
  const started = existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n') : []
  for (const pid of started) while (alive(pid)) await nextTurn()
  const failing = ipmiSensor(stub('failing', 'echo "Could not open device at /dev/ipmi0" >&2; exit 1'))
  t.match(reasonIn(await failing.read(0), 'collector-state'), /gave no sensors \(status 1\): Could not open device/)
  const absent = ipmiSensor(join(folder, 'no-such-program'))
  t.match(reasonIn(await absent.read(0), 'collector-state'), /ipmitool is not installed/)
  t.same(ownBmc(clock, folder), [], 'a host without a BMC has no sensor for it')
})

function alive(pid: string): boolean {
  // A process that was killed stays listed until its parent has looked.
  if (!existsSync(`/proc/${pid}/stat`)) return false
  return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

t.test('a simulated BMC over the network', { skip: lacksIpmiSim() }, async (t) => {
  const bmc = await startBmc(join(folder, 'bmc'))
  t.teardown(() => bmc.close())
  const passwordFile = join(folder, 'bmc-password')
  writeFileSync(passwordFile, bmc.password, { mode: 0o600 })
  const remote = { host: '127.0.0.1', port: bmc.port, credentials: { user: bmc.user, passwordFile }, cipherSuite: 3 }
  const sensor = ipmiSensor('ipmitool', { remote, timeoutMs: 20_000 })
  t.teardown(() => sensor.close?.())
  // It takes a moment until it listens; ipmitool itself tries again for some seconds.
  const first = await sensor.read(0)
  t.equal(valueIn(first, 'inlet-temperature', 'Inlet Temp'), 24)
  t.equal(valueIn(first, 'fan-speed', 'FAN1'), 8400)
  t.equal(valueIn(first, 'bmc-power', 'PSU1 Power'), 2560)
  t.equal(valueIn(first, 'part-health', 'Inlet Temp'), 'ok')
  t.equal(find(first, 'chassis-power', 'DCMI')?.reading.kind, 'unsupported', 'ipmi_sim has no DCMI')
  bmc.set('Inlet Temp', 41)
  let hot = first
  for (let i = 0; i < 50 && valueIn(hot, 'inlet-temperature') !== 41; i++) hot = await sensor.read(0)
  t.equal(valueIn(hot, 'inlet-temperature'), 41)
  t.equal(valueIn(hot, 'part-health', 'Inlet Temp'), 'critical')
  chmodSync(passwordFile, 0o644)
  t.match(reasonIn(await sensor.read(0), 'collector-state'), /has mode 0644, so others can read it/)
  t.match(reasonIn(await sensor.read(0), 'inlet-temperature'), /mode 0644/)
})
