import { createHash } from 'node:crypto'
import t from 'tap'
import { shardKey } from '../../shared/model/ids.ts'
import { broken, flightsSpec } from '../fakes/flights-spec.ts'
import { spec, startApi } from '../fakes/started-api.ts'

t.test('jobs: submit, read, page, grow, close, cancel, why', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  const made = await call('POST', '/api/v1/jobs', { spec })
  t.equal(made.status, 201)
  t.same(made.body.spec.shards, { waves: [{ name: 'main', count: 5 }] })
  t.same((await call('GET', `/api/v1/jobs/${made.body.id}`)).body.id, made.body.id)
  const second = await call('POST', '/api/v1/jobs', { spec: { ...spec, name: 'open', shards: { open: true } } })
  t.equal((await call('POST', '/api/v1/jobs/open/shards', { count: 2 })).body.shards.total, 2)
  t.match((await call('POST', '/api/v1/jobs/open/shards', {})).body, {
    code: 'bad-field',
    detail: /neither count nor items/,
  })
  t.equal((await call('POST', '/api/v1/jobs/open/close')).body.closed, true)
  t.match((await call('POST', '/api/v1/jobs/open/shards', { count: 1 })).body, { code: 'job-closed', status: 409 })
  const page = (await call('GET', '/api/v1/jobs?limit=1')).body
  t.equal(page.rows[0].id, second.body.id, 'newest first')
  const next = (await call('GET', `/api/v1/jobs?limit=1&cursor=${page.cursor}`)).body
  t.equal(next.rows[0].id, made.body.id)
  t.equal(next.cursor, null)
  t.equal((await call('GET', '/api/v1/jobs?name=hello&state=live')).body.rows.length, 1)
  t.match((await call('GET', '/api/v1/why/hello')).body, { job: made.body.id, summary: String, lines: Array })
  t.match((await call('POST', '/api/v1/jobs/hello/act')).body, { code: 'nothing-to-act-on', status: 409 })
  t.match((await call('POST', '/api/v1/jobs/hello/cancel', { reason: 'enough' })).body, { reason: /enough/ })
  t.equal((await call('GET', '/api/v1/jobs/hello/attempts')).status, 200)
  t.match((await call('GET', '/api/v1/why/nope')).body, { code: 'no-such-job', status: 404 })
})

t.test('bad requests say what is wrong and what would be right', async (t) => {
  const { call, fake } = await startApi(t)
  const bad = await call('POST', '/api/v1/jobs', { spec: broken(spec, 'shards', { count: 0 }) })
  t.match(bad.headers['content-type'], 'application/problem+json')
  t.match(bad.body, {
    code: 'bad-field',
    field: 'shards.count',
    detail: 'shards.count must be a whole number from 1 to 10000000; got 0',
  })
  t.match((await call('POST', '/api/v1/jobs', { specs: spec })).body, { field: 'specs', detail: /did you mean 'spec'/ })
  t.match((await call('POST', '/api/v1/jobs', '{', { 'content-type': 'application/json' })).body, { code: 'bad-json' })
  t.match((await call('POST', '/api/v1/jobs', 'x', { 'content-type': 'text/plain' })).body, {
    code: 'unsupported-media-type',
  })
  t.match((await call('POST', '/api/v1/jobs', { spec: { ...spec, params: 'x'.repeat(3e6) } })).body, {
    code: 'too-large',
  })
  t.match((await call('GET', '/api/v1/jobs?limit=0')).body, {
    code: 'bad-field',
    field: 'limit',
    detail: /from 1 to 1000; got "0"/,
  })
  t.match((await call('GET', '/api/v1/jobs/%ff/logs')).body, { code: 'bad-request', detail: /not a valid URL path/ })
  t.match((await call('GET', '/api/v1/jobs?sate=queued')).body, { field: 'sate' })
  t.match((await call('GET', '/api/v1/jobs?cursor=zzz')).body, { code: 'bad-cursor' })
  const other = Buffer.from('["events","e-1-1"]').toString('base64url')
  t.match((await call('GET', `/api/v1/jobs?cursor=${other}`)).body, { code: 'bad-cursor', detail: /another list/ })
  t.match((await call('GET', '/nope')).body, { code: 'not-found' })
  const wrong = await call('DELETE', '/api/v1/jobs/x')
  t.match([wrong.body.code, wrong.headers.allow], ['method-not-allowed', 'GET'])
  t.match((await call('POST', '/api/v1/pipelines', { spec: broken(flightsSpec, 'gate', []) })).body, {
    code: 'bad-pipeline',
    field: 'gate',
  })
  for (const origin of ['http://evil.example', 'null'])
    t.match((await call('POST', '/api/v1/jobs/x/cancel', undefined, { origin })).body, {
      code: 'forbidden-origin',
      status: 403,
    })
  t.match((await call('GET', '/api/v1/jobs', undefined, { host: 'evil.example' })).body, { code: 'forbidden-origin' })
  fake.door.waiting = 1e6
  const busy = await call('POST', '/api/v1/jobs', { spec })
  t.match([busy.body.code, busy.headers['retry-after']], ['too-many-requests', '1'])
})

t.test('an Idempotency-Key makes a job once', async (t) => {
  const { call } = await startApi(t)
  const key = { 'idempotency-key': 'k1' }
  const first = await call('POST', '/api/v1/jobs', { spec }, key)
  t.equal((await call('POST', '/api/v1/jobs', { spec }, key)).body.id, first.body.id)
  t.match((await call('POST', '/api/v1/jobs', { spec: { ...spec, name: 'b' } }, key)).body, {
    code: 'idempotency-mismatch',
  })
})

t.test('results in index order, from rows and from the manifest', async (t) => {
  const { call, fake } = await startApi(t)
  const { id } = (
    await call('POST', '/api/v1/jobs', {
      spec: {
        ...spec,
        shards: {
          waves: [
            { name: 'a', count: 2 },
            { name: 'b', count: 1 },
          ],
        },
      },
    })
  ).body
  for (const index of [2, 0, 1])
    fake.state.shards.put(shardKey(id, index), {
      v: 1,
      job: id,
      index,
      attempt: 'a-1-1',
      output: { result: index },
      committedMs: 1,
    })
  const first = (await call('GET', `/api/v1/jobs/${id}/results?limit=2`)).body
  t.same(
    first.results.map((each: { index: number; wave: string }) => [each.index, each.wave]),
    [
      [0, 'a'],
      [1, 'a'],
    ],
  )
  const rest = (await call('GET', `/api/v1/jobs/${id}/results?limit=2&cursor=${first.cursor}`)).body
  t.match(rest, { results: [{ index: 2, wave: 'b', round: 0, output: { result: 2 }, attempt: 'a-1-1' }], cursor: null })
  t.equal((await call('GET', `/api/v1/jobs/${id}/results?wave=b`)).body.results.length, 1)
  const lines = [0, 1, 2]
    .map((index) => `${JSON.stringify({ index, attempt: 'a-1-1', output: { result: index * 10 } })}\n`)
    .join('')
  const sha256 = createHash('sha256').update(lines).digest('hex')
  t.equal((await call('PUT', `/api/v1/artifacts/${sha256}`, lines)).status, 201)
  fake.state.jobs.patch(id, { manifest: { sha256, bytes: lines.length } })
  const swept = (await call('GET', `/api/v1/jobs/${id}/results?limit=2`)).body
  t.same(
    swept.results.map((each: { output: { result: number } }) => each.output.result),
    [0, 10],
  )
  t.equal((await call('GET', `/api/v1/jobs/${id}/results?cursor=${swept.cursor}`)).body.results[0].index, 2)
})

t.test('artifacts: put, head, get, ranges, wrong digests', async (t) => {
  const { call } = await startApi(t)
  const sha256 = createHash('sha256').update('0123456789').digest('hex')
  const url = `/api/v1/artifacts/${sha256}`
  t.match((await call('GET', url)).body, { code: 'no-such-artifact' })
  t.match((await call('PUT', url, 'other', { 'content-type': 'application/json' })).body, { code: 'bad-digest' })
  t.same((await call('PUT', url, '0123456789', { 'content-type': 'application/json' })).body, { sha256, bytes: 10 })
  t.equal((await call('GET', url)).body, '0123456789')
  const head = await call('HEAD', url)
  t.match([head.status, head.headers['content-length'], head.body], [200, '10', ''])
  const ranges: [string, number, string, string | undefined][] = [
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['lines=1-2', 200, '0123456789', undefined],
  ]
  for (const [range, status, body, content] of ranges) {
    const answer = await call('GET', url, undefined, { range })
    t.same([answer.status, answer.body, answer.headers['content-range']], [status, body, content], range)
  }
  t.match((await call('GET', '/api/v1/artifacts/XYZ')).body, { code: 'bad-digest', field: 'sha256' })
})

t.test('hosts: unknown is unknown, signals, cordon', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  fake.state.liveness.delete('node-a')
  t.match((await call('GET', '/api/v1/hosts')).body.rows[0], { liveness: 'unknown', lastSeenMs: null })
  t.match((await call('GET', '/api/v1/hosts/node-a')).body, { signals: null, usedGpus: 0, totalGpus: 0 })
  const reading = { kind: 'value', value: 1, hostClockMs: 4 } as const
  const signal = { sensor: 'host-load', name: 'load-1m', unit: 'count', labels: {}, source: '/proc', reading }
  fake.signals.set('node-a', { receivedMs: 5, signals: [{ ...signal, ageMs: 1, stale: false }] })
  t.match((await call('GET', '/api/v1/hosts/node-a')).body, { signals: [{ name: 'load-1m', ageMs: 1 }], signalsMs: 5 })
  t.equal((await call('POST', '/api/v1/hosts/node-a/cordon')).body.cordoned, true)
  t.equal((await call('POST', '/api/v1/hosts/node-a/uncordon', {})).body.cordoned, false)
  t.match((await call('POST', '/api/v1/hosts/x/cordon')).body, { code: 'no-such-host' })
})

t.test('plan: one subject, nothing done; drain, quotas, spares, foreign work', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  fake.host('node-b')
  const planned = await call('POST', '/api/v1/plan', { submit: spec })
  t.match(planned.body, {
    summary: /^hello would start now on node-a/,
    jobs: [{ change: 'subject', before: null, after: { state: 'running', hosts: ['node-a'] } }],
    firm: true,
  })
  t.equal(fake.state.jobs.size, 0)
  t.match((await call('POST', '/api/v1/plan', { submit: { ...spec, shards: { count: 0 } } })).body, {
    code: 'bad-field',
    field: 'shards.count',
  })
  t.match((await call('POST', '/api/v1/plan', {})).body, { detail: /must have exactly one of submit, drain, cancel/ })
  t.match((await call('POST', '/api/v1/plan', { cancel: { job: 'x' }, nothing: true })).body, {
    detail: /got cancel and nothing/,
  })
  t.match((await call('POST', '/api/v1/plan', { cancel: { job: 'x' } })).body, { code: 'no-such-job', status: 404 })
  t.match((await call('POST', '/api/v1/plan', { drain: { host: 'node-a', mode: 'soon' } })).body, {
    field: 'drain.mode',
    detail: /one of now, after, swap/,
  })
  const drain = { host: 'node-a', mode: 'now' }
  t.match((await call('POST', '/api/v1/plan', { drain, horizonMs: 60_000 })).body, {
    summary: /^draining node-a \(now\) would stop nothing; it would be empty now/,
    notes: [/^node-a has 0 GPUs/, /^without it 1 host take/],
  })
  t.match((await call('POST', '/api/v1/hosts/node-a/drain', { mode: 'now' })).body, { field: 'reason' })
  t.match((await call('POST', '/api/v1/hosts/node-a/drain', { mode: 'now', reason: 'fan' })).body, {
    drain: { mode: 'now', reason: 'fan', by: 'local' },
  })
  t.equal((await call('POST', '/api/v1/hosts/node-a/undrain')).body.drain, null)
  t.match((await call('POST', '/api/v1/hosts/node-a/confirm-lost')).body, { code: 'host-heard', status: 409 })
  const quota = { project: 'vision', guaranteedGpus: 8, maxGpus: null }
  t.match((await call('POST', '/api/v1/quotas', quota)).body, { ...quota, weight: 1 })
  t.match((await call('POST', '/api/v1/quotas', { project: 'vision', weight: 2 })).body, { ...quota, weight: 2 })
  t.match((await call('POST', '/api/v1/quotas', { ...quota, maxGpus: 4 })).body, { code: 'bad-field' })
  const once = { 'idempotency-key': 'quota-1' }
  const again = { project: 'vision', weight: 3 }
  const first = await call('POST', '/api/v1/quotas', again, once)
  await call('POST', '/api/v1/quotas', { project: 'vision', guaranteedGpus: 4 })
  t.same(await call('POST', '/api/v1/quotas', again, once), first, 'a repeated request gets its first answer')
  await call('POST', '/api/v1/quotas', { ...quota, weight: 2 })
  t.match((await call('GET', '/api/v1/quotas')).body.rows, [{ ...quota, usedGpus: 0 }])
  t.match((await call('POST', '/api/v1/spares', { perLeaf: 1 })).status, 200)
  t.match((await call('GET', '/api/v1/spares')).body, { perLeaf: 1, unit: 'hosts', hosts: Array })
  t.same((await call('GET', '/api/v1/foreign')).body, { rows: [], cursor: null })
  t.match((await call('POST', '/api/v1/foreign/a-1-1/stop')).body, { code: 'no-such-attempt' })
})

t.test('pipelines, runs, models, events', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  const made = await call('POST', '/api/v1/pipelines', { spec: flightsSpec })
  t.match([made.status, made.body.id], [201, 'default/flights'])
  t.equal((await call('GET', '/api/v1/pipelines/flights')).body.months.length, 0)
  t.equal((await call('GET', '/api/v1/pipelines/default%2Fflights')).status, 200)
  const [run] = (await call('GET', '/api/v1/runs?pipeline=flights')).body.rows
  t.equal((await call('GET', `/api/v1/runs/${run.id}`)).body.kind, 'initial')
  t.match((await call('POST', '/api/v1/pipelines/flights/retrain', { cause: 'test' })).body, { code: 'run-active' })
  const artifact = { sha256: 'b'.repeat(64), bytes: 1 }
  const labels = { window: '2001-02-01', artifact, rows: 1 }
  t.match((await call('POST', '/api/v1/pipelines/flights/labels', labels)).body, {
    code: 'no-such-artifact',
    field: 'artifact.sha256',
  })
  t.match((await call('POST', '/api/v1/pipelines/flights/segments', { ...labels, window: 'feb' })).body, {
    field: 'window',
  })
  t.match((await call('POST', '/api/v1/models/flights/rollback')).body, { code: 'no-such-model' })
  t.match((await call('GET', '/api/v1/datasets/x')).body, { code: 'no-such-dataset' })
  for (const list of ['models', 'datasets', 'deployments'])
    t.same((await call('GET', `/api/v1/${list}`)).body, { rows: [], cursor: null })
  const events = (await call('GET', '/api/v1/events?limit=2')).body
  t.equal(events.rows.length, 2)
  t.equal((await call('GET', '/api/v1/events?level=critical')).body.rows.length, 0)
})
