import t from 'tap'
import { buildConsole } from '../../coordinator/console/build.ts'
import { chartDays, extent } from '../../coordinator/console/drift.ts'
import { applyMessage, type FeedState, type Tables } from '../../coordinator/console/feed-state.ts'
import { count, duration, figure, newerFirst, percent } from '../../coordinator/console/format.ts'
import { isStale } from '../../coordinator/console/link.ts'
import { concerns, summariseHosts, summariseWorkers } from '../../coordinator/console/summaries.ts'
import { type FeedMessage, feedTables } from '../../shared/model/feed.ts'
import { gpuText, gpuUse } from '../../shared/model/words.ts'
import { makeFakeCoordinator } from '../fakes/fake-door.ts'

const empty = (): Tables => Object.fromEntries(feedTables.map((name) => [name, {}])) as unknown as Tables
const snapshot = (seq: number, tables: object = {}): FeedMessage =>
  ({ type: 'snapshot', incarnation: 1, seq, nowMs: 5, tables: { ...empty(), ...tables } }) as FeedMessage
const delta = (from: number, seq: number, tables: object = {}): FeedMessage =>
  ({ type: 'delta', from, seq, nowMs: 6, tables }) as FeedMessage

t.test('the page is one bundle that needs nothing from outside', async (t) => {
  const { files } = await buildConsole()
  t.same(Object.keys(files).sort(), ['assets/app.js', 'assets/style.css', 'index.html'])
  const text = Object.values(files).map(({ body }) => String(typeof body === 'string' ? body : Buffer.from(body)))
  for (const each of text) t.notMatch(each.replaceAll('http://www.w3.org/', ''), /https?:\/\//)
  t.ok(text.join('').length < 160_000, `${text.join('').length} bytes`)
})

t.test('the feed: snapshot, deltas, removals, gaps', async (t) => {
  t.same(applyMessage(null, delta(0, 1)), { state: null, gap: true }, 'a delta before any snapshot')
  const first = applyMessage(null, snapshot(3, { jobs: { a: { id: 'a' }, b: { id: 'b' } } })).state as FeedState
  const next = applyMessage(first, delta(3, 5, { jobs: { a: null, c: { id: 'c' } } }))
  t.equal(next.gap, false)
  t.same(next.state?.tables.jobs, { b: { id: 'b' }, c: { id: 'c' } })
  t.equal(next.state?.tables.hosts, first.tables.hosts, 'untouched tables keep their identity')
  t.same(first.tables.jobs, { a: { id: 'a' }, b: { id: 'b' } }, 'the old state is as it was')
  t.match(applyMessage(next.state, delta(5, 5)), { gap: false, state: { seq: 5 } }, 'a heartbeat')
  const gap = applyMessage(next.state, delta(7, 8, { jobs: { d: { id: 'd' } } }))
  t.equal(gap.gap, true)
  t.equal(gap.state, next.state, 'nothing is applied over a gap')
  t.equal(applyMessage(gap.state, delta(2, 4, { jobs: { b: null } })).state, next.state, 'older than our snapshot')
  const again = applyMessage(gap.state, snapshot(9, { jobs: { e: { id: 'e' } } }))
  t.match([again.gap, again.state?.seq, Object.keys(again.state?.tables.jobs ?? {})], [false, 9, ['e']])
})

t.test("the real core's feed, replayed, is its snapshot", async (t) => {
  const fake = makeFakeCoordinator()
  let state = applyMessage(null, fake.feed.snapshot()).state
  fake.feed.subscribe((message) => {
    const applied = applyMessage(state, JSON.parse(JSON.stringify(message)))
    t.equal(applied.gap, false)
    state = applied.state
  })
  fake.host('node-a')
  fake.host('sim-b')
  fake.door.post({
    kind: 'request',
    principal: { kind: 'local', id: 'x', project: 'default', role: 'admin' },
    key: null,
    request: {
      op: 'submit-job',
      spec: {
        name: 'j',
        kind: 'batch',
        run: { kind: 'command', argv: ['true'] },
        shards: { waves: [{ name: 'main', count: 9 }] },
      },
    },
  })
  t.same(state?.tables, JSON.parse(JSON.stringify(fake.feed.snapshot().tables)))
  const [a, b] = summariseHosts(state?.tables as Tables)
  t.match(a, { liveness: 'connected', host: { name: 'node-a' }, share: null })
  t.match(b, { host: { inventory: { simulated: true } } })
})

t.test('stale: silence, not only a closed socket', async (t) => {
  const feed = applyMessage(null, snapshot(1)).state
  const view = { feed, nowMs: 0, silentMs: 100, open: true }
  t.equal(isStale(view), false)
  t.equal(isStale({ ...view, silentMs: 6_001 }), true, 'open but silent')
  t.equal(isStale({ ...view, feed: null }), true)
  t.equal(isStale({ ...view, silentMs: null }), true)
})

t.test('what is not known is said, not drawn as 0', async (t) => {
  t.same(
    [figure(null), figure(undefined), figure(Number.NaN), percent(null), figure(0)],
    ['unknown', 'unknown', 'unknown', 'unknown', '0.0000'],
  )
  t.same([duration(1_234), duration(90_000), duration(3_600_000 * 5 + 60_000)], ['1.2 s', '90 s', '5 h 1 min'])
  t.same(count(3_000_000).length, 9)
  t.same(['e-1-9', 'e-2-1', 'e-1-10'].sort(newerFirst), ['e-2-1', 'e-1-10', 'e-1-9'])
  const host = {
    id: 'h',
    name: 'node-a',
    slots: 2,
    inventory: { gpus: [], simulated: false },
    cordoned: false,
    uncounted: 0,
    refusedReason: null,
    drain: null,
    backoff: null,
  }
  t.match(summariseHosts({ ...empty(), hosts: { h: host } } as never), [
    { liveness: 'unknown', lastSeenMs: null, share: null },
  ])
})

t.test('GPUs in use are counted in what is granted: whole GPUs, and slices of those in MIG mode', (t) => {
  const slice = (uuid: string) => ({ uuid, profile: '1g.10gb', memoryBytes: 1 })
  const gpus = [{ uuid: 'G0' }, { uuid: 'G1', mig: [slice('M1'), slice('M2'), slice('M3')] }, { uuid: 'G2', mig: [] }]
  const host = { id: 'h', name: 'node-a', slots: 2, inventory: { gpus } }
  const held = (id: string, state: string, ...uuids: string[]) => ({
    id,
    host: 'h',
    state,
    committed: 0,
    grant: { cpus: 1, memoryMb: 0, gpus: uuids },
  })
  const attempts = {
    a: held('a', 'running', 'M1', 'M2'),
    b: held('b', 'ended', 'G0'),
    c: held('c', 'running', 'gone'),
  }
  const tables = { ...empty(), hosts: { h: host }, attempts, foreign: { f: held('f', '', 'M3') } } as never
  t.match(summariseHosts(tables), [{ usedGpus: 3, totalGpus: 4 }])
  t.same(
    [gpuUse({ gpus } as never, []), gpuUse({ gpus: [] } as never, []), gpuUse({} as never, [])].map(gpuText),
    ['0 of 4', 'none', 'unknown'],
    'GPUs that were never read are not drawn as none',
  )
  t.end()
})

t.test('drift: days without a figure are gaps; alarms and versions are marked', async (t) => {
  const row = (window: string, cusum: number, version = 1) => ({ window, version, ne: 0.9, bias: 0, cusum })
  const days = chartDays([row('2001-02-27', 1), row('2001-03-01', 6), row('2001-03-02', 0, 2)], 5)
  t.same(
    days.map((each) => [each.window, each.row === null, each.alarm, each.newVersion]),
    [
      ['2001-02-27', false, false, 1],
      ['2001-02-28', true, false, null],
      ['2001-03-01', false, true, null],
      ['2001-03-02', false, false, 2],
    ],
  )
  t.same(chartDays([], 5), [])
  t.equal(extent([Number.NaN]), null)
  t.same(extent([1, 1]), [0.92, 1.08])
})

const gangJob = { spec: { name: 'g', kind: 'gang' }, shards: { duplicateCommits: 0 } }

t.test('concerns: gangs that failed, the newest first, with what they could go on from', async (t) => {
  const failed = (id: string) => ({ ...gangJob, id, state: 'failed', endedMs: 0, owner: null, reason: 'x' })
  const gangs = { 'j-1-9': failed('j-1-9'), 'j-1-10': failed('j-1-10') }
  const checkpoints = {
    a: { job: 'j-1-9', state: 'durable', step: 200 },
    b: { job: 'j-1-9', state: 'lost', step: 300 },
  }
  t.same(
    concerns({ ...empty(), jobs: gangs, checkpoints } as unknown as Tables, 0).map((each) => [
      each.action,
      each.effect,
    ]),
    [
      ['millwright why j-1-10', 'no checkpoint of it is kept'],
      ['millwright why j-1-9', 'its checkpoint of step 200 is kept'],
    ],
    'newest first',
  )
})

t.test('concerns: what broke, what it affects, what was done, what you can do', async (t) => {
  t.same(concerns(empty(), 0), [])
  const host = {
    id: 'h',
    name: 'node-a',
    slots: 2,
    inventory: { gpus: [], simulated: false },
    cordoned: false,
    uncounted: 0,
    refusedReason: null,
    drain: null,
    backoff: null,
  }
  const shards = {
    total: 10,
    committed: 4,
    failedAttempts: 3,
    speculative: 0,
    duplicateResults: 0,
    duplicateCommits: 0,
  }
  const job = {
    id: 'j-1-1',
    spec: { name: 'train', kind: 'batch' },
    state: 'failed',
    reason: 'shard 3 failed 3 times',
    endedMs: 90_000,
    shards,
    owner: 'run:r-1-1',
  }
  const pipeline = {
    id: 'default/flights',
    spec: { retrain: { budget: 6 } },
    monitor: { episode: { openedWindow: '2001-03-04', cause: 'sum 5.2 over 5', run: null }, retrains: 1 },
  }
  const tables = {
    ...empty(),
    hosts: { h: host },
    liveness: { h: { host: 'h', state: 'unreachable', lastSeenMs: 50_000 } },
    jobs: { 'j-1-1': job },
    pipelines: { 'default/flights': pipeline },
    deployments: { 'default/flights': { id: 'default/flights', version: 2, ready: 1 } },
  } as unknown as Tables
  t.same(
    concerns(tables, 100_000).map((each) => [each.level, each.what, each.effect]),
    [
      [
        'critical',
        'node-a is unreachable, silent for 50 s',
        '0 attempts were placed there; shards are lent to others, nothing was stopped',
      ],
      [
        'critical',
        'job train failed 10 s ago: shard 3 failed 3 times',
        '4 of 10 shards are kept; it belongs to run:r-1-1',
      ],
      ['warning', 'default/flights drifts since 2001-03-04: sum 5.2 over 5', 'no retrain yet (1 of 6 used)'],
      ['warning', 'default/flights should serve version 2', 'version 1 serves on until its replicas are ready'],
    ],
  )
})

t.test('a slow worker stands out against the median; one alone does not', async (t) => {
  const attempt = (id: string, shardMs: number | null) => ({
    id,
    job: 'j',
    host: id,
    state: 'running',
    shardMs,
    committed: 1,
    leases: [],
  })
  const of = (...found: ReturnType<typeof attempt>[]) =>
    summariseWorkers(
      { ...empty(), attempts: Object.fromEntries(found.map((each) => [each.id, each])) } as unknown as Tables,
      { id: 'j' } as never,
    )
  t.same(
    of(attempt('a-1-1', 100), attempt('a-1-2', 400), attempt('a-1-3', null), attempt('a-1-4', 110)).map(
      (each) => each.ratio,
    ),
    [100 / 110, 400 / 110, null, 1],
  )
  t.same(
    of(attempt('a-1-1', 100)).map((each) => each.ratio),
    [null],
  )
})
