import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { type WebhookPayload, webhookPayload } from '../../coordinator/shell/alert-payload.ts'
import { makeAlertSender } from '../../coordinator/shell/alert-sender.ts'
import { limits } from '../../shared/limits.ts'
import { makeFakeCoordinator } from '../fakes/fake-door.ts'
import { alertRow, putFault } from '../fakes/health-rows.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function start(t: Tap, answer: Answer) {
  const got: WebhookPayload[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    got.push(JSON.parse(text))
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fake = makeFakeCoordinator()
  fake.host('node-a')
  putFault(fake)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const { state } = fake
  state.receivers.put('pager', { v: 1, id: 'pager', url, grades: ['stop'], by: 'local', last: null })
  const outcomes: [string, boolean, string][] = []
  const pauses: number[] = []
  const sender = makeAlertSender({
    state,
    done: (id, { ok, detail }) => void outcomes.push([id, ok, detail]),
    externalUrl: () => 'https://mill.example',
    pause: async (ms) => void pauses.push(ms),
    timeoutMs: 2_000,
  })
  t.teardown(async () => {
    await sender.close()
    server.closeAllConnections()
    server.close()
  })
  const put = (id: string, over = {}): void =>
    void state.outbox.put(id, {
      v: 1,
      id,
      atMs: 1,
      body: { kind: 'send-alert', receiver: 'pager', alerts: [alertRow(over)], test: false },
    })
  return { state, sender, got, outcomes, pauses, put, url, server }
}
type Tap = Pick<typeof t, 'teardown'>

t.test("the payload is Alertmanager's, version 4", async (t) => {
  const { state, put, sender, got, outcomes } = await start(t, (_, response) => void response.end('thanks'))
  put('o-1-1')
  await sender.send('o-1-1')
  t.same(outcomes, [['o-1-1', true, 'answered 200']])
  t.match(got, [
    {
      version: '4',
      groupKey: 'millwright:gpu/margin@site',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'pager',
      groupLabels: { alertname: 'gpu/margin' },
      commonLabels: { alertname: 'gpu/margin', severity: 'warning' },
      externalURL: 'https://mill.example',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'gpu/margin', grade: 'degrade', severity: 'warning', rule: 'gpu/margin' },
          annotations: {
            summary: 'gpu/margin on node-a',
            description: 'node-a, GPU-1: thermal margin -3 °C on GPU 1',
            hosts: 'node-a',
            affects: 'j-1-7, default/flights',
            done: 'node-a: node-a is drained (after)',
          },
          startsAt: '1970-01-01T00:00:00.500Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'https://mill.example/#/alert/l-1-2',
          fingerprint: /^[0-9a-f]{16}$/,
        },
      ],
    },
  ])
  const payload = (alerts: ReturnType<typeof alertRow>[], test = false) =>
    webhookPayload(state, { receiver: 'pager', alerts, test }, 'u')
  const worse = payload([alertRow({ grade: 'stop', state: 'resolved', resolvedMs: 900, hostCount: 5, verdicts: [] })])
  t.match(worse, {
    status: 'resolved',
    alerts: [{ endsAt: '1970-01-01T00:00:00.900Z', annotations: { hosts: 'node-a and 4 more' } }],
  })
  t.equal(worse.alerts[0]?.fingerprint, got[0]?.alerts[0]?.fingerprint, 'the same alert, worse')
  const both = payload(
    [alertRow({ labels: { 'rack-no': '7' } }), alertRow({ key: 'b', rule: 'leak', labels: { 'rack-no': '7' } })],
    true,
  )
  t.match(both, { groupKey: 'millwright:pager', groupLabels: {}, commonLabels: { rack_no: '7', test: 'true' } })
  t.notOk('alertname' in both.commonLabels)
})

t.test('what may go well the next time is tried again, with longer and longer pauses', async (t) => {
  const answers = [503, 429, 200]
  const { put, sender, outcomes, pauses } = await start(
    t,
    (_, response) => void response.writeHead(answers.shift() ?? 500).end(),
  )
  put('o-1-1')
  await sender.send('o-1-1')
  t.same(outcomes, [['o-1-1', true, 'answered 200']])
  t.same(pauses, [limits.alertBackoffMs, 2 * limits.alertBackoffMs])
  put('o-1-2')
  await sender.send('o-1-2')
  t.match(outcomes[1], ['o-1-2', false, `answered 500 (tried ${limits.alertTries} times)`])
})

t.test('what will not go well is not tried again: refusals, redirects, receivers that are gone', async (t) => {
  const answers = [
    (response: ServerResponse) => response.writeHead(400).end('no such\nteam'),
    (response: ServerResponse) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  ]
  const { state, put, sender, outcomes, pauses, got } = await start(
    t,
    (_, response) => void answers.shift()?.(response),
  )
  for (const id of ['o-1-1', 'o-1-2', 'o-1-3']) put(id)
  await sender.send('o-1-1')
  await sender.send('o-1-2')
  state.receivers.delete('pager')
  await sender.send('o-1-3')
  t.same(outcomes, [
    ['o-1-1', false, 'answered 400: no such'],
    ['o-1-2', false, 'answered 302: redirects are not followed; give the address it leads to'],
    ['o-1-3', false, 'receiver pager was removed'],
  ])
  t.same([pauses.length, got.length], [0, 2])
  await sender.send('o-9-9')
  t.equal(outcomes.length, 3, 'a row that is gone is nothing to do')
})

t.test('no server, no answer, an endless answer: told, not waited for', async (t) => {
  const { state, put, sender, outcomes, server } = await start(t, (_, response) => {
    response.writeHead(500)
    response.write('x'.repeat(10_000))
  })
  put('o-1-1')
  await sender.send('o-1-1')
  t.match(outcomes[0], [String, false, /^answered 500: x{200} \(tried 7 times\)$/])
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  put('o-1-2')
  await sender.send('o-1-2')
  t.match(outcomes[1], [String, false, /^did not answer: ECONNREFUSED \(tried 7 times\)$/])
  t.ok(state.outbox.has('o-1-2'), 'the row goes when the core has taken the outcome')
})

t.test('in order for one receiver; what is under way when the coordinator ends is sent in its next life', async (t) => {
  const held: ServerResponse[] = []
  const { put, sender, outcomes, got } = await start(t, (_, response) => void held.push(response))
  const ids = Array.from({ length: 5 }, (_, i) => `o-1-${i}`)
  for (const id of ids) put(id, { key: id })
  const sent = ids.map((id) => sender.send(id))
  while (got.length < 3) {
    await new Promise((resolve) => setImmediate(resolve))
    held.shift()?.end()
  }
  t.same(
    got.slice(0, 3).map(({ groupKey }) => groupKey),
    ['millwright:o-1-0', 'millwright:o-1-1', 'millwright:o-1-2'],
  )
  await sender.close()
  await Promise.all(sent)
  t.ok(outcomes.length < 5, 'nothing is said of those')
})
