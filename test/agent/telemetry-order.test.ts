/** What waits goes out in the order in which it was measured; what a row lacks is told as lacking. */
import t from 'tap'
import { limits } from '../../shared/limits.ts'
import { gpuSignal, read, TelemetryRig } from '../fakes/telemetry-rig.ts'

const minute = 60_000

t.test('the oldest goes first though the clock of the host was set back, and though the disk came late', async (t) => {
  const rig = new TelemetryRig()
  const dictionaries: string[] = []
  const life = async (clock = rig.time): Promise<void> => {
    const telemetry = await rig.live({ clock })
    dictionaries.push(telemetry.dictionary)
    for (let second = 0; second < 150; second++) {
      const atMs = rig.time.nowMs()
      telemetry.sampled('nvml', [gpuSignal('gpu-power', 0, read(second, atMs))], atMs)
      await rig.time.advance(1_000)
    }
  }
  rig.acks = false
  const hourAhead = Object.assign(Object.create(rig.time), { nowMs: () => rig.time.nowMs() + 60 * minute })
  await life(hourAhead)
  await rig.telemetry.close()
  await life()
  await rig.telemetry.close()
  rig.disk.fault = 'no space left'
  await life()
  rig.disk.fault = null
  await rig.time.advance(limits.telemetrySpoolRetryMs + 1_000)
  const order = (): (string | null | undefined)[] => [...new Set(rig.frames.map(({ dictionary }) => dictionary))]
  rig.acks = true
  rig.up()
  await rig.time.advance(minute)
  t.same(order(), dictionaries)
  await rig.telemetry.close()
})

t.test('a number that is missing in a row is a gap, never the one before it', async (t) => {
  const rig = new TelemetryRig()
  await rig.live()
  rig.up()
  const columns = rig.telemetry.columns('nvml', [
    gpuSignal('gpu-power', 0, read(1, 0)),
    gpuSignal('gpu-power', 1, read(1, 0)),
  ])
  const atMs = rig.time.nowMs()
  rig.telemetry.row(columns, atMs, Float64Array.of(1_000, 2_000))
  rig.telemetry.row(columns, atMs + 1, Float64Array.of(Number.NaN, Number.NaN), new Map([[1, 'silent']]))
  rig.telemetry.row(columns, atMs + 2, Float64Array.of(Number.POSITIVE_INFINITY, 2_000))
  await rig.time.advance(1_000)
  const of = (gpu: number) => rig.kept.samples('gpu-power', { gpu: String(gpu) }).map(({ value }) => value)
  t.same(of(0), [1, 'not told', 'not told'])
  t.same(of(1), [2, 'silent', 2])
  await rig.telemetry.close()
})
