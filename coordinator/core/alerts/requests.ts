/** What people do with alerts: acknowledge, snooze, silence ([AL5]), and whom they have told ([AL6]). */
import { limits } from '../../../shared/limits.ts'
import { silenceKeys } from '../../../shared/model/alerts.ts'
import type { AlertRow, Grade, ReceiverRow, SilenceRow } from '../../../shared/model/health.ts'
import { type Context, note, Refusal } from '../context.ts'
import { enqueue } from '../outbox.ts'
import { newId, type State } from '../state.ts'
import { spanOf } from '../words.ts'
import { blankAlert } from './alerts.ts'
import { armAlert, armAll, owe } from './sending.ts'

function findAlert(state: State, id: string): AlertRow {
  const alert = state.alerts.get(id)
  if (alert === undefined)
    throw new Refusal('no-such-alert', `no alert '${id}': \`millwright alerts\` lists them`, 'alert')
  return alert
}

const short = (text: string): string => text.slice(0, limits.shortTextChars)

/** It is not sent again; a graver fault in it, or its next firing, takes this back. */
export function acknowledgeAlert(ctx: Context, id: string, words: string, by: string): AlertRow {
  findAlert(ctx.state, id)
  return change(ctx, id, { acknowledged: { by, atMs: ctx.nowMs, note: short(words) } })
}

export function unacknowledgeAlert(ctx: Context, id: string): AlertRow {
  findAlert(ctx.state, id)
  return change(ctx, id, { acknowledged: null })
}

/** 0 ends a snooze. */
export function snoozeAlert(ctx: Context, id: string, forMs: number): AlertRow {
  findAlert(ctx.state, id)
  checkSpan(forMs, 0)
  return change(ctx, id, { snoozedUntilMs: forMs === 0 ? null : ctx.nowMs + forMs })
}

function change(ctx: Context, id: string, fields: Partial<AlertRow>): AlertRow {
  const row = ctx.state.alerts.patch(id, fields)
  armAlert(ctx, row)
  return row
}

function checkSpan(forMs: number, leastMs: number): void {
  if (forMs >= leastMs && forMs <= limits.silenceMaxMs) return
  throw new Refusal(
    'bad-field',
    `forMs must be ${leastMs} to ${limits.silenceMaxMs} (${spanOf(limits.silenceMaxMs)}); got ${forMs}`,
    'forMs',
  )
}

export function addSilence(
  ctx: Context,
  asked: { readonly match: SilenceRow['match']; readonly reason: string; readonly forMs: number },
  by: string,
): SilenceRow {
  const { state, nowMs } = ctx
  const known: readonly string[] = silenceKeys
  const wrong = Object.keys(asked.match).find((key) => !known.includes(key))
  if (wrong !== undefined || Object.keys(asked.match).length === 0)
    throw new Refusal(
      'bad-field',
      `match takes ${silenceKeys.join(', ')}, one at least; got ${wrong ?? 'none'}`,
      'match',
    )
  checkSpan(asked.forMs, 1_000)
  if (state.silences.size >= limits.silences)
    throw new Refusal('too-large', `at most ${limits.silences} silences are kept: end one that is not needed`, 'match')
  const id = newId(state, 's')
  const match = Object.fromEntries(Object.entries(asked.match).map(([key, value]) => [key, value.slice(0, 256)]))
  const untilMs = nowMs + asked.forMs
  const row = state.silences.put(id, { v: 1, id, match, reason: short(asked.reason), by, fromMs: nowMs, untilMs })
  state.deadlines.set('silence', id, untilMs)
  const what = Object.entries(match).map(([key, value]) => `${key} ${value}`)
  note(ctx, 'notice', 'silence-added', `${by} silenced ${what.join(', ')} for ${spanOf(asked.forMs)}: ${row.reason}`)
  armAll(ctx)
  return row
}

export function endSilence(ctx: Context, id: string): SilenceRow {
  const { state } = ctx
  const row = state.silences.get(id)
  if (row === undefined)
    throw new Refusal('no-such-silence', `no silence '${id}': \`millwright silence\` lists them`, 'silence')
  silenceOver(ctx, id)
  return row
}

export function silenceOver(ctx: Context, id: string): void {
  ctx.state.deadlines.clear('silence', id)
  ctx.state.silences.delete(id)
  armAll(ctx)
}

export function putReceiver(
  ctx: Context,
  asked: { name: string; url: string; grades: readonly Grade[] },
  by: string,
): ReceiverRow {
  const { state } = ctx
  const { name, url, grades } = asked
  if (!state.receivers.has(name) && state.receivers.size >= limits.receivers)
    throw new Refusal('too-large', `at most ${limits.receivers} receivers are kept: remove one`, 'name')
  const before = state.receivers.get(name)
  const last = before?.last ?? null
  const row = state.receivers.put(name, { v: 1, id: name, url, grades, by, last })
  note(ctx, 'notice', 'receiver-set', `alerts of grade ${grades.join(', ')} are sent to ${name}`, { receiver: name })
  armAll(ctx)
  if (before === undefined)
    for (const alert of [...state.alerts.values()].slice(-limits.alertsOwedAtOnce))
      if (alert.state === 'firing' && alert.sent !== null) owe(ctx, alert, name, ctx.nowMs)
  return row
}

function findReceiver(state: State, name: string): ReceiverRow {
  const row = state.receivers.get(name)
  if (row === undefined)
    throw new Refusal('no-such-receiver', `no receiver '${name}': \`millwright receivers\` lists them`, 'name')
  return row
}

export function removeReceiver(ctx: Context, name: string): ReceiverRow {
  const row = findReceiver(ctx.state, name)
  ctx.state.receivers.delete(name)
  note(ctx, 'notice', 'receiver-removed', `${name} is told of alerts no more`, { receiver: name })
  armAll(ctx)
  return row
}

/** A made-up alert, so that people see the whole way work before they need it. */
export function testReceiver(ctx: Context, name: string, by: string): ReceiverRow {
  const receiver = findReceiver(ctx.state, name)
  const about = {
    key: 'test',
    rule: 'test',
    grade: receiver.grades[0] ?? 'watch',
    title: `test of receiver ${name}, asked for by ${by}: nothing is wrong`,
    labels: { rule: 'test' },
  }
  const alert: AlertRow = { ...blankAlert(ctx, about), state: 'firing', count: 1 }
  enqueue(ctx, { kind: 'send-alert', receiver: name, alerts: [alert], test: true })
  return receiver
}
