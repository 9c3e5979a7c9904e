/** What users of other systems complained of most, each held as a scene. Others are named in the tests beside this one. */
import t from 'tap'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { tablesOf, takeChanges } from '../../coordinator/core/state.ts'
import { step } from '../../coordinator/core/step.ts'
import { limits } from '../../shared/limits.ts'
import { fleet, pass } from '../fakes/core-fleet.ts'
import { batch, exited, gang, makeWorld, submit, type World } from '../fakes/core-world.ts'

const starts = (world: World, job: string): number =>
  [...world.state.tasks.values()].filter((task) => task.job === job).reduce((sum, task) => sum + task.attempts, 0)

t.test('[H1] [H2] 25 looks at a host that fail restart nothing (skypilot#10155)', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2, { policy: { lostAfterMs: 60_000 } }))
  const service = submit(world, {
    name: 's',
    kind: 'service',
    run: { kind: 'worker', argv: ['x'] },
    workers: { max: 1 },
  })
  world.startAll()
  const before = [...world.attemptsOf(job.id), ...world.attemptsOf(service.id)]
  for (let i = 0; i < 25; i++) {
    for (const host of ['h1', 'h2', 'h3']) {
      const connection = world.state.volatile.connections.get(host) ?? 0
      world.step({ kind: 'host-disconnected', host, connection })
    }
    world.tick(20_000)
    for (const host of ['h1', 'h2', 'h3']) world.host(host, 64, 'boot-1', { gpus: 8 })
    pass(world, 5_000)
  }
  t.same([...world.attemptsOf(job.id), ...world.attemptsOf(service.id)], before, 'the same attempts run')
  t.equal(starts(world, job.id), 2)
  t.notOk([...world.state.attempts.values()].some((attempt) => attempt.stop !== null))
})

t.test('[H4] [H6] a new leader whose heartbeats are stale downs none of 192 hosts (spur#624)', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 192, 8)
  const jobs = Array.from({ length: 12 }, () => submit(world, gang(16, { policy: { lostAfterMs: 60_000 } })))
  world.startAll()
  const rows = tablesOf(world.state).flatMap((table) =>
    table.durable ? [...table.entries()].map(([key, row]) => ({ table: table.name, key, row })) : [],
  )
  const state = loadState(rows, world.nowMs)
  beginIncarnation(state)
  let nowMs = world.nowMs
  for (let i = 0; i < 40; i++) {
    nowMs += 30_000
    step(state, { kind: 'ticked', lateMs: 0 }, nowMs)
    step(state, { kind: 'continued' }, nowMs)
    takeChanges(state)
  }
  const lost = [...state.liveness.values()].filter((row) => row.state === 'unreachable')
  t.equal(lost.length, 0)
  t.notOk([...state.attempts.values()].some((attempt) => attempt.stop !== null || attempt.state === 'lost'))
  t.ok(jobs.every((job) => state.jobs.must(job.id).gang?.epoch === 1))
})

t.test('[Y4] 2 of 500 hosts die: 2 are swapped, 498 keep their place (kueue#14244)', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 502, 1)
  const resources = { cpus: 1, gpus: 1 }
  const job = submit(world, gang(500, { resources, policy: { lostAfterMs: 60_000, graceMs: 1_000 } }))
  world.startAll()
  const first = world.attemptsOf(job.id)
  t.equal(first.length, 500)
  const hostOf = (id: string): string => world.state.attempts.must(id).host
  const rankOf = new Map(
    first.map((id) => [hostOf(id), world.state.tasks.must(world.state.attempts.must(id).task).rank]),
  )
  const dead = new Set([hostOf(first[100]!), hostOf(first[300]!)])
  for (let left = 150_000; left > 0; left -= 10_000) {
    for (const host of world.state.hosts.keys())
      if (!dead.has(host)) world.step({ kind: 'host-seen', host, digest: null })
    world.tick(10_000)
  }
  t.equal(world.state.jobs.must(job.id).gang?.phase, 'stopping')
  for (const id of first)
    if (!dead.has(hostOf(id)))
      world.end(id, exited(0, { code: null, signal: 'SIGTERM', reason: 'epoch-failed', sentByUs: true }))
  for (const host of world.state.hosts.keys())
    if (!dead.has(host)) world.step({ kind: 'host-seen', host, digest: null })
  world.tick(limits.fullPassEveryMs)
  const second = world.attemptsOf(job.id).filter((id) => world.state.attempts.must(id).epoch === 2)
  t.equal(second.length, 500)
  const kept = second.filter(
    (id) => rankOf.get(hostOf(id)) === world.state.tasks.must(world.state.attempts.must(id).task).rank,
  )
  t.equal(kept.length, 498, 'on the same host, with the same rank')
  t.notOk(second.some((id) => dead.has(hostOf(id))))
})

t.test('[P4] a host that comes back with its work has lost none of it (nomad#9705, flux-core#3801)', async (t) => {
  const world = makeWorld()
  fleet(world, 2, 0)
  const job = submit(world, batch({ count: 12, workers: { max: 12 } }))
  world.startAll()
  const before = world.attemptsOf(job.id)
  // The agents restart in 0.2 s, the coordinator too: everybody says what runs.
  for (let i = 0; i < 5; i++) {
    world.nowMs += 200
    for (const host of ['h1', 'h2']) world.host(host, 64)
  }
  t.same(world.attemptsOf(job.id), before)
  t.equal(before.length, 12)
})
