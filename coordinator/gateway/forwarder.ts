/**
 * Sends a request to a replica, and to another when that one fails. Inference changes nothing, so a second try is safe:
 * connection errors, 502 and 503 are tried again (at least `minTries`, until `waitMs` is used up).
 */
import { Agent, request } from 'undici'
import type { Balancer } from './balancer.ts'
import type { Replica, Route } from './routes.ts'

export interface ForwarderOptions {
  readonly balancer: Balancer
  readonly nowMs: () => number
  readonly onRetry?: () => void
  /** how long a request waits for a replica, or goes on trying */
  readonly waitMs?: number
  /** a replica that takes longer than this for an answer has failed */
  readonly answerMs?: number
}

export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
  readonly version: number
}
export type Outcome = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly reason: string }

export interface ForwardRequest {
  readonly method: 'GET' | 'POST'
  readonly model: string
  /** path after `/v2/models/<name>`: '' or '/infer' */
  readonly suffix: string
  readonly version: number | null
  readonly body?: Buffer
}

const firstBackoffMs = 50
const maxBackoffMs = 800
const minTries = 3

export class Forwarder {
  readonly #options: Required<Omit<ForwarderOptions, 'onRetry'>> & Pick<ForwarderOptions, 'onRetry'>
  readonly #agent: Agent

  constructor(options: ForwarderOptions) {
    this.#options = { waitMs: 5_000, answerMs: 10_000, ...options }
    this.#agent = new Agent({
      connections: 64,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connect: { timeout: 2_000 },
      headersTimeout: this.#options.answerMs,
      bodyTimeout: this.#options.answerMs,
    })
  }

  async send(ask: ForwardRequest): Promise<Outcome> {
    const { balancer, nowMs, waitMs } = this.#options
    const untilMs = nowMs() + waitMs
    const tried = new Set<string>()
    let tries = 0
    let backoffMs = firstBackoffMs
    let reason = 'no replica is ready'
    for (;;) {
      const route = balancer.route(ask.model) // routes change while a request waits
      const choice = route === undefined ? null : balancer.choose(route, ask.version, tried)
      const left = untilMs - nowMs()
      if (choice === null) {
        if (left <= 0 || route === undefined) return { ok: false, reason }
        await balancer.changed(left)
        continue
      }
      if (tries > 0) this.#options.onRetry?.()
      tries++
      const result = await this.#once(ask, route as Route, choice.replica, choice.version)
      if (typeof result !== 'string') return { ok: true, reply: result }
      reason = `replica ${choice.replica.attempt}: ${result}`
      tried.add(choice.replica.attempt)
      const untried = choice.others && tries < minTries
      if (untried) continue
      if (tries >= minTries && untilMs - nowMs() <= 0) return { ok: false, reason }
      await balancer.changed(backoffMs)
      backoffMs = Math.min(backoffMs * 2, maxBackoffMs)
    }
  }

  /** One try: the reply, or why it failed and may be tried elsewhere. */
  async #once(ask: ForwardRequest, route: Route, replica: Replica, version: number): Promise<Reply | string> {
    const { balancer } = this.#options
    const url = `http://${replica.address}/attempts/${replica.attempt}/v2/models/${encodeURIComponent(route.name)}${ask.suffix}`
    balancer.began(replica)
    let ok = false
    try {
      const response = await request(url, {
        dispatcher: this.#agent,
        method: ask.method,
        ...(ask.body === undefined ? {} : { body: ask.body, headers: { 'content-type': 'application/json' } }),
      })
      const body = Buffer.from(await response.body.arrayBuffer())
      const again = retryReason(response.statusCode, response.headers['content-type'], body)
      if (again !== null) return again
      ok = true
      const contentType = String(response.headers['content-type'] ?? 'application/json')
      return { status: response.statusCode, contentType, body, version }
    } catch (error) {
      return error instanceof Error ? `${error.message || error.name}` : String(error)
    } finally {
      balancer.ended(replica, ok)
    }
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }
}

/**
 * A reply that another replica may better: 502, 503, and the agent's own 404 for an attempt it no longer has (a problem
 * document; a replica's errors are `{"error": …}`). Everything else is the replica's answer.
 */
function retryReason(status: number, contentType: string | string[] | undefined, body: Buffer): string | null {
  if (status === 502 || status === 503) return `answered ${status}: ${body.toString('utf8', 0, 200)}`
  if (status === 404 && String(contentType).startsWith('application/problem+json')) return 'is no longer on its host'
  return null
}
