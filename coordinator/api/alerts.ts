/** Alerts with what they affect and what was done; silences; receivers of webhooks. */
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { silenceKeys } from '../../shared/model/alerts.ts'
import { type AlertRow, type Grade, grades, type ReceiverRow, type SilenceRow } from '../../shared/model/health.ts'
import { list, mapOf, may, millis, name, need, oneOf, pattern, shortText } from '../../shared/model/validation.ts'
import { silencedUntil } from '../../shared/model/words.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { State } from '../core/state.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import { byText, newestFirst, pageOf, pageQuery } from './pages.ts'
import { FaultyRequest } from './problems.ts'
import { oneOfQuery } from './route.ts'

const tag = 'health'

/** An alert as a person needs it: with names, and what its verdicts say of effects and deeds. */
function viewAlert(state: State, row: AlertRow) {
  const nameOf = (id: string): string => hostNameOf(state, id)
  const verdicts = row.verdicts.flatMap((id) => state.verdicts.get(id) ?? [])
  const affected = (key: 'jobs' | 'deployments'): string[] => [
    ...new Set(verdicts.flatMap((each) => each.affects[key])),
  ]
  const done = verdicts.flatMap((each) =>
    each.done.map(({ atMs, what }) => ({ atMs, what, verdict: each.id, hostName: nameOf(each.host) })),
  )
  return {
    ...row,
    hostNames: row.hosts.map(nameOf),
    affects: { jobs: affected('jobs'), deployments: affected('deployments') },
    done: done.sort((a, b) => a.atMs - b.atMs),
    silencedUntilMs: silencedUntil(row, state.silences.values(), nameOf),
  }
}

export function addAlertRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/alerts',
    tag,
    summary: 'Alerts, newest first',
    answers: '{rows, cursor}',
    query: { ...pageQuery, state: oneOfQuery(['firing', 'resolved']) },
    handle: ({ query }) => {
      const wanted = [...state.alerts.entries()].filter(
        ([, row]) => query.state === undefined || row.state === query.state,
      )
      const page = pageOf('alerts', wanted, newestFirst, query)
      return { ...page, rows: page.rows.map((row) => viewAlert(state, row)) }
    },
  })
  add({
    method: 'GET',
    url: '/api/v1/alerts/:id',
    tag,
    summary: 'An alert with what it affects and what was done',
    answers: 'The alert',
    handle: ({ params }) => {
      const row = state.alerts.get(params.id as string)
      if (row === undefined) throw new RequestError('no-such-alert', `no alert '${params.id}'`, { field: 'id' })
      return viewAlert(state, row)
    },
  })
  addAlertChanges(add, ports)
  addSilences(add, ports)
  addReceivers(add, ports)
}

function addAlertChanges(add: Add, ports: ApiPorts): void {
  const answers = 'The alert'
  add({
    method: 'POST',
    url: '/api/v1/alerts/:id/acknowledge',
    tag,
    answers,
    summary: 'Say that somebody is at it: it is not sent again unless it grows',
    body: { note: may(shortText) },
    handle: ({ params, body, raw }) =>
      ask<AlertRow>(ports, raw, {
        op: 'acknowledge-alert',
        alert: params.id as string,
        note: (body.note as string | undefined) ?? '',
      }),
  })
  add({
    method: 'POST',
    url: '/api/v1/alerts/:id/unacknowledge',
    tag,
    answers,
    summary: 'Nobody is at it after all',
    body: {},
    handle: ({ params, raw }) => ask<AlertRow>(ports, raw, { op: 'unacknowledge-alert', alert: params.id as string }),
  })
  add({
    method: 'POST',
    url: '/api/v1/alerts/:id/snooze',
    tag,
    answers,
    summary: 'Send nothing of it for a while, 0 ends that; then it is sent again if it still fires',
    body: { forMs: need(millis(0, limits.silenceMaxMs)) },
    handle: ({ params, body, raw }) =>
      ask<AlertRow>(ports, raw, { op: 'snooze-alert', alert: params.id as string, forMs: body.forMs as number }),
  })
}

function addSilences(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  add({
    method: 'GET',
    url: '/api/v1/silences',
    tag,
    summary: 'Silences: alerts that match are shown and not sent',
    answers: '{rows, cursor}',
    query: pageQuery,
    handle: ({ query }) => pageOf('silences', state.silences.entries(), newestFirst, query),
  })
  add({
    method: 'POST',
    url: '/api/v1/silences',
    tag,
    summary: 'Add a silence: for alerts whose rule, host, rack, site or grade match (* stands for any text)',
    status: 201,
    answers: 'The silence',
    body: {
      match: need(mapOf(shortText, oneOf(silenceKeys), 1, silenceKeys.length)),
      reason: need(shortText),
      forMs: need(millis(limits.silenceLeastMs, limits.silenceMaxMs)),
    },
    handle: ({ body, raw }) =>
      ask<SilenceRow>(ports, raw, {
        op: 'add-silence',
        match: body.match as Record<string, string>,
        reason: body.reason as string,
        forMs: body.forMs as number,
      }),
  })
  add({
    method: 'DELETE',
    url: '/api/v1/silences/:id',
    tag,
    summary: 'End a silence now',
    answers: 'The silence that was',
    handle: ({ params, raw }) => ask<SilenceRow>(ports, raw, { op: 'end-silence', silence: params.id as string }),
  })
}

const address = pattern(/^https?:\/\/[^\s/?#]+\S*$/i, 'an http or https address', 2_048)

function addReceivers(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const receiver = (params: Readonly<Record<string, string>>): string => params.name as string
  add({
    method: 'GET',
    url: '/api/v1/receivers',
    tag,
    summary: "Where alerts are sent: addresses that take Alertmanager's webhook payload, with how the last one went",
    answers: '{rows, cursor}',
    query: pageQuery,
    handle: ({ query }) => pageOf('receivers', state.receivers.entries(), byText, query),
  })
  add({
    method: 'PUT',
    url: '/api/v1/receivers/:name',
    tag,
    summary: 'Add or change a receiver',
    answers: 'The receiver',
    body: { url: need(address), grades: may(list(oneOf(grades), 1, grades.length)) },
    handle: ({ params, body, raw }) => {
      const faults: Parameters<ReturnType<typeof name>['run']>[2] = []
      name(64).run(receiver(params), ['name'], faults)
      if (faults.length > 0) throw new FaultyRequest('bad-field', faults)
      return ask<ReceiverRow>(ports, raw, {
        op: 'put-receiver',
        name: receiver(params),
        url: body.url as string,
        grades: (body.grades as readonly Grade[] | undefined) ?? ['degrade', 'stop'],
      })
    },
  })
  add({
    method: 'DELETE',
    url: '/api/v1/receivers/:name',
    tag,
    summary: 'Remove a receiver',
    answers: 'The receiver that was',
    handle: ({ params, raw }) => ask<ReceiverRow>(ports, raw, { op: 'remove-receiver', name: receiver(params) }),
  })
  add({
    method: 'POST',
    url: '/api/v1/receivers/:name/test',
    tag,
    summary: 'Send a test alert to a receiver; its `last` then says how that went',
    answers: 'The receiver',
    body: {},
    handle: ({ params, raw }) => ask<ReceiverRow>(ports, raw, { op: 'test-receiver', name: receiver(params) }),
  })
}
