/** The HTTP side of the coordinator: `/api/v1` with its OpenAPI document, the console's files, health, metrics and the feed. */

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { toProblem } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { addAlertRoutes } from './alerts.ts'
import { addArtifactRoutes } from './artifacts.ts'
import { addChangeRoutes } from './changes.ts'
import { addCheckpointRoutes } from './checkpoints.ts'
import type { ApiPorts, ConsoleFiles } from './context.ts'
import { addEventRoutes, addModelRoutes, addPipelineRoutes } from './factory.ts'
import { makeFeedServer } from './feed.ts'
import { addFleetRoutes } from './fleet.ts'
import { addHostRoutes } from './hosts.ts'
import { addIdentityRoutes } from './identities.ts'
import { addJobRoutes } from './jobs.ts'
import { addKeptLogRoute, addLogRoutes } from './logs.ts'
import { addMaintenanceRoutes } from './maintenance.ts'
import { originRefusal } from './origin.ts'
import { addPlanRoutes } from './plan.ts'
import { makeErrorHandler, sendProblem } from './problems.ts'
import { addRangeRoutes } from './range.ts'
import { addRoute, type KnownPaths, methodsOf, type Route } from './route.ts'
import { addSecretRoutes } from './secrets.ts'
import { addSeriesRoutes } from './series.ts'
import { addStatusRoutes } from './status.ts'
import { addVerdictRoutes } from './verdicts.ts'

export interface Api {
  readonly app: FastifyInstance
  /** its `upgrade` event is the composition root's */
  readonly server: Server
  /** answers upgrades of `/api/v1/feed` */
  handleFeedUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Resolves with `host:port` as bound. */
  listen(host: string, port: number): Promise<string>
  close(): Promise<void>
}

export async function makeApi(ports: ApiPorts): Promise<Api> {
  const log = ports.log ?? (() => {})
  const failed = makeErrorHandler(log)
  const app = Fastify({
    // before a route is found: an address that is not one
    frameworkErrors: failed,
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
  })
  const known: KnownPaths = new Map()
  // our own checks judge (route.ts); the schemas are for the document
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.setErrorHandler(failed)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] as string
    const methods = methodsOf(known, path)
    // a path that takes this method and yet was not found lacks its last part: /why/
    if (methods.length === 0 || methods.includes(request.method))
      return sendProblem(reply, toProblem('not-found', `no such path: ${path}; GET /openapi.json lists all`))
    reply.header('allow', methods.join(', '))
    return sendProblem(
      reply,
      toProblem('method-not-allowed', `${path} takes ${methods.join(', ')}, not ${request.method}`),
    )
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    const refusal = originRefusal(request.headers, ports.hostNames ?? [])
    if (refusal !== undefined) return sendProblem(reply, toProblem('forbidden-origin', refusal))
  })
  allowEmptyJson(app)
  await describe(app, ports.version)
  addRoutes(app, known, ports)
  addConsole(app, known, ports.console)
  const feed = makeFeedServer(ports)
  app.addHook('preClose', async () => feed.close())
  await app.ready()
  return {
    app,
    server: app.server,
    handleFeedUpgrade: (request, socket, head) => feed.handleUpgrade(request, socket, head),
    async listen(host, port) {
      await app.listen({ host: host.replace(/^\[|\]$/g, ''), port })
      const bound = app.server.address()
      return `${host}:${typeof bound === 'object' && bound !== null ? bound.port : port}`
    },
    close: () => app.close(),
  }
}

/** `POST …/close` needs no body, with or without a Content-Type. */
function allowEmptyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    try {
      done(null, JSON.parse(body as string))
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }))
    }
  })
}

async function describe(app: FastifyInstance, version: string): Promise<void> {
  app.addSchema({
    $id: 'Problem',
    type: 'object',
    description: 'RFC 9457. `code` is stable; `field` names what is wrong; `errors` lists every fault.',
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string' },
      detail: { type: 'string' },
      field: { type: 'string' },
    },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Millwright',
        version,
        description:
          'Lists answer {rows, cursor}: give `cursor` back for the next page. Changes take an `Idempotency-Key` header. The live feed is a WebSocket at /api/v1/feed.',
      },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `schema-${i}`) },
  })
}

function addRoutes(app: FastifyInstance, known: KnownPaths, ports: ApiPorts): void {
  app.register(async (scope) => {
    const add = (route: Route): void => addRoute(scope, known, route)
    addJobRoutes(add, ports)
    addCheckpointRoutes(add, ports)
    addLogRoutes(add, ports)
    addHostRoutes(add, ports)
    addMaintenanceRoutes(add, ports)
    addFleetRoutes(add, ports)
    addIdentityRoutes(add, ports)
    addSecretRoutes(add, ports)
    addVerdictRoutes(add, ports)
    addAlertRoutes(add, ports)
    addSeriesRoutes(add, ports)
    addRangeRoutes(add, ports)
    addChangeRoutes(add, ports)
    addPlanRoutes(add, ports)
    addModelRoutes(add, ports)
    addPipelineRoutes(add, ports)
    addEventRoutes(add, ports)
    addStatusRoutes(scope, known, add, ports)
    addArtifactRoutes(scope, known, ports)
    addKeptLogRoute(scope, known, ports)
    known.set('/openapi.json', new Set(['GET']))
    scope.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  })
}

/** The console needs nothing from outside; the policy holds it to that. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

function addConsole(app: FastifyInstance, known: KnownPaths, console: ConsoleFiles): void {
  for (const [path, { type, body }] of Object.entries(console.files)) {
    const url = path === 'index.html' || path === '/' ? '/' : `/${path.replace(/^\//, '')}`
    known.set(url, new Set(['GET']))
    app.get(url, { schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).header('content-security-policy', policy).header('cache-control', 'no-cache').send(body),
    )
  }
}
