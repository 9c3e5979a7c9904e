import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { findHost } from '../../coordinator/core/drains.ts'
import { beginIncarnation, loadState, newestMs } from '../../coordinator/core/load.ts'
import { tablesOf, takeChanges } from '../../coordinator/core/state.ts'
import { notBefore } from '../../shared/clock.ts'
import { limits } from '../../shared/limits.ts'
import { hostMarks } from '../../shared/model/words.ts'
import { fleet, minute, one, pass, stateOf } from '../fakes/core-fleet.ts'
import { batch, exited, gang, gpusOf, makeWorld, submit } from '../fakes/core-world.ts'

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

t.test('[Q2] a gang that has run since is not ended by a launch that fails long after another one did', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const full = exited(0, { code: null, reason: 'launch-failed', lastLines: ['ENOSPC: no space left on device'] })
  const job = submit(world, gang(1))
  const gangOfJob = () => world.state.jobs.must(job.id).gang
  world.end(world.attemptsOf(job.id)[0]!, full)
  pass(world, 10_000)
  t.equal(gangOfJob()?.epoch, 2)
  t.match(world.state.jobs.must(job.id).launch.last, { reason: /ENOSPC/ })
  world.startAll()
  t.match(world.state.jobs.must(job.id).launch, { failures: 0, last: null })
  world.end(world.attemptsOf(job.id)[0]!, exited(1))
  pass(world, 10_000)
  t.equal(gangOfJob()?.epoch, 3)
  world.end(world.attemptsOf(job.id)[0]!, full)
  pass(world, 60_000)
  t.match(world.state.jobs.must(job.id), { state: 'running', gang: { epoch: 4 } })
  world.end(world.attemptsOf(job.id)[0]!, full)
  t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /on two hosts for the same reason: ENOSPC/ })
})

t.test('[Q2] [RT5] a launch that fails makes no wait shorter', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  const job = submit(world, batch({ count: 1, workers: { max: 1 } }))
  const { launch } = world.state.jobs.must(job.id)
  const notBeforeMs = world.nowMs + 4 * limits.launchBackoffMaxMs
  world.state.jobs.patch(job.id, { launch: { ...launch, notBeforeMs } })
  world.end(world.attemptsOf(job.id)[0]!, exited(0, { code: null, reason: 'launch-failed', lastLines: ['ENOSPC'] }))
  t.match(world.state.jobs.must(job.id).launch, { failures: 1, notBeforeMs })
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
  const before = { ...hello, attempts: [...hello.attempts, { attempt: 'a-9-7', state: 'running', cpus: 1 }] }
  world.step({ kind: 'host-connected', host: 'h1', connection: 1, hello: before })
  t.equal(world.state.foreign.size, 2)
  world.fact('h1', { kind: 'attempt-ended', attempt: 'a-9-7', exit: exited(0) })
  t.same([...world.state.foreign.keys()], ['a-9-9'], 'its end is heard while the host is connected')
  t.match(desiredOf(world.state, 'h1').forget, ['a-9-7'])
  const held = world.attemptsOf(small.id).map((attempt) => ({ attempt, state: 'running' }))
  world.step({ kind: 'host-connected', host: 'h1', connection: 2, hello: { ...hello, attempts: held } })
  t.equal(world.state.foreign.size, 0)
  const over = [...held, { attempt: 'a-9-8', state: 'running', exitJson: '{"code":0}' }]
  world.step({ kind: 'host-connected', host: 'h1', connection: 3, hello: { ...hello, attempts: over } })
  t.equal(world.state.foreign.size, 0, 'one whose process has ended takes nothing')
  t.same(desiredOf(world.state, 'h1').forget, ['a-9-7', 'a-9-8'])
})

t.test(
  '[X2] a host whose foreign attempts cannot all be counted gets no new work until it tells of none beyond',
  async (t) => {
    const world = makeWorld({ check: 'steps' })
    fleet(world, 2, 2)
    const kept = {
      v: 1 as const,
      host: 'h2',
      jobName: '',
      grant: { cpus: 0, memoryMb: 0, gpus: [] },
      seenMs: 0,
      stop: null,
    }
    for (let i = 1; i < limits.foreignKept; i++) world.state.foreign.load(`a-8-${i}`, { ...kept, id: `a-8-${i}` })
    const attempts = ['a-9-1', 'a-9-2'].map((attempt, i) => ({ attempt, state: 'running', cpus: 1, gpus: [`h1/${i}`] }))
    const connect = (connection: number) =>
      world.step({
        kind: 'host-connected',
        host: 'h1',
        connection,
        hello: { name: 'h1', slots: 4, bootId: 'boot-1', spool: 's', attempts },
      })
    connect(11)
    t.equal(world.state.hosts.must('h1').uncounted, 1)
    world.request({ op: 'cordon-host', host: 'h2', cordoned: true })
    const job = submit(world, one('small', 1, null))
    pass(world, 2_000)
    t.match(world.state.jobs.must(job.id), { state: 'queued', reason: /1 host: runs 1 attempt that .* cannot count/ })
    t.ok([...world.state.events.values()].some(({ kind }) => kind === 'foreign-uncounted'))
    t.match(hostMarks(world.state.hosts.must('h1'), 0), [{ word: 'uncounted' }])
    world.fact('h1', { kind: 'attempt-ended', attempt: 'a-9-1', exit: exited(0) })
    pass(world, 2_000)
    t.equal(stateOf(world, job.id), 'queued', 'the end of one says nothing of the rest')
    attempts.shift()
    connect(12)
    pass(world, 2_000)
    t.same(world.state.attempts.must(world.attemptsOf(job.id)[0]!).grant.gpus, ['h1/0'])
  },
)

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

t.test('[H8] a name that several hosts have means the one that is heard, or is refused with their ids', async (t) => {
  const world = makeWorld()
  for (const id of ['h1', 'h2', 'h3']) world.host(id)
  const goes = (host: string) =>
    world.step({ kind: 'host-disconnected', host, connection: world.state.volatile.connections.get(host) ?? 0 })
  for (const id of ['h1', 'h2']) world.state.hosts.patch(id, { name: 'node-7' })
  const meant = () => findHost(world.state, 'node-7').id
  t.throws(meant, {
    code: 'ambiguous-host',
    field: 'host',
    message: /'node-7' is the name of 2 hosts; give the id: h1 \(connected\) and h2 \(connected\)/,
  })
  goes('h1')
  t.equal(meant(), 'h2', 'the replacement, though its row comes later')
  world.request({ op: 'cordon-host', host: 'node-7', cordoned: true })
  t.match([...world.state.hosts.values()], [{ cordoned: false }, { cordoned: true }, { cordoned: false }])
  t.equal(findHost(world.state, 'h1').id, 'h1', 'an id means its host')
  goes('h2')
  t.throws(meant, { code: 'ambiguous-host', message: /h1 \(suspect\) and h2 \(suspect\)/ })
  world.request({ op: 'confirm-lost', host: 'h1' })
  t.equal(meant(), 'h2', 'the other one is dead')
  world.request({ op: 'confirm-lost', host: 'h2' })
  t.throws(meant, { code: 'ambiguous-host', message: /h1 \(confirmed lost\)/ })
  t.throws(() => findHost(world.state, 'node-8'), { code: 'no-such-host' })
})

t.test('[T3] a life’s clock does not begin before its newest row', async (t) => {
  const world = makeWorld()
  fleet(world, 1, 0)
  submit(world, batch({ count: 1 }))
  const rows = tablesOf(world.state).flatMap((table) =>
    [...table.entries()].map(([key, row]) => ({ table: table.name, key, row })),
  )
  t.equal(newestMs(rows), world.nowMs)
  const setBack = { nowMs: () => world.nowMs - 3600_000 }
  t.equal(notBefore(setBack, newestMs(rows)).nowMs(), world.nowMs)
  const right = { nowMs: () => world.nowMs + 5 }
  t.equal(notBefore(right, newestMs(rows)), right)
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
