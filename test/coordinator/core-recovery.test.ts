import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { limits } from '../../shared/limits.ts'
import { fleet, minute, one, pass } from '../fakes/core-fleet.ts'
import { exited, gpusOf, makeWorld, submit } from '../fakes/core-world.ts'
import {
  answer,
  checkOf,
  finding,
  found,
  host,
  lines,
  only,
  over,
  reboot,
  restarted,
  texts,
  verdictsOf,
  xid,
} from '../fakes/faults.ts'

t.test('[HF1] [HR1] a recovery begun before another fault does not cancel it (NVSentinel#1347)', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  found(world, 'h1', finding('gpu:h1/0'))
  found(world, 'h1', over('gpu:h1/0'))
  const old = checkOf(world, 'h1')!
  t.match(desiredOf(world.state, 'h1').checks, [{ check: old, gpus: ['h1/0'] }])
  lines(world, 'h1', xid(95, 'h1/1'))
  t.equal(checkOf(world, 'h1'), undefined, 'it is not wanted any more')
  t.same(desiredOf(world.state, 'h1').checks, [])
  answer(world, 'h1', true, old)
  t.same(
    verdictsOf(world.state, 'h1').map(({ state }) => state),
    ['gone', 'open'],
  )
  t.equal(host(world, 'h1').drain?.by, 'health')
})

t.test('[HF2] an ended session is not replayed after a restart (NVSentinel#1443)', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  found(world, 'h1', finding('gpu:h1/0'))
  found(world, 'h1', over('gpu:h1/0'))
  const check = checkOf(world, 'h1')!
  answer(world, 'h1', true)
  t.equal(host(world, 'h1').drain, null)
  const next = restarted(world)
  t.same(desiredOf(next, 'h1').checks, [])
  found(world, 'h1', finding('gpu:h1/0'))
  answer(world, 'h1', true, check)
  t.equal(host(world, 'h1').drain?.by, 'health', 'nor does its answer, told again, open the host')
})

t.test('[HR3] a check that is under way is asked again after a restart (NVSentinel#1451)', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  found(world, 'h1', finding('gpu:h1/0'))
  found(world, 'h1', over('gpu:h1/0'))
  const next = restarted(world)
  t.match(desiredOf(next, 'h1').checks, [{ check: checkOf(world, 'h1') }])
  t.ok(next.deadlines.has('host-check', 'h1'))
  answer(world, 'h1', false)
  t.ok(restarted(world).deadlines.has('check-again', 'h1'))
})

t.test(
  '[HF1] the second fault’s own action is taken while the first is being repaired (NVSentinel#1415)',
  async (t) => {
    const world = makeWorld()
    fleet(world, 12)
    const jobs = [submit(world, one('a', 4, null)), submit(world, one('b', 4, null))]
    world.startAll()
    const [a, b] = jobs.map(({ id }) => world.state.attempts.must(world.attemptsOf(id)[0]!))
    found(world, a!.host, finding(`gpu:${a!.grant.gpus[0]}`))
    lines(world, b!.host, xid(79, b!.grant.gpus[0]!))
    t.equal(world.state.attempts.must(b!.id).stop?.reason, 'health-stop')
    if (a!.host === b!.host) t.equal(world.state.attempts.must(a!.id).stop, null)
  },
)

t.test('[HR1] silence and time bring no host back', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 12)
  lines(world, 'h1', xid(79, 'h1/0'))
  found(world, 'h2', finding('gpu:h2/0'))
  pass(world, 60 * minute)
  world.tick(60 * minute)
  world.host('h1', 64, 'boot-1', { gpus: 8 })
  t.same([only(world, 'h1').state, only(world, 'h2').state], ['open', 'open'])
  t.same(
    ['h1', 'h2'].map((id) => host(world, id).drain?.by),
    ['health', 'health'],
  )
})

t.test('[HR2] an event is gone with a reboot where a reboot cures it; a check follows', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  lines(world, 'h1', xid(79, 'h1/0'))
  reboot(world, 'h1')
  t.equal(only(world, 'h1').state, 'gone')
  answer(world, 'h1', true)
  t.match(only(world, 'h1'), { state: 'closed' })
  t.equal(host(world, 'h1').drain, null)
  lines(world, 'h2', xid(140, 'h2/0', { class: 'mce', text: 'mce: Uncorrected hardware memory error', uuid: '' }))
  t.match(only(world, 'h2'), { grade: 'degrade', repair: 'inspect' })
  reboot(world, 'h2')
  t.equal(only(world, 'h2').state, 'open', 'what has to be looked at is not cured by a reboot')
  world.request({ op: 'verify-host', host: 'h2' })
  t.match(only(world, 'h2'), { state: 'gone' })
  answer(world, 'h2', true)
  t.equal(host(world, 'h2').drain, null)
  found(world, 'h3', finding('gpu:h3/0'))
  t.throws(() => world.request({ op: 'verify-host', host: 'h3' }), { code: 'fault-stands' })
})

t.test('[HR2] where the application is to be restarted, the event is gone when what ran there has ended', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  world.request({ op: 'set-health-policy', overrides: { 'xid/94': { grade: 'degrade' } } })
  const job = submit(world, one('j', 8, null))
  world.startAll()
  const [id] = world.attemptsOf(job.id) as [string]
  const at = world.state.attempts.must(id).host
  lines(world, at, xid(94, `${at}/0`))
  t.equal(only(world, at).state, 'open')
  world.end(id, exited(1))
  t.equal(only(world, at).state, 'gone')
})

t.test(
  '[HR3] failed checks are repeated after 1, 5 and 15 minutes at most three times, then a person is asked',
  async (t) => {
    const world = makeWorld({ check: 'steps' })
    fleet(world, 12)
    found(world, 'h1', finding('gpu:h1/0'))
    found(world, 'h1', over('gpu:h1/0'))
    answer(world, 'h1', false)
    t.match(host(world, 'h1').health, { failedChecks: 1, nextCheckMs: world.nowMs + minute, lastCheck: { ok: false } })
    pass(world, minute + 1_000)
    t.ok(checkOf(world, 'h1'))
    pass(world, limits.checkDeadlineMs + 1_000)
    t.match(
      host(world, 'h1').health,
      { failedChecks: 2, check: null },
      'no answer is a failure of a host that is heard',
    )
    pass(world, 5 * minute + 1_000)
    answer(world, 'h1', false)
    t.match(host(world, 'h1').health, { failedChecks: 3, nextCheckMs: world.nowMs + 15 * minute })
    pass(world, 15 * minute - 10_000)
    t.equal(checkOf(world, 'h1'), undefined)
    pass(world, 20_000)
    answer(world, 'h1', false)
    t.match(host(world, 'h1').health, { failedChecks: 4, nextCheckMs: null })
    pass(world, 60 * minute)
    t.equal(checkOf(world, 'h1'), undefined)
    t.match(texts(only(world, 'h1')), /nothing more is tried until `millwright verify h1`/)
    const asked = () => [...world.state.alerts.values()].filter(({ rule }) => rule === 'health/check-failed')
    t.match(asked(), [{ state: 'firing', grade: 'degrade', hosts: ['h1'], title: /^h1: check failed: gpus: 7 of 8/ }])
    world.request({ op: 'verify-host', host: 'h1' })
    t.match(asked(), [{ state: 'resolved' }])
    answer(world, 'h1', true)
    t.match([host(world, 'h1').drain, only(world, 'h1').state], [null, 'closed'])
  },
)

t.test('[HR3] a host that is not heard has not failed its check', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  found(world, 'h1', finding('gpu:h1/0'))
  found(world, 'h1', over('gpu:h1/0'))
  const check = checkOf(world, 'h1')
  world.tick(limits.suspectAfterMs + 1)
  world.tick(limits.checkDeadlineMs)
  t.match(host(world, 'h1').health, { failedChecks: 0, check: { id: check } })
})

t.test('[HR5] a GPU is loaded for a check only where nothing runs on it and nothing may come', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  const job = submit(world, one('j', 4, null))
  world.startAll()
  const attempt = world.state.attempts.must(world.attemptsOf(job.id)[0]!)
  const [busy] = attempt.grant.gpus as [string]
  const free = `${attempt.host}/7`
  found(world, attempt.host, finding(`gpu:${busy}`), finding(`gpu:${free}`))
  found(world, attempt.host, over(`gpu:${busy}`), over(`gpu:${free}`))
  t.same(host(world, attempt.host).health?.check?.gpus, [free])
  const check = checkOf(world, attempt.host)
  world.request({ op: 'undrain-host', host: attempt.host })
  t.match(host(world, attempt.host).health?.check, { gpus: [] }, 'a person opened the host: the load is called off')
  t.not(checkOf(world, attempt.host), check)
})

t.test('[HR4] a person closes a verdict: the host goes back when nothing else stands', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  lines(world, 'h1', xid(79, 'h1/0'), xid(95, 'h1/1'))
  const [first, second] = verdictsOf(world.state, 'h1')
  world.request({ op: 'close-verdict', verdict: first!.id, reason: 'GPU replaced' })
  t.equal(host(world, 'h1').drain?.by, 'health')
  world.request({ op: 'close-verdict', verdict: second!.id, reason: 'reset by hand' })
  t.equal(host(world, 'h1').drain, null)
  t.match(texts(verdictsOf(world.state, 'h1')[1]!), /closed: test: reset by hand/)
  t.throws(() => world.request({ op: 'close-verdict', verdict: 'v-1-999', reason: '' }), { code: 'no-such-verdict' })
})

t.test('[N3] a GPU that is back is checked before its host takes work again', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  const inventory = (gpus: unknown) =>
    world.fact('h1', { kind: 'inventory-changed', inventoryJson: JSON.stringify({ gpus }) })
  inventory(gpusOf('h1', 8).slice(1))
  t.match(only(world, 'h1'), { rule: 'gpu/gone', grade: 'stop', device: 'gpu:h1/0', source: 'inventory' })
  t.throws(() => world.request({ op: 'verify-host', host: 'h1' }), { code: 'fault-stands' })
  inventory(gpusOf('h1', 8))
  t.equal(only(world, 'h1').state, 'gone')
  t.same(host(world, 'h1').health?.check?.gpus, ['h1/0'])
  t.equal(host(world, 'h1').drain?.by, 'health')
  answer(world, 'h1', true)
  t.equal(host(world, 'h1').drain, null)
})

t.test('[HR6] a host that waits for a person fires an alert until one has seen to it', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 12)
  const told = () => [...world.state.alerts.values()].filter(({ rule }) => rule === 'health/comes-again')
  const again = () => {
    found(world, 'h1', finding('gpu:h1/0'))
    found(world, 'h1', over('gpu:h1/0'))
  }
  const comesAgain = () => {
    for (let round = 0; round < limits.returnsInWindow; round++) {
      again()
      answer(world, 'h1', true)
    }
    t.notMatch(told(), [{ state: 'firing' }], 'not before')
    again()
    t.match(told(), [
      {
        state: 'firing',
        grade: 'degrade',
        hosts: ['h1'],
        hostCount: 1,
        title: /^h1: it came back 2 times.*millwright verify h1/,
      },
    ])
  }
  const closing = (close: () => void, how: string) => {
    comesAgain()
    close()
    t.match(told(), [{ state: 'resolved', resolvedMs: world.nowMs }], how)
  }
  comesAgain()
  const [before] = told()
  reboot(world, 'h1')
  again()
  t.match(told(), [{ state: 'firing', count: 1, sinceMs: before?.sinceMs }], 'a further fault is the same alert')
  t.equal(restarted(world).alerts.get(before?.id ?? '')?.state, 'firing', 'over a restart too')
  world.request({ op: 'verify-host', host: 'h1' })
  t.match(told(), [{ state: 'resolved' }], 'verified')
  answer(world, 'h1', true)
  world.request({ op: 'verify-host', host: 'h1' })
  answer(world, 'h1', true)
  closing(() => world.request({ op: 'undrain-host', host: 'h1' }), 'opened')
  world.request({ op: 'verify-host', host: 'h1' })
  answer(world, 'h1', true)
  closing(() => {
    for (const { id } of verdictsOf(world.state, 'h1').filter(({ state }) => state !== 'closed'))
      world.request({ op: 'close-verdict', verdict: id, reason: 'a loose cable' })
  }, 'closed')
  world.request({ op: 'verify-host', host: 'h1' })
  answer(world, 'h1', true)
  closing(
    () => world.request({ op: 'drain-host', host: 'h1', mode: 'after', reason: 'mine', deadlineMs: null }),
    'drained',
  )
})
