/** Samples per CPU-second of the built-in trainer beside a plain JS loop over the dense one-hot matrix, taken in turns. */
process.env.ORT_DISABLE_TELEMETRY = '1'

import { type Batch, denseStep } from '../../agent/engines/model/js-trainer.ts'
import { Trainer } from '../../agent/engines/model/trainer.ts'
import { initialWeights, type Layout } from '../../agent/engines/model/weights.ts'
import { makeRng } from '../../shared/rng.ts'

export const name = 'train'

const layout: Layout = { slots: 500, numbers: 2, hidden: 64 }
const categories = 5
const batch = 1_024
const turns = 3

function makeRows(rows: number): Batch {
  const rng = makeRng(1, 'bench rows')
  const slots = Int32Array.from({ length: rows * categories }, (_, i) => (i % categories) * 100 + rng.below(100))
  const numbers = Float32Array.from({ length: rows * layout.numbers }, () => rng.normal())
  const labels = Uint8Array.from({ length: rows }, () => (rng.next() < 0.2 ? 1 : 0))
  return { rows, categories, slots, numbers, labels }
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

export async function run(): Promise<{
  ok: boolean
  figures: Record<string, number>
  targets: Record<string, number>
}> {
  const rows = makeRows(96 * batch)
  const order = Int32Array.from({ length: rows.rows }, (_, i) => i)
  const trainer = await Trainer.make({ layout, categories, batch })
  const weights = initialWeights(layout, categories, 1)
  const denseWeights = weights.slice()
  const small: Batch = { ...makeRows(batch) }
  const plan = { rows, order, learningRate: 0.002, stop: () => false }
  await trainer.train(weights, { ...plan, order: order.subarray(0, 8 * batch) })
  denseStep(layout, denseWeights, small, 0.05)
  let engine = 0
  let plain = 0
  for (let turn = 0; turn < turns; turn++) {
    let before = cpuSeconds()
    const { samples } = await trainer.train(weights, plan)
    engine = Math.max(engine, samples / (cpuSeconds() - before))
    before = cpuSeconds()
    for (let i = 0; i < 4; i++) denseStep(layout, denseWeights, small, 0.05)
    plain = Math.max(plain, (4 * batch) / (cpuSeconds() - before))
  }
  const figures = {
    engineSamplesPerCpuS: Math.round(engine),
    plainJsSamplesPerCpuS: Math.round(plain),
    times: Number((engine / plain).toFixed(1)),
  }
  const targets = { times: 10 }
  return { ok: figures.times >= targets.times, figures, targets }
}
