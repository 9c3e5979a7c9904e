/** Gangs that lost hosts, when something comes between the loss and the next epoch. */
import t from 'tap'
import { loadState } from '../../coordinator/core/load.ts'
import { tablesOf, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import type { Change } from '../../coordinator/core/table.ts'
import { fleet, pass } from '../fakes/core-fleet.ts'
import { batch, exited, gang, makeWorld, submit, type World } from '../fakes/core-world.ts'
import { hostsOf } from '../fakes/failing-gangs.ts'

const drainNow = (world: World, host: string) =>
  world.request({ op: 'drain-host', host, mode: 'now', reason: 'fan', deadlineMs: null })

t.test('[Y4] a restart while hosts are taken for a wounded gang leaves it those it had', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(3))
  world.startAll()
  drainNow(world, 'h1')
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  t.equal(world.state.jobs.must(job.id).gang?.phase, 'wounded')
  world.state.jobs.patch(job.id, { gang: { ...world.state.jobs.must(job.id).gang!, phase: 'forming' } })
  const rows: Change[] = []
  for (const table of tablesOf(world.state))
    if (table.durable) for (const [key, row] of table.entries()) rows.push({ table: table.name, key, row })
  const state = loadState(rows, world.nowMs)
  for (let i = 0; i < 5; i++) step(state, { kind: 'continued' }, world.nowMs)
  t.equal(state.jobs.must(job.id).gang?.phase, 'wounded')
  t.equal([...state.tasks.values()].filter((task) => task.hold !== null).length, 2)
})

t.test('[Y4] a host that is cordoned keeps its place in a gang of which another is swapped', async (t) => {
  const world = makeWorld()
  fleet(world, 4)
  const job = submit(world, gang(3))
  world.startAll()
  const [gone, cordoned] = hostsOf(world, job.id) as [string, string]
  world.request({ op: 'cordon-host', host: cordoned, cordoned: true })
  drainNow(world, gone)
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  pass(world, 2_000)
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 2 })
  t.ok(hostsOf(world, job.id).includes(cordoned))
})

t.test('[Y7] an elastic gang that lost hosts takes what there is, from its least size on', async (t) => {
  const world = makeWorld()
  fleet(world, 5)
  const job = submit(world, gang(4, { gang: { hosts: 4, minHosts: 3 } }))
  world.startAll()
  const [a, b] = hostsOf(world, job.id) as [string, string]
  drainNow(world, a)
  drainNow(world, b)
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  pass(world, 2_000)
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 2, size: 3 })
  t.equal(world.state.tasks.size, 3)
  world.startAll()
  world.request({ op: 'undrain-host', host: a })
  const [c] = world.attemptsOf(job.id) as [string]
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(id === c ? 1 : 0))
  pass(world, 2_000)
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 3, size: 4 }, 'and grows again')
})

t.test('[S2] [Y4] a wounded gang whose hosts are drained lets go of them in slices', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 80, 1)
  const job = submit(world, gang(80, { resources: { cpus: 1, gpus: 1 } }))
  world.startAll()
  const hosts = hostsOf(world, job.id)
  drainNow(world, hosts[0]!)
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1))
  t.equal(world.state.jobs.must(job.id).gang?.phase, 'wounded')
  for (const host of hosts.slice(1, 70))
    world.state.hosts.patch(host, { drain: world.state.hosts.must(hosts[0]!).drain })
  takeChanges(world.state)
  pass(world, 20_000)
  t.equal([...world.state.tasks.values()].filter((task) => task.hold !== null).length, 10)
})

t.test('[S2] a cancel does not wait for the rows of forgotten jobs to go', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const { state } = world
  const old = submit(world, batch({ count: 5_000 }))
  const job = submit(world, gang(1))
  world.startAll()
  state.work.put(`sweep-shards/${old.id}`, {
    v: 1,
    id: `sweep-shards/${old.id}`,
    work: { kind: 'sweep-shards', job: old.id, from: 0 },
  })
  const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const
  step(state, { kind: 'request', principal, key: null, request: { op: 'cancel-job', job: job.id } }, world.nowMs)
  step(state, { kind: 'continued' }, world.nowMs)
  t.equal(state.attempts.must(world.attemptsOf(job.id)[0]!).stop?.reason, 'cancelled')
})

t.test('[N2] the host that was found for a swap is kept through the whole grace of the epoch', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const graceMs = 300_000
  const job = submit(world, gang(2, { policy: { graceMs } }))
  world.startAll()
  const [leaving] = hostsOf(world, job.id) as [string]
  world.request({ op: 'drain-host', host: leaving, mode: 'swap', reason: 'fan', deadlineMs: null })
  pass(world, 5_000)
  t.equal(world.state.jobs.must(job.id).gang?.phase, 'stopping')
  const filler = submit(world, gang(1, { name: 'filler' }))
  pass(world, graceMs - 10_000)
  t.equal(world.state.jobs.must(filler.id).state, 'queued')
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
  pass(world, 5_000)
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 2 })
})
