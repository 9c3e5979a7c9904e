import t from 'tap'
import { limits } from '../../shared/limits.ts'
import { pass, underOneLeaf } from '../fakes/core-fleet.ts'
import { gang, makeWorld, submit, type World } from '../fakes/core-world.ts'
import { hostsOf, loaded } from '../fakes/failing-gangs.ts'

const phase = (world: World, id: string) => world.state.jobs.must(id).gang?.phase

t.test('[Y5] a short lost_after is over before the silent host is called unreachable', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(2, { policy: { lostAfterMs: limits.lostAfterLeastMs, graceMs: 1_000 } }))
  world.startAll()
  const dead = hostsOf(world, job.id)[1]!
  // 1.01 × 15 s + 1 s + 5 s after it was last heard
  pass(world, 20_000, [dead])
  t.equal(phase(world, job.id), 'running')
  pass(world, 4_000, [dead])
  t.equal(phase(world, job.id), 'stopping')
  t.equal(world.state.liveness.get(dead)?.state, 'suspect')
})

t.test('[Y5] a gang that steps anywhere is alive, whatever one host’s silence says', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(3))
  world.startAll()
  const [first, , silent] = world.attemptsOf(job.id) as [string, string, string]
  const of = (attempt: string): string => world.state.attempts.must(attempt).host
  const step = (attempt: string, step: number, number: number): void => {
    const digest = { number, steps: [{ attempt, step, ageMs: 100 }] }
    world.step({ kind: 'host-seen', host: of(attempt), digest })
  }
  step(silent, 1, 1)
  for (let i = 0; i < 60; i++) {
    step(first, i, i + 1)
    pass(world, 5_000, [of(silent)])
  }
  t.equal(phase(world, job.id), 'running')
  t.equal(world.state.liveness.get(of(silent))?.state, 'unreachable')
  pass(world, 100_000, [of(silent)])
  t.equal(phase(world, job.id), 'stopping', 'no rank has stepped for long enough')
})

t.test(
  '[Y5] a gang of which no rank is heard any more may step on: only a person or a new boot gives it up',
  async (t) => {
    const world = makeWorld()
    underOneLeaf(world, 5)
    const job = submit(world, gang(2))
    world.startAll()
    const attempts = world.attemptsOf(job.id)
    const silent = hostsOf(world, job.id)
    for (const [i, attempt] of attempts.entries())
      world.step({
        kind: 'host-seen',
        host: silent[i]!,
        digest: { number: 1, steps: [{ attempt, step: 1, ageMs: 100 }] },
      })
    pass(world, 600_000, silent)
    t.equal(phase(world, job.id), 'running')
    const told = [...world.state.events.values()].filter(({ kind }) => kind === 'gang-silent')
    t.match(told, [{ text: /confirm-lost/ }], 'told once')
    const alert = () => [...world.state.alerts.values()].find(({ rule }) => rule === 'gang/silent')
    t.match(alert(), { state: 'firing', hosts: [silent[0]], title: /none of its ranks is heard.*confirm-lost/ })
    world.request({ op: 'confirm-lost', host: silent[0]! })
    pass(world, 1_000, silent)
    t.equal(phase(world, job.id), 'stopping')
    t.match(alert(), { state: 'resolved' })
    t.equal(world.state.attempts.must(attempts[1]!).state, 'stopping', 'the other one may still run')
  },
)

t.test('[Y5] a host that is back and has told nothing yet does not say that the gang stands still', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(2))
  world.startAll()
  const attempts = world.attemptsOf(job.id)
  const [back, silent] = hostsOf(world, job.id) as [string, string]
  const stepped = (host: string, attempt: string, ageMs: number): void =>
    void world.step({ kind: 'host-seen', host, digest: { number: 1, steps: [{ attempt, step: 1, ageMs }] } })
  stepped(back, attempts[0]!, 100)
  stepped(silent, attempts[1]!, 100)
  pass(world, 120_000, [back, silent])
  world.host(back, 64, 'boot-1', { gpus: 8 })
  pass(world, 20_000, [silent])
  t.equal(phase(world, job.id), 'running', 'heard, but not of its steps')
  stepped(back, attempts[0]!, 140_000)
  pass(world, 20_000, [silent])
  t.equal(phase(world, job.id), 'stopping', 'it stands still')
})

t.test('[Y5] a gang that reports no steps and sets no lost_after is left alone until a person says so', async (t) => {
  const world = makeWorld()
  underOneLeaf(world, 3)
  const job = submit(world, gang(2))
  world.startAll()
  const [dead] = hostsOf(world, job.id) as [string]
  pass(world, 3600_000, [dead])
  t.equal(phase(world, job.id), 'running')
  const alerts = () => [...world.state.alerts.values()].map(({ rule, state, count }) => `${rule} ${state} ${count}`)
  t.same(alerts(), ['gang/silent firing 1'])
  pass(world, 60_000)
  t.same(alerts(), ['gang/silent resolved 1'], 'it is heard again')
  pass(world, 60_000, [dead])
  t.same(alerts(), ['gang/silent firing 2'])
  const next = loaded(world)
  t.ok(next.deadlines.has('gang-fence', world.attemptsOf(job.id)[0]!), 'looked at again after a restart')
  world.request({ op: 'confirm-lost', host: dead })
  t.equal(phase(world, job.id), 'stopping')
  t.match(world.state.jobs.must(job.id).gang?.lastEnd, /confirmed that h0\d is dead/)
})
