/** Energy and power of processors and memory by RAPL, from /sys/class/powercap. The counters wrap: every 15 min at 300 W. */
import { join } from 'node:path'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { type Device, deviceSensor, namesIn } from './device-sensor.ts'
import { numberReading, textOf } from './file-readings.ts'
import type { FileText } from './file-text.ts'
import { gap, type Sensor, signalMaker, twiceAtFirst, value } from './sensor.ts'

const signal = signalMaker('rapl', 'sysfs')
/** No domain draws more: a counter that fell and would need more for a wrap was set back instead. */
const mostW = 3_000

interface Step {
  readonly energyJ: number
  /** undefined where nobody knows how often it wrapped, and at the first read */
  readonly powerW: number | undefined
}

/** A counter that starts again at its range, as one that only rises. Pure but for the read before. */
export class EnergyCounter {
  #totalUj = 0
  #last: { readonly uj: number; readonly atMs: number } | undefined

  add(uj: number, rangeUj: number, atMs: number): Step {
    const last = this.#last
    this.#last = { uj, atMs }
    if (last === undefined || atMs <= last.atMs) return { energyJ: this.#totalUj / 1e6, powerW: undefined }
    const seconds = (atMs - last.atMs) / 1_000
    const wrapped = rangeUj - last.uj + uj
    const reset = uj < last.uj && (rangeUj <= last.uj || wrapped / 1e6 / seconds > mostW)
    // After a reset the counter has what was used since; what was used before it, nobody read.
    const usedUj = uj >= last.uj ? uj - last.uj : reset ? uj : wrapped
    this.#totalUj += usedUj
    const ambiguous = reset || seconds * mostW * 1e6 > rangeUj
    return { energyJ: this.#totalUj / 1e6, powerW: ambiguous ? undefined : usedUj / 1e6 / seconds }
  }
}

/** Only root may read it since it was found to give keys away. */
const denied = 'permission denied: root only (CVE-2020-8694)'

/** Pure but for the counter: the files of one domain. */
export function parse(
  counter: EnergyCounter,
  files: readonly FileText[],
  labels: Signal['labels'],
  nowMs: number,
  readMs: number,
): Signal[] {
  const [, energy, range] = files
  const read = numberReading(energy, nowMs)
  const failure = energy !== undefined && 'errno' in energy && energy.errno === 'EACCES' ? gap(denied, nowMs) : read
  if (read.kind !== 'value') return [signal('rapl-energy', failure, labels), signal('rapl-power', failure, labels)]
  const { energyJ, powerW } = counter.add(Number(read.value), Number(textOf(range) ?? 0) || 0, readMs)
  const power: Reading =
    powerW === undefined ? gap('it takes two reads in a row', nowMs) : value(Math.round(powerW * 10) / 10, nowMs)
  return [signal('rapl-energy', value(energyJ, nowMs), labels), signal('rapl-power', power, labels)]
}

function zoneDevice(folder: string, zone: string): Device {
  const counter = new EnergyCounter()
  const paths = ['name', 'energy_uj', 'max_energy_range_uj'].map((file) => join(folder, zone, file))
  const unnamed = Object.freeze({ zone })
  let labels: Readonly<Record<string, string>> | undefined
  return {
    id: zone,
    labels: unnamed,
    shape: '',
    paths: () => paths,
    parse(files, nowMs, readMs) {
      labels ??= Object.freeze({ zone, domain: textOf(files[0]) ?? '' })
      return parse(counter, files, labels, nowMs, readMs)
    },
  }
}

export function rapl({ sysRoot }: { sysRoot: string }): Sensor {
  const folder = join(sysRoot, 'class/powercap')
  const discover = (): Device[] =>
    namesIn(folder)
      .filter((name) => /^intel-rapl(?:-mmio)?:/.test(name))
      .map((zone) => zoneDevice(folder, zone))
  return twiceAtFirst(deviceSensor({ name: 'rapl', discover }))
}
