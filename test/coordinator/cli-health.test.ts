import t from 'tap'
import { heatText } from '../../coordinator/cli/heat-map.ts'
import { readingsText } from '../../coordinator/cli/readings.ts'
import { sparkline, statsOf } from '../../coordinator/cli/spark.ts'
import { reoffer } from '../../coordinator/core/holdings.ts'
import type { LatestSignal } from '../../shared/model/telemetry.ts'
import { startCli } from '../fakes/cli.ts'
import { putFault, putVerdict, verdictRow } from '../fakes/health-rows.ts'

type Started = Awaited<ReturnType<typeof startCli>>
const asked = ({ fake }: Started) => {
  const last = fake.inputs.at(-1)
  return last?.kind === 'request' ? last.request : undefined
}

t.test('alerts: what broke, since when, what it affects, what was done', async (t) => {
  const { cli, fake } = await startCli(t)
  t.equal((await cli('alerts')).out, 'No alert fires.\n')
  fake.host('node-a')
  fake.clock.ms = 3_000
  putFault(fake)
  const { out } = await cli('alerts')
  t.match(out, /^ID +GRADE +SINCE +WHAT +HOSTS +AFFECTS +DONE +NOTES\n/)
  t.match(
    out,
    /l-1-2 +degrade +2\.5s ago +gpu\/margin on node-a +node-a +j-1-7, default\/flights +node-a is drained \(after\)/,
  )
  t.match((await cli('alerts', '--all', '--json')).json(), [{ id: 'l-1-2', affects: { jobs: ['j-1-7'] } }])
  const whole = (await cli('alert', 'l-1-2')).out
  t.match(whole, /alert: +l-1-2\nwhat: +gpu\/margin on node-a/)
  t.match(whole, /evidence: gpu-temperature gpu 1: 92 °C \(> 89 °C\), 0\.4 s old/)
  t.match(whole, /to repair: inspect/)
  t.match((await cli('alert', 'l-1-2', '--json')).json(), { verdictRows: [{ id: 'v-1-1' }] })
  t.match((await cli('alert', 'l-9-9')).err, /no alert 'l-9-9'/)
})

t.test('what a person does about alerts is asked of the coordinator', async (t) => {
  const started = await startCli(t)
  const { cli, fake } = started
  fake.host('node-a')
  putFault(fake)
  const lines: [string[], object][] = [
    [['alert', 'ack', 'l-1-2', '--note', 'on it'], { op: 'acknowledge-alert', alert: 'l-1-2', note: 'on it' }],
    [['alert', 'unack', 'l-1-2'], { op: 'unacknowledge-alert' }],
    [['alert', 'snooze', 'l-1-2', '--for', '2h'], { op: 'snooze-alert', forMs: 7_200_000 }],
    [
      ['silence', 'add', '--match', 'rack=r7', '--match', 'grade=watch', '--for', '1d', '--reason', 'moved'],
      { op: 'add-silence', match: { rack: 'r7', grade: 'watch' }, forMs: 86_400_000, reason: 'moved' },
    ],
    [['silence', 'end', 's-1-1'], { op: 'end-silence', silence: 's-1-1' }],
    [
      ['receivers', 'add', 'pager', 'http://x/y', '--grades', 'stop'],
      { op: 'put-receiver', name: 'pager', url: 'http://x/y', grades: ['stop'] },
    ],
    [['receivers', 'test', 'pager'], { op: 'test-receiver', name: 'pager' }],
    [['receivers', 'remove', 'pager'], { op: 'remove-receiver', name: 'pager' }],
    [
      ['verdict', 'close', 'v-1-1', '--reason', 'new fan'],
      { op: 'close-verdict', verdict: 'v-1-1', reason: 'new fan' },
    ],
    [['verify', 'node-a'], { op: 'verify-host', host: 'node-a' }],
    [['breaker', 'reset', '--reason', 'power is back'], { op: 'reset-breaker', reason: 'power is back' }],
    [
      [
        'health-policy',
        '--drain',
        'off',
        '--override',
        'xid/94=watch',
        '--override',
        'gpu-thermal-margin=stop:inspect',
        '--override',
        'xid/31=default',
      ],
      {
        op: 'set-health-policy',
        drain: false,
        overrides: {
          'xid/94': { grade: 'watch' },
          'gpu-thermal-margin': { grade: 'stop', repair: 'inspect' },
          'xid/31': null,
        },
      },
    ],
  ]
  for (const [words, request] of lines) {
    await cli(...words)
    t.match(asked(started), request, words.join(' '))
  }
})

t.test('wrong uses say what would be right; empty lists say what to do', async (t) => {
  const { cli } = await startCli(t)
  const wrong: [string[], RegExp][] = [
    [['alert', 'snooze', 'l-1-2'], /--for is missing: millwright alert snooze l-1-2 --for 1h/],
    [['alert', 'snooze', 'l-1-2', '--for', 'soon'], /--for must be like 90s/],
    [['alert', 'ack'], /which\? millwright alert ack ID/],
    [['alert', 'l-1-2', 'x'], /takes ID, or ack, unack, snooze with ID/],
    [['silence', 'add', '--for', '1h', '--reason', 'x'], /--match is missing/],
    [['silence', 'add', '--match', 'r7', '--for', '1h'], /--match must be rule=…, host=…, rack=…/],
    [['silence', 'stop'], /takes add, list or end ID; got 'stop'/],
    [['receivers', 'add', 'pager'], /where to\?/],
    [['receivers', 'add', 'pager', 'http://x', '--grades', 'bad'], /some of watch,degrade,stop; got 'bad'/],
    [['verdict', 'close', 'v-1-1'], /--reason is missing/],
    [['breaker', 'open'], /takes reset; got 'open'/],
    [['health-policy', '--drain', 'maybe'], /must be on or off/],
    [['health-policy', '--override', 'xid/94'], /must be RULE=GRADE/],
    [['health-policy', '--override', 'xid/94=stop:pray'], /REPAIR is none, restart-app/],
    [['health-policy', '--breaker', '101'], /from 1 to 100/],
    [['query'], /--signals lists the signals/],
    [['query', 'gpu-power', '--label', 'gpu'], /must be NAME=VALUE/],
  ]
  for (const [words, text] of wrong) {
    const { code, err } = await cli(...words)
    t.match([code, err], [2, text], words.join(' '))
  }
  t.match((await cli('verdicts')).out, 'No fault is open.')
  t.match((await cli('silence')).out, /^Nothing is silenced\. Add one/)
  t.match((await cli('receivers')).out, /^Nobody is told of alerts\. Add one/)
  t.match((await cli('changes')).out, 'Nothing changed in the last 10m00s.')
  t.match((await cli('heat')).out, 'No host reports gpu-temperature.')
  t.match((await cli('query', 'gpu-heat', '--json')).json(), { error: { code: 'no-such-signal' } })
  t.match((await cli('query', '--signals')).out, /gpu-temperature +°C +gauge +Temperature of the chip/)
  t.match(
    (await cli('health-policy')).out,
    /faults: +take their hosts out of service\nguard: +at most \d+% of the hosts/,
  )
  for (const name of [
    'alerts',
    'alert',
    'silence',
    'receivers',
    'verdicts',
    'verdict',
    'verify',
    'health-policy',
    'breaker',
    'host',
    'changes',
    'query',
    'heat',
  ])
    t.match((await cli(name, '--help')).out, new RegExp(`^millwright ${name}`), name)
})

t.test('a tripped breaker is shown before it is reset', async (t) => {
  const { cli, fake, answers } = await startCli(t)
  fake.state.settings.put('settings', {
    v: 1,
    spares: { perLeaf: 0, unit: 'hosts' },
    breaker: { trippedMs: 1_000, reason: '9 of 40 hosts', hosts: [], reset: null },
  })
  t.match(
    (await cli('health-policy')).out,
    /breaker: +TRIPPED 1970-01-01 00:00:01 UTC: 9 of 40 hosts; millwright breaker reset/,
  )
  t.match((await cli('breaker', 'reset', '--reason', 'x')).err, /nothing was changed: The breaker tripped .* Add --yes/)
  answers.push(false)
  t.match((await cli('breaker', 'reset', '--reason', 'x')).err, /9 of 40 hosts[\s\S]*Reset it\?nothing was changed/)
})

t.test('hosts and a host: degraded, stopped, verifying; unknown is named', async (t) => {
  const { cli, fake } = await startCli(t)
  fake.host('node-a')
  t.match((await cli('host', 'node-a')).out, /health: +no fault found, and no readings to judge by/)
  t.match((await cli('host', 'node-a')).out, /No fault is open on it[\s\S]*Nothing has been heard from its sensors/)
  fake.clock.ms = 6_000
  putFault(fake, {}, { check: { id: 'c-1-1', session: 1, sinceMs: 2_000, gpus: [] } })
  t.match((await cli('hosts')).out, /node-a .*degraded: GPU-1 thermal margin -3 °C on GPU 1; verifying: for 4 s/)
  putVerdict(fake, verdictRow({ id: 'v-1-3', grade: 'stop', device: 'gpu:GPU-2', text: 'fell off the bus' }))
  putFault(
    fake,
    { grade: 'stop' },
    {
      failedChecks: 2,
      lastCheck: { atMs: 5_000, ok: false, report: { lines: [{ what: 'GPU 2', ok: false, detail: 'not there' }] } },
    },
  )
  fake.signals.set('node-a', {
    receivedMs: 5_500,
    signals: [
      {
        sensor: 'nvml',
        name: 'gpu-power',
        unit: 'W',
        labels: { gpu: '1' },
        source: 'NVML',
        reading: { kind: 'value', value: 310.5, hostClockMs: 1 },
        ageMs: 500,
        stale: false,
      },
    ],
  })
  const { out } = await cli('host', 'node-a')
  t.match(
    out,
    /stopped: +GPU-1 thermal.*; GPU-2 fell off the bus\nunverified: +2 checks failed; a person must look at it/,
  )
  t.match(out, /Last check, 1\.0s ago: FAILED\n {2}FAIL {2}GPU 2: not there/)
  t.match(out, /GPU +1 +UNIT +AGE\ngpu-power +310\.5 +W +0\.5s/)
  t.notMatch((await cli('host', 'node-a', '--brief')).out, /gpu-power/)
  t.match((await cli('verdicts', '--host', 'node-a')).out, /v-1-1 +stop +open +node-a +GPU-1/)
  t.match((await cli('verdict', 'v-1-1')).out, /v-1-1 {2}stop {2}node-a {2}GPU-1 {2}open\n/)
  t.match((await cli('host', 'nope')).err, /no host 'nope'/)
})

t.test('query, heat and changes over what a coordinator keeps', async (t) => {
  const { cli, fake } = await startCli(t)
  fake.host('node-a')
  fake.state.hosts.patch('node-a', { topology: { rack: 'r1' } })
  reoffer(fake.state, 'node-a')
  fake.clock.ms = 100_000
  const points = [10, 20, null, 40].map((value, i) => [90_000 + i * 1_000, value] as const)
  fake.telemetry.series.push({
    host: 'node-a',
    sensor: 'nvml',
    name: 'gpu-temperature',
    unit: '°C',
    kind: 'gauge',
    labels: { gpu: '0' },
    points,
  })
  t.match(
    (await cli('query', 'gpu-temperature', '--from', '-10s')).out,
    /node-a +gpu-temperature +gpu 0 +\S+ +10 +23\.333 +40 +40 +°C/,
  )
  t.match(
    (await cli('query', 'gpu-temperature', '--label', 'gpu=5')).out,
    /^No such readings from 1969-12-31 23:01:40 to 1970/,
  )
  t.equal(
    (await cli('query', 'gpu-temperature', '--csv')).out,
    'time,host,sensor,signal,labels,unit,value\n' +
      ['1970-01-01T00:01:30.000Z', '1970-01-01T00:01:31.000Z', '1970-01-01T00:01:32.000Z', '1970-01-01T00:01:33.000Z']
        .map((time, i) => `${time},node-a,nvml,gpu-temperature,gpu=0,°C,${points[i]?.[1] ?? ''}\n`)
        .join(''),
  )
  t.match((await cli('query', '--job', 'nope')).err, /no job 'nope'/)
  t.match((await cli('query', 'gpu-temperature', '--json')).json(), { series: [{ labels: { gpu: '0' } }] })
  t.match((await cli('heat')).out, /gpu-temperature, newest of 1 devices\nr1 {2}0\nall that is known: 40 °C/)
  t.match((await cli('changes', '--for', '2m')).out, /1970-01-01 00:00:01 {2}99s ago +info +node-a joined/)
  t.match((await cli('changes', '--host', 'node-a', '--json')).json(), { rows: Array, more: false })
})

t.test('a line of blocks: gaps are ?, low values are low', (t) => {
  const points = (values: (number | null)[], stepMs = 1_000) => ({
    points: values.map((value, i) => [i * stepMs, value] as const),
  })
  t.equal(sparkline(points([1, 1, null, null, 3, 3]), 0, 6_000, 40), '▁?█')
  t.equal(sparkline(points([5, 5, 5, 5]), 0, 4_000, 40), '▁▁')
  t.equal(sparkline({ points: [] }, 0, 4_000, 4), '????')
  t.equal(sparkline(points([1, 2, 3, 4, 5, 6, 7, 8], 1_000), 0, 16_000, 40), '▁▃▆█????', 'nothing was heard later')
  const bucket = { atMs: 0, min: 1, max: 9, mean: 4, last: 2, count: 3, gaps: 0 }
  t.same(
    statsOf({
      buckets: [bucket, { ...bucket, atMs: 60_000, min: null, max: null, mean: null, last: null, count: 0, gaps: 3 }],
    }),
    { min: 1, mean: 4, max: 9, last: null },
  )
  t.equal(statsOf({ buckets: [bucket] }).last, 2, 'the last sample, not the mean of the last minute')
  t.end()
})

t.test('heat: racks in order, hosts in groups, unknown and stale as ?, states by letter', (t) => {
  const cell = (
    hostName: string,
    gpu: number,
    value: number | string | null,
    stale = false,
    rack: string | null = 'r10',
  ) => ({
    hostName,
    rack,
    cell: { labels: { gpu: String(gpu) }, value, ageMs: 1, stale },
  })
  const map = (found: ReturnType<typeof cell>[], color = false, columns = 0) => {
    const hosts = [...Map.groupBy(found, ({ hostName }) => hostName)].map(([hostName, all]) => ({
      host: hostName,
      hostName,
      rack: all[0]?.rack ?? null,
      cells: all.map((each) => each.cell),
    }))
    return heatText({ name: 'x', unit: 'W', hosts }, color, columns)
  }
  t.equal(
    map([
      cell('b', 0, 100),
      cell('a10', 0, 5, true),
      cell('a2', 1, null),
      cell('a2', 0, 0),
      cell('c', 0, 50, false, 'r9'),
      cell('d', 0, 1, false, null),
    ]),
    'x, newest of 6 devices\nno rack known  0\nr9             5\nr10            0? ? 9\n0 0123456789 100 W  ? unknown or stale: 2 of 6\n',
  )
  t.equal(
    map([cell('a', 0, 'ACTIVE'), cell('a', 1, 'DOWN'), cell('b', 0, 'ACTIVE')]),
    'x, newest of 3 devices\nr10  .a .\n. ACTIVE: 2  a DOWN: 1\n',
  )
  t.ok(map([cell('a', 0, 1), cell('a', 1, 2)], true).includes('\x1b[38;5;18m█\x1b[0m\x1b[38;5;160m█'))
  t.match(map([cell('a', 0, 1), cell('b', 1, 2)], false, 7), /r10 {2}0\n {5}9\n/, 'as wide as the terminal')
  t.match(map([cell('a', 0, null)]), /r10 {2}\?\n {2}\? unknown or stale: 1 of 1/)
  t.end()
})

t.test('readings: one line a signal; gaps with their reason, unsupported and stale apart', (t) => {
  const signal = (name: string, gpu: string, reading: LatestSignal['reading'], stale = false): LatestSignal => ({
    sensor: 'nvml',
    source: 'test',
    name,
    unit: name === 'gpu-memory-used' ? 'bytes' : 'W',
    labels: gpu === '' ? {} : { gpu, uuid: `GPU-${gpu}` },
    reading,
    ageMs: 200,
    stale,
  })
  const value = (figure: number) => ({ kind: 'value', value: figure, hostClockMs: 1 }) as const
  const gap = { kind: 'gap', reason: 'no answer in 5 s', sinceMs: 1_000 } as const
  const text = readingsText(
    [
      signal('gpu-power', '0', value(99.12345)),
      signal('gpu-power', '10', gap),
      signal('gpu-power', '2', { kind: 'unsupported' }),
      signal('gpu-memory-used', '0', value(2 ** 31), true),
      signal('load-1m', '', value(0)),
    ],
    61_000,
    0,
  )
  t.match(text, /^HOST +UNIT +AGE\nload-1m +0 +W/)
  t.match(text, /GPU +0 +2 +10 +UNIT +AGE\ngpu-power +99\.123 +- +\? +W +0\.2s\ngpu-memory-used +2\.0 GiB\*/)
  t.match(text, /Unknown \(\?\):\n {2}1 reading, for 60s: nvml: no answer in 5 s\n/)
  t.match(text, /\* stale: older than its sensor should let it become\n- the device does not tell/)
  const mounts = ['/', '/data'].map((mount) => ({
    ...signal('disk-size', '', value(1)),
    labels: { mount, type: 'ext4' },
  }))
  t.match(
    readingsText(mounts, 61_000, 0),
    /^MOUNT \(type ext4\) +\/ +\/data +UNIT/,
    'what all have in common is said once',
  )
  t.end()
})
