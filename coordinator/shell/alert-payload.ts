/** What a receiver of alerts gets: Alertmanager's webhook payload, version 4, so that whatever takes Alertmanager's takes ours. Pure. */
import { createHash } from 'node:crypto'
import type { AlertRow, Grade, VerdictRow } from '../../shared/model/health.ts'
import { deviceName } from '../../shared/model/words.ts'
import { hostNameOf } from '../core/host-name.ts'
import type { State } from '../core/state.ts'

type Texts = Readonly<Record<string, string>>

export interface WebhookAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Texts
  readonly annotations: Texts
  readonly startsAt: string
  /** Go's zero time while it fires, as Alertmanager writes it */
  readonly endsAt: string
  readonly generatorURL: string
  readonly fingerprint: string
}

export interface WebhookPayload {
  readonly version: '4'
  readonly groupKey: string
  readonly truncatedAlerts: number
  readonly status: 'firing' | 'resolved'
  readonly receiver: string
  readonly groupLabels: Texts
  readonly commonLabels: Texts
  readonly commonAnnotations: Texts
  readonly externalURL: string
  readonly alerts: readonly WebhookAlert[]
}

/** in the words that most routing trees know */
const severities: Readonly<Record<Grade, string>> = { watch: 'info', degrade: 'warning', stop: 'critical' }
const zeroTime = '0001-01-01T00:00:00Z'
const verdictsTold = 10

/** `externalUrl`: where people reach the console. */
export function webhookPayload(
  state: State,
  {
    receiver,
    alerts,
    test,
  }: { readonly receiver: string; readonly alerts: readonly AlertRow[]; readonly test: boolean },
  externalUrl: string,
): WebhookPayload {
  const told = alerts.map((alert) => webhookAlert(state, alert, test, externalUrl))
  const [first] = alerts
  return {
    version: '4',
    groupKey: alerts.length === 1 && first !== undefined ? `millwright:${first.key}` : `millwright:${receiver}`,
    truncatedAlerts: 0,
    status: told.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver,
    groupLabels: common(told.map(({ labels }) => ({ alertname: labels.alertname ?? '' }))),
    commonLabels: common(told.map(({ labels }) => labels)),
    commonAnnotations: common(told.map(({ annotations }) => annotations)),
    externalURL: externalUrl,
    alerts: told,
  }
}

function webhookAlert(state: State, alert: AlertRow, test: boolean, externalUrl: string): WebhookAlert {
  const verdicts = alert.verdicts.flatMap((id) => state.verdicts.get(id) ?? [])
  return {
    status: alert.state,
    labels: {
      ...labelNames(alert.labels),
      alertname: alert.rule,
      grade: alert.grade,
      severity: severities[alert.grade],
      ...(test ? { test: 'true' } : {}),
    },
    annotations: annotationsOf(state, alert, verdicts),
    startsAt: new Date(alert.sinceMs).toISOString(),
    endsAt: alert.resolvedMs === null ? zeroTime : new Date(alert.resolvedMs).toISOString(),
    generatorURL: `${externalUrl}/#/alert/${alert.id}`,
    // of the key, not of the labels: an alert whose grade rises is still the same one
    fingerprint: createHash('sha256').update(alert.key).digest('hex').slice(0, 16),
  }
}

function annotationsOf(state: State, alert: AlertRow, verdicts: readonly VerdictRow[]): Texts {
  const nameOf = (id: string): string => hostNameOf(state, id)
  const names = alert.hosts.map(nameOf)
  const more = alert.hostCount - names.length
  const texts = verdicts
    .slice(0, verdictsTold)
    .map(({ host, device, text }) => `${nameOf(host)}, ${deviceName(device, state.hosts.get(host))}: ${text}`)
  const affects = [...new Set(verdicts.flatMap((each) => [...each.affects.jobs, ...each.affects.deployments]))]
  const done = [...new Set(verdicts.flatMap((each) => each.done.map(({ what }) => `${nameOf(each.host)}: ${what}`)))]
  return {
    summary: alert.title,
    ...given('description', texts.join('\n')),
    ...given('hosts', `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`),
    ...given('affects', affects.slice(0, verdictsTold).join(', ')),
    ...given('done', done.slice(0, verdictsTold).join('; ')),
  }
}

const given = (key: string, text: string): Texts => (text === '' ? {} : { [key]: text })

/** Prometheus takes letters, digits and `_` in the names of labels. */
const labelNames = (labels: Texts): Texts =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [key.replaceAll(/\W/g, '_'), value]))

function common(all: readonly Texts[]): Texts {
  const [first = {}, ...rest] = all
  return Object.fromEntries(Object.entries(first).filter(([key, value]) => rest.every((each) => each[key] === value)))
}
