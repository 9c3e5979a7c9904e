/**
 * Asks one Redfish service, gently: one request at a time, no more than so many a second, and with one session, because BMCs have
 * small processors, few sessions, and lock accounts.
 */
import type { Agent, Dispatcher } from 'undici'
import { limits } from '../../shared/limits.ts'
import type { Surroundings } from './collector.ts'
import type { Credentials, RedfishConfig } from './collector-config.ts'
import { type Body, isBody } from './redfish/resource.ts'
import { CertificateRefused, trustingConnector } from './redfish-tls.ts'
import { readSecret } from './secret-file.ts'

/** This resource was not given; others may be. */
export class ResourceRefused extends Error {
  readonly status: number | undefined
  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}
/** The service cannot be reached or lets nobody in. `certain`: asking for something else now would end the same. */
export class Unreachable extends Error {
  readonly certain: boolean
  constructor(message: string, certain: boolean, cause?: unknown) {
    super(message, { cause })
    this.certain = certain
  }
}

class TimedOut extends Error {}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

const sessionsPath = '/redfish/v1/SessionService/Sessions'
/** Tries after the first, of what a moment may mend; back-off doubles. A request that timed out waits for the next round instead. */
const triesAgain = 2
const backoffMs = 500
const retryAfterMaxMs = 10_000
const mendable = new Set([429, 502, 503, 504])
/** Followed once, and only within the service: some know a path only with a slash at its end. */
const redirects = new Set([301, 302, 307, 308])
/** After a refused password the account is left alone for so long, doubling: BMCs lock accounts. */
const loginPauseMs = 30_000
const loginPauseMaxMs = 600_000
/** A service that has sessions but gives none now (they are all taken) is asked again after this. */
const sessionAgainMs = 600_000
const goodbyeMs = 1_000

export class RedfishClient {
  readonly #config: RedfishConfig
  readonly #around: Surroundings
  #agent: Promise<Agent> | undefined
  #closed = false
  /** ends what is going on now: a request, or a wait for the next */
  #interrupt: () => void = () => undefined
  #session: { readonly token: string; readonly path: string | undefined } | undefined
  /** the service has no session to give: the password goes with each request */
  #basic: { readonly header: string; readonly untilMs: number } | undefined
  #loginAfter = { atMs: 0, pauseMs: loginPauseMs, said: '' }
  #nextMs = 0
  #last: Promise<unknown> = Promise.resolve()
  requests = 0
  failures = 0

  constructor(config: RedfishConfig, around: Surroundings) {
    this.#config = config
    this.#around = around
  }

  /** One resource. Rejects with ResourceRefused or Unreachable. */
  get(path: string): Promise<Body> {
    const turn = this.#last.then(() => this.#get(path))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** Gives the session back: a BMC has few of them, and keeps them for half an hour. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#interrupt()
    await this.#last
    const session = this.#session
    this.#session = undefined
    if (session?.path !== undefined) {
      const headers = { 'x-auth-token': session.token }
      const signal = AbortSignal.timeout(goodbyeMs)
      await this.#exchange('DELETE', session.path, { headers, signal }).catch(() => undefined)
    }
    await (await this.#agent)?.destroy()
  }

  async #get(path: string): Promise<Body> {
    try {
      let answer = await this.#asked(path)
      if (answer.status === 401 && this.#session !== undefined) {
        // It has expired, or the BMC was restarted.
        this.#session = undefined
        answer = await this.#asked(path)
      }
      const { credentials } = this.#config
      if (answer.status === 401 && this.#basic !== undefined && credentials !== undefined) {
        this.#basic = undefined
        this.#lockedOut(credentials, 401)
      }
      const moved = redirects.has(answer.status) ? locationOf(answer) : undefined
      if (moved !== undefined) answer = await this.#asked(moved)
      return bodyOf(answer)
    } catch (error) {
      this.failures += 1
      throw error
    }
  }

  async #asked(path: string): Promise<Answer> {
    const headers = await this.#authorization()
    for (let again = 0; ; again++) {
      const last = again >= triesAgain
      let waitMs = backoffMs * 2 ** again
      try {
        const answer = await this.#send('GET', path, headers)
        if (last || !mendable.has(answer.status)) return answer
        waitMs = Math.max(waitMs, retryAfterMs(answer))
      } catch (error) {
        if (last || !(error instanceof Unreachable) || error.certain || error.cause instanceof TimedOut) throw error
      }
      this.failures += 1
      await this.#wait(waitMs)
    }
  }

  async #authorization(): Promise<Record<string, string>> {
    const { credentials } = this.#config
    if (credentials === undefined) return {}
    if ((this.#basic?.untilMs ?? 0) < this.#around.clock.nowMs()) this.#basic = undefined
    if (this.#session === undefined && this.#basic === undefined) await this.#login(credentials)
    if (this.#session !== undefined) return { 'x-auth-token': this.#session.token }
    return { authorization: this.#basic?.header ?? '' }
  }

  async #login(credentials: Credentials): Promise<void> {
    const { user, passwordFile } = credentials
    const nowMs = this.#around.clock.nowMs()
    const { atMs, said } = this.#loginAfter
    if (nowMs < atMs)
      throw new Unreachable(`${said}; asked again in ${Math.ceil((atMs - nowMs) / 1000)} s, so as not to lock it`, true)
    const password = await readSecret(passwordFile).catch((error: Error) => {
      throw new Unreachable(error.message, true, error)
    })
    const answer = await this.#send('POST', sessionsPath, {}, JSON.stringify({ UserName: user, Password: password }))
    const token = answer.headers['x-auth-token']
    if (answer.status >= 200 && answer.status < 300 && typeof token === 'string') {
      this.#session = { token, path: locationOf(answer) }
      this.#loginAfter = { atMs: 0, pauseMs: loginPauseMs, said: '' }
      return
    }
    if (answer.status === 401 || answer.status === 403) this.#lockedOut(credentials, answer.status)
    const header = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    const never = [400, 404, 405, 501].includes(answer.status)
    this.#basic = { header, untilMs: never ? Number.POSITIVE_INFINITY : nowMs + sessionAgainMs }
  }

  #lockedOut({ user, passwordFile }: Credentials, status: number): never {
    const { pauseMs } = this.#loginAfter
    const said = `the service refuses user ${user} with the password in ${passwordFile} (HTTP ${status})`
    const next = Math.min(pauseMs * 2, loginPauseMaxMs)
    this.#loginAfter = { atMs: this.#around.clock.nowMs() + pauseMs, pauseMs: next, said }
    throw new Unreachable(said, true)
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer> {
    await this.#turn()
    this.requests += 1
    const { timeoutMs } = this.#config
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(new TimedOut()), timeoutMs)
    this.#interrupt = () => abort.abort(new TimedOut())
    try {
      const { signal } = abort
      return await this.#exchange(method, path, { headers, signal, ...(body === undefined ? {} : { body }) })
    } catch (error) {
      throw this.#unreachable(error as Error)
    } finally {
      clearTimeout(timer)
    }
  }

  #wait(ms: number): Promise<void> {
    const { timers } = this.#around
    return new Promise((resolve) => {
      const timer = timers.setTimeout(resolve, ms)
      this.#interrupt = () => {
        timers.clear(timer)
        resolve()
      }
    })
  }

  /** Keeps to the budget of requests. */
  async #turn(): Promise<void> {
    const nowMs = this.#around.clock.nowMs()
    const atMs = Math.max(nowMs, this.#nextMs)
    this.#nextMs = atMs + 1000 / this.#config.requestsPerSecond
    if (atMs > nowMs && !this.#closed) await this.#wait(atMs - nowMs)
    if (this.#closed) throw new Unreachable('closed', true)
  }

  async #exchange(
    method: Dispatcher.HttpMethod,
    path: string,
    more: { headers: Readonly<Record<string, string>>; signal: AbortSignal; body?: string },
  ): Promise<Answer> {
    const { headers, signal, body } = more
    const { origin } = new URL(this.#config.address)
    this.#agent ??= openAgent(this.#config)
    const asked = await (await this.#agent).request({
      origin,
      path,
      method,
      signal,
      ...(body === undefined ? {} : { body }),
      headers: {
        accept: 'application/json',
        'odata-version': '4.0',
        'user-agent': 'millwright-agent',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const parts: Buffer[] = []
    let bytes = 0
    for await (const part of asked.body as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > limits.redfishBodyBytes) throw new ResourceRefused(tooLarge(path))
      parts.push(part)
    }
    return { status: asked.statusCode, headers: asked.headers, text: Buffer.concat(parts).toString('utf8') }
  }

  #unreachable(error: Error & { code?: string }): Error {
    if (error instanceof ResourceRefused) return error
    const { address, timeoutMs } = this.#config
    if (this.#closed) return new Unreachable('closed', true, error)
    if (error instanceof CertificateRefused) return new Unreachable(error.message, true, error)
    if (error instanceof TimedOut)
      return new Unreachable(`no answer from ${address} for ${timeoutMs / 1000} s`, false, error)
    const certain =
      /^(?:ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ENOENT|EACCES)$/
    return new Unreachable(`${address}: ${error.message || error.code}`, certain.test(error.code ?? ''), error)
  }
}

/** undici is loaded only by agents that have something to ask in Redfish. */
async function openAgent(config: RedfishConfig): Promise<Agent> {
  const { Agent: Client, buildConnector } = await import('undici')
  const connect = trustingConnector(buildConnector, config, config.timeoutMs)
  // Deadlines are those of #send, for a whole request.
  return new Client({ connect, connections: 1, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
}

const tooLarge = (path: string): string => `${path} is larger than ${limits.redfishBodyBytes} bytes`

function retryAfterMs({ headers }: Answer): number {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, retryAfterMaxMs) : 0
}

/** Where a session lies, or a resource has moved to, as a path of this service; some say a whole URL. */
function locationOf({ headers }: Answer): string | undefined {
  const { location } = headers
  if (typeof location !== 'string' || !URL.canParse(location, 'https://service')) return undefined
  const { pathname } = new URL(location, 'https://service')
  return pathname.startsWith('/redfish/v1/') ? pathname : undefined
}

function bodyOf({ status, text }: Answer): Body {
  if (status === 401 || status === 403)
    throw new ResourceRefused(`the account may not read it (HTTP ${status}): it needs the role ReadOnly`, status)
  if (status < 200 || status > 299) throw new ResourceRefused(`HTTP ${status}`, status)
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new ResourceRefused(`its body is no JSON: ${(cause as Error).message.slice(0, 120)}`)
  }
  if (isBody(found)) return found
  throw new ResourceRefused('its body is no JSON object')
}
