/** Secrets of projects: set, listed by name, removed. No route gives a value, and no refusal repeats one. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { JobSpec } from '../../shared/model/job.ts'
import { secretName } from '../../shared/model/validate-job.ts'
import { type Check, fault, may, need, projectName } from '../../shared/model/validation.ts'
import type { Add, ApiPorts } from './context.ts'
import { byText, pageOf, pageQuery } from './pages.ts'

/** Says what would be right and never what was given. */
const secretValue: Check = {
  what: `base64 of 1 to ${limits.secretBytes} bytes`,
  schema: { type: 'string', contentEncoding: 'base64', maxLength: Math.ceil(limits.secretBytes / 3) * 4 },
  run(value, at, faults) {
    const bytes =
      typeof value === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64') : null
    if (bytes === null || bytes.length === 0 || bytes.length > limits.secretBytes)
      faults.push(fault(at, `must be base64 of 1 to ${limits.secretBytes} bytes`))
  },
}

const tag = 'secrets'

export function addSecretRoutes(add: Add, { secrets }: ApiPorts): void {
  add({
    method: 'GET',
    url: '/api/v1/secrets',
    tag,
    summary: 'Names of secrets, by project; never their values',
    answers: '{rows: [{project, name, setMs}], cursor}',
    query: pageQuery,
    handle: ({ query }) => {
      const rows = secrets.list().map((row) => [`${row.project}/${row.name}`, row] as const)
      return pageOf('secrets', rows, byText, query)
    },
  })
  add({
    method: 'PUT',
    url: '/api/v1/secrets',
    tag,
    summary: 'Set a secret of a project; attempts that start from now on get it',
    answers: '{project, name, setMs}',
    body: { name: need(secretName), project: may(projectName), value: need(secretValue) },
    handle: ({ body }) => {
      const { name, project = 'default', value } = body as { name: string; project?: string; value: string }
      return secrets.set(project, name, Buffer.from(value, 'base64'))
    },
  })
  add({
    method: 'DELETE',
    url: '/api/v1/secrets/:project/:name',
    tag,
    summary: 'Remove a secret; attempts that run keep theirs',
    answers: '{project, name}',
    handle: async ({ params }) => {
      const { project = '', name = '' } = params
      if (!(await secrets.remove(project, name)))
        throw new RequestError('no-such-secret', `project '${project}' has no secret '${name}'`, { field: 'name' })
      return { project, name }
    },
  })
}

/** A job that names a secret which is not there would fail on every host. */
export function checkSecrets({ secrets }: ApiPorts, { secrets: names = [], project = 'default' }: JobSpec): void {
  const missing = names.find((name) => !secrets.has(project, name))
  if (missing !== undefined)
    throw new RequestError(
      'no-such-secret',
      `project '${project}' has no secret '${missing}': set it with \`millwright secret set ${missing} --project ${project}\``,
      { field: 'secrets' },
    )
}
