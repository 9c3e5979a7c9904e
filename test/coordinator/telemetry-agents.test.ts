/** What agents send that is odd, endless, late or of another life: it costs themselves only, and is never drawn as what it is not. */
import t from 'tap'
import { latestOf } from '../../coordinator/telemetry/answers.ts'
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import { encodeTelemetry, type TelemetryBlock, type TelemetryFrame } from '../../shared/protocol/telemetry.ts'
import { FakeFrames, type FakeRow } from '../fakes/telemetry-frames.ts'
import { KeeperWorld } from '../fakes/telemetry-keeper.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** the start of an hour */
const startMs = 1_790_000_000_000 - (1_790_000_000_000 % hourMs)
const one = [{ name: 'gpu-temperature', labels: { gpu: '0', uuid: 'GPU-0' } }]
const rowsFrom = (fromMs: number, count: number, value = (i: number): number => i): FakeRow[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + i * 1_000, values: [value(i)] }))
const { defs } = new FakeFrames('d1', one)

let number = 0
const block = (more: Partial<TelemetryBlock>): TelemetryBlock => ({
  sensor: 'gpu',
  series: [0],
  firstMs: startMs,
  first: [1],
  ...more,
})
const frame = (more: Partial<TelemetryFrame>): Uint8Array =>
  encodeTelemetry({ dictionary: 'd1', number: ++number, oldest: 1, defs: [...defs], blocks: [block({})], ...more })
const steps = (rows: number, stepMs: number) => ({
  stepMs: Array(rows - 1).fill(stepMs),
  delta: Array(rows - 1).fill(0),
})

t.test('a frame that holds more than it may is refused whole', async (t) => {
  const world = await new KeeperWorld(startMs + hourMs).start()
  const absences = Array.from({ length: 3 }, () => ({ column: 0, row: 0, rows: 1, reason: 'x' }))
  const bad: [Partial<TelemetryFrame>, RegExp][] = [
    [{ blocks: [block(steps(limits.telemetryRows + 1, 1_000))] }, /61 rows; at most 60 are taken/],
    [{ blocks: [block({ absences })] }, /3 absences of 1 samples/],
    [{ blocks: Array(2 * limits.telemetryFrameSamples + 1).fill(block({})) }, /more than 100000 samples/],
    [{ blocks: [0, 1, 2].map((i) => block({ firstMs: startMs + i * hourMs, ...steps(60, minuteMs) })) }, /120 minutes/],
    [{ dictionary: 'd'.repeat(1_000) }, /an endless dictionary/],
    [{ defs: Array(limits.seriesPerHost + 1).fill(defs[0]) }, /10001 definitions or texts/],
  ]
  for (const [more, why] of bad) {
    world.frame('h1', frame(more))
    world.nowMs += limits.telemetryTellMs
    t.match(world.said.at(-1), why)
  }
  t.match(world.keeper.stats, { badFrames: bad.length, values: 0 })
  world.frame(
    'h1',
    frame({ dictionary: 'd2', blocks: [block({ absences: [{ ...absences[0], reason: 'x'.repeat(9_000) }] })] }),
  )
  const reading = latestOf(world.keeper, 'h1')?.signals[0]?.reading
  t.match(reading, { kind: 'gap', reason: /^x+$/ })
  t.equal(reading?.kind === 'gap' && reading.reason.length, limits.shortTextChars, 'it is cut')
})

t.test('a host that sends more than there is room for is held back, not acknowledged; others are taken', async (t) => {
  const world = await new KeeperWorld(startMs + hourMs).start()
  world.windows.failure = new Error('slow disk')
  const many = Array.from({ length: 1_000 }, (_, i) => ({ name: 'gpu-temperature', labels: { gpu: String(i) } }))
  const agent = new FakeFrames('d1', many)
  const values = many.map(() => 1)
  for (let i = 0; world.keeper.stats.heldFrames === 0 && i < 400; i++) {
    const fromMs = startMs - i * hourMs
    world.frame(
      'h1',
      agent.frame(
        Array.from({ length: 50 }, (_, row) => ({ atMs: fromMs + row * minuteMs, values })),
        { backfill: true },
      ),
    )
  }
  const room = world.keeper.host('h1').openRoom
  t.ok(room > limits.openValuesPerHost && room < 1.2 * limits.openValuesPerHost, `${room}`)
  t.same(world.acks, [])
  world.frame('h2', new FakeFrames('d2', one).frame(rowsFrom(startMs, 1)))
  t.match(latestOf(world.keeper, 'h2')?.signals[0]?.reading, { value: 0 })
  t.match(world.said, [/telemetry of host h1: more than there is room for/])
})

t.test('one host cannot use up the sensors, signals and disk of all', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const def = (id: number, more: object) => ({ ...defs[0], id, ...more })
  for (let i = 0; i < 100; i++) world.frame('h1', frame({ blocks: [block({ sensor: `made-up-${i}` })] }))
  await world.keeper.flush()
  const sensors = [...world.book.rows.keys()].filter((key) => key.startsWith('m!'))
  t.equal(sensors.length, 1, 'sensors are those of definitions')
  const names = Array.from({ length: 6_000 }, (_, i) => def(i + 1, { name: `made-up-${i}` }))
  world.frame('h2', frame({ dictionary: 'd2', defs: names, blocks: [] }))
  const more = Array.from({ length: 200 }, (_, i) => def(i + 1, { sensor: `made-up-${i}` }))
  world.frame('h3', frame({ dictionary: 'd3', defs: more, blocks: [] }))
  const { book } = world.keeper.options
  t.equal(book.host('h2').shapes.length, limits.shapesPerHost)
  t.equal(book.host('h3').shapes.length, limits.sensorsPerHost)
  world.frame('h4', frame({ dictionary: 'd4', defs: [def(1, { labels: { long: 'x'.repeat(500) } })], blocks: [] }))
  t.equal(book.host('h4').shapes.length, 0)
  const full = Array.from({ length: limits.seriesPerHost }, (_, i) => def(i + 1, { labels: { gpu: String(i) } }))
  world.frame('h5', frame({ dictionary: 'd5', defs: full, blocks: [] }))
  const shapes = book.shapes.length
  world.frame('h5', frame({ dictionary: 'd5', defs: [def(20_000, { name: 'one-more' })], blocks: [] }))
  t.equal(book.shapes.length, shapes, 'what the host has no room for is not written down')
})

t.test('after a cut a value is stale as soon as ever', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const send = async (): Promise<void> => {
    world.frame('h1', agent.frame(rowsFrom(world.nowMs, 1)))
    await world.pass(1_000)
  }
  for (let i = 0; i < 5; i++) await send()
  world.nowMs += hourMs
  await send()
  world.nowMs += 10_000
  t.match(latestOf(world.keeper, 'h1')?.signals[0], { stale: true })
  const slow = new FakeFrames('d2', one)
  for (let i = 0; i < 4; i++) {
    world.nowMs += 10 * minuteMs
    world.frame('h2', slow.frame(rowsFrom(world.nowMs, 1)))
  }
  world.nowMs += 10 * minuteMs
  t.match(latestOf(world.keeper, 'h2')?.signals[0], { stale: false }, 'a slow one is not')
})

t.test('a detector or a frame that fails costs its host, and is told once a minute', async (t) => {
  const watcher = {
    value: () => {
      throw new Error('a bug in a rule')
    },
    word: () => {},
    absent: () => {},
  }
  const makeDetectors = (host: string) => ({
    watch: () => (host === 'h1' ? watcher : undefined),
    take: () => [{ rule: 'r' } as Finding],
    standing: () => [],
    ended: () => undefined,
  })
  const world = await new KeeperWorld(startMs, { makeDetectors }).start()
  for (const host of ['h1', 'h2']) {
    const agent = new FakeFrames(`d-${host}`, one)
    for (let i = 0; i < 3; i++) world.frame(host, agent.frame(rowsFrom(startMs + i * 1_000, 1)))
  }
  t.match(world.said, [/telemetry of host h1: its detectors failed, nothing judges it any more: .*a bug in a rule/])
  t.same(
    world.findings.map(({ host }) => host),
    ['h2', 'h2', 'h2'],
  )
  await world.pass(2 * minuteMs)
  t.equal((await world.range({ hosts: ['h1'] }))[0]?.points?.length, 3, 'its samples are kept')
  const host = world.keeper.host('h3')
  host.latest.take = () => {
    throw new Error('another bug')
  }
  const agent = new FakeFrames('d-h3', one)
  for (let i = 0; i < 3; i++) world.frame('h3', agent.frame(rowsFrom(world.nowMs, 1)))
  t.equal(world.keeper.stats.failedFrames, 3)
  t.equal(world.said.filter((text) => /host h3: a frame could not be taken: .*another bug/.test(text)).length, 1)
})

t.test('each life of an agent has its own clock, which a restart of the coordinator remembers', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const times = async () => {
    await world.keeper.flush()
    const [series] = await world.range({ hosts: ['h1'], fromMs: startMs - hourMs, toMs: startMs + hourMs })
    return series?.points?.filter(([, value]) => value !== null).map(([ms, value]) => [(ms - startMs) / 1_000, value])
  }
  const yearMs = 365 * 24 * hourMs
  // its clock was a year behind at first; that of its next life is right
  const wrong = new FakeFrames('wrong', one)
  world.frame('h1', wrong.frame(rowsFrom(startMs - yearMs, 1, () => 1)))
  const waited = wrong.frame(
    rowsFrom(startMs - yearMs - 10_000, 1, () => 2),
    { backfill: true },
  )
  t.same(await times(), [[0, 1]])
  world.nowMs += 20_000
  const right = new FakeFrames('right', one)
  world.frame('h1', right.frame(rowsFrom(startMs + 20_000, 1, () => 3)))
  world.frame('h1', waited)
  const wanted = [
    [-10, 2],
    [0, 1],
    [20, 3],
  ]
  t.same(await times(), wanted)
  await world.start()
  world.frame('h1', waited)
  t.same(await times(), wanted, 'sent again it is the same sample')
  // a life that was never live beside one that is off
  const fast = new FakeFrames('fast', one)
  world.frame('h1', fast.frame(rowsFrom(world.nowMs + hourMs, 1, () => 4)))
  world.frame(
    'h1',
    new FakeFrames('older', one).frame(
      rowsFrom(startMs - 30_000, 1, () => 5),
      { backfill: true },
    ),
  )
  t.match(await times(), [[-30, 5]])
})

t.test('texts that waited are shown; those of another life are stale until they are told again', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const words = [...one, { name: 'gpu-name', kind: 'text' }, { name: 'gpu-fan', labels: { gpu: '0' } }]
  const texts = (atMs: number, value: string) => [
    { series: 1, hostMs: atMs, value },
    { series: 2, hostMs: atMs, unsupported: true },
  ]
  const send = (dictionary: string, more: Partial<TelemetryFrame>): void => {
    const agent = new FakeFrames(dictionary, words)
    const blocks = [block({ firstMs: world.nowMs })]
    world.frame('h1', frame({ dictionary, defs: [...agent.defs], blocks, ...more }))
  }
  const shown = () =>
    latestOf(world.keeper, 'h1')?.signals.map(({ name, reading, stale }) => [
      name,
      reading.kind === 'value' ? reading.value : reading.kind,
      stale,
    ])
  send('d1', {})
  send('d1', { backfill: true, blocks: [], texts: texts(startMs - 5_000, 'B200') })
  const wanted = [
    ['gpu-temperature', 1, false],
    ['gpu-name', 'B200', false],
    ['gpu-fan', 'unsupported', false],
  ]
  t.same(shown(), wanted)
  send('d1', { backfill: true, blocks: [], texts: texts(startMs - 9_000, 'older') })
  t.same(shown(), wanted, 'what is known is newer')
  send('d2', {})
  t.same(
    shown()?.map(([, , stale]) => stale),
    [false, true, true],
    'nobody knows whether it is still so',
  )
  send('d2', { texts: texts(startMs, 'B300') })
  t.same(shown()?.[1], ['gpu-name', 'B300', false])
})

t.test('what is no number, and nobody says why, is a gap', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const rows = { ...steps(3, 1_000), first: [Number.NaN] }
  world.frame('h1', frame({ dictionary: 'n1', blocks: [block({ first: [Number.NaN] })] }))
  t.match(latestOf(world.keeper, 'h1')?.signals[0]?.reading, { kind: 'gap', reason: 'not told' })
  world.frame('h2', frame({ dictionary: 'n2', blocks: [block(rows)] }))
  world.frame('h3', frame({ dictionary: 'n3', blocks: [block({ first: [Number.POSITIVE_INFINITY] })] }))
  await world.keeper.flush()
  for (const host of ['h1', 'h2', 'h3']) {
    const points = (await world.range({ hosts: [host], toMs: startMs + minuteMs }))[0]?.points
    t.same([...new Set(points?.map(([, value]) => value))], [null], host)
  }
})

t.test('each gap of a row is looked at once or twice, however many there are', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const many = Array.from({ length: 500 }, (_, i) => ({ name: 'gpu-temperature', labels: { gpu: String(i) } }))
  const agent = new FakeFrames('d1', many)
  const { latest } = world.keeper.host('h1')
  let looks = 0
  const take = latest.take.bind(latest)
  latest.take = (layout, rows, receivedMs) => {
    const get = (list: typeof rows.absences, key: string | symbol) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++
      return Reflect.get(list, key)
    }
    take(layout, { ...rows, absences: new Proxy(rows.absences, { get }) }, receivedMs)
  }
  for (let i = 0; i < 3; i++)
    world.frame('h1', agent.frame([{ atMs: startMs + i * 1_000, values: many.map(() => null), reason: `hangs ${i}` }]))
  t.ok(looks > 0 && looks <= 3 * 2 * many.length, `${looks} looks at 3 rows of 500 gaps`)
})

t.test('while the disk is full, what waited is left with its agent, and what was lost is told', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  world.freeBytes = 1_000_000
  await world.pass(limits.telemetryLookMs + 1_000)
  world.frame('h1', agent.frame(rowsFrom(startMs, 30)))
  const waited = agent.frame(rowsFrom(startMs - 5 * minuteMs, 30), { backfill: true })
  world.frame('h1', waited)
  await world.pass(limits.telemetryWaitMs + minuteMs)
  t.same(world.acked('d1'), [1], 'live frames do not wait for the disk')
  t.match(latestOf(world.keeper, 'h1')?.signals[0]?.reading, { value: 29 })
  world.freeBytes = 1e12
  await world.pass(limits.telemetryLookMs + 1_000)
  world.frame('h1', waited)
  await world.pass(minuteMs)
  t.same(world.acked('d1'), [1, 2])
  t.match(world.said.at(-1), /samples are written again; 30 were dropped meanwhile/)
  t.equal((await world.range({ hosts: ['h1'] }))[0]?.points?.filter(([, value]) => value !== null).length, 30)
})
