/** Logs of a job's ranks, or of an attempt's; -f goes on until it ends. */
import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../../shared/limits.ts'
import type { MergedRecord } from '../../../shared/model/logs.ts'
import type { AttemptRow, JobRow } from '../../../shared/model/rows.ts'
import { part, queryText } from '../client.ts'
import { type Call, type Command, CommandError, exits, flag, isSet, wholeFlag } from '../io.ts'
import { type LogTextOptions, logText } from '../log-text.ts'
import { patiently } from '../patience.ts'

/** A broken answer is asked for again after so long. */
const againMs = 500

interface Asked {
  readonly path: string
  readonly prefix: LogTextOptions['prefix']
}

async function logs(call: Call): Promise<number> {
  const id = call.args[0] as string
  const follow = isSet(call, 'follow')
  const asked = /^a-\d+-\d+$/.test(id) ? await ofAttempt(call, id) : await ofJob(call, id, follow)
  const since = flag(call, 'since')
  const query = {
    follow: follow ? '1' : undefined,
    rank: textOf(wholeFlag(call, 'rank', 0, 999_999)),
    tail: textOf(wholeFlag(call, 'tail', 0, limits.logTailLines)),
    since: since !== undefined && /^\d{1,6}[smhd]$/.test(since) ? `-${since}` : since,
    grep: flag(call, 'grep'),
  }
  const came = await print(call, asked, query)
  if (!came && !call.json) call.io.err(`${nothingText(call)}\n`)
  return exits.ok
}

/** Nothing on the screen could as well be a log that was not read. */
function nothingText(call: Call): string {
  const narrowed = ['grep', 'since', 'rank'].filter((name) => isSet(call, name)).map((name) => `--${name}`)
  return narrowed.length === 0 ? 'Nothing was printed.' : `No lines (${narrowed.join(', ')}).`
}

const textOf = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))

async function ofAttempt(call: Call, id: string): Promise<Asked> {
  const attempt = await call.client.get<AttemptRow>(`/api/v1/attempts/${part(id)}`)
  const job = await call.client.get<JobRow>(`/api/v1/jobs/${part(attempt.job)}`)
  const ofGang = job.spec.kind === 'gang' && !isSet(call, 'rank')
  return { path: `/api/v1/attempts/${part(id)}/logs`, prefix: ofGang ? ({ rank }) => String(rank) : () => '' }
}

async function ofJob(call: Call, id: string, follow: boolean): Promise<Asked> {
  const job = await call.client.get<JobRow>(`/api/v1/jobs/${part(id)}`)
  const path = `/api/v1/jobs/${part(job.id)}/logs`
  const { rows } = await call.client.get<{ rows: AttemptRow[] }>(`/api/v1/jobs/${part(job.id)}/attempts?limit=2`)
  if (rows.length === 0 && !follow)
    throw new CommandError(`${job.id} ${job.spec.name} has not run yet; 'millwright why ${job.id}' says why`)
  if (isSet(call, 'rank')) return { path, prefix: () => '' }
  if (job.spec.kind === 'gang') return { path, prefix: ({ rank }) => String(rank) }
  const single = rows.length === 1 && (job.endedMs !== null || (job.spec.workers?.max ?? 1) === 1)
  return { path, prefix: single && job.spec.array === undefined ? () => '' : ({ attempt }) => attempt }
}

type Query = Readonly<Record<string, string | undefined>>

/** Whether anything came: lines, or what is said in their place. */
async function print(call: Call, { path, prefix }: Asked, query: Query): Promise<boolean> {
  const options = { prefix, timestamps: isSet(call, 'timestamps'), color: call.io.color }
  const seen = new Seen()
  const say = (text: string): void => call.io.err(`millwright: ${text}\n`)
  let asked = query
  let came = false
  for (;;) {
    const look = () => call.client.raw(`${path}${queryText(asked)}`)
    const answer = asked === query ? await look() : await patiently(call, say, look)
    const whole = await read(call, answer, (record) => {
      if (seen.before(record)) return
      came = true
      if (call.json) return call.io.out(`${JSON.stringify(record)}\n`)
      const { out, err } = logText(record, options)
      if (out !== '') call.io.out(out)
      if (err !== '') call.io.err(err)
    })
    if (whole) return came
    if (query.follow === undefined) throw new CommandError('the answer broke off: this is not the whole log')
    // it goes on where it was
    const { tail, ...rest } = query
    asked = seen.lastMs === 0 ? { ...query } : { ...rest, since: String(seen.lastMs) }
    await pause(againMs, undefined, { signal: call.io.stopped })
  }
}

/** What was printed: after a break some of it comes again. */
class Seen {
  readonly #next = new Map<string, number>()
  lastMs = 0

  before(record: MergedRecord): boolean {
    if (record.kind !== 'lines' && record.kind !== 'gap' && record.kind !== 'skipped') return false
    const whose = `${record.attempt}/${record.rank}`
    const next = this.#next.get(whose) ?? 0
    // a gap of unknown size takes no room
    if (record.next < next || (record.next === next && record.next > record.offset)) return true
    this.#next.set(whose, record.next)
    this.lastMs = Math.max(this.lastMs, record.ms)
    return false
  }
}

/** True once the end was told; false when the answer broke off (a restart of the coordinator). */
async function read(call: Call, answer: Response, take: (record: MergedRecord) => void): Promise<boolean> {
  const decoder = new TextDecoder()
  let open = ''
  try {
    for await (const bytes of answer.body ?? []) {
      const lines = (open + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n')
      open = lines.pop() ?? ''
      for (const line of lines) {
        const record = JSON.parse(line) as MergedRecord
        if (record.kind === 'end') return true
        if (record.kind !== 'live') take(record)
      }
      await call.io.taken()
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  return false
}

export const logsCommand: Command = {
  name: 'logs',
  summary: "Print the logs of a job's ranks, or of an attempt's",
  usage: 'ID [-f] [--rank N] [--tail N] [--since TIME] [--grep TEXT] [--timestamps]',
  detail:
    "ID is a job's id or name (all its attempts, merged by the time at which their hosts saw the lines), or an attempt's id (a-1-23).\n-f says how many lines it left out where they come faster than they can be read.",
  args: [1, 1],
  flags: [
    { name: 'follow', short: 'f', help: 'go on until it ends, over epochs and attempts' },
    { name: 'rank', value: 'N', help: 'of a gang, this rank only' },
    { name: 'tail', value: 'N', help: `only the last N lines (at most ${limits.logTailLines})` },
    { name: 'since', value: 'TIME', help: '10m (s, m, h or d ago), or 2026-03-01T12:00:00Z' },
    { name: 'grep', value: 'TEXT', help: 'only lines with this text; searched on the hosts' },
    { name: 'timestamps', help: 'each line with the time at which its host saw it' },
  ],
  run: logs,
}
