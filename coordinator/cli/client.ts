/** HTTP to the coordinator; its problems and its silence become errors that a person can act on. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Problem, toProblem } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { type Io, UsageError } from './io.ts'

export interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly cursor: string | null
}

/** The coordinator said no, with its problem. */
export class ProblemError extends Error {
  readonly problem: Problem & { readonly errors?: readonly { path: string; message: string }[] }
  constructor(problem: ProblemError['problem']) {
    super(problem.detail)
    this.problem = problem
  }
}
export class UnreachableError extends Error {}

export interface Address {
  readonly url: string
  /** where it was found, for messages */
  readonly from: string
}

export async function findAddress(io: Io, given: string | undefined): Promise<Address> {
  if (given !== undefined) return { url: asUrl(given), from: '--coordinator' }
  if (io.address !== undefined && io.address !== '') return { url: asUrl(io.address), from: 'MILLWRIGHT_COORDINATOR' }
  const path = join('.millwright', 'coordinator', 'address')
  const text = await readFile(join(io.cwd, path), 'utf8').catch(() => '')
  if (text.trim() !== '') return { url: asUrl(text.trim()), from: path }
  return { url: 'http://127.0.0.1:7070', from: 'the default' }
}

function asUrl(text: string): string {
  const url = text.includes('://') ? text : `http://${text}`
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new UsageError(`'${text}' is not the address of a coordinator; write http://HOST:PORT`)
  return url.replace(/\/+$/, '')
}

export interface Client {
  readonly address: Address
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object, headers?: Record<string, string>): Promise<T>
  put<T>(path: string, body: object): Promise<T>
  remove<T>(path: string): Promise<T>
  /** every row of a list, page by page, at most `max` */
  all<Row>(path: string, max?: number): Promise<Row[]>
  raw(path: string, init?: RequestInit): Promise<Response>
}

export function makeClient(address: Address, stopped: AbortSignal): Client {
  const raw: Client['raw'] = async (path, init = {}) => {
    let answer: Response
    try {
      answer = await fetch(`${address.url}${path}`, { signal: stopped, ...init })
    } catch (error) {
      if (stopped.aborted) throw error
      const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : undefined
      const why = (cause as { code?: string } | undefined)?.code ?? cause?.message ?? String(error)
      throw new UnreachableError(
        `no coordinator answers at ${address.url} (${why}; address from ${address.from}). Is it running? 'millwright-coordinator' starts one; --coordinator URL names another.`,
      )
    }
    if (answer.ok) return answer
    throw await problemOf(answer)
  }
  const get: Client['get'] = async (path) => (await raw(path)).json() as never
  const send = async (method: string, path: string, body: object, headers: Record<string, string> = {}) => {
    const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
    return (await raw(path, init)).json() as never
  }
  return {
    address,
    get,
    raw,
    post: (path, body, headers = {}) => send('POST', path, body, headers),
    put: (path, body) => send('PUT', path, body),
    remove: async (path) => (await raw(path, { method: 'DELETE' })).json() as never,
    async all<Row>(path: string, max = 10_000) {
      const rows: Row[] = []
      let cursor: string | null = null
      do {
        const join = path.includes('?') ? '&' : '?'
        const limit = Math.min(limits.pageRows, max - rows.length)
        const page: Rows<Row> = await get(
          `${path}${join}limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        rows.push(...page.rows)
        cursor = page.cursor
      } while (cursor !== null && rows.length < max)
      return rows
    },
  }
}

async function problemOf(answer: Response): Promise<Error> {
  const text = await answer.text()
  // the answer to a HEAD has no body
  if (text === '' && answer.status === 404) return new ProblemError(toProblem('not-found', `no ${answer.url}`))
  try {
    const problem = JSON.parse(text) as ProblemError['problem']
    if (typeof problem.code === 'string') return new ProblemError(problem)
  } catch {
    // not ours: said as it is below
  }
  return new Error(`the coordinator's answer is not Millwright's (HTTP ${answer.status}): ${text.slice(0, 200)}`)
}

/** `?a=b&c=d` of what is given; '' where nothing is. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${part(value)}`]))
  return given.length === 0 ? '' : `?${given.join('&')}`
}

export const part = (text: string): string => encodeURIComponent(text)
