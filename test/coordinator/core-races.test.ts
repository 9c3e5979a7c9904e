/** What arrives late, twice, or between two slices of something: none of it may bring back what has ended, or stop what is well. */
import t from 'tap'
import type { Request } from '../../coordinator/core/inputs.ts'
import { takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import { limits } from '../../shared/limits.ts'
import { fleet, minute, one, pass, stateOf } from '../fakes/core-fleet.ts'
import { batch, exited, gang, gpusOf, makeWorld, submit, type World } from '../fakes/core-world.ts'

/** Asked before the long work that waits has gone on. */
function between(world: World, request: Request): void {
  const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const
  step(world.state, { kind: 'request', principal, key: null, request }, world.nowMs)
}
/** A fact whose step's long work waits. */
function ended(world: World, attempt: string, code: number): void {
  const { host } = world.state.attempts.must(attempt)
  const number = (world.state.hostSync.get(host)?.lastFact ?? 0) + 100
  const fact = { kind: 'attempt-ended', attempt, exit: exited(code) } as const
  step(world.state, { kind: 'fact-received', host, spool: 's', number, fact }, world.nowMs)
}

t.test('[A1] a gang job that is cancelled between two slices of its stop stays cancelled', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const stopping = submit(world, gang(1))
  world.startAll()
  ended(world, world.attemptsOf(stopping.id)[0]!, 1)
  t.equal(world.state.jobs.must(stopping.id).gang?.phase, 'stopping')
  between(world, { op: 'cancel-job', job: stopping.id })
  world.step({ kind: 'continued' })
  pass(world, limits.woundedWaitMs + minute)
  t.equal(stateOf(world, stopping.id), 'cancelled')
  t.equal(world.state.tasks.size, 0)
})

t.test('[A1] a gang job that is cancelled while its hosts are given back is not queued again', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const releasing = submit(world, gang(2))
  world.startAll()
  const [bad] = world.attemptsOf(releasing.id) as [string]
  const host = world.state.attempts.must(bad).host
  world.request({ op: 'drain-host', host, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of world.attemptsOf(releasing.id)) world.end(id, exited(1))
  t.equal(world.state.jobs.must(releasing.id).gang?.phase, 'wounded')
  world.nowMs += limits.woundedWaitMs
  for (const each of world.state.hosts.keys()) world.step({ kind: 'host-seen', host: each, digest: null })
  step(world.state, { kind: 'ticked', lateMs: 0 }, world.nowMs)
  t.equal(world.state.jobs.must(releasing.id).gang?.phase, 'releasing')
  between(world, { op: 'cancel-job', job: releasing.id })
  world.step({ kind: 'continued' })
  pass(world, 5_000)
  t.equal(stateOf(world, releasing.id), 'cancelled')
  t.equal(world.state.tasks.size, 0)
})

t.test('[N3] a GPU that vanished under an attempt given up long ago stops nobody else', async (t) => {
  const world = makeWorld()
  fleet(world, 4)
  const job = submit(world, gang(3))
  world.startAll()
  const [lost] = world.attemptsOf(job.id) as [string]
  const dead = world.state.attempts.must(lost).host
  pass(world, minute)
  for (let i = 0; i < 12; i++) {
    for (const host of world.state.hosts.keys())
      if (host !== dead) world.step({ kind: 'host-seen', host, digest: null })
    world.tick(5_000)
  }
  world.request({ op: 'confirm-lost', host: dead })
  for (const id of world.attemptsOf(job.id)) if (id !== lost) world.end(id, exited(1))
  world.tick(250)
  world.startAll()
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 2 })
  world.host(dead, 64, 'boot-1', { gpus: 7 })
  world.host(dead, 64, 'boot-1', { gpus: 0 })
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 2 })
})

t.test('[N3] an inventory that is not told or cannot be read is no sign that GPUs went', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const job = submit(world, gang(1))
  world.startAll()
  const [id] = world.attemptsOf(job.id) as [string]
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: '{"gpus":' })
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: '{}' })
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: 'null' })
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: '{"gpus":null}' })
  t.equal(world.state.attempts.must(id).stop, null)
  t.equal(world.state.hosts.must('h1').inventory.gpus?.length, 8)
  t.equal(world.state.hosts.must('h1').drain, null)
  const hello = { name: 'new', bootId: 'b', spool: 's', inventoryJson: '{"cpus":2}', attempts: [] }
  world.step({ kind: 'host-connected', host: 'new', connection: 99, hello: hello as never })
  t.notOk('gpus' in world.state.hosts.must('new').inventory, 'never told: unknown, not none')
  world.fact('new', { kind: 'inventory-changed', inventoryJson: '{"gpus":[]}' })
  t.same(world.state.hosts.must('new').inventory.gpus, [])
})

t.test('[H2] [H7] [M1] the index of an array that a silent host has is lent again, and once', async (t) => {
  for (const array of [{}, { parallel: 2 }]) {
    const world = makeWorld()
    fleet(world, 2)
    const job = submit(
      world,
      batch({ name: 'array', count: 2, array: { count: 2, ...array }, resources: { cpus: 1, gpus: 4 } }),
    )
    world.startAll()
    t.equal(world.attemptsOf(job.id).length, 2)
    const host = world.state.attempts.must(world.attemptsOf(job.id)[0]!).host
    pass(world, minute, [host])
    t.equal(world.attemptsOf(job.id).length, 4, 'both indices run on the other host')
    world.request({ op: 'confirm-lost', host })
    pass(world, minute, [host])
    t.equal(world.attemptsOf(job.id).length, 4)
    t.equal(world.state.tasks.size, 2, 'nothing is left of the tasks that were given up')
  }
})

t.test('[H7] [M1] the only index of an array on a host that is confirmed dead is placed again', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, batch({ name: 'array', count: 1, array: { count: 1 }, resources: { cpus: 1, gpus: 4 } }))
  world.startAll()
  const { host } = world.state.attempts.must(world.attemptsOf(job.id)[0]!)
  pass(world, 15_000, [host])
  world.request({ op: 'confirm-lost', host })
  pass(world, 5_000, [host])
  const [, fresh] = world.attemptsOf(job.id)
  t.not(world.state.attempts.get(fresh ?? '')?.host, host)
  t.ok(fresh)
})

t.test('[H2] [P4] a worker whose replacement runs is not placed a third time when its end is known', async (t) => {
  const world = makeWorld()
  fleet(world, 3, 0)
  const job = submit(world, batch({ count: 50, workers: { max: 1 } }))
  world.startAll()
  const [first] = world.attemptsOf(job.id) as [string]
  const { host } = world.state.attempts.must(first)
  pass(world, minute, [host])
  t.equal(world.attemptsOf(job.id).length, 2)
  world.request({ op: 'confirm-lost', host })
  pass(world, minute, [host])
  t.equal(world.attemptsOf(job.id).length, 2, 'the given up one and its replacement')
  world.end(first, exited(0, { code: null, signal: 'SIGKILL' }))
  const [second] = world.attemptsOf(job.id) as [string]
  world.end(second, exited(1))
  pass(world, minute)
  t.equal(world.attemptsOf(job.id).length, 1, 'as many as are wanted')
})

t.test('[X1] [N1] a foreign attempt whose end is told is gone at once, and a drain is done with it', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const hello = {
    name: 'h1',
    slots: 64,
    bootId: 'boot-1',
    spool: 's',
    bytesAddress: '',
    attempts: [{ attempt: 'a-9-1', state: 'running', gpus: ['h1/0'], cpus: 1, memoryMb: 0 }],
    inventoryJson: JSON.stringify({ gpus: gpusOf('h1', 8) }),
    labels: {},
  }
  world.step({ kind: 'host-connected', host: 'h1', connection: 9, hello })
  t.equal(world.state.capacity.host('h1')?.unitsFree, 7)
  world.request({ op: 'drain-host', host: 'h1', mode: 'now', reason: 'fan', deadlineMs: null })
  t.equal(world.state.hosts.must('h1').drain?.doneMs, null)
  world.request({ op: 'stop-foreign', attempt: 'a-9-1' })
  world.fact('h1', { kind: 'attempt-ended', attempt: 'a-9-1', exit: exited(0) })
  t.equal(world.state.foreign.size, 0)
  t.equal(world.state.capacity.host('h1')?.unitsFree, 8)
  t.ok(world.state.volatile.forget.get('h1')?.has('a-9-1'), 'its host may forget it')
  t.not(world.state.hosts.must('h1').drain?.doneMs, null)
})

t.test('[N1] a drain is done when a wounded gang let go of the host', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, gang(2))
  world.startAll()
  world.request({ op: 'drain-host', host: 'h1', mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  t.equal(world.state.jobs.must(job.id).gang?.phase, 'wounded')
  world.request({ op: 'drain-host', host: 'h2', mode: 'now', reason: 'fan', deadlineMs: null })
  pass(world, 5_000)
  t.equal(world.state.holdsByHost.get('h2')?.size, 0)
  t.not(world.state.hosts.must('h2').drain?.doneMs, null)
})

t.test('[N1] [N2] a drain takes the spare that a running gang holds, at once', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2, { gang: { hosts: 2, spares: 1 } }))
  world.startAll()
  const running = world.attemptsOf(job.id)
  const members = running.map((id) => world.state.attempts.must(id).host)
  const spare = [...world.state.hosts.keys()].find((host) => !members.includes(host))!
  world.request({ op: 'drain-host', host: spare, mode: 'after', reason: 'fan', deadlineMs: null })
  t.not(world.state.hosts.must(spare).drain?.doneMs, null)
  t.equal(world.state.jobs.must(job.id).gang?.phase, 'running')
  t.same(world.attemptsOf(job.id), running)
  world.request({ op: 'undrain-host', host: spare })
  for (const id of running) world.end(id, exited(1, { lastLines: ['NCCL error'] }))
  world.tick(250)
  t.equal(world.state.tasks.size, 3, 'another spare with the next epoch')
})

t.test('[N2] a drain `now` while a gang is being launched stops the members that were not there yet', async (t) => {
  const world = makeWorld()
  fleet(world, 60, 1)
  const big = gang(60, { resources: { cpus: 1, gpus: 1 } })
  const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const
  step(world.state, { kind: 'request', principal, key: null, request: { op: 'submit-job', spec: big } }, world.nowMs)
  const job = [...world.state.jobs.keys()][0]!
  for (let i = 0; i < 20 && world.attemptsOf(job).length === 0; i++)
    step(world.state, { kind: 'continued' }, world.nowMs)
  takeChanges(world.state)
  t.equal(world.state.jobs.must(job).gang?.phase, 'launching')
  const held = [...world.state.tasks.values()].find((task) => task.attempt === null)!.hold!.host
  world.request({ op: 'drain-host', host: held, mode: 'now', reason: 'fan', deadlineMs: null })
  t.equal(world.state.jobs.must(job).gang?.phase, 'stopping')
  for (const id of world.attemptsOf(job)) world.end(id, exited(1))
  pass(world, 1_000)
  t.not(world.state.hosts.must(held).drain?.doneMs, null)
})

t.test('[S2] [F1] the ledger of use goes a slice a tick, however many users there are', async (t) => {
  const world = makeWorld()
  world.host('h1', 2_000)
  const { state } = world
  for (let i = 0; i < 300; i++) state.inUse.set(`user/default/u${i}`, { cost: 10, gpus: 0 })
  takeChanges(state)
  for (let left = minute; left >= 0; left -= 5_000) {
    world.nowMs += 5_000
    step(state, { kind: 'host-seen', host: 'h1', digest: null }, world.nowMs)
    takeChanges(state)
    step(state, { kind: 'ticked', lateMs: 0 }, world.nowMs)
    const changed = takeChanges(state).durable.length
    t.ok(changed <= limits.rowsPerStep, `${changed} rows`)
  }
  for (let i = 0; i < 10; i++) {
    world.nowMs += limits.tickMs
    step(state, { kind: 'ticked', lateMs: 0 }, world.nowMs)
  }
  t.equal(state.shares.size, 300, 'all in a few ticks')
})

t.test('[H2] a silent host whose link then closes stays unreachable', async (t) => {
  const world = makeWorld()
  fleet(world, 2, 1)
  const job = submit(world, one('serve', 1, null, { kind: 'service' }))
  world.startAll()
  const { host } = world.state.attempts.must(world.attemptsOf(job.id)[0]!)
  submit(world, one('filler', 1, null))
  pass(world, minute, [host])
  t.equal(world.state.liveness.get(host)?.state, 'unreachable')
  const connection = world.state.volatile.connections.get(host)!
  world.step({ kind: 'host-disconnected', host, connection })
  t.equal(world.state.liveness.get(host)?.state, 'unreachable')
  t.ok(world.state.queue.has(job.id), 'its replacement is still waited for')
})

t.test('[S2] a rack that falls silent at once is called unreachable over a few ticks', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 50, 0)
  const job = submit(world, batch({ count: 1_000, workers: { max: 400, perHost: 8 } }))
  world.startAll()
  for (const id of world.attemptsOf(job.id)) world.ask(id, 1)
  const rack = [...world.state.hosts.keys()].slice(0, 20)
  pass(world, minute, rack)
  pass(world, 250)
  for (const host of rack) t.not(world.state.liveness.get(host)?.state, 'suspect')
})

t.test('[S2] [H2] [H7] a host of many workers is given up in bounded steps', async (t) => {
  const world = makeWorld({ check: 'steps' })
  world.host('h1', 200)
  const job = submit(world, batch({ count: 400, workers: { max: 200 } }))
  world.startAll()
  t.equal(world.attemptsOf(job.id).length, 200)
  for (const id of world.attemptsOf(job.id)) world.ask(id, 1)
  pass(world, minute, ['h1'])
  t.equal(world.state.index.get(job.id)?.pending.size, 400)
  world.request({ op: 'confirm-lost', host: 'h1' })
  t.ok([...world.state.attempts.values()].every((attempt) => attempt.state === 'lost'))
  world.host('h1', 200)
  t.equal(world.state.attempts.size, 200, 'they are taken until they are known to have ended')
})

t.test('[H7] a host that is heard before all of it was given up keeps the rest', async (t) => {
  const world = makeWorld()
  world.host('h1', 200)
  const job = submit(world, batch({ count: 400, workers: { max: 100 } }))
  world.startAll()
  pass(world, minute, ['h1'])
  between(world, { op: 'confirm-lost', host: 'h1' })
  world.step({ kind: 'host-seen', host: 'h1', digest: null })
  pass(world, 1_000)
  const kept = world.attemptsOf(job.id).filter((id) => world.state.attempts.must(id).state === 'running')
  t.equal(kept.length, 100)
})

t.test('[Y5] the last step of any rank counts for the fence after those ranks were stopped, too', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(3, { policy: { graceMs: 1_000 } }))
  world.startAll()
  const [first, second, silent] = world.attemptsOf(job.id) as [string, string, string]
  const away = world.state.attempts.must(silent).host
  const stepped = (attempt: string, step: number): void => {
    const digest = { number: step, steps: [{ attempt, step, ageMs: 0 }] }
    world.step({ kind: 'host-seen', host: world.state.attempts.must(attempt).host, digest })
  }
  stepped(silent, 1)
  for (let i = 1; i < 40; i++) {
    stepped(first, i)
    pass(world, 5_000, [away])
  }
  const lastMs = world.nowMs - 5_000
  const host = world.state.attempts.must(first).host
  world.request({ op: 'drain-host', host, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of [first, second]) world.end(id, exited(0, { sentByUs: true }))
  // The silent rank may have stepped with the others till then: its own agent stops it lost_after later.
  while (world.state.attempts.must(silent).state !== 'lost') pass(world, 5_000, [away])
  t.ok(world.nowMs - lastMs >= 1.01 * 60_000 + 1_000 + 5_000, `given up ${world.nowMs - lastMs} ms after the last step`)
})

t.test('[Q2] launches that fail on two hosts do not fail a job whose other workers run', async (t) => {
  const world = makeWorld()
  fleet(world, 3, 0)
  const job = submit(world, batch({ count: 50, workers: { max: 3, perHost: 1 } }))
  const [a, b, c] = world.attemptsOf(job.id) as [string, string, string]
  world.fact(world.state.attempts.must(a).host, { kind: 'attempt-started', attempt: a, pid: 1 })
  const full = exited(0, { code: null, reason: 'launch-failed', lastLines: ['ENOSPC'] })
  world.end(b, full)
  world.end(c, full)
  t.equal(stateOf(world, job.id), 'running')
  t.equal(world.state.attempts.must(a).stop, null)
})

t.test('[U1] a member that was stopped with its epoch and then exited 0 did nothing useful', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, gang(2))
  world.startAll()
  world.nowMs += 10_000
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  world.end(a, exited(1))
  world.end(b, exited(0, { sentByUs: true }))
  t.match(world.state.jobs.must(job.id).usage, { useful: 0, recomputed: 2 * 8 * 10_000 })
})

t.test('[B7] results and leases of a wave that this store has not reached change nothing', async (t) => {
  const world = makeWorld()
  fleet(world, 1, 0)
  const waves = [
    { name: 'map', count: 2 },
    { name: 'reduce', count: 1 },
  ]
  const job = submit(world, batch({ shards: { waves }, workers: { max: 1 } }))
  world.startAll()
  const [id] = world.attemptsOf(job.id) as [string]
  world.ask(id, 1)
  world.step({ kind: 'lease-requested', host: 'h1', attempt: id, want: 0, whole: [2] })
  t.notOk(world.leases(id).includes(2))
  world.done(id, 2)
  world.done(id, 0)
  t.equal(world.state.jobs.must(job.id).wave, 0)
  world.ask(id, 1)
  world.done(id, 1)
  world.ask(id, 1)
  world.done(id, 2)
  t.equal(stateOf(world, job.id), 'succeeded')
})
