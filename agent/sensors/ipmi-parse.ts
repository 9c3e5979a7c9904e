/** What ipmitool prints, as rows. Pure. */
import type { Reading } from '../../shared/model/reading.ts'
import type { SignalName } from '../../shared/model/signals.ts'
import { numberReading, type Row } from './collector-rows.ts'
import { airTemperature } from './redfish/environment.ts'
import { gap, unsupported, value } from './sensor.ts'

interface Line {
  readonly name: string
  /** of the sensor, like `30h`: names repeat (both processors of some servers are called `Temp`), numbers do not */
  readonly number: string
  readonly status: string
  readonly text: string
}

/**
 * `ipmitool sdr elist`, one sensor a line: `Inlet Temp       | 04h | ok  |  7.1 | 23 degrees C`. Lines of another form are no sensors
 * (warnings come on the same stream).
 */
export function parseSensors(output: string, nowMs: number): Row[] {
  const lines = output.split('\n').flatMap((line): Line[] => {
    const [name, number, status, entity, ...rest] = line.split('|').map((part) => part.trim())
    if (name === undefined || name === '' || entity === undefined || rest.length === 0) return []
    if (number === undefined || !/^[0-9A-Fa-f]{2}h$/.test(number) || status === undefined) return []
    return [{ name, number, status, text: rest.join('|') }]
  })
  const times = new Map<string, number>()
  for (const { name } of lines) times.set(name, (times.get(name) ?? 0) + 1)
  return lines.flatMap((line) => rowsOfLine(line, (times.get(line.name) ?? 0) > 1, nowMs))
}

/** The letters of ipmitool: non-critical, critical, non-recoverable, each perhaps with l(ower) or u(pper); ns: no state, ok. */
const statusWords: Readonly<Record<string, string>> = {
  ok: 'ok',
  nc: 'warning',
  lnc: 'warning',
  unc: 'warning',
  cr: 'critical',
  lcr: 'critical',
  ucr: 'critical',
  nr: 'critical',
  lnr: 'critical',
  unr: 'critical',
}

function rowsOfLine(line: Line, repeated: boolean, nowMs: number): Row[] {
  const { name, number, status, text } = line
  const device = repeated ? `${name} ${number}` : name
  const analogue = /^(-?\d+(?:\.\d+)?)\s+(degrees [CF]|Volts|Amps|Watts|RPM|percent|unspecified)$/.exec(text)
  const health = statusWords[status]
  const healthRow: Row[] = health === undefined ? [] : [{ name: 'part-health', device, reading: value(health, nowMs) }]
  if (analogue !== null) {
    const [signal, factor, shift] = kindOf(analogue[2] ?? '', name)
    if (signal === undefined) return healthRow
    return [
      { name: signal, device, reading: numberReading(signal, Number(analogue[1]) * factor + shift, nowMs) },
      ...healthRow,
    ]
  }
  const silent = silence(text, status, nowMs)
  return silent === undefined
    ? [{ name: 'part-state', device, reading: value(text === '' ? 'no state' : text, nowMs) }]
    : [{ name: 'part-health', device, reading: silent }]
}

/** A sensor that gives nothing; what it would measure is not told in this case, so its health stands for it. */
function silence(text: string, status: string, nowMs: number): Reading | undefined {
  if (/^(?:disabled|not readable|na)$/i.test(text)) return gap(`the BMC says ${JSON.stringify(text)}`, nowMs)
  if (/^no reading$/i.test(text) || (status === 'ns' && text === '')) return gap('the BMC gives no reading', nowMs)
  return undefined
}

function kindOf(unit: string, name: string): readonly [SignalName | undefined, number, number] {
  switch (unit) {
    case 'degrees C':
      return [airTemperature(name), 1, 0]
    case 'degrees F':
      return [airTemperature(name), 5 / 9, -160 / 9]
    case 'Volts':
      return ['bmc-voltage', 1, 0]
    case 'Amps':
      return ['bmc-current', 1, 0]
    case 'Watts':
      // The whole server, as Dell, HPE and Supermicro call it.
      return [
        /^(?:pwr consumption|system (?:power|level)|total[ _]power|power meter)$/i.test(name)
          ? 'chassis-power'
          : 'bmc-power',
        1,
        0,
      ]
    case 'RPM':
      return ['fan-speed', 1, 0]
    case 'percent':
      return [/fan/i.test(name) ? 'fan-duty' : 'bmc-percent', 1, 0]
    default:
      return [undefined, 1, 0]
  }
}

/** `ipmitool dcmi power reading`: the present power, unless the BMC says that it does not measure now. */
export function parseDcmiPower(output: string, nowMs: number): Row {
  const watts = /Instantaneous power reading:\s+(\d+)\s+Watts/i.exec(output)?.[1]
  const state = /Power reading state is:\s+(\w+)/i.exec(output)?.[1]
  const reading = (): Reading => {
    if (watts === undefined) return gap(`no power in ${JSON.stringify(output.trim().slice(0, 80))}`, nowMs)
    if (state !== undefined && state !== 'activated') return gap(`power reading is ${state}`, nowMs)
    return numberReading('chassis-power', Number(watts), nowMs)
  }
  return { name: 'chassis-power', device: 'DCMI', reading: reading() }
}

/** What ipmitool says where a BMC knows no DCMI: that is no fault. */
export const lacksDcmi = (stderr: string): boolean =>
  /invalid command|DCMI.*(?:not supported|request failed)|0xc1/i.test(stderr)
export const noDcmi: Row = { name: 'chassis-power', device: 'DCMI', reading: unsupported }
