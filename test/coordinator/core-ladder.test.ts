/** The way back of gangs: the ladder, its time in parts, hosts on which gangs fail again and again; and workers that end by themselves. */
import t from 'tap'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { limits } from '../../shared/limits.ts'
import type { JobSpec } from '../../shared/model/job.ts'
import { recoveryText, rungText } from '../../shared/model/words.ts'
import { fleet, pass } from '../fakes/core-fleet.ts'
import { batch, exited, gang, makeWorld, submit } from '../fakes/core-world.ts'
import { failOnce, gangOf, hostOf, hostsOf, says, stepAll, stoppedByUs } from '../fakes/failing-gangs.ts'

t.test('[RT6] the ladder: in place, swapped, smaller, queued', async (t) => {
  const rungOf = (hosts: number, spec: Partial<JobSpec>): string => {
    const world = makeWorld()
    fleet(world, hosts)
    const job = submit(world, gang(3, spec))
    world.startAll()
    const host = hostsOf(world, job.id)[0]!
    world.request({ op: 'drain-host', host, mode: 'now', reason: 'fan', deadlineMs: null })
    for (const id of world.attemptsOf(job.id)) world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
    pass(world, limits.woundedWaitMs + 5_000)
    if (gangOf(world, job.id).phase === 'queued') {
      t.match(explainJob(world.state, job.id, world.nowMs).lines.join('\n'), /it waits in the queue/)
      world.request({ op: 'undrain-host', host })
      pass(world, 5_000)
    }
    t.ok(
      explainJob(world.state, job.id, world.nowMs)
        .lines.join('\n')
        .includes(rungText(world.state.jobs.must(job.id))),
    )
    return rungText(world.state.jobs.must(job.id))
  }
  t.match(rungOf(4, {}), /^h\d was swapped$/)
  t.match(rungOf(3, { gang: { hosts: 3, minHosts: 2 } }), /^smaller than before \(2 of 3 hosts\), without h\d$/)
  t.equal(rungOf(3, {}), 'anew from the queue')
})

t.test(
  '[RT3] a gang that was moved too often is left by drains that can wait, and ends with one that cannot',
  async (t) => {
    const world = makeWorld()
    fleet(world, 3)
    const job = submit(world, gang(2))
    world.startAll()
    world.state.jobs.patch(job.id, { gang: { ...gangOf(world, job.id), moves: limits.movesPerJob } })
    const drain = (mode: 'swap' | 'now') =>
      world.request({ op: 'drain-host', host: hostsOf(world, job.id)[0]!, mode, reason: 'fan', deadlineMs: null })
    drain('swap')
    pass(world, 10_000)
    t.equal(gangOf(world, job.id).phase, 'running')
    drain('now')
    for (const id of world.attemptsOf(job.id)) world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
    t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /moved 101 times \(at most 100 moves\)/ })
    const why = explainJob(world.state, job.id, world.nowMs).lines.join('\n')
    t.match(why, /it was not launched again; .*as far as is known/)
    t.match(why, /spent: 0 of 10 restarts .*101 of 100 moves/)
  },
)

t.test('[RT3] [RT6] a gang that an older version was stopping goes on', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, gang(2))
  world.startAll()
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  world.end(a, exited(1))
  const { failing, failure, recovery, recovered, ...old } = gangOf(world, job.id)
  t.equal(failing?.attempt, a)
  world.state.jobs.patch(job.id, { gang: old })
  world.end(b, stoppedByUs)
  world.tick(250)
  t.match(gangOf(world, job.id), { phase: 'running', epoch: 2, restarts: 1 })
  t.match([failure, recovery?.rung, recovered?.count], [undefined, null, 0])
})

t.test('[RT7] the way back is told in parts, and what is not known is not 0', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2))
  world.startAll()
  const [a, b] = world.attemptsOf(job.id) as [string, string]
  world.nowMs += 60_000
  world.end(a, says('NCCL error', 1))
  world.nowMs += 1_200
  world.end(b, stoppedByUs)
  t.same(gangOf(world, job.id).recovery?.parts, { decide: 0, fence: 1_200, wait: 0 }, 'nobody knows when it ended')
  world.nowMs += 3_000
  world.startAll()
  t.equal(gangOf(world, job.id).recovery?.parts.relaunch, 3_000)
  t.match(
    recoveryText(gangOf(world, job.id).recovery!),
    /^4\.2 s as far as is known \(detect unknown, decide 0 ms, fence 1\.2 s, wait 0 ms, relaunch 3\.0 s, restore unknown, first-step unknown\)$/,
  )
  world.nowMs += 8_100
  stepAll(world, job.id, 1)
  t.equal(gangOf(world, job.id).recovery?.parts['first-step'], 8_000)
  world.nowMs += 5_000
  stepAll(world, job.id, 2)
  t.equal(gangOf(world, job.id).recovery?.parts['first-step'], 8_000, 'only the first counts')
  t.match(gangOf(world, job.id).recovered, {
    count: 1,
    parts: { fence: { ms: 1_200, of: 1 }, relaunch: { ms: 3_000, of: 1 } },
  })

  world.nowMs += 60_000
  world.end(world.attemptsOf(job.id)[0]!, { ...says('NCCL error'), endedHostMs: world.nowMs - 400 })
  t.equal(gangOf(world, job.id).recovery?.parts.detect, 400, 'by the clock of its host')
})

t.test('[RT7] the first step and the reading of the checkpoint are as old as their rank says', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2))
  failOnce(world, job.id, says('NCCL error'))
  world.startAll()
  world.nowMs += 9_000
  stepAll(world, job.id, 12, { firstAgeMs: 2_500, restoredAgeMs: 4_000 })
  t.match(gangOf(world, job.id).recovery?.parts, { restore: 5_000, 'first-step': 1_500 })
  failOnce(world, job.id, says('NCCL error'))
  world.startAll()
  world.nowMs += 9_000
  stepAll(world, job.id, 20, { firstAgeMs: 60_000, restoredAgeMs: 1_000 })
  t.match(gangOf(world, job.id).recovery?.parts, { restore: 0, 'first-step': 0 }, 'what cannot be is none less')
})

t.test(
  '[RT8] a host that a job has gone well without counts against it, a program’s own failure does not',
  async (t) => {
    const world = makeWorld()
    fleet(world, 3)
    for (let i = 0; i < 3; i++) {
      const own = submit(world, gang(1, { name: 'own' }))
      failOnce(world, own.id, says('ValueError: own'))
      failOnce(world, own.id, says('ValueError: own'))
      t.equal(world.state.jobs.must(own.id).state, 'failed')
    }
    t.ok(
      [...world.state.hosts.values()].every(({ incidents = [] }) => incidents.length === 0),
      'it failed elsewhere too',
    )
    for (let i = 0; i < 3; i++) {
      const job = submit(world, gang(1, { name: `job-${i}` }))
      const other = hostsOf(world, job.id)[0] === 'h1' ? [] : ['h2', 'h3']
      t.same(other, [], 'the same host is chosen first')
      failOnce(world, job.id, says('RuntimeError: odd'))
      world.startAll()
      for (const id of world.attemptsOf(job.id)) world.end(id, exited(0))
      t.equal(world.state.jobs.must(job.id).state, 'succeeded')
    }
    const verdict = [...world.state.verdicts.values()].find(({ rule }) => rule === 'work/lemon')
    t.match(verdict, { host: 'h1', device: 'host', grade: 'degrade', source: 'work' })
    t.equal(verdict?.evidence.length, limits.lemonIncidents)
    t.match(verdict?.text, /3 launches of gangs failed because of it within 24 h; last: job-2/)
    t.match(world.state.hosts.must('h1'), {
      drain: { by: 'health', mode: 'after' },
      health: { check: { gpus: { length: 8 } } },
    })
    const next = submit(world, gang(2, { name: 'next' }))
    t.notOk(hostsOf(world, next.id).includes('h1'), 'it is given no gang')
  },
)

t.test('[RT8] what runs on such a host is not stopped', async (t) => {
  const world = makeWorld()
  fleet(world, 2, 16)
  const stays = submit(world, gang(1, { name: 'stays', placement: { labels: {} } }))
  world.startAll()
  const host = hostsOf(world, stays.id)[0]!
  for (let i = 0; i < limits.lemonIncidents; i++) {
    const job = submit(world, gang(1, { name: `job-${i}` }))
    world.startAll()
    const id = world.attemptsOf(job.id)[0]!
    world.end(id, exited(0, { code: null, reason: 'unknown', class: 'lost-host' }))
    world.request({ op: 'cancel-job', job: job.id })
    for (const left of world.attemptsOf(job.id)) world.end(left, stoppedByUs)
    if (hostOf(world, id) !== host) t.fail('packed beside it')
  }
  t.match(world.state.hosts.must(host).drain, { by: 'health' })
  pass(world, 60_000)
  t.match(gangOf(world, stays.id), { phase: 'running', epoch: 1, moves: 0 })
})

t.test(
  '[RT9] workers of a batch job: code 93 and the same end on two hosts stop it, another shard in between does not',
  async (t) => {
    const world = makeWorld()
    fleet(world, 2)
    const never = submit(world, batch({ name: 'never', workers: { max: 1 } }))
    world.startAll()
    world.end(world.attemptsOf(never.id)[0]!, exited(93))
    t.match(world.state.jobs.must(never.id), { state: 'failed', reason: /exit code 93/ })

    const job = submit(world, batch({ workers: { max: 1 } }))
    world.startAll()
    const first = world.attemptsOf(job.id)[0]!
    world.end(first, says("ModuleNotFoundError: No module named 'x'"))
    pass(world, 5_000)
    const second = world.attemptsOf(job.id)[0]!
    t.not(hostOf(world, second), hostOf(world, first), 'tried on another host')
    world.startAll()
    world.end(second, says("ModuleNotFoundError: No module named 'x'"))
    t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /2 times in the same way.*ModuleNotFoundError/ })

    const wide = submit(world, batch({ name: 'wide', count: 9, workers: { max: 3 } }))
    world.startAll()
    for (const id of world.attemptsOf(wide.id).slice(0, 2)) world.end(id, says('MemoryError'))
    t.match(world.state.jobs.must(wide.id), { state: 'running', crash: { same: 2 } }, 'the third is at work')
    world.end(world.attemptsOf(wide.id)[0]!, says('MemoryError'))
    t.match(world.state.jobs.must(wide.id), { state: 'failed', reason: /3 times in the same way/ })

    const alive = submit(world, batch({ name: 'alive', count: 9, workers: { max: 1 } }))
    for (let shard = 0; shard < 3; shard++) {
      world.startAll()
      const id = world.attemptsOf(alive.id)[0]!
      world.ask(id, 1)
      world.done(id, shard)
      world.end(id, says('Segmentation fault'))
      pass(world, 5_000)
    }
    t.equal(world.state.jobs.must(alive.id).state, 'running')
  },
)

t.test('[RT9] an array’s task that is not to be run again fails its job at once', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const job = submit(world, batch({ array: { count: 2 }, count: 2 }))
  world.startAll()
  world.end(world.attemptsOf(job.id)[0]!, exited(93))
  t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /exit code 93/ })
})
