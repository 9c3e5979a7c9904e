process.env.ORT_DISABLE_TELEMETRY = '1'

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Duck, quoteText } from '../../agent/engines/duck.ts'
import { readBundle } from '../../agent/engines/model/bundle.ts'
import { readCheckpoint } from '../../agent/engines/model/checkpoint.ts'
import { stateNames, trainingModel } from '../../agent/engines/model/graph.ts'
import { type Batch, JsTrainer, lossAndGradient } from '../../agent/engines/model/js-trainer.ts'
import { fitReport, scorePsi } from '../../agent/engines/model/reduce.ts'
import { openSession, runtime } from '../../agent/engines/model/runtime.ts'
import type { PartSums } from '../../agent/engines/model/score.ts'
import { mergeDeltas, Passes, rateAt } from '../../agent/engines/model/train.ts'
import { Trainer } from '../../agent/engines/model/trainer.ts'
import {
  initialWeights,
  type Layout,
  shapesOf,
  split,
  type TensorName,
  weightCount,
} from '../../agent/engines/model/weights.ts'
import { limits } from '../../shared/limits.ts'
import type {
  EvaluateParams,
  EvaluationReport,
  MergeResult,
  StepResult,
  TrainParams,
} from '../../shared/model/engines.ts'
import type { Json, ShardOutput } from '../../shared/model/job.ts'
import { addRow, emptySums } from '../../shared/model/metrics.ts'
import { makeRng } from '../../shared/rng.ts'
import { startEngine } from '../fakes/engine-process.ts'
import { FakeAgent } from '../fakes/fake-agent.ts'
import { flightsTrain } from '../fakes/flights.ts'

const layout: Layout = { slots: 12, numbers: 2, hidden: 8 }
const categories = 3

function makeBatch(rows: number, seed: number): Batch {
  const rng = makeRng(seed, 'batch')
  // A narrow range of slots: rows of one batch hit the same slot often, which is what ScatterND must add up.
  const slots = Int32Array.from({ length: rows * categories }, (_, i) => (i % categories) * 4 + rng.below(4))
  const numbers = Float32Array.from({ length: rows * layout.numbers }, () => rng.normal())
  const labels = Uint8Array.from({ length: rows }, () => (rng.next() < 0.3 ? 1 : 0))
  return { rows, categories, slots, numbers, labels }
}

t.test('gradients: float64 oracle agrees with finite differences, the ONNX graph with the oracle', async (t) => {
  const batch = makeBatch(32, 1)
  const flat = Float64Array.from(initialWeights(layout, categories, 2))
  const gradient = new Float64Array(flat.length)
  lossAndGradient(layout, flat, batch, gradient)
  let worst = 0
  const step = 1e-6
  for (let i = 0; i < flat.length; i++) {
    const at = (d: number): number =>
      lossAndGradient(layout, flat.with(i, (flat[i] ?? 0) + d), batch, new Float64Array(flat.length))
    worst = Math.max(worst, Math.abs((at(step) - at(-step)) / (2 * step) - (gradient[i] ?? 0)))
  }
  t.ok(worst < 1e-7, `finite differences: ${worst}`)

  // From zero moments, the first moment after one step is a tenth of the gradient.
  const { Tensor } = await runtime()
  const session = await openSession(trainingModel(layout, categories, batch.rows))
  const weights = split(Float32Array.from(flat), layout)
  const feeds: Record<string, InstanceType<typeof Tensor>> = {}
  for (const state of stateNames(layout)) {
    const name = state.slice(2) as TensorName
    const shape = shapesOf(layout).get(name) ?? []
    const data = weights.get(name) ?? new Float32Array(0)
    feeds[state] = new Tensor('float32', state.startsWith('p_') ? data : new Float32Array(data.length), shape)
  }
  const slots = BigInt64Array.from(batch.slots, BigInt)
  feeds.slots = new Tensor('int64', slots, [1, batch.rows, categories])
  feeds.numbers = new Tensor('float32', batch.numbers, [1, batch.rows, layout.numbers])
  feeds.label = new Tensor('float32', Float32Array.from(batch.labels), [1, batch.rows, 1])
  feeds.weight = new Tensor('float32', new Float32Array(batch.rows).fill(1 / batch.rows), [1, batch.rows, 1])
  feeds.rate = new Tensor('float32', Float32Array.of(0), [1])
  feeds.root = new Tensor('float32', Float32Array.of(1), [1])
  const out = await session.run(feeds)
  let off = 0
  for (const [name, expected] of split64(gradient)) {
    const m = out[`m_${name}_out`]?.data as Float32Array
    expected.forEach((g, i) => {
      off = Math.max(off, Math.abs((m[i] ?? 0) * 10 - g))
    })
  }
  t.ok(off < 1e-6, `ONNX gradient: ${off}`)
})

function split64(flat: Float64Array): Map<TensorName, Float64Array> {
  const out = new Map<TensorName, Float64Array>()
  let at = 0
  for (const [name, view] of split(new Float32Array(flat.length), layout)) {
    out.set(name, flat.subarray(at, at + view.length))
    at += view.length
  }
  return out
}

t.test('the trainer follows the oracle, step by step, with a half-full last batch', async (t) => {
  const rows = makeBatch(64 * 20 + 10, 3)
  const order = Int32Array.from({ length: rows.rows }, (_, i) => i)
  const start = initialWeights(layout, categories, 4)
  const trainer = await Trainer.make({ layout, categories, batch: 64 })
  const got = await trainer.train(start, { rows, order, learningRate: 0.01, stop: () => false })
  const oracle = new JsTrainer(layout)
  const flat = Float64Array.from(start)
  let lossSum = 0
  for (let at = 0; at < rows.rows; at += 64) {
    const n = Math.min(64, rows.rows - at)
    const part = {
      rows: n,
      categories,
      slots: rows.slots.subarray(at * 3, (at + n) * 3),
      numbers: rows.numbers.subarray(at * 2, (at + n) * 2),
      labels: rows.labels.subarray(at, at + n),
    }
    lossSum += oracle.step(flat, part, 0.01)
  }
  const worst = got.weights.reduce((w, x, i) => Math.max(w, Math.abs(x - (flat[i] ?? 0))), 0)
  t.ok(worst < 1e-4, `weights differ by ${worst}`)
  t.match(got, { samples: rows.rows, steps: 21 })
  t.ok(Math.abs(got.loss - lossSum / 21) < 1e-4)
})

t.test('stopping early, passes, rates and merges', async (t) => {
  const rows = makeBatch(40_000, 5)
  const order = Int32Array.from({ length: rows.rows }, (_, i) => i)
  const trainer = await Trainer.make({ layout, categories, batch: 256 })
  const stopped = await trainer.train(initialWeights(layout, categories, 4), {
    rows,
    order,
    learningRate: 0.01,
    stop: () => true,
  })
  t.ok(stopped.samples > 0 && stopped.samples < rows.rows, 'one run, then stops')

  const passes = new Passes(1, 0, 10)
  t.same([...passes.walk(0, 10)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'a pass sees each row once')
  t.same([...new Passes(1, 0, 10).walk(7, 9)], [...passes.walk(0, 20)].slice(7, 16), 'whoever walks on, walks the same')
  t.same([...new Passes(1, 0, 0).walk(0, 5)], [], 'no rows')
  t.equal(rateAt(0.01, 0, 40), 0.01)
  t.ok(Math.abs(rateAt(0.01, 39, 40) - 0.0005) < 1e-12)

  const base = { weights: Float32Array.of(1, 1), momentum: Float32Array.of(0, 0) }
  const deltas = [
    { delta: Float32Array.of(1, 0), samples: 3 },
    { delta: Float32Array.of(-1, 0), samples: 1 },
  ]
  const plain = mergeDeltas(base, deltas, { learningRate: 1, momentum: 0 })
  t.same([...plain.weights], [1.5, 1], 'weighted by samples')
  const outer = mergeDeltas(base, deltas, { learningRate: 0.5, momentum: 0.5 })
  t.same([...outer.weights], [1.375, 1], 'Nesterov: 1 + 0.5 (0.5 + 0.5 × 0.5)')
  t.same([...base.weights], [1, 1])
})

t.test('a report too large loses categories first, then old groups, and says so', (t) => {
  const groups: Record<string, ReturnType<typeof emptySums>> = {}
  for (let day = 0; day < 400; day++) {
    const sums = emptySums()
    addRow(sums, 0.3, day % 2 === 0)
    groups[`day-${String(day).padStart(3, '0')}`] = sums
  }
  const columns = { origin: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`airport ${i}`, i + 1])) }
  const report = fitReport([{ candidate: groups, columns } satisfies PartSums])
  t.ok(JSON.stringify(report).length <= limits.shardResultBytes)
  t.match(report.dropped, [/columns/, /groups: day-000 to/])
  t.ok(report.groups['day-399'])
  t.equal(Object.keys(report.columns.origin ?? {}).length, 21)
  t.ok(scorePsi([5, 5, 5, 5], [5, 5, 5, 5]) < 1e-9)
  t.end()
})

const features: TrainParams['train']['features'] = {
  origin: { kind: 'category' },
  destination: { kind: 'category' },
  hour: { kind: 'category' },
  dow: { kind: 'category' },
  distance: { kind: 'number' },
}

/** Late when the hour is bad for the airport, with noise: something to learn. */
async function writeDataset(dir: string, files: number): Promise<string[]> {
  const duck = await Duck.open(dir)
  const paths: string[] = []
  for (let f = 0; f < files; f++) {
    const path = join(dir, `${f}.parquet`)
    await duck.run(`COPY (SELECT 'A' || (h1 % 20) AS origin, 'B' || (h1 // 20 % 5) AS destination, (h1 // 100 % 24)::BIGINT AS hour, (h1 // 2400 % 7 + 1)::BIGINT AS dow,
        (h1 // 16800 % 2000)::BIGINT AS distance, ((h1 % 20 + h1 // 100 % 24) % 10 < 3 AND h2 % 10 < 8 OR h2 % 100 < 5)::TINYINT AS label,
        TIMESTAMP '2001-01-01' + INTERVAL (${f} * 4 + i / 1000) DAY AS event_time
      FROM (SELECT i, (hash(i + ${f * 10_000}) % 1000000007)::BIGINT AS h1, (hash(i * 7 + 3 + ${f}) % 1000003)::BIGINT AS h2 FROM range(4000) t(i)) ORDER BY event_time)
      TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`)
    paths.push(path)
  }
  return paths
}

t.test('trains in rounds over processes, evaluates, warms up; leaves nothing under HOME', async (t) => {
  const boot = await new FakeAgent(null).listen()
  t.teardown(() => boot.close())
  const files: TrainParams['files'][number][] = []
  const paths = await writeDataset(boot.root, 3)
  for (const path of paths) files.push({ ...(await boot.keep(path)), rows: 4_000, from: '', to: '' })
  const train = { ...flightsTrain, features, rounds: 12, epochs: 12, batch: 64, hidden: 16, learningRate: 0.01 }
  const window = { from: '2001-01-01', to: '2001-01-11' }
  const params: TrainParams = { task: 'train', train, ...window, files }
  const agentFor = async (p: object): Promise<FakeAgent> => {
    const agent = await new FakeAgent(p as unknown as Json).listen()
    for (const path of paths) await agent.keep(path)
    return agent
  }
  const agent = await agentFor(params)
  const engine = await startEngine(t, 'model', null, agent)
  const items = Array.from({ length: 4 }, (_, part) => ({ part, of: 4 }))
  let merged: ShardOutput | undefined
  const losses: number[] = []
  for (let round = 0; round < train.rounds; round++) {
    const steps = await agent.wave('step', items, { round, ...(merged === undefined ? {} : { inputs: [merged] }) })
    if (round === 0) t.match(steps[0]?.result, { samples: 2_500, steps: 40 } satisfies Partial<StepResult>)
    merged = await agent.done({ wave: 'merge', item: null, round, inputs: steps })
    losses.push((merged.result as unknown as MergeResult).loss)
  }
  t.ok((losses.at(-1) ?? 1) < (losses[0] ?? 0) * 0.85, `loss fell: ${losses.map((l) => l.toFixed(3))}`)
  const checkpoint = await readCheckpoint(agent.pathOf(merged?.artifacts?.checkpoint))
  t.equal(checkpoint.header.rounds, 12)
  const modelPath = agent.pathOf(merged?.artifacts?.model)
  const bundle = await readBundle(modelPath)
  t.same(bundle.weights, checkpoint.weights)
  t.equal(bundle.weights.length, weightCount({ slots: 20 + 5 + 24 + 7 + 4, numbers: 1, hidden: 16 }))
  t.same(bundle.metadata.window, window)

  const fresh = await agentFor({ ...params, init: merged?.artifacts?.model })
  await fresh.keep(modelPath)
  const warm = await startEngine(t, 'model', null, fresh)
  const [step] = await fresh.wave('step', [{ part: 0, of: 4 }])
  t.ok(
    ((step?.result ?? {}) as unknown as StepResult).loss < (losses[0] ?? 0),
    'a warm start begins where the model was',
  )
  await warm.finish()

  const evaluate: EvaluateParams = {
    task: 'evaluate',
    model: merged?.artifacts?.model ?? { sha256: '', bytes: 0 },
    champion: merged?.artifacts?.model ?? { sha256: '', bytes: 0 },
    files,
    from: '2001-01-11',
    to: '2001-01-13',
    evaluate: { holdOutDays: 2, latency: { rows: 64, requests: 20 }, robustness: { perturb: { origin: 1 } } },
    groupBy: 'day',
    next: { from: '2001-01-09', to: '2001-01-11' },
  }
  const judge = await agentFor(evaluate)
  await judge.keep(modelPath)
  const scorer = await startEngine(t, 'model', null, judge)
  const scored = await judge.wave('score', [
    { part: 0, of: 2 },
    { part: 1, of: 2 },
  ])
  const reduced = await judge.done({ wave: 'reduce', item: null, inputs: scored })
  const report = reduced.result as unknown as EvaluationReport
  t.equal(report.candidate.rows, 2_000)
  t.ok(report.candidate.auc > 0.8, `AUC ${report.candidate.auc}`)
  t.equal(report.champion?.auc, report.candidate.auc, 'the champion is the same model')
  t.ok((report.perturbed?.auc ?? 1) < report.candidate.auc - 0.05, `perturbed ${report.perturbed?.auc}`)
  t.same(Object.keys(report.groups), ['2001-01-11', '2001-01-12'])
  t.ok((report.latency?.p50Ms ?? 0) > 0 && (report.nextWindowScorePsi ?? 1) < 0.1)
  t.ok(Math.abs(Object.values(report.columns.hour ?? {}).reduce((a, b) => a + b, 0) - 1) < 1e-4)
  t.equal(await engine.finish(), 0)
  await scorer.finish()
  t.same([...engine.inHome(), ...warm.inHome(), ...scorer.inHome()], [])
})

t.test('what can never work fails without a retry', async (t) => {
  const boot = await new FakeAgent(null).listen()
  t.teardown(() => boot.close())
  const [path = ''] = await writeDataset(boot.root, 1)
  const file = { ...(await boot.keep(path)), rows: 4_000, from: '', to: '' }
  writeFileSync(join(boot.root, 'not-a-model'), 'hello')
  const base = { task: 'train', from: '2001-01-01', to: '2001-01-05', files: [file] }
  for (const [train, error] of [
    [
      { ...flightsTrain, features: { colour: { kind: 'category' } } },
      /^train\.features\.colour: the dataset has no column 'colour'; it has origin, destination/,
    ],
    [
      { ...flightsTrain, features: { origin: { kind: 'number' } } },
      /^train\.features\.origin: column 'origin' is VARCHAR/,
    ],
  ] as const) {
    const agent = await new FakeAgent({ ...base, train } as unknown as Json).listen()
    await agent.keep(path)
    await startEngine(t, 'model', null, agent)
    t.match(await agent.run({ wave: 'step', item: { part: 0, of: 1 } }), { error, retry: false })
  }
  await t.rejects(readBundle(join(boot.root, 'not-a-model')), { name: 'BadInputError' })
})
