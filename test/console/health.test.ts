import t from 'tap'
import type { Tables } from '../../coordinator/console/feed-state.ts'
import {
  alertCards,
  careActions,
  hostActions,
  hostName,
  tileCounts,
  tileOf,
  tilesByRack,
} from '../../coordinator/console/health.ts'
import { readingGroups, valueText } from '../../coordinator/console/readings.ts'
import { heatExtent, heatRacks, linesOf, rampColor } from '../../coordinator/console/series.ts'
import { concerns, summariseHosts } from '../../coordinator/console/summaries.ts'
import { hostNameOf } from '../../coordinator/core/host-name.ts'
import { feedTables } from '../../shared/model/feed.ts'
import { well } from '../../shared/model/health.ts'
import type { HeatValue, LatestSignal } from '../../shared/model/telemetry.ts'
import { alertRow, verdictRow } from '../fakes/health-rows.ts'

const host = (id: string, over: object = {}) => ({
  id,
  name: id,
  slots: 2,
  inventory: { gpus: [], simulated: false },
  topology: {},
  cordoned: false,
  uncounted: 0,
  refusedReason: null,
  drain: null,
  backoff: null,
  ...over,
})
const tablesOf = (tables: object): Tables =>
  ({ ...Object.fromEntries(feedTables.map((name) => [name, {}])), ...tables }) as unknown as Tables
const byId = <Row extends { readonly id: string }>(...rows: Row[]) =>
  Object.fromEntries(rows.map((row) => [row.id, row]))

t.test('a host that was removed keeps its name', (t) => {
  const id = '0123456789abcdef'
  const tables = tablesOf({ settings: { settings: { removedHosts: [{ id, name: 'node-9' }] } } })
  t.same([hostName(tables, id), hostName(tables, 'ffffffffffffffff')], ['node-9', 'ffffffffffff'])
  const state = { hosts: { get: () => undefined }, settings: { get: () => tables.settings.settings } }
  t.same([hostNameOf(state as never, id), hostNameOf(state as never, 'f')], ['node-9', 'f'])
  t.end()
})

t.test('[CI8] [CI10] the page of a host that is empty or dead offers what is done with such', (t) => {
  const offered = (over: object) => careActions(host('node-a', over) as never).map(({ label, body }) => [label, body])
  const drain = { mode: 'after', doneMs: 5 }
  const remove = ['Remove node-a', {}]
  t.same(offered({}), [])
  t.same(offered({ drain: { ...drain, doneMs: null } }), [])
  t.same(offered({ drain }), [['Release GPUs', { release: true }], remove])
  t.same(offered({ drain, gpuRelease: { state: 'held' } }), [['Take GPUs back', { release: false }], remove])
  t.same(offered({ drain, gpuRelease: { state: 'taking-back' } }), [remove])
  t.same(offered({ confirmedLost: true }), [remove])
  t.end()
})

t.test('alerts: what nobody is at first, then the worst; what they affect, what was done, what can be done', (t) => {
  const ill = { health: { ...well, session: 1, grade: 'stop', drained: true }, drain: { mode: 'after' } }
  const tables = tablesOf({
    hosts: byId(host('node-a', ill)),
    jobs: { 'j-1-7': { id: 'j-1-7', spec: { name: 'train' } } },
    verdicts: byId(
      verdictRow({ id: 'v-1-1', grade: 'stop' }),
      verdictRow({ id: 'v-1-2', state: 'closed', done: [{ atMs: 600, what: 'closed: new fan' }] }),
    ),
    silences: byId({ id: 's-1-1', match: { grade: 'watch' }, untilMs: 121_000 } as never),
    alerts: byId(
      alertRow({ id: 'l-1-1', grade: 'watch' }),
      alertRow({ id: 'l-1-2', grade: 'stop', verdicts: ['v-1-1', 'v-1-2', 'v-0-9'], hostCount: 4 }),
      alertRow({ id: 'l-1-3', grade: 'stop', acknowledged: { by: 'eve', atMs: 1, note: 'on it' } }),
      alertRow({ id: 'l-1-4', grade: 'stop', snoozedUntilMs: 61_000 }),
      alertRow({ id: 'l-1-5', grade: 'stop', state: 'resolved' }),
      alertRow({
        id: 'l-1-6',
        grade: 'stop',
        rule: 'health/breaker',
        verdicts: [],
        hosts: [],
        hostCount: 0,
        sinceMs: 100,
      }),
    ),
  })
  const cards = alertCards(tables, 1_000)
  t.same(cards.map(({ alert }) => alert.id).sort(), ['l-1-1', 'l-1-2', 'l-1-3', 'l-1-4', 'l-1-6'])
  t.same(
    cards.slice(0, 3).map(({ alert }) => alert.id),
    ['l-1-2', 'l-1-6', 'l-1-1'],
  )
  const [worst, breaker] = cards
  t.match(worst, {
    hosts: [{ id: 'node-a', name: 'node-a' }],
    moreHosts: 3,
    affects: ['job train', 'deployment default/flights'],
    note: '',
    verdicts: [{ id: 'v-1-1' }],
    done: [{ what: 'node-a: closed: new fan' }, { what: 'node-a: node-a is drained (after)' }],
  })
  t.same(
    worst?.actions.map(({ label, path }) => [label, path]),
    [
      ['Acknowledge', '/api/v1/alerts/l-1-2/acknowledge'],
      ['Snooze 1 h', '/api/v1/alerts/l-1-2/snooze'],
      ['Verify node-a', '/api/v1/hosts/node-a/verify'],
      ['Undrain node-a', '/api/v1/hosts/node-a/undrain'],
      ['Close', '/api/v1/verdicts/v-1-1/close'],
    ],
  )
  t.match(breaker?.actions[0], { label: 'Reset breaker', text: { key: 'reason', required: true } })
  const labels = (id: string) => cards.find(({ alert }) => alert.id === id)?.actions.map(({ label }) => label)
  t.match(labels('l-1-3'), ['Unacknowledge', 'Snooze 1 h'])
  t.match(labels('l-1-4'), ['Acknowledge', 'End snooze'])
  t.match(cards.find(({ alert }) => alert.id === 'l-1-4')?.note, 'snoozed for 1 min')
  t.equal(cards.find(({ alert }) => alert.id === 'l-1-1')?.note, 'silenced for 2 min')
  t.same(hostActions(host('x') as never), [], 'nothing is offered on a host that is well')
  t.end()
})

t.test('tiles: what is not heard is never drawn as well', (t) => {
  const health = (over: object) => ({ health: { ...well, session: 1, ...over } })
  const check = { id: 'c-1-1', session: 1, sinceMs: 1, gpus: [] }
  const hosts = [
    host('a', { topology: { rack: 'r10' } }),
    host('b', { ...health({ grade: 'stop' }), topology: { rack: 'r9' } }),
    host('c', health({ grade: 'degrade', check })),
    host('d', { ...health({ grade: 'watch' }), topology: { rack: 'r9' } }),
    host('e', { cordoned: true, topology: { rack: 'r10' } }),
    host('f', { topology: { rack: 'r10' } }),
    host('g', { ...health({ grade: 'degrade' }), topology: { rack: 'r10' } }),
  ]
  const liveness = Object.fromEntries(
    hosts.map(({ id }) => [id, { host: id, state: id === 'f' || id === 'g' ? 'suspect' : 'connected', lastSeenMs: 1 }]),
  )
  const summaries = summariseHosts(tablesOf({ hosts: byId(...hosts), liveness }))
  const kinds = (stale: boolean) => summaries.map((each) => tileOf(each, stale)).join(' ')
  t.equal(kinds(false), 'well stop verifying watch closed unknown degrade')
  t.equal(
    kinds(true),
    'unknown stop verifying unknown unknown unknown degrade',
    'nothing is well while the coordinator is silent',
  )
  const racks = tilesByRack(summaries, false)
  t.same(
    racks.map(({ rack, hosts }) => [rack, hosts.length]),
    [
      ['r9', 2],
      ['r10', 4],
      ['', 1],
    ],
  )
  t.match(tileCounts(racks), { well: 1, stop: 1, unknown: 1, closed: 1 })
  t.end()
})

t.test('many silent hosts are one line', (t) => {
  const hosts = Array.from({ length: 5 }, (_, i) => host(`n${i}`))
  const found = concerns(tablesOf({ hosts: byId(...hosts) }), 0)
  t.match(found, [{ level: 'warning', what: '5 hosts are in an unknown state: n0, n1, n2 and 2 more' }])
  t.equal(found.length, 1)
  t.end()
})

t.test('lines: gaps stay gaps, holes in time become gaps, series share one time line', (t) => {
  const series = (points: (readonly [number, number | null])[]) => ({
    host: 'h',
    hostName: 'h',
    sensor: 's',
    name: 'n',
    unit: '',
    labels: {},
    points,
  })
  const lines = linesOf([
    series([
      [1_000, 1],
      [2_000, null],
      [3_000, 3],
      [4_000, 4],
      [9_000, 9],
    ]),
    series([
      [1_500, 5],
      [2_500, 6],
    ]),
  ])
  t.same(lines.timesS, [1, 1.5, 2, 2.5, 3, 4, 5, 9])
  t.same(lines.values, [
    [1, undefined, null, undefined, 3, 4, null, 9],
    [undefined, 5, undefined, 6, undefined, undefined, undefined, undefined],
  ])
  const rolled = linesOf([
    {
      ...series([]),
      points: undefined,
      buckets: [
        { atMs: 60_000, mean: 2 },
        { atMs: 120_000, mean: null },
      ],
    } as never,
  ])
  t.same(rolled, { timesS: [60, 120], values: [[2, null]] })
  t.same(linesOf([]), { timesS: [], values: [] })
  t.end()
})

t.test('heat: racks and hosts in the order of names; unknown and stale do not stretch the scale', (t) => {
  const cell = (gpu: number, value: HeatValue['value'], stale = false): HeatValue => ({
    labels: { gpu: String(gpu) },
    value,
    ageMs: 1,
    stale,
  })
  const of = (hostName: string, rack: string | null, ...cells: HeatValue[]) => ({
    host: hostName,
    hostName,
    rack,
    cells,
  })
  const hosts = [
    of('n10', 'r1', cell(1, 70), cell(0, 50)),
    of('n2', 'r1', cell(0, 999, true)),
    of('n3', 'r1', cell(0, null)),
    of('n1', null, cell(10, 60), cell(9, 60)),
  ]
  const racks = heatRacks(hosts)
  t.same(
    racks.map(({ rack, widest, hosts }) => [rack, widest, hosts.map(({ hostName }) => hostName)]),
    [
      ['r1', 2, ['n2', 'n3', 'n10']],
      ['', 2, ['n1']],
    ],
  )
  t.same(
    racks[0]?.hosts[2]?.cells.map(({ value }) => value),
    [50, 70],
  )
  t.same(
    racks[1]?.hosts[0]?.cells.map(({ labels }) => labels.gpu),
    ['9', '10'],
  )
  t.same(heatExtent(hosts.flatMap(({ cells }) => cells)), [50, 70])
  t.equal(heatExtent([cell(0, null)]), null)
  t.same([0, 1, -1, 0.5].map(rampColor), ['rgb(68 1 84)', 'rgb(253 231 37)', 'rgb(68 1 84)', 'rgb(38 144 137)'])
  t.end()
})

t.test('readings: GPUs first, a column a device; gaps, stale and unsupported apart', (t) => {
  const signal = (
    name: string,
    labels: Record<string, string>,
    reading: LatestSignal['reading'],
    stale = false,
  ): LatestSignal => ({ sensor: 'nvml', source: 'test', name, unit: 'W', labels, reading, ageMs: 500, stale })
  const value = (figure: number) => ({ kind: 'value', value: figure, hostClockMs: 1 }) as const
  const groups = readingGroups([
    signal('load-1m', {}, value(1)),
    signal('gpu-power', { gpu: '10', uuid: 'x' }, { kind: 'gap', reason: 'no answer in 5 s', sinceMs: 1 }),
    signal('gpu-power', { gpu: '2', uuid: 'y' }, value(0), true),
    signal('gpu-margin', { gpu: '2', uuid: 'y' }, { kind: 'unsupported' }),
  ])
  t.match(groups, [
    {
      keys: 'gpu',
      devices: ['2', '10'],
      unknown: 2,
      rows: [
        {
          name: 'gpu-power',
          cells: [
            { text: '0', status: 'stale', title: /stale: nvml, 0\.5 s old/ },
            { text: '?', status: 'gap', title: 'nvml: no answer in 5 s' },
          ],
        },
        {
          name: 'gpu-margin',
          cells: [
            { text: '–', status: 'unsupported' },
            { text: '', status: 'absent' },
          ],
        },
      ],
    },
    { keys: '', devices: [''], unknown: 0 },
  ])
  t.same(
    [valueText(80 * 1024 ** 3, 'bytes'), valueText(0, 'bytes'), valueText(true, ''), valueText(1e16, 'count')],
    ['80 GiB', '0 B', 'true', '1.000e+16'],
  )
  t.end()
})
