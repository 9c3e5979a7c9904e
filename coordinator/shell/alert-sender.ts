/**
 * Sends alerts to receivers: `send-alert` rows of the outbox, in order for each receiver, tried again for about a minute. How it went is
 * told with `effect-done`; what was under way when the coordinator ended is sent again in its next life (at least once).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { limits } from '../../shared/limits.ts'
import type { State } from '../core/state.ts'
import { webhookPayload } from './alert-payload.ts'

export interface AlertSender {
  /** Sends what that row of the outbox holds; resolves when it is over, with or without success. */
  send(outboxId: string): Promise<void>
  close(): Promise<void>
}

export interface AlertSenderOptions {
  readonly state: State
  readonly done: (outboxId: string, outcome: { readonly ok: boolean; readonly detail: string }) => void
  /** where people reach the console, for the links in what is sent */
  readonly externalUrl: () => string
  /** waits so long, or until the signal; a test brings its own */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>
  readonly timeoutMs?: number
}

interface Outcome {
  readonly ok: boolean
  readonly detail: string
  /** it may go well the next time */
  readonly again: boolean
}

export function makeAlertSender(options: AlertSenderOptions): AlertSender {
  const closed = new AbortController()
  const agent = new Agent({ connections: 2, pipelining: 1 })
  /** by receiver: the end of the last one that waits; the core bounds how many do (`limits.sendsWaiting`) */
  const lines = new Map<string, Promise<unknown>>()

  const sendNow = async (outboxId: string): Promise<void> => {
    if (closed.signal.aborted) return
    const body = options.state.outbox.get(outboxId)?.body
    if (body?.kind !== 'send-alert') return
    const url = options.state.receivers.get(body.receiver)?.url
    if (url === undefined) return options.done(outboxId, { ok: false, detail: `receiver ${body.receiver} was removed` })
    const text = JSON.stringify(webhookPayload(options.state, body, options.externalUrl()))
    const outcome = await sendPatiently(options, agent, closed.signal, url, text)
    if (!closed.signal.aborted) options.done(outboxId, { ok: outcome.ok, detail: outcome.detail })
  }

  return {
    send(outboxId) {
      const body = options.state.outbox.get(outboxId)?.body
      if (body?.kind !== 'send-alert') return Promise.resolve()
      const mine = (lines.get(body.receiver) ?? Promise.resolve()).then(() => sendNow(outboxId))
      const tail = mine.catch(() => {}).finally(() => lines.get(body.receiver) === tail && lines.delete(body.receiver))
      lines.set(body.receiver, tail)
      return mine
    },
    async close() {
      closed.abort()
      await agent.destroy()
    },
  }
}

async function sendPatiently(
  { pause = (ms, signal) => sleep(ms, undefined, { signal }), timeoutMs = limits.alertTimeoutMs }: AlertSenderOptions,
  agent: Agent,
  closed: AbortSignal,
  url: string,
  text: string,
): Promise<Outcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await sendOnce(agent, AbortSignal.any([closed, AbortSignal.timeout(timeoutMs)]), url, text)
    if (outcome.ok || !outcome.again || closed.aborted) return outcome
    if (tries >= limits.alertTries) return { ...outcome, detail: `${outcome.detail} (tried ${tries} times)` }
    await pause(limits.alertBackoffMs * 2 ** (tries - 1), closed).catch(() => {})
  }
}

async function sendOnce(dispatcher: Agent, signal: AbortSignal, url: string, body: string): Promise<Outcome> {
  try {
    const headers = { 'content-type': 'application/json', 'user-agent': 'millwright' }
    const { statusCode, body: answer } = await request(url, { method: 'POST', headers, body, dispatcher, signal })
    const said = await firstLine(answer)
    if (statusCode >= 200 && statusCode < 300) return { ok: true, detail: `answered ${statusCode}`, again: false }
    if (statusCode >= 300 && statusCode < 400)
      return {
        ok: false,
        detail: `answered ${statusCode}: redirects are not followed; give the address it leads to`,
        again: false,
      }
    const again = statusCode >= 500 || statusCode === 408 || statusCode === 429
    return { ok: false, detail: `answered ${statusCode}${said === '' ? '' : `: ${said}`}`, again }
  } catch (error) {
    return { ok: false, detail: `did not answer: ${whyOf(error)}`, again: true }
  }
}

/** The begin of an answer; the rest is not read. */
async function firstLine(answer: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  let text = ''
  for await (const chunk of answer) {
    text += Buffer.from(chunk).toString()
    if (text.length >= limits.shortTextChars) break
  }
  return (text.trim().split('\n', 1)[0] ?? '').slice(0, 200)
}

function whyOf(error: unknown): string {
  const { name, code, message } = error as { name?: string; code?: string; message?: string }
  if (name === 'TimeoutError') return 'no answer in time'
  return code ?? message ?? String(error)
}
