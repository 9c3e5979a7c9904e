/** Alerts: what fires, who is at it; silences; receivers. */
import { limits } from '../../../shared/limits.ts'
import { silenceKeys } from '../../../shared/model/alerts.ts'
import {
  type AlertRow,
  grades,
  type ReceiverRow,
  type SilenceRow,
  type VerdictRow,
} from '../../../shared/model/health.ts'
import { alertHosts, alertNote } from '../../../shared/model/words.ts'
import { part } from '../client.ts'
import { type Call, type Command, exits, flag, isSet, printJson, UsageError } from '../io.ts'
import { durationMs } from '../job-flags.ts'
import { duration, fields, table, when } from '../render.ts'
import { verdictText } from './verdicts.ts'

type Alert = AlertRow & {
  readonly hostNames: readonly string[]
  readonly affects: VerdictRow['affects']
  readonly done: readonly { readonly atMs: number; readonly what: string; readonly hostName: string }[]
  readonly silencedUntilMs: number | null
}

const ago = (call: Call, ms: number): string => `${duration(call.io.nowMs() - ms)} ago`

function hostsOf(row: Alert): string {
  const names = new Map(row.hosts.map((id, i) => [id, row.hostNames[i] ?? id]))
  return alertHosts(row, (id) => names.get(id) ?? id)
}

const affectsOf = ({ affects }: Alert): string =>
  [...affects.jobs, ...affects.deployments].join(', ') || 'nothing that runs'

/** The last deed; of several hosts with the host's name. */
function doneOf({ done, hostCount }: Alert): string {
  const last = done.at(-1)
  if (last === undefined) return 'nothing yet'
  return hostCount > 1 ? `${last.hostName}: ${last.what}` : last.what
}

async function alerts(call: Call): Promise<number> {
  const rows = await call.client.all<Alert>(`/api/v1/alerts${isSet(call, 'all') ? '' : '?state=firing'}`)
  if (call.json) printJson(call, rows)
  else if (rows.length === 0) call.io.out(isSet(call, 'all') ? 'There has been no alert.\n' : 'No alert fires.\n')
  else {
    const cells = rows.map((row) => [
      row.id,
      row.grade,
      ago(call, row.sinceMs),
      row.title,
      hostsOf(row),
      affectsOf(row),
      doneOf(row),
      alertNote(row, call.io.nowMs(), row.silencedUntilMs),
    ])
    const head = ['ID', 'GRADE', 'SINCE', 'WHAT', 'HOSTS', 'AFFECTS', 'DONE', 'NOTES']
    call.io.out(table(head, cells, call.io.columns()))
  }
  return exits.ok
}

const forHelp = 'how long: 30m, 2h, 1d'

async function alert(call: Call): Promise<number> {
  const [first, second] = call.args as [string, string | undefined]
  const verbs = ['ack', 'unack', 'snooze']
  if (!verbs.includes(first)) {
    if (second !== undefined)
      throw new UsageError(`millwright alert takes ID, or ${verbs.join(', ')} with ID; got '${first} ${second}'`)
    return showAlert(call, first)
  }
  if (second === undefined) throw new UsageError(`which? millwright alert ${first} ID`)
  const url = `/api/v1/alerts/${part(second)}`
  if (first === 'ack')
    return changed(call, await call.client.post(`${url}/acknowledge`, { ...given('note', flag(call, 'note')) }))
  if (first === 'unack') return changed(call, await call.client.post(`${url}/unacknowledge`, {}))
  const time = flag(call, 'for')
  if (time === undefined) throw new UsageError(`--for is missing: millwright alert snooze ${second} --for 1h`)
  return changed(
    call,
    await call.client.post(`${url}/snooze`, { forMs: durationMs('for', time, 0, limits.silenceMaxMs) }),
  )
}

const given = (key: string, value: string | undefined): object => (value === undefined ? {} : { [key]: value })

function changed(call: Call, row: AlertRow): number {
  if (call.json) printJson(call, row)
  else call.io.out(`${row.id} ${row.title}: ${alertNote(row, call.io.nowMs()) || 'nobody is at it'}\n`)
  return exits.ok
}

async function showAlert(call: Call, id: string): Promise<number> {
  const row = await call.client.get<Alert>(`/api/v1/alerts/${part(id)}`)
  const verdicts: VerdictRow[] = []
  for (const each of row.verdicts) {
    const found = await call.client.get<VerdictRow>(`/api/v1/verdicts/${part(each)}`).catch(() => undefined)
    if (found !== undefined) verdicts.push(found)
  }
  if (call.json) {
    printJson(call, { ...row, verdictRows: verdicts })
    return exits.ok
  }
  const note = alertNote(row, call.io.nowMs(), row.silencedUntilMs)
  call.io.out(
    fields([
      ['alert', row.id],
      ['what', row.title],
      ['grade', row.grade],
      ['rule', row.rule],
      ['since', `${when(row.sinceMs)} (${ago(call, row.sinceMs)})`],
      ['hosts', hostsOf(row)],
      ['affects', affectsOf(row)],
      ...(note === '' ? [] : [['notes', note] as const]),
    ]),
  )
  for (const each of verdicts) call.io.out(`\n${verdictText(each, call.io.nowMs())}`)
  if (row.standing > verdicts.length)
    call.io.out(`\nand ${row.standing - verdicts.length} more; millwright verdicts --rule ${row.rule} lists them\n`)
  return exits.ok
}

async function silence(call: Call): Promise<number> {
  const [verb = 'list', id] = call.args
  if (verb === 'add') return addSilence(call)
  if (verb === 'end') {
    if (id === undefined) throw new UsageError('which? millwright silence end ID')
    const row = await call.client.remove<SilenceRow>(`/api/v1/silences/${part(id)}`)
    if (call.json) printJson(call, row)
    else call.io.out(`${row.id} is over: ${matchText(row)} is sent again\n`)
    return exits.ok
  }
  if (verb !== 'list') throw new UsageError(`millwright silence takes add, list or end ID; got '${verb}'`)
  const rows = await call.client.all<SilenceRow>('/api/v1/silences')
  if (call.json) printJson(call, rows)
  else if (rows.length === 0)
    call.io.out("Nothing is silenced. Add one: millwright silence add --match rack=r7 --for 2h --reason 'moved'\n")
  else {
    const cells = rows.map((row) => [
      row.id,
      matchText(row),
      row.untilMs > call.io.nowMs() ? `${duration(row.untilMs - call.io.nowMs())} more` : 'over',
      row.by,
      row.reason,
    ])
    call.io.out(table(['ID', 'MATCHES', 'FOR', 'BY', 'REASON'], cells, call.io.columns()))
  }
  return exits.ok
}

const matchText = ({ match }: SilenceRow): string =>
  Object.entries(match)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')

async function addSilence(call: Call): Promise<number> {
  const example = "millwright silence add --match rack=r7 --for 2h --reason 'moved'"
  const [time, reason] = [flag(call, 'for'), flag(call, 'reason')]
  const match: Record<string, string> = {}
  for (const pair of call.flags.get('match') ?? []) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--match must be ${silenceKeys.join('=…, ')}=…; got '${pair}'`)
    match[pair.slice(0, at)] = pair.slice(at + 1)
  }
  if (Object.keys(match).length === 0) throw new UsageError(`--match is missing: ${example}`)
  if (time === undefined) throw new UsageError(`--for is missing: ${example}`)
  if (reason === undefined) throw new UsageError(`--reason is missing: ${example}`)
  const forMs = durationMs('for', time, limits.silenceLeastMs, limits.silenceMaxMs)
  const row = await call.client.post<SilenceRow>('/api/v1/silences', { match, reason, forMs })
  if (call.json) printJson(call, row)
  else call.io.out(`${row.id}: ${matchText(row)} is shown and not sent until ${when(row.untilMs)} UTC\n`)
  return exits.ok
}

async function receivers(call: Call): Promise<number> {
  const [verb = 'list', name, url] = call.args
  if (verb === 'list') return listReceivers(call)
  if (!['add', 'remove', 'test'].includes(verb))
    throw new UsageError(`millwright receivers takes list, add NAME URL, remove NAME or test NAME; got '${verb}'`)
  if (name === undefined)
    throw new UsageError(`which? millwright receivers ${verb} NAME${verb === 'add' ? ' URL' : ''}`)
  const path = `/api/v1/receivers/${part(name)}`
  if (verb === 'add') {
    if (url === undefined) throw new UsageError(`where to? millwright receivers add ${name} http://HOST/PATH`)
    const wanted = flag(call, 'grades')?.split(',')
    const wrong = wanted?.find((each) => !grades.some((grade) => grade === each))
    if (wrong !== undefined) throw new UsageError(`--grades must be some of ${grades.join(',')}; got '${wrong}'`)
    const row = await call.client.put<ReceiverRow>(path, { url, ...(wanted === undefined ? {} : { grades: wanted }) })
    if (call.json) printJson(call, row)
    else
      call.io.out(
        `${row.id} is told of ${new Intl.ListFormat('en-GB').format(row.grades)} at ${row.url}; try it: millwright receivers test ${row.id}\n`,
      )
    return exits.ok
  }
  const row =
    verb === 'test'
      ? await call.client.post<ReceiverRow>(`${path}/test`, {})
      : await call.client.remove<ReceiverRow>(path)
  if (call.json) printJson(call, row)
  else if (verb === 'remove') call.io.out(`${row.id} is told nothing any more\n`)
  else call.io.out(`a test alert goes to ${row.url}; millwright receivers says how it went\n`)
  return exits.ok
}

async function listReceivers(call: Call): Promise<number> {
  const rows = await call.client.all<ReceiverRow>('/api/v1/receivers')
  if (call.json) printJson(call, rows)
  else if (rows.length === 0)
    call.io.out('Nobody is told of alerts. Add one: millwright receivers add pager http://HOST/PATH\n')
  else {
    const cells = rows.map((row) => [
      row.id,
      row.url,
      row.grades.join(','),
      row.last === null
        ? 'nothing sent yet'
        : `${row.last.ok ? 'went well' : 'FAILED'} ${ago(call, row.last.atMs)}: ${row.last.detail}`,
    ])
    call.io.out(table(['NAME', 'ADDRESS', 'GRADES', 'LAST'], cells, call.io.columns()))
  }
  return exits.ok
}

export const alertCommands: readonly Command[] = [
  {
    name: 'alerts',
    summary: 'What fires: since when, what it affects, what was done',
    usage: '[--all]',
    args: [0, 0],
    flags: [{ name: 'all', help: 'resolved ones too' }],
    run: alerts,
  },
  {
    name: 'alert',
    summary: 'Look at an alert with its evidence; acknowledge or snooze it',
    usage: 'ID | ack ID [--note TEXT] | unack ID | snooze ID --for TIME',
    args: [1, 2],
    flags: [
      { name: 'note', value: 'TEXT', help: 'of ack: kept and shown' },
      { name: 'for', value: 'TIME', help: `of snooze: ${forHelp}; 0s ends it` },
    ],
    run: alert,
  },
  {
    name: 'silence',
    summary: 'Alerts that match are shown and not sent',
    usage: 'list | add --match KEY=VALUE --for TIME --reason TEXT | end ID',
    detail: 'KEY is rule, host, rack, site or grade; * in VALUE stands for any text.',
    args: [0, 2],
    flags: [
      { name: 'match', value: 'K=V', help: 'of add: may be given again, all must match' },
      { name: 'for', value: 'TIME', help: `of add: ${forHelp}` },
      { name: 'reason', value: 'TEXT', help: 'of add: kept and shown' },
    ],
    run: silence,
  },
  {
    name: 'receivers',
    summary: 'Who is told of alerts, and how the last one went',
    usage: '[list | add NAME URL [--grades G,G] | remove NAME | test NAME]',
    detail: "URL takes Alertmanager's webhook payload (version 4).",
    args: [0, 3],
    flags: [{ name: 'grades', value: 'G,G', help: 'of add: watch, degrade, stop (default degrade,stop)' }],
    run: receivers,
  },
]
