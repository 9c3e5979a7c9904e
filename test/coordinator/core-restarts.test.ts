/** What follows from how processes end: classes, who is blamed, budgets, where and when the next attempt is made. */
import t from 'tap'
import { explainJob } from '../../coordinator/core/explain/explain.ts'
import { limits } from '../../shared/limits.ts'
import {
  classOf,
  type Ending,
  type ExitClass,
  exitClasses,
  exitRules,
  signatureOf,
  signs,
} from '../../shared/model/exits.ts'
import { budgetText, rungText } from '../../shared/model/words.ts'
import { fleet, pass } from '../fakes/core-fleet.ts'
import { exited, gang, makeWorld, submit } from '../fakes/core-world.ts'
import {
  failOnce,
  gangOf,
  hostOf,
  hostsOf,
  loaded,
  reboot,
  says,
  stepAll,
  stoppedByUs,
} from '../fakes/failing-gangs.ts'

const ending: Ending = {
  code: 1,
  signal: null,
  reason: 'exited',
  sentByUs: false,
  oom: false,
  told: null,
  lines: [],
  gpuFault: false,
  hostLost: false,
}

t.test('[RT1] each way to end has its class', async (t) => {
  const cases: readonly [string, Partial<Ending>, ExitClass][] = [
    ['exit 0', { code: 0 }, 'ok'],
    ['exit 1', {}, 'code-error'],
    ['exit 93', { code: 93 }, 'do-not-retry'],
    ['exit 137 of a shell', { code: 137 }, 'unknown'],
    ['SIGKILL by nobody we know', { code: null, signal: 'SIGKILL' }, 'unknown'],
    ['SIGKILL by the memory limit', { code: null, signal: 'SIGKILL', oom: true }, 'out-of-memory'],
    ['SIGSEGV', { code: null, signal: 'SIGSEGV' }, 'code-error'],
    [
      'SIGABRT of the NCCL watchdog',
      { code: null, signal: 'SIGABRT', lines: ['Watchdog caught collective operation timeout'] },
      'network',
    ],
    [
      'CUDA out of memory',
      { lines: ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB'] },
      'out-of-memory',
    ],
    ['MemoryError', { lines: ['MemoryError'] }, 'out-of-memory'],
    ['an import', { lines: ["ModuleNotFoundError: No module named 'flash_attn'"] }, 'code-error'],
    ['an ECC error', { lines: ['RuntimeError: CUDA error: uncorrectable ECC error encountered'] }, 'gpu-fault'],
    ['a fault of its GPU close in time', { gpuFault: true }, 'gpu-fault'],
    [
      'a peer that died, by NCCL',
      { lines: ['torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp, ncclSystemError'] },
      'network',
    ],
    [
      'a peer that died, by gloo',
      { lines: ['RuntimeError: [gloo/transport/tcp/pair.cc:534] Connection closed by peer [10.0.0.3]:42301'] },
      'network',
    ],
    [
      'a port that is taken',
      {
        lines: ['The server socket has failed to bind to [::]:29500 (errno: 98 - Address already in use). EADDRINUSE'],
      },
      'network',
    ],
    ['preempted', { code: 0, reason: 'preempted', sentByUs: true }, 'preempted'],
    ['drained', { code: null, signal: 'SIGKILL', reason: 'drained', sentByUs: true }, 'preempted'],
    ['stopped by health', { code: null, signal: 'SIGKILL', reason: 'health-stop', sentByUs: true }, 'gpu-fault'],
    ['stopped by its own agent', { code: null, signal: 'SIGKILL', reason: 'lost-after', sentByUs: true }, 'lost-host'],
    ['cancelled', { code: 143, reason: 'cancelled', sentByUs: true }, 'cancelled'],
    ['its epoch had failed', { code: null, signal: 'SIGTERM', reason: 'epoch-failed', sentByUs: true }, 'stopped'],
    ['could not be started', { code: null, reason: 'launch-failed', lines: ['ENOENT'] }, 'launch-failed'],
    ['told by its agent', { code: null, signal: 'SIGKILL', told: 'out-of-memory' }, 'out-of-memory'],
    ['its host is gone', { code: null, reason: 'unknown', hostLost: true }, 'lost-host'],
    ['nothing is known', { code: null, reason: 'unknown' }, 'unknown'],
  ]
  for (const [what, fields, expected] of cases) t.equal(classOf({ ...ending, ...fields }), expected, what)
  const found = new Set(cases.map(([, , each]) => each))
  t.same(
    [...exitClasses].filter((each) => !found.has(each)),
    [],
    'every class is met',
  )
  t.same(
    [...exitClasses].filter((each) => !signs.some((sign) => sign.class === each)),
    [],
    'every class has a sign',
  )
  for (const each of exitClasses) t.ok(exitRules[each].words.length > 0 && exitRules[each].why.length > 0, each)
})

t.test('[RT1] two failures are one when only numbers tell them apart', async (t) => {
  const one = signatureOf('torch.OutOfMemoryError: Tried to allocate 2.00 GiB at 0x7f3a on GPU 3')
  t.equal(one, signatureOf('torch.OutOfMemoryError: Tried to allocate 12.50 GiB at 0xbeef on GPU 0'))
  t.not(signatureOf('KeyError: a'), signatureOf('KeyError: b'))
})

t.test('[RT1] [RT2] of several ranks of a member the one that failed is named, by its own error', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, gang(2, { gang: { hosts: 2, ranksPerHost: 4 } }))
  world.startAll()
  const [first] = world.attemptsOf(job.id) as [string]
  const rank = { code: 1, signal: null, sentByUs: false, lastLines: ['x'] }
  const ranks = [
    { ...rank, rank: 1, error: 'RuntimeError: Connection closed by peer' },
    { ...rank, rank: 2, error: 'torch.OutOfMemoryError: CUDA out of memory' },
    { ...rank, rank: 3, sentByUs: true },
  ]
  world.end(first, exited(1, { ranks }))
  t.match(gangOf(world, job.id).failing, { class: 'out-of-memory', rank: 2, host: hostOf(world, first) })
  t.match(gangOf(world, job.id).lastEnd, /^rank 2 \(a-1-\d+\) on h\d: out of memory: exit code 1: .*CUDA out of memory/)
})

t.test('[RT2] [Y2] a rank that exits 0 while another of its member failed is no success', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const job = submit(world, gang(1, { gang: { hosts: 1, ranksPerHost: 2 } }))
  world.startAll()
  const ranks = [{ rank: 1, code: 3, signal: null, sentByUs: false, lastLines: [] }]
  world.end(world.attemptsOf(job.id)[0]!, exited(0, { ranks }))
  t.match(world.state.jobs.must(job.id), { state: 'running', gang: { restarts: 1, failure: { rank: 1, code: 3 } } })
})

t.test('[RT2] who noticed that a peer was gone is not blamed, in whatever order ends are learnt of', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(3))
  world.startAll()
  const [a, b, c] = world.attemptsOf(job.id) as [string, string, string]
  world.end(a, says('RuntimeError: Connection closed by peer'))
  t.match(gangOf(world, job.id), { phase: 'stopping', failing: { class: 'network', attempt: a } })
  world.end(b, says("KeyError: 'tokens'"))
  t.match(gangOf(world, job.id).failing, { class: 'code-error', attempt: b, host: hostOf(world, b) })
  t.match(gangOf(world, job.id).lastEnd, /KeyError/)
  world.end(c, says('ValueError: later'))
  t.match(
    gangOf(world, job.id).failure,
    { class: 'code-error', attempt: b, inARow: 1, same: 1 },
    'the first of them stays',
  )
  t.match(gangOf(world, job.id).recovery, { class: 'code-error' }, 'the way back is from that one, too')
  t.ok([...world.state.events.values()].some(({ kind }) => kind === 'epoch-blamed'))
})

t.test('[RT2] a host that was silent before the others noticed takes the blame', async (t) => {
  const world = makeWorld()
  fleet(world, 4)
  const job = submit(world, gang(3, { policy: { lostAfterMs: 15_000, graceMs: 1_000 } }))
  world.startAll()
  const [dead, other, third] = world.attemptsOf(job.id) as [string, string, string]
  const heard = (ms: number): void => {
    for (let left = ms; left > 0; left -= 5_000) {
      for (const host of world.state.hosts.keys())
        if (host !== hostOf(world, dead)) world.step({ kind: 'host-seen', host, digest: null })
      world.tick(5_000)
    }
  }
  heard(10_000)
  world.end(other, says('something that no pattern knows'))
  t.match(gangOf(world, job.id).failing, { class: 'code-error' })
  world.end(third, stoppedByUs)
  heard(60_000)
  t.match(gangOf(world, job.id), {
    phase: 'running',
    hostRestarts: 1,
    failure: { class: 'lost-host', host: hostOf(world, dead) },
    recovery: { rung: 'swapped', left: [hostOf(world, dead)] },
  })
})

t.test('[RT3] restarts are charged to what they come from, and each budget has a bound', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2, { policy: { maxRestarts: 2 } }))
  const { state } = world
  for (const line of ['NCCL error one', 'NCCL error two']) {
    failOnce(world, job.id, says(line))
    pass(world, limits.restartWaitMaxMs)
  }
  t.equal(
    budgetText(state.jobs.must(job.id)),
    '2 of 2 restarts after failures of its own, 0 of 2 restarts after failures of hosts, 0 of 100 moves',
  )
  world.startAll()
  world.request({ op: 'drain-host', host: hostsOf(world, job.id)[0]!, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
  pass(world, 5_000)
  t.match(gangOf(world, job.id), { phase: 'running', restarts: 2, moves: 1 }, 'a move is not a failure')
  failOnce(world, job.id, says('NCCL error three'))
  t.equal(state.jobs.must(job.id).state, 'failed')
  t.match(
    state.jobs.must(job.id).reason,
    /its gang failed 3 times \(at most 2 restarts\); last: a-1-\d+ on h\d: the network between ranks failed/,
  )
})

t.test('[RT3] a host that comes and goes does not restart a gang for ever', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const job = submit(world, gang(2, { policy: { maxRestarts: 1_000 } }))
  let boots = 1
  const launches: number[] = []
  for (let i = 0; i < 40; i++) {
    world.startAll()
    const before = gangOf(world, job.id).epoch
    if (hostsOf(world, job.id).includes('h1')) reboot(world, 'h1', `boot-${++boots}`)
    for (const id of world.attemptsOf(job.id)) world.end(id, stoppedByUs)
    pass(world, 60_000)
    if (gangOf(world, job.id).epoch > before) launches.push(world.nowMs)
  }
  const verdict = [...world.state.verdicts.values()].find(({ rule }) => rule === 'work/lemon')
  t.match(verdict, { host: 'h1', grade: 'degrade', source: 'work' })
  t.ok(launches.length <= limits.lemonIncidents, `${launches.length} launches in 40 minutes`)
})

t.test('[RT4] the second attempt is not on the host that failed, where another is free', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2))
  const failed = failOnce(world, job.id, says("KeyError: 'a'"))
  t.match(gangOf(world, job.id), { phase: 'running', epoch: 2, recovery: { rung: 'swapped', left: [failed] } })
  t.notOk(hostsOf(world, job.id).includes(failed))
  const alone = makeWorld()
  fleet(alone, 2)
  const second = submit(alone, gang(2))
  failOnce(alone, second.id, says("KeyError: 'a'"))
  t.match(gangOf(alone, second.id), { phase: 'running', epoch: 2, recovery: { rung: 'in-place' } }, 'no other is free')
  t.equal(rungText(alone.state.jobs.must(second.id)), 'restarted in place')
})

t.test('[RT4] [Y1] the only spare is not given twice, for a lost host and for the one that failed', async (t) => {
  const world = makeWorld()
  fleet(world, 4)
  const job = submit(world, gang(3, { gang: { hosts: 3, spares: 1 }, policy: { graceMs: 1_000 } }))
  world.startAll()
  const attempts = world.attemptsOf(job.id)
  const hosts = hostsOf(world, job.id)
  world.end(attempts[0]!, says("KeyError: 'a'"))
  world.request({ op: 'drain-host', host: hosts[1]!, mode: 'now', reason: 'fan', deadlineMs: null })
  for (const id of attempts.slice(1)) world.end(id, stoppedByUs)
  pass(world, 5_000)
  t.match(gangOf(world, job.id), { phase: 'running', epoch: 2, size: 3 })
  t.same(new Set(hostsOf(world, job.id)), new Set(['h1', 'h2', 'h3', 'h4'].filter((host) => host !== hosts[1])))
})

t.test('[RT4] a held spare takes the place of the host that failed; the network is tried again in place', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2, { gang: { hosts: 2, spares: 1 } }))
  const failed = failOnce(world, job.id, says("KeyError: 'a'"))
  t.match(gangOf(world, job.id), { phase: 'running', epoch: 2, size: 2 })
  t.notOk(hostsOf(world, job.id).includes(failed))
  t.match(gangOf(world, job.id).recovery, { rung: 'swapped', left: [failed], leftCount: 1 })
  const other = makeWorld()
  fleet(other, 3)
  const second = submit(other, gang(2))
  other.startAll()
  const before = hostsOf(other, second.id)
  failOnce(other, second.id, says('Connection reset by peer'))
  t.same(hostsOf(other, second.id), before)
})

t.test('[RT5] the same failure twice ends the job, another line or a step forward does not', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2))
  const first = failOnce(world, job.id, says('AssertionError: loss is 3.1'))
  const second = failOnce(world, job.id, says('AssertionError: loss is 2.7'))
  t.not(first, second)
  t.match(world.state.jobs.must(job.id), {
    state: 'failed',
    reason: /^failed 2 times in a row without a step forward.*loss is 2\.7/,
  })

  const forward = makeWorld()
  fleet(forward, 3)
  const going = submit(forward, gang(2))
  for (const step of [10, 20, 30]) {
    forward.startAll()
    stepAll(forward, going.id, step)
    failOnce(forward, going.id, says('AssertionError: loss is 3.1'))
    t.match(gangOf(forward, going.id), { phase: 'running', failure: { step, inARow: 1, same: 1 } })
  }
  const differs = makeWorld()
  fleet(differs, 3)
  const other = submit(differs, gang(2))
  failOnce(differs, other.id, says("KeyError: 'a'"))
  failOnce(differs, other.id, says("KeyError: 'b'"))
  t.match(gangOf(differs, other.id).failure, { inARow: 2, same: 1 })
})

t.test('[RT5] out of memory twice ends the job whatever it says; exit code 93 at once', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2))
  failOnce(world, job.id, says('CUDA out of memory. Tried to allocate 2 GiB'))
  failOnce(world, job.id, exited(0, { code: null, signal: 'SIGKILL', oom: true }))
  t.match(world.state.jobs.must(job.id), { state: 'failed', reason: /^failed 2 times in a row.*: out of memory/ })
  const never = submit(world, gang(2, { name: 'never' }))
  failOnce(world, never.id, exited(93))
  t.match(world.state.jobs.must(never.id), { state: 'failed', gang: { epoch: 1 }, reason: /exit code 93/ })
})

t.test('[RT5] exit code 93 is heard, whoever failed first', async (t) => {
  for (const order of [
    [says("KeyError: 'a'"), exited(93)],
    [exited(93), says("KeyError: 'a'")],
  ]) {
    const world = makeWorld()
    fleet(world, 3)
    const job = submit(world, gang(3))
    world.startAll()
    const attempts = world.attemptsOf(job.id)
    for (const [i, exit] of order.entries()) world.end(attempts[i]!, exit)
    world.end(attempts[2]!, stoppedByUs)
    t.match(world.state.jobs.must(job.id), { state: 'failed', gang: { epoch: 1 }, reason: /exit code 93/ })
  }
})

t.test(
  '[RT5] launches that get no further wait twice as long each time, over a restart of the coordinator too',
  async (t) => {
    const world = makeWorld()
    fleet(world, 2)
    const job = submit(world, gang(2, { policy: { maxRestarts: 100 } }))
    const waits: number[] = []
    for (let i = 0; i < 9; i++) {
      failOnce(world, job.id, exited(0, { code: null, signal: 'SIGKILL' }))
      const fromMs = world.nowMs
      if (i === 1) t.ok(loaded(world).deadlines.has('job-ready', job.id), 'a next life of the coordinator waits too')
      if (i === 2)
        t.match(explainJob(world.state, job.id, world.nowMs).lines.join('\n'), /3 launches in a row got no further/)
      while (gangOf(world, job.id).phase !== 'running') pass(world, 1_000)
      waits.push(Math.round((world.nowMs - fromMs) / 1_000))
    }
    t.equal(waits[0], 0, 'the first is at once')
    t.same(waits.slice(1, 8), [5, 10, 20, 40, 80, 160, 300])
    t.equal(waits[8], 300, 'no more than 5 minutes')
  },
)
