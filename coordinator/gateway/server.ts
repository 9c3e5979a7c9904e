/** The gateway's HTTP side: Open Inference Protocol v2, `/metrics` and `/stats`. Errors are `{"error": "…"}`. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { limits } from '../../shared/limits.ts'
import type { Balancer } from './balancer.ts'
import type { Forwarder, Outcome, Reply } from './forwarder.ts'
import { ProtocolError, parseInfer, readScores, toColumns } from './infer-request.ts'
import type { PredictionLog } from './prediction-log.ts'
import { candidates, type Route } from './routes.ts'
import type { Stats } from './stats.ts'

export interface ServerParts {
  readonly balancer: Balancer
  readonly forwarder: Forwarder
  readonly log: PredictionLog
  readonly stats: Stats
  readonly nowMs: () => number
  /** routes are known, from the coordinator or from the cache */
  readonly hasRoutes: () => boolean
  /** the feed is connected now */
  readonly connected: () => boolean
}

type ModelParams = { name: string; version?: string }
/** a body over the limit is read to its end up to this much, so that its sender gets to read the answer */
const drainBytes = 64 * 1024 * 1024

export function makeServer(parts: ServerParts): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: 'idle', routerOptions: { maxParamLength: 300 } })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    readBody(payload).then((body) => done(null, body), done)
  })
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({ error: `${request.method} ${request.url}: no such path; models are at /v2/models/<name>` })
  })
  app.setErrorHandler((error: unknown, _request, reply) => sendError(reply, error))
  addServerRoutes(app, parts)
  addModelRoutes(app, parts)
  return app
}

function addServerRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get('/v2', () => ({ name: 'millwright', version: '0.1.0', extensions: ['parameters.window'] }))
  app.get('/v2/health/live', () => ({ live: true }))
  app.get('/v2/health/ready', (_request, reply) => {
    reply.code(parts.hasRoutes() ? 200 : 503).send({ ready: parts.hasRoutes() })
  })
  app.get('/v2/models', () => ({ models: Object.keys(parts.balancer.routes) }))
  app.get('/stats', () => parts.stats.byWindow())
  app.get('/metrics', (_request, reply) => {
    const gauges = {
      feed_connected: ['1 while the coordinator’s feed is connected.', parts.connected() ? 1 : 0],
    } as const
    reply.header('content-type', 'text/plain; version=0.0.4').send(parts.stats.prometheus(gauges))
  })
}

function addModelRoutes(app: FastifyInstance, parts: ServerParts): void {
  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<{ Params: ModelParams }>(path, async (request, reply) => {
      const { route, version } = find(parts, request.params)
      const outcome = await parts.forwarder.send({ method: 'GET', model: route.name, suffix: '', version })
      send(reply, withVersions(orThrow(outcome, route.name), route))
    })
    app.get<{ Params: ModelParams }>(`${path}/ready`, (request, reply) => {
      const { route, version } = find(parts, request.params)
      const ready = candidates(route, version).length > 0
      reply.code(ready ? 200 : 503).send({ name: route.name, ready })
    })
    app.post<{ Params: ModelParams }>(`${path}/infer`, (request, reply) => infer(parts, request, reply))
  }
}

async function infer(
  parts: ServerParts,
  request: FastifyRequest<{ Params: ModelParams }>,
  reply: FastifyReply,
): Promise<void> {
  const startMs = parts.nowMs()
  const started = performance.now()
  let model = '(none)'
  let window = new Date(startMs).toISOString().slice(0, 10)
  try {
    const { route, version } = find(parts, request.params)
    model = route.name
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const asked = parseInfer(body)
    window = asked.window ?? window
    const ticket = route.pipeline === null ? null : parts.log.begin(model, asked.window)
    let record = null
    try {
      const outcome = await parts.forwarder.send({ method: 'POST', model, suffix: '/infer', version, body })
      const answer = orThrow(outcome, model)
      const scores = ticket !== null && answer.status === 200 ? readScores(answer.body) : null
      if (scores !== null) {
        const id = asked.id ?? randomUUID()
        record = { id, version: answer.version, atMs: startMs, columns: toColumns(asked), scores }
      }
      await ticket?.end(record)
      send(reply, answer)
    } catch (error) {
      await ticket?.end(null)
      throw error
    }
  } catch (error) {
    sendError(reply, error)
  }
  parts.stats.record(model, window, reply.statusCode, performance.now() - started)
}

function find(parts: ServerParts, params: ModelParams): { route: Route; version: number | null } {
  const route = parts.balancer.route(params.name)
  if (route === undefined) {
    if (!parts.hasRoutes()) throw new ProtocolError(503, 'the gateway does not know the deployments yet; try again')
    const names = Object.keys(parts.balancer.routes).join(', ') || 'none'
    throw new ProtocolError(404, `model "${params.name}" does not exist; deployed models: ${names}`)
  }
  if (params.version === undefined) return { route, version: null }
  const served = Object.keys(route.versions)
  if (!served.includes(params.version)) {
    throw new ProtocolError(
      404,
      `version "${params.version}" of model "${route.name}" is not served; served versions: ${served.join(', ') || 'none'}`,
    )
  }
  return { route, version: Number(params.version) }
}

function orThrow(outcome: Outcome, model: string): Reply {
  if (outcome.ok) return outcome.reply
  throw new ProtocolError(503, `model "${model}" has no replica that answers: ${outcome.reason}`)
}

function send(reply: FastifyReply, answer: Reply): void {
  reply
    .code(answer.status)
    .header('content-type', answer.contentType)
    .header('x-millwright-version', String(answer.version))
    .send(answer.body)
}

/** A replica knows its own version only; the metadata's `versions` are what the gateway serves. */
function withVersions(answer: Reply, route: Route): Reply {
  if (answer.status !== 200) return answer
  try {
    const metadata = JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>
    return { ...answer, body: Buffer.from(JSON.stringify({ ...metadata, versions: Object.keys(route.versions) })) }
  } catch {
    return answer
  }
}

function sendError(reply: FastifyReply, error: unknown): void {
  const known = error as { status?: number; statusCode?: number; message?: string }
  const status = error instanceof ProtocolError ? error.status : (known.statusCode ?? 500)
  if (status === 413) reply.header('connection', 'close')
  if (status === 503) reply.header('retry-after', '1')
  reply.code(status).send({ error: known.message ?? 'internal error' })
}

async function readBody(payload: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= limits.inferBodyBytes) chunks.push(chunk)
    else chunks.length = 0
    if (bytes > drainBytes) break
  }
  if (bytes > limits.inferBodyBytes) {
    throw new ProtocolError(413, `body: is larger than ${limits.inferBodyBytes} bytes; send fewer rows a request`)
  }
  return Buffer.concat(chunks)
}
