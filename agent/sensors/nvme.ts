/** NVMe disks: the state of their controllers from /sys, and their health log by `nvme smart-log` where that is installed. */
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { type SignalName, signals as table } from '../../shared/model/signals.ts'
import { type Device, deviceSensor, namesIn } from './device-sensor.ts'
import type { FileReader } from './file-reader.ts'
import { stateReading, textReading } from './file-readings.ts'
import { defaultPeriodsMs } from './names.ts'
import { Program, programAt } from './program.ts'
import { asGaps, gap, type Sensor, signalMaker, unsupported, value } from './sensor.ts'

const signal = signalMaker('nvme', 'sysfs')
const health = signalMaker('nvme', 'nvme smart-log')
/** The log is asked of the disk itself, which may have to wake up for it. */
const logEveryMs = 10 * 60_000
const zeroCelsiusK = 273

/** Their names in the JSON of nvme-cli; older versions have others. */
const fields: readonly (readonly [SignalName, readonly string[]])[] = [
  ['nvme-critical-warning', ['critical_warning']],
  ['nvme-available-spare', ['avail_spare', 'available_spare']],
  ['nvme-used', ['percent_used', 'percentage_used']],
  ['nvme-media-errors', ['media_errors']],
  ['nvme-unsafe-shutdowns', ['unsafe_shutdowns']],
  ['nvme-power-on', ['power_on_hours']],
]

/** Pure: what `nvme smart-log -o json` prints. */
export function parseHealth(text: string, labels: Signal['labels'], nowMs: number): Signal[] {
  const log = JSON.parse(text) as Readonly<Record<string, unknown>>
  const number = (names: readonly string[]): number => {
    const found = names.map((name) => log[name]).find((one) => one !== undefined)
    // Some versions give a warning as its bits and the whole.
    const plain = typeof found === 'object' && found !== null ? (found as { value?: unknown }).value : found
    return plain === undefined ? Number.NaN : Number(plain)
  }
  const reading = (of: number): Reading => (Number.isFinite(of) ? value(of, nowMs) : unsupported)
  const kelvin = number(['temperature'])
  return [
    ...fields.map(([name, names]) => health(name, reading(number(names)), labels)),
    // In kelvins, whatever the locale; 0 where the disk has none.
    health('nvme-temperature', reading(kelvin > zeroCelsiusK ? kelvin - zeroCelsiusK : Number.NaN), labels),
  ]
}

/** The disk's log takes CAP_SYS_ADMIN, which a bounded service has not: whoever reads this must know what to change. */
const reasonOf = (said: string): string =>
  /not permitted|permission denied/i.test(said)
    ? `${said}: the log needs CAP_SYS_ADMIN, which the agent's service does not have unless it is given (see its README)`
    : said

function controller(root: string, disk: string): Device {
  const labels = Object.freeze({ disk })
  return {
    id: disk,
    labels,
    shape: '',
    paths: () => ['state', 'model', 'serial', 'firmware_rev'].map((file) => join(root, disk, file)),
    parse: ([state, model, serial, firmware], nowMs) => [
      signal('nvme-state', stateReading(state, table['nvme-state'].states, nowMs), labels),
      signal('disk-model', textReading(model, nowMs), labels),
      signal('disk-serial', textReading(serial, nowMs), labels),
      signal('disk-firmware', textReading(firmware, nowMs), labels),
    ],
  }
}

/** The logs as they were last read, each disk apart. */
class HealthLogs {
  readonly #program: Program
  readonly #logs = new Map<string, { readMs: number; signals: readonly Signal[] }>()

  constructor(file: string) {
    this.#program = new Program(file, 10_000)
  }

  async read(disks: readonly string[], nowMs: number): Promise<Signal[]> {
    for (const disk of this.#logs.keys()) if (!disks.includes(disk)) this.#logs.delete(disk)
    // One at a time: nobody waits for it.
    for (const disk of disks) await this.#one(disk, nowMs)
    return [...this.#logs.values()].flatMap(({ signals }) => signals)
  }

  close(): void {
    this.#program.close()
  }

  async #one(disk: string, nowMs: number): Promise<void> {
    const old = this.#logs.get(disk)
    if (old !== undefined && nowMs - old.readMs < logEveryMs) return
    const labels = old?.signals[0]?.labels ?? Object.freeze({ disk })
    let signals: readonly Signal[]
    try {
      signals = parseHealth(await this.#program.run('smart-log', '-o', 'json', `/dev/${disk}`), labels, nowMs)
    } catch (error) {
      const reason = reasonOf((error as Error).message)
      const known = asGaps(old?.signals ?? [], reason, nowMs)
      signals = known.length > 0 ? known : [health('nvme-critical-warning', gap(reason, nowMs), labels)]
    }
    this.#logs.set(disk, { readMs: nowMs, signals })
  }
}

export interface NvmeOptions {
  readonly sysRoot: string
  readonly files: FileReader
  /** nvme-cli; undefined: not installed */
  readonly program?: string | undefined
}

export function nvme({ sysRoot, files, program = programAt('nvme') }: NvmeOptions): Sensor {
  const root = join(sysRoot, 'class/nvme')
  const disks = (): string[] => namesIn(root).filter((name) => /^nvme\d+$/.test(name))
  const states = deviceSensor({ name: 'nvme', files, discover: () => disks().map((disk) => controller(root, disk)) })
  const logs = program === undefined ? undefined : new HealthLogs(program)
  return {
    ...states,
    periodMs: defaultPeriodsMs.nvme,
    deadlineMs: 30_000,
    async read(nowMs) {
      const [state, log] = await Promise.all([states.read(nowMs), logs?.read(disks(), nowMs) ?? []])
      return [...state, ...log]
    },
    close: () => logs?.close(),
  }
}
