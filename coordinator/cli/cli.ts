/** Runs one command line: finds the command, checks the words, turns every failure into a message and an exit code. */
import { checkCount, commandHelp, commonFlags, findCommand, generalHelp, ownWords, parseArgs } from './args.ts'
import { findAddress, makeClient, ProblemError, UnreachableError } from './client.ts'
import { alertCommands } from './commands/alerts.ts'
import { checkpointsCommand } from './commands/checkpoints.ts'
import { drainCommands } from './commands/drain.ts'
import { eventCommands } from './commands/events.ts'
import { factoryCommands } from './commands/factory.ts'
import { fleetCommands } from './commands/fleet.ts'
import { hostCommand } from './commands/host.ts'
import { hostCommands } from './commands/hosts.ts'
import { jobCommands } from './commands/jobs.ts'
import { logsCommand } from './commands/logs.ts'
import { planCommand } from './commands/plan.ts'
import { secretCommand } from './commands/secrets.ts'
import { submitCommand } from './commands/submit.ts'
import { telemetryCommands } from './commands/telemetry.ts'
import { usersCommand } from './commands/users.ts'
import { verdictCommands } from './commands/verdicts.ts'
import { CommandError, exits, type Io, UsageError } from './io.ts'

const commands = [
  submitCommand,
  planCommand,
  ...jobCommands,
  checkpointsCommand,
  logsCommand,
  ...hostCommands,
  hostCommand,
  ...drainCommands,
  ...fleetCommands,
  usersCommand,
  secretCommand,
  ...factoryCommands,
  ...eventCommands,
  ...alertCommands,
  ...verdictCommands,
  ...telemetryCommands,
]

export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await run(argv, io)
  } catch (error) {
    if (io.stopped.aborted) return 130
    return explain(error, ownWords(argv).includes('--json'), io)
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...words] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const text = words[0] === undefined ? generalHelp(commands) : commandHelp(findCommand(words[0], commands))
    if (name === undefined) io.err(text)
    else io.out(text)
    return name === undefined ? exits.usage : exits.ok
  }
  if (name === '--version') {
    io.out(`millwright ${io.version}\n`)
    return exits.ok
  }
  const command = findCommand(name, commands)
  const parsed = parseArgs(words, [...(command.flags ?? []), ...commonFlags])
  if (parsed.flags.has('help')) {
    io.out(commandHelp(command))
    return exits.ok
  }
  checkCount(command, parsed.args)
  if (parsed.rest.length > 0 && command.rest !== true)
    throw new UsageError(`millwright ${name} takes nothing after '--'; got '${parsed.rest.join(' ')}'`)
  const address = await findAddress(io, parsed.flags.get('coordinator')?.at(-1))
  return command.run({ io, client: makeClient(address, io.stopped), json: parsed.flags.has('json'), ...parsed })
}

/** For programs a failure is JSON too, and nothing else is said. A fault of a file begins with its place, as editors look for it. */
function explain(error: unknown, json: boolean, io: Io): number {
  const message = error instanceof Error ? error.message : String(error)
  if (json) {
    const problem = error instanceof ProblemError ? error.problem : { code: codeOf(error), detail: message }
    io.out(`${JSON.stringify({ error: problem })}\n`)
  } else io.err(`${/^(millwright |\S+:\d+:\d+: )/.test(message) ? '' : 'millwright: '}${message}\n`)
  if (error instanceof UsageError) return exits.usage
  return error instanceof UnreachableError ? exits.unreachable : exits.failed
}

function codeOf(error: unknown): string {
  if (error instanceof UsageError) return 'bad-usage'
  if (error instanceof UnreachableError) return 'unreachable'
  return error instanceof CommandError ? 'bad-input' : 'internal'
}
