import t from 'tap'
import { Follower } from '../../coordinator/core/follow.ts'
import { planOn } from '../../coordinator/core/plan/plan.ts'
import { tablesOf } from '../../coordinator/core/state.ts'
import type { Change } from '../../coordinator/core/table.ts'
import { makePlanner } from '../../coordinator/shell/planner.ts'
import { fleet, gang, limit, run } from '../fakes/plan-scenes.ts'

const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const
const rowsOf = (world: ReturnType<typeof fleet>): Change[] =>
  tablesOf(world.state).flatMap((table) => [...table.entries()].map(([key, row]) => ({ table: table.name, key, row })))

t.test('[K2] a copy that follows the commits plans as the live state does', async (t) => {
  const world = fleet(8)
  run(world, gang('train-a', 4, { policy: limit(25) }))
  const follower = new Follower()
  follower.apply(rowsOf(world))
  run(world, gang('train-b', 3, { policy: limit(90) }))
  follower.apply(rowsOf(world))
  const gone = [...world.state.events.keys()].map((key) => ({ table: 'events', key, row: null }))
  follower.apply(gone)
  const what = { kind: 'submit', spec: gang('train-c', 6, { policy: limit(60) }) } as const
  const plan = planOn(world.state, what, world.nowMs, { principal })
  t.match(planOn(follower.stateAt(world.nowMs), what, world.nowMs, { principal }), plan)
})

t.test('the planner: started at the first plan, follows, refuses as the core does, ends', async (t) => {
  const world = fleet(4)
  const planner = makePlanner(world.state, { nowMs: () => world.nowMs }, () => {})
  t.teardown(() => planner.close())
  planner.published({ seq: 1, durable: rowsOf(world), volatile: [] })
  const spec = gang('train-a', 4, { policy: limit(60) })
  const what = { kind: 'submit', spec } as const
  t.match((await planner.plan(what, { principal })).summary, /^train-a would start now on 4 hosts \(leaf 1\)/)
  run(world, gang('train-b', 2, { policy: limit(30) }))
  const asked = planner.plan(what, { principal })
  t.match((await asked).summary, /^train-a would start now on 4 hosts/, 'what was not published is not known')
  planner.published({ seq: 2, durable: rowsOf(world), volatile: [] })
  t.match((await planner.plan(what, { principal })).summary, /^train-a would start about 14:2\d UTC/)
  await t.rejects(planner.plan({ kind: 'cancel', job: 'nope' }, { principal }), {
    code: 'no-such-job',
    message: "no job 'nope': `millwright jobs` lists those that are kept",
  })
  const many = Array.from({ length: 20 }, () => planner.plan({ kind: 'nothing' }, { principal }))
  const settled = await Promise.allSettled(many)
  t.equal(settled.filter((each) => each.status === 'rejected').length, 4, 'more than can wait are refused')
})
