import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { request } from 'undici'
import { parseConfig } from '../../coordinator/gateway/config.ts'
import { type Gateway, type GatewayTimes, startGateway } from '../../coordinator/gateway/gateway.ts'
import type { PredictionRecord } from '../../shared/model/engines.ts'
import type { PipelineRow } from '../../shared/model/pipeline-rows.ts'
import type { AttemptRow, DeploymentRow, HostRow } from '../../shared/model/rows.ts'
import { FakeCoordinatorApi } from '../fakes/coordinator-api.ts'
import { answer, FakeReplicaHost, scoring } from '../fakes/replica-host.ts'

function hostRow(id: string, bytesAddress: string): HostRow {
  return { v: 1, id, name: id, bytesAddress } as unknown as HostRow
}
function attemptRow(id: string, job: string, host: string, ready = true): AttemptRow {
  return { v: 1, id, job, host, state: 'running', ready } as unknown as AttemptRow
}
function deploymentRow(ready: number, jobs: DeploymentRow['jobs']): DeploymentRow {
  const row = {
    v: 1,
    id: 'default/flights',
    name: 'flights',
    model: 'flights',
    alias: 'champion',
    replicas: 2,
  } as const
  return { ...row, version: ready, ready, jobs }
}
const pipelineRow = {
  id: 'default/flights',
  name: 'flights',
  project: 'default',
  spec: { deploy: { name: 'flights' } },
} as unknown as PipelineRow

interface World {
  readonly coordinator: FakeCoordinatorApi
  readonly hosts: FakeReplicaHost[]
  readonly stateDir: string
  gateway: Gateway
  start(times?: GatewayTimes): Promise<Gateway>
}

/** Two hosts with a replica of version 1 each, a coordinator, a gateway that knows them. */
async function makeWorld(test: Test, times: GatewayTimes = {}): Promise<World> {
  const coordinator = await FakeCoordinatorApi.start()
  const hosts = [await FakeReplicaHost.start(), await FakeReplicaHost.start()]
  const stateDir = mkdtempSync(join(tmpdir(), 'mw-gw-'))
  coordinator.change({
    hosts: Object.fromEntries(hosts.map((host, i) => [`h${i}`, hostRow(`h${i}`, host.address)])),
    attempts: Object.fromEntries(hosts.map((_, i) => [`a-1-${i}`, attemptRow(`a-1-${i}`, 'j-1-1', `h${i}`)])),
    deployments: { 'default/flights': deploymentRow(1, [{ version: 1, job: 'j-1-1' }]) },
    pipelines: { 'default/flights': pipelineRow },
  })
  const { url } = coordinator
  const start = (more: GatewayTimes = {}): Promise<Gateway> => {
    const config = parseConfig(['--coordinator', url, '--state-dir', stateDir])
    return startGateway(config, () => {}, { tickMs: 5, graceMs: 1, idleMs: 20, waitMs: 1_500, ...times, ...more })
  }
  const world: World = { coordinator, hosts, stateDir, start, gateway: await start() }
  test.teardown(async () => {
    await world.gateway.close()
    for (const host of hosts) await host.close()
    await coordinator.close().catch(() => {})
    rmSync(stateDir, { recursive: true, force: true })
  })
  await serving(world)
  return world
}

/** Waits until the gateway has its routes. */
async function serving(world: World): Promise<void> {
  while ((await ask(world, 'GET', '/v2/health/ready')).status !== 200) await new Promise(setImmediate)
}

interface Answered {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  readonly json: { error?: string; outputs?: { data: number[] }[]; [key: string]: unknown }
}
async function ask(world: World, method: 'GET' | 'POST', path: string, body?: string | Buffer): Promise<Answered> {
  const url = `http://${world.gateway.address}${path}`
  const response = await request(url, { method, ...(body === undefined ? {} : { body }) })
  const text = await response.body.text()
  const json = text.startsWith('{') ? JSON.parse(text) : {}
  return { status: response.statusCode, headers: response.headers, text, json }
}
function inferBody(id: string, window: string | null, rows = 3): string {
  const inputs = [
    { name: 'origin', datatype: 'BYTES', shape: [rows], data: Array(rows).fill('LAX') },
    { name: 'distance', datatype: 'FP32', shape: [rows], data: Array(rows).fill(100) },
  ]
  return JSON.stringify({ id, ...(window === null ? {} : { parameters: { window } }), inputs })
}
const inferPath = '/v2/models/flights/infer'

t.test('serves the protocol', async (t) => {
  const world = await makeWorld(t)
  t.equal(readFileSync(join(world.stateDir, 'address'), 'utf8'), `${world.gateway.address}\n`)
  t.equal((await ask(world, 'GET', '/v2')).json.name, 'millwright')
  t.equal((await ask(world, 'GET', '/v2/health/live')).status, 200)
  const infer = await ask(world, 'POST', inferPath, inferBody('r1', '2001-02-03'))
  t.equal(infer.status, 200)
  t.equal(infer.headers['x-millwright-version'], '1')
  t.same(infer.json.outputs?.[0]?.data, [0, 0.25, 0.5])
  t.equal((await ask(world, 'POST', '/v2/models/flights/versions/1/infer', inferBody('r2', '2001-02-03'))).status, 200)
  t.equal((await ask(world, 'GET', '/v2/models/flights/ready')).status, 200)
  for (const host of world.hosts) host.behaviour = (_q, _b, response) => answer(response, 200, { name: 'flights' })
  t.same((await ask(world, 'GET', '/v2/models/flights')).json, { name: 'flights', versions: ['1'] })
  t.match((await ask(world, 'GET', '/metrics')).text, /requests_total\{model="flights",status="200"\} 2/)
  t.match((await ask(world, 'GET', '/stats')).json, { '2001-02-03': { requests: 2, failed: 0 } })
})

t.test('says what is wrong with a request, and stays up', async (t) => {
  const world = await makeWorld(t)
  const error = async (path: string, body?: string | Buffer): Promise<[number, string]> => {
    const { status, json } = await ask(world, 'POST', path, body)
    return [status, String(json.error)]
  }
  t.same(await error('/v2/models/trains/infer', '{}'), [404, 'model "trains" does not exist; deployed models: flights'])
  t.match(await error('/v2/models/__proto__/infer', '{}'), [404, /does not exist/])
  t.match(await error('/v2/models/flights/versions/9/infer', '{}'), [404, /version "9".*served versions: 1/])
  t.match(await error(inferPath, 'junk'), [400, /^body: is not valid JSON/])
  t.match(await error(inferPath), [400, /^body: /])
  t.match(await error(inferPath, '[]'), [400, /^body: must be a JSON object/])
  t.match(await error(inferPath, '{"inputs":[]}'), [400, /^inputs: /])
  t.match(await error(inferPath, '{"inputs":[{"name":3}]}'), [400, /^inputs\[0\]\.name: /])
  t.match(await error(inferPath, inferBody('x', '2001-02-31T00')), [400, /^parameters\.window: /])
  const unknown = '{"inputs":[{"name":"origin","data":["LAX"]}]}'
  t.same(await error(inferPath, unknown), [400, 'inputs: column "distance" is missing'], 'a replica’s 4xx is passed on')
  t.match(await error(inferPath, Buffer.alloc(10_000_000, 'x')), [413, /^body: is larger than 8388608 bytes/])
  t.match((await ask(world, 'GET', '/v3')).json.error, /no such path/)
  t.equal((await ask(world, 'POST', inferPath, inferBody('ok', null))).status, 200)
})

t.test('a replica that dies fails no request', async (t) => {
  const world = await makeWorld(t)
  const [first, second] = world.hosts as [FakeReplicaHost, FakeReplicaHost]
  const some = async (n: number): Promise<number[]> => {
    const all = Array.from({ length: n }, (_, i) => ask(world, 'POST', inferPath, inferBody(`s${i}`, '2001-02-03')))
    return (await Promise.all(all)).map((each) => each.status).filter((status) => status !== 200)
  }
  t.same(await some(20), [])
  t.ok(first.asked.length > 0 && second.asked.length > 0, 'both replicas work')
  await first.close()
  t.same(await some(20), [], 'connection refused')
  second.behaviour = (q, b, response) => {
    second.behaviour = scoring
    answer(response, 503, { error: 'busy' })
    void [q, b]
  }
  t.same(await some(5), [], 'a 503 is tried again even with no other replica')
  t.match((await ask(world, 'GET', '/metrics')).text, /retries_total [1-9]/)
})

t.test('a broken replica goes to the back for a while', async (t) => {
  const world = await makeWorld(t)
  const [first] = world.hosts as [FakeReplicaHost]
  first.behaviour = (_q, _b, response) => answer(response, 502, { error: 'no' })
  for (let i = 0; i < 10; i++) t.equal((await ask(world, 'POST', inferPath, inferBody(`b${i}`, null))).status, 200)
  t.equal(first.asked.length, 1)
})

t.test('a request waits for a replica, then gets 503', async (t) => {
  const world = await makeWorld(t, { waitMs: 300 })
  const off = { 'a-1-0': attemptRow('a-1-0', 'j-1-1', 'h0', false), 'a-1-1': attemptRow('a-1-1', 'j-1-1', 'h1', false) }
  world.coordinator.change({ attempts: off })
  while ((await ask(world, 'GET', '/v2/models/flights/ready')).status === 200) await new Promise(setImmediate)
  const late = await ask(world, 'POST', inferPath, inferBody('w', null))
  t.equal(late.status, 503)
  t.match(late.json.error, /no replica/)
  const waiting = ask(world, 'POST', inferPath, inferBody('w2', null))
  world.coordinator.change({ attempts: { 'a-1-0': attemptRow('a-1-0', 'j-1-1', 'h0') } })
  t.equal((await waiting).status, 200)
})

t.test('a new version takes over when its replicas are ready', async (t) => {
  const world = await makeWorld(t)
  world.coordinator.change({
    attempts: { 'a-1-7': attemptRow('a-1-7', 'j-1-2', 'h0') },
    deployments: {
      'default/flights': deploymentRow(2, [
        { version: 1, job: 'j-1-1' },
        { version: 2, job: 'j-1-2' },
      ]),
    },
  })
  let version: unknown
  while (version !== '2') {
    const reply = await ask(world, 'POST', inferPath, inferBody('v', null))
    t.equal(reply.status, 200)
    version = reply.headers['x-millwright-version']
  }
  const old = await ask(world, 'POST', '/v2/models/flights/versions/1/infer', inferBody('v1', null))
  t.equal(old.headers['x-millwright-version'], '1')
})

t.test('logs predictions in segments and registers them', async (t) => {
  const world = await makeWorld(t, { idleMs: 60_000, segmentBytes: 1_000 })
  const { coordinator } = world
  for (let i = 0; i < 10; i++) await ask(world, 'POST', inferPath, inferBody(`2001-02-03/${i}`, '2001-02-03'))
  await ask(world, 'POST', inferPath, inferBody('2001-02-03/9', '2001-02-03')) // sent twice by its client
  await ask(world, 'POST', inferPath, inferBody('2001-02-04/0', '2001-02-04'))
  await coordinator.until(() => coordinator.posted.some((post) => post.body.final === true))
  const posts = coordinator.posted
  t.ok(posts.length > 1, 'a large window is cut into parts')
  t.same([...new Set(posts.map((post) => post.path))], ['/pipelines/flights/segments'])
  t.same(
    posts.map((post) => post.body.final),
    [...Array(posts.length - 1).fill(false), true],
    'the last is final',
  )
  t.same(new Set(posts.map((post) => post.body.window)), new Set(['2001-02-03']))
  const records: PredictionRecord[] = []
  let rows = 0
  for (const { key, body } of posts) {
    const { sha256 } = body.artifact as { sha256: string }
    t.equal(key, sha256)
    rows += Number(body.rows)
    const lines = String(coordinator.artifacts.get(sha256)).trimEnd().split('\n')
    records.push(...lines.map((line) => JSON.parse(line) as PredictionRecord))
  }
  t.equal(rows, 30)
  t.same(
    records.map((record) => record.id).sort(),
    Array.from({ length: 10 }, (_, i) => `2001-02-03/${i}`),
  )
  t.match(records[0], {
    version: 1,
    window: '2001-02-03',
    scores: [0, 0.25, 0.5],
    columns: { distance: [100, 100, 100] },
  })
})

t.test('an idle window is closed, and rows that come later are another final segment', async (t) => {
  const world = await makeWorld(t)
  const { coordinator } = world
  for (const n of [1, 2]) {
    await ask(world, 'POST', inferPath, inferBody(`late/${n}`, '2001-06-30'))
    await coordinator.until(() => coordinator.posted.length === n)
  }
  t.same(
    coordinator.posted.map((post) => post.body.final),
    [true, true],
  )
  await ask(world, 'POST', inferPath, inferBody('today', null))
  const held = readdirSync(join(world.stateDir, 'predictions', 'flights')).filter((name) => name.endsWith('.open'))
  t.equal(held.length, 1, 'today’s window stays open')
})

t.test('serves with the coordinator down, after its own restart, and delivers the log later', async (t) => {
  const world = await makeWorld(t)
  const { coordinator } = world
  const { port } = coordinator
  await coordinator.close()
  t.equal((await ask(world, 'POST', inferPath, inferBody('d1', '2001-03-01'))).status, 200)
  await world.gateway.close()
  const dir = join(world.stateDir, 'predictions', 'flights')
  mkdirSync(dir, { recursive: true })
  const torn = { id: 'torn', version: 1, window: '2001-03-02', atMs: 1, columns: {}, scores: [0.5] }
  writeFileSync(join(dir, '2001-03-02.77.open'), `${JSON.stringify(torn)}\n{"id":"half`)
  world.gateway = await world.start({ retryMaxMs: 50 })
  t.equal((await ask(world, 'POST', inferPath, inferBody('d2', '2001-03-01'))).status, 200, 'from the cached routes')
  const again = await FakeCoordinatorApi.start(port)
  t.teardown(() => again.close())
  let refusals = 2
  again.answer = () => {
    if (refusals-- > 0) throw { status: 503, code: 'store-unavailable' }
    return {}
  }
  again.change({
    hosts: { h1: hostRow('h1', (world.hosts[1] as FakeReplicaHost).address) },
    attempts: { 'a-1-1': attemptRow('a-1-1', 'j-1-1', 'h1') },
    deployments: { 'default/flights': deploymentRow(1, [{ version: 1, job: 'j-1-1' }]) },
    pipelines: { 'default/flights': pipelineRow },
  })
  await again.until(() => new Set(again.posted.map((post) => post.body.window)).size === 2)
  const text = [...again.artifacts.values()].map(String).join('')
  for (const id of ['d1', 'd2', 'torn']) t.match(text, `"id":"${id}"`)
  t.notMatch(text, 'half')
  while (readdirSync(dir).length > 0) await new Promise(setImmediate)
})

t.test('refuses a wrong command line', async (t) => {
  t.throws(() => parseConfig([]), /--state-dir is missing/)
  t.throws(() => parseConfig(['--state-dir', 'x', '--coordinator', 'localhost']), /not an http/)
  t.throws(() => parseConfig(['--state-dir', 'x', '--coordinator', 'http://h:1', '--listen', '9']), /HOST:PORT/)
  t.throws(() => parseConfig(['--nonsense']), /nonsense/)
})
