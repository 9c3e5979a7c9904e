import t from 'tap'
import { exited } from '../fakes/core-world.ts'
import { type SteppingGang, slowRank, startedGang, throttled } from '../fakes/slow-gang.ts'

const minute = 60_000

const verdictsBy = ({ world }: SteppingGang) =>
  [...world.state.verdicts.values()].filter(({ source }) => source === 'pace')

t.test('[SL3] [SL6] stuck with nobody to blame: launched again by the policy, after minutes', async (t) => {
  const one = startedGang(4, { policy: { slow: 'act' } })
  one.pace(8)
  const idle = (ms: number): void => {
    for (let left = ms; left > 0; left -= 5_000) {
      one.world.tick(5_000)
      for (const attempt of one.world.attemptsOf(one.job)) {
        const { host } = one.world.state.attempts.must(attempt)
        one.world.step({
          kind: 'host-seen',
          host,
          digest: { steps: [{ attempt, rank: one.hosts.indexOf(host), step: 40 }] },
        })
      }
    }
  }
  idle(4 * minute)
  t.equal(one.row().gang?.phase, 'running')
  idle(2 * minute)
  t.equal(one.row().gang?.phase, 'stopping')
  t.match(one.row().gang?.lastEnd, /no rank has done a step/)
})

t.test('[SL6] watch tells, ask proposes and a person accepts, act does it after a minute', async (t) => {
  for (const slow of ['watch', 'ask', 'act'] as const) {
    const one = startedGang(4, { policy: { slow } })
    one.pace(8)
    one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
    one.pace(8, slowRank(2, 2))
    t.match(one.slow(), { choice: 'swap', proposed: slow !== 'watch', acted: null }, slow)
    t.equal(one.world.state.hosts.must(one.hosts[2]!).drain, null)
    one.pace(14, slowRank(2, 2))
    const drained = (): string | undefined => one.world.state.hosts.must(one.hosts[2]!).drain?.mode
    t.equal(drained(), slow === 'act' ? 'swap' : undefined, slow)
    if (slow === 'ask') one.world.request({ op: 'act-on-slow', job: one.job })
    if (slow === 'watch') continue
    one.world.tick(1_000)
    t.equal(drained(), 'swap', slow)
    t.match(one.slow()?.acted, { by: slow === 'ask' ? 'test' : 'policy', what: /swapped and quarantined/ })
    t.equal(one.row().gang?.phase, 'stopping')
    for (const attempt of one.world.attemptsOf(one.job))
      one.world.end(attempt, exited(0, { code: null, signal: 'SIGTERM', reason: 'drained' }))
    for (let i = 0; i < 8; i++) one.world.tick(500)
    one.world.startAll()
    t.match(one.row().gang, { phase: 'running', epoch: 2 })
    t.notOk(one.world.attemptsOf(one.job).some((id) => one.world.state.attempts.must(id).host === one.hosts[2]))
    t.match(verdictsBy(one), [{ grade: 'degrade', state: 'gone', acted: true }], 'the host waits for its check')
    one.pace(2)
    t.equal(one.slow(), null, 'another launch')
    t.throws(() => one.world.request({ op: 'act-on-slow', job: one.job }), { code: 'nothing-to-act-on' })
  }
})

t.test('[SL6] a host that a person drains after its work is not told as swapped', async (t) => {
  for (const slow of ['ask', 'act'] as const) {
    const one = startedGang(4, { policy: { slow } })
    const host = one.hosts[2]!
    one.pace(8)
    one.compared(host, [throttled(host)])
    one.pace(8, slowRank(2, 2))
    one.world.request({ op: 'drain-host', host, mode: 'after', reason: 'fan', deadlineMs: null })
    one.pace(14, slowRank(2, 2))
    if (slow === 'act') {
      t.match(one.slow()?.acted?.what, /^nothing: test drains h\d \(after\), which moves no gang/)
      t.equal(one.row().gang?.phase, 'running')
      continue
    }
    one.world.request({ op: 'act-on-slow', job: one.job })
    one.world.tick(1_000)
    t.equal(one.world.state.hosts.must(host).drain?.mode, 'swap')
    t.equal(one.row().gang?.phase, 'stopping')
  }
})

t.test('[SL6] without a free host: smaller where the gang may, else it waits; never beyond the breaker', async (t) => {
  const make = (minHosts: number): SteppingGang => startedGang(4, { spares: 0, minHosts, policy: { slow: 'act' } })
  const rigid = make(4)
  rigid.pace(6)
  rigid.compared(rigid.hosts[1]!, [throttled(rigid.hosts[1]!)])
  rigid.pace(30, slowRank(1, 3))
  t.match(rigid.slow(), { choice: 'wait', why: /no other host is free/, change: /a free host/ })
  t.equal(rigid.row().gang?.epoch, 1)
  const elastic = make(2)
  elastic.pace(6)
  elastic.compared(elastic.hosts[1]!, [throttled(elastic.hosts[1]!)])
  elastic.pace(20, slowRank(1, 3))
  t.match(elastic.slow()?.acted, { what: /goes on without h/ })
  t.equal(elastic.row().gang?.phase, 'stopping')

  const tripped = startedGang(4, { policy: { slow: 'act' } })
  tripped.world.state.settings.put('settings', {
    v: 1,
    spares: { perLeaf: 0, unit: 'hosts' },
    breaker: { trippedMs: 1, reason: 'test', hosts: [], reset: null },
  })
  tripped.pace(6)
  tripped.compared(tripped.hosts[1]!, [throttled(tripped.hosts[1]!)])
  tripped.pace(20, slowRank(1, 3))
  t.equal(tripped.row().gang?.epoch, 1)
  t.match(tripped.slow()?.acted?.what, /may not take h\d out of service/)
  t.equal(tripped.world.state.hosts.must(tripped.hosts[1]!).drain, null)
})
