/** A BMC of OpenIPMI's `ipmi_sim` on loopback: configuration and sensor files of our own making. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why a test that needs it skips. */
export function lacksIpmiSim(): string | false {
  for (const program of ['ipmi_sim', 'ipmitool']) {
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is not installed`
  }
  return false
}

/** IPMI's numbers for a type of sensor and its unit; a reading is `raw × factor`. */
interface Simulated {
  readonly name: string
  readonly type: number
  readonly unit: number
  readonly factor: number
  readonly raw: number
  /** raw value from which it is critical */
  readonly critical: number
}
const simulatedSensors: readonly Simulated[] = [
  { name: 'Inlet Temp', type: 1, unit: 1, factor: 1, raw: 24, critical: 40 },
  { name: 'FAN1', type: 4, unit: 18, factor: 100, raw: 84, critical: 250 },
  { name: 'PSU1 Power', type: 0x0b, unit: 6, factor: 16, raw: 160, critical: 220 },
]

export interface SimulatedBmc {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Sets a sensor's raw value; it is seen within a second or so. */
  set(name: string, raw: number): void
  close(): void
}

const user = 'admin'
const password = 'secret'

export async function startBmc(folder: string): Promise<SimulatedBmc> {
  const port = await freeUdpPort()
  mkdirSync(join(folder, 'state'), { recursive: true })
  const file = (name: string): string => join(folder, name.replaceAll(' ', '_'))
  const set = (name: string, raw: number): void => writeFileSync(file(name), `${raw}\n`)
  for (const { name, raw } of simulatedSensors) set(name, raw)
  const sensors = simulatedSensors.flatMap((sensor, i) => sensorLines(sensor, i + 1, file(sensor.name)))
  const controller = [
    'mc_setbmc 0x20',
    'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02',
    'sel_enable 0x20 100 0x0a',
  ]
  writeFileSync(join(folder, 'bmc.emu'), [...controller, ...sensors, 'mc_enable 0x20', ''].join('\n'))
  writeFileSync(join(folder, 'lan.conf'), lanConfiguration(port))
  const args = ['-c', join(folder, 'lan.conf'), '-f', join(folder, 'bmc.emu'), '-s', join(folder, 'state'), '-n']
  const child: ChildProcess = spawn('ipmi_sim', args, { stdio: 'ignore' })
  await once(child, 'spawn')
  return { port, user, password, set, close: () => child.kill('SIGKILL') }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** A full sensor record (IPMI 2.0, section 43.1), and where its value is polled from. */
function sensorLines({ name, type, unit, factor, raw, critical }: Simulated, number: number, file: string): string[] {
  const thresholds = [255, critical, Math.max(1, critical - 5), 0, 0, 0]
  const body = [
    ...[0x20, 0, number, 7, number, 0x67, 0x88, type, 1, 0x00, 0x70, 0x00, 0x70, 0x38, 0x38],
    ...[0, unit, 0, 0, factor & 0xff, (factor >> 8) << 6, 0, 0, 0, 0, 0x03, raw, 0, 0, 255, 0],
    ...[...thresholds, 0, 0, 0, 0, 0, 0xc0 | name.length],
    ...Buffer.from(name),
  ]
  const record = [number, 0, 0x51, 0x01, body.length, ...body]
  const states = '000111111000000'
  return [
    `sensor_add 0x20 0 ${number} ${type} 0x01 poll 200 file "${file}"`,
    `main_sdr_add 0x20 ${record.map((byte) => `0x${byte.toString(16)}`).join(' ')}`,
    `sensor_set_threshold 0x20 0 ${number} settable 111000 ${thresholds.slice(0, 3).join(' ')} 00 00 00`,
    `sensor_set_event_support 0x20 0 ${number} enable scanning per-state ${Array(4).fill(states).join(' ')}`,
  ]
}

const lanConfiguration = (port: number): string => `name "test"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
    allowed_auths_callback none md2 md5 straight
    allowed_auths_user none md2 md5 straight
    allowed_auths_operator none md2 md5 straight
    allowed_auths_admin none md2 md5 straight
    guid a123456789abcdefa123456789abcdef
  endlan
  user 1 true "" "test" user 10 none md2 md5 straight
  user 2 true "${user}" "${password}" admin 10 none md2 md5 straight
`
