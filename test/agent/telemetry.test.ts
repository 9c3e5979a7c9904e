import fc from 'fast-check'
import t, { type Test } from 'tap'
import { limits } from '../../shared/limits.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { gpuSignal, read, TelemetryRig } from '../fakes/telemetry-rig.ts'

const minute = 60_000

/** Two GPUs at 1 Hz; the second one does not answer in the seconds from 100 to 130. */
function roundAt(atMs: number): Signal[] {
  const s = Math.floor(atMs / 1000)
  const isSilent = s >= 100 && s < 130
  return [0, 1].flatMap((gpu) => {
    const value = (of: number) =>
      gpu === 1 && isSilent ? ({ kind: 'gap', reason: 'silent', sinceMs: 100_000 } as const) : read(of, atMs)
    return [
      gpuSignal('gpu-temperature', gpu, value(40 + ((s * 7 + gpu) % 13))),
      gpuSignal('gpu-power', gpu, value(300 + s / 8)),
      gpuSignal('gpu-memory-used', gpu, value(s % 2 === 0 ? 80 * 2 ** 30 : 0)),
      gpuSignal('gpu-ecc-corrected', gpu, value(s * 17_700)),
    ]
  })
}

/** What roundAt gives, as it should be kept. */
function expected(name: string, gpu: number, fromS: number, toS: number): unknown[] {
  const values: unknown[] = []
  for (let s = fromS; s < toS; s++) {
    const { reading } = roundAt(s * 1000).find((signal) => signal.name === name && signal.labels.gpu === String(gpu))!
    values.push(reading.kind === 'value' ? reading.value : reading.kind === 'gap' ? reading.reason : null)
  }
  return values
}

/** Samples once a second up to (not with) that second. */
async function sampleUntil(rig: TelemetryRig, untilS: number): Promise<void> {
  while (rig.time.nowMs() < untilS * 1000) {
    rig.telemetry.sampled('nvml', roundAt(rig.time.nowMs()), rig.time.nowMs())
    await rig.time.advance(1000)
  }
}

const names = ['gpu-temperature', 'gpu-power', 'gpu-memory-used', 'gpu-ecc-corrected']

function checkWhole(t: Test, rig: TelemetryRig, fromS: number, toS: number): void {
  for (const name of names)
    for (const gpu of [0, 1]) {
      const labels = { gpu: String(gpu) }
      const samples = rig.kept.samples(name, labels).filter(({ atMs }) => atMs >= fromS * 1000 && atMs < toS * 1000)
      t.same(
        samples.map(({ value }) => value),
        expected(name, gpu, fromS, toS),
        `${name} of GPU ${gpu}`,
      )
      t.same(
        samples.map(({ atMs }) => atMs / 1000),
        Array.from({ length: toS - fromS }, (_, i) => fromS + i),
        `${name} of GPU ${gpu}: times`,
      )
    }
}

t.test('every kind of reading comes through the codec as it was read', async (t) => {
  const rig = new TelemetryRig()
  await rig.live()
  await rig.time.advance(10_000)
  rig.up()
  const gap = { kind: 'gap', reason: 'no answer', sinceMs: 7 } as const
  const at = rig.time.nowMs()
  const round: Signal[] = [
    gpuSignal('gpu-power', 0, read(71.4567, at)),
    gpuSignal('gpu-power', 1, gap),
    gpuSignal('gpu-power', 2, { kind: 'unsupported' }),
    gpuSignal('leak-detector', 0, read('critical', at)),
    gpuSignal('leak-detector', 1, read('soggy', at)),
    gpuSignal('a-word-of-tomorrow', 0, read('hello', at)),
    gpuSignal('a-number-of-tomorrow', 0, read(-1.2345, at)),
    gpuSignal('gpus-on-bus', 0, read(true, at)),
    gpuSignal('gpu-temperature', 0, read(Number.NaN, at)),
    gpuSignal('gpu-temperature', 1, read(33, at - 5_000)),
  ]
  rig.telemetry.sampled('nvml', round, at)
  await rig.time.advance(limits.telemetryFlushMs)
  t.equal(rig.sent.length, 1, 'one frame, at most so long after the first sample')
  const { kept } = rig
  const of = (name: string, gpu: number) => kept.samples(name, { gpu: String(gpu) })
  t.same(of('gpu-power', 0), [{ atMs: at, value: 71.457 }], 'as fine as its series')
  t.same(of('gpu-power', 1), [{ atMs: at, value: 'no answer' }])
  t.equal(rig.frames[0]?.blocks?.[0]?.absences?.[0]?.sinceMs, 7)
  t.same(of('gpu-power', 2), [{ atMs: at, value: null }])
  t.same(of('leak-detector', 0), [{ atMs: at, value: 'critical' }])
  t.same(
    of('leak-detector', 1),
    [{ atMs: at, value: 'soggy' }],
    'a word that is not in the table is a gap with the word',
  )
  t.same(of('a-word-of-tomorrow', 0), [{ atMs: at, value: 'hello' }])
  t.same(of('a-number-of-tomorrow', 0), [{ atMs: at, value: -1.234 }])
  t.same(of('gpus-on-bus', 0), [{ atMs: at, value: 1 }])
  t.same(of('gpu-temperature', 0), [{ atMs: at, value: 'NaN' }], 'no number is no 0')
  t.same(of('gpu-temperature', 1), [{ atMs: at - 5_000, value: 33 }], 'a reading of before keeps its time')
  t.equal(kept.def('leak-detector')?.states?.[2], 'critical')

  await rig.time.advance(500)
  rig.telemetry.sampled('nvml', round, rig.time.nowMs())
  await rig.time.advance(500)
  t.equal(rig.sent[1]?.frame.texts?.length, 0, 'what is told in words is told when it changes')
  t.equal(rig.sent[1]?.frame.defs?.length, 0, 'series are defined once on a link')
  t.equal(of('gpu-temperature', 1).length, 1, 'the same reading again is no new sample')
  t.equal(of('gpu-power', 1).length, 2, 'a gap is told in every round')

  rig.down()
  rig.up()
  await rig.time.advance(500)
  t.match(rig.sent.at(-1)?.frame.texts, [{ unsupported: true }, { value: 'hello' }], 'and once on each link')
  t.equal(rig.sent.at(-1)?.frame.defs?.length, 2)
})

t.test('ten minutes without a link: nothing is missing after the back-fill, live frames went first', async (t) => {
  const rig = new TelemetryRig()
  await rig.live()
  rig.up()
  await sampleUntil(rig, 20)
  rig.acks = false
  await sampleUntil(rig, 25)
  rig.down()
  rig.acks = true
  await sampleUntil(rig, 625)
  t.ok(rig.disk.frames.size <= 40, `${rig.disk.frames.size} frames on disk`)
  const before = rig.sent.length
  rig.up()
  await sampleUntil(rig, 665)
  await rig.time.advance(minute)
  checkWhole(t, rig, 0, 665)
  t.ok(rig.kept.again > 0, 'what was not acknowledged before the cut came again, and was known by its number')
  const after = rig.sent.slice(before)
  const live = after.filter(({ frame }) => !frame.backfill)
  t.ok(
    live.every(({ atMs, frame }) => atMs - (frame.blocks?.[0]?.firstMs ?? atMs) <= limits.telemetryFlushMs),
    'each live frame within its time',
  )
  const numbers = after.filter(({ frame }) => frame.backfill).map(({ frame }) => frame.number!)
  t.same(
    numbers,
    [...numbers].sort((a, b) => a - b),
    'oldest first',
  )
  t.ok(
    after
      .filter(({ frame }) => frame.backfill)
      .every(({ frame }) => frame.defs?.length === frame.blocks?.[0]?.series?.length),
    'each can be read by itself',
  )
  t.equal(rig.disk.frames.size, 0, 'acknowledged frames leave the disk')
  t.equal(rig.own('telemetry-dropped'), 0)
})

t.test('back-fill keeps to its rate and stands back while the socket is full', async (t) => {
  const rig = new TelemetryRig()
  await rig.live()
  const wide = (atMs: number) =>
    Array.from({ length: 2_000 }, (_, i) => gpuSignal('gpu-power', i, read((atMs / 1000 + i * 37) % 700, atMs)))
  for (let s = 0; s < 300; s++) {
    rig.telemetry.sampled('nvml', wide(rig.time.nowMs()), rig.time.nowMs())
    await rig.time.advance(1000)
  }
  rig.buffered = limits.telemetryBackfillBufferBytes + 1
  rig.up()
  await rig.time.advance(5_000)
  t.same(rig.sent, [])
  rig.buffered = 0
  for (let s = 0; s < 10; s++) {
    const from = rig.sent.length
    await rig.time.advance(1_000)
    const bytes = rig.sent.slice(from).reduce((sum, sent) => sum + sent.bytes, 0)
    t.ok(bytes <= 2 * limits.telemetryBackfillBytesPerS, `${bytes} bytes in a second`)
  }
  t.ok(rig.sent.length > 3)
})

t.test('a spool over its budget drops the oldest, and says so', async (t) => {
  const rig = new TelemetryRig()
  await rig.live({ spoolBytes: 2_000 })
  await sampleUntil(rig, 660)
  const dropped = rig.own('telemetry-dropped') as number
  t.ok(dropped > 0, `${dropped} samples`)
  t.equal(rig.logs.filter((line) => line.includes('dropped')).length, 10, 'once a minute')
  rig.up()
  await rig.time.advance(minute)
  const samples = rig.kept.samples('gpu-temperature', { gpu: '0' })
  const firstS = samples[0]!.atMs / 1000
  checkWhole(t, rig, firstS, 660)
  t.equal(dropped, firstS * 8, 'each one counted')
  const first = rig.frames[0]?.number ?? 0
  t.ok(first > 1)
  await sampleUntil(rig, 722)
  t.ok((rig.frames.at(-1)?.oldest ?? 0) > first, 'frames say from which one on they may still come')
  t.same(
    rig.logs.filter((line) => line.startsWith('error')),
    [],
  )
})

t.test('kill -9 costs the frame in the making; what was written comes under its own dictionary', async (t) => {
  const rig = new TelemetryRig()
  const first = await rig.live()
  await sampleUntil(rig, 150)
  await rig.live()
  t.not(rig.telemetry.dictionary, first.dictionary)
  await sampleUntil(rig, 200)
  rig.up()
  await sampleUntil(rig, 220)
  await rig.time.advance(minute)
  checkWhole(t, rig, 0, 120)
  checkWhole(t, rig, 150, 220)
  const missing = rig.kept.samples('gpu-power', { gpu: '0' }).filter(({ atMs }) => atMs >= 120_000 && atMs < 150_000)
  t.same(missing, [], 'at most a minute')
  const dictionaries = rig.frames.filter(({ backfill }) => backfill).map(({ dictionary }) => dictionary)
  t.same([...new Set(dictionaries)], [first.dictionary, rig.telemetry.dictionary], 'the oldest life first')
  t.equal(rig.disk.frames.size, 0)
})

t.test('a clean stop writes everything that is not acknowledged, also what is under way', async (t) => {
  const rig = new TelemetryRig()
  await rig.live()
  rig.up()
  rig.acks = false
  await sampleUntil(rig, 31)
  await rig.telemetry.close()
  t.ok(rig.disk.frames.size >= 31)
  rig.acks = true
  await rig.live()
  rig.frames.length = 0
  rig.sent.length = 0
  rig.up()
  await rig.time.advance(minute)
  t.equal(new Set(rig.frames.map(({ number }) => number)).size, rig.frames.length, 'each once')
  const values = rig.frames.flatMap(({ blocks }) => blocks?.map(({ firstMs }) => firstMs) ?? [])
  t.equal(values.length, 31)
})

t.test('a coordinator that acknowledges nothing: frames gather, and are sent again in the end', async (t) => {
  const rig = new TelemetryRig()
  await rig.live()
  rig.up()
  rig.acks = false
  const lateS = limits.telemetryAckMs / 1000
  await sampleUntil(rig, lateS + 30)
  const [live, again] = [false, true].map(
    (backfill) => rig.frames.filter((frame) => frame.backfill === backfill).length,
  )
  t.ok(live! <= 2 * limits.telemetryInFlight, `${live} live frames`)
  t.ok(again! > 0 && again! <= limits.telemetryBackfillInFlight, `${again} frames again`)
  t.ok((rig.own('telemetry-waiting') as number) < 2 * limits.telemetryRingBytes)
  rig.acks = true
  await sampleUntil(rig, 2 * lateS + 60)
  await rig.time.advance(10 * minute)
  checkWhole(t, rig, 0, 2 * lateS + 60)
  t.equal(rig.disk.frames.size, 0)
})

t.test(
  'a full disk: the agent goes on, keeps what memory takes, says what it dropped, and uses the disk again',
  async (t) => {
    const rig = new TelemetryRig()
    await rig.live({ ringBytes: 1_500 })
    await sampleUntil(rig, 120)
    rig.disk.fault = 'ENOSPC: no space left on device'
    await sampleUntil(rig, 800)
    t.equal(rig.own('telemetry-spool'), 'unavailable')
    const dropped = rig.own('telemetry-dropped') as number
    t.ok(dropped > 0, `${dropped} samples`)
    t.match(rig.logs, [/error the telemetry spool cannot be used/, /warn telemetry was dropped, oldest first/])
    rig.disk.fault = null
    await sampleUntil(rig, 900)
    t.equal(rig.own('telemetry-spool'), 'ok')
    rig.up()
    await rig.time.advance(minute)
    const times = rig.kept.samples('gpu-power', { gpu: '0' }).map(({ atMs }) => atMs / 1000)
    t.equal(times.length, 900 - dropped / 8, 'what is missing was counted')
    checkWhole(t, rig, 0, 120)
    checkWhole(t, rig, 860, 900)
  },
)

t.test('a host with too many series tells of the first ones and says how many it refuses', async (t) => {
  const rig = new TelemetryRig()
  await rig.live({ mostSeries: 5 })
  rig.up()
  await sampleUntil(rig, 2)
  await rig.time.advance(500)
  t.equal(rig.kept.values('gpu-temperature', { gpu: '0' }).length, 2)
  t.equal(rig.own('telemetry-series'), 5)
  t.equal(rig.own('telemetry-series-refused'), 3)
  t.equal(rig.logs.filter((line) => line.includes('more series')).length, 1)
})

const happenings = ['up', 'down', 'stop', 'kill', 'acks', 'fault', 'crowd'] as const

/** A rig to which things happen; counts what was told. */
class Tossed {
  readonly rig = new TelemetryRig()
  told = 0
  kills = 0
  /** of the lives before */
  #dropped = 0

  async begin(): Promise<void> {
    await this.rig.live({ spoolBytes: 12_000, ringBytes: 4_000 })
  }

  async happen(what: (typeof happenings)[number] | number): Promise<void> {
    const { rig } = this
    if (typeof what === 'number') {
      await sampleUntil(rig, rig.time.nowMs() / 1000 + what)
      this.told += what * 8
    } else if (what === 'up') rig.up()
    else if (what === 'down') rig.down()
    else if (what === 'acks') rig.acks = !rig.acks
    else if (what === 'crowd') rig.buffered = rig.buffered === 0 ? 2 * limits.telemetryBufferBytes : 0
    else if (what === 'fault') rig.disk.fault = rig.disk.fault === null ? 'ENOSPC' : null
    else await this.#end(what === 'kill')
  }

  async heal(): Promise<void> {
    this.rig.disk.fault = null
    this.rig.acks = true
    this.rig.buffered = 0
    // a spool that failed is opened again after a while
    await this.rig.time.advance(2 * limits.telemetrySpoolRetryMs)
    this.rig.up()
    await this.rig.time.advance(10 * minute)
  }

  get dropped(): number {
    return this.#dropped + (this.rig.own('telemetry-dropped') as number)
  }

  async #end(isKilled: boolean): Promise<void> {
    if (isKilled) this.kills++
    else await this.rig.telemetry.close()
    this.#dropped += this.rig.own('telemetry-dropped') as number
    await this.begin()
  }
}

t.test(
  'whatever happens: each sample is kept once as it was read, or counted as dropped, or went with a kill',
  async (t) => {
    const one = fc.oneof(fc.integer({ min: 1, max: 130 }), fc.constantFrom(...happenings))
    const run = async (steps: readonly ((typeof happenings)[number] | number)[]): Promise<void> => {
      const tossed = new Tossed()
      await tossed.begin()
      for (const step of steps) await tossed.happen(step)
      await tossed.heal()
      let kept = 0
      for (const name of names)
        for (const gpu of [0, 1]) {
          const samples = tossed.rig.kept.samples(name, { gpu: String(gpu) })
          kept += samples.length
          const seconds = samples.map(({ atMs }) => atMs / 1000)
          if (new Set(seconds).size !== seconds.length) throw new Error(`${name} ${gpu}: a sample is kept twice`)
          for (const { atMs, value } of samples) {
            const [right] = expected(name, gpu, atMs / 1000, atMs / 1000 + 1)
            if (value !== right) throw new Error(`${name} ${gpu} at ${atMs}: ${value}, not ${right}`)
          }
        }
      const { told, dropped, kills } = tossed
      // one that was dropped may have been kept all the same: its acknowledgement did not come
      if (kept > told || (kills === 0 && told > kept + dropped))
        throw new Error(`${told} told, ${kept} kept, ${dropped} dropped`)
      if (tossed.rig.disk.frames.size > 0) throw new Error('acknowledged frames are still on the disk')
    }
    await fc.assert(fc.asyncProperty(fc.array(one, { maxLength: 30 }), run), { numRuns: 60 })
    t.end()
  },
)
