import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { takeChanges } from '../../coordinator/core/state.ts'
import { limits } from '../../shared/limits.ts'
import type { JobSpec } from '../../shared/model/job.ts'
import { batch, exited, gang, gpusOf, makeWorld, submit, type World } from '../fakes/core-world.ts'

const minute = 60_000
/** One task with that many GPUs, for so long at most. */
const one = (name: string, gpus: number, limitMs: number | null, fields: Partial<JobSpec> = {}): JobSpec =>
  batch({
    name,
    count: 1,
    workers: { max: 1 },
    resources: { cpus: 1, gpus },
    ...fields,
    policy: { ...(limitMs === null ? {} : { timeLimitMs: limitMs }), ...fields.policy },
  })
const stateOf = (world: World, id: string) => world.state.jobs.must(id).state
function fleet(world: World, count: number, gpus = 8): void {
  for (let i = 1; i <= count; i++) world.host(`h${i}`, 64, 'boot-1', { gpus })
}
/** Time passes with everybody heard. */
function pass(world: World, ms: number): void {
  for (let left = ms; left > 0; left -= 5_000) {
    for (const host of world.state.hosts.keys()) world.step({ kind: 'host-seen', host, digest: null })
    world.tick(Math.min(5_000, left))
  }
}
function finish(world: World, job: string): void {
  for (const id of world.attemptsOf(job)) {
    for (const shard of world.leases(id)) world.done(id, shard)
    world.end(id, exited(0))
  }
}

t.test('[P5] the queue is a real one: priority, then the least use, then first come', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const running = submit(world, one('first', 8, 10 * minute))
  const ids = ['a', 'b', 'c'].map((name) => submit(world, one(name, 8, 10 * minute)).id)
  const urgent = submit(world, one('urgent', 8, 10 * minute, { priority: 10, policy: { preemptible: true } }))
  const order: string[] = []
  let now = running.id
  for (let i = 0; i < 4; i++) {
    world.startAll()
    world.ask(world.attemptsOf(now)[0]!, 1)
    finish(world, now)
    pass(world, 2_000)
    now = [...ids, urgent.id].find((id) => stateOf(world, id) === 'running')!
    order.push(now)
  }
  t.same(order, [urgent.id, ...ids])
})

t.test('[F1] users share: a burst of one does not push the other back', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const as = (id: string, name: string): string => {
    const principal = { kind: 'local', id, project: 'default', role: 'admin' } as const
    const spec = one(name, 8, 10 * minute)
    world.step({ kind: 'request', principal, key: null, request: { op: 'submit-job', spec } })
    return [...world.state.jobs.keys()].at(-1)!
  }
  fleetBusy(world)
  const burst = Array.from({ length: 6 }, (_, i) => as('ann', `ann-${i}`))
  const late = as('bob', 'bob-0')
  for (const id of ['h1', 'h2']) freeHost(world, id)
  pass(world, 2_000)
  t.equal(stateOf(world, late), 'running')
  t.equal(burst.filter((id) => stateOf(world, id) === 'running').length, 1)
})

/** Fills the fleet with the test's own user. */
function fleetBusy(world: World): void {
  for (let i = 0; i < world.state.hosts.size; i++) submit(world, one(`busy-${i}`, 8, null))
  world.startAll()
}
function freeHost(world: World, host: string): void {
  for (const id of [...(world.state.byHost.get(host) ?? [])]) {
    const { job } = world.state.attempts.must(id)
    world.ask(id, 1)
    finish(world, job)
  }
}

t.test(
  '[P6] [P7] a gang gets a firm reservation; what ends before it may pass, what would delay it may not',
  async (t) => {
    const world = makeWorld()
    fleet(world, 2)
    const long = submit(world, one('long', 8, 30 * minute))
    world.startAll()
    pass(world, 1_000)
    const wide = submit(world, gang(2, { policy: { timeLimitMs: 60 * minute } }))
    pass(world, 2_000)
    const claim = world.state.volatile.claims.get(wide.id)
    t.equal(claim?.firm, true)
    t.equal(claim?.startMs, world.state.jobs.must(long.id).startedMs! + 30 * minute)
    const short = submit(world, one('short', 8, 10 * minute))
    const delaying = submit(world, one('delaying', 8, 45 * minute))
    const endless = submit(world, one('endless', 1, null))
    pass(world, 2_000)
    t.equal(stateOf(world, short.id), 'running')
    t.equal(stateOf(world, delaying.id), 'queued')
    t.equal(stateOf(world, endless.id), 'queued')
    world.startAll()
    for (const id of [short.id, long.id]) {
      world.ask(world.attemptsOf(id)[0]!, 1)
      finish(world, id)
    }
    pass(world, 2_000)
    t.equal(stateOf(world, wide.id), 'running')
  },
)

t.test('[P7] gangs do not starve behind a stream of small jobs', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const small = [submit(world, one('s0', 4, null)), submit(world, one('s1', 4, null))]
  world.startAll()
  const wide = submit(world, gang(2))
  // Without end: each time one ends, two more come.
  for (let i = 2; i < 40 && stateOf(world, wide.id) === 'queued'; i++) {
    small.push(submit(world, one(`s${i}`, 4, null)))
    pass(world, 30_000)
    world.startAll()
    const next = small.find((job) => stateOf(world, job.id) === 'running')
    if (next === undefined) continue
    world.ask(world.attemptsOf(next.id)[0]!, 1)
    finish(world, next.id)
  }
  pass(world, 2_000)
  t.equal(stateOf(world, wide.id), 'running')
})

t.test('[F2] a project never exceeds its quota', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: null, maxGpus: 8, weight: 1 })
  const jobs = [0, 1, 2].map((i) => submit(world, one(`j${i}`, 4, null)))
  pass(world, 2_000)
  t.same(
    jobs.map((job) => stateOf(world, job.id)),
    ['running', 'running', 'queued'],
  )
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: null, maxGpus: 12, weight: 1 })
  pass(world, 2_000)
  t.equal(stateOf(world, jobs[2]!.id), 'running')
  t.throws(() => world.request({ op: 'set-quota', project: 'p', guaranteedGpus: 9, maxGpus: 8, weight: 1 }), {
    code: 'bad-field',
    field: 'guaranteedGpus',
  })
})

t.test('[M1] an array’s tasks are placed one by one, each with its index, and tried again on their own', async (t) => {
  const world = makeWorld()
  world.host('h1', 2)
  world.host('h2', 2)
  const spec = batch({ count: 5, array: { count: 5, parallel: 3 } })
  const job = submit(world, spec)
  t.equal(world.attemptsOf(job.id).length, 3, 'no more than `parallel` at once')
  const [first] = world.attemptsOf(job.id) as [string]
  const { host } = world.state.attempts.must(first)
  const entry = desiredOf(world.state, host).attempts?.find((each) => each.attempt === first)
  t.equal(entry?.leases?.length, 1)
  t.match(JSON.parse(entry?.specJson ?? '{}'), { array: { index: 0, of: 5 } })
  world.startAll()
  world.end(first, exited(1, { lastLines: ['boom'] }))
  t.equal(world.state.failures.size, 1)
  for (let i = 0; i < 10 && stateOf(world, job.id) === 'running'; i++) {
    world.startAll()
    finish(world, job.id)
  }
  t.equal(stateOf(world, job.id), 'succeeded')
  t.equal(world.state.jobs.must(job.id).shards.committed, 5)
})

t.test('[J2] jobs wait for jobs, and say so when they never will', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  const first = submit(world, batch({ name: 'first', count: 1 }))
  const good = submit(world, batch({ name: 'good', count: 1, after: [{ job: 'first', on: 'succeeded' }] }))
  const any = submit(world, batch({ name: 'any', count: 1, after: [{ job: first.id, on: 'ended' }] }))
  t.match(good.reason, `waits for ${first.id}`)
  t.equal(world.attemptsOf(good.id).length, 0)
  world.request({ op: 'cancel-job', job: first.id })
  t.match(world.state.jobs.must(good.id), { state: 'failed', reason: /waited for the success of .* 'first'/ })
  t.equal(stateOf(world, any.id), 'running')
  t.throws(() => submit(world, batch({ after: [{ job: 'nobody', on: 'ended' }] })), {
    code: 'no-such-job',
    field: 'after[0].job',
  })
  t.throws(() => submit(world, batch({ after: [{ job: first.id, on: 'succeeded' }] })), { code: 'job-ended' })
})

t.test('[J1] a time limit counts from the start, not from the submission', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const first = submit(world, one('a', 8, 2 * minute))
  const second = submit(world, one('b', 8, 2 * minute))
  world.startAll()
  pass(world, 2 * minute + 5_000)
  t.match(world.state.jobs.must(first.id), { state: 'failed', reason: 'time limit' })
  const [late] = world.attemptsOf(first.id) as [string]
  t.equal(world.state.attempts.must(late).stop?.reason, 'time-limit')
  world.end(late, exited(0, { signal: 'SIGTERM', code: null }))
  pass(world, minute)
  t.equal(stateOf(world, second.id), 'running')
})

t.test('[Q1] [Q2] launches that fail back off by host and job, with the errno shown (spur#520)', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  const full = exited(0, { code: null, reason: 'launch-failed', lastLines: ['ENOSPC: no space left on device'] })
  const job = submit(world, batch({ count: 1, workers: { max: 1 } }))
  world.end(world.attemptsOf(job.id)[0]!, full)
  t.match(world.state.hosts.must('h1').backoff, { reason: 'ENOSPC: no space left on device' })
  t.equal(world.attemptsOf(job.id).length, 0)
  for (let i = 0; i < 2; i++) {
    pass(world, limits.launchBackoffMaxMs)
    world.end(world.attemptsOf(job.id)[0]!, full)
  }
  t.equal(world.state.hosts.must('h1').backoff?.untilMs, null, 'three in a row: suspended')
  t.ok([...world.state.events.values()].some((event) => event.kind === 'host-suspended'))
  pass(world, limits.launchBackoffMaxMs)
  world.host('h2', 4)
  pass(world, 5_000)
  world.end(world.attemptsOf(job.id)[0]!, full)
  t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /on two hosts for the same reason: ENOSPC/ })
  world.request({ op: 'cordon-host', host: 'h1', cordoned: false })
  t.equal(world.state.hosts.must('h1').backoff, null)
})

t.test('[N1] [N2] a drain empties a host and says when it has', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  const job = submit(world, batch({ count: 4, workers: { max: 1 } }))
  world.startAll()
  const [worker] = world.attemptsOf(job.id) as [string]
  world.ask(worker, 1)
  world.request({ op: 'drain-host', host: 'h1', mode: 'after', reason: 'fan', deadlineMs: 10 * minute })
  t.equal(world.state.attempts.must(worker).stop, null, 'it ends after what it holds')
  t.equal(world.state.attempts.must(worker).finish, true)
  world.host('h2', 4)
  world.done(worker, world.leases(worker)[0]!)
  world.end(worker, exited(0))
  t.not(world.state.hosts.must('h1').drain?.doneMs, null)
  pass(world, 2_000)
  t.equal(world.state.attempts.must(world.attemptsOf(job.id)[0]!).host, 'h2')
  world.startAll()
  world.request({ op: 'drain-host', host: 'h2', mode: 'after', reason: 'disk', deadlineMs: minute })
  pass(world, minute + 5_000)
  t.equal(world.state.attempts.must(world.attemptsOf(job.id)[0]!).stop?.reason, 'drained', 'the deadline has come')
})

t.test('[N3] a vanished GPU stops its task with the reason and drains the host (spur#801, #892)', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, gang(1, { policy: { maxRestarts: 0 } }))
  world.startAll()
  const [member] = world.attemptsOf(job.id) as [string]
  const { host } = world.state.attempts.must(member)
  const inventoryJson = JSON.stringify({ gpus: gpusOf(host, 8).slice(1) })
  world.fact(host, { kind: 'inventory-changed', inventoryJson })
  t.equal(world.state.attempts.must(member).stop?.reason, 'health-stop')
  t.match(world.state.hosts.must(host).drain, { mode: 'after', by: 'health', reason: /GPU gone from the host: h\d\/0/ })
  world.end(member, exited(0, { code: null, signal: 'SIGKILL', reason: 'health-stop', sentByUs: true }))
  t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /GPU gone from the host/ })
})

t.test('[X1] an attempt this store does not know is left alone and counts as taken', async (t) => {
  const world = makeWorld()
  const attempts = [{ attempt: 'a-9-9', state: 'running', jobName: 'old', cpus: 3, gpus: ['h1/0'] }]
  const hello = {
    name: 'h1',
    slots: 4,
    bootId: 'b',
    spool: 's',
    attempts,
    inventoryJson: JSON.stringify({ gpus: gpusOf('h1', 2) }),
  }
  world.step({ kind: 'host-connected', host: 'h1', connection: 1, hello })
  const wide = submit(world, one('wide', 2, null))
  const small = submit(world, one('small', 1, null))
  pass(world, 2_000)
  t.equal(stateOf(world, wide.id), 'queued')
  t.same(world.state.attempts.must(world.attemptsOf(small.id)[0]!).grant.gpus, ['h1/1'])
  t.same(
    desiredOf(world.state, 'h1').attempts?.filter((each) => each.attempt === 'a-9-9'),
    [],
  )
  world.request({ op: 'stop-foreign', attempt: 'a-9-9' })
  t.match(
    desiredOf(world.state, 'h1').attempts?.filter((each) => each.attempt === 'a-9-9'),
    [{ action: 'stop' }],
  )
  const held = world.attemptsOf(small.id).map((attempt) => ({ attempt, state: 'running' }))
  world.step({ kind: 'host-connected', host: 'h1', connection: 2, hello: { ...hello, attempts: held } })
  t.equal(world.state.foreign.size, 0)
})

t.test('[H5] placed and not applied yet, an attempt will come; applied and not listed, it is gone', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  const job = submit(world, batch({ count: 1 }))
  const [attempt] = world.attemptsOf(job.id) as [string]
  const { generation } = world.state.attempts.must(attempt)
  const hello = (appliedGeneration: number, connection: number) =>
    world.step({
      kind: 'host-connected',
      host: 'h1',
      connection,
      hello: { name: 'h1', slots: 4, bootId: 'boot-1', spool: 's', appliedIncarnation: 1, appliedGeneration },
    })
  hello(generation - 1, 7)
  t.equal(world.state.attempts.must(attempt).state, 'placed')
  hello(generation, 8)
  t.equal(world.state.attempts.must(attempt).state, 'ended')
})

t.test('[H6] mass silence gives nobody up (spur#624)', async (t) => {
  const world = makeWorld()
  fleet(world, 10, 0)
  world.tick(limits.unreachableAfterMs * 4)
  world.tick(limits.unreachableAfterMs * 4)
  const states = [...world.state.liveness.values()].map((row) => row.state)
  t.notOk(states.includes('unreachable'))
  t.ok([...world.state.events.values()].some((event) => event.kind === 'mass-silence'))
  for (let i = 1; i <= 8; i++) world.step({ kind: 'host-seen', host: `h${i}`, digest: null })
  for (let i = 0; i < 8; i++) {
    for (let h = 1; h <= 8; h++) world.step({ kind: 'host-seen', host: `h${h}`, digest: null })
    world.tick(10_000)
  }
  t.equal(world.state.liveness.get('h9')?.state, 'unreachable')
})

t.test('[H7] a person may say that a silent host is dead, not that a heard one is', async (t) => {
  const world = makeWorld()
  fleet(world, 2, 0)
  t.throws(() => world.request({ op: 'confirm-lost', host: 'h1' }), { code: 'host-heard' })
})

t.test('[S5] a restored backup begins a life above every life it has not seen', async (t) => {
  const world = makeWorld()
  const rows = takeChanges(world.state).durable
  const old = loadState(rows, 0)
  beginIncarnation(old, { restoredAtMs: 1_700_000_000_000 })
  t.equal(old.meta.must('meta').incarnation, 1_700_000_000)
  const again = loadState(takeChanges(old).durable, 0)
  beginIncarnation(again)
  t.equal(again.meta.must('meta').incarnation, 1_700_000_001)
})
