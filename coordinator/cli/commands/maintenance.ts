/** Care of hosts: `host remove`, `replace`, `readmit`, `removed` and `release-gpus`. */
import type { RemovedHost } from '../../../shared/model/maintenance.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import { part, type Rows } from '../client.ts'
import { type Call, exits, isSet, printJson, UsageError } from '../io.ts'
import { table, when } from '../render.ts'

const postTo = <Row>(call: Call, host: string, verb: string, body: object): Promise<Row> =>
  call.client.post<Row>(`/api/v1/hosts/${part(host)}/${verb}`, body)

function tell(call: Call, row: object, text: string): number {
  if (call.json) printJson(call, row)
  else call.io.out(`${text}\n`)
  return exits.ok
}

function names(call: Call, count: number, right: string): readonly string[] {
  const given = call.args.slice(1)
  if (given.length !== count) throw new UsageError(`millwright host ${call.args[0]} takes ${right}`)
  return given
}

async function remove(call: Call): Promise<number> {
  const [host = ''] = names(call, 1, 'HOST')
  const row = await postTo<HostRow>(call, host, 'remove', {})
  return tell(
    call,
    row,
    `${row.name} (${row.id}) is removed; it is refused when it comes back, until: millwright host readmit ${row.id}`,
  )
}

async function replace(call: Call): Promise<number> {
  const [old = '', replacement = ''] = names(call, 2, 'OLD NEW: a host by name or id, and the one that takes its place')
  const row = await postTo<HostRow>(call, old, 'replace', { replacement })
  const cordoned = row.cordoned ? '; it is cordoned, as the old one was or it itself' : ''
  return tell(call, row, `${row.name} (${row.id}) takes the place of ${old}, which is refused from now on${cordoned}`)
}

async function readmit(call: Call): Promise<number> {
  const [id = ''] = names(call, 1, 'ID: the id of a host that was removed')
  const row = await call.client.post<RemovedHost>(`/api/v1/removed-hosts/${part(id)}/readmit`, {})
  return tell(call, row, `${row.name} (${row.id}) may join again, as a new host`)
}

async function removed(call: Call): Promise<number> {
  names(call, 0, 'nothing')
  const { rows } = await call.client.get<Rows<RemovedHost>>('/api/v1/removed-hosts')
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out('No host was removed.\n')
  else
    call.io.out(
      table(
        ['NAME', 'ID', 'REMOVED (UTC)', 'BY', 'NOTES'],
        rows.map(({ name, id, atMs, by, replacedBy, cameBack }) => {
          const notes = [
            ...(replacedBy === null ? [] : [`replaced by ${replacedBy}`]),
            ...(cameBack ? ['came back and was refused'] : []),
          ]
          return [name, id, when(atMs), by, notes.join('; ')]
        }),
        call.io.columns(),
      ),
    )
  return exits.ok
}

async function releaseGpus(call: Call): Promise<number> {
  const [host = ''] = names(call, 1, 'HOST [--resume]')
  const release = !isSet(call, 'resume')
  const row = await postTo<HostRow>(call, host, 'release-gpus', { release })
  if (!release) return tell(call, row, `${row.name} reads its GPUs again`)
  return tell(
    call,
    row,
    `${row.name} is asked to let go of its GPUs; \`millwright host ${row.name} --brief\` says when it has. Back with --resume, or with the end of the drain`,
  )
}

/** What `millwright host` does besides showing one. */
export const hostVerbs: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  remove,
  replace,
  readmit,
  removed,
  'release-gpus': releaseGpus,
}
