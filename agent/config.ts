/** The agent's configuration: read once, strict, frozen. Unknown keys are refused with what would be right. */
import { limits } from '../shared/limits.ts'
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

export interface RunConfig {
  readonly command: 'run'
  /** `ws://host:port` */
  readonly coordinator: string
  readonly stateDir: string
  readonly name: string
  readonly slots: number
  readonly bytesPort: number
  /** bytes of artifacts kept for workers to come */
  readonly cacheBytes: number
  readonly labels: Readonly<Record<string, string>>
  readonly sysRoot: string | undefined
  readonly procRoot: string | undefined
}
export interface SensorsConfig {
  readonly command: 'sensors'
  readonly once: boolean
  readonly json: boolean
  readonly sysRoot: string | undefined
  readonly procRoot: string | undefined
}
export type Config =
  | RunConfig
  | SensorsConfig
  | SimulateConfig
  | { readonly command: 'help' }
  | { readonly command: 'version' }

export const usage = `millwright-agent: runs a host's share of a Millwright factory

  millwright-agent run --coordinator ws://HOST:PORT --state-dir DIR [options]
  millwright-agent sensors [--once] [--json]
  millwright-agent simulate --coordinator ws://HOST:PORT --hosts N --gpus G [options]
  millwright-agent --help | --version

options of run (or the same names as keys of a JSON file given with --config FILE; the command line wins)
  --coordinator URL   the coordinator's address, ws:// (or http://, which is understood)
  --state-dir DIR     where this host's key, spool, attempts and cache live
  --name NAME         how people call this host (default: its host name)
  --slots N           scheduling slots offered (default: the number of CPUs)
  --bytes-port N      loopback port for artifacts, logs and replicas (default 0: any free one)
  --cache-mb N        artifacts kept for later workers (default 2048)
  --label K=V         a label for placement; may be repeated. Labels named site, row, rack, leaf or nvlink say
                      where the host stands; without a leaf, lldpctl is asked for the switch
  --sys-root DIR      read sensors from another root than /sys (tests)
  --proc-root DIR     read sensors from another root than /proc (tests)

${simulateUsage}`

const text = { type: 'string' } as const
const runOptions = {
  config: text,
  coordinator: text,
  'state-dir': text,
  name: text,
  slots: text,
  'bytes-port': text,
  'cache-mb': text,
  label: { type: 'string', multiple: true },
  'sys-root': text,
  'proc-root': text,
} as const
const flag = { type: 'boolean' } as const
const sensorsOptions = { once: flag, json: flag, 'sys-root': text, 'proc-root': text } as const

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
    const given = parse(rest, sensorsOptions)
    const [sysRoot, procRoot] = [textOf(given, 'sys-root'), textOf(given, 'proc-root')]
    return Object.freeze({ command, once: given.once === true, json: given.json === true, sysRoot, procRoot })
  }
  throw new ConfigError(`unknown command ${JSON.stringify(command)}: use run, sensors, simulate, --help or --version`)
}

function runConfig(args: readonly string[], around: Surroundings): RunConfig {
  const given = parse(args, runOptions)
  const file = textOf(given, 'config')
  const values: Values = { ...(file === undefined ? {} : readFileValues(file, around)), ...given }
  return Object.freeze({
    command: 'run',
    coordinator: coordinatorOf(values),
    stateDir: required(values, 'state-dir', 'a folder, for example /var/lib/millwright-agent'),
    name: textOf(values, 'name') ?? around.hostname,
    slots: wholeOf(values, 'slots', around.cpus, 1, 65_536),
    bytesPort: wholeOf(values, 'bytes-port', 0, 0, 65_535),
    cacheBytes: wholeOf(values, 'cache-mb', limits.agentCacheBytes / 1_048_576, 1, 1_048_576) * 1_048_576,
    labels: labelsOf(values.label),
    sysRoot: textOf(values, 'sys-root'),
    procRoot: textOf(values, 'proc-root'),
  })
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
  const known = Object.keys(runOptions).filter((name) => name !== 'config')
  for (const key of Object.keys(values)) {
    if (!known.includes(key)) throw new ConfigError(`--config ${path}: unknown key "${key}". Known: ${known.join(' ')}`)
  }
  return values as Values
}

/** From repeated `k=v` on the command line, or an object in the file. */
function labelsOf(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return Object.freeze({})
  const pairs: [string, unknown][] = Array.isArray(value)
    ? value.map((pair: string) => {
        const at = String(pair).indexOf('=')
        if (at < 1) throw new ConfigError(`label must be key=value, not ${JSON.stringify(pair)}`)
        return [pair.slice(0, at), pair.slice(at + 1)]
      })
    : Object.entries(value as object)
  for (const [key, labelled] of pairs) {
    if (typeof labelled !== 'string') throw new ConfigError(`label ${key} must be a text`)
  }
  return Object.freeze(Object.fromEntries(pairs) as Record<string, string>)
}
