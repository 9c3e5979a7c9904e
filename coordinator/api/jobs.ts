/** Jobs: submit, look, grow, stop, and why. */
import { RequestError } from '../../shared/errors.ts'
import type { JobSpec, Json } from '../../shared/model/job.ts'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import {
  countCheck,
  eitherCountOrItems,
  itemsCheck,
  jobSpecCheck,
  normaliseJob,
  validateJob,
} from '../../shared/model/validate-job.ts'
import { may, need, shortText } from '../../shared/model/validation.ts'
import { explainJob } from '../core/explain/explain.ts'
import { findJob } from '../core/find-job.ts'
import { ranksPerHost } from '../core/gangs/rendezvous.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { State } from '../core/state.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import { newestFirst, pageOf, pageQuery } from './pages.ts'
import { FaultyRequest } from './problems.ts'
import { resultsPage } from './results.ts'
import { type Asked, oneOfQuery, textQuery } from './route.ts'
import { checkSecrets } from './secrets.ts'

/** A spec whose faults are told with paths inside it (`shards.count`). */
export function readJob(value: unknown): JobSpec {
  const faults = validateJob(value)
  if (faults.length > 0) throw new FaultyRequest('bad-field', faults)
  return normaliseJob(value as object)
}

/** The directory it starts in must be here, and stays until the job's row names it. */
async function checkCode({ artifacts }: ApiPorts, { code }: JobSpec): Promise<void> {
  if (code === undefined || !('dir' in code)) return
  const { sha256, bytes } = code.dir
  const found = await artifacts.renew(sha256)
  const field = 'code.dir.sha256'
  if (found === undefined)
    throw new RequestError('no-such-artifact', `${field}: no artifact ${sha256} is here; upload it first`, { field })
  if (found.bytes !== bytes)
    throw new RequestError('bad-field', `code.dir.bytes must be ${found.bytes}, as uploaded; got ${bytes}`, {
      field: 'code.dir.bytes',
    })
}

export function findAttempt(state: State, id: string): AttemptRow {
  const attempt = state.attempts.get(id)
  if (attempt === undefined) throw new RequestError('no-such-attempt', `no attempt '${id}'`, { field: 'id' })
  return attempt
}

/** Those of a job that are kept, ended ones first. */
export function attemptsOf({ attempts, index }: State, { id }: JobRow): AttemptRow[] {
  const mine = index.get(id)
  return [...(mine?.endedAttempts ?? []), ...(mine?.attempts ?? [])].map((each) => attempts.must(each))
}

const viewOf = (state: State, row: AttemptRow) => ({
  ...row,
  hostName: hostNameOf(state, row.host),
  ranks: ranksOf(state, row),
})

/** First and last rank of a member of a gang, in the epoch that is known to have had them there; null: not a member, or not known any more. */
function ranksOf(state: State, { job: id, task, epoch }: AttemptRow): readonly [number, number] | null {
  const [job, place] = [state.jobs.get(id), state.tasks.get(task)?.rank]
  if (job?.gang == null || job.gang.epoch !== epoch || place == null) return null
  const each = ranksPerHost(job.spec)
  return [place * each, place * each + each - 1]
}

export function addJobRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const id = (asked: Asked): string => asked.params.id as string
  const tag = 'jobs'
  add({
    method: 'POST',
    url: '/api/v1/jobs',
    tag,
    summary: 'Submit a job',
    status: 201,
    answers: 'The job',
    // checked by readJob, so that paths begin inside the spec
    body: { spec: need({ ...jobSpecCheck, run: () => {} }) },
    handle: async ({ body, raw }) => {
      const spec = readJob(body.spec)
      checkSecrets(ports, spec)
      await checkCode(ports, spec)
      return ask<JobRow>(ports, raw, { op: 'submit-job', spec })
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/jobs',
    tag,
    summary: 'Jobs, newest first',
    answers: '{rows, cursor}',
    query: {
      ...pageQuery,
      state: oneOfQuery(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'live', 'ended']),
      name: textQuery,
    },
    handle: ({ query }) => {
      const wanted = ([, job]: readonly [string, JobRow]): boolean =>
        (query.name === undefined || job.spec.name === query.name) && inState(job, query.state)
      return pageOf('jobs', [...state.jobs.entries()].filter(wanted), newestFirst, query)
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/jobs/:id',
    tag,
    summary: 'A job by id, or the newest of that name',
    answers: 'The job',
    handle: (asked) => findJob(state, id(asked)),
  })
  add({
    method: 'GET',
    url: '/api/v1/jobs/:id/results',
    tag,
    summary: "Committed shards' results, in index order",
    answers: '{results: [{index, wave, round, output, attempt}], cursor}',
    query: { ...pageQuery, wave: textQuery },
    handle: (asked) => resultsPage(ports, findJob(state, id(asked)), asked.query),
  })
  add({
    method: 'GET',
    url: '/api/v1/jobs/:id/attempts',
    tag,
    summary: "A job's attempts, newest first",
    answers: '{rows, cursor}',
    query: pageQuery,
    handle: (asked) => {
      const job = findJob(state, id(asked))
      const mine = attemptsOf(state, job).map((each) => [each.id, each] as const)
      const page = pageOf(`attempts/${job.id}`, mine, newestFirst, asked.query)
      return { ...page, rows: page.rows.map((row) => viewOf(state, row)) }
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/attempts/:id',
    tag,
    summary: 'One run of a task on one host',
    answers: 'The attempt',
    handle: (asked) => viewOf(state, findAttempt(state, id(asked))),
  })
  add({
    method: 'GET',
    url: '/api/v1/why/:id',
    tag,
    summary: 'Why a job is where it is, with numbers',
    answers: '{job, name, state, summary, lines}',
    handle: (asked) => explainJob(state, id(asked), ports.clock.nowMs()),
  })
  addChanges(add, ports)
}

function addChanges(add: Add, ports: ApiPorts): void {
  const tag = 'jobs'
  const answers = 'The job'
  const job = (asked: Asked): string => asked.params.id as string
  add({
    method: 'POST',
    url: '/api/v1/jobs/:id/shards',
    tag,
    answers,
    summary: 'Add shards to an open job: a count, or items',
    body: { count: may(countCheck), items: may(itemsCheck) },
    also: eitherCountOrItems,
    handle: (asked) => {
      const { count, items } = asked.body as { count?: number; items?: readonly Json[] }
      return ask<JobRow>(ports, asked.raw, {
        op: 'append-shards',
        job: job(asked),
        ...(count === undefined ? {} : { count }),
        ...(items === undefined ? {} : { items }),
      })
    },
  })
  add({
    method: 'POST',
    url: '/api/v1/jobs/:id/close',
    tag,
    answers,
    summary: 'Close an open job: it ends when its shards are done',
    body: {},
    handle: (asked) => ask<JobRow>(ports, asked.raw, { op: 'close-job', job: job(asked) }),
  })
  add({
    method: 'POST',
    url: '/api/v1/jobs/:id/act',
    tag,
    answers,
    summary: 'Accept what is proposed about a slow or stuck gang',
    body: {},
    handle: (asked) => ask<JobRow>(ports, asked.raw, { op: 'act-on-slow', job: job(asked) }),
  })
  add({
    method: 'POST',
    url: '/api/v1/jobs/:id/cancel',
    tag,
    answers,
    summary: 'Cancel a job',
    body: { reason: may(shortText) },
    handle: (asked) => {
      const reason = asked.body.reason as string | undefined
      return ask<JobRow>(ports, asked.raw, {
        op: 'cancel-job',
        job: job(asked),
        ...(reason === undefined ? {} : { reason }),
      })
    },
  })
}

function inState(job: JobRow, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  const live = job.state === 'queued' || job.state === 'running'
  if (wanted === 'live') return live
  return wanted === 'ended' ? !live : job.state === wanted
}
