/** The coordinator's HTTP API as this example uses it: every call is tried again while the coordinator is down. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import type { Problem } from '../../shared/errors.ts'
import type { ArtifactRef } from '../../shared/model/job.ts'

/** The coordinator understood and refused. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, problem: Partial<Problem>) {
    super(`${problem.field === undefined ? '' : `${problem.field}: `}${problem.detail ?? `HTTP ${status}`}`)
    this.name = 'Refused'
    this.status = status
    this.code = problem.code ?? 'unknown'
  }
}

export interface ApiOptions {
  /** gives up after this long without an answer */
  readonly patienceMs?: number
  readonly retryMs?: number
  readonly signal?: AbortSignal
}
interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD'
  readonly path: string
  readonly key?: string
  readonly type?: string
  /** made anew for each try */
  readonly body?: () => Buffer | Readable
}

export class Api {
  readonly #base: string
  readonly #options: Required<Omit<ApiOptions, 'signal'>> & Pick<ApiOptions, 'signal'>
  readonly #agent = new Agent({ keepAliveTimeout: 10_000, headersTimeout: 60_000, connect: { timeout: 2_000 } })

  constructor(coordinator: string, options: ApiOptions = {}) {
    this.#base = `${coordinator}/api/v1`
    this.#options = { patienceMs: 60_000, retryMs: 100, ...options }
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#call({ method: 'GET', path })) as T
  }

  /** `key` makes a repeated call harmless: it gets the first one's answer. */
  async post<T>(path: string, body: object, key: string): Promise<T> {
    const text = Buffer.from(JSON.stringify(body))
    return (await this.#call({ method: 'POST', path, key, type: 'application/json', body: () => text })) as T
  }

  async putBytes(bytes: Buffer): Promise<ArtifactRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await this.#put(sha256, () => bytes)
    return { sha256, bytes: bytes.length }
  }

  /** Uploads a file unless the coordinator has it already. */
  async putFile(path: string): Promise<ArtifactRef & { readonly uploaded: boolean }> {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    const sha256 = hash.digest('hex')
    const { size } = await stat(path)
    const uploaded = !(await this.#has(sha256))
    if (uploaded) await this.#put(sha256, () => createReadStream(path))
    return { sha256, bytes: size, uploaded }
  }

  async #has(sha256: string): Promise<boolean> {
    try {
      await this.#call({ method: 'HEAD', path: `/artifacts/${sha256}` })
      return true
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return false
      throw error
    }
  }

  async #put(sha256: string, body: () => Buffer | Readable): Promise<void> {
    await this.#call({ method: 'PUT', path: `/artifacts/${sha256}`, type: 'application/octet-stream', body })
  }

  async #call(call: Call): Promise<unknown> {
    const untilMs = performance.now() + this.#options.patienceMs
    let waitMs = this.#options.retryMs
    for (;;) {
      const outcome = await this.#once(call)
      if (outcome.done) return outcome.value
      if (performance.now() > untilMs || this.#options.signal?.aborted) {
        throw new Error(`the coordinator does not answer ${call.method} ${call.path}: ${outcome.why}`)
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      waitMs = Math.min(waitMs * 2, 1_000)
    }
  }

  async #once(call: Call): Promise<{ done: true; value: unknown } | { done: false; why: string }> {
    let status: number
    let text: string
    try {
      const headers: Record<string, string> = {}
      if (call.type !== undefined) headers['content-type'] = call.type
      if (call.key !== undefined) headers['idempotency-key'] = call.key
      const response = await request(`${this.#base}${call.path}`, {
        dispatcher: this.#agent,
        method: call.method,
        headers,
        ...(call.body === undefined ? {} : { body: call.body() }),
        signal: this.#options.signal ?? null,
      })
      status = response.statusCode
      text = await response.body.text()
    } catch (error) {
      return { done: false, why: error instanceof Error ? error.message : String(error) }
    }
    if (status < 300) return { done: true, value: text === '' ? null : parse(text) }
    if (status === 429 || status === 502 || status === 503 || status === 504)
      return { done: false, why: `HTTP ${status}` }
    throw new Refused(status, (parse(text) as Partial<Problem>) ?? {})
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { detail: text.slice(0, 300) }
  }
}
