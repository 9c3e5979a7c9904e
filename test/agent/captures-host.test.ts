/** The host's sensors on captures of real machines; each part is skipped by name where the captures are not. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ethernet } from '../../agent/sensors/ethernet.ts'
import { FileReader } from '../../agent/sensors/file-reader.ts'
import { hwmon } from '../../agent/sensors/hwmon.ts'
import { infiniband } from '../../agent/sensors/infiniband.ts'
import { KernelLines } from '../../agent/sensors/kernel-lines.ts'
import { nvme } from '../../agent/sensors/nvme.ts'
import { rapl } from '../../agent/sensors/rapl.ts'
import { statusOf } from '../../agent/sensors/show.ts'
import type { KernelEventClass } from '../../shared/model/health.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { capturesAt } from '../fakes/captures.ts'

const captures = capturesAt()
const skip = captures === undefined ? 'no captures: set MILLWRIGHT_CAPTURES' : false
const text = (...path: string[]): string => readFileSync(join(captures!, ...path), 'utf8')

// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
const files = new FileReader({ nowMs: () => 1, width: 4 })
t.teardown(() => {
  clearInterval(alive)
  files.close()
})
/** A root like /sys whose folders are those of captures; a capture keeps symbolic links as files, so that some are put right here. */
function rootOf(t: { testdir(): string }, links: Readonly<Record<string, string>>): string {
  const root = t.testdir()
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    symlinkSync(join(captures!, target), join(root, path))
  }
  return root
}
const by = (signals: readonly Signal[], name: string): Signal[] => signals.filter((one) => one.name === name)

/** The classes that each kind of the set may be; a line stands there once for every search that found it: as an Xid too. */
const classesOf: Readonly<Record<string, readonly KernelEventClass[]>> = {
  falloff: ['gpu-fell-off-bus', 'xid'],
  xid: ['xid', 'gpu-fell-off-bus'],
  sxid: ['sxid'],
  mlx5: ['mlx5', 'mlx5-dead'],
  'nvrm-other': ['nvrm', 'gsp', 'nvlink', 'gpu-fell-off-bus'],
}

t.test('every line of the kernel-log set is classified as its first two columns say', { skip }, (t) => {
  const rows = text('kernel-log', 'lines.tsv').trimEnd().split('\n').slice(1)
  t.ok(rows.length > 150)
  for (const row of rows) {
    const [kind = '', code = '', , , line = ''] = row.split('\t')
    const parsed = new KernelLines().parse(line)
    t.ok(parsed !== undefined && classesOf[kind]!.includes(parsed.class), `${kind}: ${line}`)
    if (code !== '') t.equal(parsed?.code, Number(code), `${code}: ${line}`)
    else t.equal(parsed?.code, 0, line)
  }
  t.end()
})

t.test('the log of a host whose GPU 4 stopped answering: Xid 119 and nothing that is none', { skip }, (t) => {
  const lines = new KernelLines()
  const parsed = text('kernel-log', 'dmesg-with-xid-119.log')
    .split('\n')
    .flatMap((line) => lines.parse(line) ?? [])
  const faults = parsed.filter(({ fault }) => fault)
  t.same(
    faults.map((one) => [one.class, one.code, one.device, one.details.name ?? '']),
    [
      ['xid', 119, '0000:9b:00.0', 'nvidia-smi'],
      ['xid', 119, '0000:9b:00.0', 'nvidia-smi'],
      ['xid', 119, '0000:9b:00.0', 'nvidia-smi'],
      ['gsp', 0, '0000:9b:00.0', ''],
      ['xid', 119, '0000:9b:00.0', 'cache_mgr_main'],
      ['xid', 119, '0000:9b:00.0', 'gpud'],
    ],
  )
  t.end()
})

t.test('the InfiniBand tree of an H100 host: every file read, saturated counters named', { skip }, async (t) => {
  const root = rootOf(t, { 'class/infiniband': 'infiniband-h100/sys-class-infiniband-h100.0' })
  const signals = await infiniband({ sysRoot: root, files }).read(1)
  t.same(
    signals.filter(({ reading }) => reading.kind === 'gap'),
    [],
  )
  const states = by(signals, 'port-state')
  t.equal(states.length, 9)
  t.ok(states.every(({ reading }) => reading.kind === 'value' && reading.value === 4))
  const downed = by(signals, 'port-link-downed').filter((signal) => statusOf(signal) === 'saturated')
  t.same(
    downed.map(({ labels, reading }) => [labels.device, reading.kind === 'value' && reading.value]),
    [['mlx5_1', 255]],
  )
  t.match(by(signals, 'port-rate').find(({ labels }) => labels.device === 'mlx5_bond_0')?.reading, { value: 25e9 })
  const received = by(signals, 'port-received').find(({ labels }) => labels.device === 'mlx5_1')
  t.match(received?.reading, { value: 205_128_687_774_249 * 4 })
})

t.test('other cards: counters that a card has not are unsupported, never 0', { skip }, async (t) => {
  const root = rootOf(t, { 'class/infiniband': 'sysfs-procfs/sys/class/infiniband' })
  const signals = await infiniband({ sysRoot: root, files }).read(1)
  const cards = new Set(signals.map(({ labels }) => labels.device))
  t.same([...cards].sort(), ['hfi1_0', 'mlx4_0', 'mlx5_0'])
  for (const { name, labels, reading } of signals)
    if (reading.kind === 'gap') t.fail(`${name} of ${labels.device}: ${reading.reason}`)
})

t.test('RAPL, hwmon, NVMe and Ethernet trees', { skip }, async (t) => {
  const root = rootOf(t, {
    'class/powercap': 'sysfs-procfs/sys/class/powercap',
    'class/nvme': 'sysfs-procfs/sys/class/nvme',
    'class/hwmon/hwmon3': 'sysfs-procfs/sys/devices/pci0000:00/0000:00:02.1/0000:01:00.0/nvme/nvme0/hwmon3',
  })
  const zones = by(await rapl({ sysRoot: root }).read(1), 'rapl-energy')
  t.same(
    zones.map(({ labels, reading }) => [labels.zone, labels.domain, reading.kind]),
    [
      ['intel-rapl:0', 'package-0', 'value'],
      ['intel-rapl:0:0', 'core', 'value'],
      ['intel-rapl:a', 'package-10', 'value'],
    ],
  )
  const chips = await hwmon({ sysRoot: root, files }).read(1)
  t.same(
    by(chips, 'hwmon-temperature').map(({ labels, reading }) => [
      labels.name,
      reading.kind === 'value' && reading.value,
    ]),
    [
      ['Composite', 43.85],
      ['Sensor 1', 43.85],
      ['Sensor 2', 45.85],
      ['Sensor 8', 43.85],
    ],
  )
  t.match(by(chips, 'hwmon-temperature-critical'), [{ reading: { value: 94.85 } }])
  t.match(by(await nvme({ sysRoot: root, files }).read(1), 'nvme-state'), [
    { labels: { disk: 'nvme0' }, reading: { value: 1 } },
  ])
  const net = rootOf(t, { 'class/net/eth0/device': 'sysfs-procfs/sys/devices/pci0000:00/0000:00:1f.6' })
  for (const file of ['carrier', 'carrier_changes', 'speed', 'operstate'])
    symlinkSync(join(captures!, 'sysfs-procfs/sys/class/net/eth0', file), join(net, 'class/net/eth0', file))
  const links = await ethernet({ sysRoot: net, files }).read(1)
  t.match(by(links, 'link-speed'), [{ reading: { value: 125e6 } }])
  t.match(by(links, 'link-received'), [{ reading: { kind: 'gap' } }], 'a file that is not there is no 0')
})
