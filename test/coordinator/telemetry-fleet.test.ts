/** Questions about a whole fleet: metrics, long ranges, maps; nobody speaks for another host, and no answer is too much at once. */
import t from 'tap'
import { heatOf } from '../../coordinator/telemetry/answers.ts'
import { GangWatch } from '../../coordinator/telemetry/gang-watch.ts'
import { Scrapes } from '../../coordinator/telemetry/metrics.ts'
import { cellsOf } from '../../coordinator/telemetry/replies.ts'
import { ageSpares, keepSpare, spareArray, spareBytes } from '../../coordinator/telemetry/spare-arrays.ts'
import { limits } from '../../shared/limits.ts'
import type { Unlike } from '../../shared/model/slow.ts'
import { startApi } from '../fakes/started-api.ts'
import { FakeFrames, type FakeRow, type FakeSeries } from '../fakes/telemetry-frames.ts'
import { KeeperWorld } from '../fakes/telemetry-keeper.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** the start of an hour */
const startMs = 1_790_000_000_000 - (1_790_000_000_000 % hourMs)
const one = [{ name: 'gpu-temperature', labels: { gpu: '0', uuid: 'GPU-0' } }]
const rowsFrom = (fromMs: number, count: number, value = (i: number): number => i): FakeRow[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + i * 1_000, values: [value(i)] }))

async function fleet(hosts: readonly string[], series: readonly FakeSeries[]): Promise<KeeperWorld> {
  const world = await new KeeperWorld(startMs).start()
  for (const [i, host] of hosts.entries())
    world.frame(host, new FakeFrames(`d-${host}`, series).frame([{ atMs: startMs, values: series.map(() => i) }]))
  return world
}

function scraped(scrapes: Scrapes, number: number, names: ReadonlyMap<string, string>): string[] {
  const pieces: string[] = []
  for (let text = scrapes.piece(number, 'prometheus', names); text !== null; ) {
    pieces.push(text)
    text = scrapes.piece(number, 'prometheus', null)
  }
  return pieces
}

t.test('an agent cannot speak for another host in the metrics', async (t) => {
  const labels = { gpu: '0', host: 'other', __name__: 'up', 'a-b': '1', a_b: '2' }
  const world = await fleet(['h1', 'h2', 'h3'], [{ name: 'gpu-temperature', labels }])
  const names = new Map([
    ['h1', 'node-1'],
    ['h2', 'twin'],
    ['h3', 'twin'],
  ])
  const lines = scraped(new Scrapes(world.keeper), 1, names).join('').split('\n')
  const rest = 'gpu="0",exported_host="other",exported___name__="up",a_b="1",sensor="gpu"'
  t.same(
    lines.filter((line) => line.startsWith('millwright_')),
    [
      `millwright_gpu_temperature_celsius{host="node-1",${rest}} 0`,
      `millwright_gpu_temperature_celsius{host="h2",${rest}} 1`,
      `millwright_gpu_temperature_celsius{host="h3",${rest}} 2`,
    ],
  )
})

t.test('metrics come in pieces of some milliseconds; one scrape too many is refused, none is cut short', async (t) => {
  const gpus = Array.from({ length: 200 }, (_, i) => ({ name: 'gpu-temperature', labels: { gpu: String(i) } }))
  const hosts = Array.from({ length: 60 }, (_, i) => `host-${i}`)
  const world = await fleet(hosts, [...gpus, { name: 'gpu-power', unit: 'W', labels: { gpu: '0' } }])
  const scrapes = new Scrapes(world.keeper)
  const pieces = scraped(scrapes, 1, new Map())
  t.ok(Math.max(...pieces.map(({ length }) => length)) < 300 * 1024)
  const text = pieces.join('')
  t.equal(text.match(/^# TYPE millwright_gpu_temperature_celsius /gm)?.length, 1)
  t.equal(text.match(/^millwright_gpu_temperature_celsius\{/gm)?.length, 12_000)
  t.equal(text.match(/^millwright_gpu_power_watts\{/gm)?.length, 60)
  for (let i = 0; i < limits.scrapes; i++) scrapes.piece(10 + i, 'prometheus', new Map())
  t.throws(() => scrapes.piece(20, 'prometheus', new Map()), { code: 'too-many-requests' })
  for (let i = 0; i < limits.scrapes - 1; i++) while (scrapes.piece(11 + i, 'prometheus', null) !== null);
  t.equal(scraped(scrapes, 21, new Map()).join(''), text)
  for (let i = 0; i < limits.scrapes - 1; i++) scrapes.piece(30 + i, 'prometheus', new Map())
  world.nowMs += limits.scrapeIdleMs + 1
  t.doesNotThrow(() => scrapes.piece(40, 'prometheus', new Map()), 'one that nobody reads gives way')
  t.throws(() => scrapes.piece(10, 'prometheus', null), { code: 'internal' }, 'and does not look as if it were whole')
})

t.test('a long time gives at most as many buckets as are asked for, of several hours each', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  for (let hour = 0; hour < 30; hour++) {
    world.nowMs = startMs + (hour + 1) * hourMs
    world.frame(
      'h1',
      agent.frame(
        rowsFrom(startMs + hour * hourMs, 60, (i) => hour * 60 + i),
        { backfill: true },
      ),
    )
    await world.pass(limits.rollAfterMs + minuteMs)
    await world.maintain()
  }
  const query = {
    hosts: ['h1'],
    fromMs: startMs,
    toMs: startMs + 30 * hourMs - 1,
    resolution: 'auto',
    maxPoints: 6,
  } as const
  const buckets = (await world.range(query))[0]?.buckets ?? []
  t.ok(buckets.length <= 7, `${buckets.length}`)
  t.equal(
    buckets.reduce((sum, { count }) => sum + count, 0),
    1_800,
  )
  t.equal(Math.min(...buckets.map(({ min }) => min ?? Number.NaN)), 0)
  t.equal(Math.max(...buckets.map(({ max }) => max ?? Number.NaN)), 1_799)
  t.match(buckets.at(-1), { last: 1_799 })
  for (const { atMs, min, max, mean } of buckets) {
    t.equal(atMs % (5 * hourMs), 0)
    t.equal(mean, ((min ?? 0) + (max ?? 0)) / 2)
  }
  const each = await world.range({ ...query, maxPoints: 100 })
  t.equal(each[0]?.buckets?.length, 30, 'single hours where they fit')
})

t.test('a map is made host by host, of the labels that are asked for', async (t) => {
  const gpus = [0, 1, 2].map((gpu) => ({ name: 'gpu-temperature', labels: { gpu: String(gpu) } }))
  const world = await fleet(['h1', 'h2', 'h3'], gpus)
  const reply = heatOf(world.keeper, 'gpu-temperature', ['h3', 'h9', 'h1'], { gpu: '0,2' })
  const rows = cellsOf(reply)
  const first = rows.next().value
  t.match(first, { host: 'h3', cells: [{ labels: { gpu: '0' }, value: 2 }, { labels: { gpu: '2' } }] })
  t.same(
    [...rows].map(({ host, cells }) => [host, cells.length]),
    [['h1', 2]],
  )
})

t.test('a list of series asks the worker for as much as a page needs, labels and all', async (t) => {
  const { call, fake } = await startApi(t)
  const names = Array.from({ length: 220 }, (_, i) => `node-${i}`)
  for (const name of names) fake.host(name)
  for (const host of names)
    for (const gpu of [0, 1]) {
      const about = { host, sensor: 'nvml', name: 'gpu-temperature', unit: '°C', kind: 'gauge' }
      fake.telemetry.series.push({ ...about, labels: { gpu: String(gpu) }, points: [[1_000, gpu]] })
    }
  const asks: [number, unknown][] = []
  const heat = fake.telemetry.heat.bind(fake.telemetry)
  fake.telemetry.heat = (name, hosts, labels) => {
    asks.push([hosts?.length ?? Number.POSITIVE_INFINITY, labels])
    return heat(name, hosts, labels)
  }
  const seen: string[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null; page++) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { body } = await call('GET', `/api/v1/series?name=gpu-temperature&label.gpu=1&limit=30${more}`)
    seen.push(
      ...body.rows.map((row: { hostName: string; labels: { gpu: string } }) => `${row.hostName} ${row.labels.gpu}`),
    )
    if (page === 0) t.same(asks, [[100, { gpu: '1' }]])
    cursor = body.cursor
  }
  t.same(seen, names.map((name) => `${name} 1`).sort())
})

t.test('[SL4] hosts of one gang are compared while it runs, with the newest readings, and nobody else', async (t) => {
  const clock = (host: string, gpu: number): FakeSeries[] =>
    ['gpu-clock-sm', 'gpu-utilisation'].map((name) => ({
      name,
      unit: '',
      labels: { gpu: String(gpu), uuid: `${host}-${gpu}` },
    }))
  const hosts = ['h1', 'h2', 'h3', 'h4']
  const world = await new KeeperWorld(startMs).start()
  const frames = new Map(
    hosts.map((host) => [host, new FakeFrames(`d-${host}`, [...clock(host, 0), ...clock(host, 1)])]),
  )
  const told: [string, string, readonly Unlike[]][] = []
  const watch = new GangWatch({ hosts: world.keeper.hosts, unlike: (...all) => told.push(all) })
  const pass = (): void => {
    world.nowMs += 10_000
    for (const [host, each] of frames) {
      const mhz = host === 'h2' || host === 'h4' ? 900 : 1_755
      world.frame(host, each.frame([{ atMs: world.nowMs, values: [mhz, 97, 1_755, 97] }]))
    }
    watch.tick(world.nowMs)
  }
  const members = ['h1', 'h2', 'h3'].map((host) => ({ host, gpus: [`${host}-0`, `${host}-1`] }))
  watch.watch('j-1-1', { job: 'j-1-1', members })
  pass()
  t.same(told, [], 'one take is none')
  pass()
  t.match(told, [['j-1-1', 'h2', [{ cause: 'clocks', device: 'gpu:h2-0', evidence: { value: 900 } }]]])
  watch.watch('j-1-1', null)
  for (let i = 0; i < 8; i++) pass()
  t.equal(told.length, 1, 'it does not run any more')
})

t.test('arrays of samples are used again, and no more are kept than were in use at once', async (t) => {
  const before = { ...spareBytes() }
  ageSpares(1)
  const taken = Array.from({ length: 8 }, () => spareArray(1_000))
  for (const array of taken) keepSpare(array)
  t.same(spareBytes().used, before.used)
  const again = spareArray(1_000)
  t.same(taken.includes(again), true)
  keepSpare(again)
  t.same(spareBytes().spare >= 8 * 8_000, true)
  // nobody has needed them for two spans of time
  for (let span = 1; span <= 3; span++) ageSpares(1 + span * 120_000)
  t.same(spareBytes().spare, 0)
})
