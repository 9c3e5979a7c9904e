import fc from 'fast-check'
import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { limits } from '../../shared/limits.ts'
import { finish, fleet, minute, one, pass, stateOf } from '../fakes/core-fleet.ts'
import { batch, exited, gang, makeWorld, submit, type World } from '../fakes/core-world.ts'

t.test('[P5] the queue is a real one: priority, then the least use, then first come (nomad#27927)', async (t) => {
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

t.test('[P7] gangs do not starve behind a stream of small jobs (kueue#8309)', async (t) => {
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

t.test('[P7] reservations of aged gangs are bounded: the oldest have them, whatever stands before them', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 1)
  submit(world, one('running', 8, 60 * minute, { policy: { preemptible: false } }))
  world.startAll()
  const wide = (priority: number) => gang(1, { priority, policy: { timeLimitMs: minute } })
  const old = [submit(world, wide(0)).id, submit(world, wide(0)).id]
  const ids = Array.from({ length: limits.agedClaims }, () => submit(world, wide(1)).id)
  for (let i = 0; i < limits.reservations; i++) submit(world, one('first', 8, minute, { priority: 2 }))
  const aged = () => [...world.state.volatile.claims].filter(([, { kind }]) => kind === 'aged').map(([job]) => job)
  pass(world, 5_000)
  t.same(aged(), [], 'none has waited long enough')
  world.nowMs += limits.gangAgeingMs - 5_000
  pass(world, 10_000)
  t.same(new Set(aged()), new Set([...old, ...ids.slice(0, -2)]))
  const booked = world.state.timeline.reservations().map(({ id }) => id)
  t.equal(booked.length, limits.agedClaims + limits.reservations)
  t.notOk(booked.includes(ids.at(-1) as string))
})

t.test('[P8] more important work stops the cheapest that is less so, with a grace, and takes its place', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const old = submit(world, one('old', 8, null))
  const equal = submit(world, one('equal', 8, null, { priority: 5 }))
  world.startAll()
  pass(world, 60_000)
  const young = submit(world, one('young', 8, null, { policy: { graceMs: 20_000, minRunMs: 30_000 } }))
  world.startAll()
  pass(world, 40_000)
  const urgent = submit(world, one('urgent', 8, null, { priority: 5 }))
  pass(world, limits.preemptAfterMs - 1_000)
  t.equal(world.state.attempts.must(world.attemptsOf(young.id)[0]!).stop, null, 'it has not waited long enough')
  pass(world, 10_000)
  const [victim] = world.attemptsOf(young.id) as [string]
  t.match(world.state.attempts.must(victim).stop, { reason: 'preempted', graceMs: 20_000 })
  t.equal(world.state.attempts.must(world.attemptsOf(old.id)[0]!).stop, null, 'more would be lost with it')
  t.equal(world.state.attempts.must(world.attemptsOf(equal.id)[0]!).stop, null, 'equal rank is not touched')
  world.end(victim, exited(0, { code: null, signal: 'SIGTERM', reason: 'preempted', sentByUs: true }))
  pass(world, 2_000)
  t.equal(stateOf(world, urgent.id), 'running')
  t.match(world.state.jobs.must(young.id), { state: 'queued', startedMs: null })
})

t.test('[P7] [P8] those who wait behind a job that has stopped others have their reservations meanwhile', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  submit(world, one('running', 8, null))
  world.startAll()
  pass(world, minute)
  const urgent = ['a', 'b', 'c'].map((name) => submit(world, one(name, 8, minute, { priority: 5 })).id)
  pass(world, limits.preemptAfterMs)
  const kinds = () => urgent.map((id) => world.state.volatile.claims.get(id)?.kind)
  pass(world, 5_000)
  t.same(kinds(), ['preempting', 'order', 'order'])
})

t.test('[P8] a project gets back what it is guaranteed from those who borrow', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  world.request({ op: 'set-quota', project: 'owner', guaranteedGpus: 8, maxGpus: null, weight: 1 })
  const borrowed = [0, 1].map((i) => submit(world, one(`b${i}`, 8, null, { priority: 50 })))
  world.startAll()
  pass(world, limits.minRunMs + 5_000)
  const due = submit(world, one('due', 8, null, { project: 'owner' }))
  const more = submit(world, one('more', 8, null, { project: 'owner' }))
  for (let i = 0; i < 4; i++) {
    pass(world, 10_000)
    for (const { id } of borrowed)
      for (const attempt of world.attemptsOf(id))
        if (world.state.attempts.must(attempt).stop !== null) world.end(attempt, exited(1, { reason: 'preempted' }))
  }
  t.equal(stateOf(world, due.id), 'running')
  t.equal(stateOf(world, more.id), 'queued', 'beyond the guarantee it waits like everybody')
})

t.test('[P9] preemption comes to rest (kueue#14543)', async () => {
  const priority = fc.integer({ min: -3, max: 3 })
  const job = fc.record({
    priority,
    gpus: fc.constantFrom(1, 2, 4, 8),
    project: fc.constantFrom('a', 'b', 'c'),
    wide: fc.boolean(),
  })
  const runs = fc.property(fc.array(job, { minLength: 4, maxLength: 12 }), (jobs) => {
    const world = makeWorld()
    fleet(world, 2)
    world.request({ op: 'set-quota', project: 'a', guaranteedGpus: 8, maxGpus: null, weight: 1 })
    world.request({ op: 'set-quota', project: 'b', guaranteedGpus: 4, maxGpus: 8, weight: 2 })
    for (const { priority, gpus, project, wide } of jobs) {
      submit(
        world,
        wide
          ? gang(2, { resources: { cpus: 1, gpus }, project, priority })
          : one('j', gpus, null, { project, priority }),
      )
      pass(world, 20_000)
    }
    let last = 0
    for (let round = 0; round < 60; round++) {
      world.startAll()
      pass(world, 20_000)
      for (const attempt of [...world.state.attempts.values()])
        if (attempt.state === 'stopping') {
          world.end(attempt.id, exited(1, { reason: attempt.stop!.reason }))
          last = round
        }
    }
    if (last > 40) throw new Error(`work is still being stopped in round ${last}`)
  })
  fc.assert(runs, { numRuns: 12, seed: 7 })
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
  const now = () => world.state.quotas.get('default')
  world.request({ op: 'set-quota', project: 'default', weight: 3 })
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: 4 })
  t.match(now(), { guaranteedGpus: 4, maxGpus: 12, weight: 3 }, 'what is not named stays as it is')
  t.throws(() => world.request({ op: 'set-quota', project: 'default', maxGpus: 3 }), {
    code: 'bad-field',
    field: 'maxGpus',
  })
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: null })
  t.match(now(), { guaranteedGpus: null, maxGpus: 12, weight: 3 })
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
  t.match(entry?.leases, [{ shard: 0, of: 5 }])
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
