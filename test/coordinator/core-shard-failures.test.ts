import t from 'tap'
import { limits } from '../../shared/limits.ts'
import { batch, makeWorld, submit } from '../fakes/core-world.ts'

t.test('[B8] failing shards are tried again, then fail the job', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const fail = (attempt: string, shard: number, retry: boolean) =>
    world.fact('h1', { kind: 'shard-results', attempt, results: [{ shard, ok: false, error: 'bad luck', retry }] })
  const job = submit(world, batch({ count: 2, workers: { max: 1 } }))
  world.startAll()
  const [a] = world.attemptsOf(job.id) as [string]
  for (let i = 0; i < 2; i++) {
    world.ask(a, 1)
    t.same(world.leases(a), [0])
    fail(a, 0, true)
    t.equal(world.state.jobs.must(job.id).state, 'running')
  }
  fail(a, 0, true)
  t.equal(world.state.jobs.must(job.id).state, 'failed')
  t.match(world.state.jobs.must(job.id).reason, /shard 0 failed 3 times; last: bad luck/)
  const second = submit(world, batch({ name: 'second', count: 2, workers: { max: 1 } }))
  world.tick(0)
  world.fact('h1', {
    kind: 'attempt-ended',
    attempt: a,
    exit: { code: 0, signal: null, reason: 'exited', sentByUs: true, lastLines: [], endedHostMs: 0 },
  })
  world.startAll()
  const [b] = world.attemptsOf(second.id) as [string]
  world.ask(b, 1)
  fail(b, 0, false)
  t.equal(world.state.jobs.must(second.id).reason, 'shard 0 is not to be run again: bad luck')
})

/** Two workers on a host each, and what one of them says of a shard that failed. */
function two() {
  const world = makeWorld()
  for (const host of ['h1', 'h2']) world.host(host)
  const { id } = submit(world, batch({ count: 2, workers: { max: 2, perHost: 1 } }))
  world.startAll()
  const [a, b] = world.attemptsOf(id) as [string, string]
  const hostOf = (attempt: string): string => world.state.attempts.must(attempt).host
  const fail = (attempt: string, shard: number): void => {
    const results = [{ shard, ok: false, error: 'bad luck', retry: true }]
    world.fact(hostOf(attempt), { kind: 'shard-results', attempt, results })
  }
  return { world, a, b, hostOf, fail }
}

t.test('[B8] a shard that failed on a host is lent on another, where the job has a worker there', async (t) => {
  const { world, a, b, fail } = two()
  world.ask(a, 1)
  fail(a, 0)
  world.ask(a, 1)
  t.same([world.leases(a), world.leases(b)], [[1], []], 'it waits for the other host')
  world.ask(b, 1)
  t.same([world.leases(a), world.leases(b)], [[1], [0]])
  fail(b, 0)
  world.ask(b, 1)
  t.same(world.leases(b), [0], 'it has failed on both: whoever asks')
})

t.test('[B8] a worker elsewhere that does not ask is waited for half a minute', async (t) => {
  const { world, a, b, hostOf, fail } = two()
  world.ask(a, 1)
  world.ask(b, 1)
  fail(a, 0)
  world.ask(a, 1)
  const pass = (ms: number): void => {
    for (let i = 0; i < ms; i += 1_000) {
      for (const id of [a, b]) world.step({ kind: 'host-seen', host: hostOf(id), digest: null })
      world.tick(1_000)
    }
  }
  pass(limits.elsewhereWaitMs - 1_000)
  t.same(world.leases(a), [])
  pass(2_000)
  t.same(world.leases(a), [0])
})

t.test('[B8] a host that is gone is not waited for', async (t) => {
  const { world, a, b, hostOf, fail } = two()
  world.ask(a, 1)
  world.ask(b, 1)
  fail(a, 0)
  world.ask(a, 1)
  t.same([world.leases(a), world.leases(b)], [[], [1]])
  const host = hostOf(b)
  world.step({ kind: 'host-disconnected', host, connection: world.state.volatile.connections.get(host) ?? 0 })
  world.tick(200)
  t.same(world.leases(a), [0])
})
