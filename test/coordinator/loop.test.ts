import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { takeChanges } from '../../coordinator/core/state.ts'
import { openArtifactStore } from '../../coordinator/shell/artifacts.ts'
import { makeFeed } from '../../coordinator/shell/feed.ts'
import { type Committed, makeLoop } from '../../coordinator/shell/loop.ts'
import { makeSweeper } from '../../coordinator/shell/sweeper.ts'
import { openLevelStore } from '../../coordinator/store/level.ts'
import { makeMemoryStore } from '../../coordinator/store/memory.ts'
import type { FeedMessage } from '../../shared/model/feed.ts'
import { batch } from '../fakes/core-world.ts'

const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const

function makeTestLoop(options: { commit?: () => Promise<void>; roomLeft?: () => boolean } = {}) {
  const store = makeMemoryStore()
  const state = loadState([], 0)
  beginIncarnation(state)
  takeChanges(state)
  const order: string[] = []
  const published: Committed[] = []
  const fatal: unknown[] = []
  const loop = makeLoop({
    state,
    seq: 0,
    clock: { nowMs: () => 5_000 },
    commit: async (set) => {
      await options.commit?.()
      await store.commit(set)
      order.push(`commit ${set.seq}`)
    },
    perform: (effect) => order.push(effect.kind),
    published: (committed) => published.push(committed),
    fatal: (error) => fatal.push(error),
    roomLeft: options.roomLeft ?? (() => true),
  })
  return { loop, state, store, order, published, fatal }
}

t.test('commit, then act: an answer comes after its commit, and inputs that wait are committed together', async (t) => {
  const { loop, order, store } = makeTestLoop()
  const answers = await Promise.all(
    [1, 2, 3].map((n) =>
      loop
        .submit({
          kind: 'request',
          principal,
          key: null,
          request: { op: 'submit-job', spec: batch({ name: `j${n}` }) },
        })
        .then((answer) => {
          order.push(`answer ${n}`)
          return answer
        }),
    ),
  )
  t.ok(answers.every((answer) => answer.ok))
  t.same(order, ['commit 1', 'answer 1', 'answer 2', 'answer 3'])
  t.equal((await store.load()).rows.filter((row) => row.table === 'jobs').length, 3)
  const refused = await loop.submit({
    kind: 'request',
    principal,
    key: null,
    request: { op: 'cancel-job', job: 'nope' },
  })
  t.match(refused, { ok: false, code: 'no-such-job', field: 'job' })
  await loop.close()
  t.match(await loop.submit({ kind: 'request', principal, key: null, request: { op: 'cancel-job', job: 'x' } }), {
    ok: false,
    code: 'store-unavailable',
  })
})

t.test('a failed commit is fatal and answers nobody', async (t) => {
  const { loop, fatal, order } = makeTestLoop({ commit: () => Promise.reject(new Error('EIO')) })
  let answered = false
  void loop.submit({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec: batch() } }).then(() => {
    answered = true
  })
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  t.match(fatal[0], /EIO/)
  t.notOk(answered)
  t.same(order, [])
})

t.test('a nearly full disk refuses submissions and takes facts', async (t) => {
  const { loop, state } = makeTestLoop({ roomLeft: () => false })
  t.match(await loop.submit({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec: batch() } }), {
    ok: false,
    code: 'disk-full',
  })
  loop.post({
    kind: 'host-connected',
    host: 'h',
    connection: 1,
    hello: { name: 'h', bootId: 'b', spool: 's', slots: 1 },
  })
  await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))))
  t.ok(state.hosts.has('h'))
})

t.test('the feed: a snapshot, then deltas that follow each other', async (t) => {
  const { loop, state, published } = makeTestLoop()
  const feed = makeFeed(state, { nowMs: () => 1 }, 0)
  const seen: FeedMessage[] = []
  const stop = feed.subscribe((message) => seen.push(message))
  const first = feed.snapshot()
  await loop.submit({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec: batch() } })
  for (const each of published.splice(0)) feed.published(each)
  feed.flush()
  await loop.submit({
    kind: 'request',
    principal,
    key: null,
    request: { op: 'submit-job', spec: batch({ name: 'k' }) },
  })
  for (const each of published.splice(0)) feed.published(each)
  feed.flush()
  stop()
  t.equal(seen.length, 2)
  t.equal(seen[0]?.type === 'delta' && seen[0].from, first.seq)
  t.equal(seen[1]?.type === 'delta' && seen[1].from, seen[0]?.seq)
  t.equal(Object.keys((seen[0]?.type === 'delta' && seen[0].tables.jobs) || {}).length, 1)
  t.notOk(Object.keys(seen[0]?.tables ?? {}).includes('meta'), 'internal tables are not shown')
})

t.test('artifacts: digest-checked, swept when nothing names them', async (t) => {
  const store = await openArtifactStore(join(t.testdir(), 'artifacts'))
  const bytes = Buffer.from('hello')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await t.rejects(store.put('0'.repeat(64), Readable.from([bytes])), { code: 'bad-digest' })
  await t.rejects(store.put('../../etc/passwd', Readable.from([bytes])), { code: 'bad-digest' })
  t.same(await store.put(sha256, Readable.from([bytes])), { sha256, bytes: 5 })
  t.same(await store.put(sha256, Readable.from([bytes])), { sha256, bytes: 5 }, 'again is no harm')
  const { state } = makeTestLoop()
  const now = { nowMs: () => Date.now() }
  t.same(await makeSweeper(state, store, now, () => {}).sweep(), { removed: 0, bytes: 0 }, 'young ones are kept')
  const later = makeSweeper(state, store, { nowMs: () => Date.now() + 120_000 }, () => {})
  const sweeping = later.sweep()
  const row = { spec: { item: { sha256, bytes: 5 } } }
  later.published({ seq: 1, durable: [{ table: 'jobs', key: 'j', row }], volatile: [] })
  t.same(await later.sweep(), { removed: 0, bytes: 0 }, 'one at a time')
  t.same(await sweeping, { removed: 0, bytes: 0 }, 'what a row names since the sweep began is kept')
  t.same(await later.sweep(), { removed: 1, bytes: 5 })
  await t.rejects(store.open(sha256), { code: 'no-such-artifact' })
})

t.test(
  'killed at random points between commit and act, nothing acknowledged is lost and no id is issued twice',
  async (t) => {
    const folder = join(t.testdir(), 'db')
    const acknowledged = new Map<string, string>()
    for (let seed = 1; seed <= 10; seed++) {
      const done = spawnSync(
        process.execPath,
        [join(import.meta.dirname, '../fakes/crashing-coordinator.ts'), folder, String(seed)],
        { encoding: 'utf8' },
      )
      for (const line of done.stdout.split('\n').filter((text) => text !== '')) {
        const [id, name] = line.split(' ') as [string, string]
        t.notOk(acknowledged.has(id), `${id} is new`)
        acknowledged.set(id, name)
      }
    }
    const store = await openLevelStore(folder)
    const state = loadState((await store.load()).rows, 0)
    for (const [id, name] of acknowledged) t.equal(state.jobs.get(id)?.spec.name, name)
    t.ok(acknowledged.size > 10, `${acknowledged.size} acknowledged in 10 lives`)
    t.equal(state.meta.must('meta').incarnation, 10)
    await store.close()
  },
)
