import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BadInputError } from '../../agent/engines/bad-input.ts'
import { type HandlerOutput, runWorker } from '../../agent/engines/worker.ts'
import { FakeAgent } from '../fakes/fake-agent.ts'

const plain = (value: number): HandlerOutput => ({ result: value })

t.test('leases, runs in order, reports results, artifacts and failures, finishes', async (t) => {
  const agent = await new FakeAgent({ add: 100 }).listen()
  const running = runWorker({
    socket: agent.socket,
    dir: agent.dir,
    handle: async (shard, context) => {
      if (shard.item === 'bad') throw new BadInputError('intake.columns.foo: no such column')
      if (shard.item === 'broken') throw new Error('disk on fire')
      const path = join(context.dir, 'out.txt')
      writeFileSync(path, `item ${shard.item}`)
      const { add } = context.params as { add: number }
      return { result: Number(shard.item) + add, artifacts: { out: path } }
    },
  })
  const outs = await agent.wave('w', [1, 2, 3])
  t.same(
    outs.map((o) => o.result),
    [101, 102, 103],
  )
  t.ok(agent.pathOf(outs[0]?.artifacts?.out))
  t.same(await agent.run({ wave: 'w', item: 'bad' }), { error: 'intake.columns.foo: no such column', retry: false })
  t.same(await agent.run({ wave: 'w', item: 'broken' }), { error: 'disk on fire', retry: true })
  agent.send({ type: 'finish' })
  await running
  await agent.close()
})

t.test('a result without its acknowledgement is sent again after the agent restarts', async (t) => {
  const agent = await new FakeAgent(null).listen()
  let runs = 0
  const running = runWorker({ socket: agent.socket, dir: agent.dir, handle: async () => plain(++runs) })
  agent.acknowledge = false
  const end = agent.done({ wave: 'w', item: null })
  await agent.next((m) => m.type === 'done')
  agent.acknowledge = true
  const hello = agent.next((m) => m.type === 'hello')
  agent.disconnect()
  t.match(await hello, { holding: [0] })
  t.match(await end, { result: 1 })
  t.equal(runs, 1, 'the work was not done twice')
  t.match(await agent.done({ wave: 'w', item: null }), { result: 2 }, 'asks for more after the restart')
  await agent.close()
  await running
})

t.test('a fetch survives the restart; one that cannot be had fails the shard', async (t) => {
  const agent = await new FakeAgent(null).listen()
  mkdirSync(agent.root, { recursive: true })
  const file = join(agent.root, 'file')
  writeFileSync(file, 'hello')
  const artifact = await agent.keep(file)
  const running = runWorker({
    socket: agent.socket,
    dir: agent.dir,
    handle: async (shard, context) => ({ result: await context.fetch({ sha256: String(shard.item) }) }),
  })
  t.equal((await agent.done({ wave: 'w', item: artifact.sha256 })).result, agent.pathOf(artifact))
  t.match(await agent.run({ wave: 'w', item: 'f00' }), { error: /f00: no host has it/, retry: true })
  await agent.close()
  await running
})

t.test('a dropped shard is aborted and not reported', async (t) => {
  const agent = await new FakeAgent(null).listen()
  const started = Promise.withResolvers<void>()
  const running = runWorker({
    socket: agent.socket,
    dir: agent.dir,
    prefetch: 0,
    handle: (shard, context) => {
      if (shard.item !== 'long') return Promise.resolve(plain(1))
      started.resolve()
      return new Promise((resolve) => context.signal.addEventListener('abort', () => resolve(plain(0))))
    },
  })
  void agent.run({ wave: 'w', item: 'long' })
  await started.promise
  agent.send({ type: 'drop', shards: [0] })
  t.match(await agent.done({ wave: 'w', item: 'short' }), { result: 1 })
  t.notOk(agent.messages.some((m) => m.type === 'done' && m.shard === 0))
  await agent.close()
  await running
})
