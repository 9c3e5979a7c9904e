import t from 'tap'
import { AttemptTimes } from '../../agent/work/rank-times.ts'
import { parseLine } from '../../agent/work/worker-lines.ts'
import { limits } from '../../shared/limits.ts'
import type { Json } from '../../shared/model/job.ts'
import type { AgentToWorker, WorkerMessage } from '../../shared/model/worker-protocol.ts'
import type { WorkShare } from '../../shared/protocol/codec.ts'
import { gangMember, taskSpec } from '../fakes/agent-process.ts'
import { SimulatedWork } from '../fakes/simulated-work.ts'

t.test('a step with times is taken; what is wrong with one says what would be right', (t) => {
  const said = (fields: object): string => {
    const parsed = parseLine(JSON.stringify({ type: 'step', step: 3, ...fields }))
    return parsed.ok ? 'taken' : parsed.error
  }
  t.equal(said({}), 'taken')
  t.equal(said({ rank: 2, stepMs: 810.5, computeMs: 640, work: 4096, sections: { data: 12, checkpoint: 0 } }), 'taken')
  t.match(said({ step: -1 }), '"step" must be a whole number')
  t.match(said({ rank: 1.5 }), '"rank" must be a whole number')
  t.match(said({ computeMs: 'fast' }), '"computeMs" must be a number, 0 or more')
  t.match(said({ stepMs: -1 }), '"stepMs" must be a number, 0 or more')
  t.equal(said({ share: 0.276 }), 'taken')
  t.match(said({ share: 0 }), '"share" must be a number above 0')
  t.match(parseLine('{"type":"hello","share":"half"}'), { ok: false, error: /hello: "share" must be a number above 0/ })
  t.match(said({ sections: [1] }), '"sections" must be {name: ms}')
  const many = Object.fromEntries(Array.from({ length: limits.stepSections + 1 }, (_, i) => [`s${i}`, 1]))
  t.match(said({ sections: many }), `at most ${limits.stepSections} of them`)
  t.match(said({ sections: { forward: null } }), '"sections" must be {name: ms}')
  t.end()
})

t.test('a digest has medians of each rank, and forgets what it told', (t) => {
  const times = new AttemptTimes()
  const step = (step: number, rank: number, computeMs: number, more = {}): unknown =>
    times.take({ type: 'step', step, rank, stepMs: 1_000, computeMs, ...more }, 0, 5_000 + step)
  for (const [i, computeMs] of [600, 610, 1_400, 590, 605].entries()) step(i + 1, 4, computeMs)
  step(1, 5, 600, { work: 4_096, sections: { checkpoint: 90 } })
  step(2, 5, 620, { work: 8_192, sections: { data: 10 } })
  const [four, five] = times.reports('a-1-1', 6_000)
  const told = { attempt: 'a-1-1', rank: 4, step: 5, ageMs: 995, steps: 5, computeMs: 605, computeMaxMs: 1_400 }
  t.match(four, { ...told, stepMs: 1_000, stepMaxMs: 1_000, work: 0, sections: [] })
  const sections = [{ name: 'checkpoint', ms: 45 }, { name: 'data', ms: 5 }] // biome-ignore format: one line
  t.match(five, { rank: 5, steps: 2, computeMs: 610, work: 6_144, sections })
  const still = { attempt: 'a-1-1', rank: 4, step: 5, ageMs: 1_995, firstAgeMs: 1_999 }
  t.same(times.reports('a-1-1', 7_000)[0], still, 'nothing new')
  times.take({ type: 'step', step: 9 }, 0, 8_000)
  const plain = { attempt: 'a-1-1', rank: 0, step: 9, ageMs: 0, firstAgeMs: 1 }
  t.same(times.reports('a-1-1', 8_000).at(-1), plain, 'a step without times')
  t.end()
})

t.test('[SL9] times of another share of the work are not mixed with those before', (t) => {
  const times = new AttemptTimes()
  const step = (step: number, computeMs: number, share?: number): void =>
    void times.take({ type: 'step', step, computeMs, ...(share === undefined ? {} : { share }) }, 0, step)
  for (let i = 1; i <= 8; i++) step(i, 800, 1)
  for (let i = 9; i <= 11; i++) step(i, 250, 0.3)
  t.match(times.reports('a-1-1', 20), [{ step: 11, steps: 3, computeMs: 250, computeMaxMs: 250, share: 0.3 }])
  step(12, 260, 0.3)
  t.match(times.reports('a-1-1', 20), [{ steps: 1, computeMs: 260, share: 0.3 }])
  step(13, 800)
  const [last] = times.reports('a-1-1', 20)
  t.equal(last?.share, undefined, 'it does not share any more')
  t.end()
})

t.test('of more steps than are kept the first count, of more ranks none', (t) => {
  const times = new AttemptTimes()
  for (let step = 1; step <= limits.stepsPerDigest + 9; step++)
    times.take({ type: 'step', step, computeMs: step }, 0, step)
  const [report] = times.reports('a-1-1', 1_000)
  t.match(report, { step: limits.stepsPerDigest + 9, steps: limits.stepsPerDigest })
  for (let rank = 0; rank < limits.ranksPerHost + 5; rank++) times.take({ type: 'step', step: 1, rank }, 0, 0)
  t.equal(times.reports('a-1-1', 0).length, limits.ranksPerHost)
  t.end()
})

t.test('simulated ranks tell of their steps, those of a slowed host of longer ones', async (t) => {
  const host = await SimulatedWork.start()
  const member = gangMember({ rank: 2, of: 4, hosts: ['a', 'b', 'c', 'd'], firstRank: 2, worldSize: 4 })
  const params = { sim: { steps: 500, stepMs: 1_000 } } as Json
  await host.run('a-1-1', taskSpec({ kind: 'gang', params, member }))
  await host.time.advance(10_000)
  t.match(host.work.digest().steps, [{ attempt: 'a-1-1', rank: 2, computeMs: 1_000, stepMs: 1_000 }])
  t.equal(host.work.digest().steps?.[0]?.steps, undefined, 'told once')
  host.processes.slowdown = 3
  await host.time.advance(10_000)
  t.match(host.work.digest().steps, [{ computeMs: 3_000 }])
})

t.test(
  '[SL10] a rank that hears shares is told its own when it changes, and when it comes back with another',
  async (t) => {
    const host = await SimulatedWork.start()
    const member = gangMember({ firstRank: 4 })
    await host.run('a-1-1', taskSpec({ kind: 'gang', member, params: { sim: { steps: 0, taskMs: 1e9 } } }))
    const told: number[] = []
    const comes = async (hello: WorkerMessage): Promise<void> => {
      const received = (message: AgentToWorker): void => void (message.type === 'share' && told.push(message.share))
      host.hub.connect('/s/a-1-1.sock', { received, closed: () => {} })?.send(hello)
      await host.time.advance(10)
    }
    const desired = async (shares: readonly WorkShare[]): Promise<void> => {
      host.work.apply({ attempts: [], shares: [...shares] })
      await host.time.advance(10)
    }
    const half = { attempt: 'a-1-1', rank: 4, share: 0.5 }
    await comes({ type: 'hello' })
    await desired([half])
    t.same(told, [], 'it did not say that it hears them')
    await comes({ type: 'hello', share: 1 })
    t.same(told.splice(0), [0.5])
    await desired([half])
    t.same(told, [], 'once')
    await desired([
      { ...half, share: 0.4 },
      { ...half, rank: 5, share: 3 },
    ])
    await desired([])
    t.same(told.splice(0), [0.4, 1], 'an even part again')
    await desired([half])
    t.same(told.splice(0), [0.5])
    await comes({ type: 'hello', share: 0.5 })
    t.same(told, [], 'it knows')
    await comes({ type: 'hello', share: 1 })
    t.same(told, [0.5], 'a program that began anew')
    host.work.close()
  },
)

t.test('[RT7] the first step is told, and when the checkpoint had been read, until it is no news', (t) => {
  const times = new AttemptTimes()
  times.take({ type: 'step', step: 41, restoredAgeMs: 1_500.5 }, 0, 100_000)
  times.take({ type: 'step', step: 42 }, 0, 101_000)
  t.match(times.reports('a-1-1', 103_000), [{ step: 42, ageMs: 2_000, firstAgeMs: 3_000, restoredAgeMs: 4_500 }])
  t.match(times.reports('a-1-1', 104_000), [{ firstAgeMs: 4_000, restoredAgeMs: 5_500 }], 'a digest may be lost')
  const [later] = times.reports('a-1-1', 100_001 + limits.firstStepToldMs)
  t.same([later?.firstAgeMs, later?.restoredAgeMs], [undefined, undefined])
  times.take({ type: 'step', step: 41 }, 1, 200_000)
  t.match(times.reports('a-1-1', 200_000)[1], { firstAgeMs: 1, restoredAgeMs: undefined }, '0 would be not known')
  t.match(parseLine('{"type":"step","step":1,"restoredAgeMs":"now"}'), { ok: false, error: /"restoredAgeMs" must be/ })
  t.end()
})

t.test('[Y5] a step that was told late is as old as it is', (t) => {
  const times = new AttemptTimes()
  const seven = times.take({ type: 'step', step: 7, ageMs: 40_000.5 }, 0, 100_000)
  t.same(seven, { step: 7, atMs: 60_000 })
  t.match(times.reports('a-1-1', 101_000), [{ step: 7, ageMs: 41_000 }])
  times.take({ type: 'step', step: 8 }, 0, 102_000)
  const before = { step: 8, atMs: 102_000 }
  t.same(times.take({ type: 'step', step: 9, ageMs: 30_000 }, 0, 103_000, before), { step: 9, atMs: 102_000 })
  t.match(times.reports('a-1-1', 104_000), [{ step: 9, ageMs: 2_000 }])
  t.match(parseLine('{"type":"step","step":1,"ageMs":-1}'), { ok: false, error: /"ageMs" must be a number/ })
  t.end()
})
