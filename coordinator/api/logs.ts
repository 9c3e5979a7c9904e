/** Logs: of a job, merged over its attempts by time, or of one attempt; and the last of them, as hosts send it to be kept. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { MergedRecord } from '../../shared/model/logs.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import { findJob } from '../core/find-job.ts'
import { ranksPerHost } from '../core/gangs/rendezvous.ts'
import type { Add, ApiPorts } from './context.ts'
import { attemptsOf, findAttempt } from './jobs.ts'
import { lastOf, type MergeOptions, mergeLogs } from './log-merge.ts'
import { type LogWish, logSource } from './log-source.ts'
import { type Asked, type KnownPaths, oneOfQuery, type QueryKey, wholeQuery } from './route.ts'
import { momentOf, momentQuery } from './times.ts'

const searchQuery: QueryKey = {
  what: `a text of 1 to ${limits.logSearchChars} characters`,
  schema: { type: 'string', minLength: 1, maxLength: limits.logSearchChars },
  holds: (text) => text.length > 0 && text.length <= limits.logSearchChars,
}

const logQuery = {
  follow: oneOfQuery(['0', '1']),
  rank: wholeQuery(0, 999_999),
  tail: wholeQuery(0, limits.logTailLines),
  since: momentQuery,
  grep: searchQuery,
}
const answers =
  'One JSON object a line (shared/model/logs.ts): lines {attempt, host, rank, ms, offset, next, text}, gap, skipped, note, live, end'

export function addLogRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/jobs/:id/logs',
    tag: 'jobs',
    summary:
      'The logs of all attempts of a job, merged by time; follow=1 goes on until the job ends, over epochs and attempts',
    answers,
    query: logQuery,
    handle: (asked, reply) => {
      const job = findJob(state, asked.params.id as string)
      const rank = asked.query.rank === undefined ? null : Number(asked.query.rank)
      refuseAbsent(job, rank)
      const attempts = (): AttemptRow[] => sourcesOf(ports, job, rank)
      refuseMany(job, attempts())
      return send(ports, asked, reply, attempts, () => jobIsOver(ports, job))
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/attempts/:id/logs',
    tag: 'jobs',
    summary: "The logs of an attempt's ranks, merged by time; follow=1 goes on until it ends",
    answers,
    query: logQuery,
    handle: (asked, reply) => {
      const attempt = findAttempt(state, asked.params.id as string)
      return send(
        ports,
        asked,
        reply,
        () => [attempt],
        () => true,
      )
    },
  })
}

/** With a rank, of more than can be merged only those that have it now: a place in a gang seldom moves to another task. */
function sourcesOf({ door: { state } }: ApiPorts, job: JobRow, rank: number | null): AttemptRow[] {
  const mine = attemptsOf(state, job)
  if (rank === null || job.spec.kind !== 'gang' || mine.length <= limits.logSources) return mine
  const place = Math.floor(rank / ranksPerHost(job.spec))
  return mine.filter(({ task }) => state.tasks.get(task)?.rank === place)
}

function refuseAbsent({ id, spec }: JobRow, rank: number | null): void {
  const ranks = spec.gang === undefined ? 1 : spec.gang.hosts * ranksPerHost(spec)
  if (rank === null || rank < ranks) return
  const has = ranks === 1 ? 'rank 0 only' : `ranks 0 to ${ranks - 1}`
  throw new RequestError('bad-field', `rank: ${id} has ${has}; got ${rank}`, { field: 'rank' })
}

function jobIsOver({ door: { state } }: ApiPorts, { id }: JobRow): boolean {
  const job = state.jobs.get(id)
  return job === undefined || job.endedMs !== null
}

function refuseMany({ id }: JobRow, attempts: readonly AttemptRow[]): void {
  if (attempts.length > limits.logSources)
    throw new RequestError(
      'too-large',
      `${id} has ${attempts.length} attempts, at most ${limits.logSources} are merged: ask for one rank, or for one of them (GET /api/v1/jobs/${id}/attempts)`,
    )
}

function send(
  ports: ApiPorts,
  { query }: Asked,
  reply: FastifyReply,
  attempts: () => readonly AttemptRow[],
  isOver: () => boolean,
): FastifyReply {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const wish = wishOf(ports, query)
  const known = new Set<string>()
  const more: MergeOptions['more'] = (add) => {
    // looked at before the attempts: once it is over none is new
    const over = isOver()
    for (const { id } of attempts()) {
      if (known.has(id) || known.size >= limits.logSources) continue
      known.add(id)
      add(logSource(ports, id, wish, gone.signal))
    }
    return over || !wish.follow
  }
  const { clock, followMs: lookMs = 300 } = ports
  const merged = mergeLogs({ follow: wish.follow, more, lookMs, clock, gone: gone.signal })
  const records = query.tail === undefined ? merged : lastOf(merged, Number(query.tail))
  reply.type('application/x-ndjson').header('cache-control', 'no-store')
  return reply.send(Readable.from(textOf(records), { objectMode: false }))
}

function wishOf(ports: ApiPorts, { follow, rank, tail, since, grep }: Asked['query']): LogWish {
  const sinceMs = since === undefined ? undefined : momentOf(since, ports.clock.nowMs())
  const given = { rank, tail, grep, since: sinceMs === undefined ? undefined : String(Math.max(0, sinceMs)) }
  const query = Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  return { follow: follow === '1', query }
}

async function* textOf(records: AsyncGenerator<MergedRecord>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`
}

const keptUrl = '/api/v1/attempts/:id/kept-log'

/** From agents: bytes as they are. */
export function addKeptLogRoute(app: FastifyInstance, known: KnownPaths, ports: ApiPorts): void {
  known.set(keptUrl, new Set(['PUT']))
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    scope.put(keptUrl, {
      bodyLimit: limits.keptLogBytes,
      schema: {
        tags: ['jobs'],
        summary:
          "The last of an attempt's log, from its host: JSON of KeptLog (shared/model/logs.ts), packed with zstd",
        params: { type: 'object', properties: { id: { type: 'string' } } },
        response: { 204: { description: 'It is kept', type: 'null' } },
      },
      handler: async (request, reply) => {
        const attempt = findAttempt(ports.door.state, (request.params as { id: string }).id)
        await ports.keptLogs.put(attempt.id, (request.body as Readable | undefined) ?? request.raw)
        return reply.code(204).send()
      },
    })
  })
}
