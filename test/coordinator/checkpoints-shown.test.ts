import t from 'tap'
import { putCheckpoint } from '../../coordinator/core/checkpoints/rows.ts'
import { stateText } from '../../shared/model/checkpoint-words.ts'
import type { CheckpointRow } from '../../shared/model/checkpoints.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { startCli } from '../fakes/cli.ts'

const row = (job: string, step: number, more: Partial<CheckpointRow> = {}): CheckpointRow => ({
  v: 1,
  job,
  step,
  path: `/shared/step_${step}`,
  sha256: 'a'.repeat(64),
  bytes: 12_345_678_901,
  host: null,
  savedMs: 0,
  epoch: 1,
  attempt: 'a-1-1',
  state: 'durable',
  why: '',
  registeredMs: 0,
  parent: null,
  code: 'python3 train.py',
  hosts: ['h'],
  costMs: null,
  uid: 0,
  unreadable: [],
  askedHost: null,
  ...more,
})

t.test('checkpoints by flags, API and command line, empty and full', async (t) => {
  const { cli, fake } = await startCli(t)
  fake.host('node-a')
  const flags = ['--gang', '1', '--checkpoints', '/shared/run', '--keep', '2', '--checkpoint-interval', 'auto']
  const job = (await cli('submit', '--name', 'train', '--json', ...flags, '--', 'true')).json() as JobRow
  t.same(job.spec.checkpoints, { dir: '/shared/run', keep: 2, intervalMs: 'auto' })
  t.match((await cli('checkpoints', 'train')).out, /^No checkpoints of j-\d+-\d+ are known: [\s\S]*kept: +the newest 2/)
  t.match(
    (await cli('job', 'train')).out,
    /checkpoint: +none yet\nsaving: +what a checkpoint costs is not known yet; saved every 10 min/,
  )

  putCheckpoint(fake.state, row(job.id, 100))
  putCheckpoint(fake.state, row(job.id, 200, { host: 'node-a', sha256: null, costMs: 12_000, parent: 100 }))
  putCheckpoint(fake.state, row(job.id, 50, { state: 'lost', why: 'ENOENT' }))
  const list = (await cli('checkpoints', 'train', '--json')).json()
  t.match(list, { keep: 2, resumed: null, rows: [{ step: 200 }, { step: 100, hostName: null }, { step: 50 }] })
  const { out } = await cli('checkpoints', 'train')
  t.match(out, /STEP +AGE +SIZE +COST +STATE +EPOCH +AFTER +WHERE +PATH/)
  t.match(out, / 200 .*11 GiB .*12s .*durable, digest not known yet .*step 100 .*on the disk of/)
  t.match(out, / 100 .*durable .*the beginning .*on a path that all hosts share .*\/shared\/step_100/)
  t.match(out, / 50 .*lost: ENOENT/)
  t.match((await cli('job', 'train')).out, /checkpoint: +step 200, 11 GiB on the disk of/)
  t.match((await cli('why', 'train')).out, /newest checkpoint: step 200, 11 GiB/)
  t.match((await cli('checkpoints', 'nope')).err, /no job 'nope'/)
})

t.test('flags of checkpoints that are wrong say what would be right', async (t) => {
  const { cli } = await startCli(t)
  const wrong = async (...flags: string[]) => (await cli('submit', '--name', 'x', ...flags, '--', 'true')).err
  t.match(await wrong('--checkpoints', '/a/b'), /checkpoints.*is for kind gang/)
  t.match(await wrong('--gang', '1', '--checkpoints', 'a/b'), /--checkpoints: .*an absolute path on the hosts/)
  t.match(await wrong('--gang', '1', '--keep', '0'), /--keep must be a whole number from 1 to 32/)
  t.match(await wrong('--gang', '1', '--checkpoint-interval', '1s'), /--checkpoint-interval must be from 10s to 1d/)
  t.match(await wrong('--gang', '1', '--checkpoint-interval', 'often'), /must be like 90s, 30m, 2h or 1d/)
})

t.test('states in words', async (t) => {
  const told = { hostName: null, reachable: true }
  t.equal(stateText({ ...row('j', 1, { state: 'deleting', askedHost: 'h' }), ...told }), 'being deleted')
  t.equal(
    stateText({ ...row('j', 1, { state: 'superseded', why: 'epoch 2 went on' }), ...told }),
    'superseded: epoch 2 went on',
  )
})
