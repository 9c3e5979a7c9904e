/** The host's own sensors on small trees of files in the kernel's formats, made here. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { clockSignals, parseChrony, parseTimedatectl } from '../../agent/sensors/clock-offset.ts'
import { disks } from '../../agent/sensors/disks.ts'
import { FileReader } from '../../agent/sensors/file-reader.ts'
import type { FileText } from '../../agent/sensors/file-text.ts'
import { cpuShares, cpuTimes, hostLoad } from '../../agent/sensors/host-load.ts'
import { memoryErrors } from '../../agent/sensors/memory-errors.ts'
import { mayHang, mounts, parseMounts, parseStat as parseSpace } from '../../agent/sensors/mounts.ts'
import { nvme, parseHealth } from '../../agent/sensors/nvme.ts'
import { pci } from '../../agent/sensors/pci.ts'
import { BlockedCount, type ProcessState, parseStat, processes } from '../../agent/sensors/processes.ts'
import { Program } from '../../agent/sensors/program.ts'
import { all, files, read, reading } from '../fakes/sensor-files.ts'

t.test('load, CPU, memory and pressure', async (t) => {
  const root = t.testdir({
    loadavg: '0.52 1.50 2.25 3/412 9\n',
    uptime: '1234.56 99.00\n',
    stat: 'cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n',
    meminfo: 'MemTotal:  1000 kB\nMemFree:  1 kB\nMemAvailable:  600 kB\nSwapTotal:  10 kB\nSwapFree:  4 kB\n',
    pressure: {
      cpu: 'some avg10=1.25 avg60=0.00 avg300=0.00 total=2500000\n',
      memory: 'some avg10=0.00 avg60=0 avg300=0 total=1\nfull avg10=3.50 avg60=0 avg300=0 total=4000000\n',
    },
  })
  const signals = await read(hostLoad({ procRoot: root }))
  t.match(reading(signals, 'load-15m'), { value: 2.25 })
  t.match(reading(signals, 'uptime'), { value: 1234.56 })
  t.match(reading(signals, 'memory-available'), { value: 600 * 1024 })
  t.match(reading(signals, 'swap-used'), { value: 6 * 1024 })
  t.match(reading(signals, 'pressure', { resource: 'cpu' }), { value: 1.25 })
  t.match(reading(signals, 'pressure-time', { resource: 'cpu' }), { value: 2.5 })
  t.match(
    reading(signals, 'pressure-full', { resource: 'cpu' }),
    { kind: 'unsupported' },
    'older kernels have no such line',
  )
  t.match(reading(signals, 'pressure-full', { resource: 'memory' }), { value: 3.5 })
  t.match(reading(signals, 'pressure', { resource: 'io' }), { kind: 'unsupported' }, 'no such file')
  const before = cpuTimes('cpu  100 0 50 800 50 0 0 0 0 0')
  const now = cpuTimes('cpu  150 0 60 820 60 0 0 10 0 0')
  const shares = cpuShares(before, now, 1)
  t.match(reading(shares, 'cpu-busy'), { value: 70 })
  t.match(reading(shares, 'cpu-waiting'), { value: 10 })
  t.match(reading(shares, 'cpu-stolen'), { value: 10 })
  t.match(reading(cpuShares(undefined, now, 1), 'cpu-busy'), { kind: 'gap' })
  const bare = await read(hostLoad({ procRoot: join(root, 'none') }))
  t.match(reading(bare, 'load-1m'), { kind: 'gap', reason: /not readable/ })
  t.match(reading(bare, 'memory-total'), { kind: 'gap' })
})

t.test('disks: bytes, time, errors; not what is made of other disks', async (t) => {
  const root = t.testdir({
    sys: { block: { sda: { device: { ioerr_cnt: '0x1f\n' } }, nvme0n1: {}, 'dm-0': {}, loop0: {} } },
    proc: {
      diskstats: [
        '   8       0 sda 10 0 4 1 20 0 8 2 0 1500 3 0 0 0 0',
        '   8       1 sda1 1 1 1 1 1 1 1 1 1 1 1',
        ' 259       0 nvme0n1 1 0 2 1 2 0 3 2 0 10 3',
        ' 253 0 dm-0 1 1 1 1 1 1 1 1 1 1 1',
      ].join('\n'),
    },
  })
  const signals = await read(disks({ sysRoot: join(root, 'sys'), procRoot: join(root, 'proc') }))
  t.same([...new Set(signals.map(({ labels }) => labels.disk))].sort(), ['nvme0n1', 'sda'])
  t.match(reading(signals, 'disk-read', { disk: 'sda' }), { value: 4 * 512 })
  t.match(reading(signals, 'disk-written', { disk: 'sda' }), { value: 8 * 512 })
  t.match(reading(signals, 'disk-busy', { disk: 'sda' }), { value: 1.5 })
  t.match(reading(signals, 'disk-io-errors', { disk: 'sda' }), { value: 31 })
})

t.test('mounts: one that hangs loses its own rows; read-only is a state', async (t) => {
  const table = [
    'rootfs / rootfs rw 0 0',
    'overlay / overlay rw 0 0',
    '/dev/sda2 /data ext4 ro,relatime 0 0',
    '/dev/sda2 /bind ext4 ro 0 0',
    'tmpfs /run tmpfs rw 0 0',
    'store:/a /mnt/with\\040space nfs4 rw 0 0',
    's3fs /mnt/b fuse.s3fs rw 0 0',
    's3fs /mnt/c fuse.s3fs rw 0 0',
  ].join('\n')
  t.same(
    parseMounts(table).map(({ mount }) => mount),
    ['/', '/data', '/mnt/with space', '/mnt/b', '/mnt/c'],
  )
  t.equal(parseMounts(table)[0]!.type, 'overlay')
  t.match(parseSpace('4096 1000 400 90 100\n'), { bsize: 4096, blocks: 1000, bavail: 400, ffree: 90, files: 100 })
  const asked = parseMounts(`${table}\ntank/a /tank zfs rw 0 0`).filter(mayHang)
  t.same(
    asked.map(({ type }) => type),
    ['nfs4', 'fuse.s3fs', 'fuse.s3fs', 'zfs'],
    'asked by a program of their own',
  )
  t.throws(() => parseSpace(''), /stat says/)
  const root = t.testdir({ self: { mounts: table } })
  const space = async ({ type }: { type: string }) => {
    if (type === 'nfs4') throw new Error('no answer for 5 s')
    return { bsize: 10, blocks: 100, bavail: 40, ffree: 7, files: 9 }
  }
  const sensor = mounts({ procRoot: root, space })
  const signals = await read(sensor)
  t.match(reading(signals, 'disk-available', { mount: '/data' }), { value: 400 })
  t.match(reading(signals, 'mount-state', { mount: '/data' }), { value: 1 })
  t.match(reading(signals, 'mount-state', { mount: '/' }), { value: 0 })
  t.match(reading(signals, 'disk-size', { mount: '/mnt/with space' }), { kind: 'gap', reason: 'no answer for 5 s' })
  t.match(sensor.blocked?.(), [{ labels: { mount: '/mnt/with space' }, sinceMs: 1_000 }])
})

t.test('a program that hangs is killed, left, and not run beside itself', async (t) => {
  const program = new Program('/bin/sh', 50)
  await t.rejects(program.run('-c', 'exec sleep 30'), /no answer for 0.05 s/)
  t.equal(await new Program('/bin/sh', 60_000).run('-c', 'echo out; echo err >&2'), 'out\n')
  await t.rejects(new Program('/bin/sh', 60_000).run('-c', 'echo cannot >&2; exit 3'), /^cannot$/)
  await t.rejects(new Program('/no/such/program', 60_000).run(), /ENOENT/)
  const left = new Program('/bin/sh', 60_000)
  const runs = left.run('-c', 'exec sleep 1000')
  left.close()
  await t.rejects(runs, /Command failed/, 'what still runs at the end of the agent is killed')
})

t.test('GPUs are counted though the driver that says their names does not answer', async (t) => {
  const address = '0000:01:00.0'
  const devices = { [address]: { vendor: '0x10de\n', class: '0x030200\n' } }
  const sysRoot = t.testdir({ bus: { pci: { devices } } })
  const answer = Promise.withResolvers<FileText>()
  let asked = 0
  const readFile = (): Promise<FileText> => {
    asked++
    return answer.promise
  }
  const silent = new FileReader({ nowMs: () => 1, width: 1, hangsAfterMs: 1e6, readFile })
  const bus = pci({ sysRoot, procRoot: '/none', files: silent })
  for (const nowMs of [1, 2]) t.match(reading(await read(bus, nowMs), 'gpus-on-bus'), { value: 1 })
  t.equal(asked, 1)
  answer.resolve({ text: 'GPU UUID: GPU-0a1b\n' })
  await bus.ready
  t.equal(bus.uuidAt(address), 'GPU-0a1b')
})

t.test('a file is not called hanging because the agent itself stood still', async (t) => {
  const files = new FileReader({ nowMs: () => performance.now(), width: 1, hangsAfterMs: 50 })
  const one = files.read('x', ['/proc/self/stat'])
  for (const sinceMs = performance.now(); performance.now() - sinceMs < 200; );
  t.match((await one).files, [{ text: String }])
  t.same(files.blocked(), [])
  files.close()
})

t.test('memory controllers, NVMe disks, GPUs on the bus', async (t) => {
  const root = t.testdir({
    sys: {
      devices: { system: { edac: { mc: { mc0: { ce_count: '5\n', ue_count: '0\n' }, power: {} } } } },
      class: { nvme: { nvme0: { state: 'live\n', model: 'Made-up 1 TB  \n', serial: 'S1\n', firmware_rev: '\n' } } },
      bus: {
        pci: {
          devices: {
            '0000:01:00.0': { vendor: '0x10de\n', class: '0x030200\n' },
            '0000:02:00.0': { vendor: '0x10de\n', class: '0x040300\n' },
          },
        },
      },
    },
    proc: {
      driver: {
        nvidia: {
          gpus: {
            '0000:01:00.0': {
              information: 'Model: \t\t Made-up\nGPU UUID: \t GPU-0a1b\nBus Location: \t 0000:01:00.0\n',
            },
          },
        },
      },
    },
  })
  const [sysRoot, procRoot] = [join(root, 'sys'), join(root, 'proc')]
  const errors = await read(memoryErrors({ sysRoot }))
  t.match(reading(errors, 'memory-errors-corrected', { controller: 'mc0' }), { value: 5 })
  t.equal(all(errors, 'memory-errors-uncorrected').length, 1)
  const disk = await read(nvme({ sysRoot, files }))
  t.match(reading(disk, 'nvme-state', { disk: 'nvme0' }), { value: 1 })
  t.match(reading(disk, 'disk-model'), { value: 'Made-up 1 TB' })
  t.match(reading(disk, 'disk-firmware'), { kind: 'unsupported' })
  const program = join(root, 'nvme')
  writeFileSync(program, '#!/bin/sh\necho "smart log: Operation not permitted" >&2; exit 1\n', { mode: 0o755 })
  const bounded = await read(nvme({ sysRoot, files, program }))
  t.match(reading(bounded, 'nvme-state'), { value: 1 }, 'what needs no rights is read')
  t.match(reading(bounded, 'nvme-critical-warning'), { kind: 'gap', reason: /not permitted: .*CAP_SYS_ADMIN/ })
  const bus = pci({ sysRoot, procRoot, files })
  t.match(reading(await read(bus), 'gpus-on-bus'), { value: 1 })
  await bus.ready
  t.equal(bus.uuidAt('0000:01:00.0'), 'GPU-0a1b')
  t.equal(bus.uuidAt('0000:02:00.0'), '')
  rmSync(join(sysRoot, 'bus/pci/devices/0000:01:00.0'), { recursive: true })
  t.match(reading(await read(bus, 2_000), 'gpus-on-bus'), { value: 0 })
  t.equal(bus.uuidAt('0000:01:00.0'), 'GPU-0a1b', 'who has fallen off the bus is still known')
  const log = JSON.stringify({
    critical_warning: 4,
    temperature: 311,
    avail_spare: 100,
    percent_used: 3,
    media_errors: '12',
    unsafe_shutdowns: 1,
  })
  const health = parseHealth(log, { disk: 'nvme0' }, 1)
  t.match(reading(health, 'nvme-temperature'), { value: 38 })
  t.match(reading(health, 'nvme-critical-warning'), { value: 4 })
  t.match(reading(health, 'nvme-media-errors'), { value: 12 })
  t.match(reading(health, 'nvme-power-on'), { kind: 'unsupported' })
})

t.test('the clock: behind is negative, whoever says it', (t) => {
  const chrony =
    'A29FC87B,time.example,3,1700000000.1,0.000012345,-0.0000011,0.00004,-7.1,-0.01,0.03,0.01,0.001,64.2,Normal'
  t.same(parseChrony(chrony), { offsetS: -0.000012345, synchronised: true })
  t.equal(parseChrony(chrony.replace('Normal', 'Not synchronised')).synchronised, false)
  t.throws(() => parseChrony('506 Cannot talk to daemon'), /chronyc says/)
  const status = '       Server: 10.0.0.1 (ntp)\nPoll interval: 32s\n       Offset: +1.500ms\n        Delay: 3ms\n'
  t.same(parseTimedatectl('NTPSynchronized=yes\n', status), { offsetS: -0.0015, synchronised: true })
  t.equal(parseTimedatectl('NTPSynchronized=no\n', status.replace('+1.500ms', '-2min 3s')).offsetS, 123)
  t.same(parseTimedatectl('NTPSynchronized=yes\n', ''), { offsetS: undefined, synchronised: true })
  t.throws(() => parseTimedatectl('', ''), /timedatectl says/)
  t.match(reading(clockSignals({ offsetS: undefined, synchronised: true }, 'x', 1), 'clock-offset'), {
    kind: 'unsupported',
  })
  t.match(reading(clockSignals('dead', 'x', 1), 'clock-synchronised'), { kind: 'gap', reason: 'dead' })
  t.end()
})

t.test('processes that wait for a driver for ever, told apart by what they are', async (t) => {
  const stat = (pid: number, name: string, state: string, flags = 0) =>
    `${pid} (${name}) ${state} 1 1 1 0 -1 ${flags} 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0`
  t.match(parseStat(stat(7, 'a) (b', 'D')), { pid: 7, name: 'a) (b', state: 'D', kernel: false, startedTicks: '777' })
  t.match(parseStat(stat(8, 'kworker', 'I', 0x00200000)), { kernel: true })
  t.equal(parseStat(''), undefined)
  const count = new BlockedCount()
  const one = (rest: Partial<ProcessState>): ProcessState => ({
    pid: 5,
    name: 'nvidia-smi',
    state: 'D',
    kernel: false,
    startedTicks: '1',
    ...rest,
  })
  const check = (...states: ProcessState[]) => reading(count.check(states, 1), 'blocked-processes', { kind: 'nvidia' })
  for (let i = 0; i < 4; i++) t.match(check(one({})), { value: 0 }, 'not yet')
  t.match(check(one({}), one({ pid: 6, name: 'cp' })), { value: 1 })
  t.match(reading(count.check([one({})], 1), 'blocked-process-names'), { value: 'nvidia-smi (5)' })
  t.match(check(one({ startedTicks: '2' })), { value: 0 }, 'another process with its number')
  const root = t.testdir({ 1: { stat: stat(1, 'init', 'S') }, 2: {}, self: {}, loadavg: '' })
  t.match(reading(await read(processes({ procRoot: root })), 'blocked-processes', { kind: 'other' }), {
    value: 0,
  })
  const often = processes({ procRoot: root })
  const readMs = async (nowMs: number) =>
    (reading(await read(often, nowMs), 'blocked-processes', { kind: 'other' }) as { hostClockMs: number }).hostClockMs
  t.same([await readMs(1_000), await readMs(2_000), await readMs(11_000)], [1_000, 1_000, 11_000], 'every 10 s at most')
  t.equal(await readMs(-60_000), -60_000, 'a clock that was set back stops nothing')
})
