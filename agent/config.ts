/** The agent's configuration: read once, strict, frozen. Unknown keys are refused with what would be right. */
import { parseArgs } from 'node:util'
import { limits } from '../shared/limits.ts'

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
export type Config = RunConfig | SensorsConfig | { readonly command: 'help' } | { readonly command: 'version' }

/** The command line or the file is wrong; the message says what would be right. */
export class ConfigError extends Error {}

export interface Surroundings {
  readonly hostname: string
  readonly cpus: number
  readonly readFile: (path: string) => string
}

export const usage = `millwright-agent: runs a host's share of a Millwright factory

  millwright-agent run --coordinator ws://HOST:PORT --state-dir DIR [options]
  millwright-agent sensors [--once] [--json]
  millwright-agent --help | --version

options of run (or the same names as keys of a JSON file given with --config FILE; the command line wins)
  --coordinator URL   the coordinator's address, ws:// (or http://, which is understood)
  --state-dir DIR     where this host's key, spool, attempts and cache live
  --name NAME         how people call this host (default: its host name)
  --slots N           scheduling slots offered (default: the number of CPUs)
  --bytes-port N      loopback port for artifacts, logs and replicas (default 0: any free one)
  --cache-mb N        artifacts kept for later workers (default 2048)
  --label K=V         a label for placement; may be repeated
  --sys-root DIR      read sensors from another root than /sys (tests)
  --proc-root DIR     read sensors from another root than /proc (tests)
`

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
type Values = Readonly<Record<string, unknown>>

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
  if (command === 'sensors') {
    const given = parse(rest, sensorsOptions)
    const [sysRoot, procRoot] = [textOf(given, 'sys-root'), textOf(given, 'proc-root')]
    return Object.freeze({ command, once: given.once === true, json: given.json === true, sysRoot, procRoot })
  }
  throw new ConfigError(`unknown command ${JSON.stringify(command)}: use run, sensors, --help or --version`)
}

function parse(
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>,
): Values {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`)
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}. Known here: ${known.join(' ')}`)
  }
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

function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new ConfigError(`${name} must be a text`)
}

function required(values: Values, name: string, what: string): string {
  const value = textOf(values, name)
  if (value === undefined) throw new ConfigError(`--${name} is needed: ${what}`)
  return value
}

function wholeOf(values: Values, name: string, otherwise: number, min: number, max: number): number {
  const value = values[name] === undefined ? otherwise : Number(values[name])
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(values[name])}`)
}

function coordinatorOf(values: Values): string {
  const value = required(values, 'coordinator', 'for example ws://127.0.0.1:7070')
  const url = URL.canParse(value) ? new URL(value) : undefined
  const protocol = url?.protocol.replace(/^http/, 'ws')
  if (url === undefined || (protocol !== 'ws:' && protocol !== 'wss:')) {
    throw new ConfigError(`coordinator must be like ws://127.0.0.1:7070, not ${JSON.stringify(value)}`)
  }
  return `${protocol}//${url.host}`
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
