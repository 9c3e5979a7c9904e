/** Whom work runs as on the hosts. */
import type { UserMap } from '../../../shared/model/maintenance.ts'
import { type Call, type Command, exits, flag, printJson, UsageError } from '../io.ts'
import { table } from '../render.ts'

async function users(call: Call): Promise<number> {
  const [verb, osUser] = call.args
  if (verb !== undefined && verb !== 'list') return change(call, verb, osUser)
  const map = await call.client.get<UserMap>('/api/v1/users')
  if (call.json) printJson(call, map)
  else call.io.out(mapText(call, map))
  return exits.ok
}

async function change(call: Call, verb: string, osUser: string | undefined): Promise<number> {
  const right = 'set OS-USER --user NAME, set OS-USER --project NAME, or unset with one of both'
  const subject = subjectOf(call, right)
  if (verb !== 'set' && verb !== 'unset') throw new UsageError(`millwright users takes list, ${right}; got '${verb}'`)
  if ((verb === 'set') === (osUser === undefined)) throw new UsageError(`millwright users takes ${right}`)
  const map = await call.client.put<UserMap>('/api/v1/users', { ...subject, osUser: osUser ?? null })
  if (call.json) printJson(call, map)
  else
    call.io.out(
      osUser === undefined
        ? `${subject.of} ${subject.name} has no entry any more\n`
        : `work of ${subject.of} ${subject.name} is started as ${osUser}, on hosts that allow that user; what runs stays as it is\n`,
    )
  return exits.ok
}

function subjectOf(call: Call, right: string): { of: 'user' | 'project'; name: string } {
  const [user, project] = [flag(call, 'user'), flag(call, 'project')]
  if (user !== undefined && project === undefined) return { of: 'user', name: user }
  if (project !== undefined && user === undefined) return { of: 'project', name: project }
  throw new UsageError(`millwright users takes ${right}`)
}

function mapText(call: Call, map: UserMap): string {
  const rows = [
    ...Object.entries(map.users).map(([name, osUser]) => ['user', name, osUser]),
    ...Object.entries(map.projects).map(([name, osUser]) => ['project', name, osUser]),
  ]
  const own = "as the agent's work.user, or as the agent itself where it has none"
  if (rows.length === 0)
    return `Nobody is mapped: all work runs ${own}. Map one: millwright users set alice --user alice\n`
  return `${table(['OF', 'NAME', 'RUNS AS'], rows, call.io.columns())}\neverything else runs ${own}; a user's entry goes before that of the project\n`
}

export const usersCommand: Command = {
  name: 'users',
  summary: 'Whom work runs as on the hosts: by who submitted, or by project',
  usage: '[list | set OS-USER (--user NAME | --project NAME) | unset (--user NAME | --project NAME)]',
  detail: `Each agent runs only what its own work.allowUsers names, and never root. What is mapped counts for what starts from now on.`,
  args: [0, 2],
  flags: [
    { name: 'user', value: 'NAME', help: 'who submits' },
    { name: 'project', value: 'NAME', help: 'whose jobs; for users without an entry' },
  ],
  run: users,
}
