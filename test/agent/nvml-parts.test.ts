/** The pure parts of reading NVML: bytes of fields, entries of the inventory, when a child is left. */
import t from 'tap'
import { Scratch } from '../../agent/sensors/nvml/call.ts'
import { markAt } from '../../agent/sensors/nvml/earlier.ts'
import { fieldBytes, isWide, readField, writeFields } from '../../agent/sensors/nvml/field-values.ts'
import { markOf, readMark } from '../../agent/sensors/nvml/hang-mark.ts'
import { entryOf } from '../../agent/sensors/nvml/inventory.ts'
import { suspectsOf } from '../../agent/sensors/nvml/judge.ts'
import type { DeviceLine, DoneLine, Mig } from '../../agent/sensors/nvml/lines.ts'
import { answered, silent } from '../../agent/sensors/nvml/readings.ts'
import { pciAddress } from '../../agent/sensors/pci-address.ts'
import type { Signal } from '../../shared/model/reading.ts'

t.test('a field is read by the type that the library says it has', (t) => {
  const bytes = writeFields([{ id: 185 }, { id: 139, scope: 7 }])
  const view = new DataView(bytes.buffer)
  t.equal(bytes.length, 2 * fieldBytes)
  t.same([view.getUint32(40, true), view.getUint32(44, true)], [139, 7])
  const read = (type: number, fill: (at: number) => void, code = 0) => {
    view.setUint32(24, type, true)
    view.setUint32(28, code, true)
    view.setBigUint64(32, 0xa5a5_a5a5_a5a5_a5a5n, true)
    fill(32)
    return readField(view, 0)
  }
  t.same(
    read(0, (at) => view.setFloat64(at, 0.5, true)),
    { value: 0.5 },
  )
  t.same(
    read(1, (at) => view.setUint32(at, 301_517, true)),
    { value: 301_517 },
  )
  t.same(
    read(2, (at) => view.setBigUint64(at, 5_000_000_000n, true)),
    { value: 5e9 },
  )
  t.same(
    read(3, (at) => view.setBigUint64(at, 2n ** 40n + 1n, true)),
    { value: 2 ** 40 + 1 },
  )
  t.same(
    read(4, (at) => view.setBigInt64(at, -2n, true)),
    { value: -2 },
  )
  t.ok(isWide(view, 0))
  t.same(
    read(5, (at) => view.setInt32(at, -3, true)),
    { value: -3 },
  )
  t.same(
    read(6, (at) => view.setUint16(at, 9, true)),
    { value: 9 },
  )
  t.notOk(isWide(view, 0))
  for (const [type, fill] of [
    [1, (at: number) => view.setUint32(at, 0xffff_ffff, true)],
    [3, (at: number) => view.setBigUint64(at, 2n ** 64n - 1n, true)],
    [3, (at: number) => view.setBigUint64(at, 9_223_372_036_854_775_794n, true)],
    [4, (at: number) => view.setBigInt64(at, 9_223_372_036_854_775_794n, true)],
    [99, () => undefined],
  ] as const)
    t.same(read(type, fill), { code: 3 }, `type ${type}: no value`)
  t.same(
    read(1, () => undefined, 15),
    { code: 15 },
  )
  t.end()
})

t.test('a name that fills its bytes, and a version of a struct', (t) => {
  const scratch = new Scratch()
  scratch.bytes.fill(65)
  t.equal(scratch.text().length, 256)
  scratch.setVersion(40, 2)
  t.equal(scratch.uint(), 0x0200_0028)
  t.end()
})

const fast = { values: { 'gpu-memory-total': 100 }, codes: {} }
const line = (change: Partial<DeviceLine>): DeviceLine => ({
  gpu: 0,
  at: 10,
  uuid: 'GPU-0',
  groups: { fast, rare: { values: { 'gpu-name': 'x' }, codes: {} } },
  mig: { enabled: false, slots: [] },
  ...change,
})

t.test('a failed call is no sign that a GPU or a slice is gone', (t) => {
  const slot = (n: number) => ({ uuid: `MIG-${n}`, name: 'x MIG 1g.10gb', memoryBytes: 10 })
  const mig = (...slots: Extract<Mig, { enabled: boolean }>['slots'][number][]): Mig => ({ enabled: true, slots })
  const good = entryOf(line({ mig: mig(slot(1), { code: 6 }, slot(2)) }), undefined)
  const both = [
    { uuid: 'MIG-1', profile: '1g.10gb', memoryBytes: 10 },
    { uuid: 'MIG-2', profile: '1g.10gb', memoryBytes: 10 },
  ]
  t.same(good, { index: 0, uuid: 'GPU-0', name: 'x', memoryBytes: 100, mig: both })
  const unread = { fast: { values: {}, codes: { 'gpu-memory-total': 999 } } }
  for (const [what, change] of [
    ['its MIG mode', { mig: { code: 999 } }],
    ['a handle', { mig: mig(slot(1), { code: 6 }, { code: 15 }) }],
    ["a slice's uuid", { mig: mig(slot(1), { ...slot(2), uuid: '' }) }],
    ["a slice's memory", { mig: mig(slot(1), { ...slot(2), memoryBytes: 0 }) }],
    ["a slice's name", { mig: mig(slot(1), { ...slot(2), name: '' }) }],
    ['everything of it', { groups: unread, mig: { code: 999 } }],
    ['only what is read each second', { groups: { fast }, mig: undefined }],
  ] as const)
    t.same(entryOf(line(change as Partial<DeviceLine>), good), good, `${what}: as before`)
  t.same(entryOf(line({ mig: mig(slot(1), { code: 6 }) }), good)?.mig, both.slice(0, 1), 'a slice taken down is gone')
  for (const off of [{ code: 3 }, { code: 13 }, { enabled: false, slots: [] }])
    t.notOk('mig' in entryOf(line({ mig: off }), good)!, 'it left MIG mode')
  t.equal(entryOf(line({ uuid: 'GPU-9', mig: { code: 999 } }), good), undefined, 'another in its place keeps nothing')
  t.equal(entryOf(line({ mig: { code: 999 } }), undefined), undefined, 'never read well: not told as whole')
  t.end()
})

t.test('what does not answer is not drawn as it was; a gap keeps when it began', (t) => {
  const of = (signals: readonly Signal[] | undefined, name: string) =>
    signals?.find((signal) => signal.name === name)?.reading
  const bad = { values: {}, codes: { 'gpu-power': 999, 'gpu-energy': 3 } }
  const first = answered(line({ groups: { fast, slow: bad } }), undefined)
  t.match(of(first.groups.slow, 'gpu-power'), { kind: 'gap', reason: /unknown error \(NVML 999\)/, sinceMs: 10 })
  const second = answered(line({ at: 20, groups: { slow: bad } }), first)
  t.match(of(second.groups.slow, 'gpu-power'), { sinceMs: 10 })
  t.match(of(second.groups.slow, 'gpu-energy'), { kind: 'unsupported' })
  t.match(of(second.groups.fast, 'gpu-memory-total'), { hostClockMs: 10 })
  const lost = silent(0, second, 'why', 30)
  t.match(of(lost.groups.fast, 'gpu-memory-total'), { kind: 'gap', reason: 'why', sinceMs: 30 })
  t.match(of(lost.groups.slow, 'gpu-energy'), { kind: 'unsupported' })
  t.equal(silent(0, lost, 'why', 40), lost)
  t.equal(lost.labels, first.labels)
  const never = silent(3, undefined, 'why', 5)
  t.match(never.labels, { gpu: '3', uuid: '' })
  t.ok(never.groups.fast!.length > 15 && never.groups.fast!.every(({ reading }) => reading.kind === 'gap'))
  t.end()
})

t.test(
  'a child is left when all that it asks hang, and the first of those that began together is not asked again',
  (t) => {
    const times = { deadlineMs: 5_000, initDeadlineMs: 15_000 }
    const done = (busy: readonly (readonly [number, number])[]): DoneLine => ({
      done: 1,
      listed: 4,
      over: [],
      busy: busy.map(([gpu, ms]) => ({ gpu, ms, call: 'x' })),
    })
    const judge = (busy: readonly (readonly [number, number])[], asked: readonly number[], unansweredMs = 0) =>
      suspectsOf(done(busy), unansweredMs, times, asked)
    t.equal(judge([], [0, 1, 2, 3]), undefined)
    t.equal(judge([[2, 9_000]], [0, 1, 2, 3]), undefined)
    const all = [
      [0, 6_000],
      [1, 6_020],
      [2, 6_500],
      [3, 6_010],
    ] as const
    t.same(judge(all, [0, 1, 2, 3]), [2])
    t.equal(judge(all.slice(0, 3), [0, 1, 2, 3]), undefined, 'one still answers')
    t.same(judge(all.slice(0, 3), [0, 1, 2]), [2], 'the one that does not answer is lost: it is no evidence')
    const one = [[3, 60_000], ...all.slice(0, 3)] as const
    t.same(judge(one, [0, 1, 2, 3]), [2, 3], 'one had hung by itself before: neither is asked again')
    t.equal(judge([[0, 60_000]], [0]), undefined, 'another child would have nothing to read')
    t.equal(judge([], [0, 1], 4_000), undefined)
    t.same(judge([], [0, 1], 6_000), [], 'it does not answer at all')
    t.equal(suspectsOf(undefined, 6_000, times, []), undefined, 'opening the library may take longer')
    t.same(suspectsOf(undefined, 16_000, times, []), [])
    t.end()
  },
)

t.test('what a child hangs on, in its name', (t) => {
  for (const mark of [
    { gpus: [3], locked: false },
    { gpus: [0, 2, 27], locked: false },
    { gpus: [7], locked: true },
  ]) {
    const name = markOf('/usr/lib/libnvidia-ml.so.1', mark)
    t.ok(name.length <= 15, name)
    t.same(readMark(`${name}\n`, '/usr/lib/libnvidia-ml.so.1'), mark)
    t.equal(readMark(name, '/another.so'), undefined)
  }
  t.equal(readMark(markOf('x', { gpus: [], locked: false }), 'x'), undefined)
  for (const other of ['node', 'kworker/0:1', '']) t.equal(readMark(other, 'x'), undefined)
  t.end()
})

t.test('PCI addresses are written as the kernel does', (t) => {
  t.equal(pciAddress('00000000:3B:00.0'), '0000:3b:00.0')
  t.equal(pciAddress('0000:3b:00.0'), '0000:3b:00.0')
  t.equal(pciAddress('00010000:01:00.0'), '00010000:01:00.0')
  t.equal(pciAddress('N/A'), 'N/A')
  t.end()
})

t.test('a process of another user, or of another program, is no child of an earlier life, whatever its name', (t) => {
  const library = '/usr/lib/libnvidia-ml.so.1'
  const name = markOf(library, { gpus: [0, 1], locked: false })
  const processOf = (uids: string, exe = process.execPath) => ({
    status: `Name:\t${name}\nState:\tS (sleeping)\nUid:\t${uids}\nGid:\t0\t0\t0\t0\n`,
    exe: t.fixture('symlink', exe),
  })
  const proc = t.testdir({
    10: processOf('0\t0\t0\t0'),
    11: processOf('500\t500\t500\t500'),
    12: processOf('1000\t1000\t1000\t1000'),
    13: processOf('1000\t0\t0\t0'),
    14: processOf('0\t0\t0\t0', '/usr/bin/sudo'),
    15: processOf('0\t0\t0\t0', `${process.execPath} (deleted)`),
    16: { status: 'Name:\tnode\n' },
  })
  const ours = [10, 11, 12, 13, 14, 15, 16, 17].filter((pid) => markAt(pid, library, proc, 500) !== undefined)
  t.same(ours, [10, 11, 15])
  t.end()
})
