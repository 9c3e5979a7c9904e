import t from 'tap'
import { putFault } from '../fakes/health-rows.ts'
import { startApi } from '../fakes/started-api.ts'

t.test('what changed: verdicts, alerts, events and signals in one list, newest first', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  fake.host('node-b')
  fake.clock.ms = 2_000_000
  putFault(fake, { sinceMs: 1_990_000, goneMs: 1_995_000, state: 'gone' })
  fake.state.alerts.patch('l-1-2', { sinceMs: 1_990_001, acknowledged: { by: 'eve', atMs: 1_991_000, note: 'on it' } })
  await call('POST', '/api/v1/hosts/node-a/cordon')
  fake.telemetry.signalChanges.push({
    atMs: 1_992_000,
    host: 'node-b',
    name: 'port-state',
    labels: { device: 'mlx5_0', port: '1' },
    from: 'ACTIVE',
    to: 'DOWN',
  })
  const rows = async (query: string) =>
    (await call('GET', `/api/v1/changes?${query}`)).body.rows as { kind: string; text: string }[]
  t.same(
    (await rows('')).map(({ kind }) => kind),
    ['host-cordoned', 'verdict-gone', 'signal-changed', 'alert-acknowledged', 'alert-fired', 'verdict-opened'],
  )
  t.match(await rows('for=1d'), { length: 8 }, 'the joins of both hosts too')
  t.match((await rows('host=node-b'))[0], { text: 'node-b, device mlx5_0, port 1: port-state ACTIVE → DOWN' })
  t.same((await rows('sinceMs=1991500')).length, 3)
  const lost = (name: string, gone: boolean) => ({
    atMs: gone ? 1_999_000 : 1_999_500,
    host: 'node-b',
    name,
    labels: { gpu: '3', uuid: 'GPU-b-3' },
    from: gone ? '40' : 'gap: no answer',
    to: gone ? 'gap: no answer' : '41',
  })
  const names = ['gpu-power', 'gpu-temperature', 'gpu-clock-sm', 'gpu-energy', 'gpu-utilisation']
  for (const gone of [true, false]) fake.telemetry.signalChanges.push(...names.map((name) => lost(name, gone)))
  t.same(
    (await rows('host=node-b')).slice(0, 2).map(({ text }) => text),
    [
      'node-b, gpu 3: gpu-power, gpu-temperature, gpu-clock-sm and 2 more → known again (gap: no answer)',
      'node-b, gpu 3: gpu-power, gpu-temperature, gpu-clock-sm and 2 more → gap: no answer',
    ],
    'what a device lost or has again at one moment is one line',
  )
  t.match((await call('GET', '/api/v1/changes?limit=2')).body, { rows: { length: 2 }, more: true, fromMs: 1_400_000 })
  t.match((await call('GET', '/api/v1/changes?for=10m&sinceMs=1')).body, { code: 'bad-field' })
  t.match((await call('GET', '/api/v1/changes?for=30d')).body, { field: 'for', detail: /at most 7 days/ })
  t.match((await call('GET', '/api/v1/changes?for=soon')).body, { detail: /90s, 10m, 2h or 1d/ })
})

t.test('what the core found is told once, with the device by its name and the words of then', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  const { inventory } = fake.state.hosts.must('node-a')
  fake.state.hosts.patch('node-a', {
    inventory: { ...inventory, gpus: [{ index: 4, uuid: 'GPU-x', name: 'H100', memoryBytes: 1 }] },
  })
  const finding = {
    rule: 'gpu-ecc-corrected-rate',
    ruleVersion: '1',
    device: 'gpu:GPU-x',
    grade: 'degrade',
    repair: 'inspect',
    text: '17700 errors',
    evidence: [],
    place: {},
  } as const
  fake.door.post({ kind: 'findings-made', host: 'node-a', findings: [finding] })
  fake.clock.ms += 5_000
  fake.door.post({ kind: 'findings-made', host: 'node-a', findings: [{ ...finding, text: '99999 errors' }] })
  const { rows } = (await call('GET', '/api/v1/changes')).body
  const found = rows.filter(({ kind }: { kind: string }) => /fault|verdict/.test(kind))
  t.match(found, [{ kind: 'fault-found', level: 'warning', text: 'node-a, GPU 4: 17700 errors' }])
  t.equal(found.length, 1)
  const [verdict] = (await call('GET', '/api/v1/verdicts?host=node-a')).body.rows
  t.match(verdict, { deviceName: 'GPU 4', hostName: 'node-a' })
  await call('POST', `/api/v1/verdicts/${verdict.id}/close`, { reason: 'new board' })
  const after = (await call('GET', '/api/v1/changes')).body.rows as { kind: string; text: string }[]
  t.match(after.find(({ kind }) => kind === 'verdict-closed')?.text, /^node-a, GPU 4: .*new board/)
  t.match((await call('GET', '/api/v1/hosts/node-a')).body, { verdicts: [], faults: [] })
})
