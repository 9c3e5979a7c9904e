/** What waits goes out in the order in which it was measured; what a row lacks is told as lacking; simulated GPUs tell their model. */
import t from 'tap'
import { SimulatedGpus } from '../../agent/simulated/gpus.ts'
import { SimulatedReadings } from '../../agent/simulated/readings.ts'
import { makeHostDetectors } from '../../coordinator/core/verdicts/detect.ts'
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

t.test('[DT5] simulated GPUs tell their model, so that the margin of a hot one is judged', async (t) => {
  const rig = new TelemetryRig()
  const model = 'NVIDIA H100 80GB HBM3'
  const gpus = new SimulatedGpus('sim-1', 2, model, rig.time)
  const readings = new SimulatedReadings({
    gpus,
    signals: 14,
    periodMs: 1_000,
    clock: rig.time,
    timers: rig.time,
    seed: 1,
  })
  readings.start(await rig.live())
  rig.up()
  await rig.time.advance(10_000)
  gpus.ail(1, { hotC: 97 })
  await rig.time.advance(10_000)
  const detectors = makeHostDetectors('h')
  for (const gpu of ['0', '1']) {
    t.same([...new Set(rig.kept.values('gpu-name', { gpu }))], [model])
    const def = rig.kept.def('gpu-name', { gpu })
    t.match(def, { source: 'simulated', labels: { uuid: `SIM-sim-1-${gpu}` } })
    const about = { sensor: 'simulated', unit: '', labels: { ...def?.labels } }
    detectors.watch({ ...about, name: 'gpu-name', kind: 'text' })?.word(0, model)
    const margin = detectors.watch({ ...about, name: 'gpu-thermal-margin', kind: 'gauge' })
    for (const { atMs, value } of rig.kept.samples('gpu-thermal-margin', { gpu })) margin?.value(atMs, Number(value))
  }
  t.match(detectors.take(1), [{ rule: 'gpu-thermal-margin', grade: 'watch', device: 'gpu:SIM-sim-1-1' }])
  readings.stop()
  await rig.telemetry.close()
})
