/** GPUs let go for maintenance: the agent's own readers end, whoever else holds some is named, and they are read again afterwards. */
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nvml } from '../../agent/sensors/nvml.ts'
import { SensorRunner } from '../../agent/sensors/runner.ts'
import type { Sensor } from '../../agent/sensors/sensor.ts'
import { gpuHolders } from '../../agent/work/gpu-holders.ts'
import { GpuRelease } from '../../agent/work/gpu-release.ts'
import { readStat } from '../../agent/work/proc.ts'
import { steadyClock } from '../../shared/clock.ts'
import { releasedReason, type Signal } from '../../shared/model/reading.ts'
import type { Fact } from '../../shared/protocol/codec.ts'
import { FakeTime } from '../fakes/fake-time.ts'
import { buildNvmlStub, configureNvmlStub, hungProcesses, releaseNvmlStub, seen } from '../fakes/nvml-stub.ts'

// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))

const dir = t.testdir({ stub: {} })
const library = buildNvmlStub(join(dir, 'stub'), 'gpus 2\n')
const needs = library === undefined ? { skip: 'no C compiler' } : {}

/** NVML children of this process that have not ended. */
const children = (): number =>
  readdirSync('/proc').filter((name) => {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined
    if (stat?.parent !== process.pid || stat.state === 'Z') return false
    return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('nvml/child')
  }).length

const temperatures = (signals: readonly Signal[]) =>
  signals.filter(({ name }) => name === 'gpu-temperature').map(({ reading }) => reading)

t.test(
  '[CI10] the NVML child of a sensor that is paused ends, its readings are gaps, and it is started again',
  needs,
  async (t) => {
    configureNvmlStub(join(dir, 'stub'), 'gpus 2\n')
    const sensor = nvml({ library: library!, startMs: 10_000, restartMs: 50, periodMs: 50 })!
    const told: (readonly Signal[])[] = []
    const runner = new SensorRunner(sensor, { clock: steadyClock(), onRead: (_, signals) => void told.push(signals) })
    t.teardown(() => runner.close())
    await runner.first
    t.match(temperatures(runner.signals), [{ kind: 'value' }, { kind: 'value' }])
    runner.pause(releasedReason)
    runner.pause('again')
    await seen(() => children() === 0)
    const gap = { kind: 'gap', reason: releasedReason }
    t.match(temperatures(runner.signals), [gap, gap])
    t.match(
      runner.signals.filter(({ name }) => name.startsWith('sensor-')).every(({ reading }) => reading.kind === 'gap'),
      true,
    )
    const before = told.length
    await seen(() => told.length > before + 2)
    t.match(temperatures(told.at(-1)!), [gap, gap], 'they are told as gaps for as long as it lasts')
    t.match(runner.gpus, [{ index: 0 }, { index: 1 }], 'what the host is made of is as it was')
    runner.again()
    t.equal(children(), 0)
    await runner.resume()
    await seen(() => temperatures(runner.signals).every(({ kind }) => kind === 'value'))
    await runner.resume()
  },
)

t.test('[CI10] a read under way when its sensor is paused and resumed comes to its end, and one goes on', async (t) => {
  let [reads, active, most] = [0, 0, 0]
  let finish = (): void => {}
  const read = async (): Promise<Signal[]> => {
    most = Math.max(most, ++active)
    if (++reads === 1) await new Promise<void>((resolve) => (finish = resolve))
    else await new Promise((resolve) => setTimeout(resolve, 5))
    active--
    return []
  }
  const sensor = { name: 'nvml', periodMs: 2, deadlineMs: 150, gpus: () => [], read }
  const runner = new SensorRunner(sensor as unknown as Sensor, { clock: steadyClock() })
  t.teardown(() => runner.close())
  runner.pause(releasedReason)
  await runner.resume()
  t.equal(reads, 1, 'a read that hangs is waited for, by nobody')
  finish()
  await seen(() => reads > 40)
  t.equal(most, 1)
})

t.test('[CI10] a child that hangs in the driver is left alone', needs, async (t) => {
  const stub = join(dir, 'stub')
  configureNvmlStub(stub, 'gpus 2\nhang 1\n')
  const sensor = nvml({ library: library!, startMs: 200, restartMs: 50, periodMs: 50, deadlineMs: 400 })!
  const runner = new SensorRunner(sensor, { clock: steadyClock() })
  t.teardown(async () => {
    await runner.close()
    await releaseNvmlStub(stub)
  })
  await seen(() => hungProcesses(stub).length > 0)
  runner.pause(releasedReason)
  const [pid] = hungProcesses(stub) as [number]
  t.ok(existsSync(`/proc/${pid}`), 'it is not killed within its call')
  await releaseNvmlStub(stub)
  t.notOk(existsSync(`/proc/${pid}`), 'and ends when that comes back')
})

t.test(
  '[CI10] GPUs are let go while that is wanted, over restarts too, and never those of an attempt that runs',
  async (t) => {
    const time = new FakeTime()
    const did: string[] = []
    const facts: Fact[] = []
    let holders: string[] = ['nvidia-persistenced (812)']
    let users: string[] = ['a-1-1']
    let isFull = false
    let remembered = false
    const open = () =>
      new GpuRelease({
        files: {
          close: async () => void did.push('close'),
          open: async () => void did.push('open'),
          holders: () => holders,
        },
        memory: {
          load: () => remembered,
          save: (released) => {
            if (isFull) throw new Error('ENOSPC')
            remembered = released
          },
        },
        timers: time,
        log: () => {},
        append: async (fact) => void facts.push(fact as Fact),
        users: () => users,
        inventoryJson: () => '{"gpus":[]}',
        onFatal: (error) => t.fail(String(error)),
      })
    const release = open()
    release.apply(false)
    await time.settle()
    t.same(did, [])
    release.apply(true)
    await time.advance(20_000)
    t.same([did, remembered], [[], false], 'an attempt has them')
    users = []
    isFull = true
    await time.advance(20_000)
    t.same([did, remembered], [[], false], 'what the next life would not know is not done')
    isFull = false
    await time.advance(5_000)
    t.same([did, remembered], [['close'], true])
    t.match(facts, [{ gpuHandles: { released: true, holders: ['nvidia-persistenced (812)'] } }])
    await time.advance(60_000)
    t.equal(facts.length, 1, 'said once')
    holders = []
    await time.advance(5_000)
    t.match(facts[1], { gpuHandles: { released: true, holders: [] } })
    release.close()
    const next = open()
    next.apply(true)
    await time.settle()
    t.same(did, ['close'], 'another life of the agent has not opened them')
    t.equal(facts.length, 3, 'and says how it is')
    next.apply(false)
    await time.settle()
    t.same([did, remembered], [['close', 'open'], false])
    t.match(facts[3], { gpuHandles: { released: false, inventoryJson: '{"gpus":[]}' } })
    next.close()
  },
)

t.test('[CI10] who has files of GPUs open is read from /proc', async (t) => {
  const dir = t.testdir({
    '1': { comm: 'init\n', fd: {} },
    '812': { comm: 'nvidia-persiste\n', fd: {} },
    '9': { fd: {} },
    net: {},
  })
  symlinkSync('/dev/null', join(dir, '1/fd/0'))
  symlinkSync('/dev/nvidia0', join(dir, '812/fd/3'))
  symlinkSync('/dev/nvidia-caps/nvidia-cap1 (deleted)', join(dir, '9/fd/1'))
  t.same(gpuHolders(dir), [
    { pid: 9, name: 'unknown' },
    { pid: 812, name: 'nvidia-persiste' },
  ])
})
