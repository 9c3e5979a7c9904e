/** Secrets of projects: their values come on stdin or from a file, never on the command line, and are shown nowhere. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { limits } from '../../../shared/limits.ts'
import { part } from '../client.ts'
import { type Call, type Command, CommandError, exits, flag, printJson, UsageError } from '../io.ts'
import { table, when } from '../render.ts'

interface Secret {
  readonly project: string
  readonly name: string
  readonly setMs: number
}

async function secret(call: Call): Promise<number> {
  const [verb, name] = call.args
  if (verb === 'list' && name === undefined) return list(call)
  if (verb !== 'set' && verb !== 'remove')
    throw new UsageError(`millwright secret takes set NAME, remove NAME or list; got '${call.args.join(' ')}'`)
  if (name === undefined) throw new UsageError(`which? millwright secret ${verb} NAME`)
  return verb === 'set' ? set(call, name) : remove(call, name)
}

async function set(call: Call, name: string): Promise<number> {
  const value = await readValue(call, name)
  if (value.length === 0 || value.length > limits.secretBytes)
    throw new CommandError(`the value of ${name} has ${value.length} bytes; 1 to ${limits.secretBytes} are taken`)
  const row = await call.client.put<Secret>('/api/v1/secrets', {
    name,
    ...projectOf(call),
    value: Buffer.from(value).toString('base64'),
  })
  if (call.json) printJson(call, row)
  else
    call.io.out(
      `secret ${row.name} of project ${row.project} is set: jobs name it with --secret ${row.name}, and read the file of that name in $MILLWRIGHT_SECRETS\n`,
    )
  return exits.ok
}

/** A line break at the end of stdin is the shell's (`echo`), that of a file its own. */
async function readValue(call: Call, name: string): Promise<Uint8Array> {
  const path = flag(call, 'file')
  if (path !== undefined)
    return readFile(resolve(call.io.cwd, path)).catch((error: Error) => {
      throw new CommandError(`--file ${path}: ${error.message}`)
    })
  if (call.io.input === null)
    throw new UsageError(`give the value on stdin or with --file: millwright secret set ${name} < token.txt`)
  const value = Buffer.from(await call.io.input())
  return value.at(-1) === 0x0a ? value.subarray(0, value.at(-2) === 0x0d ? -2 : -1) : value
}

const projectOf = (call: Call): object => {
  const project = flag(call, 'project')
  return project === undefined ? {} : { project }
}

async function remove(call: Call, name: string): Promise<number> {
  const project = flag(call, 'project') ?? 'default'
  const gone = await call.client.remove<Secret>(`/api/v1/secrets/${part(project)}/${part(name)}`)
  if (call.json) printJson(call, gone)
  else call.io.out(`secret ${name} of project ${project} is removed; attempts that run keep theirs\n`)
  return exits.ok
}

async function list(call: Call): Promise<number> {
  const project = flag(call, 'project')
  const all = await call.client.all<Secret>('/api/v1/secrets')
  const rows = all.filter((each) => project === undefined || each.project === project)
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out('No secrets are set. Set one: millwright secret set NAME < token.txt\n')
  else
    call.io.out(
      table(
        ['NAME', 'PROJECT', 'SET (UTC)'],
        rows.map((row) => [row.name, row.project, when(row.setMs)]),
        call.io.columns(),
      ),
    )
  return exits.ok
}

export const secretCommand: Command = {
  name: 'secret',
  summary: 'Set, list or remove secrets that jobs of a project may name; values are shown nowhere',
  usage: 'set NAME [--file FILE] | list | remove NAME',
  detail: `The value comes on stdin (a line break at its end is left off) or from a file, never on the command line.
A job names it (--secret NAME); each of its attempts finds a file of that name in the folder MILLWRIGHT_SECRETS.`,
  args: [1, 2],
  flags: [
    { name: 'project', value: 'NAME', help: 'whose secret it is (default: default)' },
    { name: 'file', value: 'FILE', help: 'of set: take the value from here, as it is' },
  ],
  run: secret,
}
