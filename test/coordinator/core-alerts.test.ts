import t from 'tap'
import type { Effect } from '../../coordinator/core/effects.ts'
import { limits } from '../../shared/limits.ts'
import { matchesText, silences } from '../../shared/model/alerts.ts'
import type { AlertRow, Grade } from '../../shared/model/health.ts'
import { fleet, minute, pass } from '../fakes/core-fleet.ts'
import { makeWorld, type World } from '../fakes/core-world.ts'
import { answer, finding, found, lines, over, restarted, verdictsOf, xid } from '../fakes/faults.ts'

const alertsOf = (world: World): AlertRow[] => [...world.state.alerts.values()]
const sent = (world: World) =>
  [...world.state.outbox.values()].flatMap(({ id, body }) => (body.kind === 'send-alert' ? [{ id, ...body }] : []))
/** The shell has sent everything. */
const deliver = (world: World, ok = true): readonly Effect[] =>
  sent(world).flatMap(({ id }) =>
    world.step({ kind: 'effect-done', id, value: { ok, detail: ok ? '200' : 'refused' } }),
  )
const pager = (world: World, grades = ['watch', 'degrade', 'stop'] as const): void =>
  void world.request({ op: 'put-receiver', name: 'pager', url: 'http://127.0.0.1:9/', grades })
const steps = { check: 'steps' } as const

function racks(world: World, each: number, count: number): void {
  for (let i = 0; i < each * count; i++)
    world.host(`h${i + 1}`, 8, 'boot-1', { gpus: 2, topology: { site: 'S', rack: `R${Math.floor(i / each) + 1}` } })
}

t.test(
  '[AL1] verdicts of a rule in a rack are one alert; when many racks have one, the rest is told for the site',
  async (t) => {
    const world = makeWorld()
    racks(world, 3, 6)
    for (const host of ['h1', 'h2', 'h3']) found(world, host, finding(`gpu:${host}/0`, { grade: 'watch' }))
    t.match(alertsOf(world), [
      { state: 'firing', hosts: ['h1', 'h2', 'h3'], hostCount: 3, standing: 3, labels: { rack: 'R1', site: 'S' } },
    ])
    t.match(alertsOf(world)[0]?.title, /3 hosts in rack R1: GPU at 96/)
    found(world, 'h1', finding('gpu:h1/1', { grade: 'watch' }))
    t.match(alertsOf(world)[0], { hostCount: 3, standing: 4 }, 'a host counts once')
    found(world, 'h1', finding('disk:sda', { rule: 'disk/wear', grade: 'watch' }))
    t.equal(alertsOf(world).length, 2, 'another rule')
    for (const host of ['h4', 'h7', 'h10', 'h13', 'h16'])
      found(world, host, finding(`gpu:${host}/0`, { grade: 'watch' }))
    const byRack = alertsOf(world).filter(({ rule }) => rule === 'gpu/temperature')
    t.same(
      byRack.map(({ labels }) => labels.rack ?? `site ${labels.site}`),
      ['R1', 'R2', 'R3', 'site S'],
    )
    t.match(byRack[3], { hostCount: 3 })
  },
)

t.test('[AL2] an alert is resolved when nothing of it holds, and fires again as itself within the hour', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  found(world, 'h1', finding('gpu:h1/0', { grade: 'watch' }), finding('gpu:h1/1', { grade: 'watch' }))
  found(world, 'h1', over('gpu:h1/0'))
  t.match(alertsOf(world)[0], { state: 'firing', standing: 1 })
  found(world, 'h1', over('gpu:h1/1'))
  t.match(alertsOf(world)[0], { state: 'resolved', standing: 0, resolvedMs: world.nowMs })
  pass(world, minute)
  found(world, 'h2', finding('gpu:h2/0'))
  t.match(alertsOf(world), [{ state: 'firing', grade: 'degrade', count: 2, hostCount: 1, hosts: ['h2'] }])
  found(world, 'h2', over('gpu:h2/0'))
  t.equal(alertsOf(world)[0]?.state, 'resolved', 'gone is enough: nothing holds')
  world.tick(limits.alertRefireMs + minute)
  found(world, 'h3', finding('gpu:h3/0'))
  t.equal(alertsOf(world).length, 2, 'later it is another one')
})

t.test(
  '[AL3] [AL4] stop is told at once, the rest after a short wait; again when more joins, and every 4 h',
  async (t) => {
    const world = makeWorld(steps)
    fleet(world, 12)
    pager(world)
    lines(world, 'h1', xid(79, 'h1/0'))
    found(world, 'h2', finding('gpu:h2/0', { grade: 'watch' }))
    world.tick(250)
    t.match(sent(world), [{ receiver: 'pager', test: false, alerts: [{ rule: 'xid/79', state: 'firing' }] }])
    pass(world, limits.alertGroupWaitMs)
    t.match(sent(world)[1], { alerts: [{ rule: 'gpu/temperature' }] })
    deliver(world)
    t.match(world.state.receivers.must('pager').last, { ok: true, detail: '200' })
    found(world, 'h3', finding('gpu:h3/0', { grade: 'watch' }))
    pass(world, limits.alertGroupIntervalMs - minute)
    t.equal(sent(world).length, 0, 'not for every host')
    pass(world, 2 * minute)
    t.match(sent(world), [{ alerts: [{ hostCount: 2 }] }])
    deliver(world)
    found(world, 'h4', finding('gpu:h4/0', { grade: 'stop' }))
    pass(world, 1_000)
    t.match(sent(world), [{ alerts: [{ grade: 'stop' }] }], 'a graver one is told at once')
    deliver(world)
    for (let i = 0; i < 25; i++) {
      pass(world, 1_000)
      world.tick(limits.alertRepeatMs / 24)
    }
    t.same(
      sent(world)
        .flatMap(({ alerts }) => alerts.map(({ rule }) => rule).sort())
        .sort(),
      ['gpu/temperature', 'xid/79'],
    )
    deliver(world)
    found(world, 'h2', over('gpu:h2/0'))
    found(world, 'h3', over('gpu:h3/0'))
    found(world, 'h4', over('gpu:h4/0', { rule: 'gpu/temperature' }))
    pass(world, limits.alertGroupWaitMs + 1_000)
    t.match(sent(world), [{ alerts: [{ rule: 'gpu/temperature', state: 'resolved' }] }], 'and when it is over')
  },
)

t.test('[AL4] what fires again just after its end was told waits for its interval, unless it is graver', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  pager(world)
  /** fires, is told, ends, and its end is told */
  const once = (grade: Grade) => {
    found(world, 'h1', finding('gpu:h1/0', { grade }))
    pass(world, limits.alertGroupWaitMs + 1_000)
    found(world, 'h1', over('gpu:h1/0'))
    pass(world, limits.alertGroupWaitMs + 1_000)
    t.match(sent(world), [{ alerts: [{ state: 'firing', grade }] }, { alerts: [{ state: 'resolved' }] }])
    deliver(world)
  }
  once('watch')
  const endedMs = world.nowMs
  pass(world, minute)
  found(world, 'h2', finding('gpu:h2/0', { grade: 'watch' }))
  pass(world, minute)
  t.same(sent(world), [], 'held')
  found(world, 'h2', over('gpu:h2/0'))
  pass(world, minute)
  t.same(sent(world), [], 'what has come and gone meanwhile is not told')
  found(world, 'h2', finding('gpu:h2/0', { grade: 'watch' }))
  t.equal(restarted(world).deadlines.has('alert', alertsOf(world)[0]!.id), true, 'over a restart too')
  pass(world, endedMs + limits.alertGroupIntervalMs - world.nowMs + 1_000)
  t.match(sent(world), [{ alerts: [{ state: 'firing', grade: 'watch' }] }])
  deliver(world)
  found(world, 'h2', over('gpu:h2/0'))
  pass(world, limits.alertGroupWaitMs + 1_000)
  deliver(world)
  once('degrade')
  found(world, 'h3', finding('gpu:h3/0', { grade: 'stop' }))
  pass(world, 1_000)
  t.match(sent(world), [{ alerts: [{ state: 'firing', grade: 'stop' }] }], 'what is stopped is told at once')
})

t.test('[AL3] what is due together is sent together; a receiver is told of its grades only', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  pager(world)
  world.request({ op: 'put-receiver', name: 'graver', url: 'http://127.0.0.1:9/', grades: ['stop'] })
  for (let i = 0; i < 12; i++) found(world, 'h1', finding(`disk:${i}`, { rule: `disk/${i}`, grade: 'watch' }))
  pass(world, limits.alertGroupWaitMs + 1_000)
  t.same(
    sent(world).map(({ receiver, alerts }) => [receiver, alerts.length]),
    [
      ['pager', 8],
      ['pager', 4],
    ],
  )
  for (const { alerts } of sent(world)) t.ok(JSON.stringify(alerts).length < limits.rowBytes)
})

t.test('[AL4] a receiver that takes nothing is told, and fills no table', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  pager(world)
  for (let i = 0; i < 3 * limits.sendsWaiting; i++) {
    found(world, 'h1', finding('gpu:h1/0', { grade: 'watch', rule: `r/${i}` }))
    pass(world, limits.alertGroupWaitMs + 1_000)
    found(world, 'h1', over('gpu:h1/0', { rule: `r/${i}` }))
  }
  t.equal(sent(world).length, limits.sendsWaiting)
  t.match(world.state.receivers.must('pager').last, { ok: false, detail: /32 messages wait/ })
  deliver(world, false)
  t.match(world.state.receivers.must('pager').last, { ok: false, detail: 'refused' })
  found(world, 'h2', finding('gpu:h2/0'))
  pass(world, limits.alertGroupWaitMs + 1_000)
  deliver(world)
  const kinds = [...world.state.events.values()].map(({ kind }) => kind)
  t.equal(kinds.filter((kind) => kind === 'alert-sent').length, 1, 'and that it takes them again')
})

t.test('[AL5] acknowledged, snoozed and silenced alerts are kept and not sent', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  pager(world)
  found(world, 'h1', finding('gpu:h1/0', { grade: 'watch' }))
  const [alert] = alertsOf(world) as [AlertRow]
  t.match(world.request({ op: 'acknowledge-alert', alert: alert.id, note: 'mine' }), { acknowledged: { by: 'test' } })
  pass(world, minute)
  t.equal(sent(world).length, 0)
  world.request({ op: 'unacknowledge-alert', alert: alert.id })
  world.request({ op: 'snooze-alert', alert: alert.id, forMs: 10 * minute })
  pass(world, 9 * minute)
  t.equal(sent(world).length, 0)
  pass(world, 2 * minute)
  t.equal(sent(world).length, 1, 'the snooze is over')
  deliver(world)
  world.request({ op: 'acknowledge-alert', alert: alert.id, note: 'mine' })
  found(world, 'h1', finding('gpu:h1/0', { grade: 'stop' }))
  t.equal(alertsOf(world)[0]?.acknowledged, null, 'graver than what was acknowledged')
  pass(world, 1_000)
  t.equal(sent(world).length, 1)
  deliver(world)
  const silence = world.request({
    op: 'add-silence',
    match: { rule: 'fan/*', host: 'h2' },
    reason: 'new fans',
    forMs: 20 * minute,
  })
  found(world, 'h2', finding('fan:1', { rule: 'fan/stuck', grade: 'watch' }))
  found(world, 'h2', finding('fan:2', { rule: 'fans/slow', grade: 'watch' }))
  pass(world, minute)
  t.match(sent(world), [{ alerts: [{ rule: 'fans/slow' }] }])
  deliver(world)
  t.ok(restarted(world).deadlines.has('silence', (silence as { id: string }).id))
  pass(world, 20 * minute)
  t.match(sent(world), [{ alerts: [{ rule: 'fan/stuck' }] }], 'the silence has ended')
  t.equal(world.state.silences.size, 0)
  const again = world.request({ op: 'add-silence', match: { grade: '*' }, reason: 'move', forMs: minute }) as {
    id: string
  }
  world.request({ op: 'end-silence', silence: again.id })
  t.throws(() => world.request({ op: 'end-silence', silence: again.id }), { code: 'no-such-silence' })
  t.throws(() => world.request({ op: 'add-silence', match: {}, reason: '', forMs: minute }), { code: 'bad-field' })
  t.throws(() => world.request({ op: 'add-silence', match: { colour: 'red' }, reason: '', forMs: minute }), {
    code: 'bad-field',
  })
  t.throws(() => world.request({ op: 'snooze-alert', alert: alert.id, forMs: -1 }), { code: 'bad-field' })
  t.throws(() => world.request({ op: 'acknowledge-alert', alert: 'l-1-999', note: '' }), { code: 'no-such-alert' })
})

t.test('[AL5] a silence of a host holds back what concerns that host alone', async (t) => {
  const row = {
    rule: 'gpu/a',
    grade: 'watch',
    labels: { rack: 'R1' },
    hosts: ['h1', 'h2'],
    hostCount: 2,
  } as unknown as AlertRow
  const holds = (match: Record<string, string>, alert = row) => silences({ match }, alert, (id) => `node-${id}`)
  t.equal(holds({ host: 'h1' }), false)
  t.equal(holds({ host: 'h*' }), true)
  t.equal(holds({ host: 'node-h*', rack: 'R1' }), true)
  t.equal(holds({ host: 'h*' }, { ...row, hostCount: 20 }), false, 'there are hosts that nobody named')
  t.equal(holds({ rack: 'R2' }), false)
  t.equal(holds({ site: 'S' }), false)
  t.equal(holds({ grade: 'stop' }), false)
  for (const [pattern, text, fits] of [
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*b*c', 'acb', false],
    ['*', '', true],
    ['ab*ba', 'aba', false],
  ] as const)
    t.equal(matchesText(pattern, text), fits, `${pattern} ${text}`)
})

t.test('[AL6] receivers are put, tested and removed; one that comes later is told of what fires', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  found(world, 'h1', finding('gpu:h1/0', { grade: 'watch' }))
  pass(world, minute)
  pager(world)
  pass(world, 1_000)
  t.equal(sent(world).length, 1)
  deliver(world)
  world.request({ op: 'test-receiver', name: 'pager' })
  t.match(sent(world), [{ test: true, alerts: [{ title: /test of receiver pager/ }] }])
  t.equal(alertsOf(world).length, 1, 'a test is no alert')
  deliver(world)
  world.request({ op: 'remove-receiver', name: 'pager' })
  found(world, 'h2', finding('gpu:h2/0', { grade: 'stop' }))
  pass(world, minute)
  t.equal(sent(world).length, 0)
  t.throws(() => world.request({ op: 'test-receiver', name: 'pager' }), { code: 'no-such-receiver' })
  for (let i = 0; i < limits.receivers; i++)
    world.request({ op: 'put-receiver', name: `r${i}`, url: 'http://127.0.0.1:9/', grades: ['stop'] })
  t.throws(() => pager(world), { code: 'too-large' })
})

t.test('[AL2] alerts outlive the coordinator, with the moment they are told again', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 12)
  pager(world)
  found(world, 'h1', finding('gpu:h1/0'))
  const next = restarted(world)
  t.same([...next.alerts.values()], alertsOf(world))
  t.ok(next.deadlines.has('alert', alertsOf(world)[0]!.id))
  found(world, 'h1', over('gpu:h1/0'))
  answer(world, 'h1', true)
  t.equal(alertsOf(world)[0]?.standing, 0)
})

t.test('[AL2] of alerts with one key the newest fires, in whatever order the store gives them', async (t) => {
  const world = makeWorld(steps)
  fleet(world, 1)
  const fire = () => found(world, 'h1', finding('gpu:h1/0', { grade: 'watch' }))
  fire()
  const [first] = alertsOf(world) as [AlertRow]
  const row = (id: string): AlertRow => ({ ...first, id, state: 'firing' })
  world.state.alerts.put(first.id, { ...first, state: 'resolved', resolvedMs: 0 })
  world.state.alerts.delete(first.id)
  world.state.alerts.put('l-1-100', row('l-1-100'))
  world.state.alerts.put('l-1-99', { ...row('l-1-99'), state: 'resolved', resolvedMs: 0 })
  found(world, 'h1', finding('gpu:h1/1', { grade: 'watch' }))
  t.match(verdictsOf(world.state, 'h1')[1], { alert: 'l-1-100' })
})

t.test(
  '[AL4] [AL6] what a receiver missed is sent to it again, and to no other; a second receiver is told of what fires',
  async (t) => {
    const world = makeWorld(steps)
    fleet(world, 12)
    pager(world)
    found(world, 'h1', finding('gpu:h1/0', { grade: 'watch' }))
    pass(world, limits.alertGroupWaitMs + 1_000)
    deliver(world)
    world.request({ op: 'put-receiver', name: 'second', url: 'http://127.0.0.1:9/', grades: ['watch'] })
    pass(world, 1_000)
    t.match(sent(world), [{ receiver: 'second', alerts: [{ state: 'firing' }] }])
    deliver(world, false)
    pass(world, limits.alertOwedMs - minute)
    t.equal(sent(world).length, 0)
    found(world, 'h1', over('gpu:h1/0'))
    pass(world, limits.alertGroupWaitMs + 1_000)
    t.equal(sent(world).length, 2)
    deliver(world, false)
    pass(world, limits.alertOwedMs + 1_000)
    t.same(
      sent(world).map(({ receiver, alerts }) => [receiver, alerts[0]?.state]),
      [
        ['pager', 'resolved'],
        ['second', 'resolved'],
      ],
      'a lost end is told too',
    )
    deliver(world)
    pass(world, 2 * limits.alertOwedMs)
    t.equal(sent(world).length, 0)
  },
)
