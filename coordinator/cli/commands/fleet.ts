/** The fleet as a whole: quotas, spares, work of unknown origin. */
import { limits } from '../../../shared/limits.ts'
import type { ForeignRow, QuotaRow } from '../../../shared/model/scheduling.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, flag, isSet, printJson, UsageError, wholeFlag } from '../io.ts'
import { duration, table } from '../render.ts'

type Quota = QuotaRow & { readonly usedGpus: number }

async function quota(call: Call): Promise<number> {
  const project = call.args[0]
  const set = ['guaranteed', 'max', 'weight'].filter((each) => isSet(call, each))
  if (set.length > 0) return setQuota(call, project)
  const all = await call.client.all<Quota>('/api/v1/quotas')
  const rows = all.filter((each) => project === undefined || each.project === project)
  if (call.json) printJson(call, rows)
  else if (rows.length === 0)
    call.io.out(
      `${project === undefined ? 'No project has' : `Project ${project} has no`} quota${project === undefined ? 's' : ''}: all share the fleet alike. Set one: millwright quota PROJECT --guaranteed 64 --max 256\n`,
    )
  else {
    const cells = rows.map((row) => [
      row.project,
      row.usedGpus,
      row.guaranteedGpus ?? 'none',
      row.maxGpus ?? 'no limit',
      row.weight,
    ])
    call.io.out(table(['PROJECT', 'GPUS IN USE', 'GUARANTEED', 'AT MOST', 'WEIGHT'], cells, call.io.columns()))
  }
  return exits.ok
}

async function setQuota(call: Call, project: string | undefined): Promise<number> {
  if (project === undefined)
    throw new UsageError('whose quota? millwright quota PROJECT --guaranteed N --max N --weight W')
  const weight = wholeFlag(call, 'weight', 1, limits.quotaWeight)
  const row = await call.client.post<QuotaRow>('/api/v1/quotas', {
    project,
    ...gpusFlag(call, 'guaranteed', 'guaranteedGpus'),
    ...gpusFlag(call, 'max', 'maxGpus'),
    ...(weight === undefined ? {} : { weight }),
  })
  if (call.json) printJson(call, row)
  else
    call.io.out(
      `${row.project}: ${row.guaranteedGpus ?? 'no'} GPUs guaranteed, ${row.maxGpus === null ? 'no limit' : `at most ${row.maxGpus}`}, weight ${row.weight}\n`,
    )
  return exits.ok
}

function gpusFlag(call: Call, name: string, key: string): object {
  const text = flag(call, name)
  if (text === undefined) return {}
  return { [key]: text === 'none' ? null : wholeFlag(call, name, 0, limits.quotaGpus, ', or none') }
}

interface Spares {
  readonly perLeaf: number
  readonly unit: 'hosts' | 'percent'
  readonly hosts: readonly string[]
}

async function spares(call: Call): Promise<number> {
  const text = call.args[0]
  if (text !== undefined) {
    const match = /^(\d+)(%?)$/.exec(text)
    const unit = match?.[2] === '%' ? 'percent' : 'hosts'
    const most = unit === 'percent' ? 100 : limits.sparesPerLeaf
    if (match === null || Number(match[1]) > most)
      throw new UsageError(
        `spares must be a number of hosts up to ${limits.sparesPerLeaf} or a share up to 100%, like 1 or 2%; got '${text}'`,
      )
    await call.client.post('/api/v1/spares', { perLeaf: Number(match[1]), unit })
  }
  const now = await call.client.get<Spares>('/api/v1/spares')
  if (call.json) printJson(call, now)
  else if (now.perLeaf === 0)
    call.io.out('No hosts are kept back. Keep some: millwright spares 1, or millwright spares 2%\n')
  else {
    const rule =
      now.unit === 'percent' ? `${now.perLeaf}% of the hosts` : `${now.perLeaf} host${now.perLeaf === 1 ? '' : 's'}`
    call.io.out(
      `${rule} of every leaf kept back for gangs that lose one; now: ${now.hosts.length === 0 ? 'none' : now.hosts.join(', ')}\n`,
    )
  }
  return exits.ok
}

type Foreign = ForeignRow & { readonly hostName: string }

async function foreign(call: Call): Promise<number> {
  const [verb, attempt] = call.args
  if (verb === 'stop') {
    if (attempt === undefined) throw new UsageError('which? millwright foreign stop ATTEMPT')
    const row = await call.client.post<ForeignRow>(`/api/v1/foreign/${part(attempt)}/stop`, {})
    if (call.json) printJson(call, row)
    else call.io.out(`${row.id} (${row.jobName}) is asked to stop\n`)
    return exits.ok
  }
  if (verb !== undefined) throw new UsageError(`millwright foreign takes nothing, or stop ATTEMPT; got '${verb}'`)
  const rows = await call.client.all<Foreign>('/api/v1/foreign')
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out('No host runs work that is not known here.\n')
  else {
    const cells = rows.map((row) => [
      row.id,
      row.jobName,
      row.hostName,
      row.grant.gpus.length,
      `${duration(call.io.nowMs() - row.seenMs)} ago`,
      row.stop === null ? '' : `asked to stop by ${row.stop.by}`,
    ])
    call.io.out(table(['ATTEMPT', 'JOB', 'HOST', 'GPUS', 'SEEN', 'NOTES'], cells, call.io.columns()))
  }
  return exits.ok
}

export const fleetCommands: readonly Command[] = [
  {
    name: 'quota',
    summary: 'List quotas of projects, or set one',
    usage: '[PROJECT [--guaranteed N] [--max N] [--weight W]]',
    detail:
      'Guaranteed GPUs may be borrowed by others while they are idle and are given back when the project needs them.',
    args: [0, 1],
    flags: [
      { name: 'guaranteed', value: 'N', help: 'GPUs it gets back from borrowers, or none' },
      { name: 'max', value: 'N', help: 'GPUs it never exceeds, or none' },
      { name: 'weight', value: 'W', help: 'its weight in fair share (default 1)' },
    ],
    run: quota,
  },
  {
    name: 'spares',
    summary: 'Show the hosts kept back for gangs, or say how many to keep',
    usage: '[N | N%]',
    detail:
      'N idle hosts (or N% of the hosts) of every leaf take no ordinary work: they replace hosts that gangs lose. 0 keeps none.',
    args: [0, 1],
    run: spares,
  },
  {
    name: 'foreign',
    summary: 'List work that hosts run and this coordinator does not know, or stop it',
    usage: '[stop ATTEMPT]',
    args: [0, 2],
    run: foreign,
  },
]
