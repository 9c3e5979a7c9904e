import t from 'tap'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { membersFor } from '../../coordinator/core/stragglers/gang-facts.ts'
import type { GangMembers } from '../../coordinator/core/stragglers/unlike.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import { exited, gang, makeWorld, submit, type World } from '../fakes/core-world.ts'
import { type SteppingGang, slowRank, startedGang, type Told, throttled } from '../fakes/slow-gang.ts'

const minute = 60_000

const verdictsBy = ({ world }: SteppingGang) =>
  [...world.state.verdicts.values()].filter(({ source }) => source === 'pace')

t.test('[SL1] a rank is slow by its own work, not by the step that all share', async (t) => {
  const one = startedGang(4)
  one.pace(6)
  t.equal(one.slow(), null, 'alike')
  one.pace(6, () => ({ stepMs: 2_000, stepMaxMs: 2_050, computeMs: 1_800, computeMaxMs: 1_850 }))
  t.equal(one.slow(), null, 'all do more: nobody is slow')
  one.pace(5, slowRank(2, 1.3))
  t.match(one.slow(), { kind: 'rank', ranks: [2], host: one.hosts[2] })
  t.equal(one.slow()?.ratio?.toFixed(1), '1.3')
  t.equal(one.slow()?.sum?.slowdown.toFixed(2), '1.24', 'the step takes 1,240 ms instead of 1,000')
  one.pace(5, slowRank(2, 1.02))
  t.equal(one.slow(), null, 'let go')
})

t.test('[SL1] one long step, a slow digest or a ratio within the noise names nobody', async (t) => {
  const one = startedGang(4)
  one.pace(8)
  one.pace(1, (rank) => (rank === 1 ? { computeMs: 3_000, computeMaxMs: 3_000 } : {}))
  one.pace(4)
  t.equal(one.slow(), null, 'once')
  const noisy = startedGang(4)
  // ±25 % from round to round, on every rank: the third is 20 % longer in the mean
  noisy.pace(30, (rank, round) => {
    const swing = (rank + round) % 2 === 0 ? 1.25 : 0.75
    return { steps: 1, computeMs: 800 * swing * (rank === 3 ? 1.15 : 1), computeMaxMs: 800 * swing }
  })
  t.notMatch(noisy.slow(), { kind: 'rank' })
})

t.test('[SL1] of a rank that is late with its digest the others are judged without', async (t) => {
  const one = startedGang(4)
  one.pace(6)
  one.pace(18, (rank) => (rank === 0 ? { steps: 0, computeMs: 0 } : slowRank(2, 2)(rank)))
  t.match(one.slow(), { kind: 'rank', ranks: [2] })
})

t.test('[SL2] what is no host’s fault is told as that, and blames nobody', async (t) => {
  const skew = startedGang(4, { policy: { slow: 'act' } })
  const long = (rank: number): Told => ({ ...slowRank(1, 1.5)(rank), work: rank === 1 ? 6_000 : 4_000 })
  skew.pace(20, long)
  skew.compared(skew.hosts[1]!, [throttled(skew.hosts[1]!)])
  skew.pace(5, long)
  t.match(skew.slow(), { kind: 'rank', ranks: [1], causes: [{ cause: 'data-skew' }], choice: 'wait', proposed: false })

  const gc = startedGang(8)
  gc.pace(20, (rank, round) => (round % 8 === rank ? { computeMaxMs: 1_700, stepMaxMs: 1_900 } : {}))
  t.match(gc.slow(), { kind: 'uneven', causes: [{ cause: 'garbage-collection' }], host: null })

  const stage = startedGang(8)
  stage.pace(20, (rank) => (rank >= 6 ? { computeMs: 1_060, computeMaxMs: 1_100, stepMs: 1_260 } : { stepMs: 1_260 }))
  t.match(stage.slow(), { kind: 'rank', causes: [{ cause: 'stage-imbalance' }], choice: 'wait' })

  const store = startedGang(4)
  const saving = { stepMaxMs: 21_000, sections: [{ name: 'checkpoint', ms: 4_000 }] }
  store.pace(30, (_, round) => (round % 8 === 7 ? saving : {}))
  t.match(store.slow(), { kind: 'pause', causes: [{ cause: 'checkpoint-store' }], host: null })
  for (const each of [skew, gc, stage, store]) {
    t.same(verdictsBy(each), [])
    t.equal(each.row().gang?.epoch, 1)
    t.equal(each.world.state.alerts.size, 0, 'nobody on call can help')
  }
})

t.test('[SL2] slowness that moves from rank to rank is in the data', async (t) => {
  const one = startedGang(8)
  for (const rank of [1, 5, 2]) {
    one.pace(6, slowRank(rank, 1.6))
    t.match(one.slow(), { kind: 'rank', ranks: [rank] })
    if (rank !== 2) one.pace(5)
  }
  t.match(one.slow(), { causes: [{ cause: 'data-skew' }], choice: 'wait' })
})

t.test('[SL3] a gang that stops stepping is stuck, with who is behind; one that has not begun is not', async (t) => {
  const one = startedGang(4)
  const idle = (): void => {
    one.world.tick(5_000)
    for (const host of one.world.state.hosts.keys()) {
      const mine = one.world.attemptsOf(one.job).filter((id) => one.world.state.attempts.must(id).host === host)
      const steps = mine.map((attempt) => ({ attempt, rank: one.hosts.indexOf(host), step: last(host), ageMs: 0 }))
      one.world.step({ kind: 'host-seen', host, digest: { steps } })
    }
  }
  let begun = false
  const last = (host: string): number => (begun ? (host === one.hosts[2] ? 39 : 40) : 0)
  for (let i = 0; i < 60; i++) idle()
  t.equal(one.slow(), null, 'it loads for five minutes')
  one.pace(8)
  begun = true
  for (let i = 0; i < 10; i++) idle()
  t.equal(one.slow(), null)
  for (let i = 0; i < 4; i++) idle()
  t.match(one.slow(), { kind: 'stuck', choice: 'restart', proposed: true })
  t.match(one.slow()?.text, /no rank has done a step for 60 s/)
  t.match([...one.world.state.alerts.values()], [{ rule: 'gang/slow', state: 'firing' }])
  one.pace(6)
  t.equal(one.slow(), null, 'it steps again')
  t.match([...one.world.state.alerts.values()], [{ state: 'resolved' }])
})

t.test('[SL3] how long it may pause outlives its epochs and the coordinator', async (t) => {
  const one = startedGang(4, { policy: { slow: 'act' } })
  const idle = (rounds: number): void => {
    for (let i = 0; i < rounds; i++) one.pace(1, () => ({ step: 5 }))
  }
  one.pace(1)
  t.equal(one.row().gang?.longestPauseMs, undefined)
  idle(20)
  one.pace(2)
  t.equal(one.row().gang?.longestPauseMs, 105_000)
  one.world.state.volatile.gangs.paces.clear()
  one.pace(2)
  idle(90)
  t.match(one.row(), { slow: null, gang: { phase: 'running', epoch: 1 } }, 'seven and a half minutes')
  idle(20)
  t.match(one.slow(), { kind: 'stuck', text: /never longer than 105 s before/ })
})

t.test('[SL4] without a reading the cause is unknown, and nothing is done', async (t) => {
  const one = startedGang(4, { policy: { slow: 'act' } })
  one.pace(40, slowRank(2, 2))
  t.match(one.slow(), { causes: [{ cause: 'unknown' }], choice: 'wait', acted: null })
  t.same(verdictsBy(one), [])
  t.match([...one.world.state.alerts.values()], [{ rule: 'gang/slow', hosts: [] }], 'a person is told once it stays')
  t.throws(() => one.world.request({ op: 'act-on-slow', job: one.job }), {
    code: 'nothing-to-act-on',
    detail: /nothing is known/,
  })
})

t.test('[SL4] a reading of the slow host blames it; of another host, or of a clock, it does not', async (t) => {
  const one = startedGang(4)
  one.pace(8, slowRank(2, 2))
  one.compared(one.hosts[0]!, [throttled(one.hosts[0]!)])
  one.compared(one.hosts[2]!, [{ ...throttled(one.hosts[2]!), cause: 'clock-skew', device: 'host', weight: 0.2 }])
  one.pace(2, slowRank(2, 2))
  t.match(one.slow()?.causes[0], { cause: 'unknown' })
  t.equal(verdictsBy(one).length, 0)
  one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
  one.pace(2, slowRank(2, 2))
  const [cause] = one.slow()?.causes ?? []
  t.match(cause, { cause: 'thermal', device: `gpu:${one.hosts[2]}/3` })
  t.match(cause?.evidence[0], { value: 'yes', limit: /no if well/ })
  t.ok((cause?.evidence[0]?.ageMs ?? 0) >= 400)
  t.match(verdictsBy(one), [{ host: one.hosts[2], rule: 'slow-rank', grade: 'watch', device: `gpu:${one.hosts[2]}/3` }])
  t.equal(verdictsBy(one)[0]?.evidence.length, 2, 'the reading, and the rank’s own work')
  const overrides = { 'slow-rank': { grade: 'degrade' } } as const
  t.throws(() => one.world.request({ op: 'set-health-policy', overrides }), {
    code: 'bad-field',
    message: /takes none: each job's policy.slow/,
  })
})

t.test('[SL4] a verdict that stands on what the gang uses is a reading too', async (t) => {
  const one = startedGang(4)
  const host = one.hosts[1]!
  const evidence = [{ signal: 'gpu-pcie-width', labels: {}, value: 4, unit: '', ageMs: 0, limit: '< 16' }]
  const finding = {
    rule: 'gpu-pcie-width',
    ruleVersion: '1',
    device: `gpu:${host}/0`,
    grade: 'watch',
    repair: 'inspect',
  } as const
  one.world.step({
    kind: 'findings-made',
    host,
    findings: [{ ...finding, text: 'trained to x4', evidence, place: {} }],
  })
  one.pace(8, slowRank(1, 1.5))
  t.match(one.slow()?.causes[0], {
    cause: 'pcie',
    device: `gpu:${host}/0`,
    evidence: [{ signal: 'gpu-pcie-width', value: 4 }],
  })
})

t.test('[SL4] longer waits with the same work are a link’s: the host with the port that tells of it', async (t) => {
  const one = startedGang(4)
  one.pace(10)
  const port: Unlike = { ...throttled(one.hosts[3]!), cause: 'fabric', device: 'port:mlx5_0/1', weight: 0.85 }
  one.compared(one.hosts[3]!, [port])
  one.pace(6, () => ({ stepMs: 1_500, stepMaxMs: 1_550 }))
  t.match(one.slow(), { kind: 'link', host: one.hosts[3], ranks: [], causes: [{ cause: 'fabric' }] })
  one.pace(6)
  t.equal(one.slow(), null)
})

t.test('[SL4] a gang that does other work from now on is held against that', async (t) => {
  const one = startedGang(4)
  one.pace(14)
  const more = { computeMs: 1_600, computeMaxMs: 1_650, stepMs: 2_000, stepMaxMs: 2_050 }
  one.pace(20, () => more)
  t.equal(one.slow(), null)
  one.pace(6, () => ({ ...more, stepMs: 2_900, stepMaxMs: 2_950 }))
  t.match(one.slow(), { kind: 'link', causes: [{ cause: 'unknown' }], choice: 'wait' })
  t.equal(one.slow()?.sum?.slowdown.toFixed(2), '1.45')
})

t.test('[SL4] a gang whose ranks tell nothing is judged by readings alone', async (t) => {
  const one = startedGang(4)
  const clock = { ...throttled(one.hosts[1]!), cause: 'clocks', weight: 0.75, ratio: 1.8 } as const
  one.compared(one.hosts[1]!, [clock])
  t.match(one.slow(), { kind: 'unlike', host: one.hosts[1], ranks: [], causes: [{ cause: 'clocks' }] })
  t.equal(one.slow()?.sum?.slowdown, 1.8)
  one.compared(one.hosts[3]!, [throttled(one.hosts[3]!)])
  t.match(one.slow(), { host: one.hosts[3], causes: [{ cause: 'thermal' }], text: /one of its hosts is unlike/ })
  one.compared(one.hosts[3]!, [])
  one.compared(one.hosts[1]!, [])
  t.equal(one.slow(), null)
})

t.test('[SL5] the sum: what waiting costs against what acting costs', async (t) => {
  const one = startedGang(4, { policy: { timeLimitMs: 10 * 60 * minute } })
  one.pace(12)
  one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
  one.pace(12, slowRank(2, 2))
  const sum = one.slow()!.sum!
  t.match(sum, { units: 32, unit: 'GPU', spare: true, sinceCheckpointMs: null, relaunchIs: 'measured' })
  t.equal(sum.slowdown.toFixed(2), '1.80')
  // 4/9 of 32 GPUs
  t.equal(sum.lostPerHour.toFixed(1), '14.2')
  // named 75 s after the launch, which took 5 s: 80 s on 32 GPUs; they pay after 80 s ÷ 4/9
  t.match(sum, { redoneMs: 75_000, relaunchMs: 5_000 })
  t.equal(sum.actCost.toFixed(2), '0.71')
  t.equal(Math.round(sum.breakEvenMs / 1000), 180)
  t.match(one.slow(), { choice: 'swap', proposed: true })
})

t.test('[SL5] nothing is done under 1.1, nor where the job ends sooner than acting pays', async (t) => {
  const little = startedGang(4, { policy: { slow: 'act' } })
  little.pace(6)
  little.compared(little.hosts[2]!, [throttled(little.hosts[2]!)])
  // half as long again, of a tenth of the step
  little.pace(40, (rank) => ({
    computeMs: rank === 2 ? 150 : 100,
    computeMaxMs: rank === 2 ? 155 : 105,
    stepMs: 1_050,
  }))
  t.match(little.slow(), { kind: 'rank', choice: 'wait', why: /less than 1.1 times/ })
  t.equal(little.row().gang?.epoch, 1)
  const short = startedGang(4, { policy: { slow: 'act', timeLimitMs: 6 * minute } })
  short.pace(36)
  short.compared(short.hosts[2]!, [throttled(short.hosts[2]!)])
  short.pace(16, slowRank(2, 1.3))
  t.match(short.slow(), { choice: 'wait', why: /acting pays after/, change: /none is known of/ })
})

t.test(
  '[SL7] the row and `why` tell causes, evidence, sum and what would change it; it ends with the job',
  async (t) => {
    const one = startedGang(4)
    one.pace(6)
    one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
    one.pace(8, slowRank(2, 2))
    const { lines } = explainJob(one.world.state, one.job, one.world.nowMs)
    const text = lines.join('\n')
    t.match(text, new RegExp(`slow \\(${one.hosts[2]}\\): rank 2 works 2.00 times as long`))
    t.match(text, /cause: thermal \(0\.9\d, .*\): heat holds its clocks down/)
    t.match(text, /evidence: gpu-hw-thermal-slowdown gpu 3: yes \(no if well/)
    t.match(text, /waiting costs 14 GPU-h an hour .*acting costs/)
    t.match(
      text,
      /proposed: swap the host and quarantine it: it pays after .*what would change that: .*millwright job act/,
    )
    t.ok(JSON.stringify(one.slow()).length < 8_192)
    for (const attempt of one.world.attemptsOf(one.job)) one.world.end(attempt, exited(0))
    t.equal(one.row().state, 'succeeded')
    t.equal(one.slow(), null)
    t.match(verdictsBy(one), [{ state: 'closed' }])
    t.match(
      [...one.world.state.alerts.values()].map(({ state }) => state),
      ['resolved'],
    )
  },
)

t.test('[SL7] what was found stands over a start of the coordinator, until enough is seen again', async (t) => {
  const one = startedGang(4)
  one.pace(6)
  one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
  one.pace(8, slowRank(2, 2))
  const verdict = verdictsBy(one)[0]?.id
  const begun = (): void => {
    one.world.state.volatile.gangs.paces.clear()
    one.world.state.volatile.gangs.unlike.clear()
  }
  begun()
  one.pace(3, slowRank(2, 2))
  t.match(one.slow(), { kind: 'rank', host: one.hosts[2] })
  one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
  one.pace(8, slowRank(2, 2))
  t.match(verdictsBy(one), [{ id: verdict, state: 'open' }])
  begun()
  one.pace(5)
  t.not(one.slow(), null)
  one.pace(2)
  t.equal(one.slow(), null)
  t.match(verdictsBy(one), [{ id: verdict, state: 'closed' }])
})

t.test('who compares hosts is told where a gang runs, and when it does not any more', async (t) => {
  const world = makeWorld()
  const told: (GangMembers | null)[] = []
  for (let i = 0; i < 2; i++) world.host(`h${i}`, 64, 'boot-1', { gpus: 8 })
  const { id } = submit(world, gang(2))
  const note = (effects: ReturnType<World['step']>): void => {
    for (const effect of effects) if (effect.kind === 'watch-gang') told.push(membersFor(world.state, effect.job))
  }
  t.same(membersFor(world.state, id)?.members.map(({ host, gpus }) => [host, gpus.length]).sort(), [['h0', 8], ['h1', 8]]) // biome-ignore format: one line
  world.startAll()
  for (const attempt of world.attemptsOf(id)) note(world.end(attempt, exited(1)))
  t.match(told, [null, { job: id, members: [{}, {}] }], 'it is stopped, and launched again')
})
