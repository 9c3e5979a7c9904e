import t from 'tap'
import { durationOf, momentOf } from '../../coordinator/api/times.ts'
import { reoffer } from '../../coordinator/core/holdings.ts'
import type { Request } from '../../coordinator/core/inputs.ts'
import { alertRow, putFault, putVerdict, verdictRow } from '../fakes/health-rows.ts'
import { startApi } from '../fakes/started-api.ts'

type Started = Awaited<ReturnType<typeof startApi>>
const asked = ({ fake }: Started): Request | undefined => {
  const last = fake.inputs.at(-1)
  return last?.kind === 'request' ? last.request : undefined
}

const gpu = (host: string, index: number, atMs: number, values: readonly (number | null)[]) => ({
  host,
  sensor: 'nvml',
  name: 'gpu-temperature',
  unit: '°C',
  kind: 'gauge',
  labels: { gpu: String(index), uuid: `GPU-${host}-${index}` },
  points: values.map((value, i) => [atMs + i * 1_000, value] as const),
})

t.test('times: before now, ISO, milliseconds; nothing else', (t) => {
  t.equal(momentOf('-10m', 1_000_000), 400_000)
  t.equal(momentOf('now', 7), 7)
  t.equal(momentOf('2026-03-01', 0), Date.UTC(2026, 2, 1))
  t.equal(momentOf('2026-03-01T12:00', 0), Date.UTC(2026, 2, 1, 12), 'UTC unless it says otherwise')
  t.equal(momentOf('2026-03-01T12:00:00.5+02:00', 0), Date.UTC(2026, 2, 1, 10, 0, 0, 500))
  t.equal(momentOf('1772366400000', 0), 1_772_366_400_000)
  for (const wrong of ['', '10m', '-10', '-m', 'yesterday', '2026-13-01', '2026-03-01 12:00', '123'])
    t.equal(momentOf(wrong, 0), undefined, wrong)
  t.same(['90s', '2h', '1d', '', '5', '1w'].map(durationOf), [
    90_000,
    7_200_000,
    86_400_000,
    undefined,
    undefined,
    undefined,
  ])
  t.end()
})

t.test('verdicts: list, narrow, look at, close', async (t) => {
  const started = await startApi(t)
  const { call, fake } = started
  t.same((await call('GET', '/api/v1/verdicts')).body, { rows: [], cursor: null })
  fake.host('node-a')
  putFault(fake)
  putVerdict(fake, verdictRow({ id: 'v-1-3', rule: 'xid/79', grade: 'stop', state: 'gone', goneMs: 800 }))
  putVerdict(fake, verdictRow({ id: 'v-1-4', state: 'closed', closedMs: 900 }))
  const ids = async (query: string) =>
    (await call('GET', `/api/v1/verdicts?${query}`)).body.rows.map((each: { id: string }) => each.id)
  t.same(await ids(''), ['v-1-4', 'v-1-3', 'v-1-1'], 'newest first')
  t.same(await ids('state=live'), ['v-1-3', 'v-1-1'])
  t.same(await ids('grade=stop'), ['v-1-3'])
  t.same(await ids('rule=gpu/margin&state=open&host=node-a'), ['v-1-1'])
  const page = (await call('GET', '/api/v1/verdicts?limit=2')).body
  t.same(await ids(`limit=2&cursor=${page.cursor}`), ['v-1-1'])
  t.match((await call('GET', '/api/v1/verdicts/v-1-1')).body, {
    hostName: 'node-a',
    evidence: [{ value: 92, ageMs: 400 }],
  })
  t.match((await call('GET', '/api/v1/verdicts/v-9-9')).body, { code: 'no-such-verdict', status: 404 })
  t.match((await call('GET', '/api/v1/verdicts?state=shut')).body, {
    code: 'bad-field',
    detail: /one of open, gone, closed, live/,
  })
  t.match((await call('GET', '/api/v1/verdicts?host=nope')).body, { code: 'no-such-host' })
  t.match((await call('GET', '/api/v1/hosts/node-a')).body, {
    health: { grade: 'degrade', drained: true },
    verdicts: [{ id: 'v-1-3' }, { id: 'v-1-1' }],
    signals: null,
  })
  t.match((await call('POST', '/api/v1/verdicts/v-1-1/close', {})).body, { code: 'bad-field', field: 'reason' })
  await call('POST', '/api/v1/verdicts/v-1-1/close', { reason: 'fan replaced' })
  t.same(asked(started), { op: 'close-verdict', verdict: 'v-1-1', reason: 'fan replaced' })
})

t.test('alerts say what they affect and what was done; what people do about them', async (t) => {
  const started = await startApi(t)
  const { call, fake } = started
  fake.host('node-a')
  putFault(fake)
  fake.state.alerts.put('l-1-9', alertRow({ id: 'l-1-9', state: 'resolved', resolvedMs: 900, verdicts: ['v-0-1'] }))
  t.match((await call('GET', '/api/v1/alerts?state=firing')).body.rows, [
    {
      id: 'l-1-2',
      hostNames: ['node-a'],
      affects: { jobs: ['j-1-7'], deployments: ['default/flights'] },
      done: [{ what: 'node-a is drained (after)', verdict: 'v-1-1', hostName: 'node-a' }],
      silencedUntilMs: null,
    },
  ])
  t.match(
    (await call('GET', '/api/v1/alerts/l-1-9')).body,
    { affects: { jobs: [] }, done: [], state: 'resolved' },
    'its verdicts are not kept any more',
  )
  t.match((await call('GET', '/api/v1/alerts/nope')).body, { code: 'no-such-alert' })
  const requests: [string, string, object | undefined, object][] = [
    ['POST', 'alerts/l-1-2/acknowledge', undefined, { op: 'acknowledge-alert', alert: 'l-1-2', note: '' }],
    ['POST', 'alerts/l-1-2/acknowledge', { note: 'on it' }, { op: 'acknowledge-alert', alert: 'l-1-2', note: 'on it' }],
    ['POST', 'alerts/l-1-2/unacknowledge', {}, { op: 'unacknowledge-alert', alert: 'l-1-2' }],
    ['POST', 'alerts/l-1-2/snooze', { forMs: 3_600_000 }, { op: 'snooze-alert', alert: 'l-1-2', forMs: 3_600_000 }],
    [
      'POST',
      'silences',
      { match: { host: 'node-*' }, reason: 'moved', forMs: 60_000 },
      { op: 'add-silence', match: { host: 'node-*' }, reason: 'moved', forMs: 60_000 },
    ],
    ['DELETE', 'silences/s-1-1', undefined, { op: 'end-silence', silence: 's-1-1' }],
    [
      'PUT',
      'receivers/pager',
      { url: 'http://127.0.0.1:9/hook' },
      { op: 'put-receiver', name: 'pager', url: 'http://127.0.0.1:9/hook', grades: ['degrade', 'stop'] },
    ],
    ['DELETE', 'receivers/pager', undefined, { op: 'remove-receiver', name: 'pager' }],
    ['POST', 'receivers/pager/test', {}, { op: 'test-receiver', name: 'pager' }],
    ['POST', 'hosts/node-a/verify', {}, { op: 'verify-host', host: 'node-a' }],
    ['POST', 'breaker/reset', { reason: 'the power is back' }, { op: 'reset-breaker', reason: 'the power is back' }],
    [
      'PUT',
      'health-policy',
      { drain: false, overrides: { 'xid/94': { grade: 'watch' }, 'gpu-thermal-margin': null } },
      {
        op: 'set-health-policy',
        drain: false,
        overrides: { 'xid/94': { grade: 'watch' }, 'gpu-thermal-margin': null },
      },
    ],
  ]
  for (const [method, path, body, request] of requests) {
    await call(method, `/api/v1/${path}`, body)
    t.same(asked(started), request, `${method} ${path}`)
  }
})

t.test('wrong silences, receivers and policies are refused with what would be right', async (t) => {
  const { call } = await startApi(t)
  const refusal = async (method: string, path: string, body: object) =>
    (await call(method, `/api/v1/${path}`, body)).body
  const silence = { match: { host: 'a' }, reason: 'x', forMs: 60_000 }
  t.match(await refusal('POST', 'silences', { ...silence, match: {} }), { code: 'bad-field', field: 'match' })
  t.match(await refusal('POST', 'silences', { ...silence, match: { job: 'x' } }), {
    detail: /rule, host, rack, site, grade/,
  })
  t.match(await refusal('POST', 'silences', { ...silence, forMs: '2h' }), { detail: /write 7200000/ })
  t.match(await refusal('PUT', 'receivers/pager', { url: 'ftp://x' }), { field: 'url', detail: /http or https/ })
  t.match(await refusal('PUT', 'receivers/pager', { url: 'http://x', grades: [] }), { field: 'grades' })
  t.match(await refusal('PUT', 'receivers/%20', { url: 'http://x' }), { field: 'name' })
  t.match(await refusal('PUT', 'health-policy', { breakerPercent: 0 }), { field: 'breakerPercent' })
  t.match(await refusal('PUT', 'health-policy', { overrides: { 'xid 94': null } }), { detail: /a rule like/ })
  t.match(await refusal('PUT', 'health-policy', { overrides: { 'xid/94': { grade: 'worst' } } }), {
    detail: /watch, degrade, stop/,
  })
  t.match((await call('GET', '/api/v1/health-policy')).body, { drain: true, overrides: {}, breaker: null })
  for (const list of ['silences', 'receivers', 'alerts'])
    t.same((await call('GET', `/api/v1/${list}`)).body, { rows: [], cursor: null }, list)
  t.match((await call('POST', '/api/v1/receivers/x')).body, { code: 'method-not-allowed', detail: /PUT, DELETE/ })
})

t.test('ranges by host, rack, label; unknown things are refused by name', async (t) => {
  const { call, fake } = await startApi(t)
  fake.clock.ms = 100_000
  fake.host('node-a')
  fake.host('node-b')
  fake.state.hosts.patch('node-b', { topology: { rack: 'r7' } })
  reoffer(fake.state, 'node-b')
  fake.telemetry.series.push(
    gpu('node-a', 0, 90_000, [40, null, 42]),
    gpu('node-b', 0, 90_000, [50]),
    gpu('node-b', 1, 10, [9]),
  )
  const range = async (query: string) => (await call('GET', `/api/v1/range?${query}`)).body
  const found = await range('host=node-a&name=gpu-temperature&from=-20s')
  t.match(found, { resolution: 'raw', fromMs: 80_000, toMs: 100_000, stays: null, more: false })
  t.match(
    found.series,
    [
      {
        hostName: 'node-a',
        unit: '°C',
        points: [
          [90_000, 40],
          [91_000, null],
          [92_000, 42],
        ],
      },
    ],
    'a gap is null',
  )
  t.same((await range('name=gpu-temperature')).series.length, 3, 'of all hosts')
  t.match((await range('rack=r7&name=gpu-temperature&label.gpu=1&from=1970-01-01&to=now')).series, [
    { host: 'node-b', labels: { gpu: '1' } },
  ])
  t.match(fake.telemetry.ranges.at(-1), {
    hosts: ['node-b'],
    labels: { gpu: '1' },
    fromMs: 0,
    maxPoints: 600,
    maxSeries: 666,
  })
  t.match(await range('rack=r8&name=gpu-temperature'), { code: 'no-such-rack' })
  t.match(await range('host=zz&name=gpu-temperature'), { code: 'no-such-host' })
  t.match(await range('name=gpu-heat'), { code: 'no-such-signal', field: 'name' })
  t.match(await range(''), { code: 'bad-field', field: 'name', detail: /2 hosts are meant/ })
  t.match(await range('host=node-a&from=now&to=-1h'), { code: 'bad-field', field: 'from' })
  t.match(await range('host=node-a&from=10m'), { detail: /-10m \(s, m, h or d before now\)/ })
  t.match(await range('host=node-a&maxPoints=1'), { field: 'maxPoints' })
  t.match(await range('host=node-a&lable.gpu=1'), { detail: /not a known query parameter/ })
})

t.test('during a job: the hosts and GPUs that it had, while it had them', async (t) => {
  const { call, fake } = await startApi(t)
  fake.clock.ms = 500_000
  fake.host('node-a')
  const { body: job } = await call('POST', '/api/v1/jobs', {
    spec: { name: 'train', kind: 'batch', run: { kind: 'command', argv: ['true'] }, shards: { count: 1 } },
  })
  const attempt = [...fake.state.attempts.values()].find((each) => each.job === job.id)
  t.ok(attempt, 'it was placed')
  fake.state.attempts.patch(attempt?.id as string, {
    startedMs: 401_000,
    endedMs: 402_500,
    grant: { ...(attempt?.grant as object), gpus: ['GPU-node-a-1'] } as never,
  })
  const load = { ...gpu('node-a', 0, 400_000, [1, 2, 3, 4]), name: 'load-1m', labels: {} }
  fake.telemetry.series.push(gpu('node-a', 0, 400_000, [1, 2, 3, 4]), gpu('node-a', 1, 400_000, [5, 6, 7, 8]), load)
  const found = (await call('GET', `/api/v1/range?job=train`)).body
  t.same(
    found.series.map((each: { name: string; labels: object; points: number[][] }) => [
      each.name,
      each.labels,
      each.points.map(([, v]) => v),
    ]),
    [
      ['gpu-temperature', { gpu: '1', uuid: 'GPU-node-a-1' }, [6, 7]],
      ['load-1m', {}, [2, 3]],
    ],
  )
  t.match(found, { fromMs: 401_000, toMs: 402_500, stays: [{ host: 'node-a', gpus: ['GPU-node-a-1'] }] })
  t.match((await call('GET', '/api/v1/range?job=nope')).body, { code: 'no-such-job' })
})

t.test('heat: what is not known is there, as null; series and signals are found', async (t) => {
  const { call, fake } = await startApi(t)
  fake.clock.ms = 100_000
  fake.host('node-a')
  const gpus = [0, 1].map((index) => ({ index, uuid: `GPU-node-a-${index}`, name: 'H100', memoryBytes: 1 }))
  const { inventory } = fake.state.hosts.must('node-a')
  fake.state.hosts.patch('node-a', { inventory: { ...inventory, gpus }, topology: { rack: 'r1' } })
  reoffer(fake.state, 'node-a')
  fake.telemetry.series.push(gpu('node-a', 0, 90_000, [40]))
  t.match((await call('GET', '/api/v1/heat')).body, {
    name: 'gpu-temperature',
    unit: '°C',
    hosts: [
      {
        hostName: 'node-a',
        rack: 'r1',
        cells: [
          { labels: { gpu: '0' }, value: 40, ageMs: 10_000, stale: false },
          { labels: { gpu: '1' }, value: null, ageMs: null, stale: true },
        ],
      },
    ],
  })
  t.match((await call('GET', '/api/v1/heat?name=nope')).body, { code: 'no-such-signal' })
  t.match((await call('GET', '/api/v1/heat?rack=r2')).body, { code: 'no-such-rack' })
  t.match((await call('GET', '/api/v1/series?name=gpu-temperature&label.gpu=0')).body.rows, [
    { hostName: 'node-a', value: 40 },
  ])
  t.same((await call('GET', '/api/v1/series?host=node-a')).body.rows, [], 'nothing has been heard')
  const reading = { kind: 'gap', reason: 'timed out', sinceMs: 5 } as const
  const signal = {
    sensor: 'nvml',
    name: 'gpu-power',
    unit: 'W',
    labels: { gpu: '1' },
    source: 'NVML',
    reading,
    ageMs: 3,
    stale: true,
  }
  fake.signals.set('node-a', { receivedMs: 7, signals: [signal] })
  t.match((await call('GET', '/api/v1/series?host=node-a')).body.rows, [
    { name: 'gpu-power', reading: { reason: 'timed out' }, stale: true },
  ])
  const names = (await call('GET', '/api/v1/signals?limit=1000')).body.rows.map((each: { name: string }) => each.name)
  t.ok(names.includes('gpu-temperature') && names.includes('load-1m'))
})

t.test('health in status, metrics and the document', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  putFault(fake)
  fake.state.receivers.put('pager', {
    v: 1,
    id: 'pager',
    url: 'http://x',
    grades: ['stop'],
    by: 'local',
    last: { atMs: 1, ok: false, detail: 'answered 500' },
  })
  t.match((await call('GET', '/api/v1/status')).body.counts.health, {
    alerts: { degrade: 1, stop: 0 },
    unacknowledged: 1,
    drained: 1,
    rules: { 'gpu/margin': 1 },
    breakerTripped: false,
  })
  const text = (await call('GET', '/metrics')).body as string
  for (const line of [
    'millwright_alerts_firing{grade="degrade"} 1',
    'millwright_verdicts{state="open",grade="degrade"} 1',
    'millwright_verdicts_by_rule{rule="gpu/margin"} 1',
    'millwright_hosts_out_by_health 1',
    'millwright_health_breaker_tripped 0',
    'millwright_alert_receiver_ok{receiver="pager"} 0',
  ])
    t.match(text, line)
  const { paths } = (await call('GET', '/openapi.json')).body
  for (const path of ['/api/v1/range', '/api/v1/changes', '/api/v1/receivers/{name}', '/api/v1/alerts/{id}/snooze'])
    t.ok(paths[path], path)
})
