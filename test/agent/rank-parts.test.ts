import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { HostNetwork } from '../../agent/work/fabric.ts'
import { envOf } from '../../agent/work/rank-env.ts'
import { makePreflight } from '../../agent/work/steps/preflight.ts'
import { serveWorker, type WorkerSocket } from '../../agent/work/worker-socket.ts'
import type { GangMember } from '../../shared/model/job.ts'
import type { Signal } from '../../shared/model/reading.ts'
import type { WorkerMessage } from '../../shared/model/worker-protocol.ts'
import { gangMember, taskSpec } from '../fakes/agent-process.ts'
import { talkTo } from '../fakes/line-talker.ts'

const folder = (test: { teardown(end: () => void): void }): string => {
  const dir = mkdtempSync(join(tmpdir(), 'mw-ranks-'))
  test.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
const ranks = (count: number, member: Partial<GangMember> = {}) =>
  taskSpec({ kind: 'gang', member: gangMember({ ranks: count, ...member }) })

t.test('what the job or the agent says of threads and interfaces wins', (t) => {
  const launch = { attempt: 'a-1-1', socketPath: '/s', onExit: () => {} }
  const fabric = { address: '10.0.0.1', socketInterface: 'eth1', ibDevices: ['mlx5_0', 'mlx5_1'] }
  const spec = { ...ranks(1, { address: '10.0.0.1' }), env: { NCCL_IB_HCA: 'mine' } }
  const env = envOf({ OMP_NUM_THREADS: '7' }, { ...launch, spec }, '/w', fabric)
  t.match(env, { NCCL_SOCKET_IFNAME: '=eth1', GLOO_SOCKET_IFNAME: 'eth1', NCCL_IB_HCA: 'mine', OMP_NUM_THREADS: '7' })
  const beside = envOf({}, { ...launch, spec }, '/w', { ...fabric, address: '127.0.0.1', socketInterface: 'lo' })
  t.notOk('NCCL_SOCKET_IFNAME' in beside, 'a loopback address is no way to other hosts')
  const batch = envOf({}, { ...launch, spec: taskSpec({}) }, '/w', fabric)
  t.notOk('OMP_NUM_THREADS' in batch || 'RANK' in batch)
  t.end()
})

const port = (device: string, number: string, values: Readonly<Record<string, number | string>>): Signal[] =>
  Object.entries(values).map(([name, value]) => ({
    sensor: 'infiniband',
    name,
    unit: '',
    labels: { device, port: number },
    reading: { kind: 'value', value, hostClockMs: 0 },
    source: 'sysfs',
  }))

t.test('the fabric of a host: its address, the interface that has it, the RDMA devices of one kind and speed', (t) => {
  const signals: Signal[] = []
  const lan = { address: '10.0.0.5', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: null } as const
  const network = new HostNetwork({ address: undefined, interfaces: () => ({ eth1: [lan] }), signals: () => signals })
  t.same(network.now(), { address: undefined, socketInterface: null, ibDevices: [] })
  network.linked('::ffff:10.0.0.5')
  const ndr = { 'port-state': 4, 'port-rate': 50e9, 'port-link-layer': 'InfiniBand' }
  signals.push(...port('mlx5_0', '1', ndr), ...port('mlx5_1', '1', ndr))
  signals.push(...port('mlx5_2', '1', { 'port-state': 4, 'port-rate': 12.5e9, 'port-link-layer': 'Ethernet' }))
  signals.push(
    ...port('mlx5_3', '1', { ...ndr, 'port-rate': 12.5e9 }),
    ...port('mlx5_4', '1', { ...ndr, 'port-state': 1 }),
  )
  t.same(network.told(), { address: '10.0.0.5', fabric: { socketInterface: 'eth1', ibDevices: ['mlx5_0', 'mlx5_1'] } })
  t.same(network.down(), [], 'what was never wired is not missing')
  signals.splice(0, 3, ...port('mlx5_0', '1', { ...ndr, 'port-state': 1, 'port-rate': 1e9 }))
  t.same(network.down(), ['mlx5_0 port 1'])
  t.same(network.now().ibDevices, ['mlx5_0', 'mlx5_1'], 'it is still one of the fabric')
  network.linked('fe80::1')
  t.equal(network.now().address, undefined)
  t.end()
})

t.test('before a gang starts: ports, clock and clocks of its GPUs, and the rendezvous port', async (t) => {
  const reading = (value: number | string, hostClockMs: number) => ({ kind: 'value', value, hostClockMs }) as const
  const signal = (name: string, value: number | string, uuid: string, atMs = 1e6): Signal => {
    return { sensor: 's', name, unit: '', labels: { uuid }, reading: reading(value, atMs), source: '' }
  }
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  const at = (taken.address() as { port: number }).port
  const tested: string[] = []
  const troubles: string[] = []
  const check = (signals: Signal[], downPorts: string[], member: Partial<GangMember>): Promise<void> =>
    makePreflight({
      signals: () => signals,
      downPorts: () => downPorts,
      nowMs: () => 1e6,
      gpuTroubles: async (uuids) => {
        tested.push(...uuids)
        return troubles
      },
    })({
      ...ranks(1, member),
      gpus: ['GPU-1'],
    })
  const bad = [
    signal('clock-offset', -2.5, ''),
    signal('gpu-hw-slowdown', 'yes', 'GPU-1'),
    signal('gpu-power-brake', 'yes', 'GPU-2'),
  ]
  await t.rejects(check(bad, ['mlx5_0 port 1'], { port: at }), {
    message: `not fit for a gang: mlx5_0 port 1 of the fabric is not active; the clock is off by -2.5 s (at most 1); GPU GPU-1: its hardware has cut its clocks; port ${at} of the rendezvous is taken`,
  })
  t.same(tested, [], 'GPUs are not tested where something else is wrong')
  const well = [signal('clock-offset', 9, '', 0), signal('gpu-hw-slowdown', 'no', 'GPU-1')]
  await check(well, [], { port: at, rank: 1, hosts: ['a', 'b'] })
  t.same(tested, ['GPU-1'], 'an old reading says nothing, and only rank 0 listens')
  troubles.push('GPU GPU-1: 7 wrong elements in 9 products of matrices')
  await t.rejects(check(well, [], { rank: 1, hosts: ['a', 'b'] }), {
    message: 'not fit for a gang: GPU GPU-1: 7 wrong elements in 9 products of matrices',
  })
})

t.test('several ranks speak over one socket, one connection each', async (t) => {
  const dir = folder(t)
  const heard: [string, number | undefined][] = []
  const socket: WorkerSocket = await serveWorker(
    join(dir, 's'),
    (message, rank) => {
      heard.push([message.type, rank])
      if (message.type === 'hello') socket.send({ type: 'finish' }, rank)
    },
    { first: 4, count: 2 },
  )
  t.teardown(() => socket.close())
  const [first, second] = [talkTo(join(dir, 's')), talkTo(join(dir, 's'))]
  first.say({ type: 'hello' })
  second.say({ type: 'hello', rank: 5 })
  t.same([await first.next(), await second.next()], [{ type: 'finish' }, { type: 'finish' }])
  second.say({ type: 'step', step: 7 })
  first.say({ type: 'hello', rank: 6 })
  t.match(await first.next(), {
    type: 'error',
    error: 'hello: "rank" must be 4 to 5, the ranks of this attempt; got 6',
  })
  socket.send({ type: 'stop', reason: 'cancelled', graceMs: 1 })
  t.match([await first.next(), await second.next()], [{ type: 'stop' }, { type: 'stop' }])
  const newer = talkTo(join(dir, 's'))
  newer.say({ type: 'hello', rank: 5 })
  t.equal(await second.next(), undefined, 'a newer connection of the same rank replaces it')
  t.same(heard, [
    ['hello', 4],
    ['hello', 5],
    ['step', 5],
    ['hello', 5],
  ])
  newer.end()
})

const python = spawnSync('python3', ['-V']).status === 0
const module = { skip: python ? false : 'no python3' }
const modules = fileURLToPath(new URL('../../examples/pytorch', import.meta.url))

/** A Python script that uses the module, and a socket for it. */
function pythonSite(test: { teardown(end: () => void): void }, script: string, env: NodeJS.ProcessEnv) {
  const path = join(folder(test), 's')
  const child = spawn('python3', ['-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1', MILLWRIGHT_SOCKET: path },
  })
  test.teardown(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  return { path, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, said })) }
}

t.test('the Python module speaks for its rank, and stops when told', module, async (t) => {
  const script = `
import millwright, time
millwright.restored()
for step in range(1, 4): millwright.report(step=step, compute_ms=2.5, sections={"data": 1})
while not millwright.should_stop(): time.sleep(0.01)
print("resumes", millwright.resume())`
  const { path, ended } = pythonSite(t, script, { RANK: '5', MILLWRIGHT_RESUME: '/shared/step-7' })
  const heard: [WorkerMessage, number | undefined][] = []
  const hear = (message: WorkerMessage, rank?: number): void => {
    heard.push([message, rank])
    if (heard.length === 4) socket.send({ type: 'stop', reason: 'preempted', graceMs: 1_000 }, 5)
  }
  const socket = await serveWorker(path, hear, { first: 4, count: 2 })
  t.teardown(() => socket.close())
  t.same(await ended, { code: 0, said: 'resumes /shared/step-7\n' })
  t.match(heard, [
    [{ type: 'hello', rank: 5, holding: [] }, 5],
    [{ type: 'step', step: 1, computeMs: 2.5, sections: { data: 1 }, restoredAgeMs: Number }, 5],
    [{ type: 'step', step: 2, stepMs: Number, restoredAgeMs: undefined }, 5],
    [{ type: 'step', step: 3, stepMs: Number }, 5],
  ])
})

t.test(
  '[SL10] the Python module goes by the share it was told, over the next life of its agent too',
  module,
  async (t) => {
    const script = `
import millwright, time
def until(share):
    while millwright.share() != share: time.sleep(0.01)
    millwright.report(step=1, compute_ms=3)
millwright.report(step=1, compute_ms=3)
print(millwright.share())
until(0.276)
until(1)
millwright.report(step=2, compute_ms=3, share=0.25)`
    const { path, ended } = pythonSite(t, script, { RANK: '1' })
    const heard: WorkerMessage[] = []
    let socket: WorkerSocket
    const listen = async (): Promise<void> => {
      socket = await serveWorker(path, hear, { first: 1, count: 1 })
    }
    const hear = (message: WorkerMessage): void => {
      heard.push(message)
      if (heard.length === 2) socket.send({ type: 'share', share: 0.276 })
      if (heard.length === 3) {
        socket.close()
        void listen()
      }
      if (heard.length === 4) socket.send({ type: 'share', share: 1 })
    }
    await listen()
    t.teardown(() => socket.close())
    t.same(await ended, { code: 0, said: '1.0\n' })
    t.match(heard, [
      { type: 'hello', rank: 1, share: 1 },
      { type: 'step', share: undefined },
      { type: 'step', share: 0.276 },
      { type: 'hello', share: 0.276 },
      { type: 'step', share: 1 },
      { type: 'step', share: 0.25 },
    ])
  },
)

t.test('without Millwright the Python module does nothing; a signal means stop only to who asks', module, async (t) => {
  const run = (script: string) =>
    spawnSync('python3', ['-c', `import millwright, os, signal, time\n${script}`], {
      env: { PATH: process.env.PATH, PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1' },
      encoding: 'utf8',
    })
  const alone = run(
    'millwright.report(step=1); print(millwright.should_stop(), millwright.resume(), millwright.checkpoint(1, "x"), millwright.share())',
  )
  t.equal(alone.stdout, 'False None False 1.0\n')
  t.equal(run('os.kill(os.getpid(), signal.SIGTERM)').signal, 'SIGTERM')
  const asks = run('millwright.should_stop(); os.kill(os.getpid(), signal.SIGTERM); print(millwright.should_stop())')
  t.equal(asks.stdout, 'True\n')
  const child = `
ready, told = os.pipe()
pid = os.fork()
if pid == 0: os.write(told, b"x")
while pid == 0: time.sleep(0.02)
os.read(ready, 1)
os.kill(pid, signal.SIGTERM); print(os.waitpid(pid, 0)[1])`
  t.equal(run(`millwright.should_stop()\n${child}`).stdout, '15\n', 'a child that was forked ends by the signal')
  t.match(run('next(millwright.shards())').stderr, 'MILLWRIGHT_SOCKET is not set')
  t.match(run('os.environ["MILLWRIGHT_EPOCH"] = "1"; next(millwright.shards())').stderr, /a gang has none/)
})

t.test('the Python module works through shards, also when its agent comes again', module, async (t) => {
  const script = `
import millwright
for shard in millwright.shards():
    if shard.item == 2: shard.failed("no such file", retry=False)
    else: shard.done({"square": shard.item ** 2})`
  const { path, ended } = pythonSite(t, script, {})
  const reports = new Map<number, WorkerMessage>()
  let lent = 0
  let restarted = false
  let socket: WorkerSocket
  const give = (numbers: readonly number[]): void => {
    const shards = numbers.map((shard) => ({ shard, wave: 'w', round: 0, position: shard, of: 5, item: shard }))
    if (shards.length > 0) socket.send({ type: 'shards', shards })
  }
  const lend = (want: number): void => {
    const first = lent
    lent = Math.min(5, lent + want)
    give(Array.from({ length: lent - first }, (_, i) => first + i))
  }
  const listen = async (): Promise<void> => {
    socket = await serveWorker(path, hear, { first: 0, count: 1 })
  }
  const hear = (message: WorkerMessage): void => {
    if (message.type === 'lease') return lend(message.want)
    // what was lent and did not come is given again
    if (message.type === 'hello')
      give([...Array(lent).keys()].filter((shard) => !message.holding?.includes(shard) && !reports.has(shard)))
    if (message.type !== 'done' && message.type !== 'failed') return
    if (reports.size === 2 && !restarted) {
      // this report is lost with the agent, and comes again
      restarted = true
      socket.close()
      void listen()
      return
    }
    reports.set(message.shard, message)
    socket.send({ type: 'ack', shards: [message.shard] })
    if (reports.size === 5) socket.send({ type: 'finish' })
  }
  await listen()
  t.teardown(() => socket.close())
  t.equal((await ended).code, 0)
  t.same([...reports.keys()].sort(), [0, 1, 2, 3, 4])
  t.match(reports.get(2), { type: 'failed', error: 'no such file', retry: false })
  t.match(reports.get(4), { type: 'done', result: { square: 16 } })
})
