import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { AgentProcess, taskSpec } from '../fakes/agent-process.ts'
import { FakeCoordinator, type LeaseAsk } from '../fakes/fake-coordinator.ts'

const worker = fileURLToPath(new URL('../fakes/fake-worker.ts', import.meta.url))
const runOf = (mode: string) => ({ kind: 'worker', argv: [process.execPath, worker, mode] }) as const

async function site(test: { teardown(end: () => Promise<void>): void }) {
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  const state = mkdtempSync(join(tmpdir(), 'mw-agent-'))
  const agents: AgentProcess[] = []
  test.teardown(async () => {
    for (const agent of agents) await agent.end('SIGKILL')
    for (const { started } of coordinator.facts) {
      try {
        if (started) process.kill(started.pid ?? 0, 'SIGKILL')
      } catch {
        // ended by itself
      }
    }
    await coordinator.close()
    rmSync(state, { recursive: true, force: true })
  })
  const start = (): AgentProcess => {
    const agent = new AgentProcess(coordinator.url, state)
    agents.push(agent)
    return agent
  }
  return { coordinator, start }
}

function dispenser(count: number) {
  let next = 0
  return ({ attempt, want }: LeaseAsk) => {
    const leases = []
    for (; next < count && leases.length < (want ?? 0); next++) leases.push({ shard: next, of: count })
    return { attempt: attempt ?? '', leases, finish: next >= count }
  }
}

t.test('after the link was cut the agent says all it holds, and its worker keeps its shards', async (t) => {
  const { coordinator, start } = await site(t)
  const lend = dispenser(4)
  coordinator.lend = (ask) => ({ ...lend(ask), finish: false })
  start()
  coordinator.run('a-1-1', taskSpec({ run: runOf('hold') }))
  await coordinator.until(() => coordinator.asks.length >= 2)
  const before = coordinator.asks.length
  coordinator.cut()
  const whole = await coordinator.until(() => coordinator.asks.slice(before).find((ask) => ask.whole))
  t.same([...(whole.holding ?? [])].sort(), [0, 1, 2, 3])
  t.equal(coordinator.hellos[1]?.bootId, coordinator.hellos[0]?.bootId)
})

t.test('a restarted agent asks its worker before it says what the attempt holds', async (t) => {
  const { coordinator, start } = await site(t)
  const lend = dispenser(4)
  coordinator.lend = (ask) => ({ ...lend(ask), finish: false })
  const agent = start()
  coordinator.run('a-1-1', taskSpec({ run: runOf('hold') }))
  // the worker's second ask reaches the coordinator only after the first answer was given to it
  await coordinator.until(() => coordinator.asks.filter((ask) => (ask.want ?? 0) > 0).length >= 2)
  const before = coordinator.digests
  await coordinator.until(() => coordinator.digests > before)
  await agent.end('SIGKILL')
  const asked = coordinator.asks.length
  start()
  const whole = await coordinator.until(() => coordinator.asks.slice(asked).find((ask) => ask.whole))
  t.same([...(whole.holding ?? [])].sort(), [0, 1, 2, 3])
})

t.test('artifacts are uploaded before their shard is reported; files of others are refused', async (t) => {
  const { coordinator, start } = await site(t)
  coordinator.lend = dispenser(2)
  start()
  coordinator.run('a-1-1', taskSpec({ run: runOf('artifact') }))
  await coordinator.until(() => coordinator.facts.some((fact) => fact.ended))
  const results = coordinator.facts.flatMap((fact) => fact.results?.results ?? [])
  const good = results.find(({ shard }) => shard === 0)
  const { artifacts } = JSON.parse(good?.outputJson ?? '{}')
  t.equal(coordinator.artifacts.get(artifacts.out.sha256)?.toString(), 'output of 0')
  const bad = results.find(({ shard, ok }) => shard === 1 && !ok)
  t.match(bad?.error, /not inside/)
})

t.test('a replica is announced, proxied, and named when its health check fails', async (t) => {
  const { coordinator, start } = await site(t)
  start()
  coordinator.run('a-1-1', taskSpec({ kind: 'service', run: runOf('replica') }))
  await coordinator.until(() => coordinator.facts.some((fact) => fact.replica?.ready))
  const base = `http://${coordinator.hellos[0]?.bytesAddress}/attempts/a-1-1`
  const answer = await fetch(`${base}/v2/models/m/infer?x=1`, { method: 'POST', body: 'question' })
  t.equal(answer.headers.get('x-path'), '/v2/models/m/infer?x=1')
  t.equal(answer.headers.get('x-millwright-attempt'), 'a-1-1')
  t.equal(await answer.text(), 'question')
  await (await fetch(`${base}/break`)).text()
  const fact = await coordinator.until(() => coordinator.facts.find((fact) => fact.replica?.ready === false))
  t.match(fact.replica?.reason, /3 health checks in a row failed: answered 503/)
})

t.test('shards that do nothing pass fast, each reported once', async (t) => {
  const { coordinator, start } = await site(t)
  const count = 20_000
  coordinator.lend = dispenser(count)
  start()
  coordinator.run('a-1-1', taskSpec({ run: runOf('noop') }))
  await coordinator.until(() => coordinator.facts.some((fact) => fact.results))
  const sinceMs = performance.now()
  await coordinator.until(() => coordinator.facts.some((fact) => fact.ended))
  const seconds = (performance.now() - sinceMs) / 1_000
  const shards = coordinator.facts.flatMap((fact) => fact.results?.results?.map(({ shard }) => shard ?? 0) ?? [])
  t.equal(shards.length, count)
  t.equal(new Set(shards).size, count)
  t.comment(`${Math.round(count / seconds)} shards a second`)
})
