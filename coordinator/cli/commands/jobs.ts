/** Jobs: list, look at one, why, cancel. */
import { checkpointText } from '../../../shared/model/checkpoint-words.ts'
import type { CheckpointList } from '../../../shared/model/checkpoints.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { sharesLine, slowLines } from '../../../shared/model/slow-words.ts'
import {
  asksText,
  bringsText,
  budgetText,
  gangText,
  heldGpuMs,
  piecesText,
  recoveryText,
  rungText,
  scriptsText,
  usageText,
} from '../../../shared/model/words.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, flag, printJson, UsageError, wholeFlag } from '../io.ts'
import { bar, type Cell, duration, fields, figure, oneLine, table, when } from '../render.ts'

interface Why {
  readonly job: string
  readonly name: string
  readonly state: string
  readonly summary: string
  readonly lines: readonly string[]
}

type Attempt = AttemptRow & { readonly hostName: string; readonly ranks: readonly [number, number] | null }

/** told by `job`, those that have not ended first */
const attemptsShown = 40

const ageOf = (call: Call, row: { readonly submittedMs: number; readonly endedMs: number | null }): string =>
  duration((row.endedMs ?? call.io.nowMs()) - row.submittedMs)

function progressText(row: JobRow): string {
  const { shards, gang, spec } = row
  if (gang !== null) return gangText(row)
  if (spec.kind === 'service') return 'service'
  return shards.total === 0 ? 'none' : `${shards.committed}/${shards.total}`
}

async function jobs(call: Call): Promise<number> {
  const state = flag(call, 'state')
  const max = wholeFlag(call, 'limit', 1, 10_000) ?? 50
  const rows = await call.client.all<JobRow>(`/api/v1/jobs${state === undefined ? '' : `?state=${part(state)}`}`, max)
  if (call.json) printJson(call, rows)
  else if (rows.length === 0)
    call.io.out(
      state === undefined
        ? 'No jobs yet. Submit one: millwright submit --name hello -- echo hello\n'
        : `No jobs are ${state}.\n`,
    )
  else {
    const cells = rows.map((row) => [
      row.id,
      row.spec.name,
      row.project,
      row.spec.array === undefined ? row.spec.kind : 'array',
      asksText(row.spec),
      row.state,
      progressText(row),
      ageOf(call, row),
      row.reason,
    ])
    call.io.out(
      table(
        ['ID', 'NAME', 'PROJECT', 'KIND', 'ASKS FOR', 'STATE', 'PROGRESS', 'TIME', 'REASON'],
        cells,
        call.io.columns(),
      ),
    )
  }
  return exits.ok
}

async function job(call: Call): Promise<number> {
  if (call.args.length === 2) return act(call)
  const row = await call.client.get<JobRow>(`/api/v1/jobs/${part(call.args[0] as string)}`)
  const attempts = await call.client.all<Attempt>(`/api/v1/jobs/${part(row.id)}/attempts`, 1_000)
  if (call.json) {
    printJson(call, { ...row, attempts })
    return exits.ok
  }
  const saved =
    row.gang === null
      ? []
      : savedFields(await call.client.get<CheckpointList>(`/api/v1/jobs/${part(row.id)}/checkpoints`), row)
  call.io.out(fields([...fieldsOf(call, row), ...saved]))
  call.io.out(attemptsText(attempts, row.gang !== null))
  return exits.ok
}

/** `job act ID`: accepts what is proposed about a slow gang. */
async function act(call: Call): Promise<number> {
  const [verb, id] = call.args as [string, string]
  if (verb !== 'act') throw new UsageError(`millwright job takes ID | act ID; got '${verb} ${id}'`)
  const row = await call.client.post<JobRow>(`/api/v1/jobs/${part(id)}/act`, {})
  if (call.json) printJson(call, row)
  else call.io.out(`${row.id} ${row.spec.name}: ${row.slow?.acted?.what ?? (sharesLine(row) || 'done')}\n`)
  return exits.ok
}

function fieldsOf(call: Call, row: JobRow): (readonly [string, Cell])[] {
  const { spec, shards } = row
  const given = (name: string, text: string): (readonly [string, Cell])[] => (text === '' ? [] : [[name, text]])
  const { failedAttempts, speculative, duplicateResults } = shards
  return [
    ['id', row.id],
    ['name', spec.name],
    ['kind', spec.array === undefined ? spec.kind : 'array'],
    ['project', row.project],
    ['state', row.state],
    ...given('reason', row.reason),
    ['submitted', `${when(row.submittedMs)} by ${row.by}${row.owner === null ? '' : ` for ${row.owner}`}`],
    ['time', ageOf(call, row)],
    ['asks for', asksText(spec)],
    ...given('where', whereText(spec)),
    ...given('starts', bringsText(spec)),
    ...given(
      'on disk',
      spec.resources?.diskMb === undefined
        ? ''
        : `${spec.resources.diskMb} MB a work directory; more ${spec.policy?.overDisk === 'stop' ? 'fails the job' : 'is told'}`,
    ),
    ...given('after', (spec.after ?? []).map(({ job, on }) => `${job} (${on})`).join(', ')),
    ...given('time limit', spec.policy?.timeLimitMs === undefined ? '' : duration(spec.policy.timeLimitMs)),
    ...given('priority', spec.priority === undefined ? '' : String(spec.priority)),
    ...given('gang', gangText(row)),
    ...given(
      'slow',
      row.slow == null || row.slow.epoch !== row.gang?.epoch ? '' : slowLines(row.slow, null, row.id)[0]!,
    ),
    ...given('shares', sharesLine(row)),
    ...given('last end', row.gang?.lastEnd ?? ''),
    ...given('recovery', recoveryOf(row)),
    ...given('spent', (row.gang?.restarts ?? 0) + (row.gang?.moves ?? 0) === 0 ? '' : budgetText(row)),
    ...given('at once', spec.array?.parallel === undefined ? '' : `at most ${spec.array.parallel}`),
    ...given('GPU time', heldGpuMs(row.usage) === 0 ? '' : usageText(row.usage)),
    ...given(
      'done',
      spec.kind === 'batch' ? `${bar(shards.committed, shards.total)}  ${shards.committed} of ${piecesText(row)}` : '',
    ),
    ...given('failed', failedAttempts === 0 ? '' : `${failedAttempts} shard attempts`),
    ...given(
      'speculative',
      speculative === 0 ? '' : `${speculative} (${duplicateResults} results came second and were ignored)`,
    ),
  ]
}

/** What it could go on from, and how often it should save. */
function savedFields({ rows, advice, nowMs }: CheckpointList, { spec }: JobRow): (readonly [string, Cell])[] {
  const newest = rows.find((each) => each.state === 'durable')
  if (newest === undefined && spec.checkpoints === undefined) return []
  const text =
    newest === undefined ? 'none yet' : `${checkpointText(newest)}, ${duration(nowMs - newest.registeredMs)} old`
  return [
    ['checkpoint', text],
    ['saving', advice.sentence],
  ]
}

/** "h03 was swapped; 3.2 s that is known of: detect 0.2 s, …". */
function recoveryOf(row: JobRow): string {
  const recovery = row.gang?.recovery
  return recovery == null ? '' : [rungText(row), recoveryText(recovery)].filter((text) => text !== '').join('; ')
}

/** "packed under one leaf if possible; labels zone=a". */
function whereText({ placement }: JobRow['spec']): string {
  const { topology, labels = {} } = placement ?? {}
  const parts: string[] = []
  if (topology !== undefined)
    parts.push(
      `${topology.mode === 'pack' ? 'packed under one' : 'spread over'} ${topology.level}${topology.mode === 'pack' ? '' : 's'} (${topology.required === true ? 'required' : 'preferred'})`,
    )
  for (const [name, value] of Object.entries(labels)) parts.push(`${name}=${value}`)
  return parts.join(', ')
}

/** "4-7"; "not kept" of another epoch, or once the job has ended. */
function ranksText({ ranks }: Attempt): string {
  if (ranks === null) return 'not kept'
  return ranks[0] === ranks[1] ? String(ranks[0]) : `${ranks[0]}-${ranks[1]}`
}

/** What is told of an attempt only where it is lent shards, or only where it is a member of a gang. */
const shardHeads = ['DONE', 'EACH TOOK']
const shardCells = ({ committed, shardMs }: Attempt): Cell[] => [
  committed,
  shardMs === null ? 'unknown' : `${figure(Math.round(shardMs))} ms`,
]
const gangHeads = ['EPOCH', 'RANKS']
const gangCells = (each: Attempt): Cell[] => [each.epoch, ranksText(each)]

function attemptsText(attempts: readonly Attempt[], ofGang: boolean): string {
  if (attempts.length === 0) return '\nNothing of it has been placed on a host yet; `millwright why` says why.\n'
  const live = attempts.filter((each) => each.state !== 'ended')
  const shown = [...live, ...attempts.filter((each) => each.state === 'ended')].slice(0, attemptsShown)
  const cells = shown.map((each) => [
    each.id,
    each.hostName,
    each.state,
    each.grant.gpus.length,
    ...(ofGang ? gangCells(each) : shardCells(each)),
    [endOf(each), scriptsText(each.exit), each.overDiskMb === undefined ? '' : `${each.overDiskMb} MB on disk`]
      .filter(Boolean)
      .join('; '),
  ])
  const left = attempts.length - shown.length
  const more = left === 0 ? '' : `and ${left === 1 ? '1 attempt' : `${left} attempts`} more (--json has them)\n`
  return `\n${table(['ATTEMPT', 'HOST', 'STATE', 'GPUS', ...(ofGang ? gangHeads : shardHeads), 'END'], cells)}${more}`
}

function endOf({ exit, stop }: AttemptRow): string {
  if (exit === null) return stop === null ? '' : `stopping: ${stop.reason}`
  const [first] = exit.ranks ?? []
  const who = first === undefined ? '' : `rank ${first.rank}: `
  const how = exit.signal !== null ? `${who}signal ${exit.signal}` : exit.code === null ? '' : `${who}code ${exit.code}`
  const last = exit.code === 0 ? undefined : exit.lastLines.filter((line) => line.trim() !== '').at(-1)
  const why = last === undefined ? '' : `: ${last.slice(0, 80)}`
  if (exit.reason === 'exited') return `${how}${why}`
  return `${exit.reason}${how === '' ? '' : ` (${how})`}${why}`
}

async function why(call: Call): Promise<number> {
  const answer = await call.client.get<Why>(`/api/v1/why/${part(call.args[0] as string)}`)
  if (call.json) printJson(call, answer)
  else {
    call.io.out(`${answer.job} ${answer.name}: ${answer.state}\n${oneLine(answer.summary)}\n`)
    for (const line of answer.lines) call.io.out(`  ${oneLine(line)}\n`)
  }
  return exits.ok
}

async function cancel(call: Call): Promise<number> {
  const reason = flag(call, 'reason')
  const path = `/api/v1/jobs/${part(call.args[0] as string)}/cancel`
  const row = await call.client.post<JobRow>(path, reason === undefined ? {} : { reason })
  if (call.json) printJson(call, row)
  else call.io.out(`${row.id} ${row.spec.name}: ${row.state}${row.reason === '' ? '' : ` (${row.reason})`}\n`)
  return exits.ok
}

export const jobCommands: readonly Command[] = [
  {
    name: 'jobs',
    summary: 'List jobs, newest first',
    usage: '[--state STATE]',
    args: [0, 0],
    flags: [
      { name: 'state', value: 'STATE', help: 'queued, running, succeeded, failed, cancelled, live or ended' },
      { name: 'limit', value: 'N', help: 'at most N jobs (default 50)' },
    ],
    run: jobs,
  },
  {
    name: 'job',
    summary: 'Look at one job and its attempts',
    usage: 'ID | act ID',
    detail:
      'ID is an id, or a name: then the newest of that name. With act: accepts what is proposed about a slow or stuck gang (`why` has the sum).',
    args: [1, 2],
    run: job,
  },
  { name: 'why', summary: 'Why a job is where it is, with numbers', usage: 'ID', args: [1, 1], run: why },
  {
    name: 'cancel',
    summary: 'Cancel a job; its processes get time to end',
    usage: 'ID',
    args: [1, 1],
    flags: [{ name: 'reason', value: 'TEXT', help: 'kept with the job' }],
    run: cancel,
  },
]
