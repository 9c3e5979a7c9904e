/** Many of a thing at once: what a step may look at and change stays bounded. */
import t from 'tap'
import { limits } from '../../shared/limits.ts'
import { fleet, minute, one, pass, stateOf } from '../fakes/core-fleet.ts'
import { batch, gang, makeWorld, submit } from '../fakes/core-world.ts'

t.test('[F2] thousands of jobs of a project at its quota cost a pass no more than one', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 2)
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: null, maxGpus: 1, weight: 1 })
  const first = submit(world, one('first', 1, null))
  t.equal(stateOf(world, first.id), 'running')
  for (let i = 0; i < 2_000; i++) submit(world, one('more', 1, null))
  pass(world, 5_000)
  let steps = 0
  const counted = world.step
  world.step = (input) => {
    steps++
    return counted(input)
  }
  world.tick(limits.fullPassEveryMs)
  t.ok(steps < 6, `${steps} steps`)
  const other = submit(world, one('other', 1, null, { project: 'other' }))
  pass(world, 5_000)
  t.equal(stateOf(world, other.id), 'running')
})

t.test('[S2] [J2] dependents of a job that failed fail in bounded steps', async (t) => {
  const world = makeWorld({ check: 'steps' })
  world.host('h1', 1)
  world.request({ op: 'cordon-host', host: 'h1', cordoned: true })
  const root = submit(world, batch({ name: 'root' }))
  const after = [{ job: root.id, on: 'succeeded' as const }]
  const waiting = Array.from({ length: 60 }, (_, i) => submit(world, batch({ name: `w${i}`, after })))
  const leaves = waiting.map(({ id }) => submit(world, batch({ name: 'leaf', after: [{ job: id, on: 'succeeded' }] })))
  for (let i = 0; i < 260; i++) {
    const { id } = submit(world, batch({ name: 'old' }))
    world.request({ op: 'cancel-job', job: id })
  }
  for (let i = 0; world.state.events.size < limits.eventsKept; i++)
    world.request({ op: 'cordon-host', host: 'h1', cordoned: i % 2 === 0 })
  world.request({ op: 'cancel-job', job: root.id })
  for (const { id } of [...waiting, ...leaves]) t.equal(stateOf(world, id), 'failed')
})

t.test('[Q1] [M1] launches that fail on one bad host do not use up an array’s attempts', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const job = submit(world, batch({ count: 1, array: { count: 1 }, resources: { cpus: 1, gpus: 8 } }))
  for (let i = 0; i < limits.launchFailuresInARow; i++) {
    const [id] = world.attemptsOf(job.id) as [string]
    world.end(id, {
      code: null,
      signal: null,
      reason: 'launch-failed',
      sentByUs: false,
      lastLines: ['ENOSPC'],
      endedHostMs: 0,
    })
    pass(world, minute)
  }
  t.match(world.state.hosts.must('h1').backoff, { untilMs: null }, 'the host is suspended')
  t.not(stateOf(world, job.id), 'failed')
  world.host('h2', 64, 'boot-1', { gpus: 8 })
  pass(world, minute)
  t.equal(world.attemptsOf(job.id).length, 1, 'and the job goes on elsewhere')
})

t.test('[P8] what a guarantee protects is found in one look at the jobs', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 20)
  world.request({ op: 'set-quota', project: 'default', guaranteedGpus: 160, maxGpus: null, weight: 1 })
  for (let i = 0; i < 160; i++) submit(world, one('guarded', 1, null))
  pass(world, 2 * minute)
  submit(world, one('urgent', 8, null, { project: 'other', priority: 900 }))
  let looks = 0
  const { jobs } = world.state
  const values = jobs.values.bind(jobs)
  jobs.values = () => {
    looks++
    return values()
  }
  pass(world, 10_000)
  t.ok(looks < 40, `${looks} looks at all jobs`)
  t.equal(world.state.attempts.size, 160, 'and all of them are protected')
})

t.test('[N2] a host with more gangs than one slice empties is drained', async (t) => {
  const world = makeWorld({ check: 'steps' })
  const many = limits.membersPerSlice + 6
  world.host('h1', many)
  const jobs = Array.from({ length: many }, () => submit(world, gang(1, { resources: { cpus: 1 } })))
  pass(world, 5_000)
  t.equal(world.state.byHost.get('h1')?.size, many)
  world.request({ op: 'drain-host', host: 'h1', mode: 'now', reason: 'fans', deadlineMs: null })
  for (const { id } of jobs)
    for (const attempt of world.attemptsOf(id)) t.equal(world.state.attempts.must(attempt).stop?.reason, 'drained')
  t.equal(world.state.work.size, 0)
})
