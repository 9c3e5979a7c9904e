import t from 'tap'
import type { Connection, ConnectionHandlers } from '../../agent/link/connection.ts'
import { Link } from '../../agent/link/link.ts'
import { FactSpool } from '../../agent/link/spool.ts'
import { Fleet, type FleetConfig } from '../../agent/simulated/fleet.ts'
import { simulatedIdentity } from '../../agent/simulated/identity.ts'
import { memoryDesired } from '../../agent/simulated/memory-desired.ts'
import { MemorySpoolDisk } from '../../agent/simulated/memory-spool.ts'
import { PausableTimers } from '../../agent/simulated/pausable-timers.ts'
import { bootClock, realTimers, steadyClock } from '../../shared/clock.ts'
import type { GangMember, Json } from '../../shared/model/job.ts'
import type { AgentToWorker } from '../../shared/model/worker-protocol.ts'
import {
  type AgentMessage,
  type CoordinatorMessage,
  decodeAgentMessage,
  encodeCoordinatorMessage,
} from '../../shared/protocol/codec.ts'
import { gangMember, taskSpec } from '../fakes/agent-process.ts'
import { FakeCoordinator } from '../fakes/fake-coordinator.ts'
import { FakeTime } from '../fakes/fake-time.ts'
import { KeptTelemetry } from '../fakes/kept-telemetry.ts'
import { SimulatedWork } from '../fakes/simulated-work.ts'

const sim = (behaviour: Json): Json => ({ sim: behaviour })
const member = (lostAfterMs: number | null): GangMember => gangMember({ hosts: ['h'], lostAfterMs })
const gang = (lostAfterMs: number | null, behaviour: Json) =>
  taskSpec({ kind: 'gang', member: member(lostAfterMs), params: sim(behaviour), graceMs: 1_000 })

t.test('an array task runs its shard without asking, and says finish by itself', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', taskSpec({ params: sim({ taskMs: 50 }) }), [{ shard: 7, of: 9 }])
  await host.time.advance(100)
  t.same(host.asks, [])
  t.match(await host.exitOf('a-1-1'), { code: 0, reason: 'exited' })
  const results = (await host.facts()).flatMap((fact) => fact.results?.results ?? [])
  t.match(results, [{ shard: 7, ok: true }])
  t.match(host.work.held(), [{ attempt: 'a-1-1', jobName: 'test', cpus: 1, memoryMb: 0, gpus: [] }])
})

t.test('no process starts on a GPU that is gone or in use', async (t) => {
  const host = await SimulatedWork.start()
  const on = (gpu: number, behaviour: Json = {}) =>
    taskSpec({ gpus: [`SIM-h-${gpu}`], params: sim(behaviour), kind: 'gang' })
  await host.run('a-1-1', on(0, { steps: 0, taskMs: 10, memoryStuckMs: 20_000 }))
  await host.time.advance(1_000)
  t.match(await host.exitOf('a-1-1'), { code: 0 })
  await host.run('a-1-2', on(0, { steps: 0, taskMs: 10, memoryStuckMs: 200_000 }))
  await host.time.advance(10_000)
  t.equal((await host.facts()).filter((fact) => fact.started).length, 1, 'it waits')
  await host.time.advance(12_000)
  t.match(await host.exitOf('a-1-2'), { code: 0 })
  await host.run('a-1-3', on(0))
  await host.time.advance(52_000)
  const text = 'GPU SIM-h-0 still holds 62000 MB after 50 s'
  t.match(await host.exitOf('a-1-3'), { reason: 'launch-failed', lastLines: [text] })
  await host.run('a-1-4', on(0))
  await host.time.advance(2_000)
  host.time.jump(60_000)
  await host.time.advance(2_000)
  t.equal(await host.exitOf('a-1-4'), undefined, 'a host that stood still has looked no more often')
  await host.stop('a-1-4', 'cancelled', 1_000)
  await host.time.advance(2_000)
  t.match(await host.exitOf('a-1-4'), { reason: 'cancelled', lastLines: ['stopped before it was started'] })
  host.gpus.lose(1)
  await host.run('a-1-5', on(1))
  t.match((await host.exitOf('a-1-5'))?.lastLines, ['GPU SIM-h-1 is not on this host any more'])
})

t.test('a full disk fails the launch with its errno, and the agent lives on', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', gang(null, { steps: 0, taskMs: 10_000 }))
  host.store.full = true
  await host.run('a-1-2', gang(null, {}))
  t.match((await host.exitOf('a-1-2'))?.lastLines[0], /ENOSPC: no space left on device/)
  t.equal((await host.exitOf('a-1-2'))?.reason, 'launch-failed')
  await host.time.advance(11_000)
  t.match(await host.exitOf('a-1-1'), { code: 0, reason: 'exited' }, 'what runs is not hurt')
  host.kill()
  await host.live()
  t.match(host.work.held(), [{ attempt: 'a-1-1' }, { attempt: 'a-1-2', state: 'ended' }], 'said though never saved')
  host.store.full = false
  await host.run('a-1-2', gang(null, { steps: 0, taskMs: 0 }))
  await host.time.advance(1_000)
  t.equal((await host.facts()).filter((fact) => fact.started?.attempt === 'a-1-2').length, 0, 'and not started again')
})

t.test('a stop tells the worker why, and takes it down after the grace', async (t) => {
  const host = await SimulatedWork.start()
  await host.run('a-1-1', taskSpec({ params: sim({ taskMs: 1e9, ignoreTerm: true }) }))
  await host.stop('a-1-1', 'preempted', 3_000)
  const heard: AgentToWorker[] = []
  const end = host.hub.connect('/s/a-1-1.sock', { received: (message) => heard.push(message), closed: () => {} })
  end?.send({ type: 'hello' })
  await host.time.settle()
  t.match(heard, [{ type: 'welcome' }, { type: 'stop', reason: 'preempted', graceMs: 3_000 }])
  await host.time.advance(4_000)
  t.match(await host.exitOf('a-1-1'), { reason: 'preempted', signal: 'SIGKILL' })
})

t.test('timers that go on after a pause: none that was cleared fires, and a pause meanwhile holds', async (t) => {
  const time = new FakeTime()
  const timers = new PausableTimers(time)
  const fired: string[] = []
  timers.setTimeout(() => {
    fired.push('first')
    timers.clear(second)
    timers.pause()
  }, 1)
  const second = timers.setTimeout(() => fired.push('second'), 2)
  timers.setTimeout(() => fired.push('third'), 3)
  timers.pause()
  await time.advance(10)
  t.same(fired, [])
  timers.resume()
  t.same(fired, ['first'])
  timers.resume()
  t.same(fired, ['first', 'third'])
})

t.test('the memory disk loses what was not synced', async (t) => {
  let synced: () => void = () => {}
  const sync = (): Promise<void> =>
    new Promise((resolve) => {
      synced = resolve
    })
  const disk = new MemorySpoolDisk({ id: 's', sync })
  const started = (pid: number) => ({ started: { attempt: 'a-1-1', pid } })
  const pids = async (): Promise<unknown[]> => {
    const spool = await FactSpool.open(disk)
    return (await spool.read(0, 10, 1e6)).map((fact) => fact.started?.pid)
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  let spool = await FactSpool.open(disk)
  const first = spool.append(started(1))
  await turn()
  synced()
  await first
  void spool.append(started(2))
  await turn()
  disk.crash(false)
  synced()
  await turn()
  t.same(await pids(), [1])
  spool = await FactSpool.open(disk)
  void spool.append(started(3))
  await turn()
  disk.crash(true)
  t.same(await pids(), [1, 3], 'written though nobody heard of it')
  spool = await FactSpool.open(disk)
  t.equal(spool.last(), 2)
  await spool.ack(2)
  t.same(await spool.read(0, 10, 1e6), [])
  disk.kill(false)
  t.same(await pids(), [], 'the death of the agent alone brings nothing back')
  disk.crash(false)
  t.same(await pids(), [1, 3], 'what was let go of may be there again')
})

t.test('the link dates itself from when the newest counted digest was sent', async (t) => {
  const time = new FakeTime()
  const said: AgentMessage[] = []
  let handlers: ConnectionHandlers | undefined
  const connection: Connection = {
    send: (bytes) => void said.push(decodeAgentMessage(bytes)),
    ping: () => {},
    terminate: () => handlers?.close(),
    close: () => handlers?.close(),
    bufferedAmount: () => 0,
  }
  const hear = (message: CoordinatorMessage): void => handlers?.message(encodeCoordinatorMessage(message))
  const memory = memoryDesired()
  memory.accept({ incarnation: 3, generation: 14 })
  const link = new Link({
    coordinator: 'ws://c',
    identity: simulatedIdentity(1, 'h'),
    bootId: 'b',
    dial: (_url, given) => {
      handlers = given
      return connection
    },
    uptime: time,
    timers: time,
    spool: await FactSpool.open(new MemorySpoolDisk({ id: 's' })),
    memory,
    log: () => {},
    random: () => 0.5,
    hello: () => ({}),
    digest: () => ({}),
    onDesired: () => {},
    onLeases: () => {},
    onWelcome: () => {},
  })
  link.start()
  handlers?.open()
  hear({ challenge: { nonce: new Uint8Array(32) } })
  t.match(said[0]?.hello, { appliedIncarnation: 3, spool: 's' })
  t.equal(Number(said[0]?.hello?.appliedGeneration), 14)
  hear({ welcome: { digestMs: 1_000 } })
  await time.advance(3_500)
  t.same(
    said.flatMap(({ digest }) => (digest ? [Number(digest.number)] : [])),
    [1, 2, 3, 4],
  )
  t.equal(link.ackedSentMs, null)
  hear({ heard: { number: 3 } })
  t.equal(link.ackedSentMs, 2_000, 'when it was sent, not when it was answered')
  hear({ heard: { number: 2 } })
  t.equal(link.ackedSentMs, 2_000)
  await time.advance(20_000)
  t.equal(link.connected, false, 'silence ends the connection')
  link.close()
})

async function fleet(test: { teardown(end: () => Promise<void>): void }, change: Partial<FleetConfig>) {
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  const config: FleetConfig = {
    coordinator: coordinator.url,
    hosts: 1,
    gpus: 2,
    slots: 8,
    gpuModel: 'Made-up GPU',
    leafHosts: 2,
    rackHosts: 1,
    seed: 1,
    taskMs: 0,
    failRate: 0,
    signalsPerHost: 14,
    telemetryPeriodMs: 100,
    slowHosts: { count: 0, factor: 1 },
    script: [],
    ...change,
  }
  const edges = { clock: steadyClock(), uptime: bootClock, timers: realTimers, log: () => {}, agentVersion: '1' }
  const made = new Fleet(config, edges)
  test.teardown(async () => {
    made.close()
    await coordinator.close()
  })
  made.start()
  return { coordinator, fleet: made, host: made.hosts[0]! }
}

t.test('simulated hosts join over real sockets, labelled simulated, the same ones each time', async (t) => {
  const { coordinator } = await fleet(t, { hosts: 5 })
  await coordinator.until(() => coordinator.hellos.length === 5 && coordinator.digests >= 5)
  const inventories = coordinator.hellos.map(({ inventoryJson }) => JSON.parse(inventoryJson ?? '{}'))
  t.ok(inventories.every(({ simulated }) => simulated === true))
  t.match(inventories[4], {
    hostname: 'sim-0005',
    gpus: [{ uuid: 'SIM-sim-0005-0', name: 'Made-up GPU' }, { index: 1 }],
    topology: { site: 'sim', leaf: 'leaf-003', rack: 'rack-005' },
  })
  const keys = coordinator.hellos.map(({ publicKey }) => Buffer.from(publicKey ?? []).toString('hex'))
  t.equal(new Set(keys).size, 5)
  t.equal(keys[0], Buffer.from(simulatedIdentity(1, 'sim-0001').publicKey).toString('hex'))
})

t.test('simulated readings come as telemetry frames; scripted faults are in them', async (t) => {
  const { coordinator, host } = await fleet(t, {})
  const kept = new KeptTelemetry(coordinator)
  const newest = (name: string, gpu: string) => kept.values(name, { gpu }).at(-1)
  await coordinator.until(() => newest('gpu-temperature', '1'))
  t.match(kept.def('gpu-temperature', { gpu: '1' }), { source: 'simulated', unit: '°C' })
  host.ailGpu(1, { hotC: 97, eccPerS: 1e6 })
  host.ailGpu(0, { silent: true })
  await coordinator.until(() => newest('gpu-temperature', '1') === 97 && Number(newest('gpu-ecc-corrected', '1')) > 1e4)
  await coordinator.until(() => newest('gpu-power', '0') === 'the driver does not answer')
  host.xid(1, 94)
  const told = await coordinator.until(() => coordinator.facts.find((fact) => fact.kernel))
  t.match(told.kernel?.events, [{ class: 'xid', code: 94, uuid: 'SIM-sim-0001-1', device: '0000:23:00.0' }])
})

t.test('a simulated worker leases 500 shards of nothing and does each once', async (t) => {
  const { coordinator } = await fleet(t, {})
  let next = 0
  coordinator.lend = ({ attempt, want }) => {
    const leases = []
    for (; next < 500 && leases.length < (want ?? 0); next++) leases.push({ shard: next, of: 500 })
    return { attempt: attempt ?? '', leases, finish: next >= 500 }
  }
  await coordinator.until(() => coordinator.digests > 0)
  coordinator.run('a-1-1', taskSpec({}))
  await coordinator.until(() => coordinator.facts.some((fact) => fact.ended))
  const shards = coordinator.facts.flatMap((fact) => fact.results?.results?.map(({ shard }) => shard ?? 0) ?? [])
  t.equal(shards.length, 500)
  t.equal(new Set(shards).size, 500)
})

t.test('faults: killed agents adopt, rebooted hosts do not, a lost GPU is a fact, a cut is silence', async (t) => {
  const { coordinator, host } = await fleet(t, {})
  await coordinator.until(() => coordinator.digests > 0)
  coordinator.run('a-1-1', taskSpec({ kind: 'service', params: sim({}) }))
  await coordinator.until(() => coordinator.facts.some((fact) => fact.replica?.ready))
  host.kill()
  await host.start()
  const adopted = await coordinator.until(() => coordinator.hellos[1])
  t.match(adopted.attempts, [{ attempt: 'a-1-1', state: 'running' }])
  t.equal(adopted.bootId, coordinator.hellos[0]?.bootId)
  t.equal(host.running(), 1)
  host.loseGpu(1)
  const changed = await coordinator.until(() => coordinator.facts.find((fact) => fact.inventory))
  t.equal(JSON.parse(changed.inventory?.inventoryJson ?? '{}').gpus.length, 1)
  const seen = coordinator.digests
  host.cut()
  coordinator.desire({ attempts: [] })
  host.join()
  await coordinator.until(() => coordinator.digests > seen && coordinator.hellos[2])
  host.powerOff()
  await host.start()
  const rebooted = await coordinator.until(() => coordinator.hellos[3])
  t.not(rebooted.bootId, adopted.bootId)
  const ended = await coordinator.until(() => coordinator.facts.find((fact) => fact.ended))
  t.match(JSON.parse(ended.ended?.exitJson ?? '{}'), { reason: 'unknown', code: null, class: 'lost-host' })
})
