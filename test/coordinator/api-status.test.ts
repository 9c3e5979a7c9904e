import t from 'tap'
import { WebSocket } from 'ws'
import type { FeedMessage } from '../../shared/model/feed.ts'
import { spec, startApi } from '../fakes/started-api.ts'

t.test('status, metrics, health, console, openapi', async (t) => {
  const { call, fake } = await startApi(t)
  fake.host('node-a')
  await call('POST', '/api/v1/jobs', { spec })
  t.match((await call('GET', '/api/v1/status')).body, {
    version: '0.1.0',
    incarnation: 1,
    loopDelay: { p99Ms: 20, ownP99Ms: 5 },
    counts: { hosts: { connected: 1 }, shards: { total: 5 } },
  })
  const metrics = (await call('GET', '/metrics')).body as string
  for (const line of [
    'millwright_hosts{liveness="connected"} 1',
    'millwright_commits_total 3',
    'millwright_job_shards{count="total"} 5',
    'millwright_queue_jobs 0',
    'millwright_host_marks{mark="draining"} 0',
    'millwright_gpus{state="free"} 0',
    'millwright_event_loop_delay_seconds{quantile="0.99"} 0.02',
    'millwright_event_loop_own_delay_seconds{quantile="0.99"} 0.005',
    'millwright_task_seconds_bucket{stage="launch",le="0.01"} 1',
    'millwright_task_seconds_bucket{stage="launch",le="+Inf"} 2',
    'millwright_task_seconds_sum{stage="run"} 0.025',
  ])
    t.ok(metrics.includes(`${line}\n`), line)
  t.equal((await call('GET', '/healthz')).body, 'ok\n')
  t.equal((await call('GET', '/')).body, '<p>console')
  t.match((await call('GET', '/assets/app.js')).headers, {
    'content-type': /javascript/,
    'content-security-policy': /default-src 'none'/,
  })
  const document = (await call('GET', '/openapi.json')).body
  t.equal(document.openapi, '3.1.0')
  const operation = document.paths['/api/v1/jobs'].post
  t.same(operation.requestBody.content['application/json'].schema.properties.spec.properties.kind.enum, [
    'batch',
    'gang',
    'service',
  ])
  t.ok(document.paths['/api/v1/artifacts/{sha256}'].put)
})

t.test('feed: snapshot, delta, heartbeat, new snapshot on demand, foreign origin refused', async (t) => {
  const { api, fake } = await startApi(t)
  api.server.on('upgrade', (request, socket, head) => api.handleFeedUpgrade(request, socket, head))
  const address = await api.listen('127.0.0.1', 0)
  const socket = new WebSocket(`ws://${address}/api/v1/feed`)
  t.teardown(() => socket.terminate())
  const until = reader(socket)
  const first = await until((message) => message.type === 'snapshot')
  t.match(first, { incarnation: 1, tables: { hosts: {}, events: {} } })
  fake.host('node-a')
  const delta = await until((message) => message.type === 'delta' && message.seq > first.seq)
  t.match(delta, { from: first.seq, tables: { hosts: { 'node-a': { name: 'node-a' } } } })
  await until((message) => message.type === 'delta' && message.from === message.seq)
  socket.send('{"type":"snapshot"}')
  t.match(await until((message) => message.type === 'snapshot'), { tables: { hosts: { 'node-a': {} } } })
  const foreign = new WebSocket(`ws://${address}/api/v1/feed`, { origin: 'http://evil.example' })
  const status = await new Promise((resolve) =>
    foreign.on('unexpected-response', (_request, answer) => resolve(answer.statusCode)),
  )
  t.equal(status, 403)
})

function reader(socket: WebSocket) {
  const kept: FeedMessage[] = []
  let wake = (): void => {}
  socket.on('message', (data) => {
    kept.push(JSON.parse(String(data)))
    wake()
  })
  return async (wanted: (message: FeedMessage) => boolean): Promise<FeedMessage> => {
    for (;;) {
      const message = kept.shift()
      if (message === undefined)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      else if (wanted(message)) return message
    }
  }
}
