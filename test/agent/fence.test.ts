/** The agent's half of the fence of gangs (DESIGN section 5): what it stops alone, and what it never does. */
import t from 'tap'
import { fence } from '../../agent/work/fence.ts'
import type { GangMember, Json } from '../../shared/model/job.ts'
import { gangMember, taskSpec } from '../fakes/agent-process.ts'
import { SimulatedWork } from '../fakes/simulated-work.ts'

const sim = (behaviour: Json): Json => ({ sim: behaviour })
const member = (lostAfterMs: number | null): GangMember => gangMember({ hosts: ['h'], lostAfterMs })
const gang = (lostAfterMs: number | null, behaviour: Json) =>
  taskSpec({ kind: 'gang', member: member(lostAfterMs), params: sim(behaviour), graceMs: 1_000 })

t.test('the fence wants both: no link and no step', (t) => {
  const attempt = 'a-1-1'
  const cases: [string, number, number, number | null, number | null, string[]][] = [
    ['both for long enough', 160, 100, 100, 60, [attempt]],
    ['the link was acknowledged later', 160, 101, 100, 60, []],
    ['it stepped later', 160, 100, 101, 60, []],
    ['it never stepped: counted from its start', 160, 100, null, 60, [attempt]],
    ['without lostAfterMs never', 1e9, 0, 0, null, []],
  ]
  for (const [name, nowMs, ackedSentMs, lastStepMs, lostAfterMs, due] of cases) {
    t.same(fence(nowMs, ackedSentMs, [{ attempt, lostAfterMs, lastStepMs, startedMs: 100 }]), due, name)
  }
  t.end()
})

t.test('a rank without link and steps is stopped by its own agent; nothing else is', async (t) => {
  const host = await SimulatedWork.start()
  const steps = (count: number) => ({ steps: count, stepMs: 1_000, hang: true })
  const run = (attempt: string, spec: object) => ({ attempt, action: 'run', specJson: JSON.stringify(spec) })
  const attempts = [
    run('a-1-1', gang(20_000, { ...steps(5), ignoreTerm: true })),
    run('a-1-2', gang(20_000, steps(500))),
    run('a-1-3', gang(null, { steps: 0, taskMs: 1e9 })),
    run('a-1-4', taskSpec({ params: sim({ taskMs: 1e9 }) })),
  ]
  host.work.apply({ attempts })
  // the rank hangs after its last step, but the link is well
  for (let i = 0; i < 6; i++) {
    await host.time.advance(5_000)
    host.ackedSentMs = host.time.nowMs()
  }
  t.match(host.work.digest().steps?.[1], { attempt: 'a-1-2', ageMs: 0 })
  t.equal(await host.exitOf('a-1-1'), undefined)
  await host.time.advance(19_000)
  t.equal(host.store.load().find(({ attempt }) => attempt === 'a-1-1')?.stop, null)
  await host.time.advance(3_000)
  const exit = await host.exitOf('a-1-1')
  t.match(exit, { reason: 'lost-after', signal: 'SIGKILL', sentByUs: true })
  await host.time.advance(200_000)
  t.same(
    host.work.digest().running,
    ['a-1-2', 'a-1-3', 'a-1-4'],
    'the one that steps and those without a fence live on',
  )
})

t.test('a restart of the agent neither forgets nor hurries the fence', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', gang(30_000, { steps: 4, stepMs: 1e9, taskMs: 1e9 }))
  host.ackedSentMs = host.time.nowMs()
  await host.time.advance(20_000)
  host.kill()
  await host.live()
  await host.time.advance(9_000)
  t.same(host.work.digest().running, ['a-1-1'], 'not before its time')
  await host.time.advance(2_000)
  t.match(await host.exitOf('a-1-1'), { reason: 'lost-after' }, 'dated from the life before')
})

t.test(
  '[Y5] steps of which the coordinator has not heard do not count for the fence: it does not count on them',
  async (t) => {
    const told = await SimulatedWork.start()
    const untold = await SimulatedWork.start()
    for (const host of [told, untold]) await host.run('a-1-1', gang(20_000, { steps: 500, stepMs: 1_000 }))
    await told.time.advance(3_000)
    t.match(told.work.digest().steps, [{ attempt: 'a-1-1' }])
    told.ackedSentMs = told.time.nowMs()
    for (const host of [told, untold]) await host.time.advance(40_000)
    t.same(told.work.digest().running, ['a-1-1'], 'it steps on')
    t.match(await untold.exitOf('a-1-1'), { reason: 'lost-after' })
  },
)

t.test('steps are told once it is on disk that there are any', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', gang(20_000, { steps: 500, stepMs: 1_000 }))
  host.store.full = true
  for (let s = 0; s < 30; s++) {
    host.ackedSentMs = host.time.nowMs()
    await host.time.advance(1_000)
  }
  t.same(host.work.digest(), { progress: [], running: ['a-1-1'], steps: [] })
  host.store.full = false
  await host.time.advance(2_000)
  t.match(host.work.digest().steps, [{ attempt: 'a-1-1' }])
  t.equal(host.store.load()[0]?.stepped, true)
  host.store.full = true
  await host.time.advance(2_000)
  t.match(host.work.digest().steps, [{ attempt: 'a-1-1', ageMs: 0 }], 'later steps need no disk')
})

t.test('a host that stands still again and again judges all the same', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', gang(20_000, { steps: 5, stepMs: 1_000, hang: true }))
  await host.time.advance(6_000)
  t.match(host.work.digest().steps, [{ attempt: 'a-1-1' }])
  host.ackedSentMs = host.time.nowMs()
  for (let i = 0; i < 11; i++) {
    host.time.jump(2_500)
    await host.time.advance(200)
  }
  t.match(host.store.load()[0]?.stop, { reason: 'lost-after' })
})

t.test('a host that stood still lets its ranks speak before it judges them', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', gang(20_000, { steps: 500, stepMs: 1_000 }))
  await host.time.advance(5_000)
  t.match(host.work.digest().steps, [{ attempt: 'a-1-1' }])
  host.ackedSentMs = host.time.nowMs()
  host.time.jump(60_000)
  await host.time.advance(10_000)
  t.same(host.work.digest().running, ['a-1-1'])
})
