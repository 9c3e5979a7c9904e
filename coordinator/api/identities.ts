/** Whom work runs as: the map from users and projects to users of the hosts' operating system. */
import type { UserMap } from '../../shared/model/maintenance.ts'
import { type Check, fault, name, need, nullOr, oneOf, pattern } from '../../shared/model/validation.ts'
import { userMapOf } from '../core/identities.ts'
import { type Add, type ApiPorts, ask } from './context.ts'

const systemUser = pattern(/^[a-z_][a-z0-9_.-]*$/, 'a user of the hosts\' system, like "alice"', 32)

/** The agents refuse whoever has user id 0 by any name; here the name alone is known. */
const osUser: Check = {
  ...systemUser,
  run(value, at, faults) {
    systemUser.run(value, at, faults)
    if (value === 'root') faults.push(fault(at, 'must not be root: work never runs as the administrator'))
  },
}

export function addIdentityRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const tag = 'fleet'
  add({
    method: 'GET',
    url: '/api/v1/users',
    tag,
    summary: "Whom work runs as on the hosts: by who submitted, else by project, else the agents' own user",
    answers: '{users, projects}',
    handle: () => userMapOf(state),
  })
  add({
    method: 'PUT',
    url: '/api/v1/users',
    tag,
    summary: 'Say whom the work of a user or a project runs as; null takes that back',
    answers: '{users, projects}',
    body: {
      of: need(oneOf(['user', 'project'])),
      name: need(name(64)),
      osUser: need(nullOr(osUser, 'no entry')),
    },
    handle: ({ body, raw }) => {
      const { of, name: of_, osUser: runsAs } = body as { of: 'user' | 'project'; name: string; osUser: string | null }
      return ask<UserMap>(ports, raw, { op: 'set-user', of, name: of_, osUser: runsAs })
    },
  })
}
