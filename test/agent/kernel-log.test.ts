/** Following the kernel log: records, storms, lives of the agent, boots, and lines that were lost. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tellKernelEvents } from '../../agent/life.ts'
import type { NewFact } from '../../agent/link/spool.ts'
import type { KernelLine } from '../../agent/sensors/kernel-line.ts'
import { KernelLines } from '../../agent/sensors/kernel-lines.ts'
import { KernelLog } from '../../agent/sensors/kernel-log.ts'
import { type Place, placeFile } from '../../agent/sensors/kernel-place.ts'
import type { KernelRecord } from '../../agent/sensors/kernel-record.ts'
import { KernelStorms } from '../../agent/sensors/kernel-storm.ts'
import type { KernelEvent } from '../../shared/model/health.ts'

const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))
const record = (place: number, text: string, atMs = 1_000): KernelRecord => ({
  place: String(place),
  atMs,
  text,
  device: '',
  continues: false,
})
const xid = (code: number, device = '0000:3b:00') => `NVRM: Xid (PCI:${device}): ${code}, pid=1, name=x`
/** Ends every scripted read of a log: what comes before it has been told. */
const end = 'NVRM: Xid (PCI:0000:ff:00): 1, end'

interface Script {
  readonly records: KernelRecord[]
  readonly name?: 'kmsg' | 'journalctl'
  readonly bootId?: string
  readonly place?: Place | undefined
}

/** One life of an agent on a scripted log: what it tells and where it ends. */
async function life({
  records,
  name = 'kmsg',
  bootId = 'boot-1',
  place,
}: Script): Promise<{ told: KernelEvent[]; place: Place; cursor: string | undefined }> {
  const rest = [...records]
  const told: KernelEvent[] = []
  let saved = place
  let cursor: string | undefined
  return new Promise((resolve) => {
    const log: KernelLog = new KernelLog({
      clock: { nowMs: () => 60_000 },
      uptime: { nowMs: () => 50_000 },
      kmsg: '/none',
      bootId,
      memory: { load: () => saved, save: (one) => (saved = one) },
      uuidAt: (address) => (address === '0000:3b:00.0' ? 'GPU-3b' : ''),
      async onEvents(events) {
        told.push(...events)
        if (!events.some(({ text }) => text === end)) return
        setImmediate(() => {
          log.close()
          resolve({ told: told.filter(({ text }) => text !== end), place: saved!, cursor })
        })
      },
      open: (after) => {
        cursor = after
        return {
          name,
          failed: undefined,
          close: () => undefined,
          read: (most) => ({ records: rest.splice(0, most), lost: false }),
        }
      },
    })
  })
}

t.test('a storm: the first at once, the others as one event with their count, news in between', (t) => {
  const lines = new KernelLines()
  const parse = (text: string): KernelLine => lines.parse(text)!
  const storms = new KernelStorms()
  const take = (text: string, atMs: number) =>
    storms.take(parse(text), 'GPU-1', atMs).map(({ code, count, hostMs }) => [code, count, hostMs])
  t.same(take(xid(13), 0), [[13, 1, 0]])
  for (let ms = 100; ms <= 5_000; ms += 100) t.same(take(xid(13), ms), [])
  t.same(take(xid(31), 5_000), [[31, 1, 5_000]], 'another code')
  t.same(take(xid(13, '0000:4c:00'), 5_000), [[13, 1, 5_000]], 'another device')
  t.same(storms.flush(9_999), [])
  t.match(storms.flush(10_000), [{ code: 13, count: 50, hostMs: 5_000, uuid: 'GPU-1' }])
  t.same(take(xid(13), 10_001), [], 'a storm that goes on is counted on')
  t.match(storms.flush(20_001), [{ code: 13, count: 1 }])
  t.same(storms.flush(30_001), [])
  t.same(take(xid(13), 45_000), [[13, 1, 45_000]], 'after a rest it is news')
  const link = (n: number) => `NVRM: Xid (PCI:0009:01:00): 149, NETIR_LINK_EVT Fatal XC0 i0 Link 0${n} (0x021425c6 0x0)`
  t.same(
    [take(link(1), 50_000), take(link(2), 50_000), take(link(1), 50_000)],
    [[[149, 1, 50_000]], [[149, 1, 50_000]], []],
    'links are told apart',
  )
  const action = (word: string) =>
    `NVRM: Xid (PCI:0000:3b:00): 154, GPU recovery action changed from 0x0 (None) to 0x1 (${word})`
  t.equal(
    take(action('GPU Reset Required'), 60_000).length + take(action('Drain and Reset'), 60_000).length,
    2,
    'what is asked for changes',
  )
  // What lies in the log from before is told by its own times, however fast it is read.
  t.same(
    [take(xid(48), 100_000), take(xid(48), 200_000), take(xid(48), 201_000)],
    [[[48, 1, 100_000]], [[48, 1, 200_000]], []],
  )
  const many = new KernelStorms()
  let told = 0
  for (let i = 0; i < 5_000; i++) told += many.take(parse(xid(i % 2_000)), '', i).length
  t.ok(told >= 2_000, 'however many kinds: none is forgotten')
  t.end()
})

t.test('events have the GPU, the time of the line, and what the kernel says of the device', async (t) => {
  const named = { ...record(2, 'NVRM: GPU lost something: error', 20_000), device: '+pci:0000:3b:00.0' }
  const { told } = await life({ records: [record(1, xid(79), 20_000), named, record(3, end)] })
  t.match(told, [
    {
      class: 'xid',
      code: 79,
      device: '0000:3b:00.0',
      uuid: 'GPU-3b',
      hostMs: 30_000,
      count: 1,
      details: { pid: '1', boot: 'boot-1' },
    },
    { class: 'nvrm', device: '0000:3b:00.0', uuid: 'GPU-3b' },
  ])
  t.notOk(told.some((event) => 'fault' in event))
})

t.test('a line is one event, also of a GPU that has fallen off the bus', async (t) => {
  const fell = 'NVRM: Xid (PCI:0000:01:00): 79, pid=1234, name=python, GPU has fallen off the bus.'
  const { told } = await life({ records: [record(1, fell), record(2, end)] })
  t.match(told, [{ class: 'xid', code: 79, count: 1, details: { pid: '1234', name: 'python' } }])
  t.equal(told.length, 1)
})

t.test('events that a full disk does not take are told again, and the place is not moved on before', async (t) => {
  const rest = [record(1, xid(13)), record(2, end)]
  let refusals = 2
  let saved: Place | undefined
  const placesAtRefusal: (Place | undefined)[] = []
  await new Promise<void>((resolve) => {
    const log: KernelLog = new KernelLog({
      clock: { nowMs: () => 1 },
      uptime: { nowMs: () => 1 },
      kmsg: '/none',
      bootId: 'boot-1',
      memory: { load: () => saved, save: (one) => (saved = one) },
      uuidAt: () => '',
      tellAgainMs: 1,
      async onEvents(events) {
        t.match(events, [{ code: 13 }, { text: end }])
        t.equal(events.length, 2)
        if (refusals-- > 0) {
          placesAtRefusal.push(saved)
          setImmediate(() => void t.rejects(log.read(1), /cannot be kept: no space left/))
          throw new Error('no space left')
        }
        setImmediate(() => {
          log.close()
          resolve()
        })
      },
      open: () => ({
        name: 'kmsg',
        failed: undefined,
        close: () => undefined,
        read: (most) => ({ records: rest.splice(0, most), lost: false }),
      }),
    })
  })
  t.same(placesAtRefusal, [undefined, undefined])
  t.match(saved, { place: '2' })
})

t.test('after a restart of the agent nothing is told twice and nothing is missed', async (t) => {
  const log = [record(5, xid(13)), record(6, 'usb 1-1: new device'), record(7, end)]
  const first = await life({ records: log })
  t.equal(first.told.length, 1)
  t.match(first.place, { bootId: 'boot-1', source: 'kmsg', place: '7' })
  const second = await life({ records: [...log, record(8, xid(31)), record(9, end)], place: first.place })
  t.match(second.told, [{ class: 'xid', code: 31 }])
  t.equal(second.told.length, 1)
})

t.test('what lay in the log before an agent first followed it says how long', async (t) => {
  const records = [record(1, xid(95), 1_000), record(2, xid(79), 50_000), record(3, end)]
  const first = await life({ records })
  t.match(first.told, [{ code: 95, details: { 'unread-for-s': '49' } }, { code: 79 }])
  t.equal(first.told[1]?.details['unread-for-s'], undefined, 'news')
  for (const place of [
    { bootId: 'boot-1', source: 'kmsg', place: '0' },
    { bootId: 'boot-0', source: 'kmsg', place: '70' },
  ] as const) {
    const { told } = await life({ records, place })
    t.equal(told.find(({ code }) => code === 95)?.details['unread-for-s'], undefined, 'nobody has told it before')
  }
})

t.test('after a reboot the log is read from its start', async (t) => {
  const place: Place = { bootId: 'boot-0', source: 'kmsg', place: '900' }
  const { told } = await life({ records: [record(0, xid(79)), record(1, end)], place })
  t.match(told, [{ class: 'xid', code: 79 }], 'smaller numbers than before')
  t.equal(told.length, 1)
})

t.test('what was overwritten before it could be read is an event, with how much it was', async (t) => {
  const place: Place = { bootId: 'boot-1', source: 'kmsg', place: '10' }
  const { told } = await life({ records: [record(15, xid(13)), record(17, end)], place })
  t.match(told, [
    { class: 'lost-lines', details: { lines: '4' } },
    { class: 'xid' },
    { class: 'lost-lines', details: { lines: '1' } },
  ])
  const boot: Place = { bootId: 'boot-0', source: 'kmsg', place: '10' }
  const after = await life({ records: [record(3, xid(13)), record(4, end)], place: boot })
  t.match(after.told, [{ class: 'lost-lines', details: { lines: '3' } }, { class: 'xid' }], 'the begin of a boot too')
  const never = await life({ records: [record(3, xid(13)), record(4, end)] })
  t.match(never.told, [{ class: 'xid' }], 'nobody has lost what was there before the first agent')
})

t.test('the journal goes on behind its cursor; the places of one source say nothing to the other', async (t) => {
  const of = (records: KernelRecord[], place?: Place) => life({ records, name: 'journalctl', place })
  const first = await of([
    { ...record(0, xid(13), 55_000), place: 's=a' },
    { ...record(0, end), place: 's=b' },
  ])
  t.match(first.told, [{ hostMs: 55_000 }], 'it has the wall clock')
  t.match(first.place, { source: 'journalctl', place: 's=b' })
  const second = await of([{ ...record(0, end), place: 's=c' }], first.place)
  t.equal(second.cursor, 's=b')
  t.equal((await life({ records: [record(3, end)], place: first.place })).cursor, 's=b')
  t.equal(
    (await of([{ ...record(0, end), place: 's=c' }], { bootId: 'boot-0', source: 'journalctl', place: 's=z' })).cursor,
    undefined,
  )
})

t.test('lines in pieces, messages of several lines, and a flood', async (t) => {
  const records = [
    record(1, 'NVRM: Xid (PCI:0000:3b:00)'),
    { ...record(2, ': 48, pid=2'), continues: true },
    record(
      3,
      'NVRM: The NVIDIA GPU 0000:b4:00.0\nNVRM: (PCI ID: 10de:2330) installed in this system has\nNVRM: fallen off the bus and is not responding to commands.',
    ),
    ...Array.from({ length: 2_000 }, (_, i) => record(4 + i, `usb ${i}: new device`)),
    record(2_004, end),
  ]
  const { told } = await life({ records })
  t.match(
    told.filter(({ class: of }) => of !== 'nvrm'),
    [
      { class: 'xid', code: 48 },
      { class: 'gpu-fell-off-bus', device: '0000:b4:00.0' },
    ],
  )
})

t.test('counters by class; a log that cannot be opened is a failed read that says why', async (t) => {
  const options = {
    clock: { nowMs: () => 1 },
    uptime: { nowMs: () => 1 },
    bootId: 'b',
    uuidAt: () => '',
    onEvents: () => Promise.resolve(),
  }
  const rest = [record(1, xid(13)), record(2, xid(13)), record(3, xid(31))]
  const open = () => ({
    name: 'kmsg' as const,
    failed: undefined,
    close: () => undefined,
    read: () => ({ records: rest.splice(0), lost: false }),
  })
  const log = new KernelLog({ ...options, kmsg: '/none', open })
  const signals = await log.read(7)
  log.close()
  t.match(
    signals.find(({ labels }) => labels.class === 'xid')?.reading,
    { kind: 'value', value: 3 },
    'lines, not events',
  )
  t.match(signals.find(({ labels }) => labels.class === 'mce')?.reading, { kind: 'value', value: 0 })
  const shut = new KernelLog({
    ...options,
    kmsg: '/none',
    open: () => {
      throw new Error('/dev/kmsg: EPERM, and there is no journalctl')
    },
  })
  await t.rejects(shut.read(1), /EPERM/)
  shut.close()
})

t.test('the place is one small file, replaced as a whole; a broken one is none', (t) => {
  const path = join(t.testdir(), 'kernel-log.json')
  const memory = placeFile(path)
  t.equal(memory.load(), undefined)
  memory.save({ bootId: 'b', source: 'kmsg', place: '12' })
  t.same(memory.load(), { bootId: 'b', source: 'kmsg', place: '12' })
  writeFileSync(path, '{"bootId":"b"')
  t.equal(memory.load(), undefined)
  writeFileSync(path, '{"bootId":"b","source":"kmsg","place":12}')
  t.equal(memory.load(), undefined)
  t.end()
})

t.test('events go on as facts, a few in each', async (t) => {
  const facts: NewFact[] = []
  const event: KernelEvent = {
    class: 'xid',
    code: 13,
    device: '',
    uuid: '',
    text: '',
    hostMs: 1,
    count: 1,
    details: {},
  }
  await tellKernelEvents(
    { append: async (fact) => void facts.push(fact) },
    Array.from({ length: 40 }, () => event),
  )
  t.same(
    facts.map(({ kernel }) => kernel?.events?.length),
    [16, 16, 8],
  )
})
