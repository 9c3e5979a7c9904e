/** The telemetry store on a disk that is torn, fails or is in use while it is dropped: what is hurt is what lies there, nothing else. */
import { readdirSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeTelemetry } from '../../coordinator/telemetry/telemetry.ts'
import { openWindows } from '../../coordinator/telemetry/windows.ts'
import { limits } from '../../shared/limits.ts'
import { FakeFrames, type FakeRow } from '../fakes/telemetry-frames.ts'
import { KeeperWorld } from '../fakes/telemetry-keeper.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** the start of an hour */
const startMs = 1_790_000_000_000 - (1_790_000_000_000 % hourMs)
const startHour = startMs / hourMs
const one = [{ name: 'gpu-temperature', labels: { gpu: '0', uuid: 'GPU-0' } }]
const rowsFrom = (fromMs: number, count: number, value = (i: number): number => i): FakeRow[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + i * 1_000, values: [value(i)] }))
const ioError = Object.assign(new Error('IO error: Input/output error'), { code: 'LEVEL_IO_ERROR' })
const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

t.test('a torn raw file costs its samples: the question is answered, worker and links stay', async (t) => {
  const folder = join(t.testdir(), 'telemetry')
  const nowMs = Date.now()
  const said: string[] = []
  const relinked: string[] = []
  const open = () =>
    makeTelemetry({
      folder,
      clock: { nowMs: () => Date.now() },
      onKept: () => {},
      onFindings: () => {},
      stood: () => new Map(),
      gangs: () => [],
      onUnlike: () => {},
      onRelink: (host) => void relinked.push(host),
      log: (_level, text) => void said.push(text),
    })
  const agent = new FakeFrames('d1', one)
  const query = {
    hosts: ['h1'],
    names: [],
    labels: {},
    fromMs: nowMs - hourMs,
    toMs: nowMs,
    resolution: 'raw',
  } as const
  const ask = { ...query, maxPoints: 5_000, maxSeries: 2 }
  const first = await open()
  first.frame('h1', agent.frame(rowsFrom(nowMs - 2 * minuteMs, 60)), nowMs)
  await until(async () => (await first.stats()).values === 60)
  await first.close()
  // at the second opening what was written becomes a table
  const second = await open()
  const before = [...(await second.range(ask)).series][0]?.points?.length
  t.equal(before, 60)
  await second.close()
  for (const hour of readdirSync(join(folder, 'raw')))
    for (const file of readdirSync(join(folder, 'raw', hour)))
      if (file.endsWith('.ldb')) truncateSync(join(folder, 'raw', hour, file), 10)
  const third = await open()
  t.same([...(await third.range(ask)).series][0]?.points, [], 'nothing is known')
  t.match(await third.stats(), { workerRestarts: 0 })
  t.ok(Number((await third.stats()).brokenChunks) > 0, 'it is counted')
  t.same(relinked, [])
  await third.close()
})

t.test('an hour that cannot be read stops neither the start nor the rollups of others', async (t) => {
  const world = await new KeeperWorld(startMs + 2 * hourMs).start()
  const agent = new FakeFrames('d1', one)
  for (const hour of [0, 1]) world.frame('h1', agent.frame(rowsFrom(startMs + hour * hourMs, 60), { backfill: true }))
  await world.pass(minuteMs)
  world.nowMs = startMs + 2 * hourMs + limits.rollAfterMs
  world.windows.torn = { resolution: 'raw', window: startHour, error: ioError }
  await world.start()
  await world.maintain()
  t.ok(world.keeper.roller.isDone(startHour + 1))
  t.equal(world.keeper.roller.stats.rollups, 1)
  t.ok(world.keeper.roller.stats.brokenChunks > 0)
  world.nowMs += limits.rawKeptMs
  await world.maintain()
  t.notOk(world.windows.list('raw').includes(startHour), 'it goes with its age')
})

t.test('a day of rollups that cannot be read for once is not written over', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const send = async (hour: number): Promise<void> => {
    world.frame('h1', agent.frame(rowsFrom(startMs + hour * hourMs, 60), { backfill: true }))
    await world.pass(minuteMs)
  }
  await send(0)
  world.nowMs = startMs + hourMs + limits.rollAfterMs
  await world.maintain()
  await send(1)
  world.nowMs = startMs + 2 * hourMs + limits.rollAfterMs
  const [window] = world.windows.list('hour') as [number]
  world.windows.torn = { resolution: 'hour', window, error: ioError }
  await world.maintain()
  t.equal(world.keeper.roller.stats.failedRollups, 1)
  world.windows.torn = null
  await world.maintain()
  const [series] = await world.range({ hosts: ['h1'], fromMs: startMs, resolution: 'hour' })
  t.same(
    series?.buckets?.map(({ count }) => count),
    [60, 60],
  )
})

t.test('what comes late is rolled up before its raw hour is dropped', async (t) => {
  const world = await new KeeperWorld(startMs + 10 * hourMs).start()
  const agent = new FakeFrames('d1', one)
  const late = async (from: number): Promise<void> => {
    world.frame('h1', agent.frame(rowsFrom(startMs + from * minuteMs, 60), { backfill: true }))
    world.nowMs += limits.minuteQuietMs + 1
    for (const host of world.keeper.hosts.values())
      for (const minute of host.minutes) world.keeper.writer.close(host, minute)
  }
  await late(0)
  await world.keeper.writer.run()
  // written after the rollups of its hour were looked at, and before old hours are dropped
  const roll = world.keeper.roller.run.bind(world.keeper.roller)
  world.keeper.roller.run = async () => {
    await roll()
    await late(20)
    await world.keeper.writer.run()
  }
  await world.maintain()
  t.same(world.acked('d1'), [1, 2])
  t.same(world.windows.list('raw'), [], 'it was old')
  const [series] = await world.range({ hosts: ['h1'], fromMs: startMs, resolution: 'minute' })
  t.same(
    series?.buckets?.map(({ atMs, count }) => [(atMs - startMs) / minuteMs, count]),
    [
      [0, 60],
      [20, 60],
    ],
  )
})

t.test('late samples are rolled up after a kill in the middle, and those that come while it is done', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const counts = async () => {
    const [series] = await world.range({ hosts: ['h1'], fromMs: startMs, resolution: 'minute' })
    return series?.buckets?.map(({ count }) => count)
  }
  const send = async (minute: number): Promise<void> => {
    world.frame('h1', agent.frame(rowsFrom(startMs + minute * minuteMs, 60), { backfill: true }))
    await world.keeper.flush()
  }
  await send(0)
  world.nowMs = startMs + hourMs + limits.rollAfterMs
  await world.maintain()
  await send(1)
  // killed where the rollup is to be written
  const write = world.windows.write.bind(world.windows)
  world.windows.write = async (resolution, ...rest) => {
    if (resolution === 'minute') throw new Error('killed')
    return write(resolution, ...rest)
  }
  await world.maintain()
  world.windows.write = write
  await world.start()
  await world.maintain()
  world.windows.kept.delete(`raw/${startHour}`)
  t.same(await counts(), [60, 60], 'its rollup was made by the next life')
})

t.test('a minute that is written while its hour is rolled up is in the rollup', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const send = async (minute: number): Promise<void> => {
    world.frame('h1', agent.frame(rowsFrom(startMs + minute * minuteMs, 60), { backfill: true }))
    await world.keeper.flush()
  }
  await send(0)
  world.nowMs = startMs + hourMs + limits.rollAfterMs - 1
  const write = world.windows.write.bind(world.windows)
  // begun before rollups were due, on disk after they were made
  world.windows.write = async (resolution, window, puts, removed) => {
    if (resolution === 'raw') {
      world.windows.write = write
      world.nowMs += 1
      await world.maintain()
    }
    return write(resolution, window, puts, removed)
  }
  await send(1)
  await world.maintain()
  world.windows.kept.delete(`raw/${startHour}`)
  const [series] = await world.range({ hosts: ['h1'], fromMs: startMs, resolution: 'minute' })
  t.same(
    series?.buckets?.map(({ count }) => count),
    [60, 60],
  )
})

t.test(
  'a window that is dropped under questions and writes: nothing fails, nothing is left, what is written later stays',
  async (t) => {
    const folder = t.testdir()
    const windows = await openWindows(folder)
    const key = (n: number) => Uint8Array.of(n)
    for (let round = 0; round < 10; round++) {
      await windows.write('raw', 7, [[key(1), Uint8Array.of(1)]])
      const reads = Array.from({ length: 5 }, () => windows.read('raw', 7, [key(1)]))
      const dropped = windows.drop('raw', 7)
      const later = Array.from({ length: 5 }, () => windows.read('raw', 7, [key(1)]))
      t.same(await Promise.all(later), Array(5).fill([undefined]), 'it is gone at once')
      await Promise.all([...reads, dropped])
      t.same(windows.list('raw'), [])
      t.same(readdirSync(join(folder, 'raw')), [])
    }
    await windows.write('raw', 7, [[key(1), Uint8Array.of(1)]])
    const dropped = windows.drop('raw', 7)
    const written = windows.write('raw', 7, [[key(2), Uint8Array.of(2)]])
    await Promise.all([dropped, written])
    const found = await windows.read('raw', 7, [key(1), key(2)])
    t.same(
      found.map((each) => each?.[0]),
      [undefined, 2],
    )
    await windows.close()
  },
)

t.test('readings that cannot be opened do not keep the coordinator from starting; they are tried again', async (t) => {
  const folder = join(t.testdir({ telemetry: 'no folder' }), 'telemetry')
  const said: string[] = []
  const telemetry = await makeTelemetry({
    folder,
    clock: { nowMs: () => Date.now() },
    onKept: () => {},
    onFindings: () => {},
    stood: () => new Map(),
    gangs: () => [],
    onUnlike: () => {},
    onRelink: () => {},
    log: (_level, text) => void said.push(text),
  })
  await t.rejects(telemetry.latest('h1'), { code: 'store-unavailable' })
  t.match(said, [/telemetry: it could not be opened: .*ENOTDIR.*tried again/])
  rmSync(folder)
  await until(() =>
    telemetry.latest('h1').then(
      () => true,
      () => false,
    ),
  )
  t.same(said.slice(1), ['telemetry: opened'], 'told once')
  await telemetry.close()
})
