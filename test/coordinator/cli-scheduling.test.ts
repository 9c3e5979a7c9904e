import t from 'tap'
import { startCli as start } from '../fakes/cli.ts'

t.test('gangs, arrays and where they go, by flags', async (t) => {
  const { cli } = await start(t)
  const specOf = async (line: string) =>
    (await cli('submit', '--name', 'x', '--json', ...line.split(' '), '--', 'true')).json().spec
  t.match(
    await specOf(
      '--gang 8:6 --spares 1 --ranks 4 --gpus 8 --gpu-model H100 --gpu-memory 80G --pack leaf --require --priority -5',
    ),
    {
      kind: 'gang',
      shards: undefined,
      gang: { hosts: 8, minHosts: 6, spares: 1, ranksPerHost: 4 },
      resources: { gpus: 8, gpuModel: 'H100', gpuMemoryMb: 80_000 },
      placement: { topology: { level: 'leaf', mode: 'pack', required: true } },
      priority: -5,
    },
  )
  t.match(await specOf('--array 10%3 --label pool=a --label rack=7 --grace 5m --gpus 1 --mig 1g.10gb --project p'), {
    kind: 'batch',
    project: 'p',
    array: { count: 10, parallel: 3 },
    shards: { waves: [{ name: 'main', count: 10 }] },
    resources: { migProfile: '1g.10gb' },
    placement: { labels: { pool: 'a', rack: '7' } },
    policy: { graceMs: 300_000 },
  })
})

t.test('plans, drains, quotas, spares, foreign work', async (t) => {
  const { cli, fake, answers } = await start(t)
  fake.host('sim-a')
  fake.host('node-b')
  const words = ['plan', '--name', 'x', '--time-limit', '1h', '--', 'true']
  t.match((await cli(...words)).out, /^x would start now on node-b and end about \d\d:\d\d UTC/)
  t.equal(fake.state.jobs.size, 0, 'nothing was submitted')
  t.match((await cli('plan')).out, /^in the next 24 h: 0 jobs would start/)
  t.match((await cli('plan', '--drain', 'sim-a', '--mode', 'now', '--json')).json(), { summary: /^draining sim-a/ })
  t.match((await cli('plan', '--cancel', 'nope')).err, "no job 'nope'")
  t.match(
    (await cli('plan', '--cancel', 'a', '--drain', 'b')).err,
    /plan one thing at a time; got --drain and --cancel/,
  )
  const drain = ['drain', 'sim-a', '--mode', 'now', '--reason', 'fan replaced']
  const unasked = await cli(...drain)
  t.match([unasked.code, unasked.err], [1, /would stop nothing; it would be empty now[\s\S]*add --yes to drain sim-a/])
  t.equal(fake.state.hosts.get('sim-a')?.drain, null)
  answers.push(false, true)
  t.match((await cli(...drain)).err, /Drain sim-a\?[\s\S]*nothing was changed/)
  t.match((await cli(...drain)).out, 'sim-a is draining (now): fan replaced')
  t.match((await cli('hosts')).out, /sim-a .*simulated; drained: now, by local: fan replaced/)
  t.match((await cli('undrain', 'sim-a')).out, 'sim-a takes work again')
  t.match((await cli(...drain, '--deadline', '2h', '--yes')).out, 'sim-a is draining')
  t.match((await cli('drain', 'sim-a')).err, /--reason is missing/)
  t.match((await cli('confirm-lost', 'node-b')).code, 1)
  t.match((await cli('quota')).out, /^No project has quotas/)
  t.match(
    (await cli('quota', 'vision', '--guaranteed', '8', '--max', 'none')).out,
    'vision: 8 GPUs guaranteed, no limit',
  )
  t.match((await cli('quota')).out, /vision +0 +8 +no limit +1/)
  t.match((await cli('spares')).out, /^No hosts are kept back/)
  t.match((await cli('spares', '2%')).out, /^2% of the hosts of every leaf/)
  t.match(
    (await cli('spares', 'two')).err,
    /must be a number of hosts up to 1000 or a share up to 100%, like 1 or 2%; got 'two'/,
  )
  for (const wrong of ['101%', '1001', '-1', '']) t.equal((await cli('spares', wrong)).code, 2, wrong)
  t.match((await cli('foreign')).out, /^No host runs work that is not known here/)
  t.match((await cli('status')).out, /hosts: +2 connected; 1 simulated, 1 draining\nGPUs: +0 of 0 in use/)
})

t.test('wrong plans and spares are refused with what would be right', async (t) => {
  const { address } = await start(t)
  const refusal = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://${address}/api/v1/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return ((await answer.json()) as { detail: string }).detail
  }
  t.equal((await fetch(`http://${address}/api/v1/why/`)).status, 404, 'a path without its last part')
  t.equal(await refusal('plan', { nothing: false }), 'nothing must be true; got false')
  t.match(await refusal('plan', {}), 'must have exactly one of submit, drain, cancel, nothing; got none')
  t.match(
    await refusal('spares', { perLeaf: 101, unit: 'percent' }),
    'perLeaf must be from 0 to 100 when unit is percent',
  )
})

t.test('a host shut by two hands says so, faults of a job name their flag, and durations their bounds', async (t) => {
  const { cli, fake } = await start(t)
  fake.host('sim-a')
  await cli('cordon', 'sim-a')
  await cli('drain', 'sim-a', '--reason', 'fan', '--yes')
  t.match((await cli('uncordon', 'sim-a')).out, 'sim-a takes no work yet: drained (after, by local: fan)')
  t.match((await cli('events', '--limit', '1')).out, 'sim-a takes no work yet: drained: fan')
  t.match((await cli('undrain', 'sim-a')).out, 'sim-a takes work again')
  const wrong = async (line: string) => (await cli('submit', '--name', 'x', ...line.split(' '), '--', 'true')).err
  t.match(await wrong('--gang 0'), '--gang: gang.hosts must be a whole number from 1 to 1024; got 0')
  t.match(await wrong('--gpu-model H100'), '--gpu-model: resources.gpuModel says which GPUs')
  t.match(await wrong('--time-limit 1000d'), "--time-limit must be from 1s to 365d; got '1000d'")
  t.match((await cli('plan', '--horizon', '999d')).err, "--horizon must be from 1s to 30d; got '999d'")
  t.match((await cli('submit', '--name', 'x', '--memory', '2G', '--json', '--', 'true')).json().spec.resources, {
    memoryMb: 2_048,
  })
  t.match((await cli('job', 'x')).out, /asks for: +1 slot, 2048 MB/)
  t.match((await cli('hosts', '--help')).out, /^millwright hosts\n/)
})

t.test(
  'a drain is planned with its deadline, and what is wrong with either is told in one way, as JSON where that is wanted',
  async (t) => {
    const { cli, fake } = await start(t)
    fake.host('sim-a')
    t.match((await cli('plan', '--drain', 'sim-a', '--deadline', '2h')).out, /^draining sim-a \(after\)/)
    t.match((await cli('plan', '--deadline', '2h')).err, '--deadline goes with --drain HOST')
    for (const words of [
      ['plan', '--drain', 'sim-a'],
      ['drain', 'sim-a', '--reason', 'fan'],
    ]) {
      const refused = await cli(...words, '--deadline', '31d')
      t.match([refused.code, refused.err], [2, "--deadline must be from 1s to 30d; got '31d'"])
    }
    t.match((await cli('plan', '--drain', 'no host')).err, "no host 'no host': `millwright hosts` lists them")
    const unasked = await cli('drain', 'sim-a', '--reason', 'fan', '--json')
    t.match([unasked.code, unasked.err, unasked.json()], [2, '', { error: { code: 'bad-usage', detail: /add --yes/ } }])
    t.equal(fake.state.hosts.get('sim-a')?.drain, null)
    const unknown = await cli('drain', 'nope', '--reason', 'fan', '--yes', '--json')
    t.match([unknown.code, unknown.err, unknown.json()], [1, '', { error: { code: 'no-such-host' } }])
    t.match((await cli('drain', 'sim-a', '--reason', 'fan', '--yes', '--json')).json(), { drain: { reason: 'fan' } })
    t.match((await cli('quota', 'p', '--max', 'many')).err, "from 0 to 1000000, or none; got 'many'")
    t.match((await cli('why', '')).err, 'millwright why takes ID; got an empty text')
    t.match((await cli('submit', '--', 'x', '--json')).err, '--name is missing', "another program's --json")
  },
)

t.test('what cannot start says so in the list, and what nobody touches is in the plan', async (t) => {
  const { cli, fake } = await start(t)
  fake.host('sim-a')
  await cli('submit', '--name', 'wide', '--gang', '3', '--', 'true')
  t.match(
    (await cli('jobs')).out,
    /gang +3 hosts × 1 slot +queued +queued +\S+ +cannot start on this fleet: 1 host could/,
  )
  t.match((await cli('plan')).out, /1 would go on as it is\n +\S+ 'wide' waits: cannot start on this fleet/)
  t.match((await cli('plan', '--name', 'y', '--gang', '9', '--', 'true')).out, /^y would not start .*: cannot start on/)
})

t.test('which ranks of a gang are where', async (t) => {
  const { cli, fake } = await start(t)
  fake.host('node-a')
  fake.host('node-b')
  await cli('submit', '--name', 'ranked', '--gang', '2', '--ranks', '4', '--', 'true')
  fake.door.post({ kind: 'ticked', lateMs: 0 })
  const { out } = await cli('job', 'ranked')
  t.match(out, /ATTEMPT +HOST +STATE +GPUS +EPOCH +RANKS +END\n/)
  t.same(out.match(/ 1 {2}\d-\d/g)?.sort(), [' 1  0-3', ' 1  4-7'])
})

t.test('a gang that is waited for is told by its phase, not by shards that it has not', async (t) => {
  const { cli } = await start(t)
  const waiting = cli('submit', '--name', 'together', '--gang', '2', '--wait', '--', './train')
  while ((await cli('cancel', 'together')).code !== 0) await new Promise(setImmediate)
  const { out, err, code } = await waiting
  t.equal(code, 1)
  t.match(out, /together cancelled after /)
  t.notMatch(out + err, /shard/)
})
