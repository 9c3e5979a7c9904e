import t from 'tap'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { limits } from '../../shared/limits.ts'
import { fleet } from '../fakes/core-fleet.ts'
import { batch, makeWorld, submit } from '../fakes/core-world.ts'

t.test('[P1] [P2] tasks spread over hosts, slots are never granted twice', async (t) => {
  const world = makeWorld()
  world.host('h1', 2)
  world.host('h2', 2)
  const a = submit(world, batch({ count: 10, workers: { max: 2 } }))
  t.same(
    world.attemptsOf(a.id).map((id) => world.state.attempts.must(id).host),
    ['h1', 'h2'],
  )
  const b = submit(world, batch({ name: 'b', count: 10, workers: { max: 9 } }))
  t.equal(world.attemptsOf(b.id).length, 2, 'only the two slots left are used')
  const c = submit(world, batch({ name: 'c' }))
  t.equal(c.state, 'queued')
  t.match(world.state.jobs.must(c.id).reason, /0 of 2 slots free, 1 needed/)
})

t.test('[B1] the first result counts, a second is ignored', async (t) => {
  const world = makeWorld()
  world.host('h1')
  world.host('h2')
  const job = submit(world, batch({ count: 2 }))
  world.startAll()
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  world.ask(a, 4)
  world.ask(b, 4)
  t.same([world.leases(a), world.leases(b)], [[0], [1]])
  world.done(a, 0, { result: 'first' })
  world.done(b, 0, { result: 'second' })
  const row = world.state.jobs.must(job.id)
  t.same([row.shards.committed, row.shards.duplicateResults, row.shards.duplicateCommits], [1, 1, 0])
  t.equal(world.state.shards.get(`${job.id}/000000000000`)?.output.result, 'first')
  world.done(b, 1)
  t.equal(world.state.jobs.must(job.id).state, 'succeeded')
})

t.test('[B2] leases grow with speed; off means one', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 1_000, workers: { max: 1 } }))
  world.startAll()
  const [a] = world.attemptsOf(job.id) as [string]
  world.ask(a, 64)
  t.equal(world.leases(a).length, 1)
  world.done(a, 0, undefined, 4)
  world.ask(a, 64)
  t.ok(world.leases(a).length >= 32, `${world.leases(a).length} leases`)
  const off = makeWorld()
  off.host('h1')
  const single = submit(off, batch({ count: 100, workers: { max: 1 }, policy: { adaptiveLease: false } }))
  off.startAll()
  const [s] = off.attemptsOf(single.id) as [string]
  off.ask(s, 64)
  off.done(s, 0, undefined, 1)
  off.ask(s, 64)
  t.equal(off.leases(s).length, 1)
})

t.test('[B3] a copy is lent when it helps, to another host, once', async (t) => {
  const world = makeWorld()
  for (const name of ['h1', 'h2', 'h3']) world.host(name)
  const job = submit(world, batch({ count: 9, workers: { max: 3 } }))
  world.startAll()
  const [slow, b, c] = world.attemptsOf(job.id) as [string, string, string]
  for (const each of [slow, b, c]) world.ask(each, 1)
  for (let i = 0; i < 4; i++)
    for (const each of [b, c]) {
      world.nowMs += 50
      world.done(each, world.leases(each)[0] as number, undefined, 100)
      if (i < 3) world.ask(each, 1)
    }
  t.equal(world.state.jobs.must(job.id).shards.committed, 8)
  world.nowMs += 1_000
  world.ask(b, 1)
  world.ask(c, 1)
  const row = world.state.jobs.must(job.id)
  t.equal(row.shards.speculative, 1)
  t.same(
    [world.leases(b), world.leases(c)].filter((leases) => leases.length > 0),
    [[0]],
  )
  const copy = world.leases(b).length > 0 ? b : c
  const effects = world.done(copy, 0)
  t.ok(
    effects.some((effect) => effect.kind === 'send-leases' && effect.attempt === slow && effect.revoked.includes(0)),
    'the loser is told',
  )
  t.equal(world.state.jobs.must(job.id).state, 'succeeded')
})

t.test('[B3] a copy is lent beside its holder only where the job has no worker on another host', async (t) => {
  /** a worker does every shard but the first, which another one sits on; how many copies it is lent */
  const copies = (spread: boolean): number => {
    const world = makeWorld()
    world.host('h1', 2)
    world.host('h2', 1)
    if (!spread) {
      // another job has the other host
      world.request({ op: 'cordon-host', host: 'h1', cordoned: true })
      submit(world, batch({ name: 'other', count: 1 }))
      world.request({ op: 'cordon-host', host: 'h1', cordoned: false })
    }
    const job = submit(world, batch({ count: 9, workers: { max: spread ? 3 : 2 } }))
    world.startAll()
    const on = (host: string): string[] =>
      world.attemptsOf(job.id).filter((id) => world.state.attempts.must(id).host === host)
    const [slow, beside] = on('h1') as [string, string]
    for (const each of [slow, beside]) world.ask(each, 1)
    for (let i = 0; i < 8; i++) {
      world.nowMs += 50
      world.done(beside, world.leases(beside)[0] as number, undefined, 100)
      if (i < 7) world.ask(beside, 1)
    }
    world.nowMs += 1_000
    world.ask(beside, 1)
    return world.leases(beside).length
  }
  t.equal(copies(true), 0)
  t.equal(copies(false), 1)
})

t.test('[B9] a long shard of a good worker is not copied and why says so; one that stands still is', async (t) => {
  const lentAgain = (fractions: readonly number[]): { copied: boolean; why: string } => {
    const world = makeWorld()
    for (const name of ['h1', 'h2', 'h3']) world.host(name)
    const job = submit(world, batch({ count: 6, workers: { max: 3 } }))
    world.startAll()
    const [a, b, c] = world.attemptsOf(job.id) as [string, string, string]
    for (const each of [a, b, c]) world.ask(each, 1)
    for (const each of [a, b, c]) {
      world.done(each, world.leases(each)[0] as number, undefined, 10_000)
      world.ask(each, 1)
    }
    for (const each of [b, c]) world.done(each, world.leases(each)[0] as number, undefined, 10_000)
    const [shard] = world.leases(a) as [number]
    for (const fraction of fractions) {
      world.nowMs += limits.digestMs
      for (const host of ['h2', 'h3']) world.step({ kind: 'host-seen', host, digest: null })
      const progress = [{ attempt: a, shard, fraction }]
      world.step({ kind: 'host-seen', host: 'h1', digest: { progress, running: [a], steps: [] } })
    }
    const why = explainJob(world.state, job.id, world.nowMs).lines.join('\n')
    for (const each of [b, c]) world.ask(each, 1)
    return { copied: world.state.jobs.must(job.id).shards.speculative === 1, why }
  }
  const even = lentAgain([0.05, 0.1, 0.15, 0.2, 0.25])
  t.notOk(even.copied, 'ten times as long, and as steady as its worker was quick')
  t.match(even.why, /on shard 3 for 25\.0 s, it is a long shard \(10\.0× the usual 10\.0 s at this pace\)/)
  const still = lentAgain([0.5, 0.5, 0.5, 0.5])
  t.ok(still.copied, 'it stands still')
  t.match(still.why, /it does not move any more: others are given it/)
  t.ok(lentAgain([0.4, 0.45, 0.5]).copied, 'it has slowed')
  t.ok(lentAgain([0.01, 0.03, 0.05, 0.06]).copied, 'nobody waits for a shard that is 30 times longer')
})

t.test('[B9] a worker that has finished nothing yet is judged by what its host did before', async (t) => {
  const lentAgain = (pace: number | undefined): boolean => {
    const world = makeWorld()
    for (const name of ['h1', 'h2', 'h3']) world.host(name)
    if (pace !== undefined) world.state.volatile.paces.set('h1', pace)
    const job = submit(world, batch({ count: 3, workers: { max: 3 } }))
    world.startAll()
    const [a, b, c] = world.attemptsOf(job.id) as [string, string, string]
    for (const each of [a, b, c]) world.ask(each, 1)
    world.nowMs += 1_000
    for (const each of [b, c]) {
      world.done(each, world.leases(each)[0] as number, undefined, 1_000)
      world.ask(each, 1)
    }
    world.tick(4_000)
    return world.state.jobs.must(job.id).shards.speculative === 1
  }
  t.ok(lentAgain(undefined), 'nothing is known of it')
  t.ok(lentAgain(4), 'it was slow')
  t.notOk(lentAgain(1.1), 'it was as fast as others')
})

t.test('[B4] a slow worker is not given what the others finish sooner', async (t) => {
  const world = makeWorld()
  for (const name of ['h1', 'h2', 'h3']) world.host(name)
  const job = submit(world, batch({ count: 8, workers: { max: 3 } }))
  world.startAll()
  const [slow, b, c] = world.attemptsOf(job.id) as [string, string, string]
  for (const each of [slow, b, c]) world.ask(each, 1)
  for (const each of [b, c, b, c]) {
    world.done(each, world.leases(each)[0] as number, undefined, 1_000)
    world.ask(each, 1)
  }
  world.done(slow, world.leases(slow)[0] as number, undefined, 9_000)
  world.ask(slow, 1)
  t.same(world.leases(slow), [], 'one shard is left and the fast ones take it')
})

t.test(
  "[B5] [H2] an unreachable host's shards are lent again; it is not stopped; its late result still counts once",
  async (t) => {
    const world = makeWorld()
    world.host('h1')
    world.host('h2')
    const job = submit(world, batch({ count: 2 }))
    world.startAll()
    const [a, b] = world.attemptsOf(job.id) as [string, string]
    world.ask(a, 1)
    world.ask(b, 1)
    world.nowMs += 10_000
    world.step({ kind: 'host-seen', host: 'h2', digest: null })
    world.tick(limits.suspectAfterMs - 9_000)
    t.equal(world.state.liveness.get('h1')?.state, 'suspect')
    world.step({ kind: 'host-seen', host: 'h2', digest: null })
    world.tick(limits.unreachableAfterMs)
    t.equal(world.state.liveness.get('h1')?.state, 'unreachable')
    t.equal(world.state.attempts.must(a).stop, null)
    t.equal(world.state.attempts.must(a).state, 'running')
    world.done(b, 1)
    world.ask(b, 1)
    t.same(world.leases(b), [0])
    world.done(a, 0)
    t.equal(world.state.jobs.must(job.id).state, 'succeeded')
  },
)

t.test('[B6] after a reconnect both sides agree', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 100, workers: { max: 1 } }))
  world.startAll()
  const [a] = world.attemptsOf(job.id) as [string]
  world.ask(a, 1)
  world.done(a, 0, undefined, 10)
  world.ask(a, 8)
  t.same(world.leases(a), [1, 2, 3, 4, 5, 6, 7, 8])
  const effects = world.step({ kind: 'lease-requested', host: 'h1', attempt: a, want: 0, whole: [0, 1, 2, 50] })
  const sent = effects.find((effect) => effect.kind === 'send-leases')
  t.same(
    sent?.kind === 'send-leases' && sent.leases.map((lease) => lease.shard),
    [3, 4, 5, 6, 7, 8],
    'lost leases are sent again',
  )
  t.same(sent?.kind === 'send-leases' && sent.revoked, [0], 'what is committed is revoked')
  t.ok(world.leases(a).includes(50), 'what it holds is adopted')
})

t.test('[B6] a worker whose link was lost is lent nothing before it has listed what it holds', async (t) => {
  const world = makeWorld()
  world.host('h1')
  world.host('h2')
  const job = submit(
    world,
    batch({
      shards: {
        waves: [
          { name: 'a', count: 2 },
          { name: 'b', count: 2 },
        ],
      },
    }),
  )
  world.startAll()
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  for (const each of [a, b]) world.ask(each, 1)
  world.done(b, 1)
  world.ask(b, 1)
  world.host(world.state.attempts.must(b).host)
  world.done(a, 0)
  t.same(world.leases(b), [], 'it asked over the link that was lost')
  world.step({ kind: 'lease-requested', host: world.state.attempts.must(b).host, attempt: b, want: 1, whole: [] })
  t.equal(world.leases(b).length, 1)
})

t.test('[B7] waves follow each other, with the outputs of the one before', async (t) => {
  const world = makeWorld()
  world.host('h1', 2)
  const spec = batch({
    workers: { max: 1 },
    shards: {
      waves: [
        { name: 'step', count: 2 },
        { name: 'merge', count: 1 },
      ],
      repeat: 2,
    },
  })
  const job = submit(world, spec)
  world.startAll()
  t.equal(job.shards.total, 6)
  const [a] = world.attemptsOf(job.id) as [string]
  const seen: unknown[] = []
  for (let i = 0; i < 6; i++) {
    const effects = world.step({ kind: 'lease-requested', host: 'h1', attempt: a, want: 1, whole: null })
    const sent = effects.find((effect) => effect.kind === 'send-leases' && effect.leases.length > 0)
    if (sent?.kind !== 'send-leases') return t.fail('no lease')
    const lease = sent.leases[0]
    seen.push([lease?.wave, lease?.round, lease?.position, sent.inputsJson])
    world.done(a, lease?.shard as number, { result: i }, 500)
  }
  t.same(seen, [
    ['step', 0, 0, ''],
    ['step', 0, 1, ''],
    ['merge', 0, 0, '[{"result":0},{"result":1}]'],
    ['step', 1, 0, '[{"result":2}]'],
    ['step', 1, 1, '[{"result":2}]'],
    ['merge', 1, 0, '[{"result":3},{"result":4}]'],
  ])
  t.equal(world.state.jobs.must(job.id).state, 'succeeded')
})

t.test('[R1] [S2] shard rows of an ended pipeline job become a manifest and go in slices', async (t) => {
  const world = makeWorld()
  world.host('h1')
  let last = ''
  for (let n = 0; n < 22; n++) {
    const job = submit(world, batch({ name: `j${n}`, count: 2, workers: { max: 1 } }))
    world.startAll()
    const [a] = world.attemptsOf(job.id) as [string]
    for (const shard of [0, 1]) {
      world.ask(a, 1)
      const effects = world.done(a, shard)
      const outbox = effects.find((effect) => effect.kind === 'perform-outbox')
      if (outbox?.kind === 'perform-outbox') last = outbox.id
    }
    world.fact('h1', {
      kind: 'attempt-ended',
      attempt: a,
      exit: { code: 0, signal: null, reason: 'exited', sentByUs: false, lastLines: [], endedHostMs: 0 },
    })
  }
  const body = world.state.outbox.must(last).body
  if (body.kind !== 'write-manifest') return t.fail(`${body.kind} instead of a manifest`)
  const manifest = { sha256: 'a'.repeat(64), bytes: 3 }
  world.step({ kind: 'effect-done', id: last, value: { ...manifest, rows: 1 } })
  t.same(world.state.jobs.must(body.job).manifest, manifest)
  t.equal(world.state.jobs.must(body.job).shards.duplicateCommits, 1, 'two commits for one shard found would be seen')
  t.notOk([...world.state.shards.values()].some((row) => row.job === body.job))
  t.notOk(world.state.outbox.has(last))
})

t.test('[B6] progress is kept of lent shards only, and goes with the lease', async (t) => {
  const world = makeWorld()
  fleet(world, 2, 0)
  const job = submit(world, batch({ count: 3, workers: { max: 2, perHost: 1 } }))
  world.startAll()
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  world.ask(a, 1)
  world.ask(b, 1)
  const says = (attempt: string, shard: number): void => {
    const digest = { number: 1, progress: [{ attempt, shard, fraction: 0.5 }] }
    world.step({ kind: 'host-seen', host: world.state.attempts.must(attempt).host, digest })
  }
  says(a, 0)
  world.done(a, 0)
  says(a, 0)
  says(b, 1)
  t.same([...world.state.volatile.progress.keys()], [`${b}/1`])
  world.request({ op: 'cancel-job', job: job.id })
  says(b, 1)
  t.equal(world.state.volatile.progress.size, 0)
})
