/** One Redfish resource as it came: looking into it without trusting it, and the rows made of it. Pure. */
import type { Reading } from '../../../shared/model/reading.ts'
import type { SignalName } from '../../../shared/model/signals.ts'
import { numberReading, type Row, stateReading } from '../collector-rows.ts'
import { gap, unsupported, value } from '../sensor.ts'

export type Body = Readonly<Record<string, unknown>>

export const isBody = (found: unknown): found is Body =>
  typeof found === 'object' && found !== null && !Array.isArray(found)

export const textAt = (body: Body, key: string): string | undefined => {
  const found = body[key]
  return typeof found === 'string' && found !== '' ? found : undefined
}
export const bodyAt = (body: Body, key: string): Body | undefined => {
  const found = body[key]
  return isBody(found) ? found : undefined
}
export const bodiesAt = (body: Body, key: string): readonly Body[] => {
  const found = body[key]
  return Array.isArray(found) ? found.filter(isBody) : []
}

/** `#Chassis.v1_5_1.Chassis` → `Chassis`; '' where the service does not say. */
export const kindOf = (body: Body): string => textAt(body, '@odata.type')?.split('.').at(-1) ?? ''

/**
 * A link's path, to be asked for as it stands: some services know it only with a slash at the end, some only without. Only paths of
 * this very service: what a BMC writes here must not send our session elsewhere. A fragment names a part of a resource that is read whole.
 */
export function pathOf(link: unknown): string | undefined {
  const found = isBody(link) ? link['@odata.id'] : link
  if (typeof found !== 'string' || !/^\/redfish\/v1(?:\/[^\s?]*)?$/.test(found) || found.includes('/../'))
    return undefined
  return found.split('#', 1)[0]
}
/** One resource has one of these. */
export const plainPath = (path: string): string => path.replace(/\/$/, '')
export const linkAt = (body: Body, key: string): string | undefined => pathOf(body[key])

/** Parts of a path that only say what kind of thing follows. */
const fillers = new Set([
  'ThermalEquipment',
  'PowerEquipment',
  'ThermalSubsystem',
  'PowerSubsystem',
  'LeakDetection',
  'Sensors',
  'Metrics',
  'EnvironmentMetrics',
  'ThermalMetrics',
  'Thermal',
  'Power',
  'Oem',
])

/** `/redfish/v1/Chassis/1/ThermalSubsystem/Fans/2` → `Chassis/1/Fans/2`: short, and one name for one part of a service. */
export function deviceOf(path: string): string {
  const parts = path.replace(/^\/redfish\/v1\/?/, '').split(/[/#]/)
  const kept = parts.filter((part, i) => part !== '' && !(i !== 1 && fillers.has(part)))
  return kept.map(decoded).join('/') || 'service'
}
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const healthWords: Readonly<Record<string, string>> = { OK: 'ok', Warning: 'warning', Critical: 'critical' }
/** A part in one of these states gives no reading, whatever number stands there. */
const silentStates = new Set(['Absent', 'Disabled', 'UnavailableOffline', 'StandbyOffline', 'Deferring'])

/** Collects the rows of one part. */
export class Rows {
  readonly device: string
  readonly nowMs: number
  readonly list: Row[] = []
  readonly #side: Row['side']
  readonly #called: string | undefined
  /** why no number of this part counts */
  readonly #silent: Reading | undefined

  constructor(device: string, body: Body, nowMs: number, side?: Row['side']) {
    this.device = device
    this.nowMs = nowMs
    this.#side = side
    this.#called = textAt(body, 'Name') ?? textAt(body, 'DeviceName')
    const state = statusOf(body).state
    if (state === 'Absent') this.#silent = unsupported
    else if (state !== undefined && silentStates.has(state)) this.#silent = gap(`its State is ${state}`, nowMs)
  }

  /** `found`: a number, or an excerpt of a sensor (`{Reading, DataSourceUri}`). Not there: unsupported. */
  need(name: SignalName, found: unknown, factor = 1): void {
    const number = isBody(found) ? (found.Reading ?? null) : found
    this.put(name, this.#silent ?? numberReading(name, number, this.nowMs, factor))
  }

  /** As `need`, but for what few devices have: no row where it is not there. */
  may(name: SignalName, found: unknown, factor = 1): void {
    if (found !== undefined) this.need(name, found, factor)
  }

  state(name: SignalName, found: unknown, words: Readonly<Record<string, string>>): void {
    if (found !== undefined) this.put(name, stateReading(found, words, this.nowMs))
  }

  /** Its Status in one word; no row where it has none. */
  health(body: Body): void {
    const { state, health } = statusOf(body)
    if (state === undefined && health === undefined) return
    if (state === 'Absent') this.put('part-health', value('absent', this.nowMs))
    else if (state !== undefined && silentStates.has(state)) this.put('part-health', value('unavailable', this.nowMs))
    else this.put('part-health', stateReading(health, healthWords, this.nowMs))
  }

  identity(body: Body): void {
    const words = ['Manufacturer', 'Model', 'SerialNumber'].map((key) => textAt(body, key)?.trim())
    const firmware = textAt(body, 'FirmwareVersion')
    const known = [...words, firmware === undefined ? undefined : `firmware ${firmware}`].filter(Boolean)
    if (known.length > 0) this.put('part-identity', value(known.join(' '), this.nowMs))
  }

  put(name: SignalName, reading: Reading): void {
    const { device } = this
    const side = this.#side === undefined ? {} : { side: this.#side }
    this.list.push({ name, reading, device, ...side, ...(this.#called === undefined ? {} : { called: this.#called }) })
  }
}

/** `health` as it stands there: null says that it is not known, which is not the same as not being told. */
export function statusOf(body: Body): { state: string | undefined; health: unknown } {
  const status = bodyAt(body, 'Status') ?? {}
  return { state: textAt(status, 'State'), health: status.Health }
}

/** Joules in a kilowatt hour. */
export const joulesPerKwh = 3.6e6
/** kPa in a pound per square inch. */
export const kpaPerPsi = 6.894757
