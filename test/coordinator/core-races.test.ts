/** What arrives late, twice, or between two slices of something: none of it may bring back what has ended, or stop what is well. */
import t from 'tap'
import type { Request } from '../../coordinator/core/inputs.ts'
import { step } from '../../coordinator/core/step.ts'
import { limits } from '../../shared/limits.ts'
import { fleet, minute, pass, stateOf } from '../fakes/core-fleet.ts'
import { batch, exited, gang, makeWorld, submit, type World } from '../fakes/core-world.ts'

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
  t.equal(world.state.hosts.must('h1').inventory.gpus.length, 8)
  t.equal(world.state.hosts.must('h1').drain, null)
})

/** Everybody is heard but these. */
function passWithout(world: World, ms: number, silent: readonly string[]): void {
  for (let left = ms; left > 0; left -= 5_000) {
    for (const host of world.state.hosts.keys())
      if (!silent.includes(host)) world.step({ kind: 'host-seen', host, digest: null })
    world.tick(Math.min(5_000, left))
  }
}

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
    passWithout(world, minute, [host])
    t.equal(world.attemptsOf(job.id).length, 4, 'both indices run on the other host')
    world.request({ op: 'confirm-lost', host })
    passWithout(world, minute, [host])
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
  passWithout(world, 15_000, [host])
  world.request({ op: 'confirm-lost', host })
  passWithout(world, 5_000, [host])
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
  passWithout(world, minute, [host])
  t.equal(world.attemptsOf(job.id).length, 2)
  world.request({ op: 'confirm-lost', host })
  passWithout(world, minute, [host])
  t.equal(world.attemptsOf(job.id).length, 2, 'the given up one and its replacement')
  world.end(first, exited(0, { code: null, signal: 'SIGKILL' }))
  const [second] = world.attemptsOf(job.id) as [string]
  world.end(second, exited(1))
  pass(world, minute)
  t.equal(world.attemptsOf(job.id).length, 1, 'as many as are wanted')
})
