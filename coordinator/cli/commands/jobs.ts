/** Jobs: list, look at one, why, cancel. */
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import type { GpuUsage } from '../../../shared/model/scheduling.ts'
import { gangText, heldGpuMs } from '../../../shared/model/words.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, flag, printJson, wholeFlag } from '../io.ts'
import { bar, duration, fields, figure, table, when } from '../render.ts'

interface Why {
  readonly job: string
  readonly name: string
  readonly state: string
  readonly summary: string
  readonly lines: readonly string[]
}

const ageOf = (call: Call, row: { readonly submittedMs: number; readonly endedMs: number | null }): string =>
  duration((row.endedMs ?? call.io.nowMs()) - row.submittedMs)

export function progressText(row: JobRow): string {
  const { shards, gang, spec } = row
  if (gang !== null) return gang.epoch === 0 ? gang.phase : `${gang.phase}, epoch ${gang.epoch}`
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
      row.spec.kind,
      row.state,
      progressText(row),
      ageOf(call, row),
      row.reason,
    ])
    call.io.out(table(['ID', 'NAME', 'KIND', 'STATE', 'PROGRESS', 'TIME', 'REASON'], cells, call.io.columns()))
  }
  return exits.ok
}

async function job(call: Call): Promise<number> {
  const row = await call.client.get<JobRow>(`/api/v1/jobs/${part(call.args[0] as string)}`)
  const attempts = await call.client.all<AttemptRow>(`/api/v1/jobs/${part(row.id)}/attempts`, 1_000)
  if (call.json) {
    printJson(call, { ...row, attempts })
    return exits.ok
  }
  const { shards } = row
  call.io.out(
    fields([
      ['id', row.id],
      ['name', row.spec.name],
      ['kind', row.spec.kind],
      ['state', row.state],
      ['reason', row.reason === '' ? null : row.reason],
      ['submitted', `${when(row.submittedMs)} by ${row.by}${row.owner === null ? '' : ` for ${row.owner}`}`],
      ['time', ageOf(call, row)],
      ...(row.spec.priority === undefined ? [] : [['priority', row.spec.priority] as const]),
      ...(row.gang === null
        ? []
        : [['gang', gangText(row)] as const, ['last end', row.gang.lastEnd === '' ? null : row.gang.lastEnd] as const]),
      ...(row.spec.array === undefined
        ? []
        : [['array', `${row.spec.array.count} tasks, at most ${row.spec.array.parallel ?? 'all'} at once`] as const]),
      ...(heldGpuMs(row.usage) === 0 ? [] : [['GPU time', usageText(row.usage)] as const]),
      ...(row.spec.kind === 'batch'
        ? [
            ['shards', `${bar(shards.committed, shards.total)}  ${shards.committed} of ${shards.total}`] as const,
            ['failed', `${shards.failedAttempts} shard attempts`] as const,
            [
              'speculative',
              `${shards.speculative} (${shards.duplicateResults} results came second and were ignored)`,
            ] as const,
          ]
        : []),
    ]),
  )
  if (attempts.length === 0) call.io.out('\nNothing of it has been placed on a host yet; `millwright why` says why.\n')
  else {
    const cells = attempts.map((each) => [
      each.id,
      each.host.slice(0, 16),
      each.state,
      each.committed,
      each.shardMs === null ? 'unknown' : `${figure(Math.round(each.shardMs))} ms`,
      endOf(each),
    ])
    call.io.out(`\n${table(['ATTEMPT', 'HOST', 'STATE', 'SHARDS', 'PER SHARD', 'END'], cells, call.io.columns())}`)
  }
  return exits.ok
}

/** "12 GPU-h: 91% useful, 6% restart, 3% waiting". */
function usageText(usage: GpuUsage): string {
  const held = heldGpuMs(usage)
  const parts = Object.entries(usage).filter(([, ms]) => ms > 0)
  const shares = parts.map(([kind, ms]) => `${Math.round((100 * ms) / held)}% ${kind}`)
  return `${(held / 3_600_000).toFixed(2)} GPU-h held: ${shares.join(', ')}`
}

function endOf({ exit, stop }: AttemptRow): string {
  if (exit === null) return stop === null ? '' : `stopping: ${stop.reason}`
  const how = exit.signal === null ? `code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`
  return exit.reason === 'exited' ? how : `${exit.reason} (${how})`
}

async function why(call: Call): Promise<number> {
  const answer = await call.client.get<Why>(`/api/v1/why/${part(call.args[0] as string)}`)
  if (call.json) printJson(call, answer)
  else {
    call.io.out(`${answer.job} ${answer.name}: ${answer.state}\n${answer.summary}\n`)
    for (const line of answer.lines) call.io.out(`  ${line}\n`)
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
    usage: 'ID',
    detail: 'ID is an id, or a name: then the newest of that name.',
    args: [1, 1],
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
