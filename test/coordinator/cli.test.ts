import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import { fields, table } from '../../coordinator/cli/render.ts'
import type { RunRow } from '../../shared/model/pipeline-rows.ts'
import { startCli as start } from '../fakes/cli.ts'
import { broken, flightsSpec } from '../fakes/flights-spec.ts'

t.test('empty states are words', async (t) => {
  const { cli } = await start(t)
  t.match((await cli('jobs')).out, /^No jobs yet\. Submit one/)
  t.match((await cli('jobs', '--state', 'failed')).out, 'No jobs are failed.')
  t.match((await cli('hosts')).out, /^No host has joined yet/)
  t.match((await cli('models')).out, /^No models yet/)
  t.match((await cli('pipelines')).out, /^No pipelines yet/)
  t.match((await cli('runs')).out, /^No runs yet/)
  t.match((await cli('events')).out, /^Nothing has happened yet/)
  t.same((await cli('jobs', '--json')).json(), [])
})

t.test('a command is submitted, looked at, explained, cancelled', async (t) => {
  const { cli, fake } = await start(t)
  fake.host('node-a')
  const made = await cli(
    'submit',
    '--name',
    'sum',
    '--shards',
    '4',
    '--env',
    'A=b=c',
    '--time-limit',
    '2m',
    '--json',
    '--',
    'sh',
    '-c',
    'echo --hi',
  )
  t.equal(made.code, 0)
  t.match(made.json().spec, {
    name: 'sum',
    run: { kind: 'command', argv: ['sh', '-c', 'echo --hi'] },
    env: { A: 'b=c' },
    policy: { timeLimitMs: 120_000 },
  })
  t.match(
    (await cli('jobs')).out,
    /ID +NAME +PROJECT +KIND +ASKS FOR +STATE +PROGRESS.*\n\S+ +sum +default +batch +1 slot +\w+ +0\/4/,
  )
  t.match((await cli('job', 'sum')).out, /done: +\[░+\] 0% {2}0 of 4 shards/)
  t.match((await cli('why', 'sum')).out, /sum: \w+\n/)
  t.match(await cli('checkpoints', 'sum'), { code: 0, out: /sum is of kind batch: only gangs have checkpoints\.\n$/ })
  t.match((await cli('logs', 'sum')).out, 'hello\nworld\n')
  t.match((await cli('logs', 'sum', '--json')).out, /"text":"hello\\nworld","attempt":"a-1-\d+","host":"node-a"\}/)
  const cancelled = await cli('cancel', 'sum', '--reason', 'enough')
  t.match(cancelled.out, /sum: \w+ \(.*enough/)
  t.match((await cli('hosts')).out, /node-a +node-a +connected +0\.0s ago +2 +none +8\.0 GiB +unknown/)
  t.match((await cli('cordon', 'node-a')).out, 'node-a takes no new work; what runs there goes on')
  t.match((await cli('uncordon', 'node-a')).out, 'node-a takes work again')
  t.match((await cli('status')).out, /hosts: +1 connected\n/)
  t.match((await cli('events', '--limit', '2')).out, /node-a takes work again/)
})

t.test('what has several lines takes one in tables and lists', (t) => {
  t.equal(table(['A', 'B'], [['x\n  y\r\n', 1]]), 'A      B\nx | y  1\n')
  t.equal(fields([['why', 'a\n\nb']]), 'why: a | b\n')
  t.end()
})

t.test('an idempotency key submits once', async (t) => {
  const { cli } = await start(t)
  const words = ['submit', '--name', 'x', '--key', 'k', '--json', '--', 'true']
  t.equal((await cli(...words)).json().id, (await cli(...words)).json().id)
})

t.test('wrong use: what is wrong, what would be right, exit 2', async (t) => {
  const { cli } = await start(t)
  const table: [string[], RegExp][] = [
    [['jbos'], /unknown command 'jbos'; did you mean 'jobs'\?/],
    [['jobs', '--stat', 'x'], /unknown flag '--stat'; did you mean '--state'\?/],
    [['jobs', '--state'], /--state needs a value: --state STATE/],
    [['job'], /millwright job needs ID/],
    [['job', 'a', 'b'], /takes ID \| act ID; got 'a b'/],
    [['hosts', '--', 'x'], /takes nothing after '--'/],
    [['submit'], /give a file, or a command/],
    [['submit', '--', 'true'], /--name is missing/],
    [['submit', '--name', 'a b', '--', 'true'], /name must be a name of letters/],
    [
      ['submit', '--name', 'a', '--shards', '0', '--', 'true'],
      /--shards must be a whole number from 1 to 10000000; got '0'/,
    ],
    [['submit', '--name', 'a', '--env', 'X', '--', 'true'], /--env must be NAME=VALUE; got 'X'/],
    [['submit', '--name', 'a', '--time-limit', '5', '--', 'true'], /must be like 90s, 30m, 2h or 1d; got '5'/],
    [['submit', '--name', 'a', '--gang', '4-2', '--', 'true'], /--gang must be N or N:MIN, like 8 or 8:6; got '4-2'/],
    [['submit', '--name', 'a', '--gang', '4:5', '--', 'true'], /gang.minHosts must not be above hosts \(4\); got 5/],
    [['submit', '--name', 'a', '--array', '4/2', '--', 'true'], /--array must be N or N%PARALLEL/],
    [['submit', '--name', 'a', '--after', 'b:failed', '--', 'true'], /--after must be JOB, JOB:succeeded or JOB:ended/],
    [['submit', '--name', 'a', '--require', '--', 'true'], /--require goes with --pack LEVEL or --spread LEVEL/],
    [['submit', '--name', 'a', '--gpus', '1', '--gpu-memory', '80', '--', 'true'], /must be like 80G or 40960M/],
    [['submit', 'x.yaml', '--name', 'a'], /--name cannot be used with a file/],
    [['submit', '--name', 'a', '--bogus', '--', 'true'], /unknown flag '--bogus'; known here: --file, /],
    [['submit', '--name', 'a', '--memory', '99999999G', '--', 'true'], /^millwright: --memory: resources\.memoryMb/],
    [['submit', '--name', 'a', '--env', 'MILLWRIGHT_JOB=j', '--', 'true'], /--env: env\.MILLWRIGHT_JOB is set by Mill/],
    [['submit', '--name', 'a', '--gang', '2', '--checkpoint-interval', 'often', '--', 'x'], /1d or auto; got 'often'/],
    [['secret', 'bogus'], /^millwright secret takes set NAME, remove NAME or list; got 'bogus'/],
    [['secret'], /^millwright secret needs set NAME/],
    [['jobs', '--coordinator', 'ftp://x'], /is not the address of a coordinator/],
  ]
  for (const [argv, message] of table) {
    const { code, err } = await cli(...argv)
    t.match([code, err], [2, message], argv.join(' '))
  }
})

t.test('help, failures and unreachable coordinators', async (t) => {
  const { cli } = await start(t)
  for (const name of [
    'submit',
    'jobs',
    'job',
    'logs',
    'hosts',
    'why',
    'cancel',
    'models',
    'model',
    'rollback',
    'pipelines',
    'runs',
    'run',
    'events',
    'cordon',
    'uncordon',
    'status',
  ]) {
    t.match((await cli('--help')).out, `\n  ${name} `)
    t.match((await cli(name, '--help')).out, `millwright ${name}`)
  }
  t.match(await cli('job', 'nope'), {
    code: 1,
    err: "millwright: no job 'nope': `millwright jobs` lists those that are kept\n",
  })
  t.match((await cli('job', 'nope', '--json')).json(), { error: { code: 'no-such-job', status: 404 } })
  t.match(await cli('--version'), { code: 0, out: 'millwright 1.2.3\n' })
  t.match(await cli('submit', '.'), {
    code: 1,
    err: /^millwright: \.: this is a directory; give a job or pipeline file/,
  })
  t.match(await cli('job', 'act', 'nope'), { code: 1, err: /no job 'nope'/ })
  const gone = await cli('jobs', '--coordinator', '127.0.0.1:1')
  t.match(
    [gone.code, gone.err],
    [3, /no coordinator answers at http:\/\/127\.0\.0\.1:1 \(.*address from --coordinator\)/],
  )
})

t.test('job files', async (t) => {
  const dir = t.testdir({
    'job.yaml': 'name: fromfile\nkind: batch\nrun:\n  kind: command\n  argv: [echo, hi]\nshards:\n  items: [a, b]\n',
    'job.json':
      '{"name": "json", "kind": "batch",\n "run": {"kind": "command", "argv": ["true"]},\n "shrads": {"count": 1}}\n',
  })
  const { cli } = await start(t, dir)
  t.match((await cli('submit', 'job.yaml')).out, /fromfile submitted: 2 shards/)
  const bad = await cli('submit', '--file', 'job.json')
  t.match([bad.code, bad.err], [1, /^job\.json:3:2: shrads is not a known key; did you mean 'shards'\?\n {3}"shrads"/])
  t.match(await cli('submit', 'none.yaml'), { code: 1, err: 'none.yaml: no such file\n' })
})

const pipelineText = stringify(broken(flightsSpec, 'intake.source', { file: 'data.csv', format: 'csv' }))

t.test('pipeline files: faults with file, line, column', async (t) => {
  const table: Record<string, [string, RegExp]> = {
    'key.yaml': [
      pipelineText.replace('hidden:', 'hiden:'),
      /^key\.yaml:\d+:3: train\.hiden is not a known key; did you mean 'hidden'\?\n {4}hiden: 16\n {4}\^/,
    ],
    'value.yaml': [
      pipelineText.replace('shards: 4', 'shards: four'),
      /^value\.yaml:\d+:11: intake\.shards must be a whole number from 1 to \d+; got "four"\n.*\n {12}\^/,
    ],
    'missing.yaml': [
      pipelineText.replace(/ {2}label: .*\n/, ''),
      /^missing\.yaml:2:1: intake\.label is missing; must be an SQL expression/,
    ],
    'column.yaml': [
      pipelineText.replace('time: date', 'time: day'),
      /^column\.yaml:\d+:9: intake\.time is not in intake\.columns: 'day'/,
    ],
    'rule.yaml': [
      pipelineText.replace('metric: auc', 'metric: uac'),
      /^rule\.yaml:\d+:13: gate\[0\]\.metric must be one of .*did you mean 'auc'/,
    ],
    'bad.yaml': [
      pipelineText.replace('  columns:', '\tcolumns:'),
      /^bad\.yaml:\d+:\d+: not valid YAML: .*\(indent with spaces\)/,
    ],
    'twice.yaml': [`${pipelineText}name: again\n`, /^twice\.yaml:\d+:1: not valid YAML: .*\(give each key once\)/],
    'list.yaml': ['- 1\n', /^list\.yaml:1:1: list\.yaml must hold a job/],
    'nofile.yaml': [pipelineText, /^nofile\.yaml:4:11: intake\.source\.file: no such file/],
  }
  const dir = t.testdir(Object.fromEntries(Object.entries(table).map(([name, [text]]) => [name, text])))
  const { cli } = await start(t, dir)
  for (const [name, [, message]] of Object.entries(table)) {
    const { code, err } = await cli('submit', name)
    t.match([code, err], [1, message], name)
  }
})

t.test('a pipeline is uploaded, followed, and its data errors are told with their line', async (t) => {
  const dir = t.testdir({ 'p.yaml': pipelineText, 'data.csv': 'date,delay,origin\n' })
  const { cli, fake } = await start(t, dir)
  const sent = await cli('submit', 'p.yaml')
  t.match(sent, { code: 0, out: /pipeline default\/flights submitted; run r-1-\d+/, err: /data\.csv: 18 B, uploading/ })
  const run = [...fake.state.runs.values()][0] as RunRow
  t.match((await cli('run', run.id)).out, /intake +running[\s\S]*The gate has not judged yet/)
  t.match((await cli('pipelines')).out, /default\/flights +r-1/)
  const put = (fields: Partial<RunRow>): void => void fake.state.runs.put(run.id, { ...run, ...fields })
  const gate = [
    {
      rule: 'auc ≥ 0.65',
      metric: 'auc',
      value: 0.6,
      limit: 0.65,
      champion: null,
      verdict: 'fail' as const,
      why: '0.6 is not ≥ 0.65',
    },
  ]
  put({ state: 'refused', endedMs: 2_000, gate })
  t.match((await cli('run', run.id)).out, /FAIL +auc ≥ 0\.65 +0\.6 +0\.65 +unknown/)

  // a new run that fails on a column: the row is changed once it is being followed
  fake.state.pipelines.patch('default/flights', { run: null })
  const waiting = cli('submit', 'p.yaml', '--wait')
  const failing = await new Promise<RunRow>((resolve) => {
    const stop = fake.feed.subscribe((message) => {
      const found = Object.values(message.tables.runs ?? {}).find((each) => each?.state === 'running')
      if (found === null || found === undefined) return
      stop()
      resolve(found)
    })
  })
  const error = { path: 'intake.columns.delay', message: "the file has no column 'delay'; it has date, origin" }
  fake.state.runs.put(failing.id, { ...failing, state: 'failed', endedMs: 3_000, error })
  const failed = await waiting
  t.match([failed.code, failed.err], [1, /p\.yaml:\d+:\d+: intake\.columns\.delay: the file has no column 'delay'/])
  t.match(failed.err, /already with the coordinator/)
})

t.test('models and rollback', async (t) => {
  const { cli, fake } = await start(t)
  const metrics = { rows: 1, baseRate: 0.2, auc: 0.7, logLoss: 0.4, ne: 0.95, ece: 0.01, bias: 0 }
  const lineage = {
    run: 'r-1-1',
    job: 'j-1-1',
    dataset: 'default/flights',
    datasetVersion: 1,
    from: '2001-01-01',
    to: '2001-02-01',
    init: null,
    samples: 10,
    hosts: [],
  }
  const version = (n: number) => ({
    version: n,
    artifact: { sha256: String(n).repeat(64), bytes: 1 },
    createdMs: 0,
    state: 'promoted' as const,
    metrics,
    lineage,
  })
  const change = (was: number | null, to: number) => ({
    alias: 'champion',
    version: to,
    was,
    atMs: 0,
    by: 'gate',
    reason: 'passed',
  })
  fake.state.models.put('default/flights', {
    v: 1,
    id: 'default/flights',
    name: 'flights',
    project: 'default',
    versions: [version(1), version(2)],
    aliases: { champion: 2 },
    aliasHistory: [change(null, 1), change(1, 2)],
  })
  t.match((await cli('models')).out, /default\/flights +2 +champion=2 +0\.7 +0\.95/)
  t.match((await cli('model', 'flights')).out, /2 +promoted \(champion\)[\s\S]*champion: 1 -> 2 by gate: passed/)
  t.match((await cli('rollback', 'flights')).out, 'flights@champion is version 1 again')
  t.match(await cli('rollback', 'nope'), {
    code: 1,
    err: "millwright: no model 'nope': `millwright models` lists them\n",
  })
})

t.test('events -f prints what comes, and the launcher runs', async (t) => {
  const { address, fake } = await start(t)
  fake.host('node-a')
  const child = spawn(
    join(import.meta.dirname, '../../coordinator/cli/millwright'),
    ['events', '-f', '--coordinator', address],
    {
      env: { ...process.env, NO_COLOR: '1' },
    },
  )
  t.teardown(() => child.kill('SIGKILL'))
  child.stdout.setEncoding('utf8')
  let out = ''
  const until = async (wanted: RegExp): Promise<void> => {
    while (!wanted.test(out)) out += String((await once(child.stdout, 'data'))[0])
  }
  await until(/node-a/)
  fake.door.post({
    kind: 'request',
    principal: { kind: 'local', id: 'x', project: 'default', role: 'admin' },
    key: null,
    request: { op: 'cordon-host', host: 'node-a', cordoned: true },
  })
  await until(/notice +node-a takes no new work/)
  child.kill('SIGINT')
  t.same((await once(child, 'exit')).slice(0, 2), [130, null])
})
