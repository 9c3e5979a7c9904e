/** The telemetry store: what comes in is what comes out, in any order, over restarts, within its bounds. */
import { deepStrictEqual as same } from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { changesOf, latestOf } from '../../coordinator/telemetry/answers.ts'
import { ByteReader, ByteWriter } from '../../coordinator/telemetry/byte-buffer.ts'
import { encodeChunk, readChunk, readTables } from '../../coordinator/telemetry/chunk.ts'
import { readColumn, writeColumn } from '../../coordinator/telemetry/column-codec.ts'
import { encodeRollups, field, Rollup, readRollups } from '../../coordinator/telemetry/rollup.ts'
import { limits } from '../../shared/limits.ts'
import type { Finding } from '../../shared/model/health.ts'
import { FakeFrames, type FakeRow } from '../fakes/telemetry-frames.ts'
import { KeeperWorld } from '../fakes/telemetry-keeper.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** the start of an hour */
const startMs = 1_790_000_000_000 - (1_790_000_000_000 % hourMs)

const shapes = fc.oneof(
  fc.record({ from: fc.integer(), steps: fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 90 }) }),
  fc.record({ from: fc.integer(), steps: fc.array(fc.constant(0), { maxLength: 90 }) }),
  fc.record({ from: fc.maxSafeNat(), steps: fc.array(fc.integer({ min: 900, max: 1_100 }), { maxLength: 90 }) }),
  fc.record({ from: fc.integer(), steps: fc.array(fc.oneof(fc.constant(1), fc.maxSafeInteger()), { maxLength: 90 }) }),
)
const columns = shapes.map(({ from, steps }) => {
  let value = from
  return [from, ...steps.map((step) => (value += step))]
})

function throughColumn(values: readonly number[]): number[] {
  const writer = new ByteWriter()
  writeColumn(writer, Float64Array.from(values), values.length)
  const reader = new ByteReader(writer.take())
  const found = [...readColumn(reader, values.length)]
  if (reader.at !== reader.bytes.length) throw new Error('not read to its end')
  return found
}

t.test('a column comes back as it was, whatever its numbers are', async (t) => {
  fc.assert(
    fc.property(columns, (values) => same(throughColumn(values), values)),
    { numRuns: 500 },
  )
  const any = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(any, (values) =>
      throughColumn(values).every((value, i) => Object.is(value, values[i]) || value === values[i]),
    ),
  )
  t.same(throughColumn([2 ** 53, -(2 ** 53), 0]), [2 ** 53, -(2 ** 53), 0])
  t.same(throughColumn([5, 5, 5, 4_000_000_000_000, 5]), [5, 5, 5, 4_000_000_000_000, 5])
})

t.test('a chunk comes back with its holes and reasons, and column by column', async (t) => {
  const cell = fc.oneof({ weight: 5, arbitrary: fc.integer() }, { weight: 1, arbitrary: fc.constant(null) })
  const table = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }))
    .chain(([width, count]) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: count, maxLength: count }),
    )
  fc.assert(
    fc.property(table, (rows) => {
      const width = rows[0]!.length
      const holes = rows.flatMap((cells, row) =>
        cells.flatMap((value, column) =>
          value === null ? [{ column, row, rows: 1, reason: 'lost', sinceMs: row }] : [],
        ),
      )
      const series = Array.from({ length: width }, (_, i) => 7 * i + 3)
      const timesMs = Float64Array.from(rows, (_, i) => startMs + i * 1_000 + (i % 3))
      const values = Float64Array.from(rows.flat(), (value) => value ?? Number.NaN)
      const chunk = encodeChunk([{ series, count: rows.length, timesMs, values, holes }])
      const [back] = readTables(chunk)
      same([...back!.values], [...values])
      same([...back!.timesMs], [...timesMs])
      same(back!.holes, holes)
      const [one] = readChunk(chunk, (id) => id === series.at(-1))
      same(
        [...one!.values],
        rows.map((cells) => cells.at(-1) ?? Number.NaN),
      )
    }),
  )
  t.throws(() => readTables(Uint8Array.of(9)), /a chunk of version 9/)
  const whole = encodeChunk([
    { series: [1], count: 1, timesMs: Float64Array.of(1), values: Float64Array.of(1), holes: [] },
  ])
  t.throws(() => readTables(whole.subarray(0, whole.length - 2)), /ends too early/)
})

t.test('rollups come back, and hold what a plain count finds', async () => {
  const minutes = fc.array(fc.array(fc.option(fc.integer(), { freq: 8 }), { minLength: 0, maxLength: 6 }), {
    minLength: 60,
    maxLength: 60,
  })
  fc.assert(
    fc.property(minutes, (slots) => {
      const rollup = new Rollup(60)
      for (const [slot, values] of slots.entries()) {
        const holes = values.flatMap((value, row) =>
          value === null ? [{ column: 0, row, rows: 1, reason: 'x', sinceMs: 0 }] : [],
        )
        rollup.fill(slot, { values: Float64Array.from(values, (value) => value ?? Number.NaN), holes })
      }
      const back = readRollups(encodeRollups(new Map([[5, rollup]])), 60, () => true).get(5) ?? new Rollup(60)
      for (const [slot, values] of slots.entries()) {
        const real = values.filter((value) => value !== null)
        same(back.has(slot), values.length > 0)
        same(back.at(slot, field.count), real.length)
        same(back.at(slot, field.gaps), values.length - real.length)
        if (real.length === 0) continue
        same(back.at(slot, field.min), Math.min(...real))
        same(back.at(slot, field.max), Math.max(...real))
        same(back.at(slot, field.last), real.at(-1))
        same(
          back.at(slot, field.sum),
          real.reduce((sum, value) => sum + value, 0),
        )
      }
    }),
    { numRuns: 40 },
  )
})

const one = [{ name: 'gpu-temperature', labels: { gpu: '0', uuid: 'GPU-0' } }]
const rowsFrom = (fromMs: number, count: number, value = (i: number): number => i): FakeRow[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + i * 1_000, values: [value(i)] }))

t.test('frames in any order and several times give each sample once; acknowledged only once written', async () => {
  const order = fc.shuffledSubarray(
    Array.from({ length: 24 }, (_, i) => i % 12),
    { minLength: 24, maxLength: 24 },
  )
  await fc.assert(
    fc.asyncProperty(order, async (frames) => {
      const world = await new KeeperWorld(startMs + 2 * minuteMs).start()
      const agent = new FakeFrames('d1', one)
      // a minute and a half, 12 frames of 8 rows over two minutes
      const all = Array.from({ length: 12 }, (_, i) =>
        agent.frame(
          rowsFrom(startMs + i * 8_000, 8, (row) => i * 8 + row),
          { number: i + 1, backfill: i % 2 === 0 },
        ),
      )
      // what lacks its definitions is sent again with them
      const send = (i: number): void => world.frame('h1', all[i]!)
      send(0)
      for (const i of frames) send(i)
      same(world.acks, [], 'nothing is written yet')
      const early = await world.range({ hosts: ['h1'] })
      await world.pass(limits.minuteQuietMs + 1_000)
      same(
        world.acked('d1'),
        Array.from({ length: 12 }, (_, i) => i + 1),
      )
      const [series] = await world.range({ hosts: ['h1'] })
      const wanted = Array.from({ length: 96 }, (_, i) => [startMs + i * 1_000, i])
      same(series?.points, wanted)
      same(early[0]?.points, wanted, 'open minutes are seen too')
    }),
    { numRuns: 12 },
  )
})

t.test('what comes after its minute was written is joined with it; what was kept stays', async (t) => {
  const world = await new KeeperWorld(startMs + 2 * minuteMs).start()
  const agent = new FakeFrames('d1', one)
  world.frame('h1', agent.frame(rowsFrom(startMs, 10)))
  await world.pass(2 * minuteMs)
  world.frame(
    'h1',
    agent.frame(
      rowsFrom(startMs + 5_000, 20, (i) => i + 1_000),
      { backfill: true },
    ),
  )
  await world.pass(2 * minuteMs)
  const [series] = await world.range({ hosts: ['h1'] })
  t.equal(series?.points?.length, 25)
  t.same(series?.points?.[9], [startMs + 9_000, 9])
  t.same(series?.points?.[10], [startMs + 10_000, 1_005])
})

t.test('a restart loses nothing that was acknowledged, and what is sent again is there once', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const frames: Uint8Array[] = []
  for (let i = 0; i < 150; i++) {
    const frame = agent.frame(rowsFrom(startMs + i * 1_000, 1, () => i))
    frames.push(frame)
    world.frame('h1', frame)
    await world.pass(1_000)
  }
  const before = world.acked('d1')
  t.ok(before.length >= 60 && before.length < 150, `${before.length} acknowledged`)
  // kill -9: what was only in memory is gone
  await world.start()
  const again = new FakeFrames('d1', one)
  for (let i = 0; i < 150; i++)
    if (!before.includes(i + 1) || i > 40)
      world.frame(
        'h1',
        again.frame(
          rowsFrom(startMs + i * 1_000, 1, () => i),
          { number: i + 1, backfill: true },
        ),
      )
  await world.pass(2 * minuteMs)
  const [series] = await world.range({ hosts: ['h1'] })
  t.same(
    series?.points?.map(([, value]) => value),
    Array.from({ length: 150 }, (_, i) => i),
  )
  t.equal(world.acked('d1').length, 150)
})

t.test('gaps are null with their reason kept, silence is a gap, unsupported is neither', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', [...one, { name: 'gpu-power', unit: 'W', decimals: 3 }])
  const rows: FakeRow[] = []
  for (let i = 0; i < 20; i++) {
    const isGap = i >= 5 && i < 8
    rows.push({ atMs: startMs + i * 1_000, values: isGap ? [null, 1_500] : [40, 1_500], reason: 'NVML call hangs' })
  }
  for (const [i, row] of rows.entries()) if (i < 10 || i >= 18) world.frame('h1', agent.frame([row]))
  await world.pass(2_000)
  const look = async () => {
    const [heat, power] = await world.range({ hosts: ['h1'], toMs: startMs + 19_000 })
    t.same(
      heat?.points?.map(([atMs, value]) => [(atMs - startMs) / 1_000, value]),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        .map((s) => [s, s >= 5 && s < 8 ? null : 40])
        .concat([
          [10, null],
          [18, 40],
          [19, 40],
        ]),
    )
    t.same(power?.points?.[0], [startMs, 1.5], 'in its unit')
  }
  await look()
  await world.pass(2 * minuteMs)
  await look()
  const [bucket] =
    (await world.range({ hosts: ['h1'], names: ['gpu-temperature'], resolution: 'minute' }))[0]?.buckets ?? []
  t.match(bucket, { atMs: startMs, min: 40, max: 40, mean: 40, last: 40, count: 9, gaps: 3 })
  const changes = changesOf(world.keeper, startMs, null, 10)
  t.match(changes, [
    { name: 'gpu-temperature', from: 'gap: NVML call hangs', to: '40' },
    { name: 'gpu-temperature', from: '40', to: 'gap: NVML call hangs' },
  ])
})

t.test('rollups equal a plain count, before and after they are made, and again for what came late', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const value = (i: number): number => 50 + ((i * 7_919) % 23) - ((i * 31) % 7)
  const plain = (from: number, count: number, isMissing: (i: number) => boolean) => {
    const found = Array.from({ length: count }, (_, i) => from + i)
      .filter((i) => !isMissing(i))
      .map(value)
    const sum = found.reduce((all, each) => all + each, 0)
    return {
      min: Math.min(...found),
      max: Math.max(...found),
      mean: sum / found.length,
      last: found.at(-1),
      count: found.length,
      gaps: 0,
    }
  }
  const late = (i: number): boolean => i >= 600 && i < 690
  const never = (): boolean => false
  for (let i = 0; i < 3_600; i += 10) {
    if (!late(i)) world.frame('h1', agent.frame(rowsFrom(startMs + i * 1_000, 10, (row) => value(i + row))))
    await world.pass(10_000)
  }
  await world.pass(minuteMs)
  const check = async (what: string, isMissing: (i: number) => boolean) => {
    const query = { hosts: ['h1'], fromMs: startMs, toMs: startMs + hourMs - 1 }
    const minutes = (await world.range({ ...query, resolution: 'minute' }))[0]?.buckets ?? []
    const wanted = Array.from({ length: 60 }, (_, m) => ({
      atMs: startMs + m * minuteMs,
      ...plain(m * 60, 60, isMissing),
    }))
    t.same(
      minutes,
      wanted.filter(({ count }) => count > 0),
      `${what}: minutes`,
    )
    const hours = (await world.range({ ...query, resolution: 'hour' }))[0]?.buckets ?? []
    t.same(hours, [{ atMs: startMs, ...plain(0, 3_600, isMissing) }], `${what}: the hour`)
  }
  await check('not made', late)
  await world.pass(limits.rollAfterMs)
  await world.maintain()
  t.equal(world.keeper.roller.stats.rollups, 1)
  await check('made', late)
  for (let i = 600; i < 690; i += 30)
    world.frame(
      'h1',
      agent.frame(
        rowsFrom(startMs + i * 1_000, 30, (row) => value(i + row)),
        { backfill: true },
      ),
    )
  await world.pass(minuteMs)
  await check('late, not made again', never)
  await world.maintain()
  t.equal(world.keeper.roller.stats.rollups, 2)
  await check('late', never)
  await world.start()
  await check('after a restart', never)
  // the raw window is long gone, and something comes for it: rollups keep what saw more
  await world.windows.drop('raw', startMs / hourMs)
  await check('without raw samples', never)
  const older = new FakeFrames('d0', one)
  world.frame('h1', older.frame(rowsFrom(startMs, 30), { backfill: true }))
  await world.pass(2 * minuteMs)
  await world.maintain()
  await check('raw samples of a minute again', never)
})

t.test('a clock that is far off is corrected by whole minutes and told; liveness never follows it', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  const yearMs = 365 * 24 * hourMs
  for (let i = 0; i < 30; i++) {
    world.frame('h1', agent.frame(rowsFrom(startMs + yearMs + 12_345 + i * 1_000, 1, () => i)))
    await world.pass(1_000)
  }
  const { points } = (await world.range({ hosts: ['h1'], toMs: startMs + 10 * minuteMs }))[0] ?? {}
  t.equal(points?.length, 30)
  t.ok(Math.abs((points?.[0]?.[0] ?? 0) - startMs) <= minuteMs)
  t.equal(world.keeper.host('h1').clock.shiftMs % minuteMs, 0)
  t.match(latestOf(world.keeper, 'h1')?.signals[0], { ageMs: 1_000, stale: false })
  await world.pass(10_000)
  t.match(latestOf(world.keeper, 'h1')?.signals[0], { ageMs: 11_000, stale: true })
})

t.test('detectors see live samples in order, and none that waited', async (t) => {
  const seen: unknown[][] = []
  const makeDetectors = () => ({
    watch: ({ name }: { name: string }) =>
      name === 'gpu-power'
        ? undefined
        : {
            value: (ms: number, value: number) => void seen.push([name, (ms - startMs) / 1_000, value]),
            word: (ms: number, word: string) => void seen.push([name, (ms - startMs) / 1_000, word]),
            absent: (ms: number, reason: string | null) => void seen.push([name, (ms - startMs) / 1_000, reason]),
          },
    take: (receivedMs: number) => [{ rule: 'r', text: String(receivedMs - startMs) } as Finding],
    standing: () => [],
    ended: () => undefined,
  })
  const world = await new KeeperWorld(startMs, { makeDetectors }).start()
  const agent = new FakeFrames('d1', [
    { name: 'gpu-temperature' },
    { name: 'gpu-power', decimals: 3 },
    { name: 'fan', kind: 'state', states: ['ok', 'failed'] },
  ])
  world.frame('h1', agent.frame([{ atMs: startMs, values: [40, 1, 0] }]))
  world.frame('h1', agent.frame([{ atMs: startMs - 60_000, values: [39, 1, 0] }], { backfill: true }))
  world.nowMs += 1_000
  world.frame('h1', agent.frame([{ atMs: startMs + 1_000, values: [null, 1, 1] }]))
  t.same(seen, [
    ['gpu-temperature', 0, 40],
    ['fan', 0, 'ok'],
    ['gpu-temperature', 1, 'timed out'],
    ['fan', 1, 'failed'],
  ])
  t.match(world.findings, [{ host: 'h1', finding: { text: '0' } }, { finding: { text: '1000' } }])
  const changes = changesOf(world.keeper, startMs, ['h1'], 10)
  t.match(changes, [
    { name: 'fan', from: 'ok', to: 'failed' },
    { name: 'gpu-temperature', from: '40', to: 'gap: timed out' },
  ])
})

t.test('frames without definitions and frames that are none cost themselves only', async (t) => {
  const world = await new KeeperWorld(startMs).start()
  const agent = new FakeFrames('d1', one)
  world.frame('h1', agent.frame(rowsFrom(startMs, 1), { number: 2 }))
  world.frame('h1', Uint8Array.of(1, 2, 3))
  world.frame('h1', agent.frame([{ atMs: Number.NaN, values: [1] }], { number: 3, backfill: true }))
  t.same(world.relinked, ['h1'])
  t.match(world.keeper.stats, { undefinedFrames: 1, badFrames: 2, values: 0 })
  world.frame('h1', agent.frame(rowsFrom(startMs, 1), { number: 2, backfill: true }))
  await world.pass(2 * minuteMs)
  t.same(world.acked('d1'), [2])
})
