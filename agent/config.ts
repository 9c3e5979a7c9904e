/** The agent's configuration: read once, strict, frozen. Unknown keys are refused with what would be right. */
import { limits } from '../shared/limits.ts'
import { collectorsOf } from './config-collectors.ts'
import { type SimulateConfig, simulateConfig, simulateUsage } from './config-simulate.ts'
import {
  ConfigError,
  coordinatorOf,
  parse,
  required,
  type Surroundings,
  textOf,
  type Values,
  wholeOf,
} from './config-values.ts'
import { type WorkConfig, workOf } from './config-work.ts'
import type { CollectorConfig } from './sensors/collector-config.ts'
import { isSensorName, sensorNames } from './sensors/names.ts'

export interface RunConfig {
  readonly command: 'run'
  /** `ws://host:port` */
  readonly coordinator: string
  readonly stateDir: string
  readonly name: string
  readonly slots: number
  /** undefined: the local end of the link to the coordinator */
  readonly address: string | undefined
  readonly bytesPort: number
  /** bytes of artifacts kept for workers to come */
  readonly cacheBytes: number
  /** bounds of the logs of ranks that are kept, compressed: of one attempt, and of all */
  readonly logBytes: { readonly attemptBytes: number; readonly hostBytes: number }
  readonly labels: Readonly<Record<string, string>>
  readonly sensors: SensorSettings
  readonly work: WorkConfig
}
/** What is read, how often and from where. */
export interface SensorSettings {
  readonly periodsMs: Readonly<Record<string, number>>
  readonly off: readonly string[]
  /** of BMCs, CDUs, PDUs and the like that this agent reads */
  readonly collectors: readonly CollectorConfig[]
  /** instead of the system's libnvidia-ml.so.1 */
  readonly nvmlLibrary: string | undefined
  readonly sysRoot: string | undefined
  readonly procRoot: string | undefined
}
export interface SensorsConfig {
  readonly command: 'sensors'
  readonly once: boolean
  readonly json: boolean
  readonly sensors: SensorSettings
}
export type Config =
  | RunConfig
  | SensorsConfig
  | SimulateConfig
  | { readonly command: 'help' }
  | { readonly command: 'version' }

export const usage = `millwright-agent: runs a host's share of a Millwright factory

  millwright-agent run --coordinator ws://HOST:PORT --state-dir DIR [options]
  millwright-agent sensors [--once] [--json] [options of sensors]
  millwright-agent simulate --coordinator ws://HOST:PORT --hosts N --gpus G [options]
  millwright-agent --help | --version

options of run (or the same names as keys of a JSON file given with --config FILE; the command line wins)
  --coordinator URL   the coordinator's address, ws:// (or http://, which is understood)
  --state-dir DIR     where this host's key, spool, attempts and cache live
  --name NAME         how people call this host (default: its host name)
  --slots N           scheduling slots offered (default: the number of CPUs)
  --address ADDRESS   what other hosts reach this one by, for the ranks of gangs: an IP address or a name
                      (default: the local end of its link to the coordinator)
  --bytes-port N      loopback port for artifacts, logs and replicas (default 0: any free one)
  --cache-mb N        artifacts kept for later workers (default 2048)
  --logs-mb N         logs kept on this host, compressed; the oldest go first (default 4096)
  --attempt-logs-mb N of them, of one attempt at most (default 256)
  --label K=V         a label for placement; may be repeated. Labels named site, row, rack, leaf or nvlink say
                      where the host stands; without a leaf, lldpctl is asked for the switch

how work is run (only in a --config file: work {…}; agent/work/README.md)
  driver      systemd: a transient service an attempt; detached: a session of its own; auto (default): systemd where
              it is the first process and the agent is root
  user        whom work runs as whose user the coordinator does not name (default: the agent's own user)
  allowUsers  list of users that the coordinator may name (default none); root is refused
  umask       of work, in octal (default "0022")
  cpuQuota    systemd: work gets no more CPU time than its slots (default true)
  tasksMax    systemd: processes and threads of an attempt (default ${limits.tasksPerAttempt})
  devices     systemd: list of device files that all work may use beside its own GPUs, RDMA and the usual ones
  prolog      program run before each attempt, by the agent's user; where it fails the attempt is not started
  epilog      program run after each attempt; one that fails is told, and drains the host where the policy says so
  scriptSeconds  how long either may take (default 60)
  keepMb      what work directories of ended attempts may take before the oldest go (default 10240)

options of sensors, of both run and sensors (in a --config file: sensorPeriods {"NAME": MS}, sensorsOff ["NAME"], collectors [{…}])
  --config FILE             a JSON file with these and those of run
  --sensor-period NAME=MS   read it every MS ms (100 to 86400000); may be repeated
  --sensor-off NAME         do not read it; may be repeated
  --nvml-library FILE       load this as libnvidia-ml.so.1
  --sys-root DIR            read sensors from another root than /sys (tests)
  --proc-root DIR           read sensors from another root than /proc (tests)
  Names: ${sensorNames.join(' ')}

${simulateUsage}`

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const
const sensorOptions = {
  config: text,
  'sensor-period': texts,
  'sensor-off': texts,
  'nvml-library': text,
  'sys-root': text,
  'proc-root': text,
} as const
const runOptions = {
  ...sensorOptions,
  coordinator: text,
  'state-dir': text,
  name: text,
  slots: text,
  address: text,
  'bytes-port': text,
  'cache-mb': text,
  'logs-mb': text,
  'attempt-logs-mb': text,
  label: texts,
} as const
const sensorsOptions = { ...sensorOptions, once: flag, json: flag } as const
/** Keys of a file: the options, and in a file's own shape what is repeated on the command line. */
const fileKeys = [
  ...Object.keys(runOptions).filter((name) => !['config', 'sensor-period', 'sensor-off'].includes(name)),
  'sensorPeriods',
  'sensorsOff',
  'collectors',
  'work',
]

export function readConfig(argv: readonly string[], around: Surroundings): Config {
  const [command, ...rest] = argv
  if (
    command === undefined ||
    command === '--help' ||
    command === '-h' ||
    command === 'help' ||
    rest.includes('--help')
  ) {
    return Object.freeze({ command: 'help' })
  }
  if (command === '--version' || command === 'version') return Object.freeze({ command: 'version' })
  if (command === 'run') return runConfig(rest, around)
  if (command === 'simulate') return simulateConfig(rest, around)
  if (command === 'sensors') {
    const values = withFile(parse(rest, sensorsOptions), around)
    const [once, json] = [values.once === true, values.json === true]
    return Object.freeze({ command, once, json, sensors: sensorSettings(values, around) })
  }
  throw new ConfigError(`unknown command ${JSON.stringify(command)}: use run, sensors, simulate, --help or --version`)
}

function runConfig(args: readonly string[], around: Surroundings): RunConfig {
  const values = withFile(parse(args, runOptions), around)
  return Object.freeze({
    command: 'run',
    coordinator: coordinatorOf(values),
    stateDir: required(values, 'state-dir', 'a folder, for example /var/lib/millwright-agent'),
    name: textOf(values, 'name') ?? around.hostname,
    slots: wholeOf(values, 'slots', around.cpus, 1, 65_536),
    address: addressOf(values),
    bytesPort: wholeOf(values, 'bytes-port', 0, 0, 65_535),
    cacheBytes: megabytesOf(values, 'cache-mb', limits.agentCacheBytes),
    logBytes: Object.freeze({
      attemptBytes: megabytesOf(values, 'attempt-logs-mb', limits.logBytesPerAttempt),
      hostBytes: megabytesOf(values, 'logs-mb', limits.logBytesPerHost),
    }),
    labels: labelsOf(values.label),
    sensors: sensorSettings(values, around),
    work: workOf(values.work, `--config ${values.config}`),
  })
}

const megabyte = 1_048_576
const megabytesOf = (values: Values, name: string, otherwiseBytes: number): number =>
  wholeOf(values, name, otherwiseBytes / megabyte, 1, 1_048_576) * megabyte

function addressOf(values: Values): string | undefined {
  const address = textOf(values, 'address')
  if (address !== undefined && !/^[A-Za-z0-9.:_-]+$/.test(address))
    throw new ConfigError(`address must be an IP address or a name, without a port, not ${JSON.stringify(address)}`)
  return address
}

const leastPeriodMs = 100
const mostPeriodMs = 24 * 3600_000

function sensorSettings(values: Values, around: Surroundings): SensorSettings {
  const periods: [string, unknown][] = [
    ...Object.entries(objectOf(values, 'sensorPeriods')),
    ...pairsOf('sensor-period', values['sensor-period'], 'NAME=MS, for example infiniband=1000'),
  ]
  for (const [name, ms] of periods) {
    knownSensor('sensor-period', name)
    wholeOf({ [`sensor-period of ${name}`]: ms }, `sensor-period of ${name}`, 0, leastPeriodMs, mostPeriodMs)
  }
  const listed = values.sensorsOff ?? []
  if (!Array.isArray(listed)) throw new ConfigError(`sensorsOff must be a list of names, not ${JSON.stringify(listed)}`)
  const off = [...listed, ...((values['sensor-off'] as string[] | undefined) ?? [])].map(String)
  for (const name of off) knownSensor('sensor-off', name)
  return Object.freeze({
    periodsMs: Object.freeze(Object.fromEntries(periods.map(([name, ms]) => [name, Number(ms)]))),
    off: Object.freeze(off),
    collectors: Object.freeze(collectorsOf(values.collectors, `--config ${values.config}`, around)),
    nvmlLibrary: textOf(values, 'nvml-library'),
    sysRoot: textOf(values, 'sys-root'),
    procRoot: textOf(values, 'proc-root'),
  })
}

function knownSensor(option: string, name: string): void {
  if (!isSensorName(name)) throw new ConfigError(`${option}: no sensor "${name}". There are: ${sensorNames.join(' ')}`)
}

function objectOf(values: Values, name: string): Values {
  const value = values[name] ?? {}
  if (typeof value !== 'object' || Array.isArray(value))
    throw new ConfigError(`${name} must be an object, not ${JSON.stringify(value)}`)
  return value as Values
}

function pairsOf(option: string, given: unknown, form: string): [string, string][] {
  return ((given as string[] | undefined) ?? []).map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new ConfigError(`${option} must be ${form}, not ${JSON.stringify(pair)}`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
}

/** The command line wins over the file. */
function withFile(given: Values, around: Surroundings): Values {
  const file = textOf(given, 'config')
  return file === undefined ? given : { ...readFileValues(file, around), ...given }
}

function readFileValues(path: string, around: Surroundings): Values {
  let values: unknown
  try {
    values = JSON.parse(around.readFile(path))
  } catch (cause) {
    throw new ConfigError(`--config ${path}: ${(cause as Error).message}`, { cause })
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new ConfigError(`--config ${path}: must be a JSON object`)
  }
  for (const key of Object.keys(values)) {
    if (!fileKeys.includes(key))
      throw new ConfigError(`--config ${path}: unknown key "${key}". Known: ${fileKeys.join(' ')}`)
  }
  return values as Values
}

/** From repeated `k=v` on the command line, or an object in the file. */
function labelsOf(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return Object.freeze({})
  const pairs: [string, unknown][] = Array.isArray(value)
    ? pairsOf('label', value.map(String), 'key=value')
    : Object.entries(value as object)
  for (const [key, labelled] of pairs) {
    if (typeof labelled !== 'string') throw new ConfigError(`label ${key} must be a text`)
  }
  return Object.freeze(Object.fromEntries(pairs) as Record<string, string>)
}
