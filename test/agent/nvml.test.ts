/** NVML against a library built for the test (`test/fixtures/sensors/nvml-stub.c`): GPUs that hang, are lost, have nothing. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import { readMark } from '../../agent/sensors/nvml/hang-mark.ts'
import { type NvmlOptions, nvml } from '../../agent/sensors/nvml.ts'
import { SensorRunner } from '../../agent/sensors/runner.ts'
import { type Sensor, SourceUnusable, signalMaker, value } from '../../agent/sensors/sensor.ts'
import { steadyClock } from '../../shared/clock.ts'
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { FakeCoordinator } from '../fakes/fake-coordinator.ts'
import { NvmlAgent } from '../fakes/nvml-agent.ts'
import { buildNvmlStub, configureNvmlStub, hungProcesses, releaseNvmlStub, seen } from '../fakes/nvml-stub.ts'

const clock = steadyClock()
// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))

const dir = t.testdir({ new: {}, old: {} })
const newDir = join(dir, 'new')
const library = buildNvmlStub(newDir, 'gpus 8\n')
const needs = library === undefined ? { skip: 'no C compiler' } : {}

const find = (signals: readonly Signal[], name: string, gpu: number, link?: number): Reading | undefined =>
  signals.find(
    ({ name: of, labels }) =>
      of === name && labels.gpu === String(gpu) && (link === undefined || labels.link === String(link)),
  )?.reading
const known = (signals: readonly Signal[], name: string, gpu: number, link?: number): unknown => {
  const reading = find(signals, name, gpu, link)
  return reading?.kind === 'value' ? reading.value : reading
}

/** Short times, so that what takes minutes is seen at once. A call hangs after so long that a busy machine is not taken for it. */
const quick = { deadlineMs: 400, initDeadlineMs: 1_500, patienceMs: 30, startMs: 10_000, restartMs: 50, retryMs: 200 }

function sensorOn(t: Test, config: string, options: NvmlOptions = {}): Sensor {
  rmSync(join(newDir, 'nvml-stub.hung'), { force: true })
  configureNvmlStub(newDir, config)
  const sensor = nvml({ library: library!, ...quick, ...options })!
  t.teardown(async () => {
    sensor.close?.()
    await releaseNvmlStub(newDir)
  })
  return sensor
}

/** Reads until what was read is as wanted; the test's own timeout bounds it. */
async function readUntil(sensor: Sensor, holds: (signals: readonly Signal[]) => boolean): Promise<readonly Signal[]> {
  for (;;) {
    const signals = await sensor.read(clock.nowMs())
    if (holds(signals)) return signals
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const seenAsync = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
}

const isGap = (signals: readonly Signal[], gpu: number): boolean =>
  find(signals, 'gpu-temperature', gpu)?.kind === 'gap'
const isWell = (signals: readonly Signal[], gpu: number): boolean =>
  find(signals, 'gpu-temperature', gpu)?.kind === 'value'
const well = (signals: readonly Signal[]): number[] => [0, 1, 2, 3, 4, 5, 6, 7].filter((gpu) => isWell(signals, gpu))
const childrenLeft = (signals: readonly Signal[]): unknown => {
  const reading = signals.find(({ name }) => name === 'sensor-children-left')?.reading
  return reading?.kind === 'value' ? reading.value : undefined
}
/** For so long that a busy machine is no reason. */
const blockedGpus = (sensor: Sensor): number[] =>
  (sensor.blocked?.() ?? [])
    .filter(({ labels, sinceMs }) => labels.gpu !== undefined && sinceMs !== undefined)
    .filter(({ sinceMs }) => clock.nowMs() - sinceMs! > quick.deadlineMs)
    .map(({ labels }) => Number(labels.gpu))

t.test('every reading that the driver has, in its unit', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\n')
  const signals = await sensor.read(5)
  const expected: readonly (readonly [string, unknown])[] = [
    ['gpu-name', 'Made-up 1'],
    ['gpu-serial', '165051'],
    ['gpu-vbios', '96.00.74.00.01'],
    ['gpu-driver', '570.00.01'],
    ['gpu-pci-address', '0000:1c:00.0'],
    ['gpu-utilisation', 42],
    ['gpu-memory-total', 80 * 2 ** 30],
    ['gpu-memory-used', 8 * 2 ** 30],
    ['gpu-memory-reserved', 2 ** 30],
    ['gpu-temperature', 51],
    ['gpu-memory-temperature', 61],
    ['gpu-thermal-margin', -3],
    ['gpu-margin-slowdown', -2],
    ['gpu-margin-shutdown', -8],
    ['gpu-power', 302.517],
    ['gpu-power-instant', 322],
    ['gpu-energy', 300_000.001],
    ['gpu-power-limit', 650],
    ['gpu-power-limit-min', 200],
    ['gpu-clock-sm', 1001],
    ['gpu-clock-memory-max', 1982],
    ['gpu-power-capped-time', 1],
    ['gpu-sw-thermal-slowdown-time', 1.5],
    ['gpu-ecc-corrected', 17],
    ['gpu-ecc-corrected-lifetime', 5e9],
    ['gpu-rows-remapped-corrected', 1],
    ['gpu-row-remap-pending', 'no'],
    ['gpu-pcie-replays', 3],
    ['gpu-pcie-width', 16],
    ['gpu-pcie-receive-rate', 2_000_000],
    ['gpu-nvlink-links-active', 17],
    ['gpu-nvlink-transmitted', 4096 * 1000 * 1024],
    ['gpu-nvlink-received', 2048 * 1000 * 1024],
    ['gpu-processes', 2],
    ['gpu-processes-memory', 2 ** 30],
    ['gpu-recovery-action', 'none'],
    ['gpu-mig-mode', 'disabled'],
  ]
  t.same(
    expected.map(([name]) => [name, known(signals, name, 1)]),
    expected,
  )
  t.equal(known(signals, 'gpu-processes', 0), 40, 'more processes than there was room for at first')
  t.equal(known(signals, 'gpu-processes-memory', 0), 20 * 2 ** 30)
  t.equal(known(signals, 'gpu-clock-reasons', 2), 0x84)
  t.equal(known(signals, 'gpu-power-capped', 2), 'yes')
  t.equal(known(signals, 'gpu-power-brake', 2), 'yes')
  t.equal(known(signals, 'gpu-hw-slowdown', 2), 'no')
  t.equal(known(signals, 'gpu-row-remap-pending', 2), 'yes')
  t.equal(known(signals, 'gpu-recovery-action', 2), 'reset')
  t.match(find(signals, 'gpu-recovery-action', 3), { kind: 'gap', reason: /9/ }, 'an action that is not known is none')
  t.equal(known(signals, 'gpu-nvlink-replays', 1, 2), 5)
  t.equal(known(signals, 'gpu-nvlink-state', 1, 17), 'inactive')
  t.equal(known(signals, 'gpu-nvlink-crc-errors', 1, 17), 1017)
  t.equal(find(signals, 'gpu-nvlink-symbol-errors', 1), undefined, 'no rows of what NVLink 4 does not have')
  t.match(signals.find(({ name }) => name === 'gpus-listed')?.reading, { value: 8 })
  t.match(find(signals, 'gpu-nvlink-rate', 1), { kind: 'gap', reason: /no data/ }, 'a rate needs two readings')
  t.match(sensor.gpus?.()?.[7], { index: 7, uuid: 'GPU-7', name: 'Made-up 7', memoryBytes: 80 * 2 ** 30 })
  const again = await sensor.read(6)
  const of = (all: readonly Signal[], name: string) => all.find((signal) => signal.name === name)
  t.match(of(again, 'gpu-power')?.reading, { hostClockMs: 6 })
  t.match(of(again, 'gpu-ecc-corrected')?.reading, { hostClockMs: 5 }, 'slow readings keep their age')
  t.equal(of(again, 'gpu-power')?.labels, of(signals, 'gpu-power')?.labels, 'labels are the same objects')
  t.equal(of(again, 'gpu-nvlink-state')?.labels, of(signals, 'gpu-nvlink-state')?.labels)
})

t.test(
  'one hangs, one is lost, one is cut in slices, one has nothing: the others report each time',
  needs,
  async (t) => {
    const options = { startMs: 100, deadlineMs: 1_500 }
    const sensor = sensorOn(t, 'gpus 8\nhang 3\nlost 4\nmig 5\nkinds 6\n', options)
    const first = await readUntil(sensor, (signals) => well(signals).length === 6)
    t.same(well(first), [0, 1, 2, 5, 6, 7])
    t.match(find(first, 'gpu-temperature', 4), { kind: 'gap', reason: /GPU is lost \(NVML 15\)/ })
    t.equal(sensor.gpus?.(), undefined, 'it is not known yet of all whether they are there')
    t.equal(find(first, 'gpu-utilisation', 5)?.kind, 'unsupported', 'not told in MIG mode')
    t.equal(known(first, 'gpu-mig-slices', 5), 2)
    for (let round = 0; round < 20; round++) {
      const atMs = clock.nowMs()
      const signals = await sensor.read(atMs)
      for (const gpu of [0, 1, 2, 5, 6, 7]) t.match(find(signals, 'gpu-temperature', gpu), { hostClockMs: atMs })
    }
    const hung = await readUntil(sensor, (signals) => isGap(signals, 3))
    t.match(find(hung, 'gpu-temperature', 3), {
      reason: /GetHandleByIndex_v2 has not come back: it hangs in process \d+/,
    })
    t.same(blockedGpus(sensor), [3])
    const all = sensor.gpus?.()
    t.same(
      all?.map(({ index }) => index),
      [0, 1, 2, 5, 6, 7],
    )
    t.same(all?.[3]?.mig, [
      { uuid: 'MIG-51', profile: '1g.10gb', memoryBytes: 10 * 2 ** 30 },
      { uuid: 'MIG-54', profile: '1g.10gb', memoryBytes: 10 * 2 ** 30 },
    ])
    t.equal(childrenLeft(hung), 0, 'one GPU that hangs costs no other anything')
    t.equal(hungProcesses(newDir).length, 1)
    // GPU 6 says in every way there is that it has no value.
    const zeros = hung.filter(
      ({ labels, reading }) => labels.gpu === '6' && reading.kind === 'value' && reading.value === 0,
    )
    t.same(
      zeros.map(({ name }) => name),
      ['gpu-ecc-corrected'],
      'the one zero is a count that was read',
    )
    t.match(find(hung, 'gpu-pcie-receive-rate', 6), { kind: 'gap', reason: /no permission/ })
    t.equal(known(hung, 'gpu-memory-used', 6), 14 * 2 ** 30, 'by the older call')
  },
)

t.test(
  'a GPU that hangs later stays in the inventory, and is asked again once its call has come back',
  needs,
  async (t) => {
    const sensor = sensorOn(t, 'gpus 8\n')
    t.equal(well(await sensor.read(clock.nowMs())).length, 8)
    configureNvmlStub(newDir, 'gpus 8\nhang 2\n')
    const hung = await readUntil(sensor, (signals) => isGap(signals, 2))
    t.equal(known(hung, 'gpu-name', 2) !== 'Made-up 2', true, 'nothing of it is drawn as known')
    t.equal(hung.find(({ name, labels }) => name === 'gpu-temperature' && labels.gpu === '2')?.labels.uuid, 'GPU-2')
    t.equal(sensor.gpus?.()?.length, 8)
    configureNvmlStub(newDir, 'gpus 8\n')
    const back = await readUntil(sensor, (signals) => well(signals).length === 8)
    t.equal(childrenLeft(back), 0)
    t.same(blockedGpus(sensor), [])
  },
)

t.test('five of eight hang: three report', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\n')
  await sensor.read(clock.nowMs())
  configureNvmlStub(newDir, 'gpus 8\nhang 0\nhang 2\nhang 3\nhang 5\nhang 7\n')
  const hung = await readUntil(sensor, (signals) => [0, 2, 3, 5, 7].every((gpu) => isGap(signals, gpu)))
  const atMs = clock.nowMs()
  const next = await sensor.read(atMs)
  t.same(well(next), [1, 4, 6])
  for (const gpu of [1, 4, 6]) t.match(find(next, 'gpu-temperature', gpu), { hostClockMs: atMs })
  t.same(blockedGpus(sensor), [0, 2, 3, 5, 7])
  t.equal(childrenLeft(hung), 0)
})

t.test('a call that locks the driver: another child reads the other GPUs', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\n')
  await sensor.read(clock.nowMs())
  configureNvmlStub(newDir, 'gpus 8\nlock 3\n')
  const locked = await readUntil(sensor, (signals) => childrenLeft(signals) === 1)
  t.ok(isGap(locked, 3))
  const others = await readUntil(sensor, (signals) => well(signals).length === 7)
  t.ok(isGap(others, 3))
  t.match(find(others, 'gpu-temperature', 3), { reason: /hangs in process/ })
  t.same(blockedGpus(sensor), [3], 'the one that holds the lock, as long as it does')
  t.equal(sensor.gpus?.()?.length, 8)
  t.equal(hungProcesses(newDir).length, 1, 'the second child did not touch it')
  configureNvmlStub(newDir, 'gpus 8\n')
  const back = await readUntil(sensor, (signals) => well(signals).length === 8 && childrenLeft(signals) === 0)
  t.same(blockedGpus(sensor), [])
  t.equal(well(back).length, 8)
})

t.test('a driver that locks when one GPU hangs already: neither is asked again', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\n')
  await sensor.read(clock.nowMs())
  configureNvmlStub(newDir, 'gpus 8\nhang 3\n')
  await readUntil(sensor, (signals) => isGap(signals, 3))
  configureNvmlStub(newDir, 'gpus 8\nhang 3\nlock 5\n')
  const others = await readUntil(sensor, (signals) => childrenLeft(signals) === 1 && well(signals).length === 6)
  t.same(well(others), [0, 1, 2, 4, 6, 7])
  t.same(blockedGpus(sensor), [3, 5])
})

t.test('a driver that hangs for every process is given up after two, until one comes back', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\n', { startMs: 200 })
  await readUntil(sensor, (signals) => well(signals).length === 8)
  configureNvmlStub(newDir, 'gpus 8\nhang-all 1\n')
  const gone = await readUntil(sensor, (signals) => childrenLeft(signals) === 2)
  t.same(well(gone), [])
  const later = await sensor.read(clock.nowMs())
  t.ok(later.filter(({ name }) => name === 'gpu-power').every(({ reading }) => reading.kind === 'gap'))
  t.equal(hungProcesses(newDir).length, 2, 'no third process is sent after them')
  t.ok(sensor.blocked?.().some(({ labels, sinceMs }) => labels.gpu === undefined && sinceMs !== undefined))
  configureNvmlStub(newDir, 'gpus 8\n')
  const back = await readUntil(sensor, (signals) => well(signals).length === 8 && childrenLeft(signals) === 0)
  t.equal(back.length > 500, true)
})

t.test('the next life of the agent does not touch a GPU that a process of the last one hangs on', needs, async (t) => {
  // It ends before it has found out itself that the call hangs.
  const last = sensorOn(t, 'gpus 8\n', { deadlineMs: 60_000 })
  await last.read(clock.nowMs())
  configureNvmlStub(newDir, 'gpus 8\nhang 3\n')
  await readUntil(last, () => hungProcesses(newDir).length > 0)
  last.close?.()
  const [pid] = hungProcesses(newDir)
  await seen(() => readMark(readFileSync(`/proc/${pid}/comm`, 'utf8'), library!)?.gpus.includes(3) === true)
  const next = nvml({ library: library!, ...quick })!
  t.teardown(() => next.close?.())
  const signals = await readUntil(next, (all) => well(all).length === 7)
  t.match(find(signals, 'gpu-temperature', 3), { kind: 'gap', reason: new RegExp(`process ${pid}, from before`) })
  t.equal(childrenLeft(signals), 1)
  await readUntil(next, () => blockedGpus(next).length > 0)
  t.same(blockedGpus(next), [3])
  t.same(hungProcesses(newDir), [pid])
  configureNvmlStub(newDir, 'gpus 8\n')
  const back = await readUntil(next, (all) => well(all).length === 8)
  t.equal(childrenLeft(back), 0)
})

t.test('a driver that hangs from the start leaves the GPUs untold: they are not gone', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\nhang-all 1\n', { startMs: 50 })
  const signals = await readUntil(sensor, (all) => childrenLeft(all) === 1)
  t.equal(sensor.gpus?.(), undefined)
  t.notOk(signals.some(({ labels }) => labels.gpu !== undefined))
})

t.test('a child that dies is replaced; until then nothing is known', needs, async (t) => {
  const children = (): number[] =>
    readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number)
  for (const restartMs of [1e6, 1]) {
    const sensor = sensorOn(t, 'gpus 8\n', { restartMs, retryMs: restartMs })
    await sensor.read(clock.nowMs())
    const child = children().at(-1)!
    process.kill(child, 'SIGKILL')
    await seen(() => !children().includes(child))
    const dead = await readUntil(sensor, (signals) => restartMs === 1 || well(signals).length === 0)
    if (restartMs > 1) t.match(find(dead, 'gpu-temperature', 0), { reason: /the NVML process ended \(SIGKILL\)/ })
    else t.equal((await readUntil(sensor, (signals) => well(signals).length === 8)).length, dead.length)
    t.equal(sensor.gpus?.()?.length, 8, 'no sign that a GPU is gone')
  }
})

t.test('GPUs that are listed no more are gaps and leave the inventory; a lost one comes back', needs, async (t) => {
  const sensor = sensorOn(t, 'gpus 8\nlost 1\n', { slowMs: 0, rareMs: 0 })
  t.same(well(await sensor.read(clock.nowMs())), [0, 2, 3, 4, 5, 6, 7])
  configureNvmlStub(newDir, 'gpus 7\n')
  const fewer = await readUntil(sensor, (signals) => isGap(signals, 7) && isWell(signals, 1))
  t.match(find(fewer, 'gpu-temperature', 7), { reason: /no longer lists/ })
  t.same(
    sensor.gpus?.()?.map(({ index }) => index),
    [0, 1, 2, 3, 4, 5, 6],
  )
})

t.test(
  'a driver that does not let itself be opened is a failure with its words; one that is not there, no source',
  needs,
  async (t) => {
    await t.rejects(sensorOn(t, 'code 18\n').read(1), /library and driver have different versions \(NVML 18\)/)
    const sensor = sensorOn(t, 'code 9\n')
    const refused = await sensor.read(1).catch((error: unknown) => error)
    t.ok(refused instanceof SourceUnusable)
    t.match(refused, { message: 'the driver is not loaded (NVML 9)' })
    configureNvmlStub(newDir, 'gpus 8\n')
    await seenAsync(async () => (await sensor.read(clock.nowMs()).catch(() => [])).length > 100)
  },
)

t.test('an older library: what it lacks is read as it was then, or unsupported', needs, async (t) => {
  const oldDir = join(dir, 'old')
  const sensor = nvml({ library: buildNvmlStub(oldDir, 'gpus 2\n', true)!, ...quick })!
  t.teardown(() => sensor.close?.())
  const signals = await sensor.read(5)
  t.equal(known(signals, 'gpu-memory-used', 1), 9 * 2 ** 30)
  t.equal(find(signals, 'gpu-memory-reserved', 1)?.kind, 'unsupported')
  t.equal(find(signals, 'gpu-thermal-margin', 1)?.kind, 'unsupported')
  t.equal(known(signals, 'gpu-clock-reasons', 1), 0x20, 'by the older name')
  t.equal(known(signals, 'gpu-power', 1), 201.517, 'by the function, where there is no field')
  t.equal(find(signals, 'gpu-power-instant', 1)?.kind, 'unsupported')
  t.equal(known(signals, 'gpu-power-limit', 1), 650)
  t.equal(known(signals, 'gpu-power-limit-max', 1), 700)
  t.equal(known(signals, 'gpu-ecc-corrected', 1), 6_000_000_000)
  t.equal(known(signals, 'gpu-ecc-uncorrected-lifetime', 1), 6_000_000_011)
})

t.test('a library that does not load gives way to the next source', async (t) => {
  const made = signalMaker('next', 'next')
  const next: Sensor = {
    name: 'next',
    periodMs: 1e6,
    deadlineMs: 1e6,
    read: async (now) => [made('load-1m', value(1, now))],
  }
  const missing = join(t.testdir(), 'no-such-library.so')
  const runner = new SensorRunner(nvml({ library: missing, startMs: 10_000, instead: () => next })!, { clock })
  await runner.first
  t.match(runner.signals, [{ sensor: 'next' }])
  runner.close()
})

// Four agents start at once: on a busy machine that takes its time.
const slow = { ...needs, timeout: 120_000 }
t.test('SIGTERM ends the agent whatever hangs, and the children once their calls come back', slow, async (t) => {
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  t.teardown(() => coordinator.close())
  const scenes = ['hang 3', 'hang 0\nhang 2\nhang 3\nhang 5\nhang 7', 'lock 3', 'hang-all 1']
  const folder = t.testdir(Object.fromEntries(scenes.map((_, i) => [`${i}`, { state: {}, stub: {} }])))
  await Promise.all(
    scenes.map(async (scene, i) => {
      const stub = join(folder, `${i}`, 'stub')
      copyFileSync(library!, join(stub, basename(library!)))
      configureNvmlStub(stub, `gpus 8\n${scene}\n`)
      t.teardown(() => releaseNvmlStub(stub))
      const agent = new NvmlAgent(coordinator.url, join(folder, `${i}`, 'state'), join(stub, basename(library!)))
      t.teardown(() => agent.terminate())
      await Promise.all([agent.started, seen(() => hungProcesses(stub).length > 0)])
      // The calls do not come back, so an agent that waited for them would keep the test here.
      t.equal(await agent.terminate(), 0, scene)
      t.ok(
        hungProcesses(stub).every((pid) => process.kill(pid, 0)),
        'the child that hangs was not killed',
      )
    }),
  )
})
