import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startSensors } from '../../agent/sensors/all.ts'
import { childArgv } from '../../agent/sensors/child-reader.ts'
import { nvidiaSmi, parseField } from '../../agent/sensors/nvidia-smi.ts'
import { nvml } from '../../agent/sensors/nvml.ts'
import { parse as parseNvml } from '../../agent/sensors/nvml-parse.ts'
import { SensorRunner } from '../../agent/sensors/runner.ts'
import { type Sensor, SourceUnusable, signalMaker, value } from '../../agent/sensors/sensor.ts'
import { parseLldp, topologyOf } from '../../agent/sensors/topology.ts'
import { steadyClock } from '../../shared/clock.ts'
import type { Reading, Signal } from '../../shared/model/reading.ts'

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/sensors')
const clock = steadyClock()
// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))
const find = (signals: readonly Signal[], name: string, gpu?: string): Reading | undefined =>
  signals.find((signal) => signal.name === name && (gpu === undefined || signal.labels.gpu === gpu))?.reading

t.test('nvidia-smi: numbers with units, N/A is unsupported, an error is a gap', async (t) => {
  t.same(parseField('37 C', 1), value(37, 1))
  t.same(parseField('2 MiB', 1), value(2 * 1024 * 1024, 1))
  for (const text of ['N/A', '[N/A]', '', '[Not Supported]']) t.equal(parseField(text, 1).kind, 'unsupported', text)
  t.match(parseField('[GPU requires reset]', 1), { kind: 'gap', reason: /requires reset/ })
  const bin = t.testdir()
  writeFileSync(join(bin, 'nvidia-smi'), `#!/bin/sh\nexec cat '${join(fixtures, 'nvidia-smi.xml')}'\n`)
  chmodSync(join(bin, 'nvidia-smi'), 0o755)
  const argv = ['/usr/bin/env', `PATH=${bin}:${process.env.PATH}`, ...childArgv('nvidia-smi-child')]
  const sensor = nvidiaSmi({ argv })!
  const signals = await sensor.read(5)
  sensor.close?.()
  t.match(sensor.gpus?.(), [{ index: 0, name: 'Made-up GPU', memoryBytes: 2 ** 30 }, { index: 1 }])
  const kinds = Object.fromEntries(signals.map((s) => [`${s.name} ${s.labels.gpu}`, s.reading.kind]))
  t.match(find(signals, 'gpu-power', '0'), { value: 139.62 })
  t.match(find(signals, 'gpu-utilisation', '0'), { kind: 'value', value: 0 }, 'an idle GPU is 0, not unknown')
  t.match(find(signals, 'gpu-ecc-corrected', '0'), { value: 5 })
  t.match(find(signals, 'gpu-ecc-uncorrected', '0'), { value: 2 })
  t.equal(kinds['gpu-temperature 1'], 'gap')
  t.equal(kinds['gpu-power 1'], 'unsupported')
  t.equal(kinds['gpu-ecc-corrected 1'], 'unsupported')
})

t.test('nvidia-smi that fails is a gap with its words', async (t) => {
  const bin = t.testdir({ 'nvidia-smi': '#!/bin/sh\necho "no devices were found" >&2\nexit 9\n' })
  chmodSync(join(bin, 'nvidia-smi'), 0o755)
  const sensor = nvidiaSmi({
    argv: ['/usr/bin/env', `PATH=${bin}:${process.env.PATH}`, ...childArgv('nvidia-smi-child')],
  })!
  await t.rejects(sensor.read(5), /nvidia-smi/)
  sensor.close?.()
})

t.test('NVML: one bad device loses one row, a hang names its GPU', (t) => {
  const fields = { 'gpu-memory-total': 100, 'gpu-temperature': 40, 'gpu-power': { code: 3, text: 'Not Supported' } }
  const good = (gpu: number) => ({ gpu, uuid: `GPU-${gpu}`, name: 'x', fields })
  const none = { signals: [], gpus: [] }
  const first = parseNvml({ lines: [{ at: 0 }, good(0), { at: 1 }, good(1), { at: 2 }, good(2)] }, none, 10)
  t.equal(first.gpus.length, 3)
  t.equal(find(first.signals, 'gpu-power', '0')?.kind, 'unsupported', 'not supported is not 0')
  const lost = { gpu: 1, error: { code: 15, text: 'GPU is lost' } }
  const second = parseNvml({ lines: [good(0), lost, good(2)] }, first, 20)
  t.equal(find(second.signals, 'gpu-temperature', '0')?.kind, 'value')
  t.match(find(second.signals, 'gpu-temperature', '1'), { kind: 'gap', reason: /GPU is lost/, sinceMs: 20 })
  t.equal(find(second.signals, 'gpu-power', '1')?.kind, 'unsupported')
  const third = parseNvml({ lines: [{ at: 0 }, good(0), { at: 1 }], broken: 'no answer' }, second, 30)
  t.match(find(third.signals, 'gpu-temperature', '1'), { reason: /hangs/, sinceMs: 20 }, 'a gap keeps its beginning')
  t.match(find(third.signals, 'gpu-temperature', '2'), { kind: 'gap', reason: /GPU 1 hangs/ })
  t.equal(find(third.signals, 'gpu-temperature', '0')?.kind, 'value')
  t.same(
    third.gpus.map(({ index }) => index),
    [0, 2],
    'a lost GPU is gone, and stays so',
  )
  const hangs = parseNvml({ lines: [{ at: 0 }, good(0), { at: 1 }], broken: 'no answer' }, first, 30)
  t.equal(hangs.gpus.length, 3, 'a GPU that does not answer is still there')
  const fewer = parseNvml({ lines: [good(0), good(1)] }, first, 40)
  t.equal(fewer.gpus.length, 2, 'a GPU that is listed no more is gone')
  t.match(find(fewer.signals, 'gpu-temperature', '2'), { kind: 'gap', reason: /no longer lists/ })
  t.match(find(parseNvml({ lines: [good(0), good(1)] }, fewer, 50).signals, 'gpu-temperature', '2'), { sinceMs: 40 })
  t.end()
})

t.test('NVML: a failed call is no sign that a GPU or a slice is gone', (t) => {
  const slice = (n: number) => ({ uuid: `MIG-${n}`, name: 'x MIG 1g.10gb', memoryBytes: 10 })
  const failed = (code: number) => ({ code, text: `code ${code}` })
  const fields = { 'gpu-memory-total': 100 }
  const card = { gpu: 0, uuid: 'GPU-0', name: 'x', fields }
  const read = (line: object, before = { signals: [], gpus: [] } as ReturnType<typeof parseNvml>) =>
    parseNvml({ lines: [{ ...card, ...line }] }, before, 10)
  const good = read({ mig: [slice(1), failed(6), slice(2)] })
  const both = [
    { uuid: 'MIG-1', profile: '1g.10gb', memoryBytes: 10 },
    { uuid: 'MIG-2', profile: '1g.10gb', memoryBytes: 10 },
  ]
  t.same(good.gpus, [{ index: 0, uuid: 'GPU-0', name: 'x', memoryBytes: 100, mig: both }])
  for (const [what, line] of [
    ['its MIG mode', { mig: failed(999) }],
    ['a handle', { mig: [slice(1), failed(6), failed(15)] }],
    ["a slice's uuid", { mig: [slice(1), { ...slice(2), uuid: '' }] }],
    ["a slice's memory", { mig: [slice(1), { ...slice(2), memoryBytes: 0 }] }],
    ["a slice's name", { mig: [slice(1), { ...slice(2), name: '' }] }],
    ['everything of it', { uuid: '', name: '', fields: { 'gpu-memory-total': failed(999) }, mig: failed(999) }],
  ] as const)
    t.same(read(line, good).gpus, good.gpus, `${what} could not be read: as before`)
  t.equal(read({ uuid: '', mig: failed(999) }, good).signals[0]?.labels.uuid, 'GPU-0', 'its signals keep their label')
  t.same(
    read({ mig: [slice(1), failed(6)] }, good).gpus[0]?.mig,
    both.slice(0, 1),
    'a slice that was taken down is gone',
  )
  for (const mig of [failed(3), failed(13), undefined])
    t.notOk('mig' in read(mig === undefined ? {} : { mig }, good).gpus[0]!, 'it left MIG mode')
  t.match(read({ uuid: 'GPU-9', mig: failed(999) }, good).gpus, [], 'another GPU in its place has nothing to keep')
  t.same(read({ mig: failed(999) }).gpus, [], 'a GPU that was never read well is not told as whole')
  t.end()
})

t.test('NVML through koffi, against a library made for the test', async (t) => {
  const library = join(t.testdir(), 'libfake.so')
  const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(fixtures, 'fake-nvml.c')])
  if (built.status !== 0) return t.comment('no C compiler: skipped')
  const sensor = nvml({ library })!
  const signals = await sensor.read(5)
  sensor.close?.()
  t.match(sensor.gpus?.(), [{ index: 0, uuid: 'GPU-0', name: 'Made-up 0', memoryBytes: 2 ** 37 }])
  t.notOk(sensor.gpus?.()[0]?.mig, 'not in MIG mode')
  t.match(find(signals, 'gpu-power', '0'), { value: 301.5 })
  t.match(find(signals, 'gpu-utilisation', '0'), { value: 42 })
  t.equal(find(signals, 'gpu-ecc-corrected', '0')?.kind, 'unsupported')
  t.match(find(signals, 'gpu-temperature', '1'), { kind: 'gap', reason: /GPU is lost/ })
  const sliced = nvml({ argv: ['/usr/bin/env', 'FAKE_NVML_MIG=1', ...childArgv('nvml-child'), library] })!
  await sliced.read(5)
  sliced.close?.()
  t.same(sliced.gpus?.()[0]?.mig, [{ uuid: 'GPU-70', profile: '1g.10gb', memoryBytes: 2 ** 37 }])
  const argv = ['/usr/bin/env', 'FAKE_NVML_HANG=1', ...childArgv('nvml-child'), library]
  const hung = nvml({ argv, deadlineMs: 3_000 })!
  const some = await hung.read(6)
  t.equal(find(some, 'gpu-temperature', '0')?.kind, 'value', 'the GPU before it was read')
  t.match(find(some, 'gpu-temperature', '1'), { kind: 'gap', reason: /hangs/ })
  hung.close?.()
})

t.test('topology: the switch most ports see, and labels that win over it', (t) => {
  const text = readFileSync(join(fixtures, 'lldpctl.json'), 'utf8')
  t.equal(parseLldp(text), 'leaf-12')
  const one = { lldp: { interface: { eth0: { chassis: { id: { type: 'mac', value: '3c:2c:30:00:00:09' } } } } } }
  t.equal(parseLldp(JSON.stringify(one)), '3c:2c:30:00:00:09', 'a switch without a name is its id')
  for (const nothing of ['', '[]', '{"lldp":{}}', '{"lldp":{"interface":[]}}']) t.equal(parseLldp(nothing), undefined)
  t.same(topologyOf({ rack: 'r1', team: 'x' }, 'leaf-12'), { leaf: 'leaf-12', rack: 'r1' })
  t.same(topologyOf({ leaf: 'by-hand' }, 'leaf-12'), { leaf: 'by-hand' })
  t.end()
})

t.test('a child that hangs for ever is a gap, and close does not wait for it', async (t) => {
  const hangs = [process.execPath, '-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)"]
  const sensor = nvml({ argv: hangs, deadlineMs: 50 })!
  await t.rejects(sensor.read(1), /not answered/)
  sensor.close?.()
  const slow = nvml({ argv: hangs, deadlineMs: 60_000 })!
  const sensors = startSensors({ clock, sensors: [slow] })
  await sensors.close()
  t.notOk(sensors.signals().some(({ name }) => name.startsWith('gpu-')))
})

t.test('a driver that hangs from the start leaves the GPUs untold: they are not gone', async (t) => {
  const hangs = [process.execPath, '-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)"]
  const sensors = startSensors({ clock: steadyClock(), sensors: [nvml({ argv: hangs, deadlineMs: 50 })!] })
  t.teardown(() => sensors.close())
  const inventory = await sensors.inventory()
  t.notOk('gpus' in JSON.parse(JSON.stringify(inventory)))
  t.equal(sensors.gpus(), undefined)
})

t.test('a library that does not load gives way to the next source', async (t) => {
  const made = signalMaker('next', 'next')
  const next: Sensor = {
    name: 'next',
    periodMs: 1e6,
    deadlineMs: 1e6,
    read: async (now) => [made('load-1m', value(1, now))],
  }
  const argv = [...childArgv('nvml-child'), join(t.testdir(), 'no-such-library.so')]
  const runner = new SensorRunner(nvml({ argv, instead: () => next })!, { clock })
  await runner.first
  t.match(runner.signals, [{ sensor: 'next' }])
  runner.close()
  const alone: Sensor = { ...next, name: 'alone', read: () => Promise.reject(new SourceUnusable('no library')) }
  const last = new SensorRunner(alone, { clock })
  await last.first
  t.match(find(last.signals, 'sensor-age'), { kind: 'gap', reason: 'no library' })
  last.close()
})

t.test('a read that fails turns known values into gaps, and a late read is one too', async (t) => {
  const made = signalMaker('s', 's')
  let reads = 0
  let second: (() => void) | undefined
  const failing = new Promise<void>((resolve) => {
    second = resolve
  })
  const sensor: Sensor = {
    name: 's',
    periodMs: 0,
    deadlineMs: 1e6,
    read: (now) => {
      reads++
      if (reads === 1) return Promise.resolve([made('load-1m', value(1, now))])
      if (reads === 3) second?.()
      return reads === 2 ? Promise.reject(new Error('unplugged')) : new Promise(() => undefined)
    },
  }
  const runner = new SensorRunner(sensor, { clock })
  await runner.first
  t.match(runner.signals, [{ reading: { kind: 'value' } }])
  await failing
  t.match(runner.signals, [{ name: 'load-1m', reading: { kind: 'gap', reason: 'unplugged' } }])
  runner.close()
  const never: Sensor = { name: 'never', periodMs: 0, deadlineMs: 5, read: () => new Promise(() => undefined) }
  const late = new SensorRunner(never, { clock })
  await late.first
  t.match(find(late.signals, 'sensor-age'), { kind: 'gap', reason: /has not come back/ })
  late.close()
})

t.test('this host: inventory without a GPU has no GPU rows and no error', async (t) => {
  const sensors = startSensors({
    clock,
    sysRoot: join(fixtures, 'sys'),
    procRoot: join(fixtures, 'proc'),
    agentVersion: '1.2.3',
  })
  const inventory = await sensors.inventory()
  t.match(inventory, { agentVersion: '1.2.3', simulated: false })
  t.ok(inventory.cpus > 0 && inventory.memoryBytes > 0 && inventory.os !== '')
  await sensors.first
  t.match(find(sensors.signals(), 'gpus-on-bus'), { value: 1 })
  t.notOk(sensors.hangs())
  const hasNvidia = existsSync('/dev/nvidiactl')
  if (!hasNvidia) t.same(inventory.gpus, [])
  await sensors.close()
})
