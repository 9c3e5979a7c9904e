/** Where two features of the scheduler meet: drains asked for twice, ends and lost GPUs, many gangs or victims at once. */
import t from 'tap'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { fleet, minute, one, pass, stateOf } from '../fakes/core-fleet.ts'
import { batch, exited, gang, makeWorld, submit } from '../fakes/core-world.ts'

t.test('[N1] a drain asked for again without a deadline has none, and stops nothing', async (t) => {
  for (const mode of ['after', 'swap'] as const) {
    const world = makeWorld()
    fleet(world, 1)
    const job = submit(world, gang(1))
    world.startAll()
    world.request({ op: 'drain-host', host: 'h1', mode: 'after', reason: 'fan', deadlineMs: minute })
    world.request({ op: 'drain-host', host: 'h1', mode, reason: 'no hurry', deadlineMs: null })
    pass(world, 2 * minute)
    t.match(world.state.hosts.must('h1').drain, { mode, deadlineMs: null })
    t.equal(world.state.attempts.must(world.attemptsOf(job.id)[0]!).stop, null)
  }
})

t.test('[A1] a cancelled job keeps its reason when the GPUs go while it is being stopped', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const job = submit(world, one('x', 8, null))
  world.startAll()
  world.request({ op: 'cancel-job', job: job.id })
  const { reason } = world.state.jobs.must(job.id)
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: JSON.stringify({ gpus: [] }) })
  t.match(world.state.jobs.must(job.id), { state: 'cancelled', reason })
})

t.test('[P8] jobs that wait for what they stopped do not keep others from stopping what they may', async (t) => {
  const waiting = 8
  const world = makeWorld()
  fleet(world, waiting + 1)
  for (let i = 0; i <= waiting; i++) submit(world, one(`s${i}`, 8, null, { policy: { graceMs: 2 * minute } }))
  world.startAll()
  pass(world, 2 * minute)
  for (let i = 0; i < waiting; i++) submit(world, one(`p${i}`, 8, null, { priority: 20 + i }))
  pass(world, 15_000)
  const last = submit(world, one('last', 8, null, { priority: 10 }))
  pass(world, minute)
  t.equal(world.state.volatile.claims.get(last.id)?.kind, 'preempting')
  t.equal([...world.state.attempts.values()].filter(({ stop }) => stop !== null).length, waiting + 1)
})

t.test('[S2] [N2] a host with many gangs is swapped a bounded number at a time', async (t) => {
  const world = makeWorld()
  for (const name of ['h1', 'h2']) world.host(name, 64)
  const jobs = Array.from({ length: 60 }, (_, i) => submit(world, gang(1, { name: `g${i}`, resources: { cpus: 1 } })))
  world.startAll()
  pass(world, 5_000)
  const on = (host: string): number => world.state.byHost.get(host)?.size ?? 0
  const [full] = ['h1', 'h2'].sort((a, b) => on(b) - on(a)) as [string]
  t.ok(on(full) > 50, 'one host has nearly all')
  world.host('h3', 64)
  world.request({ op: 'drain-host', host: full, mode: 'swap', reason: 'fan', deadlineMs: null })
  // The world holds [S2] after every step.
  for (let i = 0; i < 40 && world.state.hosts.must(full).drain?.doneMs === null; i++) {
    pass(world, 5_000)
    for (const attempt of [...world.state.attempts.values()])
      if (attempt.stop !== null && attempt.state !== 'ended') world.end(attempt.id, exited(143))
    world.startAll()
  }
  t.not(world.state.hosts.must(full).drain?.doneMs, null)
  for (const job of jobs) t.equal(stateOf(world, job.id), 'running')
})

t.test('[S2] [P8] a gang that stops many jobs does so a bounded number at a time, and tells each why', async (t) => {
  const world = makeWorld()
  fleet(world, 8)
  const small = Array.from({ length: 64 }, (_, i) => submit(world, one(`s${i}`, 1, null)))
  world.startAll()
  pass(world, 2 * minute)
  const big = submit(world, gang(8, { name: 'big', priority: 10, resources: { cpus: 1, gpus: 8 } }))
  pass(world, 30_000)
  t.equal([...world.state.attempts.values()].filter(({ stop }) => stop?.reason === 'preempted').length, 64)
  for (const job of small) t.match(world.state.jobs.must(job.id).reason, new RegExp(`preempted by ${big.id} 'big'`))
  const told = [...world.state.events.values()].filter(({ kind }) => kind === 'preempted')
  t.equal(new Set(told.map(({ about }) => about.job)).size, told.length, 'each once')
})

t.test('[P3] [F2] why does not blame a quota that does not hold the job', async (t) => {
  const world = makeWorld({ check: 'steps' })
  world.host('h1', 4, 'boot-1', { gpus: 8 })
  submit(world, one('g', 4, null))
  submit(world, batch({ name: 'fill', workers: { max: 3 }, count: 9, resources: { cpus: 1 } }))
  world.startAll()
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: null, maxGpus: 2, weight: 1 })
  const cpu = submit(world, one('cpu', 0, null))
  pass(world, 5_000)
  t.notMatch(explainJob(world.state, cpu.id, world.nowMs).summary, /of at most/)
  world.host('h2', 4)
  pass(world, 5_000)
  t.equal(stateOf(world, cpu.id), 'running')
})
