/** One way to add a route: its checks refuse what is wrong and write its part of the OpenAPI document. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { ErrorCode } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import {
  type Check,
  type Fault,
  fault,
  type JsonSchema,
  type Key,
  shape,
  shortText,
} from '../../shared/model/validation.ts'
import { FaultyRequest } from './problems.ts'

export interface Asked {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly body: Readonly<Record<string, unknown>>
  readonly raw: FastifyRequest
}

export interface Route {
  readonly method: HTTPMethods
  readonly url: string
  readonly tag: string
  readonly summary: string
  /** keys of the JSON body; unknown ones are refused. Absent: no body is read. */
  readonly body?: Readonly<Record<string, Key>>
  /** beyond what `body` says of single keys */
  readonly also?: Parameters<typeof shape>[1]
  /** a key that ends in `*` stands for all that begin so (`label.*`) */
  readonly query?: Readonly<Record<string, QueryKey>>
  /** what 200 (or `status`) answers, in words */
  readonly answers: string
  readonly status?: number
  readonly handle: (asked: Asked, reply: FastifyReply) => unknown
}

export interface QueryKey {
  readonly what: string
  readonly schema: JsonSchema
  readonly holds: (text: string) => boolean
}

export function wholeQuery(min: number, max: number): QueryKey {
  return {
    what: `a whole number from ${min} to ${max}`,
    schema: { type: 'integer', minimum: min, maximum: max },
    holds: (text) => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max,
  }
}
export function oneOfQuery(values: readonly string[]): QueryKey {
  return { what: `one of ${values.join(', ')}`, schema: { enum: values }, holds: (text) => values.includes(text) }
}
export const textQuery: QueryKey = {
  what: shortText.what,
  schema: shortText.schema,
  holds: (text) => text.length > 0 && text.length <= limits.shortTextChars,
}

/** Path patterns with their methods, to tell a wrong method from a wrong path. */
export type KnownPaths = Map<string, Set<string>>

/** Methods known for a path, empty when the path is unknown. */
export function methodsOf(known: KnownPaths, path: string): readonly string[] {
  const parts = path.split('/')
  for (const [pattern, methods] of known) {
    const wanted = pattern.split('/')
    if (wanted.length === parts.length && wanted.every((each, i) => each.startsWith(':') || each === parts[i]))
      return [...methods]
  }
  return []
}

export function addRoute(app: FastifyInstance, known: KnownPaths, route: Route): void {
  const methods = known.get(route.url) ?? new Set<string>()
  known.set(route.url, methods.add(String(route.method)))
  const body = route.body === undefined ? undefined : shape(route.body, route.also)
  app.route({
    method: route.method,
    url: route.url,
    schema: schemaOf(route, body),
    handler: async (request, reply) => {
      const query = readQuery(route.query ?? {}, request.query as Record<string, unknown>)
      if (body !== undefined) checkBody(body, request.body)
      reply.code(route.status ?? 200)
      const asked: Asked = {
        params: request.params as Asked['params'],
        query,
        body: (request.body ?? {}) as Asked['body'],
        raw: request,
      }
      return route.handle(asked, reply)
    },
  })
}

function schemaOf(route: Route, body: Check | undefined): object {
  const names = [...route.url.matchAll(/:([a-z0-9]+)/gi)].map((match) => match[1] as string)
  const queries = Object.entries(route.query ?? {})
  return {
    tags: [route.tag],
    summary: route.summary,
    ...(body === undefined ? {} : { body: body.schema }),
    ...(queries.length === 0
      ? {}
      : { querystring: { type: 'object', properties: Object.fromEntries(queries.map(([k, v]) => [k, v.schema])) } }),
    ...(names.length === 0
      ? {}
      : {
          params: { type: 'object', properties: Object.fromEntries(names.map((each) => [each, { type: 'string' }])) },
        }),
    response: {
      [route.status ?? 200]: { description: route.answers, type: 'object', additionalProperties: true },
      '4xx': { description: 'A problem (RFC 9457) with a stable `code`', $ref: 'Problem#' },
    },
  }
}

function checkBody(check: Check, body: unknown): void {
  const faults: Fault[] = []
  check.run(body ?? {}, [], faults)
  if (faults.length > 0) throw new FaultyRequest('bad-field', faults)
}

function readQuery(keys: Readonly<Record<string, QueryKey>>, given: Record<string, unknown>): Asked['query'] {
  const faults: Fault[] = []
  for (const [name, value] of Object.entries(given)) {
    const key = Object.hasOwn(keys, name) ? keys[name] : keys[`${name.split('.', 1)[0]}.*`]
    if (key === undefined) {
      const list = Object.keys(keys)
      faults.push(
        fault(
          [name],
          `is not a known query parameter; ${list.length === 0 ? 'none is taken here' : `known here: ${list.join(', ')}`}`,
        ),
      )
    } else if (typeof value !== 'string' || !key.holds(value))
      faults.push(fault([name], `must be ${key.what}; got ${JSON.stringify(value)}`))
  }
  const cursor = faults.length === 1 && faults[0]?.path === 'cursor'
  const code: ErrorCode = cursor ? 'bad-cursor' : 'bad-field'
  if (faults.length > 0) throw new FaultyRequest(code, faults)
  return given as Asked['query']
}
