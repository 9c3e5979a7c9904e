/**
 * When receivers are told of an alert ([AL4]): at once where something was stopped, else after a short wait for what belongs together;
 * again when more has joined, and every few hours while nobody has acknowledged it. The shell sends; what it could not send is told.
 */
import { limits } from '../../../shared/limits.ts'
import { silences } from '../../../shared/model/alerts.ts'
import type { AlertRow, ReceiverRow } from '../../../shared/model/health.ts'
import { compareIds } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/job.ts'
import { type Context, note } from '../context.ts'
import { rankOf } from '../health.ts'
import { hostNameOf } from '../host-name.ts'
import type { OutboxBody } from '../internal-rows.ts'
import { enqueue } from '../outbox.ts'
import type { State } from '../state.ts'

/** When this alert is to be told next, to all or to those who missed it; null: not at all, as it stands. */
function dueMs(state: State, alert: AlertRow): number | null {
  const times = [plannedMs(state, alert), owedMs(state, alert)].filter((each) => each !== null)
  return times.length === 0 ? null : Math.min(...times)
}

function owedMs(state: State, { owed, ...alert }: AlertRow): number | null {
  if (owed === undefined || owed === null) return null
  if (alert.state === 'resolved') return owed.atMs
  if (alert.acknowledged !== null) return null
  return Math.max(owed.atMs, alert.snoozedUntilMs ?? 0, silencedUntilMs(state, alert))
}

function plannedMs(state: State, alert: AlertRow): number | null {
  const { sent, grade } = alert
  if (alert.state === 'resolved')
    return sent?.state === 'firing' ? (alert.resolvedMs ?? 0) + limits.alertGroupWaitMs : null
  if (alert.acknowledged !== null) return null
  return Math.max(wishedMs(alert), alert.snoozedUntilMs ?? 0, silencedUntilMs(state, alert))

  function wishedMs({ sinceMs, lastMs }: AlertRow): number {
    const waitMs = grade === 'stop' ? 0 : limits.alertGroupWaitMs
    if (sent === null) return sinceMs + waitMs
    if (sent.state === 'resolved') return Math.max(sinceMs + waitMs, againMs(sent))
    if (rankOf(grade) > rankOf(sent.grade)) return lastMs + waitMs
    if (alert.joined > sent.joined) return Math.max(lastMs, sent.atMs + limits.alertGroupIntervalMs)
    return sent.atMs + limits.alertRepeatMs
  }

  /** What comes and goes is told once an interval; what is stopped, or graver than what was told, is not held back. */
  function againMs(told: NonNullable<AlertRow['sent']>): number {
    const held = grade !== 'stop' && rankOf(grade) <= rankOf(told.grade)
    return held ? told.atMs + limits.alertGroupIntervalMs : 0
  }
}

function silencedUntilMs(state: State, alert: AlertRow): number {
  const nameOf = (host: string): string => hostNameOf(state, host)
  let untilMs = 0
  for (const silence of state.silences.values())
    if (silences(silence, alert, nameOf)) untilMs = Math.max(untilMs, silence.untilMs)
  return untilMs
}

/** Sets or clears the moment of its next telling. */
export function armAlert({ state, nowMs }: Pick<Context, 'state' | 'nowMs'>, alert: AlertRow): void {
  const at = state.receivers.size === 0 ? null : dueMs(state, alert)
  if (at === null) state.deadlines.clear('alert', alert.id)
  else state.deadlines.set('alert', alert.id, Math.max(at, nowMs))
}

/** Silences, receivers or policy changed: every alert is looked at again. Few are kept, so this is no long work. */
export function armAll(ctx: Pick<Context, 'state' | 'nowMs'>): void {
  for (const alert of ctx.state.alerts.values()) armAlert(ctx, alert)
}

/** One alert is due: it is sent together with what else is due now. */
export function alertDue(ctx: Context, id: string): void {
  const { state, nowMs } = ctx
  const isDue = (alert: AlertRow): boolean => (dueMs(state, alert) ?? Number.MAX_SAFE_INTEGER) <= nowMs
  const alert = state.alerts.get(id)
  if (alert === undefined) return
  if (!isDue(alert)) return armAlert(ctx, alert)
  const due = [...state.alerts.values()].filter((each) => each.id !== id && isDue(each))
  due.sort((a, b) => compareIds(a.id, b.id))
  const batch = [alert, ...due.slice(0, limits.alertsPerSend - 1)]
  const toAll = new Set(batch.filter((each) => (plannedMs(state, each) ?? Number.MAX_SAFE_INTEGER) <= nowMs))
  for (const each of batch) {
    const sent = { atMs: nowMs, state: each.state, grade: each.grade, joined: each.joined }
    state.alerts.patch(each.id, { owed: null, ...(toAll.has(each) ? { sent } : {}) })
  }
  for (const receiver of state.receivers.values()) {
    const own = batch.filter((each) => toAll.has(each) || each.owed?.receivers.includes(receiver.id) === true)
    send(ctx, receiver, own)
  }
  for (const { id } of batch) armAlert(ctx, state.alerts.must(id))
}

/** The receiver has not been told of it: it will be. */
export function owe(ctx: Context, alert: AlertRow, receiver: string, atMs: number): void {
  const others = alert.owed?.receivers.filter((each) => each !== receiver) ?? []
  armAlert(ctx, ctx.state.alerts.patch(alert.id, { owed: { receivers: [...others, receiver], atMs } }))
}

/** Rows wait in the outbox while a receiver does not answer; beyond the bound what comes is not added, and its row says that it fails. */
function send(ctx: Context, receiver: ReceiverRow, batch: readonly AlertRow[]): void {
  const { state } = ctx
  const alerts = batch.filter(({ grade }) => receiver.grades.includes(grade))
  if (alerts.length === 0) return
  let waiting = 0
  for (const { body } of state.outbox.values())
    if (body.kind === 'send-alert' && body.receiver === receiver.id) waiting++
  if (waiting < limits.sendsWaiting)
    return enqueue(ctx, { kind: 'send-alert', receiver: receiver.id, alerts, test: false })
  const detail = `${waiting} messages wait: newer ones are sent later`
  for (const { id } of alerts) owe(ctx, state.alerts.must(id), receiver.id, ctx.nowMs + limits.alertOwedMs)
  state.receivers.patch(receiver.id, { last: { atMs: ctx.nowMs, ok: false, detail } })
}

/** The shell has sent it, or has given up. */
export function alertSent(ctx: Context, body: OutboxBody & { kind: 'send-alert' }, value: Json): void {
  const name = body.receiver
  const { state, nowMs } = ctx
  const receiver = state.receivers.get(name)
  if (receiver === undefined) return
  const { ok, detail } = (value ?? {}) as { ok?: boolean; detail?: string }
  const last = { atMs: nowMs, ok: ok === true, detail: String(detail ?? '').slice(0, limits.shortTextChars) }
  state.receivers.patch(name, { last })
  if (!last.ok && !body.test)
    for (const { id } of body.alerts) {
      const alert = state.alerts.get(id)
      if (alert !== undefined) owe(ctx, alert, name, nowMs + limits.alertOwedMs)
    }
  if (!last.ok && receiver.last?.ok !== false)
    note(ctx, 'warning', 'alert-not-sent', `receiver ${name} could not be told: ${last.detail}`, { receiver: name })
  if (last.ok && receiver.last?.ok === false)
    note(ctx, 'info', 'alert-sent', `receiver ${name} takes alerts again`, { receiver: name })
}
