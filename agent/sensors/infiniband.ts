/** Ports of InfiniBand and RoCE cards, from /sys/class/infiniband. */
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { type SignalName, signals as table } from '../../shared/model/signals.ts'
import { type Device, deviceSensor, namesIn } from './device-sensor.ts'
import type { FileReader } from './file-reader.ts'
import { numberReading, textOf, textReading } from './file-readings.ts'
import type { FileText } from './file-text.ts'
import { gap, type Sensor, signalMaker, unsupported, value } from './sensor.ts'

/** What the kernel calls the counters → our names. Those of data count words of four bytes. */
const counters: Readonly<Record<string, SignalName>> = {
  port_rcv_data: 'port-received',
  port_xmit_data: 'port-transmitted',
  port_rcv_packets: 'port-received-packets',
  port_xmit_packets: 'port-transmitted-packets',
  symbol_error: 'port-symbol-errors',
  link_error_recovery: 'port-link-recoveries',
  link_downed: 'port-link-downed',
  port_rcv_errors: 'port-receive-errors',
  port_rcv_remote_physical_errors: 'port-remote-physical-errors',
  port_rcv_switch_relay_errors: 'port-switch-relay-errors',
  port_xmit_discards: 'port-transmit-discards',
  port_xmit_constraint_errors: 'port-transmit-constraint-errors',
  port_rcv_constraint_errors: 'port-receive-constraint-errors',
  local_link_integrity_errors: 'port-link-integrity-errors',
  excessive_buffer_overrun_errors: 'port-buffer-overruns',
  VL15_dropped: 'port-vl15-dropped',
  port_xmit_wait: 'port-transmit-wait',
  rnr_nak_retry_err: 'port-rnr-nak-retries',
  local_ack_timeout_err: 'port-ack-timeouts',
  out_of_sequence: 'port-out-of-sequence',
  packet_seq_err: 'port-packet-sequence-errors',
  req_transport_retries_exceeded: 'port-retries-exceeded',
  roce_slow_restart: 'port-slow-restarts',
  np_cnp_sent: 'port-cnp-sent',
  rp_cnp_handled: 'port-cnp-handled',
  np_ecn_marked_roce_packets: 'port-ecn-marked',
}
const wordBytes = 4
const signal = signalMaker('infiniband', 'sysfs')

/** Pure: `4: ACTIVE`, `5: LinkUp` → the number, where our table knows it. */
function stateOf(file: FileText, name: 'port-state' | 'port-physical-state', nowMs: number): Reading {
  const text = textOf(file)
  if (text === undefined) return numberReading(file, nowMs)
  const number = Number(/^(\d+):/.exec(text)?.[1] ?? Number.NaN)
  return number < table[name].states.length ? value(number, nowMs) : gap(`it says "${text.slice(0, 40)}"`, nowMs)
}

/** Pure: `400 Gb/sec (4X NDR)` → bytes a second. */
function rateOf(file: FileText, nowMs: number): Reading {
  const text = textOf(file)
  if (text === undefined) return numberReading(file, nowMs)
  const rate = /^([\d.]+) Gb\/sec/.exec(text)?.[1]
  return rate === undefined ? gap(`it says "${text.slice(0, 40)}"`, nowMs) : value(Number(rate) * 125_000_000, nowMs)
}

/** Pure: one counter; what we have no name for keeps the kernel's, as a label. */
function counterSignal(name: string, file: FileText, labels: CounterLabels, nowMs: number): Signal {
  const known = counters[name]
  const factor = known === 'port-received' || known === 'port-transmitted' ? wordBytes : 1
  const reading = numberReading(file, nowMs, factor)
  return known === undefined ? signal('port-counter', reading, labels.of(name)) : signal(known, reading, labels.port)
}

/** Labels of a port and of its counters without a name of ours: one object for each, made once. */
export class CounterLabels {
  readonly port: Readonly<Record<string, string>>
  readonly #counters = new Map<string, Readonly<Record<string, string>>>()

  constructor(port: Readonly<Record<string, string>>) {
    this.port = port
  }

  of(counter: string): Readonly<Record<string, string>> {
    const labels = this.#counters.get(counter) ?? Object.freeze({ ...this.port, counter })
    this.#counters.set(counter, labels)
    return labels
  }
}

const isNamed = (counter: string): boolean => Object.hasOwn(counters, counter)
/** Nobody judges what we have no name for: it is read so seldom, and half the files of a port are that. */
const unnamedEveryMs = 60_000

interface Port {
  readonly id: string
  readonly folder: string
  readonly labels: CounterLabels
  /** names of the files of its counters, and of those of its transport */
  readonly counters: readonly string[]
  readonly transport: readonly string[]
}

function stateDevice({ id, folder, labels, counters: all }: Port): Device {
  const named = all.filter(isNamed)
  const states = ['state', 'phys_state', 'rate'].map((file) => join(folder, file))
  const paths = [...states, ...named.map((name) => join(folder, 'counters', name))]
  return {
    id,
    labels: labels.port,
    shape: named.join(),
    paths: () => paths,
    parse(files, nowMs) {
      const [state, physical, rate, ...rest] = files as [FileText, FileText, FileText, ...FileText[]]
      return [
        signal('port-state', stateOf(state, 'port-state', nowMs), labels.port),
        signal('port-physical-state', stateOf(physical, 'port-physical-state', nowMs), labels.port),
        signal('port-rate', rateOf(rate, nowMs), labels.port),
        ...rest.map((file, index) => counterSignal(named[index]!, file, labels, nowMs)),
      ]
    },
  }
}

/** What the card counts of RDMA: the driver gives the same figures again until their life span is over. */
function transportDevice({ id, folder, labels, transport }: Port): Device {
  const named = transport.filter(isNamed)
  const paths = ['lifespan', ...named].map((name) => join(folder, 'hw_counters', name))
  let lifespanMs = 0
  return {
    id: `${id} transport`,
    lane: id,
    labels: labels.port,
    shape: named.join(),
    paths: () => paths,
    restMs: () => lifespanMs,
    parse([lifespan, ...rest], nowMs) {
      lifespanMs = Number(textOf(lifespan) ?? 0) || 0
      return rest.map((file, index) => counterSignal(named[index]!, file, labels, nowMs))
    },
  }
}

function unnamedDevice({ id, folder, labels, counters: all, transport }: Port): Device {
  const files = [
    ...all.filter((name) => !isNamed(name)).map((name) => ['counters', name] as const),
    ...transport.filter((name) => !isNamed(name)).map((name) => ['hw_counters', name] as const),
  ]
  const paths = [join(folder, 'link_layer'), ...files.map((file) => join(folder, ...file))]
  return {
    id: `${id} unnamed`,
    lane: id,
    labels: labels.port,
    shape: paths.join(),
    paths: () => paths,
    restMs: () => unnamedEveryMs,
    parse: ([layer, ...rest], nowMs) => [
      signal('port-link-layer', textReading(layer, nowMs), labels.port),
      ...rest.map((file, index) => counterSignal(files[index]![1], file, labels, nowMs)),
    ],
  }
}

function portDevices(folder: string, id: string, labels: CounterLabels): Device[] {
  const transport = namesIn(join(folder, 'hw_counters')).filter((name) => name !== 'lifespan')
  const port = { id, folder, labels, transport, counters: namesIn(join(folder, 'counters')) }
  return [stateDevice(port), ...(transport.some(isNamed) ? [transportDevice(port)] : []), unnamedDevice(port)]
}

function cardDevice(root: string, device: string, labels: CounterLabels): Device {
  return {
    id: device,
    labels: labels.port,
    shape: '',
    paths: () => [join(root, device, 'fw_ver')],
    restMs: () => 3600_000,
    parse: ([firmware], nowMs) => [
      signal(
        'port-firmware',
        firmware === undefined || 'errno' in firmware ? unsupported : textReading(firmware, nowMs),
        labels.port,
      ),
    ],
  }
}

export function infiniband({ sysRoot, files }: { sysRoot: string; files: FileReader }): Sensor {
  const root = join(sysRoot, 'class/infiniband')
  const made = new Map<string, CounterLabels>()
  const labelsOf = (id: string, labels: Record<string, string>): CounterLabels => {
    const one = made.get(id) ?? new CounterLabels(Object.freeze(labels))
    made.set(id, one)
    return one
  }
  const discover = (): Device[] =>
    namesIn(root).flatMap((device) => [
      cardDevice(root, device, labelsOf(device, { device })),
      ...namesIn(join(root, device, 'ports')).flatMap((port) => {
        const id = `${device}/${port}`
        return portDevices(join(root, device, 'ports', port), id, labelsOf(id, { device, port }))
      }),
    ])
  return deviceSensor({ name: 'infiniband', files, discover, leavesRefused: true })
}
