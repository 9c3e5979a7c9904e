import t from 'tap'
import { dataDrift, referenceOf, stepPerformance } from '../../coordinator/core/drift/detectors.ts'
import { judgeGate } from '../../coordinator/core/pipelines/gate.ts'
import { emptyMonitor } from '../../coordinator/core/pipelines/monitor.ts'
import { markNamed } from '../../coordinator/core/retention.ts'
import { addDays, dayNumber, dayText } from '../../shared/model/days.ts'
import type { EvaluationReport, Metrics, MonitorResult } from '../../shared/model/engines.ts'
import type { Json, ShardOutput } from '../../shared/model/job.ts'
import { addRow, emptySums } from '../../shared/model/metrics.ts'
import type { PipelineSpec } from '../../shared/model/pipeline.ts'
import type { RunRow } from '../../shared/model/pipeline-rows.ts'
import type { ModelRow } from '../../shared/model/rows.ts'
import { makeRng } from '../../shared/rng.ts'
import { makeWorld, type World } from '../fakes/core-world.ts'

const sha = (n: number): { sha256: string; bytes: number } => ({ sha256: String(n).padStart(64, '0'), bytes: 1 })
const metrics = (fields: Partial<Metrics> = {}): Metrics => ({
  rows: 10_000,
  baseRate: 0.2,
  auc: 0.7,
  logLoss: 0.46,
  ne: 0.92,
  ece: 0.01,
  bias: 0.001,
  ...fields,
})
const report = (fields: Partial<Metrics> = {}, champion?: Partial<Metrics>): EvaluationReport => ({
  candidate: { ...metrics(fields), aucInterval: { low: 0.69, high: 0.71 }, neInterval: { low: 0.91, high: 0.93 } },
  ...(champion === undefined ? {} : { champion: metrics(champion) }),
  groups: { '2001-01-30': metrics(), '2001-01-31': metrics({ ne: 0.93 }) },
  columns: { hour: { a: 0.5, b: 0.5 } },
})

const spec: PipelineSpec = {
  name: 'p',
  intake: {
    source: { file: 'x.parquet', format: 'parquet', artifact: sha(1) },
    columns: {},
    maxQuarantined: 0.1,
    time: 'date',
    shards: 2,
    features: { hour: 'hour' },
    label: 'late',
  },
  train: {
    window: { from: '2001-01-01', to: '2001-02-01' },
    features: { hour: { kind: 'category' } },
    hidden: 4,
    workers: 2,
    rounds: 2,
    roundMs: 100,
    epochs: 1,
    batch: 8,
    learningRate: 0.01,
    outer: { learningRate: 0.7, momentum: 0.9 },
    seed: 1,
  },
  evaluate: { holdOutDays: 2, latency: { rows: 1, requests: 1 }, robustness: { perturb: {} } },
  gate: [
    { metric: 'auc', min: 0.6 },
    { metric: 'ne', maxWorseThanChampion: 0.001 },
  ],
  deploy: { name: 'p', replicas: 2 },
  monitor: { performance: { slack: 0.5, threshold: 3, minRows: 10 }, data: { confidence: 0.99, columns: ['hour'] } },
  retrain: { mode: 'cumulative', coolDownDays: 5, budget: 2 },
}

/** Works off every shard of live batch jobs with the outputs a real engine would give. */
function work(world: World, evaluation: EvaluationReport): void {
  for (let turns = 0; turns < 200; turns++) {
    world.startAll()
    let did = false
    for (const attempt of [...world.state.attempts.values()]) {
      const job = world.state.jobs.get(attempt.job)
      if (attempt.state === 'ended' || job === undefined) continue
      if (attempt.finish || attempt.stop !== null) {
        world.fact(attempt.host, {
          kind: 'attempt-ended',
          attempt: attempt.id,
          exit: { code: 0, signal: null, reason: 'exited', sentByUs: false, lastLines: [], endedHostMs: 0 },
        })
        did = true
      } else if (job.spec.kind === 'service' && !attempt.ready) {
        world.fact(attempt.host, { kind: 'replica-state', attempt: attempt.id, ready: true, reason: '' })
        did = true
      } else if (job.spec.kind === 'batch') {
        const effects = world.step({
          kind: 'lease-requested',
          host: attempt.host,
          attempt: attempt.id,
          want: 1,
          whole: [],
        })
        for (const effect of effects)
          if (effect.kind === 'send-leases' && effect.attempt === attempt.id)
            for (const lease of effect.leases) {
              world.done(
                attempt.id,
                lease.shard as number,
                outputOf(
                  lease.wave ?? '',
                  lease.shard as number,
                  JSON.parse(lease.itemJson ?? 'null') as Json,
                  evaluation,
                ),
              )
              did = true
            }
      }
    }
    for (const [id, { body }] of world.state.outbox.entries())
      if (body.kind === 'write-manifest')
        world.step({
          kind: 'effect-done',
          id,
          value: { ...sha(999), rows: world.state.jobs.must(body.job).shards.committed },
        })
    if (!did) return
  }
}

function outputOf(wave: string, shard: number, item: Json, evaluation: EvaluationReport): ShardOutput {
  const days = {
    from: shard === 0 ? '2001-01-01 00:00' : '2001-03-01 00:00',
    to: shard === 0 ? '2001-02-28 10:00' : '2001-06-30 23:00',
  }
  if (wave === 'intake')
    return {
      result: { rows: 100, quarantined: 1, reasons: { x: 1 }, ...days },
      artifacts: { data: sha(10 + shard), quarantine: sha(20 + shard) },
    }
  if (wave === 'publish')
    return {
      result: {
        ok: true,
        message: '',
        rows: 200,
        quarantined: 2,
        reasons: { x: 2 },
        from: '2001-01-01',
        to: '2001-06-30',
      },
      artifacts: { profile: sha(30) },
    }
  if (wave === 'step')
    return { result: { samples: 5, steps: 1, loss: 0.5, ms: 1 }, artifacts: { delta: sha(40 + shard) } }
  if (wave === 'merge')
    return {
      result: { round: 0, samples: 10, loss: 0.4 },
      artifacts: { checkpoint: sha(50 + shard), model: sha(100 + Math.round(evaluation.candidate.auc * 1000)) },
    }
  if (wave === 'score') return { result: null, artifacts: { sums: sha(60) } }
  if (wave === 'reduce') return { result: evaluation as unknown as Json }
  const window = (item as { window: string }).window
  return { result: monitorDay(window, window < '2001-02-04' ? 0 : 0.25) as unknown as Json }
}

function monitorDay(window: string, bad: number): MonitorResult {
  const rng = makeRng(1, window)
  const sums = emptySums()
  for (let i = 0; i < 2_000; i++) {
    const score = 0.1 + 0.2 * rng.next()
    addRow(sums, score, rng.next() < score + bad)
  }
  return { window, versions: { 1: sums }, columns: { hour: { a: 1_000, b: 1_000 } }, unlabelled: 0 }
}

function started(evaluation = report()): World {
  const world = makeWorld()
  for (const name of ['h1', 'h2', 'h3']) world.host(name, 4)
  world.request({ op: 'submit-pipeline', spec })
  work(world, evaluation)
  return world
}

function day(world: World, window: string): void {
  world.request({
    op: 'add-segment',
    pipeline: 'p',
    window,
    artifact: sha(dayNumber(window)),
    rows: 2_000,
    final: true,
  })
  world.request({ op: 'add-labels', pipeline: 'p', window, artifact: sha(dayNumber(window) + 1_000_000), rows: 2_000 })
}

const lastRun = (world: World): RunRow => [...world.state.runs.values()].at(-1) as RunRow
const model = (world: World): ModelRow => world.state.models.must('default/p')

t.test('[G1] every rule must hold and unknown never passes', async (t) => {
  const refused = judgeGate(
    [
      { metric: 'auc', min: 0.75 },
      { metric: 'latency.p99Ms', max: 50 },
    ],
    report(),
    null,
  )
  t.notOk(refused.passed)
  t.same(
    refused.results.map((each) => [each.verdict, each.why]),
    [
      ['fail', '0.7 is not ≥ 0.75'],
      ['fail', 'latency.p99Ms was not measured; an unknown figure never passes'],
    ],
  )
})

t.test('[G2] the champion is compared on the same hold-out, or not at all', async (t) => {
  const rules = [{ metric: 'ne', maxWorseThanChampion: 0.001 }]
  t.notOk(judgeGate(rules, report({ ne: 0.95 }, { ne: 0.92 }), null).passed)
  t.ok(judgeGate(rules, report({ ne: 0.9205 }, { ne: 0.92 }), null).passed)
  t.same(judgeGate(rules, report({ ne: 0.95 }, { ne: 0.92 }), 'it has trained on it').results[0]?.verdict, 'skipped')
})

t.test('[G3] a passed run promotes and serves; a refused run changes no alias', async (t) => {
  const world = started()
  t.same(
    lastRun(world).stages.map((stage) => [stage.name, stage.state]),
    [
      ['intake', 'done'],
      ['train', 'done'],
      ['evaluate', 'done'],
      ['gate', 'done'],
      ['deploy', 'done'],
    ],
  )
  t.equal(lastRun(world).state, 'promoted')
  t.equal(model(world).aliases.champion, 1)
  t.equal(world.state.deployments.must('default/p').ready, 1)
  t.equal(world.state.datasets.must('default/p').versions[0]?.files.length, 2)
  world.request({ op: 'retrain', pipeline: 'p', cause: 'a person asked' })
  work(world, report({ auc: 0.5 }, {}))
  t.equal(lastRun(world).state, 'refused')
  t.match(lastRun(world).gate[0]?.why, '0.5 is not ≥ 0.6')
  t.same(
    model(world).versions.map((each) => each.state),
    ['promoted', 'refused'],
  )
  t.equal(model(world).aliases.champion, 1)
})

t.test('[V1] [V2] one call rolls back; the old version serves until the new one is ready', async (t) => {
  const world = started()
  world.request({ op: 'retrain', pipeline: 'p', cause: 'again' })
  work(world, report({ auc: 0.71 }, {}))
  t.equal(model(world).aliases.champion, 2)
  world.request({ op: 'rollback', model: 'p', alias: 'champion' })
  const deployment = world.state.deployments.must('default/p')
  t.same([deployment.version, deployment.ready], [1, 2], 'the old one serves on')
  const old = deployment.jobs.find((each) => each.version === 2)?.job as string
  t.equal(world.state.jobs.must(old).state, 'running')
  work(world, report())
  t.same([world.state.deployments.must('default/p').ready, world.state.jobs.must(old).state], [1, 'cancelled'])
  t.same(
    model(world).aliasHistory.map((each) => [each.was, each.version]),
    [
      [null, 1],
      [1, 2],
      [2, 1],
    ],
  )
  t.throws(() => world.request({ op: 'rollback', model: 'p', alias: 'nobody' }), { code: 'nothing-to-roll-back' })
})

t.test('[D1] the PSI limit knows the sample sizes', async (t) => {
  const rng = makeRng(7, 'psi')
  let alarms = 0
  for (let n = 0; n < 300; n++) {
    const counts: Record<string, number> = {}
    for (let i = 0; i < 200; i++) {
      const bin = `b${rng.below(10)}`
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    const even = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`b${i}`, 0.1]))
    const { psi, limit } = dataDrift(even, 100_000, counts, 0.99)
    if (psi > limit) alarms++
  }
  t.ok(alarms <= 15, `${alarms} of 300 windows without drift alarmed (a fixed 0.1 alarms far more)`)
  t.ok(dataDrift({ a: 0.5, b: 0.5 }, 1_000, { a: 900, b: 100 }, 0.99).psi > 0.1)
})

t.test('[D2] improvement never alarms', async (t) => {
  const reference = referenceOf(1, [metrics({ ne: 0.9 }), metrics({ ne: 0.94 })], metrics())
  let monitor = { ...emptyMonitor, reference }
  for (let n = 0; n < 50; n++)
    monitor = { ...monitor, cusum: stepPerformance(monitor, metrics({ ne: 0.8, bias: 0 }), 0.5) }
  t.same(monitor.cusum.ne, 0)
  for (let n = 0; n < 5; n++) monitor = { ...monitor, cusum: stepPerformance(monitor, metrics({ ne: 0.99 }), 0.5) }
  t.ok(monitor.cusum.ne > 3)
})

t.test('[D3] [D4] one retrain an episode, none in cool-down, none beyond the budget; labelled days only', async (t) => {
  const world = started(report({ ne: 0.99 }))
  const windows = Array.from({ length: 40 }, (_, i) => addDays('2001-02-01', i))
  const begun: string[] = []
  for (const window of windows) {
    day(world, window)
    const before = world.state.runs.size
    work(world, report({ auc: 0.5 }, {}))
    if (world.state.runs.size > before) {
      begun.push(window)
      t.equal(lastRun(world).window?.to, addDays(window, 1))
      t.equal(lastRun(world).kind, 'retrain')
    }
  }
  t.equal(begun.length, 2, `retrains on ${begun.join(', ')}`)
  t.ok(dayNumber(begun[1] as string) - dayNumber(begun[0] as string) >= 5)
  t.ok((begun[0] as string) >= '2001-02-04')
  t.equal(world.state.months.size, 2)
  t.equal(world.state.pipelines.must('default/p').monitor.days, 40)
})

t.test('[R2] what a row names is kept', async (t) => {
  const world = started()
  const named = (): Set<string> => {
    const found = new Set<string>()
    for (const _ of markNamed(world.state, found));
    return found
  }
  for (const n of [1, 10, 11, 20, 30, 800]) t.ok(named().has(sha(n).sha256), `artifact ${n}`)
  t.notOk(named().has(sha(40).sha256), 'a delta of a swept training job is not')
  world.request(
    { op: 'add-segment', pipeline: 'p', window: '2001-02-01', artifact: sha(7_000), rows: 1, final: true },
    'segment-key',
  )
  t.ok(named().has(sha(7_000).sha256), 'a segment that waits for its labels is')
  world.request({ op: 'submit-pipeline', spec })
  t.notOk(named().has(sha(7_000).sha256), 'a remembered answer names nothing')
})

t.test('a pipeline submitted again starts over and counts versions on', async (t) => {
  const world = started()
  day(world, '2001-02-01')
  work(world, report())
  t.equal(world.state.months.size, 1)
  world.request({ op: 'submit-pipeline', spec })
  t.throws(() => world.request({ op: 'submit-pipeline', spec }), { code: 'run-active' })
  t.equal(world.state.months.size, 0)
  work(world, report({}, {}))
  t.equal(model(world).aliases.champion, 2)
  t.equal(lastRun(world).gate.find((each) => each.metric === 'ne')?.verdict, 'pass')
})

t.test('days of the civil calendar', async (t) => {
  for (const text of ['1970-01-01', '2000-02-29', '2001-03-01', '2026-12-31']) t.equal(dayText(dayNumber(text)), text)
  t.equal(dayNumber('2001-01-01'), 11_323)
  t.equal(addDays('2001-02-28', 1), '2001-03-01')
})
