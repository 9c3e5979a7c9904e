import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { intake } from '../../agent/engines/data/intake.ts'
import { monitor } from '../../agent/engines/data/monitor.ts'
import { Duck, quoteText } from '../../agent/engines/duck.ts'
import { limits } from '../../shared/limits.ts'
import type { IntakeResult, MonitorResult, PublishResult } from '../../shared/model/engines.ts'
import type { Json } from '../../shared/model/job.ts'
import { metricsOf } from '../../shared/model/metrics.ts'
import type { IntakeSpec } from '../../shared/model/pipeline.ts'
import { makeRng } from '../../shared/rng.ts'
import { type EngineProcess, startEngine } from '../fakes/engine-process.ts'
import { FakeAgent } from '../fakes/fake-agent.ts'

const csv = `when,fare,kind,count
2001-01-01 00:00:00,10.5,a,1
2001-01-01 01:00:00,-3,a,2
2001-01-01 02:00:00,12,zzz,3
2001-01-01 03:00:00,,b,4
2001-01-01 03:00:00,x,b,4
not a time,5,b,4
2001-01-01 04:00:00,7,b,4
2001-01-01 04:00:00,7,b,4
2001-01-01 05:00:00,8,b,
2001-01-01 06:00:00,9,a,6
`
const spec: Omit<IntakeSpec, 'source'> = {
  columns: {
    when: { type: 'timestamp' },
    fare: { type: 'number', min: 0 },
    kind: { type: 'string', oneOf: ['a', 'b'], matches: '[a-z]' },
    count: { type: 'integer', nullable: true },
  },
  unique: ['when', 'fare', 'kind', 'count'],
  maxQuarantined: 0.7,
  time: 'when',
  shards: 2,
  features: { kind: 'kind', hour: 'hour("when")', double: 'fare * 2' },
  label: 'fare > 8',
}

async function engineFor(t: Tap, change: (intake: IntakeSpec) => object): Promise<EngineProcess> {
  const boot = await new FakeAgent(null).listen()
  const path = join(boot.root, 'source.csv')
  writeFileSync(path, csv)
  const artifact = await boot.keep(path)
  const intake = change({ source: { file: 'source.csv', format: 'csv', artifact }, ...spec })
  const agent = await new FakeAgent({ task: 'intake', intake } as unknown as Json).listen()
  await agent.keep(path)
  await boot.close()
  return startEngine(t, 'data', null, agent)
}

type Tap = Parameters<typeof startEngine>[0]

const parts = [0, 1].map((part) => ({ part, of: 2 }))

t.test('intake quarantines with reasons, transforms, profiles, publishes; leaves nothing under HOME', async (t) => {
  const engine = await engineFor(t, (intake) => intake)
  const { agent } = engine
  const outs = await agent.wave('intake', parts)
  const results = outs.map((o) => o.result as unknown as IntakeResult)
  t.match(results[0], { rows: 1, quarantined: 4, from: '2001-01-01T00:00:00', to: '2001-01-01T00:00:00' })
  t.same(results[0]?.reasons, {
    'fare: below 0': 1,
    'fare: missing': 1,
    'fare: not a number': 1,
    'kind: not one of the allowed values': 1,
  })
  t.same(results[1]?.reasons, { 'duplicate row': 1, 'when: not a timestamp': 1 })
  const duck = await Duck.open(join(agent.root, 'duck'))
  const data = outs.map((o) => quoteText(agent.pathOf(o.artifacts?.data))).join(', ')
  t.same(await duck.rows(`SELECT kind, hour::INTEGER AS hour, "double", label FROM read_parquet([${data}])`), [
    { kind: 'a', hour: 0, double: 21, label: 1 },
    { kind: 'b', hour: 4, double: 14, label: 0 },
    { kind: 'b', hour: 5, double: 16, label: 0 },
    { kind: 'a', hour: 6, double: 18, label: 1 },
  ])
  const bad = quoteText(agent.pathOf(outs[0]?.artifacts?.quarantine))
  t.match(await duck.rows(`SELECT fare, reason FROM read_parquet(${bad}) ORDER BY file_row_number LIMIT 1`), [
    { fare: '-3', reason: 'fare: below 0' },
  ])

  const published = await agent.done({ wave: 'publish', item: null, inputs: outs })
  t.match(published.result, {
    ok: true,
    rows: 4,
    quarantined: 6,
    message: '4 rows, 6 quarantined (60 %)',
  } satisfies Partial<PublishResult>)
  const profile = JSON.parse(readFileSync(agent.pathOf(published.artifacts?.profile), 'utf8'))
  t.match(profile.kind, { count: 4, nulls: 0, distinct: 2, min: 'a', max: 'b', categories: { a: 2, b: 2 } })
  t.match(profile.double, { min: 14, max: 21, mean: 17.25 })
  t.match(
    readFileSync(agent.pathOf(published.artifacts?.report), 'utf8'),
    /published[\s\S]*duplicate row[\s\S]*Columns:/,
  )
  t.equal(await engine.finish(), 0)
  t.same(engine.inHome(), [])
  await agent.close()
})

t.test('a broken expectation on the whole is a readable no, not a failed shard', async (t) => {
  const engine = await engineFor(t, (intake) => ({ ...intake, maxQuarantined: 0.1 }))
  const outs = await engine.agent.wave('intake', parts)
  const published = await engine.agent.done({ wave: 'publish', item: null, inputs: outs })
  t.match(published.result, {
    ok: false,
    message: /^intake.maxQuarantined: 6 of 10 rows \(60 %\) were quarantined, more than 10 %/,
  })
  await engine.finish()
  await engine.agent.close()
})

const mistakes: readonly (readonly [Partial<Record<keyof IntakeSpec, unknown>>, RegExp])[] = [
  [
    { columns: { foo: { type: 'string' } } },
    /^intake\.columns\.foo: the source has no column 'foo'; it has when, fare, kind, count$/,
  ],
  [{ time: 'then' }, /^intake\.time: the source has no column 'then'/],
  [{ unique: ['kind', 'x'] }, /^intake\.unique\.1: the source has no column 'x'/],
  [{ features: { hour: 'hour(nope)' } }, /^intake\.features\.hour: Binder Error.*nope/],
  [{ features: { hour: 'hour(' } }, /^intake\.features\.hour: Parser Error/],
  [{ features: { late: "CAST(kind || 'x' AS INTEGER)" } }, /^intake\.features\.late: Conversion Error/],
  [{ features: { label: '1' } }, /^intake\.features\.label: 'label' is made by the intake/],
  [{ label: 'fare >' }, /^intake\.label: Parser Error/],
  [{ columns: { ...spec.columns, when: { type: 'string' } } }, /^intake\.time: column 'when' is declared string/],
  [{ columns: { ...spec.columns, kind: { type: 'string', matches: '[' } } }, /^intake\.columns\.kind: .*missing \]/],
]

t.test('a mistake in the pipeline is bad input and names its field', async (t) => {
  const dir = t.testdir({ 'source.csv': csv })
  const duck = await Duck.open(dir)
  const fetch = async (): Promise<string> => join(dir, 'source.csv')
  const context = { params: null, dir, workerDir: dir, fetch, progress: () => {}, signal: new AbortController().signal }
  const source = { file: 'source.csv', format: 'csv' as const, artifact: { sha256: '', bytes: 0 } }
  for (const [change, message] of mistakes) {
    const whole = { source, ...spec, ...change } as IntakeSpec
    await t.rejects(
      intake(duck, whole, { part: 0, of: 1 }, context),
      { name: 'BadInputError', message },
      String(message),
    )
  }
})

t.test('monitor sums match brute force; late, missing and doubled records are handled', async (t) => {
  const agent = await new FakeAgent(null).listen()
  const rng = makeRng(5, 'monitor')
  const lines: string[] = []
  const labelLines: string[] = []
  const rows: { version: number; score: number; label: number; origin: string; distance: number }[] = []
  for (let r = 0; r < 32; r++) {
    const of = Array.from({ length: 512 }, () => {
      const score = rng.next() ** 2
      return {
        version: 1 + (r % 2),
        score,
        label: rng.next() < score ? 1 : 0,
        origin: `O${rng.below(100)}`,
        distance: 100 + rng.below(900),
      }
    })
    const columns = { origin: of.map((x) => x.origin), distance: of.map((x) => x.distance) }
    const record = {
      id: `r${r}`,
      version: 1 + (r % 2),
      window: '2001-02-03',
      atMs: 1,
      columns,
      scores: of.map((x) => x.score),
    }
    lines.push(JSON.stringify(record))
    if (r === 3) lines.push(JSON.stringify(record))
    if (r !== 5) labelLines.push(JSON.stringify({ id: `r${r}`, labels: of.map((x) => x.label) }))
    rows.push(...of.map((x) => (r === 5 ? { ...x, label: -1 } : x)))
  }
  lines.push(
    JSON.stringify({ id: 'other', version: 1, window: '2001-02-04', atMs: 1, columns: {}, scores: [0.5] }),
    '{"id":"cut off',
  )
  const half = lines.length / 2
  const files = { a: lines.slice(0, half), b: lines.slice(half), labels: labelLines }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(agent.root, name), `${content.join('\n')}\n`)
  const item = {
    window: '2001-02-03',
    segments: [
      { sha256: 'a', bytes: 0 },
      { sha256: 'b', bytes: 0 },
    ],
    labels: { sha256: 'labels', bytes: 0 },
  }
  const params = { task: 'monitor' as const, columns: ['origin', 'distance'] }
  const fetch = async ({ sha256 }: { sha256: string }): Promise<string> => join(agent.root, sha256)
  await monitor(params, item, fetch)
  const started = performance.now()
  const { result } = await monitor(params, item, fetch)
  t.comment(`16k rows in ${(performance.now() - started).toFixed(1)} ms`)
  const sums = result as unknown as MonitorResult
  t.equal(sums.unlabelled, 512)
  for (const version of [1, 2]) {
    const mine = rows.filter((x) => x.version === version && x.label >= 0)
    const got = sums.versions[String(version)]
    t.match(got, { rows: mine.length, positives: mine.filter((x) => x.label === 1).length })
    const loss = mine.reduce((s, x) => s - Math.log(Math.max(1e-7, x.label === 1 ? x.score : 1 - x.score)), 0)
    t.ok(Math.abs((got?.logLoss ?? 0) - loss) < 1e-4, `log-loss ${got?.logLoss} is ${loss}`)
    t.ok(metricsOf(got ?? sums.versions['1']!).auc > 0.6)
    t.equal(
      got?.negatives.reduce((a, b) => a + b, 0),
      mine.filter((x) => x.label === 0).length,
    )
  }
  const origins = sums.columns.origin ?? {}
  t.equal(
    Object.values(origins).reduce((a, b) => a + b, 0),
    32 * 512,
  )
  t.ok(Object.keys(origins).length <= 65 && (origins.other ?? 0) > 0)
  const [first] = Object.entries(origins)
  t.equal(first?.[1], rows.filter((x) => x.origin === first?.[0]).length)
  t.same(Object.keys(sums.columns.distance ?? {}).sort(), ['100–200', '200–500', '500–1000'])
  t.ok(JSON.stringify(result).length <= limits.shardResultBytes, 'fits in a shard result')
  await agent.close()
})
