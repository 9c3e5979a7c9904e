import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startSensors } from '../../agent/sensors/all.ts'
import { childArgv } from '../../agent/sensors/child-reader.ts'
import { parseField } from '../../agent/sensors/nvidia-smi/fields.ts'
import { nvidiaSmi } from '../../agent/sensors/nvidia-smi.ts'
import { SensorRunner } from '../../agent/sensors/runner.ts'
import { type Sensor, signalMaker, value } from '../../agent/sensors/sensor.ts'
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

/** What the fixture says of its first GPU, in the layout of today, and of its second, in that of ten years ago. */
const expected: readonly (readonly [string, unknown])[] = [
  ['gpu-serial', '1320000000001'],
  ['gpu-driver', '570.00'],
  ['gpu-pci-address', '0000:3b:00.0'],
  ['gpu-power', 139.62],
  ['gpu-power-instant', 150],
  ['gpu-power-limit', 650],
  ['gpu-power-limit-requested', 700],
  // an idle GPU is 0, not unknown
  ['gpu-utilisation', 0],
  ['gpu-memory-utilisation', 'unsupported'],
  ['gpu-memory-reserved', 64 * 2 ** 20],
  ['gpu-thermal-margin', 50],
  ['gpu-margin-slowdown', -2],
  ['gpu-temperature-slowdown', 'unsupported'],
  ['gpu-ecc-corrected', 5],
  ['gpu-ecc-uncorrected', 2],
  ['gpu-ecc-corrected-lifetime', 410],
  ['gpu-ecc-uncorrected-lifetime', 3],
  ['gpu-clock-sm', 1980],
  ['gpu-clock-reasons', 0x84],
  ['gpu-power-capped', 'yes'],
  ['gpu-hw-slowdown', 'no'],
  ['gpu-power-capped-time', 1.5],
  ['gpu-power-brake-time', 0.00025],
  ['gpu-pcie-width', 8],
  ['gpu-pcie-generation-max', 5],
  ['gpu-pcie-replays', 7],
  ['gpu-pcie-transmit-rate', 4_000_000],
  ['gpu-rows-remapped-corrected', 3],
  ['gpu-row-remap-pending', 'yes'],
  ['gpu-pages-retired-corrected', 'unsupported'],
  ['gpu-processes', 2],
  ['gpu-processes-memory', 128 * 2 ** 20],
  ['gpu-recovery-action', 'drain-and-reset'],
  ['gpu-mig-mode', 'disabled'],
  ['gpu-mig-slices', 'unsupported'],
]
const older: readonly (readonly [string, unknown])[] = [
  ['gpu-temperature', 'gap'],
  ['gpu-power', 'unsupported'],
  ['gpu-power-limit', 180],
  ['gpu-power-limit-requested', 200],
  ['gpu-ecc-corrected', 'unsupported'],
  ['gpu-clock-reasons', 'gap'],
  ['gpu-hw-thermal-slowdown', 'gap'],
  ['gpu-power-capped-time', 'unsupported'],
  ['gpu-processes', 0],
  ['gpu-processes-memory', 0],
  ['gpu-recovery-action', 'unsupported'],
]

t.test('nvidia-smi: numbers with units, N/A is unsupported, an error is a gap', async (t) => {
  t.same(parseField('37 C', 1), value(37, 1))
  t.same(parseField('2 MiB', 1), value(2 * 1024 * 1024, 1))
  for (const text of ['N/A', '[N/A]', '', '[Not Supported]']) t.equal(parseField(text, 1).kind, 'unsupported', text)
  t.match(parseField('[GPU requires reset]', 1), { kind: 'gap', reason: /requires reset/ })
  const bin = t.testdir()
  writeFileSync(join(bin, 'nvidia-smi'), `#!/bin/sh\nexec cat '${join(fixtures, 'nvidia-smi.xml')}'\n`)
  chmodSync(join(bin, 'nvidia-smi'), 0o755)
  const argv = ['/usr/bin/env', `PATH=${bin}:${process.env.PATH}`, ...childArgv('nvidia-smi/child')]
  const sensor = nvidiaSmi({ argv })!
  const signals = await sensor.read(5)
  sensor.close?.()
  t.match(sensor.gpus?.(), [{ index: 0, name: 'Made-up GPU', memoryBytes: 2 ** 30 }, { index: 1 }, { mig: [] }])
  t.notOk(sensor.gpus?.()?.[0]?.mig)
  const known = (name: string, gpu: string): unknown => {
    const reading = find(signals, name, gpu)
    return reading?.kind === 'value' ? reading.value : reading?.kind
  }
  t.same(
    expected.map(([name]) => [name, known(name, '0')]),
    expected,
  )
  t.same(
    older.map(([name]) => [name, known(name, '1')]),
    older,
  )
  t.equal(known('gpu-mig-slices', '2'), 2)
  t.equal(known('gpu-processes', '2'), 'unsupported', 'no list is not an empty one')
  t.match(signals.find(({ name }) => name === 'gpus-listed')?.reading, { value: 3 })
})

t.test('nvidia-smi that fails is a gap with its words', async (t) => {
  const bin = t.testdir({ 'nvidia-smi': '#!/bin/sh\necho "no devices were found" >&2\nexit 9\n' })
  chmodSync(join(bin, 'nvidia-smi'), 0o755)
  const sensor = nvidiaSmi({
    argv: ['/usr/bin/env', `PATH=${bin}:${process.env.PATH}`, ...childArgv('nvidia-smi/child')],
  })!
  await t.rejects(sensor.read(5), /nvidia-smi/)
  sensor.close?.()
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
