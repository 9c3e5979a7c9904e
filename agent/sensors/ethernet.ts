/** Network interfaces that are hardware, from /sys/class/net. What RoCE counts on them (pauses, congestion marks) is in `infiniband.ts`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { type SignalName, signals as table } from '../../shared/model/signals.ts'
import { type Device, deviceSensor, namesIn } from './device-sensor.ts'
import type { FileReader } from './file-reader.ts'
import { numberReading, stateReading, textOf } from './file-readings.ts'
import type { FileText } from './file-text.ts'
import { type Sensor, signalMaker, unsupported } from './sensor.ts'

const statistics: readonly (readonly [string, SignalName])[] = [
  ['rx_bytes', 'link-received'],
  ['tx_bytes', 'link-transmitted'],
  ['rx_errors', 'link-receive-errors'],
  ['tx_errors', 'link-transmit-errors'],
  ['rx_dropped', 'link-receive-drops'],
  ['tx_dropped', 'link-transmit-drops'],
  ['rx_crc_errors', 'link-receive-crc-errors'],
  ['rx_missed_errors', 'link-receive-missed'],
]
const signal = signalMaker('ethernet', 'sysfs')
/** bytes a second in one Mb/s */
const mbit = 125_000

/** An interface that is down has no carrier to speak of: the kernel refuses to read it (EINVAL), which is no fault of the file. */
function carrierOf(carrier: FileText, operstate: FileText, nowMs: number): Reading {
  const down = 'errno' in carrier && carrier.errno === 'EINVAL' && textOf(operstate) === 'down'
  return down ? numberReading({ text: '0' }, nowMs) : numberReading(carrier, nowMs)
}

/** −1 (and EINVAL) while there is no link: then there is no speed. */
function speedOf(speed: FileText, nowMs: number): Reading {
  if ('errno' in speed && speed.errno === 'EINVAL') return unsupported
  const reading = numberReading(speed, nowMs, mbit)
  return reading.kind === 'value' && Number(reading.value) < 0 ? unsupported : reading
}

/** Pure: the files of one interface, in the order of `filesOf`. */
function parse(
  labels: Readonly<Record<string, string>>,
  [carrier, changes, speed, operstate, ...counters]: readonly FileText[],
  nowMs: number,
): Signal[] {
  return [
    signal('link-state', stateReading(operstate, table['link-state'].states, nowMs), labels),
    signal('link-carrier', carrierOf(carrier!, operstate!, nowMs), labels),
    signal('link-speed', speedOf(speed!, nowMs), labels),
    signal('link-carrier-changes', numberReading(changes, nowMs), labels),
    ...statistics.map(([, name], index) => signal(name, numberReading(counters[index], nowMs), labels)),
  ]
}

const filesOf = [
  'carrier',
  'carrier_changes',
  'speed',
  'operstate',
  ...statistics.map(([file]) => `statistics/${file}`),
]

/** A device of its own behind it, and not a part of a card that is lent to a guest or a container. */
function isHardware(folder: string): boolean {
  return existsSync(join(folder, 'device')) && !existsSync(join(folder, 'device/physfn'))
}

export function ethernet({ sysRoot, files }: { sysRoot: string; files: FileReader }): Sensor {
  const root = join(sysRoot, 'class/net')
  const made = new Map<string, Device>()
  const deviceOf = (id: string): Device => {
    const labels = Object.freeze({ interface: id })
    const paths = filesOf.map((file) => join(root, id, file))
    const device = made.get(id) ?? {
      id,
      labels,
      shape: '',
      paths: () => paths,
      parse: (read: readonly FileText[], nowMs: number) => parse(labels, read, nowMs),
    }
    made.set(id, device)
    return device
  }
  const discover = (): Device[] =>
    namesIn(root)
      .filter((name) => isHardware(join(root, name)))
      .map(deviceOf)
  return deviceSensor({ name: 'ethernet', files, discover })
}
