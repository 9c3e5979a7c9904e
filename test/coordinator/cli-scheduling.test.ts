import t from 'tap'
import { startCli as start } from '../fakes/cli.ts'

t.test('gangs, arrays and where they go, by flags', async (t) => {
  const { cli } = await start(t)
  const specOf = async (line: string) =>
    (await cli('submit', '--name', 'x', '--json', ...line.split(' '), '--', 'true')).json().spec
  t.match(
    await specOf(
      '--gang 8:6 --spares 1 --gpus 8 --gpu-model H100 --gpu-memory 80G --pack leaf --require --priority -5',
    ),
    {
      kind: 'gang',
      shards: undefined,
      gang: { hosts: 8, minHosts: 6, spares: 1 },
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
  t.match((await cli('spares', 'two')).err, /must be a number of hosts or a share, like 1 or 2%/)
  t.match((await cli('foreign')).out, /^No host runs work that is not known here/)
  t.match((await cli('status')).out, /hosts: +2 connected; 1 simulated, 1 draining\nGPUs: +0 of 0 in use/)
})
