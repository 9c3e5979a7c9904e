import t from 'tap'
import { desiredOf } from '../../coordinator/core/desired.ts'
import { limits } from '../../shared/limits.ts'
import type { TaskSpec } from '../../shared/model/job.ts'
import { releasedReason } from '../../shared/model/reading.ts'
import { hostMarks, keepsFromWork } from '../../shared/model/words.ts'
import { fleet, minute, one, pass } from '../fakes/core-fleet.ts'
import { batch, exited, gang, gpusOf, makeWorld, submit, type World } from '../fakes/core-world.ts'
import { Play } from '../fakes/detector-play.ts'

const drained = (world: World, host: string): void =>
  void world.request({ op: 'drain-host', host, mode: 'after', reason: 'new disk', deadlineMs: null })
const eventsOf = (world: World, kind: string): string[] =>
  [...world.state.events.values()].filter((event) => event.kind === kind).map(({ text }) => text)
const specOf = (world: World, host: string): TaskSpec =>
  JSON.parse(desiredOf(world.state, host).attempts?.[0]?.specJson ?? 'null') as TaskSpec

t.test('[CI3] work runs as its user is mapped, else as its project is, else as the agent', async (t) => {
  const world = makeWorld()
  world.host('h1', 8)
  const job = submit(world, batch({ count: 1 }))
  t.equal(specOf(world, 'h1').user, null)
  const set = (of: 'user' | 'project', name: string, osUser: string | null) =>
    world.request({ op: 'set-user', of, name, osUser })
  t.match(set('project', 'default', 'svc'), { users: {}, projects: { default: 'svc' } })
  t.equal(specOf(world, 'h1').user, 'svc')
  set('user', 'test', 'alice')
  t.equal(specOf(world, 'h1').user, 'alice', 'who submitted goes before the project')
  t.equal(world.state.jobs.must(job.id).by, 'test')
  set('user', 'test', null)
  t.equal(specOf(world, 'h1').user, 'svc')
  t.throws(() => set('user', 'test', null), { code: 'not-found' })
  t.throws(() => set('user', 'toString', null), { code: 'not-found' }, 'what every object has is no entry')
  for (let i = 0; i < limits.userMapEntries - 1; i++) set('user', `u${i}`, 'a')
  t.throws(() => set('user', 'more', 'a'), { code: 'too-large' })
})

t.test('[CI1] an attempt is told its code, image and secrets', async (t) => {
  const world = makeWorld()
  world.host('h1', 8)
  const code = { dir: { sha256: 'a'.repeat(64), bytes: 10 } }
  const image = `r/train@sha256:${'b'.repeat(64)}`
  submit(world, batch({ code, image, secrets: ['token'] }))
  t.match(specOf(world, 'h1'), { code, image, secrets: ['token'], user: null })
})

t.test('[CI6] what keeps too much on disk is told, and stopped only where the policy says so', async (t) => {
  for (const overDisk of ['tell', 'stop'] as const) {
    const world = makeWorld()
    world.host('h1', 8)
    const job = submit(world, batch({ count: 1, resources: { cpus: 1, diskMb: 100 }, policy: { overDisk } }))
    world.startAll()
    const [attempt] = world.attemptsOf(job.id) as [string]
    world.fact('h1', { kind: 'disk-over', attempt, usedMb: 250 })
    t.equal(world.state.attempts.must(attempt).overDiskMb, 250)
    t.match(eventsOf(world, 'disk-over'), [/on h1 keeps 250 MB in its work directory; resources\.diskMb allows 100 MB/])
    const { state, reason } = world.state.jobs.must(job.id)
    t.equal(state, overDisk === 'stop' ? 'failed' : 'running')
    if (overDisk === 'stop') t.match(reason, /keeps 250 MB/)
    world.fact('h1', { kind: 'disk-over', attempt: 'a-7-7', usedMb: 250 })
  }
})

t.test('[CI7] an epilog that fails is told and counted; the policy may drain its host', async (t) => {
  const world = makeWorld()
  world.host('h1', 8)
  const run = (code: number | null, said = ''): void => {
    const job = submit(world, batch({ count: 1, workers: { max: 1 } }))
    world.startAll()
    const [attempt] = world.attemptsOf(job.id) as [string]
    world.ask(attempt, 1)
    world.done(attempt, 0)
    world.end(attempt, exited(0, { epilog: { code, tookMs: 5, said } }))
    t.equal(world.state.jobs.must(job.id).state, 'succeeded', "the job's end is its own")
  }
  run(3, 'scratch is full')
  run(null, 'it ran longer than 60 s')
  t.match(eventsOf(world, 'epilog-failed'), [
    /status 3: scratch is full \(1 in a row\)/,
    /longer than 60 s \(2 in a row/,
  ])
  const host = () => world.state.hosts.must('h1')
  t.match(hostMarks(host(), 0), [{ word: 'epilogs', detail: '2 in a row failed' }])
  t.notOk(hostMarks(host(), 0).some(keepsFromWork))
  t.equal(host().drain, null)
  run(0)
  t.same(hostMarks(host(), 0), [], 'one that works ends the count')
  world.request({ op: 'set-health-policy', epilog: 'drain' })
  run(1)
  t.match(host().drain, {
    mode: 'after',
    by: 'the policy for epilogs',
    reason: /the epilog after a-1-\d+ failed: status 1/,
  })
  t.throws(() => run(1), 'nothing is placed on it')
})

t.test('[CI8] a host that may still run something is not removed, and the refusal says what to do first', async (t) => {
  const world = makeWorld()
  fleet(world, 2, 0)
  const remove = (host: string) => world.request({ op: 'remove-host', host })
  t.throws(() => remove('h9'), { code: 'no-such-host' })
  t.throws(() => remove('h1'), { code: 'host-busy', detail: /is heard and takes work: `millwright drain h1` first/ })
  const job = submit(world, batch({ count: 1, workers: { max: 1 } }))
  world.startAll()
  const [attempt] = world.attemptsOf(job.id) as [string]
  const { host } = world.state.attempts.must(attempt)
  drained(world, host)
  t.throws(() => remove(host), { code: 'host-busy', detail: /its drain is not over/ })
  world.end(attempt, exited(0))
  remove(host)
  t.notOk(world.state.hosts.has(host))
  t.notOk(world.state.hostSync.has(host))
  t.notOk(world.state.capacity.host(host))
  const other = host === 'h1' ? 'h2' : 'h1'
  world.tick(limits.unreachableAfterMs + limits.suspectAfterMs)
  world.tick(limits.unreachableAfterMs + limits.suspectAfterMs)
  t.throws(() => remove(other), { code: 'host-busy', detail: /is silent.*confirm-lost/ })
})

t.test('[CI8] a dead host goes with what ran on it and its faults, in bounded steps', async (t) => {
  const world = makeWorld()
  world.host('h1', 64, 'boot-1', { gpus: 8 })
  const job = submit(world, batch({ count: 40, workers: { max: 40, perHost: 40 } }))
  world.startAll()
  world.step({
    kind: 'host-connected',
    host: 'h1',
    connection: 9,
    hello: {
      name: 'h1',
      slots: 64,
      bootId: 'boot-1',
      spool: 's',
      attempts: [
        ...world.attemptsOf(job.id).map((attempt) => ({ attempt, state: 'running' })),
        { attempt: 'a-9-9', state: 'running', cpus: 1 },
      ],
      inventoryJson: JSON.stringify({ gpus: gpusOf('h1', 6) }),
    },
  })
  t.equal(world.state.foreign.size, 1)
  t.ok((world.state.faults.byHost.get('h1')?.size ?? 0) > 0, 'GPUs are gone')
  world.tick(limits.startGraceMs)
  for (let i = 0; i < 6; i++) world.tick(limits.unreachableAfterMs)
  world.request({ op: 'confirm-lost', host: 'h1' })
  world.request({ op: 'remove-host', host: 'h1' })
  t.notOk(world.state.hosts.has('h1'))
  t.equal(world.attemptsOf(job.id).length, 0)
  t.equal(world.state.foreign.size, 0)
  t.ok([...world.state.verdicts.values()].every(({ state }) => state === 'closed'))
  t.same(
    [...world.state.work.keys()].filter((id) => id.endsWith('/h1')),
    [],
  )
  world.host('h2', 64)
  pass(world, 10_000)
  t.ok(world.attemptsOf(job.id).length > 0, 'its work goes on elsewhere')
})

t.test('[CI8] a removed host is refused when it comes back, told once, until it is readmitted', async (t) => {
  const world = makeWorld()
  world.host('h1', 4)
  drained(world, 'h1')
  const gone = world.request({ op: 'remove-host', host: 'h1' })
  t.match(gone, { id: 'h1', name: 'h1' })
  for (let i = 0; i < 2; i++) {
    const effects = world.host('h1', 4)
    t.match(effects, [
      { kind: 'refuse-host', code: 'host-removed', reason: /was removed by test; `millwright host readmit h1`/ },
    ])
    t.notOk(world.state.hosts.has('h1'))
  }
  t.equal(eventsOf(world, 'host-turned-away').length, 1)
  // what was on its way changes nothing
  world.step({ kind: 'host-seen', host: 'h1', digest: null })
  world.step({ kind: 'host-disconnected', host: 'h1', connection: 1 })
  world.fact('h1', { kind: 'spool-reset', reason: '' })
  world.request({ op: 'readmit-host', host: 'h1' })
  world.host('h1', 4)
  t.match(world.state.hosts.must('h1'), { drain: null, cordoned: false })
  t.throws(() => world.request({ op: 'readmit-host', host: 'h1' }), { code: 'no-such-host' })
})

t.test('[CI9] a machine that was installed anew takes the place, labels and cordon of the old one', async (t) => {
  const world = makeWorld()
  world.host('old', 4, 'boot-1', { topology: { rack: 'r1', leaf: 'l1' }, labels: { tier: 'a', disk: 'nvme' } })
  world.request({ op: 'cordon-host', host: 'old', cordoned: true })
  world.host('new', 4, 'boot-2', { topology: { leaf: 'l2' }, labels: { tier: 'b' } })
  const replace = (host: string, replacement: string) => world.request({ op: 'replace-host', host, replacement })
  t.throws(() => replace('old', 'new'), { code: 'host-busy' })
  t.throws(() => replace('old', 'old'), { code: 'bad-field' })
  drained(world, 'old')
  replace('old', 'new')
  t.notOk(world.state.hosts.has('old'))
  const want = {
    cordoned: true,
    labels: { tier: 'b', disk: 'nvme' },
    topology: { rack: 'r1', leaf: 'l2' },
    replaces: [{ id: 'old', name: 'old' }],
  }
  t.match(world.state.hosts.must('new'), want)
  world.step({ kind: 'host-disconnected', host: 'new', connection: 2 })
  world.host('new', 4, 'boot-3', { topology: { leaf: 'l2' }, labels: { tier: 'b' } })
  t.match(world.state.hosts.must('new'), want, 'its next hello keeps what it inherited')
  t.match(world.host('old', 4), [{ kind: 'refuse-host', reason: /was replaced by new/ }])
})

t.test('[CI10] GPUs are released only on a drained host, and nothing is judged by what is not read', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const release = (yes: boolean) => world.request({ op: 'release-gpus', host: 'h1', release: yes })
  t.throws(() => release(true), { code: 'host-busy', detail: /is not drained/ })
  const job = submit(world, one('job', 1, null))
  world.startAll()
  drained(world, 'h1')
  t.throws(() => release(true), { code: 'host-busy', detail: /still being drained/ })
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(0))
  t.match(release(true), { gpuRelease: { state: 'asked', by: 'test' } })
  t.equal(desiredOf(world.state, 'h1').releaseGpus, true)
  const told = { kind: 'gpu-handles', inventoryJson: '' } as const
  world.fact('h1', { ...told, released: true, holders: ['nvidia-persistenced (812)'] })
  const host = () => world.state.hosts.must('h1')
  t.match(hostMarks(host(), 0), [{}, { word: 'GPUs released', detail: /still open in nvidia-persistenced \(812\)/ }])
  world.fact('h1', { ...told, released: true, holders: [] })
  t.equal(host().gpuRelease?.state, 'released')
  const fewer = JSON.stringify({ gpus: gpusOf('h1', 7) })
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: fewer })
  t.equal(world.state.verdicts.size, 0, 'a GPU that is not there meanwhile is no fault')
  world.request({ op: 'verify-host', host: 'h1' })
  t.same(desiredOf(world.state, 'h1').checks, [], 'a check waits: it would read the GPUs')
  pass(world, 2 * limits.checkDeadlineMs)
  t.equal(host().health?.failedChecks ?? 0, 0, 'and has not failed')
  world.request({ op: 'undrain-host', host: 'h1' })
  t.equal(host().gpuRelease?.state, 'taking-back')
  t.equal(desiredOf(world.state, 'h1').releaseGpus, false)
  const more = submit(world, one('more', 1, null))
  pass(world, minute)
  t.equal(world.attemptsOf(more.id).length, 0, 'no work before they are read again')
  world.fact('h1', { ...told, released: true, holders: [] })
  t.equal(host().gpuRelease?.state, 'taking-back', 'an answer to what was asked before')
  world.fact('h1', { ...told, released: false, holders: [], inventoryJson: fewer })
  t.notOk('gpuRelease' in host())
  t.equal(host().inventory.gpus?.length, 7)
  t.match(eventsOf(world, 'gpus-back'), [/7 GPUs after the maintenance, before it 8/])
  t.equal(desiredOf(world.state, 'h1').checks?.length, 1, 'now it is checked')
  pass(world, 5_000)
  t.equal(world.attemptsOf(more.id).length, 1)
  world.fact('h1', { kind: 'inventory-changed', inventoryJson: JSON.stringify({ gpus: gpusOf('h1', 6) }) })
  t.equal(world.state.verdicts.size, 1, 'from now on one that goes is a fault again')
})

t.test(
  '[CI10] a release that is called off before the agent has heard of it keeps no host out of service',
  async (t) => {
    const world = makeWorld()
    fleet(world, 1)
    const host = () => world.state.hosts.must('h1')
    drained(world, 'h1')
    const release = (yes: boolean) => world.request({ op: 'release-gpus', host: 'h1', release: yes })
    release(true)
    release(false)
    t.notOk('gpuRelease' in host())
    t.equal(desiredOf(world.state, 'h1').releaseGpus, false)
    release(true)
    world.request({ op: 'undrain-host', host: 'h1' })
    t.notOk('gpuRelease' in host())
    // it had heard of it after all
    world.fact('h1', { kind: 'gpu-handles', inventoryJson: '', released: true, holders: [] })
    t.equal(host().gpuRelease?.state, 'taking-back')
    const job = submit(world, one('job', 1, null))
    pass(world, minute)
    t.equal(world.attemptsOf(job.id).length, 0)
    world.fact('h1', { kind: 'gpu-handles', inventoryJson: '', released: false, holders: [] })
    pass(world, 5_000)
    t.equal(world.attemptsOf(job.id).length, 1)
  },
)

t.test('[CI10] detectors find nothing, and end nothing, while GPUs are released', (t) => {
  const play = new Play({ gpu: '0', uuid: 'g' }, 'nvml')
  play.rows({ 'gpu-temperature': 50, 'gpu-power': 300 }, 60, 1_000)
  const watchers = ['gpu-temperature', 'gpu-power'].map((name) => play.watch(name))
  for (let i = 0; i < 600; i++) {
    play.ms += 1_000
    for (const watcher of watchers) watcher?.absent(play.ms, releasedReason)
    play.detectors.take(play.ms)
  }
  t.same(play.detectors.standing(), [])
  play.rows({ 'gpu-temperature': 50, 'gpu-power': 300 }, 60, 1_000)
  t.same(play.told, [])
  play.rows({ 'gpu-temperature': null, 'gpu-power': null }, 600, 1_000)
  t.not(play.told.length, 0, 'any other gap is a finding')
  t.end()
})

t.test('[CI8] a gang whose host was removed is whole again elsewhere', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, gang(2))
  world.startAll()
  const [first] = world.attemptsOf(job.id) as [string]
  const { host } = world.state.attempts.must(first)
  for (const each of world.state.hosts.keys())
    if (each !== host) world.step({ kind: 'host-seen', host: each, digest: null })
  for (let i = 0; i < 30; i++) {
    for (const each of world.state.hosts.keys())
      if (each !== host) world.step({ kind: 'host-seen', host: each, digest: null })
    world.tick(5_000)
  }
  world.request({ op: 'confirm-lost', host })
  world.request({ op: 'remove-host', host })
  for (const id of world.attemptsOf(job.id)) world.end(id, exited(1, { reason: 'epoch-failed', sentByUs: true }))
  pass(world, minute)
  t.notOk(world.state.hosts.has(host))
  t.equal(world.attemptsOf(job.id).length, 2)
})
