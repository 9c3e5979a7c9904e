/** Temperatures, voltages, currents, powers, fans and energies of chips with a hwmon driver, from /sys/class/hwmon. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Signal } from '../../shared/model/reading.ts'
import type { SignalName } from '../../shared/model/signals.ts'
import { type Device, deviceSensor, namesIn } from './device-sensor.ts'
import type { FileReader } from './file-reader.ts'
import { numberReading, textOf } from './file-readings.ts'
import type { FileText } from './file-text.ts'
import { type Sensor, signalMaker } from './sensor.ts'

/** What the kernel counts in (m°C, mV, mA, µW, µJ) → what we do. */
const kinds: Readonly<Record<string, { readonly name: SignalName; readonly factor: number }>> = {
  temp: { name: 'hwmon-temperature', factor: 1e-3 },
  in: { name: 'hwmon-voltage', factor: 1e-3 },
  curr: { name: 'hwmon-current', factor: 1e-3 },
  power: { name: 'hwmon-power', factor: 1e-6 },
  fan: { name: 'hwmon-fan', factor: 1 },
  energy: { name: 'hwmon-energy', factor: 1e-6 },
}
const signal = signalMaker('hwmon', 'sysfs')

export interface Input {
  /** `temp1` */
  readonly input: string
  readonly kind: string
  /** `temp1_input`; of powers the average where there is nothing else */
  readonly file: string
  readonly hasLabel: boolean
  readonly hasCritical: boolean
}

/** Pure: what a chip has, from the names of its files. */
function inputsOf(names: readonly string[]): Input[] {
  const all = new Set(names)
  return names.flatMap((file) => {
    const match = /^((temp|in|curr|power|fan|energy)\d+)_(input|average)$/.exec(file)
    if (match === null) return []
    const [, input = '', kind = '', which] = match
    if (which === 'average' && all.has(`${input}_input`)) return []
    return [{ input, kind, file, hasLabel: all.has(`${input}_label`), hasCritical: all.has(`${input}_crit`) }]
  })
}

/** hwmon3 is another chip after the next boot; the device behind it is not. */
function deviceBehind(folder: string, id: string): string {
  try {
    return basename(realpathSync(basename(folder) === 'device' ? folder : join(folder, 'device')))
  } catch {
    return id
  }
}

/** What drivers say once: names and limits are read with the first values, and after an hour again. */
const staticMs = 3600_000

class Chip implements Device {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
  readonly shape: string
  readonly #folder: string
  readonly #inputs: readonly Input[]
  #labels: readonly Readonly<Record<string, string>>[] | undefined
  #critical: readonly Signal[] = []
  #staticMs = Number.NEGATIVE_INFINITY
  #asksStatic = true

  constructor(id: string, folder: string, names: readonly string[]) {
    this.#folder = folder
    this.id = id
    this.shape = names.join()
    this.labels = Object.freeze({ device: deviceBehind(folder, id) })
    this.#inputs = inputsOf(names)
  }

  readonly paths = (): readonly string[] => {
    const at = (file: string): string => join(this.#folder, file)
    const values = this.#inputs.map(({ file }) => at(file))
    if (!this.#asksStatic) return values
    const labelled = this.#inputs.filter(({ hasLabel }) => hasLabel).map(({ input }) => at(`${input}_label`))
    return [...values, at('name'), ...labelled, ...this.#withCritical().map(({ input }) => at(`${input}_crit`))]
  }

  readonly parse = (files: readonly FileText[], nowMs: number): Signal[] => {
    if (this.#asksStatic) this.#takeStatic(files.slice(this.#inputs.length), nowMs)
    this.#asksStatic = nowMs - this.#staticMs >= staticMs
    const values = this.#inputs.map(({ kind }, index) => {
      const { name, factor } = kinds[kind]!
      return signal(name, numberReading(files[index], nowMs, factor), this.#labels![index])
    })
    return [...values, ...this.#critical]
  }

  #withCritical(): readonly Input[] {
    return this.#inputs.filter(({ kind, hasCritical }) => kind === 'temp' && hasCritical)
  }

  #takeStatic([name, ...rest]: readonly FileText[], nowMs: number): void {
    const labelled = this.#inputs.filter(({ hasLabel }) => hasLabel)
    const nameOf = new Map(labelled.map(({ input }, index) => [input, textOf(rest[index])]))
    const chip = textOf(name) ?? this.id
    this.#labels ??= this.#inputs.map(({ input }) => {
      const said = nameOf.get(input)
      return Object.freeze({ chip, ...this.labels, input, ...(said === undefined ? {} : { name: said }) })
    })
    this.#critical = this.#withCritical().map((one, index) => {
      const reading = numberReading(rest[labelled.length + index], nowMs, kinds.temp!.factor)
      return signal('hwmon-temperature-critical', reading, this.#labels![this.#inputs.indexOf(one)])
    })
    this.#staticMs = nowMs
  }
}

export function hwmon({ sysRoot, files }: { sysRoot: string; files: FileReader }): Sensor {
  const root = join(sysRoot, 'class/hwmon')
  const discover = (): Device[] =>
    namesIn(root).flatMap((chip) => {
      // Old drivers keep their files one folder further down.
      const here = join(root, chip)
      const folder = existsSync(join(here, 'name')) ? here : join(here, 'device')
      const names = namesIn(folder)
      return inputsOf(names).length === 0 ? [] : [new Chip(chip, folder, names)]
    })
  // A driver that is loaded again gives the same chip another number: it is not gone.
  return deviceSensor({ name: 'hwmon', files, discover, keepsGone: false })
}
