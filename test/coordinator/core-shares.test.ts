import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { sharesFor } from '../../coordinator/core/stragglers/shares.ts'
import { exited } from '../fakes/core-world.ts'
import { type SteppingGang, startedGang, type Told, throttled } from '../fakes/slow-gang.ts'

/** How many times slower each rank is; the others: not. */
type Slow = Readonly<Record<number, number>>

/** Ranks that do as much of an even part as their hosts are told, 800 ms of work for a whole one; the step takes 200 ms more. */
function sharing(one: SteppingGang, slow: Slow, shares = toldShares(one)): (rank: number) => Told {
  const work = one.hosts.map((_, rank) => 800 * (slow[rank] ?? 1) * (shares[rank] ?? 1))
  const stepMs = 200 + Math.max(...work)
  return (rank) => {
    const computeMs = work[rank]!
    return { computeMs, computeMaxMs: 1.05 * computeMs, stepMs, stepMaxMs: 1.05 * stepMs, share: shares[rank] ?? 1 }
  }
}

/** By rank, as the desired state of its host has it. */
function toldShares(one: SteppingGang): number[] {
  const found = one.hosts.map(() => 1)
  for (const host of new Set(one.hosts))
    for (const { rank = 0, share = 1 } of desiredOf(one.world.state, host).shares ?? []) found[rank ?? 0] = share ?? 1
  return found
}

const paced = (one: SteppingGang, rounds: number, slow: Slow = {}): void => {
  for (let i = 0; i < rounds; i++) one.pace(1, sharing(one, slow))
}

/** Of a step's work, now to what it is while all are well. */
const ratioOf = (one: SteppingGang, slow: Slow): number =>
  Math.max(...toldShares(one).map((share, rank) => share * (slow[rank] ?? 1)))

const changes = (one: SteppingGang): string[] =>
  [...one.world.state.events.values()].filter(({ kind }) => /^work-/.test(kind)).map(({ kind }) => kind)

t.test('[SL8] work is moved away by the policy: a step takes N ÷ (N − 1 + 1/s), and no launch is lost', async (t) => {
  for (const [ranks, factor] of [
    [8, 4],
    [8, 1.3],
    [4, 2],
    [16, 4],
  ] as const) {
    // biome-ignore format: one line
    const one = startedGang(ranks, { policy: { slow: 'act' } })
    const slow = { 2: factor }
    paced(one, 8)
    paced(one, 30, slow)
    const told = toldShares(one)
    t.ok(Math.abs(told.reduce((sum, share) => sum + share, 0) - ranks) < 1e-6, 'all of the work is done')
    const best = ranks / (ranks - 1 + 1 / factor)
    t.ok(Math.abs(ratioOf(one, slow) - best) < 0.01, `${factor}× of ${ranks}: ${ratioOf(one, slow).toFixed(3)}`)
    t.match(one.row(), {
      gang: { epoch: 1, phase: 'running' },
      slow: { kind: 'rank', host: one.hosts[2], acted: null },
    })
    t.same(changes(one), ['work-moved'], 'once')
    t.match(one.slow(), { causes: [{ cause: 'unknown' }], choice: 'wait', sum: { moving: { isMoved: true } } })
  }
  t.match(sharesFor(8, [{ rank: 2, ratio: 4 }]), { ranks: [{ rank: 2, share: 0.276 }], others: (8 - 0.276) / 7 })
  t.match(sharesFor(8, [{ rank: 2, ratio: 1e6 }]), { ranks: [{ share: 0.05 }], others: 7.95 / 7 }, 'it goes on telling')
})

t.test('[SL8] watch tells, ask proposes and a person accepts', async (t) => {
  for (const slow of ['watch', 'ask'] as const) {
    const one = startedGang(8, { policy: { slow } })
    paced(one, 8)
    paced(one, 30, { 2: 2 })
    t.match(one.slow(), { choice: 'share', proposed: slow === 'ask', sum: { moving: { isMoved: false } } }, slow)
    t.same(changes(one), [])
    const { lines } = explainJob(one.world.state, one.job, one.world.nowMs)
    t.match(
      lines.join('\n'),
      /moving work away costs no restart: a step takes 1\.0\d times .* instead of 1\.8\d: that saves \d+ GPU-h an hour/,
    )
    t.match(lines.join('\n'), /move work away from the slow: it costs no restart/)
    if (slow === 'watch') continue
    one.world.request({ op: 'act-on-slow', job: one.job })
    t.match(one.row().gang?.shares, { by: 'test', ranks: [{ rank: 2, share: Number }] })
    t.throws(() => one.world.request({ op: 'act-on-slow', job: one.job }), { code: 'nothing-to-act-on' })
    paced(one, 4, { 2: 2 })
    t.match(
      explainJob(one.world.state, one.job, one.world.nowMs).lines.join('\n'),
      /shares: rank 2 does 0\.53 of an even part of the work, the others 1\.07 \(moved by test\)/,
    )
    t.match(one.slow()?.text, /rank 2 works 2\.00 times as long as the others on the same work, and does 0\.53 of/)
  }
})

t.test('[SL8] not where the program cannot share, nor where the work itself is longer, nor under 1.1', async (t) => {
  const mute = startedGang(4, { policy: { slow: 'act' } })
  mute.pace(8)
  mute.pace(30, (rank) => ({ ...sharing(mute, { 2: 2 })(rank), share: rank === 1 ? 0 : 1 }))
  t.match(mute.slow(), { kind: 'rank', choice: 'wait', sum: { spare: null } })
  t.equal(mute.slow()?.sum?.moving, undefined)
  const skew = startedGang(4, { policy: { slow: 'act' } })
  skew.pace(30, (rank) => ({ ...sharing(skew, { 2: 2 })(rank), work: rank === 2 ? 8_000 : 4_000 }))
  t.match(skew.slow(), { causes: [{ cause: 'data-skew' }], choice: 'wait' })
  const little = startedGang(4, { policy: { slow: 'act' } })
  little.pace(30, (rank) => ({ computeMs: rank === 2 ? 150 : 100, computeMaxMs: 150, stepMs: 1_050, share: 1 }))
  t.match(little.slow(), { kind: 'rank', choice: 'wait' })
  for (const each of [mute, skew, little]) t.equal(each.row().gang?.shares ?? null, null)
})

t.test(
  '[SL9] a rank that does less is as slow as it was; even again when it is well, at most once a minute',
  async (t) => {
    const one = startedGang(8, { policy: { slow: 'act' } })
    paced(one, 8)
    paced(one, 200, { 2: 2 })
    t.equal(one.slow()?.ratio?.toFixed(1), '2.0')
    t.same(changes(one), ['work-moved'], 'a quarter of an hour')
    paced(one, 30, { 2: 3 })
    t.ok(Math.abs(ratioOf(one, { 2: 3 }) - 8 / (7 + 1 / 3)) < 0.01, 'it became slower')
    t.same(changes(one), ['work-moved', 'work-moved'])
    const before = changes(one).length
    paced(one, 20)
    t.equal(one.slow(), null)
    t.equal(one.row().gang?.shares, null)
    t.same(toldShares(one), [1, 1, 1, 1, 1, 1, 1, 1])
    t.same(changes(one).slice(before), ['work-even'])
    paced(one, 100)
    t.equal(changes(one).length, before + 1, 'it stays so')
  },
)

t.test('[SL9] noise moves nothing, and one that comes and goes is followed once a minute', async (t) => {
  const one = startedGang(8, { policy: { slow: 'act' } })
  paced(one, 8)
  let seed = 7
  const chance = (): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647 - 0.5
  }
  for (let i = 0; i < 240; i++) {
    const told = sharing(one, { 2: 2 })
    one.pace(1, (rank) => {
      const each = told(rank)
      // 10 % from step to step: of five steps the median varies by about 5 %
      return { ...each, computeMs: each.computeMs! * (1 + 0.17 * chance()) }
    })
  }
  t.ok(changes(one).length <= 4, `${changes(one).length} changes in 20 min`)
  const flapping = startedGang(8, { policy: { slow: 'act' } })
  paced(flapping, 8)
  for (let i = 0; i < 20; i++) {
    paced(flapping, 9, { 2: 2 })
    paced(flapping, 9)
  }
  t.ok(changes(flapping).length <= 30, `${changes(flapping).length} changes in 30 min`)
})

t.test(
  '[SL9] all ranks of a host, and a part of the work that does not shrink: it ends with equal times',
  async (t) => {
    const one = startedGang(8, { policy: { slow: 'act' } })
    paced(one, 8)
    const fixed = (slow: number): void => {
      const shares = toldShares(one)
      const work = shares.map((share, rank) => (rank === 2 ? slow : 1) * (200 + 600 * share))
      const stepMs = 200 + Math.max(...work)
      one.pace(1, (rank) => ({ computeMs: work[rank]!, computeMaxMs: work[rank]!, stepMs, stepMaxMs: stepMs, share: shares[rank]! })) // biome-ignore format: one line
    }
    for (let i = 0; i < 100; i++) fixed(2)
    const shares = toldShares(one)
    const [slowMs, wellMs] = [2 * (200 + 600 * shares[2]!), 200 + 600 * shares[1]!]
    t.ok(Math.abs(slowMs / wellMs - 1) < 0.08, `${slowMs.toFixed(0)} and ${wellMs.toFixed(0)} ms`)
    for (let i = 0; i < 200; i++) fixed(1)
    t.same([one.row().gang?.shares, one.slow()], [null, null], 'well again, though it seems slow while it does little')
  },
)

t.test('[SL9] shares outlive the coordinator; a new epoch begins even', async (t) => {
  const one = startedGang(8, { policy: { slow: 'act' } })
  paced(one, 8)
  paced(one, 20, { 2: 2 })
  const before = one.row().gang?.shares
  t.match(before, { ranks: [{ rank: 2 }], by: 'policy' })
  one.world.state.volatile.gangs.paces.clear()
  one.world.state.volatile.gangs.unlike.clear()
  t.match(desiredOf(one.world.state, one.hosts[2]!).shares, [{ rank: 2, share: before?.ranks[0]?.share }])
  paced(one, 3, { 2: 2 })
  t.same(one.row().gang?.shares, before, 'it has not seen enough')
  paced(one, 30, { 2: 2 })
  t.same(one.row().gang?.shares, before)
  t.same(changes(one), ['work-moved'])
  one.world.end(one.world.attemptsOf(one.job)[0]!, exited(1))
  for (const attempt of one.world.attemptsOf(one.job))
    one.world.end(attempt, exited(0, { code: null, signal: 'SIGTERM', reason: 'epoch-failed' }))
  for (let i = 0; i < 40; i++) one.world.tick(500)
  one.world.startAll()
  t.match(one.row().gang, { phase: 'running', epoch: 2, shares: null })
  t.same(toldShares(one), [1, 1, 1, 1, 1, 1, 1, 1])
  paced(one, 30, { 3: 2 })
  t.match(one.row().gang?.shares, { ranks: [{ rank: 3 }] })
  for (const attempt of one.world.attemptsOf(one.job)) one.world.end(attempt, exited(0))
  t.match(one.row(), { state: 'succeeded', gang: { shares: null } })
})

t.test('[SL8] a swap is chosen where it is cheaper in the long run: at once, or once work was moved', async (t) => {
  const make = (timeLimitMs: number): SteppingGang => {
    const one = startedGang(4, { policy: { slow: 'act', timeLimitMs } })
    paced(one, 8)
    one.compared(one.hosts[2]!, [throttled(one.hosts[2]!)])
    return one
  }
  const long = make(3600_000 * 10)
  paced(long, 18, { 2: 4 })
  t.match(long.slow()?.acted, { what: /swapped and quarantined/ })
  t.equal(long.row().gang?.shares ?? null, null, 'there is no use in moving it first')
  // ends in 7 minutes: at 1.18 the swap would pay after more
  const short = make(60_000 * 10)
  paced(short, 40, { 2: 4 })
  t.match(short.row().gang, { epoch: 1, phase: 'running', shares: { by: 'policy' } })
  t.match(short.slow(), { choice: 'wait', why: /work is moved away; acting pays after .* thought to last/ })
  const few = startedGang(4, { spares: 0, policy: { slow: 'act' } })
  paced(few, 8)
  few.compared(few.hosts[2]!, [throttled(few.hosts[2]!)])
  paced(few, 20, { 2: 4 })
  t.match(few.row().gang, { epoch: 1, shares: { by: 'policy' } })
  t.match(few.slow(), { choice: 'wait', why: /no other host is free/ })
  few.world.host('h9', 64, 'boot-1', { gpus: 8 })
  few.world.tick(1_000)
  paced(few, 20, { 2: 4 })
  t.match(few.slow()?.acted, { what: /swapped and quarantined/ }, 'a host came free')
})

t.test('[SL8] a second slow rank: work is moved away from both, a minute after the first', async (t) => {
  const one = startedGang(8, { policy: { slow: 'act' } })
  paced(one, 8)
  paced(one, 16, { 2: 3 })
  const first = one.row().gang?.shares?.atMs ?? 0
  t.match(one.row().gang?.shares?.ranks, [{ rank: 2 }])
  const both = { 2: 3, 5: 2 }
  paced(one, 5, both)
  t.equal(one.row().gang?.shares?.ranks.length, 1)
  paced(one, 20, both)
  t.match(
    one
      .row()
      .gang?.shares?.ranks.map(({ rank }) => rank)
      .sort(),
    [2, 5],
  )
  t.ok((one.row().gang?.shares?.atMs ?? 0) - first >= 60_000)
  t.ok(Math.abs(ratioOf(one, both) - 8 / (6 + 1 / 3 + 1 / 2)) < 0.02, ratioOf(one, both).toFixed(3))
  paced(one, 40, { 5: 2 })
  t.match(one.row().gang?.shares?.ranks, [{ rank: 5 }], 'the first is well again')
  t.ok(Math.abs(ratioOf(one, { 5: 2 }) - 8 / 7.5) < 0.02)
})

t.test('[SL8] hosts of a large gang are told in slices', async (t) => {
  const one = startedGang(60, { policy: { slow: 'act' } })
  paced(one, 8)
  paced(one, 20, { 30: 3 })
  t.equal(one.world.state.work.size, 0)
  const told = toldShares(one)
  t.equal(told.filter((share) => share > 1).length, 59)
})
