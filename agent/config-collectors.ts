/** The key `collectors` of the agent's configuration file: BMCs, CDUs, PDUs, … that this agent reads for its neighbourhood. */
import { limits } from '../shared/limits.ts'
import {
  describeFault,
  type Fault,
  fault,
  list,
  may,
  millis,
  name,
  need,
  number,
  oneOf,
  pattern,
  positive,
  type Segment,
  shape,
  shortText,
  text,
  variant,
  whole,
} from '../shared/model/validation.ts'
import { ConfigError, type Surroundings } from './config-values.ts'
import type {
  CollectorAbout,
  CollectorConfig,
  Coolant,
  Credentials,
  IpmiConfig,
  ModbusConfig,
  RedfishConfig,
} from './sensors/collector-config.ts'
import { type RegisterMap, readMap } from './sensors/modbus-map.ts'
import orv3Rpu from './sensors/modbus-maps/orv3-rpu.json' with { type: 'json' }

/** Register maps that come with the agent. */
const ownMaps: Readonly<Record<string, unknown>> = { 'orv3-rpu': orv3Rpu }

const periodMs = 30_000
const timeoutMs = { redfish: 20_000, ipmi: 25_000, modbus: 5_000 }
const requestsPerSecond = 10

const file = text('the path of a file')
const common = {
  name: need(name(64)),
  kind: need(oneOf(['redfish', 'ipmi', 'modbus'])),
  periodMs: may(millis(1_000, 3_600_000)),
  timeoutMs: may(millis(100, 300_000)),
  about: may(shape({ rack: may(shortText), cdu: may(shortText), tray: may(shortText), host: may(shortText) })),
}
const coolant = may(shape({ densityKgPerM3: need(number(500, 2_000)), specificHeatKjPerKgK: need(number(0.5, 6)) }))
const fingerprint = pattern(
  /^(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/,
  'the sha256 of the certificate in hex, with or without colons (openssl x509 -noout -fingerprint -sha256)',
)

type Also = (value: Record<string, unknown>, at: readonly Segment[], faults: Fault[]) => void

/** A user and a password's file come together. */
const paired: Also = (value, at, faults) => {
  if ((value.user === undefined) === (value.passwordFile === undefined)) return
  const lacking = value.user === undefined ? 'user' : 'passwordFile'
  faults.push(fault([...at, lacking], 'is missing: user and passwordFile come together'))
}

const redfishAlso: Also = (value, at, faults) => {
  paired(value, at, faults)
  const given = String(value.address)
  const url = URL.canParse(given) ? new URL(given) : undefined
  const rest = url === undefined ? '' : `${url.pathname}${url.search}${url.hash}${url.username}${url.password}`
  if (url === undefined || !/^https?:$/.test(url.protocol) || rest !== '/')
    return void faults.push(
      fault([...at, 'address'], `must be like https://10.0.0.5 or https://bmc-7:8443; got ${JSON.stringify(given)}`),
    )
  if (value.certificateSha256 !== undefined && value.caFile !== undefined)
    faults.push(fault([...at, 'caFile'], 'is given beside certificateSha256: one of them says whom to trust'))
  const near = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'http:' && value.user !== undefined && !near)
    faults.push(fault([...at, 'address'], 'must begin with https:// where a password is sent'))
}

const hostPort = /^(?:\[[0-9a-fA-F:]+\]|[^\s/:[\]]+)(?::(\d{1,5}))?$/
const networked: Also = (value, at, faults) => {
  const found = hostPort.exec(String(value.address))
  if (found !== null && Number(found[1] ?? 1) <= 65_535 && Number(found[1] ?? 1) > 0) return
  faults.push(
    fault([...at, 'address'], `must be a host, with :port where it is unusual; got ${JSON.stringify(value.address)}`),
  )
}
const ipmiAlso: Also = (value, at, faults) => {
  paired(value, at, faults)
  if (value.address === undefined) {
    for (const key of ['user', 'cipherSuite'])
      if (value[key] !== undefined) faults.push(fault([...at, key], 'is only for a BMC with an address'))
    return
  }
  networked(value, at, faults)
  if (value.user === undefined) faults.push(fault([...at, 'user'], 'is missing: a BMC over the network needs one'))
}

const collectorsCheck = list(
  variant('kind', {
    redfish: shape(
      {
        ...common,
        address: need(text('a URL like https://10.0.0.5')),
        user: may(shortText),
        passwordFile: may(file),
        certificateSha256: may(fingerprint),
        caFile: may(file),
        requestsPerSecond: may(positive(100)),
        coolant,
      },
      redfishAlso,
    ),
    ipmi: shape(
      {
        ...common,
        address: may(text('a host')),
        user: may(shortText),
        passwordFile: may(file),
        cipherSuite: may(whole(0, 17)),
      },
      ipmiAlso,
    ),
    modbus: shape(
      { ...common, address: need(text('a host')), unitId: may(whole(0, 255)), map: need(text('a map')), coolant },
      networked,
    ),
  }),
  0,
  limits.collectorsPerAgent,
  `a list of at most ${limits.collectorsPerAgent} collectors`,
)

/** Whole and checked, or a ConfigError with everything that is wrong. Nothing is reached and no password read here. */
export function collectorsOf(found: unknown, where: string, around: Pick<Surroundings, 'readFile'>): CollectorConfig[] {
  if (found === undefined) return []
  const faults: Fault[] = []
  collectorsCheck.run(found, ['collectors'], faults)
  const given = faults.length > 0 ? [] : (found as readonly Given[])
  const names = new Set<string>()
  for (const [i, each] of given.entries()) {
    if (names.has(each.name)) faults.push(fault(['collectors', i, 'name'], `: there are two called ${each.name}`))
    names.add(each.name)
    const chars = Object.values(each.about ?? {}).reduce((sum, label) => sum + 6 + label.length, 2 * each.name.length)
    if (chars > limits.collectorLabelChars) faults.push(fault(['collectors', i, 'about'], tooLong(chars)))
  }
  if (faults.length > 0) throw new ConfigError(`${where}: ${faults.slice(0, 8).map(describeFault).join('; ')}`)
  return given.map((each, i) => configOf(each, `${where}: collectors[${i}]`, around))
}

const tooLong = (chars: number): string =>
  `: labels are too long: twice the name and 6 more for each value come to ${chars} characters, at most ${limits.collectorLabelChars} fit`

interface Given {
  readonly name: string
  readonly kind: CollectorConfig['kind']
  readonly address?: string
  readonly periodMs?: number
  readonly timeoutMs?: number
  readonly about?: CollectorAbout
  readonly user?: string
  readonly passwordFile?: string
  readonly certificateSha256?: string
  readonly caFile?: string
  readonly requestsPerSecond?: number
  readonly cipherSuite?: number
  readonly unitId?: number
  readonly map?: string
  readonly coolant?: Coolant
}

function configOf(given: Given, where: string, around: Pick<Surroundings, 'readFile'>): CollectorConfig {
  const base = {
    name: given.name,
    periodMs: given.periodMs ?? periodMs,
    timeoutMs: given.timeoutMs ?? timeoutMs[given.kind],
    about: given.about ?? {},
  }
  const { user, passwordFile, address = '' } = given
  const credentials = user === undefined || passwordFile === undefined ? undefined : { user, passwordFile }
  if (given.kind === 'redfish') return Object.freeze(redfishOf(given, base, credentials))
  if (given.kind === 'ipmi') {
    const reached = credentials === undefined ? undefined : { ...hostOf(address, 623), credentials }
    const remote = reached === undefined ? undefined : { ...reached, cipherSuite: given.cipherSuite }
    return Object.freeze({ ...base, kind: 'ipmi', remote } satisfies IpmiConfig)
  }
  const map = mapOf(given.map ?? '', `${where}.map`, around)
  const unitId = given.unitId ?? map.unitId ?? 1
  const reached = hostOf(address, 502)
  return Object.freeze({
    ...base,
    kind: 'modbus',
    ...reached,
    unitId,
    map,
    coolant: given.coolant,
  } satisfies ModbusConfig)
}

type Base = Pick<RedfishConfig, 'name' | 'periodMs' | 'timeoutMs' | 'about'>

function redfishOf(given: Given, base: Base, credentials: Credentials | undefined): RedfishConfig {
  return {
    ...base,
    kind: 'redfish',
    address: new URL(given.address ?? '').origin,
    credentials,
    certificateSha256: given.certificateSha256?.replaceAll(':', '').toLowerCase(),
    caFile: given.caFile,
    requestsPerSecond: given.requestsPerSecond ?? requestsPerSecond,
    coolant: given.coolant,
  }
}

function hostOf(address: string, otherwise: number): { host: string; port: number } {
  const port = hostPort.exec(address)?.[1]
  const host = address.slice(0, address.length - (port === undefined ? 0 : port.length + 1)).replace(/^\[(.*)\]$/, '$1')
  return { host, port: port === undefined ? otherwise : Number(port) }
}

/** A name of a map that comes with the agent, or a file with one. */
function mapOf(given: string, where: string, { readFile }: Pick<Surroundings, 'readFile'>): RegisterMap {
  const own = Object.hasOwn(ownMaps, given)
  if (!own && !/[/.]/.test(given))
    throw new ConfigError(
      `${where} must be the path of a JSON file or one of ${Object.keys(ownMaps).join(', ')}, not ${JSON.stringify(given)}`,
    )
  let found: unknown
  try {
    found = own ? ownMaps[given] : JSON.parse(readFile(given))
  } catch (cause) {
    throw new ConfigError(`${where} ${given}: ${(cause as Error).message}`, { cause })
  }
  const map = readMap(found)
  if ('faults' in map) throw new ConfigError(`${where} ${given}: ${map.faults.join('; ')}`)
  return map
}
