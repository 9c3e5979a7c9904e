import t from 'tap'
import { normaliseJob, validateJob } from '../../shared/model/validate-job.ts'
import { validatePipeline } from '../../shared/model/validate-pipeline.ts'
import { guess } from '../../shared/model/validation.ts'
import { broken, flightsSpec } from '../fakes/flights-spec.ts'

const job = {
  name: 'hello',
  kind: 'batch',
  run: { kind: 'command', argv: ['echo', 'hi'] },
  env: { A: 'b' },
  resources: { cpus: 1 },
  workers: { max: 2 },
  shards: { count: 3 },
  policy: { timeLimitMs: 60000 },
}

const said = (faults: readonly { path: string; message: string }[]): string[] =>
  faults.map(({ path, message }) => `${path} ${message}`)

t.test('[CI1] what a job brings: code, image, secrets, room on disk', async (t) => {
  const digest = `sha256:${'a'.repeat(64)}`
  const brings: readonly [object, string | undefined][] = [
    [
      { code: { workdir: '/shared/x' }, image: `r.example.org:5000/t/train@${digest}`, secrets: ['a', 'b.c'] },
      undefined,
    ],
    [{ code: { workdir: '/' } }, undefined],
    [{ code: { workdir: '/shared/' } }, 'code.workdir must be a whole path on the hosts'],
    [{ code: {} }, 'code must have one of dir (an uploaded directory) and workdir'],
    [{ code: { dir: { sha256: 'x', bytes: 1 } } }, 'code.dir.sha256 must be a sha256 in lower-case hex'],
    [{ image: 'train:latest' }, 'image must be a container image by its digest'],
    [{ secrets: ['../x'] }, "secrets[0] must be a name of letters, digits, '.', '_' and '-'"],
    [{ secrets: [] }, 'secrets must be a list of 1 to 32 entries'],
    [{ policy: { overDisk: 'stop' } }, 'policy.overDisk says what is done beyond resources.diskMb: give that too'],
    [{ policy: { overDisk: 'tell' }, resources: { cpus: 1, diskMb: 5 } }, undefined],
  ]
  for (const [more, message] of brings) {
    const [first] = said(validateJob({ ...job, ...more }))
    if (message === undefined) t.equal(first, undefined)
    else t.match(first, message)
  }
})

t.test('bad jobs: path, what was given, what would be right', async (t) => {
  const table: [string, unknown, string][] = [
    [
      'name',
      undefined,
      "name is missing; must be a name of letters, digits, '.', '_' and '-' (at most 128, first a letter or digit)",
    ],
    ['kind', 'bach', 'kind must be one of batch, gang, service; got "bach"; did you mean \'batch\'?'],
    ['shrads', { count: 1 }, "shrads is not a known key; did you mean 'shards'?"],
    ['run.kind', undefined, 'run.kind is missing; must be one of command, worker, engine'],
    [
      'run.argv',
      'echo hi',
      'run.argv must be a list of a program and its arguments, like ["python3", "work.py"]; got "echo hi"',
    ],
    [
      'run',
      { kind: 'engine', engine: 'modle' },
      'run.engine must be one of data, model, serve; got "modle"; did you mean \'model\'?',
    ],
    ['shards', { count: 0 }, 'shards.count must be a whole number from 1 to 10000000; got 0'],
    ['shards', { count: 2, items: [1] }, 'shards has both count and items; give one: items has one entry per shard'],
    [
      'shards',
      { waves: [{ name: 'w', count: 1, items: [1] }] },
      'shards.waves[0] has both count and items; give one: items has one entry per shard',
    ],
    [
      'shards',
      { waves: [{ name: 'w' }] },
      'shards.waves[0] has neither count nor items; give count (how many) or items (one JSON each)',
    ],
    [
      'shards',
      { items: Array(1001).fill(0) },
      'shards.items must be a list of 1 to 1000 items (add more to an open job); got 1001 entries',
    ],
    [
      'shards',
      { waves: [{ name: 'w', count: 10_000_000 }], repeat: 2 },
      'shards makes 20000000 shards; at most 10000000 are taken',
    ],
    ['env', { A: 1 }, 'env.A must be a text of at most 8192 characters; write "1"'],
    [
      'policy.timeLimitMs',
      '30m',
      'policy.timeLimitMs must be a whole number of milliseconds from 1000 to 31536000000; got "30m": write 1800000',
    ],
    ['workers.max', 1.5, 'workers.max must be a whole number from 1 to 1024; got 1.5'],
  ]
  for (const [path, value, message] of table) t.same(said(validateJob(broken(job, path, value))), [message])
  t.same(said(validateJob([])), [
    ' must be an object with name, project, kind, run, env, params, resources, workers, shards, gang, array, placement, priority, after, policy, checkpoints, code, image, secrets; got []',
  ])
  const engine = { ...broken(job, 'run', { kind: 'engine', engine: 'data' }), policy: { checkpointSignal: 'SIGTERM' } }
  t.same(validateJob(engine), [])
  for (const signal of ['SIGUSR1', 'SIGUSR2'])
    t.same(said(validateJob(broken(engine, 'policy.checkpointSignal', signal))), [
      `policy.checkpointSignal must be SIGTERM for an engine, which knows no other; got ${signal}`,
    ])
  const service = { name: 's', kind: 'service', run: { kind: 'command', argv: ['x'] } }
  t.same(said(validateJob(service)), ['run.kind must be worker or engine in a service; a command runs once per shard'])
})

const gangJob = {
  name: 'train',
  kind: 'gang',
  run: { kind: 'command', argv: ['python3', 'train.py'] },
  resources: { cpus: 8, gpus: 8, gpuModel: 'H100', gpuMemoryMb: 80_000 },
  gang: { hosts: 8, minHosts: 6, spares: 1 },
  placement: { labels: { pool: 'a' }, topology: { level: 'leaf', mode: 'pack', required: true } },
  priority: 10,
  after: [{ job: 'prepare' }, { job: 'j-1-7', on: 'ended' }],
  policy: { checkpointSignal: 'SIGUSR1', preemptible: false, minRunMs: 0, lostAfterMs: 15_000, maxRestarts: 3 },
}

t.test('gangs, arrays, placement: what cannot be is named', async (t) => {
  t.same(validateJob(gangJob), [])
  const gangs: [string, unknown, string][] = [
    ['gang', undefined, 'gang is missing in a job of kind gang; give gang: {hosts: N}'],
    ['gang.minHosts', 9, 'gang.minHosts must not be above hosts (8); got 9'],
    ['gang.hosts', 0, 'gang.hosts must be a whole number from 1 to 1024; got 0'],
    ['shards', { count: 2 }, 'shards cannot be used in a gang; its members share their work among themselves'],
    ['array', { count: 2 }, 'array cannot be used in a gang; arrays are for kind batch'],
    ['workers', { max: 2 }, 'workers cannot be used in a gang; gang.hosts says how many members there are, one a host'],
    [
      'run',
      { kind: 'engine', engine: 'model' },
      "run.kind must be command or worker in a gang: it is each rank's program",
    ],
    ['resources.gpus', 0, 'resources.gpuModel says which GPUs, and gpus says how many: give gpus, at least 1'],
    [
      'resources.migProfile',
      '1g.10gb',
      'resources.gpuModel cannot be used with migProfile: the profile names the slice, on any GPU that has it',
    ],
    [
      'resources.migProfile',
      '10gb',
      'resources.migProfile must be a MIG profile as NVIDIA writes it, like "1g.10gb"; got "10gb"',
    ],
    [
      'placement.topology.level',
      'rak',
      'placement.topology.level must be one of site, row, rack, leaf, nvlink; got "rak"; did you mean \'rack\'?',
    ],
    ['placement.labels', { a: 1 }, 'placement.labels.a must be a text; got 1'],
    ['priority', 2_000, 'priority must be a whole number from -1000 to 1000; got 2000'],
    ['after.1.on', 'failed', 'after[1].on must be one of succeeded, ended; got "failed"'],
    [
      'policy.lostAfterMs',
      4_999,
      'policy.lostAfterMs must be a whole number of milliseconds from 15000 to 86400000; got 4999',
    ],
    [
      'policy.checkpointSignal',
      'SIGKILL',
      'policy.checkpointSignal must be one of SIGTERM, SIGUSR1, SIGUSR2; got "SIGKILL"',
    ],
  ]
  for (const [path, value, message] of gangs) t.equal(said(validateJob(broken(gangJob, path, value)))[0], message)
  const arrayJob = { ...broken(job, 'shards', undefined), workers: undefined, array: { count: 100, parallel: 10 } }
  t.same(validateJob(arrayJob), [])
  const arrays: [string, unknown, string][] = [
    ['array.parallel', 101, 'array.parallel must not be above count (100); got 101'],
    ['shards', { count: 1 }, 'shards cannot be used with array: each task of an array is one shard'],
    ['workers', { max: 1 }, 'workers cannot be used with array; array.parallel says how many run at once'],
    [
      'run',
      { kind: 'engine', engine: 'data' },
      'run.kind must be command or worker in an array; an engine takes shards',
    ],
    ['gang', { hosts: 1 }, 'gang is for kind gang; write kind: gang'],
    ['policy.lostAfterMs', 60_000, 'policy.lostAfterMs is for kind gang'],
  ]
  for (const [path, value, message] of arrays) t.same(said(validateJob(broken(arrayJob, path, value))), [message])
})

t.test('an array is one wave, and a dependency waits for success', async (t) => {
  const { workers: _workers, shards: _shards, ...rest } = job
  const array = normaliseJob({ ...rest, array: { count: 5 }, after: [{ job: 'a' }] })
  t.same([array.shards, array.array], [{ waves: [{ name: 'main', count: 5 }] }, { count: 5 }])
  t.same(array.after, [{ job: 'a', on: 'succeeded' }])
  t.same(normaliseJob(gangJob).after, [
    { job: 'prepare', on: 'succeeded' },
    { job: 'j-1-7', on: 'ended' },
  ])
  t.equal(normaliseJob(gangJob).shards, undefined)
})

t.test('short forms of shards become waves', async (t) => {
  t.same(validateJob(job), [])
  t.same(normaliseJob(job).shards, { waves: [{ name: 'main', count: 3 }] })
  t.same(normaliseJob({ ...job, shards: { items: ['a'] } }).shards, { waves: [{ name: 'main', items: ['a'] }] })
  t.same(normaliseJob({ ...job, shards: { open: true } }).shards, { open: true, waves: [{ name: 'main' }] })
  t.same(normaliseJob(broken(job, 'shards', undefined)).shards, { waves: [{ name: 'main', count: 1 }] })
})

t.test('bad pipelines', async (t) => {
  t.same(validatePipeline(flightsSpec), [])
  const table: [string, unknown, string][] = [
    ['intake.colums', {}, "intake.colums is not a known key; did you mean 'columns'?"],
    [
      'intake.columns.delay.type',
      'int',
      'intake.columns.delay.type must be one of timestamp, integer, number, string, boolean; got "int"',
    ],
    ['intake.columns.delay.min', 'x', 'intake.columns.delay.min must be a number for type integer; got "x"'],
    ['intake.columns.delay.min', 3000, 'intake.columns.delay.min must not be above max (2000); got 3000'],
    ['intake.columns.origin.matches', '[', 'intake.columns.origin.matches must be a regular expression; got "["'],
    ['intake.time', 'dates', "intake.time is not in intake.columns: 'dates'; did you mean 'date'?"],
    ['intake.time', 'origin', "intake.time must name a column of type timestamp; 'origin' is string"],
    ['intake.maxQuarantined', 5, 'intake.maxQuarantined must be a share of rows from 0 to 1; got 5'],
    ['intake.features.label', 'x', 'intake.features.label is a reserved name; choose another'],
    ['train.window.to', '2001-02-30', 'train.window.to must be a date like "2001-02-03"; got "2001-02-30"'],
    ['train.window.to', '2001-01-01', 'train.window.to must be after from (2001-01-01); got "2001-01-01"'],
    [
      'train.features.horu',
      { kind: 'number' },
      "train.features.horu is not in intake.features: 'horu'; did you mean 'hour'?",
    ],
    [
      'train.roundMs',
      '2s',
      'train.roundMs must be a whole number of milliseconds from 100 to 3600000; got "2s": write 2000',
    ],
    ['evaluate.holdOutDays', 31, "evaluate.holdOutDays must be less than the training window's 31 days; got 31"],
    ['gate', [{ metric: 'AUC', min: 0.6 }], undefined as never],
    ['gate', [{ metric: 'ne' }], 'gate[0] has no limit; give min, max or maxWorseThanChampion'],
    [
      'gate',
      [{ metric: 'latency.p99Ms', maxWorseThanChampion: 1 }],
      "gate[0].maxWorseThanChampion is for rows, baseRate, auc, logLoss, ne, ece, bias; the champion has no 'latency.p99Ms'",
    ],
    [
      'monitor.data.columns',
      ['hour', 'orgin'],
      "monitor.data.columns[1] is not in intake.features: 'orgin'; did you mean 'origin'?",
    ],
    ['monitor.data.confidence', 0.9, 'monitor.data.confidence must be one of 0.95, 0.99, 0.999; got 0.9'],
    ['retrain.mode', 'hot', 'retrain.mode must be one of warm, cumulative; got "hot"'],
    ['deploy', undefined, 'deploy is missing; must be an object with name, replicas'],
  ]
  for (const [path, value, message] of table) {
    const found = said(validatePipeline(broken(flightsSpec, path, value)))
    if (message === undefined) t.match(found[0], /gate\[0\]\.metric must be one of .*; got "AUC"; did you mean 'auc'\?/)
    else t.has(found, [message])
  }
})

t.test('guesses are near or not made', async (t) => {
  t.equal(guess('wrokers', ['workers', 'run'], ''), "did you mean 'workers'?")
  t.equal(guess('zebra', ['workers', 'run'], ''), '')
})
