import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { Account } from '../../examples/flights/account.ts'
import { Api, Refused } from '../../examples/flights/api.ts'
import { parseConfig } from '../../examples/flights/config.ts'
import { FactoryFeed } from '../../examples/flights/factory-feed.ts'
import { Ledger } from '../../examples/flights/ledger.ts'
import { Narrator } from '../../examples/flights/narrator.ts'
import { PipelineFileError, readPipelineFile } from '../../examples/flights/pipeline-file.ts'
import { isAlive } from '../../examples/flights/processes.ts'
import { bar, driftChart, gateTable, sparkline, table } from '../../examples/flights/render.ts'
import { replay } from '../../examples/flights/replay.ts'
import { type Day, readDays } from '../../examples/flights/replay-source.ts'
import { makeSummary, summaryLines } from '../../examples/flights/summary.ts'
import { Supervisor } from '../../examples/flights/supervisor.ts'
import { throttle } from '../../examples/flights/throttle.ts'
import type { LabelRecord } from '../../shared/model/engines.ts'
import type { MonitorState, RunRow } from '../../shared/model/pipeline-rows.ts'
import type { EventRow, JobRow } from '../../shared/model/rows.ts'
import { FakeCoordinatorApi } from '../fakes/coordinator-api.ts'

const root = resolve(import.meta.dirname, '../..')
const flights = join(root, 'examples/flights/pipeline.yaml')
const yaml = readFileSync(flights, 'utf8')
function scratch(test: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'mw-flights-'))
  test.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

t.test('the pipeline file is right, and a wrong one is told with line, path and what would be right', async (t) => {
  const { spec, source } = readPipelineFile(flights, [root])
  t.equal(spec.name, 'flights')
  t.ok(existsSync(source))
  const dir = scratch(t)
  const fault = (from: string, to: string): string => {
    t.ok(yaml.includes(from), from)
    const file = join(dir, 'wrong.yaml')
    writeFileSync(file, yaml.replace(from, to))
    try {
      readPipelineFile(file, [root])
    } catch (error) {
      t.type(error, PipelineFileError)
      return String((error as Error).message)
    }
    return 'no fault'
  }
  const lineOf = (text: string): number => yaml.slice(0, yaml.indexOf(text)).split('\n').length
  t.match(
    fault('rounds: 40\n  roundMs', 'round: 40\n  roundMs'),
    new RegExp(`wrong.yaml:${lineOf('rounds: 40')}: train\\.round .*rounds`),
  )
  t.match(fault('  time: date', '  time: dat'), new RegExp(`:${lineOf('  time: date')}: intake\\.time .*date`))
  t.match(fault('maxQuarantined: 0.001', 'maxQuarantined: much'), /intake\.maxQuarantined must be/)
  t.match(fault('features:\n', 'features:\n  - [\n'), /wrong\.yaml:\d+: /)
  t.match(fault('flights-3m.parquet', 'flights-4m.parquet'), /intake\.source\.file .* does not exist/)
  t.throws(() => readPipelineFile(join(dir, 'none.yaml'), [root]), /no such file/)
})

t.test('command line', async (t) => {
  t.match(parseConfig(['--once', '--no-kill'], root), { once: true, kill: false, slow: true, json: false })
  t.equal(parseConfig(['--help'], root), 'help')
  t.throws(() => parseConfig(['--twice'], root), /twice/)
})

t.test('the supervisor restarts what dies, on the same arguments, and stops for good', async (t) => {
  const dir = scratch(t)
  const deaths = Promise.withResolvers<string>()
  const supervisor = new Supervisor({
    stateDir: dir,
    restartMs: 5,
    onDeath: (name, how) => deaths.resolve(`${name} ${how}`),
  })
  const address = join(dir, 'address')
  const program = `/* whole, so that a reader sees one pid or the other */ const fs = require('fs'), to = ${JSON.stringify(address)}; fs.writeFileSync(to + '.new', process.pid + '\\n'); fs.renameSync(to + '.new', to); setInterval(() => {}, 1000)`
  const first = Number(await supervisor.start({ name: 'part', args: () => ['-e', program], addressFile: address }))
  t.equal(supervisor.pid('part'), first)
  t.equal(readFileSync(join(dir, 'run/part.pid'), 'utf8'), `${first}\n`)
  t.ok(supervisor.kill('part', 'SIGKILL'))
  t.equal(await deaths.promise, 'part SIGKILL')
  while (Number(readFileSync(address, 'utf8')) === first) await new Promise(setImmediate)
  const second = Number(readFileSync(address, 'utf8'))
  t.not(second, first)
  await supervisor.stop('part')
  t.notOk(isAlive(second))
  t.notOk(existsSync(join(dir, 'run/part.pid')))
  await t.rejects(
    supervisor.start({
      name: 'bad',
      args: () => ['-e', 'console.error("why not"); process.exit(3)'],
      addressFile: address,
    }),
    /bad does not start.*why not/s,
  )
  supervisor.killAll()
})

t.test('a start ends what a killed start left, and refuses to share a state directory', async (t) => {
  const dir = scratch(t)
  const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', dir], { stdio: 'ignore' })
  const supervisor = new Supervisor({ stateDir: dir, onDeath: () => {} })
  supervisor.writePid('agent-9', left.pid as number)
  const exit = once(left, 'exit')
  t.same(await supervisor.stopLeftovers(), ['agent-9'])
  await exit
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'flights/main.ts'], { stdio: 'ignore' })
  t.teardown(() => other.kill('SIGKILL'))
  supervisor.writePid('start', other.pid as number)
  await t.rejects(supervisor.stopLeftovers(), /another start/)
})

t.test(
  'throttling takes three quarters of the CPU and lets go',
  { skip: !existsSync('/proc/self/stat') },
  async (t) => {
    const program = 'process.stdout.write("x"); for (;;);'
    const child = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    t.teardown(() => child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const stateOf = (): string => {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
    }
    const running = throttle(() => [child.pid as number], 0.25, 40)
    let [stopped, looks] = [0, 0]
    const untilMs = performance.now() + 800
    while (performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 3))
      looks++
      if (stateOf() === 'T') stopped++
    }
    running.stop()
    t.ok(stopped / looks > 0.5 && stopped / looks < 0.9, `stopped in ${stopped} of ${looks} looks`)
    while (stateOf() === 'T') await new Promise(setImmediate)
    t.not(stateOf(), 'T')
  },
)

t.test('API calls outlast a coordinator that is down, and refusals are told', async (t) => {
  const first = await FakeCoordinatorApi.start()
  const { port, url } = first
  await first.close()
  const api = new Api(url, { retryMs: 5 })
  const pending = api.post('/pipelines', { spec: {} }, 'key-1')
  const coordinator = await FakeCoordinatorApi.start(port)
  t.teardown(() => coordinator.close())
  t.teardown(() => api.close())
  await pending
  t.match(coordinator.posted, [{ path: '/pipelines', key: 'key-1' }])
  coordinator.answer = () => {
    throw { status: 400, code: 'bad-pipeline' }
  }
  await t.rejects(api.post('/pipelines', {}, 'key-2'), Refused)
  const put = await api.putFile(join(root, 'package.json'))
  t.ok(put.uploaded)
  t.notOk((await api.putFile(join(root, 'package.json'))).uploaded, 'what is there is not sent again')
})

async function* twoDays(): AsyncGenerator<Day> {
  for (const day of ['2001-02-01', '2001-02-02', '2001-03-01']) {
    yield { day, columns: { origin: Array(5).fill('LAX'), hour: Array(5).fill('7') }, labels: [0, 1, 0, 1, 1] }
  }
}

t.test('the replay sends days in order, labels a day late, and waits at a day’s end', async (t) => {
  interface Sent {
    id: string
    parameters: { window: string }
    inputs: { name: string; datatype: string; shape: number[]; data: unknown[] }[]
  }
  const log: string[] = []
  const bodies: Sent[] = []
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      const inputs = [
        { name: 'hour', datatype: 'INT64' },
        { name: 'origin', datatype: 'BYTES' },
      ]
      response.end(JSON.stringify({ inputs }))
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(String(Buffer.concat(chunks))) as Sent
    bodies.push(body)
    log.push(body.id)
    response.statusCode = body.id === '2001-02-02/1' ? 503 : 200
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const labels: LabelRecord[] = []
  const months: string[] = []
  const result = await replay({
    gateway: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    model: 'flights',
    days: twoDays(),
    rowsPerRequest: 2,
    sendLabels: async (day, ndjson, rows) => {
      t.equal(rows, 5)
      log.push(`labels ${day}`)
      labels.push(
        ...String(ndjson)
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as LabelRecord),
      )
    },
    mayPass: async (day) => void log.push(`end ${day}`),
    onMonth: ({ month, requests, failed }) => months.push(`${month} ${requests} ${failed}`),
  })
  t.match(result, { requests: 9, failed: 1, rows: 15, lastDay: '2001-03-01', firstFailure: /^503/ })
  t.same(months, ['2001-02 6 1', '2001-03 3 0'])
  t.ok(log.indexOf('end 2001-02-01') < log.indexOf('2001-02-02/0'), 'no request before the day began')
  t.ok(log.indexOf('labels 2001-02-01') > log.indexOf('2001-02-02/2'), 'labels come after the next day’s requests')
  t.same(labels.slice(0, 3), [
    { id: '2001-02-01/0', labels: [0, 1] },
    { id: '2001-02-01/1', labels: [0, 1] },
    { id: '2001-02-01/2', labels: [1] },
  ])
  const body = bodies.find((each) => each.id === '2001-02-01/2')
  t.match(body, {
    parameters: { window: '2001-02-01' },
    inputs: [
      { name: 'hour', datatype: 'INT64', shape: [1], data: [7] },
      { name: 'origin', datatype: 'BYTES', shape: [1], data: ['LAX'] },
    ],
  })
})

t.test('reads real days with the pipeline’s own features', async (t) => {
  const { spec, source } = readPipelineFile(flights, [root])
  const days: Day[] = []
  for await (const day of readDays(spec, source, '2001-02-01', '2001-02-03')) days.push(day)
  t.same(
    days.map((day) => day.day),
    ['2001-02-01', '2001-02-02'],
  )
  const [first] = days
  t.equal(first?.labels.length, first?.columns.origin?.length)
  t.ok((first?.labels.length ?? 0) > 10_000)
  t.match(first?.columns.origin?.[0], /^[A-Z]{3}$/)
  t.equal(first?.columns.dow?.[0], '4', 'a Thursday')
  t.type(first?.columns.distance?.[0], 'number')
})

t.test('pieces of text', async (t) => {
  t.equal(bar(0.5, 4), '██··')
  t.equal(sparkline([0, null, 1], 0, 1), '▁ █')
  t.same(
    table([
      ['a', 'n'],
      ['x', '1'],
      ['yy', '10'],
    ]),
    ['a    n', 'x    1', 'yy  10'],
  )
  const gate = [
    {
      rule: 'auc ≥ 0.6',
      metric: 'auc',
      value: 0.55,
      limit: 0.6,
      champion: null,
      verdict: 'fail',
      why: '0.55 is not ≥ 0.6',
    },
  ] as const
  t.match(gateTable(gate, null).join('\n'), /FAIL +auc +0\.5500 +0\.6000/)
  const chart: MonitorState['chart'] = Array.from({ length: 40 }, (_, i) => ({
    window: `2001-02-${i}`,
    version: i < 20 ? 1 : 2,
    ne: 0.9 + i / 1000,
    bias: 0,
    cusum: i,
  }))
  const lines = driftChart(chart, 8, 200)
  t.match(lines[1], /now 39\.0, alarm above 8/)
  t.match(lines[3], /·{20}2·{19}/)
  t.same(driftChart([], 8, 80), [])
})

class Paper {
  text = ''
  write(text: string): void {
    this.text += text
  }
}

t.test('tells each event, stage and gate once', async (t) => {
  const paper = new Paper()
  const coordinator = await FakeCoordinatorApi.start()
  coordinator.change({ events: { 'e-1-1': event('e-1-1', 'old news') } })
  const feed = new FactoryFeed(coordinator.url)
  t.teardown(async () => {
    feed.close()
    await coordinator.close()
  })
  await feed.until((tables) => tables.events.size === 1, 'the snapshot', 10_000)
  const narrator = new Narrator(new Account(paper), 'default/flights', feed.tables)
  const ledger = new Ledger(feed, 'default/flights')
  feed.onMessage((tables) => narrator.look(tables))
  coordinator.change({ events: { 'e-1-2': event('e-1-2', 'agent-2 is a straggler: 4.1 times slower') } })
  coordinator.change({ runs: { 'r-1-1': run('running') }, jobs: { 'j-1-1': job(3) } })
  coordinator.change({ runs: { 'r-1-1': run('refused') }, jobs: { 'j-1-1': null } })
  coordinator.change({ runs: { 'r-1-1': run('refused') } })
  await feed.until((tables) => tables.runs.get('r-1-1')?.state === 'refused', 'the run', 10_000)
  t.notMatch(paper.text, 'old news')
  t.equal(paper.text.split('straggler').length, 2)
  t.equal(paper.text.split('✗ gate').length, 2)
  t.equal(ledger.runs()[0]?.state, 'refused')
  t.match(ledger.shards(), { total: 4, committed: 3 }, 'a job that went from the feed still counts')
})

function event(id: string, text: string): EventRow {
  return { v: 1, id, atMs: 0, level: 'warning', kind: 'straggler-named', text, about: {} }
}
function job(committed: number): JobRow {
  const shards = { total: 4, committed, duplicateCommits: 0, speculative: 0, duplicateResults: 0, failedAttempts: 0 }
  return { id: 'j-1-1', spec: { kind: 'batch' }, shards } as unknown as JobRow
}
function run(state: RunRow['state']): RunRow {
  const gate = {
    name: 'gate',
    state: state === 'refused' ? 'failed' : 'running',
    job: null,
    startedMs: 1,
    endedMs: 2,
    summary: 'no',
  }
  const row = {
    id: 'r-1-1',
    pipeline: 'default/flights',
    kind: 'initial',
    state,
    stages: [gate],
    gate: [],
    report: null,
  }
  return { ...row, cause: 'submitted', window: null, model: 1, startedMs: 1 } as unknown as RunRow
}

t.test('the live block is redrawn in place on a terminal', async (t) => {
  const screen = Object.assign(new Paper(), { isTTY: true, columns: 60 })
  const account = new Account(screen)
  account.show({ block: () => ['one', 'x'.repeat(100)], line: () => null }, 3_600_000)
  account.say('first')
  account.say('second', 'good')
  account.close()
  const esc = String.fromCharCode(27)
  t.ok(screen.text.includes(`first\none\n${'x'.repeat(58)}…\n${esc}[2A${esc}[0J${esc}[32msecond`))
  t.ok(screen.text.endsWith(`${esc}[2A${esc}[0J`))
})

t.test('the summary has every figure', async (t) => {
  const metrics = { rows: 1, baseRate: 0.2, auc: 0.7, logLoss: 0.4, ne: 0.93, ece: 0.01, bias: 0 }
  const shards = { total: 9, committed: 9, duplicateCommits: 0, speculative: 2, duplicateResults: 1, failedAttempts: 0 }
  const costs = { slowed: null, killed: null, training: { failedAttempts: 0, speculative: 0, duplicateResults: 0 } }
  const summary = makeSummary({
    rows: 3_000_000,
    staticMonths: { '2001-03': metrics, '2001-02': { ...metrics, auc: 0.65 } },
    factoryMonths: { '2001-02': metrics },
    runs: [run('promoted'), { ...run('refused'), kind: 'retrain' }, { ...run('promoted'), kind: 'retrain' }],
    shards,
    agents: 4,
    killed: 'agent-3',
    slowed: null,
    seconds: 12.345,
    costs,
    replay: { requests: 10, failed: 0, reconnects: 0, rows: 5, lastDay: '2001-03-31', firstFailure: null },
    replayMonths: [],
    stateBytes: 120,
    previousBytes: 100,
  })
  t.match(summary, {
    rows: 3_000_000,
    months: [
      { month: '2001-02', baseRate: 0.2, static: { auc: 0.65, ne: 0.93, ece: 0.01 }, factory: { auc: 0.7 } },
      { month: '2001-03', factory: null },
    ],
    retrains: 2,
    promotions: 2,
    refusals: 1,
    shards: { total: 9, committed: 9, duplicateCommits: 0, speculative: 2 },
    agents: 4,
    killed: 'agent-3',
    slowed: null,
    seconds: 12.3,
    requests: { total: 10, failed: 0 },
    state: { ratio: 1.2 },
  })
  t.match(summaryLines(summary).join('\n'), /2001-02 +20\.0% +0\.6500 +0\.7000/)
})
