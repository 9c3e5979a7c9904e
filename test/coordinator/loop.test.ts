import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { simulatedIdentity } from '../../agent/simulated/identity.ts'
import { makeAgentSessions } from '../../coordinator/agents/sessions.ts'
import type { FactBody } from '../../coordinator/core/inputs.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import { openArtifactStore } from '../../coordinator/shell/artifacts.ts'
import { makeFeed } from '../../coordinator/shell/feed.ts'
import { type Committed, makeLoop } from '../../coordinator/shell/loop.ts'
import { watchLoopDelay } from '../../coordinator/shell/loop-delay.ts'
import { makeSweeper } from '../../coordinator/shell/sweeper.ts'
import { makeTaskTimes } from '../../coordinator/shell/task-times.ts'
import { openLevelStore } from '../../coordinator/store/level.ts'
import { makeMemoryStore } from '../../coordinator/store/memory.ts'
import type { FeedMessage } from '../../shared/model/feed.ts'
import { decodeCoordinatorMessage, encodeAgentMessage } from '../../shared/protocol/codec.ts'
import { batch, exited, makeWorld, submit } from '../fakes/core-world.ts'

const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const

function makeTestLoop(options: { commit?: () => Promise<void>; roomLeft?: () => boolean } = {}) {
  const store = makeMemoryStore()
  const state = loadState([], 0)
  beginIncarnation(state)
  takeChanges(state)
  const order: string[] = []
  const published: Committed[] = []
  const fatal: unknown[] = []
  const seen: string[] = []
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
    stepped: ({ kind }) => seen.push(kind),
    fatal: (error) => fatal.push(error),
    roomLeft: options.roomLeft ?? (() => true),
  })
  return { loop, state, store, order, published, fatal, seen }
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
  t.match(loop.stats, { commits: 1 }, 'a turn that changes nothing is no commit')
  await loop.close()
  t.match(await loop.submit({ kind: 'request', principal, key: null, request: { op: 'cancel-job', job: 'x' } }), {
    ok: false,
    code: 'store-unavailable',
  })
})

t.test('what the core wants to go on with waits for what hosts and people sent, and goes on', async (t) => {
  const { loop, state, seen } = makeTestLoop()
  loop.post({
    kind: 'host-connected',
    host: 'h',
    connection: 1,
    hello: { name: 'h', bootId: 'b', spool: 's', slots: 200 },
  })
  const spec = batch({ count: 200, workers: { max: 200 } })
  const submitted = loop.submit({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec } })
  for (let i = 0; i < 3; i++) loop.post({ kind: 'host-seen', host: 'h', digest: null })
  await submitted
  while (state.attempts.size < 200) await new Promise((resolve) => setImmediate(resolve))
  t.same(seen.slice(0, 5), ['request', 'host-connected', 'host-seen', 'host-seen', 'host-seen'])
  t.ok(seen.length > 6 && seen.slice(5).every((kind) => kind === 'continued'), 'several slices of placement follow')
  await loop.close()
})

t.test('levels that were to be sent several times in one turn are sent once, after the last of them', async (t) => {
  const { loop, order } = makeTestLoop()
  const hello = { name: 'h', bootId: 'b', spool: 's', slots: 4 }
  loop.post({ kind: 'host-connected', host: 'h', connection: 1, hello })
  for (const number of [1, 2, 3])
    loop.post({ kind: 'fact-received', host: 'h', spool: 's', number, fact: { kind: 'spool-reset', reason: 'x' } })
  loop.post({ kind: 'host-connected', host: 'h', connection: 2, hello })
  await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))))
  t.same(order, ['commit 1', 'send-welcome', 'acknowledge-facts', 'send-welcome', 'send-desired'])
  await loop.close()
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

t.test('how long tasks wait, launch and run is counted once each', async (t) => {
  const world = makeWorld()
  world.host('h', 2)
  const times = makeTaskTimes(world.state)
  const job = submit(world, batch({ count: 2, workers: { max: 2 } }))
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  let number = 0
  const told = (fact: FactBody, again = false): void => {
    if (!again) number++
    const input = { kind: 'fact-received', host: 'h', spool: 's', number, fact } as const
    step(world.state, input, world.nowMs)
    times.stepped(input, takeChanges(world.state).durable)
  }
  world.nowMs += 40
  told({ kind: 'attempt-started', attempt: a, pid: 1 })
  told({ kind: 'attempt-started', attempt: a, pid: 1 }, true)
  world.nowMs += 400
  told({ kind: 'attempt-ended', attempt: a, exit: exited(0) })
  told({ kind: 'attempt-ended', attempt: b, exit: exited(1) })
  const { wait, launch, run } = times.read()
  t.same([wait.count, wait.sumMs, launch.count, launch.sumMs, run.count, run.sumMs], [1, 0, 1, 40, 1, 400])
  const atMost = new Map(launch.atMost)
  t.same([atMost.get(30), atMost.get(50), atMost.get(1_000_000)], [0, 1, 1])
})

t.test('the delay of the event loop: what the loop itself does counts as its own', async (t) => {
  const delay = watchLoopDelay(50)
  const endMs = performance.now() + 60
  while (performance.now() < endMs);
  while (delay.last === null) await new Promise((resolve) => setImmediate(resolve))
  delay.close()
  t.ok(delay.last.maxMs >= 40, `${delay.last.maxMs} ms`)
  t.ok(delay.last.p50Ms <= delay.last.p99Ms && delay.last.p99Ms <= delay.last.maxMs)
  t.ok(delay.last.ownP99Ms > 5, `${delay.last.ownP99Ms} ms of its own`)
})

t.test("telemetry is taken of the session that is the host's", (t) => {
  const world = makeWorld()
  const taken: string[] = []
  const sessions = makeAgentSessions({
    door: { state: world.state, waiting: 0, post: () => {}, submit: async () => ({ ok: true, value: null }) },
    log: () => {},
    nonce: () => new Uint8Array(32),
    onTelemetry: (from, bytes) => taken.push(`${from} ${Buffer.from(bytes)}`),
  })
  const identity = simulatedIdentity(1, 'a')
  const { host, publicKey } = identity
  const sent: Uint8Array[] = []
  const send = (bytes: Uint8Array): void => void sent.push(bytes)
  const socket = { send, bufferedAmount: () => 0, ping: () => {}, close: () => {}, terminate: () => {} }
  const greet = () => {
    const handlers = sessions.accept(socket)
    const signature = identity.sign(new Uint8Array(32), 'boot')
    handlers.message(
      encodeAgentMessage({ hello: { protocolMin: 1, protocolMax: 99, bootId: 'boot', publicKey, signature } }),
    )
    return (text: string) => handlers.message(encodeAgentMessage({ telemetry: Buffer.from(text) }))
  }
  const first = greet()
  first('early')
  sessions.telemetryKept(host, { dictionary: 'd', number: 1 })
  t.same(taken, [], 'the core has not taken it yet')
  world.host(host)
  sessions.perform({ kind: 'send-welcome', host, connection: 1 })
  first('first')
  greet()('a cloned disk')
  t.same(taken, [`${host} first`])
  sent.length = 0
  sessions.telemetryKept(host, { dictionary: 'd', number: 2 })
  t.match(
    sent.map((bytes) => decodeCoordinatorMessage(bytes).telemetryAck),
    [{ dictionary: 'd', number: 2 }],
  )
  t.end()
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

t.test('alerts and verdicts are sent sooner than the timer would, where somebody listens', (t) => {
  const { state } = makeTestLoop()
  let asked = 0
  const feed = makeFeed(state, { nowMs: () => 1 }, 0, () => asked++)
  const commit = (table: string): void =>
    feed.published({ seq: 1, durable: [{ table, key: 'x', row: { v: 1 } }], volatile: [] } as never)
  commit('alerts')
  t.equal(asked, 0, 'nobody listens')
  feed.subscribe(() => {})
  for (const table of ['jobs', 'outbox', 'alerts', 'verdicts']) commit(table)
  t.equal(asked, 2)
  t.end()
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
