import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zstdDecompressSync } from 'node:zlib'
import t from 'tap'
import type { ExitRecord } from '../../shared/model/job.ts'
import { AgentProcess, gangMember, taskSpec } from '../fakes/agent-process.ts'
import { FakeCoordinator, type LeaseAsk } from '../fakes/fake-coordinator.ts'

const example = (name: string): string => fileURLToPath(new URL(`../../examples/workers/${name}`, import.meta.url))

interface Site {
  coordinator: FakeCoordinator
  state: string
  start(): AgentProcess
}

async function site(test: { teardown(end: () => Promise<void>): void }): Promise<Site> {
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  const state = mkdtempSync(join(tmpdir(), 'mw-agent-'))
  const agents: AgentProcess[] = []
  test.teardown(async () => {
    for (const agent of agents) await agent.end('SIGKILL')
    await coordinator.close()
    rmSync(state, { recursive: true, force: true })
  })
  const start = (): AgentProcess => {
    const agent = new AgentProcess(coordinator.url, state)
    agents.push(agent)
    return agent
  }
  return { coordinator, state, start }
}
const exitOf = (coordinator: FakeCoordinator, attempt: string): ExitRecord | undefined => {
  const json = coordinator.facts.find((fact) => fact.ended?.attempt === attempt)?.ended?.exitJson
  return json ? (JSON.parse(json) as ExitRecord) : undefined
}
const resultsOf = (coordinator: FakeCoordinator) => coordinator.facts.flatMap((fact) => fact.results?.results ?? [])

/** Lends shards 0…count-1 in batches; the last batch says finish. */
function dispenser(count: number, batch = 64): (ask: LeaseAsk) => object {
  let next = 0
  return ({ attempt, want }) => {
    const leases = []
    for (; next < count && leases.length < Math.min(want ?? 0, batch); next++) {
      leases.push({ shard: next, wave: 'w', position: next, of: count, itemJson: String(next) })
    }
    return { attempt, leases, finish: next >= count }
  }
}

t.test('a shell command runs once per shard, and its results, log and end arrive', async (t) => {
  const { coordinator, start } = await site(t)
  coordinator.lend = dispenser(3, 2)
  start()
  await coordinator.until(() => coordinator.digests > 0)
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'command', argv: ['sh', example('worker.sh')] } }))
  const exit = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.match(exit, { code: 0, signal: null, reason: 'exited', sentByUs: false })
  const results = resultsOf(coordinator)
  t.same(results.map(({ shard }) => shard).sort(), [0, 1, 2])
  t.same(JSON.parse(results.find(({ shard }) => shard === 2)!.outputJson!), { result: { shard: 2, item: 2 } })
  const address = coordinator.hellos[0]!.bytesAddress!
  const log = await (await fetch(`http://${address}/logs/a-1-1?grep=shard%201`)).text()
  const [found, end] = log.split('\n').map((line) => (line === '' ? null : JSON.parse(line)))
  t.match(found, { kind: 'lines', rank: 0, text: /^shard 1 has item 1\n$/ })
  t.same(end, { kind: 'end' })
  const kept = await coordinator.until(() => coordinator.artifacts.get('kept-log'))
  const { ended, records } = JSON.parse(zstdDecompressSync(kept).toString()) as {
    ended: boolean
    records: { text: string }[]
  }
  t.equal(ended, true)
  t.match(records.map(({ text }) => text).join(''), /shard 1 has item 1\n/)
  t.equal((await fetch(`http://${address}/attempts/a-1-1/v2/health/ready`)).status, 502)
  t.equal(await (await fetch(`http://${address}/healthz`)).text(), 'ok\n')
})

t.test('a command that fails says so with its last lines of stderr', async (t) => {
  const { coordinator, start } = await site(t)
  coordinator.lend = dispenser(1)
  start()
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'command', argv: ['sh', '-c', 'echo broken disk >&2; exit 3'] } }))
  await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  const [result] = resultsOf(coordinator)
  t.match(result, { shard: 0, ok: false, retry: true })
  t.match(result!.error, /exit code 3\nbroken disk/)
})

const python = spawnSync('python3', ['-V']).status === 0
t.test('the python example works through its shards', { skip: python ? false : 'no python3' }, async (t) => {
  const { coordinator, start } = await site(t)
  coordinator.lend = dispenser(500)
  start()
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'worker', argv: ['python3', example('worker.py')] } }))
  const exit = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.equal(exit.code, 0)
  const results = resultsOf(coordinator)
  t.equal(new Set(results.map(({ shard }) => shard)).size, 500)
  t.equal(results.length, 500)
  t.equal(JSON.parse(results.find(({ shard }) => shard === 7)!.outputJson!).result, 49)
})

t.test('a worker survives kill -9 of its agent and is re-adopted with its true exit code (spur#803)', async (t) => {
  const { coordinator, state, start } = await site(t)
  const agent = start()
  const gate = join(state, 'gate')
  const argv = ['sh', '-c', `while [ ! -e ${gate} ]; do sleep 0.05; done; exit 41`]
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'worker', argv } }))
  const started = await coordinator.until(() => coordinator.facts.find((fact) => fact.started))
  await agent.end('SIGKILL')
  t.ok(process.kill(started.started!.pid!, 0), 'the worker lives on without its agent')
  start()
  const hello = await coordinator.until(() => coordinator.hellos[1])
  t.match(hello.attempts, [{ attempt: 'a-1-1', state: 'running' }])
  spawnSync('touch', [gate])
  const exit = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.match(exit, { code: 41, signal: null, reason: 'exited' })
  t.equal(coordinator.facts.filter((fact) => fact.started).length, 1, 'started once')
})

t.test('a command goes on while its agent is away, and its result arrives', async (t) => {
  const { coordinator, state, start } = await site(t)
  coordinator.lend = dispenser(1)
  const agent = start()
  const gate = join(state, 'gate')
  const argv = ['sh', '-c', `echo begun; while [ ! -e ${gate} ]; do sleep 0.05; done; echo 7 >$MILLWRIGHT_RESULT`]
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'command', argv } }))
  await coordinator.until(() => coordinator.asks.length > 0 && coordinator.facts[0])
  const log = () => readFileSync(join(state, 'attempts/a-1-1/ranks/0/log'), 'utf8')
  const before = coordinator.digests
  await coordinator.until(() => coordinator.digests > before && log() === 'begun\n')
  await agent.end('SIGKILL')
  start()
  await coordinator.until(() => coordinator.hellos[1])
  spawnSync('touch', [gate])
  const results = await coordinator.until(() => resultsOf(coordinator).length > 0 && resultsOf(coordinator))
  t.match(results, [{ shard: 0, ok: true, outputJson: '{"result":7}' }])
  coordinator.send({ leases: { attempt: 'a-1-1', finish: true } })
  t.match(await coordinator.until(() => exitOf(coordinator, 'a-1-1')), { code: 0, reason: 'exited' })
})

t.test('a worker that ends while no agent runs still has its true signal reported', async (t) => {
  const { coordinator, start } = await site(t)
  const agent = start()
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'worker', argv: ['sleep', '1000'] } }))
  const { started } = await coordinator.until(() => coordinator.facts.find((fact) => fact.started))
  await agent.end('SIGKILL')
  process.kill(started!.pid!, 'SIGTERM')
  start()
  const exit = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.match(exit, { code: null, signal: 'SIGTERM', reason: 'exited', sentByUs: false })
})

t.test('stop ends every process of the attempt, with its reason; an older desired state changes nothing', async (t) => {
  const { coordinator, start } = await site(t)
  const agent = start()
  const argv = ['sh', '-c', 'trap "" TERM; sleep 1000 & sleep 1000']
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'worker', argv } }))
  const { started } = await coordinator.until(() => coordinator.facts.find((fact) => fact.started))
  const stop = [{ attempt: 'a-1-1', action: 'stop', reason: 'cancelled', graceMs: 100 }]
  coordinator.send({ desired: { incarnation: 0, generation: 9, attempts: stop } })
  coordinator.desire({ attempts: [] })
  const before = coordinator.digests
  await coordinator.until(() => coordinator.digests > before + 2)
  t.equal(exitOf(coordinator, 'a-1-1'), undefined, 'absence never means stop')
  t.match(agent.stderr, 'refused an older desired state')
  coordinator.desire({ attempts: stop })
  const exit = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.match(exit, { reason: 'cancelled', sentByUs: true, signal: 'SIGKILL' })
  t.throws(() => process.kill(started!.pid!, 0))
  coordinator.cut()
  const kept = await coordinator.until(() => coordinator.hellos[1])
  t.match(kept.attempts, [{ attempt: 'a-1-1', state: 'ended' }], 'kept until forgotten')
  const again = coordinator.digests
  await coordinator.until(() => coordinator.digests > again)
  coordinator.desire({ attempts: [], forget: ['a-1-1'] })
  await coordinator.until(() => coordinator.digests > again + 2)
  coordinator.cut()
  t.same((await coordinator.until(() => coordinator.hellos[2])).attempts, [])
})

t.test('SIGTERM ends only the agent, quickly, with code 0', async (t) => {
  const { coordinator, start } = await site(t)
  const agent = start()
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'worker', argv: ['sleep', '1000'] } }))
  const { started } = await coordinator.until(() => coordinator.facts.find((fact) => fact.started))
  const sinceMs = performance.now()
  t.same(await agent.end('SIGTERM'), [0, null])
  t.ok(performance.now() - sinceMs < 2_000)
  t.ok(process.kill(started!.pid!, 0))
  process.kill(started!.pid!, 'SIGKILL')
})

t.test('facts that were not acknowledged are sent again after a restart, once', async (t) => {
  const { coordinator, state, start } = await site(t)
  coordinator.ackFacts = false
  const agent = start()
  coordinator.run('a-1-1', taskSpec({ run: { kind: 'worker', argv: ['true'] } }))
  await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  await agent.end('SIGKILL')
  t.ok(readFileSync(join(state, 'attempts/a-1-1/attempt.json')))
  coordinator.ackFacts = true
  start()
  await coordinator.until(() => coordinator.hellos[1])
  const before = coordinator.digests
  await coordinator.until(() => coordinator.digests > before)
  t.equal(coordinator.facts.filter((fact) => fact.ended).length, 1)
  t.match(coordinator.hellos[1]!.attempts, [{ attempt: 'a-1-1', state: 'ended' }])
})

t.test('a task comes with its shard: nothing is asked', async (t) => {
  const { coordinator, start } = await site(t)
  start()
  await coordinator.until(() => coordinator.digests > 0)
  const spec = taskSpec({ run: { kind: 'command', argv: ['sh', example('worker.sh')] } })
  const leases = [{ shard: 4, wave: 'w', of: 9, position: 4, itemJson: '"four"' }]
  coordinator.desire({ attempts: [{ attempt: 'a-1-1', action: 'run', specJson: JSON.stringify(spec), leases }] })
  t.match(await coordinator.until(() => exitOf(coordinator, 'a-1-1')), { code: 0, reason: 'exited' })
  t.match(resultsOf(coordinator), [{ shard: 4, ok: true, outputJson: '{"result":{"shard":4,"item":"four"}}' }])
  // what it has is told after a welcome, which may be handled later than the desired state
  t.same(
    coordinator.asks.filter(({ want }) => (want ?? 0) > 0),
    [],
  )
})

t.test(
  'a rank prints on while its agent is killed again and again: each line is in its log once, with its time',
  async (t) => {
    const { coordinator, state, start } = await site(t)
    let agent = start()
    const gate = join(state, 'gate')
    const bunch = `n=0; while [ $n -lt 700 ]; do i=$((i+1)); n=$((n+1)); echo "line $i ${'x'.repeat(200)}"; done`
    const script = `i=0; b=0; while [ $b -lt 12 ]; do ${bunch}; b=$((b+1)); while [ ! -e ${gate}-$b ]; do sleep 0.02; done; done`
    const member = gangMember({ rank: 5, firstRank: 5, worldSize: 6 })
    coordinator.run('a-1-1', taskSpec({ kind: 'gang', run: { kind: 'command', argv: ['sh', '-c', script] }, member }))
    await coordinator.until(() => coordinator.facts.some((fact) => fact.started))
    for (let b = 1; b <= 12; b++) {
      writeFileSync(`${gate}-${b}`, '')
      if (b % 4 !== 0) continue
      await agent.end('SIGKILL')
      agent = start()
      const hellos = coordinator.hellos.length
      await coordinator.until(() => coordinator.hellos.length > hellos)
    }
    await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
    const address = coordinator.hellos.at(-1)!.bytesAddress!
    const records = (await (await fetch(`http://${address}/logs/a-1-1`)).text())
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    t.same([records.at(-1), records[0].rank], [{ kind: 'end' }, 5])
    const numbers = records.flatMap(({ text = '' }) =>
      [...text.matchAll(/^line (\d+) x{200}$/gm)].map((found) => Number(found[1])),
    )
    t.same(
      numbers,
      Array.from({ length: 8_400 }, (_, n) => n + 1),
    )
    const times = records.flatMap(({ ms }) => (ms === undefined ? [] : [ms]))
    t.same(
      times,
      times.toSorted((a, b) => a - b),
    )
    t.ok(times.at(-1) - times[0] > 0)
  },
)

t.test('a preempted rank hears its checkpoint signal first and may save', async (t) => {
  const { coordinator, start } = await site(t)
  start()
  const script =
    'trap "echo saved; exit 0" USR1; echo rank $MILLWRIGHT_RANK of $MILLWRIGHT_MEMBERS; while :; do sleep 0.05; done'
  const spec = taskSpec({
    kind: 'gang',
    run: { kind: 'command', argv: ['sh', '-c', script] },
    checkpointSignal: 'SIGUSR1',
    member: gangMember({ rank: 2, hosts: ['h1', 'h2', 'h3'] }),
  })
  coordinator.run('a-1-1', spec)
  await coordinator.until(() => coordinator.facts.some((fact) => fact.started))
  const address = coordinator.hellos[0]!.bytesAddress!
  const log = async (): Promise<string> => (await fetch(`http://${address}/logs/a-1-1`)).text()
  while (!(await log()).includes('rank 2 of 3'));
  coordinator.desire({ attempts: [{ attempt: 'a-1-1', action: 'stop', reason: 'preempted', graceMs: 20_000 }] })
  const exit = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.match(exit, { code: 0, reason: 'preempted', sentByUs: true })
  t.equal(exit.lastLines.at(-1), 'saved')
})

t.test('what cannot be started says why, and the agent goes on', async (t) => {
  const { coordinator, state, start } = await site(t)
  mkdirSync(join(state, 'attempts'))
  writeFileSync(join(state, 'attempts/a-1-1'), 'in the way')
  const agent = start()
  const spec = JSON.stringify(taskSpec({ run: { kind: 'worker', argv: ['true'] } }))
  const gone = JSON.stringify(taskSpec({ run: { kind: 'worker', argv: ['true'] }, gpus: ['GPU-none'] }))
  const run = (attempt: string, specJson: string) => ({ attempt, action: 'run', specJson })
  coordinator.desire({ attempts: [run('a-1-1', spec), run('a-1-2', gone), run('a-1-3', spec)] })
  const failed = await coordinator.until(() => exitOf(coordinator, 'a-1-1'))
  t.match(failed, { reason: 'launch-failed', lastLines: [/^E(NOTDIR|EXIST)/] })
  const vanished = await coordinator.until(() => exitOf(coordinator, 'a-1-2'))
  t.match(vanished.lastLines, ['GPU GPU-none is not on this host any more'])
  t.match(await coordinator.until(() => exitOf(coordinator, 'a-1-3')), { code: 0, reason: 'exited' })
  t.equal(agent.child.exitCode, null)
})
