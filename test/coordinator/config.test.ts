import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../coordinator/config.ts'
import { patternFault, placeOf } from '../../coordinator/core/topology.ts'
import { readTopology } from '../../coordinator/topology-file.ts'

t.test('flags of the coordinator are strict', async (t) => {
  t.same(parseConfig(['--state-dir', 'x', '--restored', '--listen', 'localhost:0', '--topology', 't.yaml']), {
    stateDir: 'x',
    host: 'localhost',
    port: 0,
    tickMs: 250,
    topologyFile: 't.yaml',
    externalUrl: null,
    telemetryBytes: 10 * 1024 ** 3,
    restored: true,
  })
  t.match(parseConfig([]), { restored: false, topologyFile: null, port: 7070 })
  t.throws(() => parseConfig(['--restord']), /unknown flag '--restord'; known are --state-dir, --listen, --topology/)
  t.match(parseConfig(['--external-url', 'https://mill.example/']), { externalUrl: 'https://mill.example' })
  t.throws(() => parseConfig(['--external-url', 'mill.example']), /is not an address like https:/)
  t.match(parseConfig(['--telemetry-mb', '100']), { telemetryBytes: 100 * 1024 * 1024 })
  t.throws(() => parseConfig(['--telemetry-mb', '1e3']), /--telemetry-mb '1e3' is not a whole number of MiB/)
  t.throws(() => parseConfig(['--topology']), /--topology needs a value/)
  t.throws(() => parseConfig(['--listen', '10.0.0.1:1']), /only loopback/)
  t.throws(() => parseConfig(['--listen', '127.0.0.1']), /is not HOST:PORT/)
})

t.test('rules of the topology file: names, ranges, stars; the first that gives a level wins', async (t) => {
  const rules = [
    { pattern: 'sim-0003', place: { leaf: 'special' } },
    { pattern: 'sim-0001..sim-0016', place: { leaf: 'l1', rack: 'r1' } },
    { pattern: 'r1-n1..r1-n20', place: { rack: 'one' } },
    { pattern: 'sim-*-b*', place: { row: 'b' } },
    { pattern: '*', place: { site: 'here', leaf: 'other' } },
  ]
  const table: [string, object][] = [
    ['sim-0003', { leaf: 'special', rack: 'r1', site: 'here' }],
    ['sim-0016', { leaf: 'l1', rack: 'r1', site: 'here' }],
    ['sim-0017', { leaf: 'other', site: 'here' }],
    ['sim-3', { leaf: 'other', site: 'here' }],
    ['r1-n20', { rack: 'one', leaf: 'other', site: 'here' }],
    ['r1-n01', { leaf: 'other', site: 'here' }],
    ['sim-9-b7', { row: 'b', leaf: 'other', site: 'here' }],
  ]
  for (const [name, place] of table) t.same(placeOf(rules, name), place, name)
  t.equal(placeOf(rules.slice(0, 1), 'x'), undefined)
  t.equal(patternFault('a-1..a-9'), '')
  t.match(patternFault('a-1..b-9'), /both ends must be alike but for one number/)
  t.match(patternFault('a-9..a-1'), /runs backwards/)
})

t.test('the topology file: what is wrong is told with its place', async (t) => {
  const folder = t.testdir()
  const read = (text: string) => {
    writeFileSync(join(folder, 't.yaml'), text)
    return readTopology('t.yaml', folder)
  }
  t.same(await read('hosts:\n  a-1..a-4: {leaf: l1, rack: r}\n  "*": {site: s}\n'), [
    { pattern: 'a-1..a-4', place: { leaf: 'l1', rack: 'r' } },
    { pattern: '*', place: { site: 's' } },
  ])
  await t.rejects(read('hosts:\n  a: {laef: x}\n'), { message: /^t\.yaml:2:7: .*laef.*did you mean 'leaf'/ })
  await t.rejects(read('hosts:\n  a-9..a-1: {leaf: x}\n'), { message: /^t\.yaml:2:\d+: .*runs backwards/ })
  await t.rejects(read('host: {}\n'), { message: /did you mean 'hosts'/ })
  await t.rejects(readTopology('nope.yaml', folder), { message: /no such file/ })
})
