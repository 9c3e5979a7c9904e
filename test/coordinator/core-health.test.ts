import t from 'tap'
import { foundByDetectors } from '../../coordinator/core/verdicts/findings.ts'
import { limits } from '../../shared/limits.ts'
import type { RuleOverride } from '../../shared/model/health.ts'
import { fleet, minute, one, pass } from '../fakes/core-fleet.ts'
import { exited, gang, makeWorld, submit } from '../fakes/core-world.ts'
import {
  answer,
  checkOf,
  finding,
  found,
  host,
  leak,
  lines,
  only,
  over,
  restarted,
  texts,
  verdictsOf,
  xid,
} from '../fakes/faults.ts'

t.test('[HV1] [HV3] one fault is one verdict, with its evidence, what it affects and what was done', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  const job = submit(world, one('train', 8, null))
  world.startAll()
  const at = world.state.attempts.must(world.attemptsOf(job.id)[0]!).host
  found(world, at, finding(`gpu:${at}/0`))
  t.match(only(world, at), {
    id: /^v-/,
    rule: 'gpu/temperature',
    ruleVersion: '1',
    grade: 'degrade',
    state: 'open',
    session: 1,
    sinceMs: world.nowMs,
    count: 1,
    affects: { jobs: [job.id] },
    evidence: [{ value: 96, ageMs: 400, limit: '> 90 °C' }],
  })
  t.match(host(world, at).health, { grade: 'degrade', session: 1, drained: true })
  const before = only(world, at)
  found(world, at, finding(`gpu:${at}/0`))
  t.equal(only(world, at), before, 'said again it changes nothing')
  found(world, at, over(`gpu:${at}/0`))
  found(world, at, finding(`gpu:${at}/0`))
  t.match(only(world, at), { state: 'open', count: 2, session: 2 }, 'back again it is counted, and another fault')
  found(world, at, finding(`gpu:${at}/0`, { grade: 'stop' }), finding(`gpu:${at}/1`, { grade: 'watch' }))
  t.equal(verdictsOf(world.state, at).length, 2)
  t.equal(host(world, at).health?.grade, 'stop')
  found(world, at, finding(`gpu:${at}/0`, { grade: 'degrade', text: 'cooler' }))
  t.match(verdictsOf(world.state, at)[0], { grade: 'stop', text: /96 °C/ }, 'as it was at its worst')
})

t.test('[HV3] verdicts are bounded: their words, their number on a host, and closed ones go first', async (t) => {
  const world = makeWorld()
  fleet(world, 2)
  const long = 'x'.repeat(5_000)
  const [evidence] = finding('').evidence
  const many = Array.from({ length: 40 }, () => ({ ...evidence!, value: long, labels: { [long]: long } }))
  found(world, 'h1', finding('host', { text: long, evidence: many, place: { rack: long }, grade: 'watch' }))
  t.ok(JSON.stringify(only(world, 'h1')).length < limits.rowBytes / 4)
  for (let round = 0; round < 30; round++)
    found(world, 'h1', ...Array.from({ length: 3 }, (_, i) => finding(`disk:${round}-${i}`, { grade: 'watch' })))
  t.equal(verdictsOf(world.state, 'h1').length, limits.verdictsPerHost)
  for (let i = 0; i < 40; i++) found(world, 'h2', finding(`disk:${i}`))
  t.equal(verdictsOf(world.state, 'h2').length, limits.seriousPerHost)
  t.equal([...world.state.events.values()].filter(({ kind }) => kind === 'verdicts-untold').length, 1, 'told, once')
  found(world, 'h1', finding('gpu:h1/0'))
  t.equal(
    verdictsOf(world.state, 'h1').length,
    limits.verdictsPerHost + 1,
    'what takes a host out has a bound of its own',
  )
  for (let i = 0; i < 40; i++) {
    found(world, 'h1', over('gpu:h1/0'))
    found(world, 'h1', finding('gpu:h1/0'))
  }
  const { done } = verdictsOf(world.state, 'h1').at(-1)!
  t.equal(done.length, limits.doneKept)
  t.match(done[0]?.what, /is drained/, 'the first line stays')
})

t.test('[HV2] kernel lines are judged in the core by the catalogue, and an operator may override a code', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  lines(world, 'h1', xid(79, 'h1/3'), xid(79, 'h1/3', { count: 4 }), xid(13, 'h1/4'))
  t.match(verdictsOf(world.state, 'h1'), [
    { rule: 'xid/79', grade: 'stop', device: 'gpu:h1/3', count: 5, ruleVersion: /xid/ },
    { rule: 'xid/13', grade: 'watch', device: 'gpu:h1/4' },
  ])
  world.request({ op: 'set-health-policy', overrides: { 'xid/79': { grade: 'watch', repair: 'none' } } })
  lines(world, 'h2', xid(79, 'h2/0'))
  t.match(only(world, 'h2'), { grade: 'watch', repair: 'none', text: /overridden by an operator/ })
  t.equal(host(world, 'h2').drain, null)
  world.request({ op: 'set-health-policy', overrides: { 'xid/79': null } })
  lines(world, 'h3', xid(79, 'h3/0'))
  t.equal(only(world, 'h3').grade, 'stop')
  world.fact('h4', { kind: 'kernel-events', events: Array.from({ length: 60 }, (_, i) => xid(79, `g${i}`)) })
  t.equal(verdictsOf(world.state, 'h4').length, limits.findingsPerInput, 'a storm is bounded, and told')
})

t.test('[DT3] an override of a rule that does not exist is refused with the nearest name', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const set = (rule: string, override: RuleOverride | null = { grade: 'watch' }) =>
    world.request({ op: 'set-health-policy', overrides: { [rule]: override } })
  for (const [rule, nearest] of [
    ['gpu-margin', 'gpu-thermal-margin'],
    ['gpu-thermal-margn', 'gpu-thermal-margin'],
    ['xid94', 'xid/94'],
    ['xid/094', 'xid/94'],
    ['xid/999', 'xid/99'],
    ['leak/trays', 'leak/tray'],
    ['constructor', 'lost-lines'],
  ] as const)
    for (const override of [{ grade: 'stop' }, null] as const)
      t.throws(
        () => set(rule, override),
        { code: 'bad-field', field: 'overrides', message: new RegExp(`no rule '${rule}'.*nearest is '${nearest}'`) },
        rule,
      )
  t.equal(world.state.settings.get('settings')?.health, undefined, 'nothing of it is kept')
  for (const rule of [
    'xid/94',
    'sxid/12028',
    'mlx5/slot-power',
    'fleet-gpu-hot',
    'readings-lost',
    'gpu/gone',
    'leak/rack',
  ])
    set(rule)
  lines(world, 'h1', xid(999, 'h1/0'))
  set('xid/999', { grade: 'degrade' })
  lines(world, 'h2', xid(999, 'h2/0'))
  t.equal(only(world, 'h2').grade, 'degrade', 'a code of a newer driver, once a host has told of it')
  const gone = { gpus: host(world, 'h3').inventory.gpus?.slice(1), topology: {} }
  world.fact('h3', { kind: 'inventory-changed', inventoryJson: JSON.stringify(gone) })
  t.match(only(world, 'h3'), { rule: 'gpu/gone', grade: 'watch', text: /the rule says stop/ })
})

t.test('[DT3] what an earlier version kept of unknown rules stays, and can be taken back', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const overrides = { 'gpu/margin': { grade: 'stop' } } as const
  const settings = { v: 1, spares: { perLeaf: 0, unit: 'hosts' } } as const
  world.state.settings.put('settings', { ...settings, health: { drain: true, breakerPercent: 20, overrides } })
  world.request({ op: 'set-health-policy', breakerPercent: 30, overrides })
  const kept = () => world.state.settings.must('settings').health
  t.same(kept(), { drain: true, breakerPercent: 30, overrides })
  lines(world, 'h1', xid(79, 'h1/0'))
  t.equal(only(world, 'h1').grade, 'stop')
  world.request({ op: 'set-health-policy', overrides: { 'gpu/margin': null } })
  t.same(kept()?.overrides, {})
  t.throws(() => world.request({ op: 'set-health-policy', overrides }), { code: 'bad-field' })
})

t.test('[HV2] an event that is only watched ends when it has not come again for long', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  lines(world, 'h1', xid(13, 'h1/0'))
  pass(world, limits.watchedEventMs / 2)
  lines(world, 'h1', xid(13, 'h1/0'))
  pass(world, limits.watchedEventMs - minute)
  t.match(only(world, 'h1'), { state: 'open', count: 2 })
  pass(world, 2 * minute)
  t.equal(only(world, 'h1').state, 'closed')
  t.equal(host(world, 'h1').health?.grade, null)
})

t.test(
  '[HV4] verdicts outlive the coordinator; what is told again then is deduplicated, what is not found is gone',
  async (t) => {
    const world = makeWorld()
    fleet(world, 12)
    found(world, 'h1', finding('gpu:h1/0'), finding('gpu:h1/1', { grade: 'watch' }))
    const next = restarted(world)
    t.same([...next.verdicts.values()], [...world.state.verdicts.values()])
    world.step({ kind: 'findings-made', host: 'h1', findings: [finding('gpu:h1/0')] })
    t.equal(verdictsOf(world.state, 'h1').length, 2)
    t.equal(host(world, 'h1').health?.session, 1)
    found(world, 'h2', finding('part:bmc-1/PSU1', { rule: 'part/failed', grade: 'watch', place: { host: 'h1' } }))
    const stood = (host: string) =>
      foundByDetectors(world.state)
        .get(host)
        ?.map(({ device }) => device)
    t.same(stood('h1'), ['gpu:h1/0', 'gpu:h1/1'], 'what each host is asked for: what its own agent reads')
    t.same(stood('h2'), ['part:bmc-1/PSU1'], 'and not what is said about it')
    found(world, 'h1', over('gpu:h1/1'))
    t.match(verdictsOf(world.state, 'h1'), [{ state: 'open' }, { state: 'closed' }, { state: 'open' }])
    found(world, 'h1', over('gpu:h1/0'))
    t.equal(verdictsOf(world.state, 'h1')[0]?.state, 'gone')
    t.ok(checkOf(world, 'h1'), 'which is no proof: it is checked')
    t.not(host(world, 'h1').drain, null)
  },
)

t.test('[HV5] watch is told; degrade empties the host; stop ends only what is on the faulted GPU', async (t) => {
  const world = makeWorld()
  fleet(world, 1)
  const jobs = [0, 1, 2].map((i) => submit(world, one(`j${i}`, 2, null)))
  world.startAll()
  const attempts = jobs.map(({ id }) => world.state.attempts.must(world.attemptsOf(id)[0]!))
  const [first] = attempts[1]!.grant.gpus as [string]
  found(world, 'h1', finding(`gpu:${first}`, { grade: 'watch' }))
  t.equal(host(world, 'h1').drain, null)
  found(world, 'h1', finding(`gpu:${first}`))
  t.match(host(world, 'h1').drain, { mode: 'after', by: 'health', reason: /96 °C/ })
  t.same(
    attempts.map(({ id }) => world.state.attempts.must(id).stop),
    [null, null, null],
    'nothing is stopped',
  )
  found(world, 'h1', finding(`gpu:${first}`, { grade: 'stop' }))
  const stops = attempts.map(({ id }) => world.state.attempts.must(id).stop?.reason ?? null)
  t.same(stops, [null, 'health-stop', null], 'never anything on other GPUs')
  t.match(world.state.jobs.must(jobs[1]!.id).reason, /h1: GPU at 96/)
  t.match(texts(only(world, 'h1')), new RegExp(`${attempts[1]!.id} was stopped`))
  found(world, 'h1', finding('port:mlx5_0/1', { grade: 'stop', rule: 'port/dead' }))
  t.equal(world.state.attempts.must(attempts[0]!.id).stop, null)
  t.match(texts(verdictsOf(world.state, 'h1')[1]!), /what uses this device is not known/)
  found(world, 'h1', finding('host', { grade: 'stop', rule: 'host/dead' }))
  t.equal(
    world.state.attempts.must(attempts[0]!.id).stop?.reason,
    'health-stop',
    'a fault of the whole host reaches all',
  )
})

t.test('[HV5] a gang on a degraded GPU moves once others are found; one on a dead GPU is stopped', async (t) => {
  const world = makeWorld()
  fleet(world, 6)
  const job = submit(world, gang(2))
  world.startAll()
  const members = world.attemptsOf(job.id)
  const at = world.state.attempts.must(members[0]!).host
  found(world, at, finding(`gpu:${at}/0`))
  t.equal(host(world, at).drain?.mode, 'swap')
  pass(world, 5_000)
  t.equal(world.state.attempts.must(members[0]!).stop?.reason, 'drained')
  for (const id of members) world.end(id, exited(0, { reason: 'drained', sentByUs: true }))
  pass(world, 5_000)
  world.startAll()
  t.match(world.state.jobs.must(job.id).gang, { phase: 'running', epoch: 2, moves: 1 })
  const now = world.attemptsOf(job.id).map((id) => world.state.attempts.must(id))
  t.notOk(now.some((attempt) => attempt.host === at))
  lines(world, now[0]!.host, xid(79, `${now[0]!.host}/2`))
  t.equal(world.state.attempts.must(now[0]!.id).stop?.reason, 'health-stop')
  t.match(world.state.jobs.must(job.id).gang, { phase: 'stopping', restarts: 1, lastEnd: /Xid 79/ })
})

t.test('[HV6] what an operator switched off is told and not done, and done when it is switched on again', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  const job = submit(world, one('j', 8, null))
  world.startAll()
  const at = world.state.attempts.must(world.attemptsOf(job.id)[0]!).host
  world.request({ op: 'set-health-policy', drain: false })
  lines(world, at, xid(79, `${at}/0`))
  t.match(only(world, at), { state: 'open', acted: false })
  t.match(texts(only(world, at)), /switched off/)
  t.equal(host(world, at).drain, null)
  t.equal(world.state.attempts.must(world.attemptsOf(job.id)[0]!).stop, null)
  world.request({ op: 'set-health-policy', drain: true })
  t.equal(host(world, at).drain?.by, 'health')
  t.equal(world.state.attempts.must(world.attemptsOf(job.id)[0]!).stop?.reason, 'health-stop')
})

t.test('[HV7] [HR4] a host that a person drained is never undrained by health (NVSentinel#1424)', async (t) => {
  const world = makeWorld()
  fleet(world, 12)
  world.request({ op: 'drain-host', host: 'h1', mode: 'after', reason: 'new fan', deadlineMs: null })
  found(world, 'h1', finding('gpu:h1/0'))
  t.match(texts(only(world, 'h1')), /drained by test already/)
  found(world, 'h1', over('gpu:h1/0'))
  answer(world, 'h1', true)
  t.equal(only(world, 'h1').state, 'closed')
  t.match(host(world, 'h1').drain, { by: 'test', reason: 'new fan' })
  found(world, 'h2', finding('gpu:h2/0'))
  world.request({ op: 'drain-host', host: 'h2', mode: 'after', reason: 'mine now', deadlineMs: null })
  found(world, 'h2', over('gpu:h2/0'))
  answer(world, 'h2', true)
  t.equal(host(world, 'h2').drain?.by, 'test', 'a person took it over')
  world.request({ op: 'cordon-host', host: 'h3', cordoned: true })
  found(world, 'h3', finding('gpu:h3/0'))
  found(world, 'h3', over('gpu:h3/0'))
  answer(world, 'h3', true)
  t.match(host(world, 'h3'), { drain: null, cordoned: true })
})

t.test(
  '[HV7] a person opens a host although its fault stands: honoured, told, not undone in this session',
  async (t) => {
    const world = makeWorld()
    fleet(world, 12)
    found(world, 'h1', finding('gpu:h1/0'))
    world.request({ op: 'undrain-host', host: 'h1' })
    t.equal(host(world, 'h1').drain, null)
    t.match(host(world, 'h1').health, { drained: false, overruled: { session: 1, by: 'test' } })
    t.match(texts(only(world, 'h1')), /test opened the host although this stands/)
    world.request({ op: 'set-health-policy', drain: false })
    world.request({ op: 'set-health-policy', drain: true })
    found(world, 'h1', finding('gpu:h1/0', { text: 'GPU at 97 °C' }))
    t.equal(host(world, 'h1').drain, null)
    found(world, 'h1', finding('gpu:h1/1'))
    t.equal(host(world, 'h1').drain?.by, 'health', 'another fault is another session')
  },
)

t.test('[HB1] [HB2] a false alarm on every host trips the breaker; only a person resets it', async (t) => {
  const world = makeWorld({ check: 'steps' })
  fleet(world, 20)
  for (let i = 1; i <= 20; i++) found(world, `h${i}`, finding(`gpu:h${i}/0`))
  const drained = () => [...world.state.hosts.values()].filter(({ drain }) => drain !== null).length
  t.equal(drained(), 4, '20 %')
  const { breaker } = world.state.settings.must('settings')
  t.match(breaker, { reason: /4 hosts of 20 are out of service by health \(at most 4\)/ })
  t.not(breaker?.trippedMs, null)
  t.match(
    [...world.state.alerts.values()].find(({ rule }) => rule === 'health/breaker'),
    { state: 'firing', grade: 'stop' },
  )
  t.equal(verdictsOf(world.state, 'h20').length, 1, 'verdicts go on')
  found(world, 'h1', over('gpu:h1/0'))
  answer(world, 'h1', true)
  t.equal(host(world, 'h1').drain, null, 'hosts that are verified go back although it has tripped')
  pass(world, limits.breakerWindowMs + minute)
  found(world, 'h1', finding('gpu:h1/0'))
  t.equal(drained(), 3, 'time does not reset it')
  world.request({ op: 'reset-breaker', reason: 'looked at five hosts' })
  t.equal(drained(), 7, 'what was taken out before is the person’s own, four more may follow')
  t.match(restarted(world).settings.must('settings').breaker, { reset: { by: 'test' } })
})

t.test('[HB1] two hosts may always be taken out; a host that counts already is acted on again', async (t) => {
  const world = makeWorld()
  fleet(world, 3)
  const job = submit(world, one('j', 8, null))
  world.startAll()
  const at = world.state.attempts.must(world.attemptsOf(job.id)[0]!).host
  const others = ['h1', 'h2', 'h3'].filter((id) => id !== at)
  found(world, others[0]!, finding('host'))
  found(world, at, finding(`gpu:${at}/0`))
  lines(world, at, xid(79, `${at}/0`))
  t.equal(world.state.attempts.must(world.attemptsOf(job.id)[0]!).stop?.reason, 'health-stop')
  found(world, others[1]!, finding('host'))
  t.equal(host(world, others[1]!).drain, null)
})

t.test('[S2] what reaches many hosts or devices at once goes in bounded steps', async (t) => {
  const world = makeWorld({ check: 'steps' })
  for (let i = 1; i <= 400; i++)
    world.host(`h${i}`, 8, 'boot-1', { gpus: 8, topology: { rack: `R${Math.ceil(i / 80)}` } })
  world.request({ op: 'set-health-policy', breakerPercent: 30 })
  const wet = (tray: string) => leak(`d-${tray}`, 'warning', { rack: 'R1', tray })
  found(world, 'h400', wet('T1'), wet('T2'))
  const drained = () => [...world.state.hosts.values()].filter(({ drain }) => drain !== null).length
  t.equal(drained(), 80)
  for (let i = 81; i <= 400; i++) found(world, `h${i}`, ...[0, 1, 2, 3].map((gpu) => finding(`gpu:h${i}/${gpu}`)))
  t.equal(drained(), 199, 'the rack counts as one')
  world.nowMs += 1_000
  world.request({ op: 'reset-breaker', reason: 'go on' })
  t.equal(drained(), 319)
  for (let i = 0; i < 160; i += 16)
    found(
      world,
      'h400',
      ...Array.from({ length: 16 }, (_, n) => leak(`x${i + n}`, 'warning', { rack: 'R5', tray: `T${i + n}` })),
    )
  for (let i = 0; i < 160; i += 16) {
    const tray = (n: number) => ({ rack: 'R5', tray: `T${n}` })
    found(world, 'h400', ...Array.from({ length: 16 }, (_, n) => leak(`x${i + n}`, 'ok', tray(i + n))))
  }
  found(world, 'h400', leak('d-T1', 'ok', { rack: 'R1', tray: 'T1' }), leak('d-T2', 'ok', { rack: 'R1', tray: 'T2' }))
  const open = [...world.state.verdicts.values()].filter(
    ({ rule, state }) => rule === 'leak-detector' && state === 'open',
  )
  t.equal(open.length, 0)
})
