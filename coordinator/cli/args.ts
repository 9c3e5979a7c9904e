/** Reads a command line strictly: unknown flags and commands are refused with a guess. */
import { guess } from '../../shared/model/validation.ts'
import { type Command, type Flag, UsageError } from './io.ts'

export const commonFlags: readonly Flag[] = [
  { name: 'coordinator', value: 'URL', help: 'address of the coordinator' },
  { name: 'json', help: 'machine-readable JSON on stdout' },
  { name: 'help', short: 'h', help: 'this text' },
]

export interface Parsed {
  readonly args: readonly string[]
  readonly rest: readonly string[]
  readonly flags: ReadonlyMap<string, readonly string[]>
}

/** Those before `--`: what follows is another program's. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const cut = argv.indexOf('--')
  return cut < 0 ? argv : argv.slice(0, cut)
}

export function parseArgs(argv: readonly string[], known: readonly Flag[]): Parsed {
  const args: string[] = []
  const flags = new Map<string, string[]>()
  const words = ownWords(argv)
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    // no flag begins with a digit: '-1' is a wrong number, which its command tells
    if (!/^-[^\d]/.test(word)) {
      args.push(word)
      continue
    }
    const [given, inline] = splitWord(word)
    const found = known.find(
      (each) => `--${each.name}` === given || (each.short !== undefined && `-${each.short}` === given),
    )
    if (found === undefined) throw unknownFlag(given, known)
    if (found.value === undefined) {
      if (inline !== undefined) throw new UsageError(`--${found.name} takes no value`)
      flags.set(found.name, [])
      continue
    }
    const value = inline ?? words[++i]
    if (value === undefined) throw new UsageError(`--${found.name} needs a value: --${found.name} ${found.value}`)
    flags.set(found.name, [...(flags.get(found.name) ?? []), value])
  }
  return { args, flags, rest: argv.slice(words.length + 1) }
}

function splitWord(word: string): [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function unknownFlag(given: string, known: readonly Flag[]): UsageError {
  const names = known.map((each) => each.name)
  const near = guess(given.replace(/^-+/, ''), names, '').replace("'", "'--")
  return new UsageError(`unknown flag '${given}'; ${near || `known here: --${names.join(', --')}`}`)
}

export function findCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find((each) => each.name === name)
  if (found !== undefined) return found
  const names = commands.map((each) => each.name)
  throw new UsageError(`unknown command '${name}'; ${guess(name, names, '') || "'millwright --help' lists them"}`)
}

export function checkCount({ name, usage, args: [min, max] }: Command, given: readonly string[]): void {
  if (given.length < min) throw new UsageError(`millwright ${name} needs ${usage}`)
  if (given.length > max)
    throw new UsageError(`millwright ${name} takes ${max === 0 ? 'no arguments' : usage}; '${given[max]}' is too much`)
  if (given.includes('')) throw new UsageError(`millwright ${name} takes ${usage}; got an empty text`)
}

export function commandHelp(command: Command): string {
  const flags = [...(command.flags ?? []), ...commonFlags].map((each) => {
    const left = `${each.short === undefined ? '   ' : `-${each.short},`} --${each.name}${each.value === undefined ? '' : ` ${each.value}`}`
    return `  ${left.padEnd(26)} ${each.help}`
  })
  const detail = command.detail === undefined ? '' : `\n${command.detail}\n`
  return `${`millwright ${command.name} ${command.usage}`.trimEnd()}\n\n${command.summary}\n${detail}\n${flags.join('\n')}\n`
}

export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((each) => each.name.length))
  const lines = commands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}`)
  return `millwright COMMAND …: talks to a Millwright coordinator

${lines.join('\n')}

  millwright COMMAND --help  says more about one. millwright --version  says which this is.

The coordinator is found by --coordinator URL, else MILLWRIGHT_COORDINATOR, else the address in
.millwright/coordinator/address, else http://127.0.0.1:7070. --json prints JSON on stdout.
Exit codes: 0 ok, 1 failed, 2 wrong use, 3 coordinator unreachable.
`
}
