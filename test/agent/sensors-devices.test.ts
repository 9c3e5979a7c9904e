/** Ports, links, RAPL and hwmon on small trees of files in the kernel's formats, made here; and what becomes of a read that hangs. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, type read as readOf, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ethernet } from '../../agent/sensors/ethernet.ts'
import { DeviceBlocked, FileReader } from '../../agent/sensors/file-reader.ts'
import { hwmon } from '../../agent/sensors/hwmon.ts'
import { infiniband } from '../../agent/sensors/infiniband.ts'
import { KeptFiles } from '../../agent/sensors/kept-files.ts'
import { EnergyCounter, parse, rapl } from '../../agent/sensors/rapl.ts'
import { statusOf } from '../../agent/sensors/show.ts'
import { all, files, read, reading } from '../fakes/sensor-files.ts'

/** root or not decides whether a file without rights can be read */
const isRoot = process.getuid?.() === 0

const port = (rest: object = {}) => ({
  state: '4: ACTIVE\n',
  phys_state: '5: LinkUp\n',
  rate: '400 Gb/sec (4X NDR)\n',
  link_layer: 'InfiniBand\n',
  counters: { port_rcv_data: '250\n', link_downed: '255\n', symbol_error: '65534\n', new_counter: '7\n' },
  hw_counters: { lifespan: '10000\n', np_cnp_sent: '3\n', odd_counter: '9\n' },
  ...rest,
})

t.test('InfiniBand: states, rate, data in bytes, ceilings, counters without a name of ours', async (t) => {
  const root = t.testdir({ class: { infiniband: { mlx5_0: { fw_ver: '28.1\n', ports: { 1: port() } } } } })
  const sensor = infiniband({ sysRoot: root, files })
  const signals = await read(sensor)
  const value = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    t.match(reading(signals, name, labels), { kind: 'value' }, name)
  for (const name of ['port-state', 'port-physical-state', 'port-firmware']) value(name)
  t.match(reading(signals, 'port-state'), { value: 4 })
  t.match(reading(signals, 'port-physical-state'), { value: 5 })
  t.match(reading(signals, 'port-rate'), { value: 50e9 })
  t.match(reading(signals, 'port-received', { device: 'mlx5_0', port: '1' }), { value: 1_000 }, 'words of four bytes')
  t.equal(statusOf(all(signals, 'port-link-downed')[0]!), 'saturated')
  t.equal(statusOf(all(signals, 'port-symbol-errors')[0]!), 'ok')
  t.match(reading(signals, 'port-cnp-sent'), { value: 3 })
  t.match(reading(signals, 'port-counter', { counter: 'odd_counter' }), { value: 9 })
  t.match(reading(signals, 'port-counter', { counter: 'new_counter' }), { value: 7 })
  t.equal(all(signals, 'port-counter', { counter: 'lifespan' }).length, 0)
  writeFileSync(join(root, 'class/infiniband/mlx5_0/ports/1/hw_counters/np_cnp_sent'), '4\n')
  writeFileSync(join(root, 'class/infiniband/mlx5_0/ports/1/counters/link_downed'), '1\n')
  const soon = await read(sensor, 9_000)
  t.match(
    reading(soon, 'port-cnp-sent'),
    { value: 3, hostClockMs: 1_000 },
    'within its life span it is not asked again',
  )
  t.match(reading(soon, 'port-link-downed'), { value: 1 })
  t.match(reading(await read(sensor, 11_001), 'port-cnp-sent'), { value: 4 })
  t.equal(
    all(soon, 'port-state')[0]!.labels,
    all(signals, 'port-state')[0]!.labels,
    'one object for the labels of a port',
  )
  t.equal(
    all(soon, 'port-counter', { counter: 'new_counter' })[0]!.labels,
    all(signals, 'port-counter', { counter: 'new_counter' })[0]!.labels,
  )
})

t.test('InfiniBand: one bad file loses one row, a port that goes keeps its rows as gaps', async (t) => {
  const root = t.testdir({
    class: {
      infiniband: {
        a: { ports: { 1: port({ rate: 'nonsense\n' }) } },
        b: { ports: { 1: port({ state: '9: NEW\n' }) } },
      },
    },
  })
  const folder = join(root, 'class/infiniband')
  // A folder where a file should be: every read fails, as of a counter that its driver refuses.
  rmSync(join(folder, 'a/ports/1/counters/symbol_error'))
  execFileSync('mkdir', [join(folder, 'a/ports/1/counters/symbol_error')])
  writeFileSync(join(folder, 'a/ports/1/counters/link_downed'), 'N/A (no PMA)\n')
  const sensor = infiniband({ sysRoot: root, files })
  const signals = await read(sensor)
  t.match(reading(signals, 'port-symbol-errors', { device: 'a' }), { kind: 'gap', reason: 'EISDIR' })
  t.match(reading(signals, 'port-rate', { device: 'a' }), { kind: 'gap', reason: 'it says "nonsense"' })
  t.match(reading(signals, 'port-link-downed', { device: 'a' }), { kind: 'unsupported' })
  t.match(reading(signals, 'port-state', { device: 'b' }), { kind: 'gap', reason: /NEW/ })
  t.match(reading(signals, 'port-firmware', { device: 'a' }), { kind: 'unsupported' })
  t.match(reading(signals, 'port-received', { device: 'a' }), { kind: 'value' }, 'its other rows are there')
  rmSync(join(folder, 'b'), { recursive: true })
  await read(sensor, 2_000)
  const gone = await read(sensor, 3_000)
  t.match(reading(gone, 'port-received', { device: 'b' }), { kind: 'gap', reason: 'it is there no more' })
  t.match(reading(gone, 'port-received', { device: 'a' }), { kind: 'value' })
  execFileSync('cp', ['-r', join(folder, 'a'), join(folder, 'b')])
  t.match(reading(await read(sensor, 64_000), 'port-received', { device: 'b' }), { kind: 'value' }, 'it came back')
})

t.test('files that a driver refuses are left alone for a minute', async (t) => {
  const root = t.testdir({ class: { infiniband: { a: { ports: { 1: port() } } } } })
  let asked = 0
  const refusing = {
    read: async (_: string, paths: readonly string[]) => {
      asked += paths.filter((path) => path.endsWith('symbol_error')).length
      return {
        files: paths.map((path) => (path.endsWith('symbol_error') ? { errno: 'EINVAL' } : { text: '1' })),
        readMs: 0,
      }
    },
    blocked: () => [],
  } as unknown as FileReader
  const sensor = infiniband({ sysRoot: root, files: refusing })
  for (const nowMs of [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]) {
    t.match(reading(await read(sensor, nowMs), 'port-symbol-errors'), { kind: 'gap', reason: /refuses/ })
  }
  t.equal(asked, 2)
  await read(sensor, 70_000)
  t.equal(asked, 3, 'then it is tried again')
})

t.test('Ethernet: hardware only; what is down has no speed, and that is no error', async (t) => {
  const nic = (rest: object) => ({
    carrier: '1\n',
    carrier_changes: '5\n',
    speed: '200000\n',
    operstate: 'up\n',
    device: {},
    statistics: {
      rx_bytes: '10',
      tx_bytes: '20',
      rx_errors: '0',
      tx_errors: '0',
      rx_dropped: '1',
      tx_dropped: '0',
      rx_crc_errors: '2',
      rx_missed_errors: '0',
    },
    ...rest,
  })
  const { device: _, ...virtual } = nic({})
  const root = t.testdir({
    class: {
      net: {
        eth0: nic({}),
        eth1: nic({ carrier: '0\n', speed: '-1\n', operstate: 'down\n' }),
        lo: virtual,
        vf0: nic({ device: { physfn: {} } }),
      },
    },
  })
  const signals = await read(ethernet({ sysRoot: root, files }))
  t.same([...new Set(signals.map(({ labels }) => labels.interface))], ['eth0', 'eth1'])
  t.match(reading(signals, 'link-speed', { interface: 'eth0' }), { value: 25e9 })
  t.match(reading(signals, 'link-speed', { interface: 'eth1' }), { kind: 'unsupported' })
  t.match(reading(signals, 'link-state', { interface: 'eth1' }), { value: 2 })
  t.match(reading(signals, 'link-carrier', { interface: 'eth1' }), { value: 0 })
  t.match(reading(signals, 'link-receive-crc-errors', { interface: 'eth0' }), { value: 2 })
})

t.test('RAPL: wraps are corrected, resets are not wraps, and what nobody can know is a gap', async (t) => {
  const range = 262_143_328_850
  const counter = new EnergyCounter()
  t.same(counter.add(range - 1e6, range, 0), { energyJ: 0, powerW: undefined })
  t.same(counter.add(2_000_000, range, 10_000), { energyJ: 3, powerW: 0.3 }, 'over the range: nothing is lost')
  t.same(counter.add(302_000_000, range, 20_000), { energyJ: 303, powerW: 30 })
  t.same(
    counter.add(1_000_000, range, 30_000),
    { energyJ: 304, powerW: undefined },
    'a wrap would take 26 kW: it was set back',
  )
  t.match(
    counter.add(2_000_000, range, 30_000 + 3600_000),
    { powerW: undefined },
    'in an hour it may have wrapped often',
  )
  t.same(counter.add(5_000_000, range, 30_000 + 3610_000), { energyJ: 308, powerW: 0.3 })
  const zone = (name: string, energy: string) => ({
    name: `${name}\n`,
    energy_uj: energy,
    max_energy_range_uj: `${range}\n`,
  })
  const root = t.testdir({
    class: {
      powercap: {
        'intel-rapl': {},
        'intel-rapl:0': zone('package-0', '5000000\n'),
        'intel-rapl:0:0': zone('dram', '7\n'),
      },
    },
  })
  const signals = await read(rapl({ sysRoot: root }))
  t.match(reading(signals, 'rapl-energy', { zone: 'intel-rapl:0', domain: 'package-0' }), { value: 0 })
  t.equal(all(signals, 'rapl-energy').length, 2, 'the type itself is no domain')
  const denied = parse(new EnergyCounter(), [{ text: 'x' }, { errno: 'EACCES' }, { errno: 'EACCES' }], {}, 1, 1)
  t.match(reading(denied, 'rapl-power'), { kind: 'gap', reason: /root only \(CVE-2020-8694\)/ })
})

t.test('hwmon: each kind in our units, with name and limit; one bad input loses one row', async (t) => {
  const root = t.testdir({
    class: {
      hwmon: {
        hwmon0: {
          name: 'coretemp\n',
          temp1_input: '38850\n',
          temp1_label: 'Package id 0\n',
          temp1_crit: '100000\n',
          temp2_input: 'x\n',
          in0_input: '12096\n',
          curr1_input: '1500\n',
          power1_average: '125000000\n',
          power2_input: '1\n',
          power2_average: '2\n',
          fan1_input: '8400\n',
          energy1_input: '2500000\n',
          temp3_max: '1\n',
        },
        hwmon1: { device: { name: 'old\n', temp1_input: '-5000\n' } },
        hwmon2: { name: 'nothing\n' },
      },
    },
  })
  const sensor = hwmon({ sysRoot: root, files })
  const signals = await read(sensor)
  const is = (name: string, input: string, value: number) =>
    t.match(reading(signals, name, { input, chip: 'coretemp' }), { value }, input)
  is('hwmon-temperature', 'temp1', 38.85)
  is('hwmon-temperature-critical', 'temp1', 100)
  is('hwmon-voltage', 'in0', 12.096)
  is('hwmon-current', 'curr1', 1.5)
  is('hwmon-power', 'power1', 125)
  is('hwmon-power', 'power2', 0.000001)
  is('hwmon-fan', 'fan1', 8400)
  is('hwmon-energy', 'energy1', 2.5)
  t.match(reading(signals, 'hwmon-temperature', { input: 'temp2' }), { kind: 'gap' })
  t.equal(all(signals, 'hwmon-temperature', { input: 'temp1', name: 'Package id 0' }).length, 1)
  t.match(reading(signals, 'hwmon-temperature', { chip: 'old' }), { value: -5 })
  writeFileSync(join(root, 'class/hwmon/hwmon0/temp1_input'), '40000\n')
  const again = await read(sensor, 11_000)
  t.match(reading(again, 'hwmon-temperature', { name: 'Package id 0' }), { value: 40, hostClockMs: 11_000 })
  t.equal(all(again, 'hwmon-temperature')[0]!.labels, all(signals, 'hwmon-temperature')[0]!.labels)
})

t.test('a read that hangs blocks its device only, has a name, and is over when it comes back', async (t) => {
  let back: (text: string) => void = () => undefined
  let asked = 0
  let nowMs = 61_000
  const readFile = (path: string) => {
    asked++
    if (path !== 'hangs') return Promise.resolve({ text: path })
    return new Promise<{ text: string }>((resolve) => {
      back = (text) => resolve({ text })
    })
  }
  const reader = new FileReader({ nowMs: () => nowMs, width: 2, hangsAfterMs: 20, readFile })
  const hung = reader.read('b', ['first', 'hangs', 'never'])
  const behind = t.rejects(reader.read('b', ['x']), /has not come back/, 'one read of a device at a time')
  t.match(await reader.read('a', ['x', 'y']), { files: [{ text: 'x' }, { text: 'y' }] }, 'the others go on')
  const error = await hung.catch((cause: unknown) => cause)
  t.ok(error instanceof DeviceBlocked)
  await behind
  t.match(error, { message: 'the read of hangs has not come back', sinceMs: 60_980 })
  t.match(await reader.read('a', ['x']), { files: [{ text: 'x' }] })
  nowMs = 90_000
  await t.rejects(reader.read('b', ['x']), /the read of hangs has not come back/)
  t.match(reader.blocked(), [{ device: 'b', sinceMs: 60_980 }])
  const before = asked
  back('late')
  while (reader.blocked().length > 0) await new Promise((resolve) => setImmediate(resolve))
  t.equal(asked, before, 'what came behind it is not read any more')
  t.match(await reader.read('b', ['x']), { files: [{ text: 'x' }] })
  reader.close()
  await t.rejects(reader.read('a', ['x']), /ending/)
})

t.test('the parts of a port are one device: a port that hangs keeps one thread and loses its own rows', async (t) => {
  const root = t.testdir({ class: { infiniband: { a: { ports: { 1: port() } }, b: { ports: { 1: port() } } } } })
  let hangs = 0
  const readFile = (path: string) => {
    if (!path.includes('/infiniband/a/')) return Promise.resolve({ text: '4: x' })
    hangs++
    return new Promise<never>(() => undefined)
  }
  const reader = new FileReader({ nowMs: () => 1_000, width: 8, hangsAfterMs: 10, readFile })
  t.teardown(() => reader.close())
  const sensor = infiniband({ sysRoot: root, files: reader })
  const signals = await read(sensor)
  t.match(reading(signals, 'port-state', { device: 'b' }), { value: 4 })
  t.equal(all(signals, 'port-state', { device: 'a' }).length, 0, 'nothing is known of a port that was never read')
  t.same(
    sensor.blocked?.().map(({ labels }) => labels),
    [{ device: 'a' }, { device: 'a', port: '1' }],
  )
  t.equal(hangs, 2, 'its firmware, and the first file of the port')
  await read(sensor, 11_000)
  t.equal(hangs, 2)
})

t.test('devices that hang never take the last threads: the rest of the agent reads its files', async (t) => {
  const readFile = (path: string) =>
    path === 'hangs' ? new Promise<never>(() => undefined) : Promise.resolve({ text: path })
  const reader = new FileReader({ nowMs: () => 1, width: 2, hangsAfterMs: 5, readFile })
  const asks = ['a', 'b', 'c', 'd'].map((device) =>
    reader.read(device, ['hangs']).catch((error: Error) => error.message),
  )
  t.same(await Promise.all(asks), [
    'the read of hangs has not come back',
    'the read of hangs has not come back',
    'reads of 2 other devices hang: no more are tried',
    'reads of 2 other devices hang: no more are tried',
  ])
  reader.close()
})

t.test('what stands at a path now is read, though files are kept open', async (t) => {
  const root = t.testdir({ a: { state: 'old', rate: '1' } })
  const paths = ['state', 'rate'].map((name) => join(root, 'a', name))
  const reader = new FileReader({ nowMs: () => 1, width: 2 })
  t.teardown(() => reader.close())
  const texts = async () =>
    (await reader.read('a', paths)).files.map((file) => ('text' in file ? file.text : file.errno))
  t.same(await texts(), ['old', '1'])
  writeFileSync(paths[0]!, 'same file')
  t.same(await texts(), ['same file', '1'])
  rmSync(join(root, 'a'), { recursive: true })
  t.same(await texts(), ['ENOENT', 'ENOENT'])
  mkdirSync(join(root, 'a'))
  for (const path of paths) writeFileSync(path, 'new')
  t.same(await texts(), ['new', 'new'])
  rmSync(join(root, 'a'), { recursive: true })
  mkdirSync(join(root, 'a'))
  for (const path of paths) writeFileSync(path, 'another')
  t.same(await texts(), ['another', 'another'], 'it went and came between two reads')
})

t.test('a descriptor whose device is gone is opened anew, once', async (t) => {
  const path = join(t.testdir({ state: 'x' }), 'state')
  let gone = 0
  const asked: number[] = []
  const readAt = ((
    fd: number,
    _b: Buffer,
    _o: number,
    _l: number,
    _p: number,
    done: (e: unknown, n?: number) => void,
  ) => {
    asked.push(fd)
    if (gone-- > 0) done(Object.assign(new Error(), { code: 'ENODEV' }))
    else done(null, 0)
  }) as unknown as typeof readOf
  const kept = new KeptFiles(readAt)
  t.teardown(() => kept.close())
  const read = () => kept.read(path, Buffer.alloc(1))
  t.same(await read(), { text: '' })
  t.same(await read(), { text: '' })
  t.equal(asked[0], asked[1], 'the same descriptor')
  gone = 1
  t.same(await read(), { text: '' })
  gone = 2
  t.same(await read(), { errno: 'ENODEV' })
  t.same(await read(), { text: '' }, 'and the next read opens it again')
})

t.test('devices that are slow make room for others; the rest take turns', async (t) => {
  const back: (() => void)[] = []
  const readFile = (path: string) =>
    path === 'fast'
      ? Promise.resolve({ text: path })
      : new Promise<{ text: string }>((resolve) => back.push(() => resolve({ text: path })))
  const reader = new FileReader({ nowMs: () => 1, width: 4, hangsAfterMs: 1_200, readFile })
  t.teardown(() => reader.close())
  const slow = ['a', 'b'].map((device) => reader.read(device, ['slow']))
  t.match(await reader.read('c', ['fast']), { files: [{ text: 'fast' }] }, 'beside two that do not answer')
  t.same(reader.blocked(), [], 'which are not called hanging yet')
  for (const one of back) one()
  await Promise.all(slow)
})

t.test(
  'files without rights are gaps that say so',
  { skip: isRoot ? 'root may read everything' : false },
  async (t) => {
    const root = t.testdir({ a: 'x' })
    execFileSync('chmod', ['000', join(root, 'a')])
    t.match(await files.read('x', [join(root, 'a')]), { files: [{ errno: 'EACCES' }] })
  },
)
