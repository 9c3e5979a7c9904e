/** Reading values of a command line or a file: each says what would be right. */
import { parseArgs } from 'node:util'

/** The command line or the file is wrong; the message says what would be right. */
export class ConfigError extends Error {}

export type Values = Readonly<Record<string, unknown>>

export interface Surroundings {
  readonly hostname: string
  readonly cpus: number
  readonly readFile: (path: string) => string
}

export function parse(
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>,
): Values {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`)
    const [said = ''] = (error as Error).message.replaceAll('\n', ' ').split('. To specify a positional')
    throw new ConfigError(`${said.replace(/\.$/, '')}. Known here: ${known.join(' ')}`)
  }
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new ConfigError(`${name} must be a text of at least one character, not ${JSON.stringify(value)}`)
}

export function required(values: Values, name: string, what: string): string {
  const value = textOf(values, name)
  if (value === undefined) throw new ConfigError(`--${name} is needed: ${what}`)
  return value
}

/** NaN for what is no number: an empty text is not 0. */
function givenNumber(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value === 'string' && value.trim() !== '') return Number(value)
  return typeof value === 'number' ? value : Number.NaN
}

export function numberOf(values: Values, name: string, otherwise: number, min: number, max: number): number {
  const value = givenNumber(values[name], otherwise)
  if (value >= min && value <= max) return value
  throw new ConfigError(`${name} must be a number from ${min} to ${max}, not ${JSON.stringify(values[name])}`)
}

export function wholeOf(values: Values, name: string, otherwise: number, min: number, max: number): number {
  const value = givenNumber(values[name], otherwise)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(values[name])}`)
}

export function coordinatorOf(values: Values): string {
  const value = required(values, 'coordinator', 'for example ws://127.0.0.1:7070')
  const url = URL.canParse(value) ? new URL(value) : undefined
  const protocol = url?.protocol.replace(/^http/, 'ws')
  if (url === undefined || (protocol !== 'ws:' && protocol !== 'wss:')) {
    throw new ConfigError(`coordinator must be like ws://127.0.0.1:7070, not ${JSON.stringify(value)}`)
  }
  return `${protocol}//${url.host}`
}
