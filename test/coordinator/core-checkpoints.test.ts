import t from 'tap'
import { adviceFor } from '../../coordinator/core/checkpoints/advice.ts'
import { listCheckpoints } from '../../coordinator/core/checkpoints/list.ts'
import { checkpointsOf } from '../../coordinator/core/checkpoints/rows.ts'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { loadState } from '../../coordinator/core/load.ts'
import { tablesOf } from '../../coordinator/core/state.ts'
import { limits } from '../../shared/limits.ts'
import { exited } from '../fakes/core-world.ts'
import { lines, xid } from '../fakes/faults.ts'
import { Gang, local } from '../fakes/saving-gang.ts'

const hour = 3600_000

t.test('[CK1] a checkpoint counts once it is durable, and only of the epoch that was launched last', async (t) => {
  const job = new Gang(3, 2)
  const [stale] = job.attempts
  job.say(100)
  t.same(job.told, ['100 durable'])
  t.match(job.rows[0], { epoch: 1, attempt: stale, parent: null, code: 'true', hosts: ['h1', 'h2'], host: null })
  job.fail()
  t.equal(job.row.gang?.epoch, 2)
  job.say(200, {}, stale)
  t.same(job.told, ['100 durable'], 'the epoch is over')
  t.match(job.events('checkpoint-refused'), [/step 200 from h1 does not count: epoch 1 is over/])
  job.say(200)
  t.match(job.rows[0], { step: 200, epoch: 2, parent: 100 })
  job.say(300, { state: 'refused', why: '/shared/step_300 is torn: its archive has no end' })
  t.same(job.told, ['200 durable', '100 durable'])
  t.match(job.events('checkpoint-refused')[1], /archive has no end/)
})

t.test('[CK1] what is said again or learnt later changes nothing else', async (t) => {
  const job = new Gang(2, 2)
  job.say(100)
  const before = job.rows[0]
  job.say(100)
  t.same(job.rows[0], before)
  job.say(100, {}, job.attempts[1])
  t.same(job.rows[0], before, 'another rank tells of the same one')
  job.fail()
  t.match(job.rows[0], { sha256: null })
  job.say(100, { state: 'digested', sha256: 'a'.repeat(64), costMs: 5_000 }, before?.attempt)
  t.match(job.rows[0], { ...before, sha256: 'a'.repeat(64), costMs: 5_000 }, 'a digest comes whenever it is ready')
  job.say(50, { state: 'digested', sha256: 'b'.repeat(64) }, before?.attempt)
  t.same(job.told, ['100 durable'], 'nothing comes back that was deleted')
  job.say(200, local)
  job.say(200, local, job.attempts[1])
  t.equal(job.rows[0]?.host, job.host(), 'of parts on disks that of rank 0 is kept')
  t.match(job.rows[0]?.why, /parts on their own disks/)
})

t.test('[CK3] steps never go back', async (t) => {
  const job = new Gang(2, 2)
  for (const step of [100, 200]) job.say(step)
  job.fail()
  t.match(job.resumeOf(job.attempts[0]!), { step: 200, path: '/shared/step_200' })
  job.say(50)
  t.same(job.told, ['200 durable', '100 durable'])
  t.match(job.events('checkpoint-refused'), [/went on from step 200; does its program read MILLWRIGHT_RESUME\?/])
  job.say(200, { savedMs: 9_999 })
  t.match(job.rows[0], { step: 200, epoch: 2, state: 'durable' }, 'the same step saved again')
})

t.test(
  '[CK3] [CK4] where the newest is out of reach the one before is gone on from, and the other branch ends',
  async (t) => {
    const job = new Gang(4, 2, { keep: 3 })
    const gone = job.host()
    job.say(100)
    job.say(300, local)
    job.world.step({ kind: 'host-disconnected', host: gone, connection: 1 })
    job.world.request({ op: 'confirm-lost', host: gone })
    for (const id of job.attempts) if (job.host(id) !== gone) job.world.end(id, exited(1))
    for (let i = 0; i < 60; i++) job.heard(1_000, [gone])
    job.world.startAll()
    t.equal(job.row.gang?.epoch, 2)
    const live = job.attempts.filter((id) => job.host(id) !== gone)
    for (const id of live) t.match(job.resumeOf(id), { step: 100 }, 'the same for all')
    t.match(job.events('checkpoint-out-of-reach'), [
      /goes on from step 100: its newest checkpoint, of step 300, lies on the disk of h1, which is dead/,
    ])
    t.match(explainJob(job.world.state, job.id, job.world.nowMs).lines, [/./, /./, /./])
    job.say(200, {}, live[0])
    t.same(job.told, ['300 superseded', '200 durable', '100 durable'])
    job.save(400, {}, live[0])
    t.same(job.told, ['400 durable', '300 deleting', '200 durable', '100 durable'])
  },
)

t.test('[CK4] a launch goes on from what rank 0 can read, fixed for the whole epoch', async (t) => {
  const job = new Gang(2, 2)
  t.equal(job.resumeOf(job.attempts[0]!), null, 'nothing was saved')
  job.say(100, local)
  t.equal(job.resumeOf(job.attempts[0]!), null, 'what is saved now is for the next launch')
  job.fail()
  t.match(job.resumeOf(job.attempts[0]!), { step: 100, host: 'h1' })
  t.equal(job.resumeOf(job.attempts[1]!), null, 'the other host does not have it')
  job.fail()
  t.match(job.row.gang?.resume, { step: 100 })
})

t.test('[CK4] all of it survives a restart', async (t) => {
  const job = new Gang(2, 2, { keep: 1 })
  for (const step of [100, 200]) job.save(step)
  const rows = tablesOf(job.world.state).flatMap((table) =>
    table.durable ? [...table.entries()].map(([key, row]) => ({ table: table.name, key, row })) : [],
  )
  const again = loadState(JSON.parse(JSON.stringify(rows)), job.world.nowMs)
  t.same(checkpointsOf(again, job.id), job.rows)
  t.match(desiredOf(again, job.host()).discards, [{ step: 100 }])
  // rows of before checkpoints were kept
  const old = loadState(
    rows.flatMap(({ table, key, row }) => {
      if (table === 'checkpoints') return []
      if (table !== 'jobs') return [{ table, key, row }]
      const { resume: _r, saveCostMs: _c, saveEveryMs: _e, ranHostMs: _h, ...gang } = job.row.gang!
      return [{ table, key, row: { ...row, gang } }]
    }),
    job.world.nowMs,
  )
  const [entry] = desiredOf(old, job.host()).attempts ?? []
  t.match(JSON.parse(entry?.specJson ?? '{}').member, { resume: null, saveEveryMs: null })
  t.match(listCheckpoints(old, old.jobs.must(job.id), 1).rows, [])
})

t.test('[CK5] what becomes durable in the grace of a drain counts', async (t) => {
  const job = new Gang(3, 2)
  job.say(100)
  job.world.request({ op: 'drain-host', host: job.host(), mode: 'now', reason: 'fan', deadlineMs: null })
  t.equal(job.row.gang?.phase, 'stopping')
  job.say(123)
  for (const id of job.attempts) job.world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
  for (let i = 0; i < 5; i++) job.heard(1_000)
  t.equal(job.row.gang?.epoch, 2)
  t.match(job.row.gang?.resume, { step: 123 })
  t.match(job.row.gang, { moves: 1, restarts: 0 })
})

t.test('[CK7] one on a host’s disk that cannot be read is lost, and the one before is gone on from', async (t) => {
  const job = new Gang(2, 2)
  job.say(100)
  job.say(200, local)
  job.fail()
  const [first] = job.attempts
  job.say(200, { ...local, state: 'unreadable', why: 'ENOENT: no such file' }, first)
  t.equal(job.rows[0]?.state, 'lost')
  t.equal(job.row.gang?.phase, 'stopping', 'nothing goes on from a part of one')
  for (const id of job.attempts) job.world.end(id, exited(0, { code: null, reason: 'epoch-failed' }))
  for (let i = 0; i < 10; i++) job.heard(1_000)
  t.match(job.row.gang?.resume, { step: 100 })
  t.match(job.events('checkpoint-lost'), [/step 200 is lost: ENOENT/])
  t.match(explainJob(job.world.state, job.id, job.world.nowMs).lines.join('\n'), /step 200 is lost/)
})

t.test(
  '[CK7] one on a shared path is lost when two hosts cannot read it; before that the host is swapped',
  async (t) => {
    const job = new Gang(4, 2)
    job.say(100)
    job.say(200)
    job.fail()
    const unreadable = { state: 'unreadable', why: 'ENOENT' } as const
    const end = (): void => {
      for (const id of job.attempts) job.world.end(id, exited(0, { code: null, reason: 'epoch-failed' }))
      for (let i = 0; i < 10; i++) job.heard(1_000)
    }
    const bad = job.host(job.attempts[1])
    job.say(200, unreadable, job.attempts[1])
    t.match(job.rows[0], { state: 'durable', unreadable: [bad] })
    t.not(job.world.state.hosts.must(bad).backoff, null)
    end()
    t.match(job.row.gang?.resume, { step: 200 }, 'others may be able to')
    t.notOk(
      job.attempts.some((id) => job.host(id) === bad),
      'and not there',
    )
    job.say(200, unreadable)
    t.match(job.rows[0], { state: 'lost' })
    t.match(job.world.state.hosts.must(bad), { launchFailures: 0, backoff: null }, 'it was not the host')
    end()
    t.match(job.row.gang?.resume, { step: 100 })
    t.match(job.row.gang?.failure, { resumeLost: true, inARow: 1 }, 'the next launch goes on from another one at once')
    t.equal(job.row.state, 'running')
  },
)

t.test('[CK7] when all hosts say at once that they cannot read it, it is lost', async (t) => {
  const job = new Gang(2, 2)
  for (const step of [100, 200]) job.say(step)
  job.fail()
  for (const id of job.attempts) job.say(200, { state: 'unreadable', why: 'ESTALE' }, id)
  t.same(job.told, ['200 lost', '100 durable'])
})

t.test('[CK7] one that is not what its digest said is lost', async (t) => {
  const job = new Gang(2, 2)
  for (const step of [100, 200]) job.say(step)
  job.say(200, { state: 'broken', why: 'written to after it had been told as whole' })
  t.same(job.told, ['200 lost', '100 durable'])
  job.say(200, { state: 'broken', why: 'again' })
  t.equal(job.events('checkpoint-lost').length, 1)
  job.fail()
  t.match(job.row.gang?.resume, { step: 100 })
})

t.test('[CK8] √(2CM), by the prior until there is a history', async (t) => {
  const job = new Gang(4, 4)
  const { world } = job
  const advice = () => adviceFor(world.state, job.row, world.nowMs)
  t.match(advice(), { costMs: null, youngMs: null, basis: 'prior', hosts: 4 })
  t.match(advice().sentence, /^what a checkpoint costs is not known yet; a failure every 38 d/)
  job.say(100, { costMs: 30_000 })
  // reference, section 2: 4 hosts, r_f 6.5 per 1,000 node-days, w = 30 s: MTTF 923 h, every 235 min
  const { mtbfMs, youngMs, dalyMs, failuresPer1000HostDays } = advice()
  t.equal(Math.round(failuresPer1000HostDays * 100) / 100, 6.5)
  t.equal(Math.round(mtbfMs / hour), 923)
  t.equal(Math.round(youngMs! / 60_000), 235)
  t.equal(Math.round(youngMs! - dalyMs!), 30_000)
  t.match(advice().sentence, /^best saved every 3 h 55 min: a checkpoint costs 30 s, a failure every 38 d/)
  t.equal(advice().intervalMs, null, 'the job says nothing of it')
})

t.test('[CK8] faults that stopped work on its hosts before count, as long as they are known', async (t) => {
  const job = new Gang(2, 2)
  const { world } = job
  lines(world, 'h1', xid(79, 'h1/0'))
  job.heard(10_000)
  const stops = [...world.state.verdicts.values()].filter(({ grade }) => grade === 'stop')
  t.same(
    [...(world.state.faults.stops.get('h1') ?? [])],
    stops.map(({ id }) => id),
  )
  t.equal(stops.length, 1)
  const own = { basis: 'job', failures: 1 } as const
  t.match(adviceFor(world.state, job.row, world.nowMs), own, 'it shows in the epoch that it ended')
  const later = { ...job.row, submittedMs: world.nowMs, gang: { ...job.row.gang!, restarts: 0 } }
  t.match(adviceFor(world.state, later, world.nowMs), { basis: 'history', failures: 1 }, 'before the job, too')
})

t.test('[CK8] a job that has failed often tells its own rate; rank 0 is told', async (t) => {
  const job = new Gang(2, 2, { intervalMs: 'auto' }, { policy: { maxRestarts: 100 } })
  const { world } = job
  const told = () => desiredOf(world.state, job.host()).intervals
  t.match(told(), [{ attempt: job.attempts[0], intervalMs: limits.checkpointIntervalFirstMs }])
  t.same(desiredOf(world.state, job.host(job.attempts[1])).intervals, [], 'rank 0 decides')
  for (let i = 1; i <= 4; i++) {
    job.heard(600_000)
    world.startAll()
    job.say(i, { costMs: 2_000 })
    job.fail()
  }
  const advice = adviceFor(world.state, job.row, world.nowMs)
  t.match(advice, { basis: 'job', failures: 4, costMs: 2_000 })
  t.ok(advice.mtbfMs > 500_000 && advice.mtbfMs < 700_000, `about 600 s: ${advice.mtbfMs}`)
  t.ok(Math.abs(advice.youngMs! - Math.sqrt(2 * 2_000 * advice.mtbfMs)) < 1)
  const { saveEveryMs } = job.row.gang!
  t.ok(
    Math.abs(saveEveryMs! - advice.intervalMs!) < advice.intervalMs! / 10,
    'as of when it was last launched or saved',
  )
  t.match(told(), [{ intervalMs: saveEveryMs }])
  t.match(explainJob(world.state, job.id, world.nowMs).lines.join('\n'), /saved every 49 s|saved every 48 s/)
})
