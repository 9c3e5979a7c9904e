/** The telemetry store on its disk and in its thread: bounds, a full disk, crashes, questions from outside. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { heatOf, latestOf } from '../../coordinator/telemetry/answers.ts'
import { openBookDisk } from '../../coordinator/telemetry/book-disk.ts'
import { FrameQueue } from '../../coordinator/telemetry/frame-queue.ts'
import { cellsOf } from '../../coordinator/telemetry/replies.ts'
import { newRing, RingReader, RingWriter } from '../../coordinator/telemetry/shared-ring.ts'
import { makeTelemetry } from '../../coordinator/telemetry/telemetry.ts'
import { openWindows } from '../../coordinator/telemetry/windows.ts'
import { limits } from '../../shared/limits.ts'
import { dcgmFamilyOf, familyOf } from '../../shared/metrics-text.ts'
import type { SignalDef } from '../../shared/model/signals/signal-def.ts'
import { signals } from '../../shared/model/signals.ts'
import { Started } from '../fakes/started.ts'
import { TelemetryAgent } from '../fakes/telemetry-agent.ts'
import { FakeFrames, type FakeRow } from '../fakes/telemetry-frames.ts'
import { KeeperWorld } from '../fakes/telemetry-keeper.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** the start of an hour */
const startMs = 1_790_000_000_000 - (1_790_000_000_000 % hourMs)
const one = [{ name: 'gpu-temperature', labels: { gpu: '0', uuid: 'GPU-0' } }]
const rowsFrom = (fromMs: number, count: number, value = (i: number): number => i): FakeRow[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + i * 1_000, values: [value(i)] }))

t.test('windows go by age and by budget, the oldest raw ones first; what went is told', async (t) => {
  const world = await new KeeperWorld(startMs, { budgetBytes: 1_500 }).start()
  const agent = new FakeFrames('d1', one)
  for (let hour = 0; hour < 9; hour++) {
    world.nowMs = startMs + (hour + 1) * hourMs
    for (let m = 0; m < 60; m += 20)
      world.frame(
        'h1',
        agent.frame(
          rowsFrom(startMs + hour * hourMs + m * minuteMs, 60, (i) => (i * 7_919) % 101),
          { backfill: true },
        ),
      )
    await world.pass(limits.rollAfterMs + minuteMs)
    await world.maintain()
  }
  const raw = world.windows.list('raw')
  t.ok(raw.length > 1 && raw.length < 7, `${raw.length} raw windows`)
  t.equal(raw.at(-1), (startMs + 8 * hourMs) / hourMs)
  t.equal(world.windows.list('hour').length, 1)
  t.ok(world.said.some((text) => /over the budget of 0 MiB: dropped raw samples from 2026/.test(text)))
  const buckets = (await world.range({ hosts: ['h1'], fromMs: startMs, resolution: 'hour' }))[0]?.buckets
  t.same(
    buckets?.map(({ count }) => count),
    Array(9).fill(180),
    'the hours are all there',
  )
  const auto = await world.range({ hosts: ['h1'], fromMs: startMs, resolution: 'auto', maxPoints: 100_000 })
  t.ok(auto[0]?.buckets !== undefined, 'raw samples that are gone are not offered')
})

t.test('a full disk: nothing is written, newest values and detectors go on, and it resumes by itself', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const send = async (from: number, count: number): Promise<void> => {
    for (let i = from; i < from + count; i++) {
      world.frame('h1', agent.frame(rowsFrom(startMs + i * 1_000, 1, () => i)))
      await world.pass(1_000)
    }
  }
  await send(0, 90)
  const written = world.windows.writes
  world.freeBytes = 1_000_000
  await send(90, 300)
  t.equal(world.windows.writes, written, 'nothing is written')
  t.match(world.said.at(-1), /the disk is full \(1 MiB left\): samples are not written until there are 320 MiB/)
  t.ok(world.keeper.writer.stats.droppedValues >= 60, 'what waited too long is dropped and counted')
  t.match(latestOf(world.keeper, 'h1')?.signals[0]?.reading, { kind: 'value', value: 389 })
  t.ok(world.acked('d1').length > 150, 'agents are not held up')
  world.freeBytes = 1e12
  await send(390, 90)
  t.ok(world.said.some((text) => /the disk has room again/.test(text)))
  t.match(world.said.at(-1), /samples are written again; \d+ were dropped meanwhile/)
  await world.pass(2 * minuteMs)
  const values = (await world.range({ hosts: ['h1'] }))[0]?.points?.map(([, value]) => value) ?? []
  t.equal(values.at(-1), 479)
  t.ok(values.includes(null), 'what was dropped is a gap')
})

t.test('a write that fails is tried again, and nothing is acknowledged before', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  world.windows.failure = new Error('input/output error')
  world.frame('h1', agent.frame(rowsFrom(startMs, 30)))
  await world.pass(minuteMs)
  t.same(world.acks, [])
  t.match(world.said, [/samples could not be written: input\/output error/])
  world.windows.failure = null
  await world.pass(limits.telemetryRetryMs + 1_000)
  t.same(world.acked('d1'), [1])
  t.equal((await world.range({ hosts: ['h1'] }))[0]?.points?.length, 30)
})

t.test('windows on a real disk: written, read, listed, dropped; one that is broken is set aside', async (t) => {
  const folder = t.testdir({ raw: { '7': { CURRENT: 'nonsense\n' } } })
  const windows = await openWindows(folder)
  t.same(windows.list('raw'), [7])
  const key = (n: number) => Uint8Array.of(n, 1)
  await windows.write('raw', 7, [[key(1), Uint8Array.of(5)]])
  await windows.write('raw', 9, [
    [key(1), Uint8Array.of(6)],
    [key(2), Uint8Array.of(7)],
  ])
  const [found, absent] = await windows.read('raw', 9, [key(2), key(3)])
  t.same([...(found ?? [])], [7])
  t.equal(absent, undefined)
  t.same(await windows.read('raw', 8, [key(1)]), [undefined], 'a window that is not there is not made by looking')
  t.same(
    (await windows.keys('raw', 9, key(1), key(2))).map((each) => [...each]),
    [[1, 1]],
  )
  t.same(windows.list('raw'), [7, 9])
  await windows.drop('raw', 9)
  t.same(windows.list('raw'), [7])
  t.ok((await windows.sizes()).every(({ bytes }) => bytes > 0))
  await windows.close()
  const again = await openWindows(folder)
  t.same([...((await again.read('raw', 7, [key(1)]))[0] ?? [])], [5])
  await again.close()
})

t.test('the book of series is on disk before its samples are', async (t) => {
  const folder = t.testdir()
  const disk = await openBookDisk(join(folder, 'series'))
  await disk.write([['h!x', '{}']])
  t.same(await disk.load(), [['h!x', '{}']])
  await disk.close()
})

t.test('a worker that is behind: the oldest back-filled frames go first, then the oldest live ones', async (t) => {
  const handed: Float64Array[] = []
  const ring = newRing(100_000)
  const writer = new RingWriter(ring)
  let isHeld = true
  const queue = new FrameQueue({
    room: () => (isHeld ? 0 : writer.room),
    write: (bytes) => writer.write(bytes),
    hand: (heads) => handed.push(heads),
    mostBytes: 4_000,
  })
  const agent = new FakeFrames('d1', one)
  const frames = Array.from({ length: 60 }, (_, i) => agent.frame(rowsFrom(startMs, 1), { backfill: i % 2 === 0 }))
  for (const [i, frame] of frames.entries()) queue.add(i, frame, startMs)
  t.ok(queue.bytes <= 4_000)
  t.equal(queue.dropped.backfillFrames, 30 - (60 - queue.dropped.backfillFrames - queue.dropped.liveFrames - 30))
  t.equal(queue.dropped.liveFrames, 0)
  for (let i = 0; i < 200; i++) queue.add(i, frames[1]!, startMs)
  t.ok(queue.dropped.liveFrames > 0)
  queue.flush()
  t.same(handed, [])
  isHeld = false
  queue.flush()
  t.equal(queue.bytes, 0)
  const reader = new RingReader(ring)
  t.same(reader.take(handed[0]?.[1] ?? 0), frames[1], 'the oldest that was left')
})

t.test('a ring gives what was written, over its end too, and its room back once that is done with', async (t) => {
  const ring = newRing(10)
  const [writer, reader] = [new RingWriter(ring), new RingReader(ring)]
  for (let i = 0; i < 20; i++) {
    t.equal(writer.room, 10)
    writer.write(Uint8Array.of(i, 1, 2, 3, 4, 5, 6))
    t.equal(writer.room, 3)
    t.same([...reader.take(7)], [i, 1, 2, 3, 4, 5, 6])
    reader.done(7)
  }
})

/** A thread that has taken some frames of one host. */
async function startThread(t: Pick<Test, 'testdir'>) {
  const folder = join(t.testdir(), 'telemetry')
  // a minute ahead of the thread's clock, so that no reading grows old on a busy machine
  const nowMs = Date.now() + minuteMs
  const said: string[] = []
  const options = {
    folder,
    clock: { nowMs: () => Date.now() },
    onKept: () => {},
    onFindings: () => {},
    stood: () => new Map(),
    gangs: () => [],
    onUnlike: () => {},
    onRelink: () => {},
    log: (_level: string, text: string) => void said.push(text),
  }
  const telemetry = await makeTelemetry(options)
  const agent = new FakeFrames('d1', [
    ...one,
    { name: 'gpu-power', unit: 'W', decimals: 3, labels: { gpu: '0', uuid: 'GPU-0' } },
    { name: 'gpu-ecc-corrected', unit: 'count', kind: 'counter', labels: { gpu: '0', uuid: 'GPU-0' } },
  ])
  for (let i = 0; i < 10; i++)
    telemetry.frame('h1', agent.frame([{ atMs: nowMs - 10_000 + i * 1_000, values: [40 + i, 250_500, 7] }]), nowMs)
  telemetry.frame(
    'h1',
    agent.frame(
      rowsFrom(nowMs - 3 * minuteMs, 60).map((row) => ({ ...row, values: [1, 2, null] })),
      { backfill: true },
    ),
    nowMs,
  )
  const heard = async () => {
    for (;;) if ((await telemetry.stats()).frames === 11) return
  }
  await heard()
  return { telemetry, options, said, nowMs }
}

t.test('the thread keeps, answers and refuses; started again it goes on', async (t) => {
  const { telemetry, options, said, nowMs } = await startThread(t)
  t.match(await telemetry.latest('h1'), {
    signals: [{ name: 'gpu-temperature', source: 'test', reading: { value: 49 } }, { reading: { value: 250.5 } }, {}],
  })
  t.equal(await telemetry.latest('h2'), undefined)
  const heat = [...(await telemetry.heat('gpu-power', null, {}))]
  t.match(heat, [{ host: 'h1', cells: [{ host: 'h1', labels: { gpu: '0' }, value: 250.5 }] }])
  const query = {
    hosts: ['h1', 'h9'],
    names: [],
    labels: {},
    fromMs: nowMs - hourMs,
    toMs: nowMs + minuteMs,
    maxPoints: 5_000,
    maxSeries: 2,
  }
  const found = await telemetry.range({ ...query, resolution: 'raw' })
  const raw = { ...found, series: [...found.series] }
  t.same(
    raw.series.map(({ name }) => name),
    ['gpu-temperature', 'gpu-power'],
    'as many series as are asked for',
  )
  t.equal(raw.series[0]?.points?.filter(([, value]) => value !== null).length, 70)
  t.equal((await telemetry.range({ ...query, resolution: 'auto', maxPoints: 100 })).resolution, 'minute')
  await t.rejects(telemetry.range({ ...query, resolution: 'raw', maxPoints: 100 }), {
    code: 'bad-field',
    field: 'resolution',
    message: /raw would give up to \d+ points a series and at most 100 are asked for/,
  })
  await telemetry.close()
  await t.rejects(telemetry.latest('h1'), { code: 'store-unavailable' })
  const again = await makeTelemetry(options)
  const after = await again.range({ ...query, resolution: 'raw' })
  t.same({ ...after, series: [...after.series] }, raw, 'what was open is on disk')
  t.same(said, [])
  await again.close()
})

t.test('metrics of all hosts, family by family, ours and those of dcgm-exporter', async (t) => {
  const { telemetry } = await startThread(t)
  let text = ''
  for await (const piece of telemetry.metrics('openmetrics', new Map([['h1', 'node-1']]))) text += piece
  for (const line of [
    'millwright_gpu_temperature_celsius{host="node-1",gpu="0",uuid="GPU-0",sensor="gpu"} 49',
    'millwright_gpu_ecc_corrected_total{host="node-1",gpu="0",uuid="GPU-0",sensor="gpu"} 7',
    'DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-0",device="nvidia0",Hostname="node-1"} 250.5',
    '# TYPE millwright_gpu_power_watts gauge',
  ])
    t.ok(text.includes(`${line}\n`), line)
  t.match(text, /# EOF\n$/)
  t.equal(text.match(/^# TYPE millwright_gpu_power_watts /gm)?.length, 1, 'a family has one head')
  await telemetry.close()
})

t.test('a map of the fleet gives every device, unknown ones as null with their age', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const gpus = [0, 1].map((gpu) => ({ name: 'gpu-temperature', labels: { gpu: String(gpu) } }))
  for (const host of ['h1', 'h2', 'h3'])
    world.frame(
      host,
      new FakeFrames(`d-${host}`, gpus).frame([{ atMs: startMs, values: host === 'h2' ? [50, null] : [40, 41] }]),
    )
  world.nowMs += 4_000
  const cells = [...cellsOf(heatOf(world.keeper, 'gpu-temperature', ['h2', 'h3', 'h9'], {}))].flatMap(
    (each) => each.cells,
  )
  t.same(cells, [
    { host: 'h2', labels: { gpu: '0' }, value: 50, ageMs: 4_000, stale: false },
    { host: 'h2', labels: { gpu: '1' }, value: null, ageMs: 4_000, stale: false },
    { host: 'h3', labels: { gpu: '0' }, value: 40, ageMs: 4_000, stale: false },
    { host: 'h3', labels: { gpu: '1' }, value: 41, ageMs: 4_000, stale: false },
  ])
  t.equal(heatOf(world.keeper, 'gpu-temperature', null, {}).host.length, 6)
})

t.test('a coordinator that is killed loses nothing of what its agents send again', async (t) => {
  const stateDir = t.testdir()
  const nowMs = Date.now()
  const frames = new FakeFrames('d1', one)
  const all = Array.from({ length: 40 }, (_, i) => {
    const rows = rowsFrom(nowMs - (40 - i) * minuteMs, 60, (row) => i * 60 + row)
    return frames.frame(rows, { backfill: true })
  })
  let coordinator = await Started.coordinator(stateDir, [])
  const agent = new TelemetryAgent('n1')
  await agent.connect(coordinator.address)
  const acked = new Promise<void>((resolve) => {
    agent.onAck = resolve
  })
  for (const [i, frame] of all.entries()) agent.send('d1', i + 1, frame)
  await acked
  await coordinator.kill()
  const left = [...agent.unacked]
  t.ok(left.length > 0 && left.length < 40, `${left.length} of 40 frames were not acknowledged`)
  coordinator = await Started.coordinator(stateDir, [])
  t.teardown(() => coordinator.stop())
  await agent.connect(coordinator.address)
  for (const key of left) {
    const number = Number(key.split(' ')[1])
    agent.send('d1', number, all[number - 1]!)
  }
  const look = async () => {
    const path = `/api/v1/range?host=n1&from=${nowMs - hourMs}&to=${nowMs}&resolution=raw&maxPoints=4000`
    const { series = [] } = (await (await coordinator.get(path)).json()) as {
      series?: { points: [number, number][] }[]
    }
    return series[0]?.points ?? []
  }
  let points = await look()
  while (points.length < 2_400) points = await look()
  t.same(
    points.map(([, value]) => value),
    Array.from({ length: 2_400 }, (_, i) => i),
    'each sample is there, once, in order',
  )
  t.same(
    points.map(([atMs]) => atMs),
    Array.from({ length: 2_400 }, (_, i) => nowMs - 40 * minuteMs + i * 1_000),
  )
  agent.leave()
})

t.test('the dashboard for Grafana names only metrics that there are', async (t) => {
  const names = new Set<string>()
  for (const [name, def] of Object.entries(signals as Readonly<Record<string, SignalDef>>)) {
    const family = familyOf(name, def)
    if (family !== undefined) names.add(family.type === 'counter' ? `${family.name}_total` : family.name)
    const dcgm = dcgmFamilyOf(def)
    if (dcgm !== undefined) names.add(dcgm.name)
  }
  const text = readFileSync(join(import.meta.dirname, '../../examples/grafana/millwright-fleet.json'), 'utf8')
  const dashboard = JSON.parse(text) as {
    schemaVersion: number
    panels: { title: string; type: string; targets?: { expr: string }[] }[]
  }
  t.ok(dashboard.schemaVersion >= 38, 'Grafana 10 reads it')
  const named = [...text.matchAll(/\b(?:millwright|DCGM)_\w+/g)].map(([name]) => name)
  t.ok(named.length > 20)
  t.same(
    named.filter((name) => !names.has(name)),
    [],
  )
  for (const { title, type, targets } of dashboard.panels)
    if (type !== 'row')
      t.ok(
        targets?.every(({ expr }) => expr !== ''),
        title,
      )
})
