import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { checkInvariants, checkRebuilt } from '../../coordinator/core/invariants.ts'
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { takeChanges } from '../../coordinator/core/state.ts'
import { limits } from '../../shared/limits.ts'
import type { ExitRecord } from '../../shared/model/job.ts'
import { batch, makeWorld, submit } from '../fakes/core-world.ts'

const exit = (code: number, lastLines: string[] = []): ExitRecord => ({
  code,
  signal: null,
  reason: 'exited',
  sentByUs: false,
  lastLines,
  endedHostMs: 0,
})

t.test('[S1] every start is a new incarnation, and ids carry it', async (t) => {
  const state = loadState([], 0)
  beginIncarnation(state)
  const first = takeChanges(state).durable
  t.equal(state.meta.must('meta').incarnation, 1)
  const again = loadState(first, 0)
  beginIncarnation(again)
  t.equal(again.meta.must('meta').incarnation, 2)
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch())
  t.match(job.id, /^j-1-\d+$/)
})

t.test('[S4] an Idempotency-Key is answered once', async (t) => {
  const world = makeWorld()
  const spec = batch()
  const first = world.request({ op: 'submit-job', spec }, 'k1') as { id: string }
  const second = world.request({ op: 'submit-job', spec }, 'k1') as { id: string }
  t.equal(second.id, first.id)
  t.equal(world.state.jobs.size, 1)
  t.throws(() => world.request({ op: 'submit-job', spec: batch({ name: 'other' }) }, 'k1'), {
    code: 'idempotency-mismatch',
  })
})

t.test('[W2] a fact counts once and is acknowledged again', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 1 }))
  const [a] = world.attemptsOf(job.id) as [string]
  const fact = {
    kind: 'fact-received',
    host: 'h1',
    spool: 's',
    number: 1,
    fact: { kind: 'attempt-started', attempt: a, pid: 7 },
  } as const
  world.step(fact)
  t.equal(world.state.attempts.must(a).pid, 7)
  const effects = world.step({ ...fact, fact: { ...fact.fact, pid: 8 } })
  t.equal(world.state.attempts.must(a).pid, 7)
  t.ok(effects.some((effect) => effect.kind === 'acknowledge-facts' && effect.number === 1))
  world.step({ ...fact, spool: 'another', number: 2 })
  t.equal(world.state.hostSync.must('h1').lastFact, 1, 'a spool that is not the one of the hello does not count')
})

t.test('[H1] [H4] suspect hosts get no new work, unknown ones neither', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  world.tick(limits.suspectAfterMs)
  t.equal(world.state.liveness.get('h1')?.state, 'suspect')
  t.equal(submit(world, batch()).state, 'queued')
  world.step({ kind: 'host-seen', host: 'h1', digest: null })
  t.equal([...world.state.jobs.values()][0]?.state, 'running')
  const rows = [...world.state.hosts.entries()].map(([key, row]) => ({ table: 'hosts', key, row }))
  t.equal(loadState(rows, 0).liveness.get('h1')?.state, 'unknown')
})

t.test('[H3] a cloned identity is refused and kills nothing', async (t) => {
  const world = makeWorld()
  world.host('h1', 1, 'boot-1')
  const job = submit(world, batch({ count: 1 }))
  const effects = world.host('h1', 1, 'boot-2')
  t.ok(effects.some((effect) => effect.kind === 'refuse-host' && effect.code === 'identity-cloned'))
  t.equal(world.attemptsOf(job.id).length, 1)
  t.match(world.state.hosts.must('h1').refusedReason, /one identity, two machines/)
})

t.test('[T2] a late tick moves the deadlines of silence', async (t) => {
  const world = makeWorld()
  world.host('h1')
  world.nowMs += 60_000
  world.step({ kind: 'ticked', lateMs: 59_000 })
  t.equal(world.state.liveness.get('h1')?.state, 'connected')
  world.tick(limits.suspectAfterMs)
  t.equal(world.state.liveness.get('h1')?.state, 'suspect')
})

t.test('[A1] ends are absorbing', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 1 }))
  const [a] = world.attemptsOf(job.id) as [string]
  world.fact('h1', { kind: 'attempt-ended', attempt: a, exit: exit(1) })
  const before = JSON.stringify(world.state.attempts.must(a))
  world.fact('h1', { kind: 'attempt-ended', attempt: a, exit: exit(0) })
  world.fact('h1', { kind: 'attempt-started', attempt: a, pid: 9 })
  t.equal(JSON.stringify(world.state.attempts.must(a)), before)
})

t.test('[A2] a cancelled job stops its workers with the reason; absence alone stops nothing', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 5 }))
  const [a] = world.attemptsOf(job.id) as [string]
  t.same(
    desiredOf(world.state, 'h1').attempts?.map((each) => each.action),
    ['run'],
  )
  world.request({ op: 'cancel-job', job: job.id })
  world.tick(0)
  const [stop] = desiredOf(world.state, 'h1').attempts ?? []
  t.same([stop?.attempt, stop?.action, stop?.reason], [a, 'stop', 'cancelled'])
  world.fact('h1', { kind: 'attempt-ended', attempt: a, exit: exit(143) })
  t.same(desiredOf(world.state, 'h1').attempts, [])
  t.same(desiredOf(world.state, 'h1').forget, [a])
})

t.test('[P4] crashes are placed again after a growing wait, then fail the job', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 1, workers: { max: 1 } }))
  const waits: number[] = []
  for (let n = 1; n <= limits.crashesPerTask; n++) {
    const [a] = world.attemptsOf(job.id) as [string]
    world.startAll()
    world.fact('h1', { kind: 'attempt-ended', attempt: a, exit: exit(2, [`KeyError: '${'abcde'[n - 1]}'`]) })
    const [task] = [...world.state.tasks.values()]
    if (task !== undefined) {
      waits.push(task.notBeforeMs - world.nowMs)
      t.equal(world.attemptsOf(job.id).length, 0)
      world.tick(task.notBeforeMs - world.nowMs)
      world.step({ kind: 'host-seen', host: 'h1', digest: null })
    }
  }
  t.same(waits, [500, 1_000, 2_000, 4_000])
  t.match(
    world.state.jobs.must(job.id).reason,
    /ended 5 times without finishing a shard; last: exit code 2: KeyError: 'e'/,
  )
})

t.test('[S3] [B5] the checks see a broken index', async (t) => {
  const world = makeWorld()
  world.host('h1')
  const job = submit(world, batch({ count: 5 }))
  const [a] = world.attemptsOf(job.id) as [string]
  world.startAll()
  world.ask(a, 1)
  checkInvariants(world.state)
  checkRebuilt(world.state, world.nowMs)
  world.state.index.get(job.id)?.pending.delete(4)
  t.throws(() => checkInvariants(world.state), /\[B5\] shard 4 .* is nowhere/)
  t.throws(() => checkRebuilt(world.state, world.nowMs), /\[S3\]/)
})
