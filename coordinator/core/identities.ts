/** Whom work runs as: the coordinator's map from who submitted, or from the project, to a user of the hosts' operating system. */
import { limits } from '../../shared/limits.ts'
import type { UserMap } from '../../shared/model/maintenance.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { type Context, note, Refusal } from './context.ts'
import { setSettings } from './health.ts'
import type { State } from './state.ts'

const nobody: UserMap = { users: {}, projects: {} }

export const userMapOf = (state: State): UserMap => state.settings.get('settings')?.userMap ?? nobody

/** [CI3] the user's entry goes before that of the project; without either null: the agent's own user. */
export function osUserOf(state: State, { by, project }: Pick<JobRow, 'by' | 'project'>): string | null {
  const { users, projects } = userMapOf(state)
  return own(users, by) ?? own(projects, project) ?? null
}

const own = (map: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined

/** `osUser` null takes an entry away. What is launched from now on runs so; what runs stays as it is. */
export function setUser(ctx: Context, of: 'user' | 'project', name: string, osUser: string | null): UserMap {
  const before = userMapOf(ctx.state)
  const key = of === 'user' ? 'users' : 'projects'
  const entries = { ...before[key] }
  if (osUser === null) {
    if (!Object.hasOwn(entries, name))
      throw new Refusal('not-found', `${of} '${name}' is not in the map: \`millwright users\` lists it`, 'name')
    delete entries[name]
  } else entries[name] = osUser
  const userMap = { ...before, [key]: entries }
  if (Object.keys(userMap.users).length + Object.keys(userMap.projects).length > limits.userMapEntries)
    throw new Refusal('too-large', `at most ${limits.userMapEntries} users and projects are mapped`, 'name')
  setSettings(ctx, { userMap })
  const text = osUser === null ? "as the agents' own user" : `as '${osUser}'`
  note(ctx, 'notice', 'user-mapped', `${of} ${name}: work is started ${text}`, { [of]: name })
  return userMap
}
