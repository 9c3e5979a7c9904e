/** Content-addressed bytes in and out: streamed both ways, never held in memory. */

import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { RequestError } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { sha256Format } from '../../shared/model/formats.ts'
import type { ApiPorts } from './context.ts'
import type { KnownPaths } from './route.ts'

const url = '/api/v1/artifacts/:sha256'
const params = { type: 'object', properties: { sha256: { type: 'string', pattern: sha256Format.source } } }
const ref = { type: 'object', properties: { sha256: { type: 'string' }, bytes: { type: 'integer' } } }

function digestOf(given: unknown): string {
  const { sha256 } = given as { sha256: string }
  if (sha256Format.test(sha256)) return sha256
  throw new RequestError('bad-digest', `'${sha256.slice(0, 80)}' is not a sha256 in lower-case hex (64 characters)`, {
    field: 'sha256',
  })
}

export function addArtifactRoutes(app: FastifyInstance, known: KnownPaths, ports: ApiPorts): void {
  known.set(url, new Set(['GET', 'HEAD', 'PUT']))
  app.register(async (scope) => {
    // any kind of body, as the stream it is
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    scope.put(url, {
      bodyLimit: limits.artifactUploadMaxBytes,
      schema: {
        tags: ['artifacts'],
        summary: 'Upload bytes under their sha256',
        params,
        response: { 201: { description: 'The artifact', ...ref } },
      },
      handler: async (request, reply) => {
        const sha256 = digestOf(request.params)
        const stored = await ports.artifacts.put(sha256, (request.body as Readable | undefined) ?? request.raw)
        return reply.code(201).send(stored)
      },
    })
    for (const method of ['GET', 'HEAD'] as const)
      scope.route({
        method,
        url,
        exposeHeadRoute: false,
        schema: {
          tags: ['artifacts'],
          summary: method === 'GET' ? 'Download bytes; takes a Range' : 'Size of an artifact',
          params,
        },
        handler: (request, reply) =>
          send(ports, digestOf(request.params), request.headers.range, reply, method === 'HEAD'),
      })
  })
}

/** Whoever asks for the size alone is about to name it: the sweeper leaves it alone until a row does. */
async function send(
  ports: ApiPorts,
  sha256: string,
  wanted: string | undefined,
  reply: FastifyReply,
  headOnly: boolean,
): Promise<FastifyReply> {
  const ref = await (headOnly ? ports.artifacts.renew(sha256) : ports.artifacts.has(sha256))
  if (ref === undefined) throw new RequestError('no-such-artifact', `no artifact ${sha256}`, { field: 'sha256' })
  const range = rangeOf(wanted, ref.bytes)
  reply
    .type('application/octet-stream')
    .header('accept-ranges', 'bytes')
    .header('etag', `"${sha256}"`)
    .header('cache-control', 'public, max-age=31536000, immutable')
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${ref.bytes}`).send()
  const length = range === undefined ? ref.bytes : range.end - range.start + 1
  reply.header('content-length', length)
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${ref.bytes}`)
  if (headOnly) return reply.send()
  const { stream } = await ports.artifacts.open(sha256, range)
  return reply.send(stream)
}

/** One byte range (RFC 9110); several, or other units, are answered whole; 'none' when nothing of it is there. */
export function rangeOf(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | undefined | 'none' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  const last = bytes - 1
  const [start, end] =
    match[1] === ''
      ? [Math.max(0, bytes - Number(match[2])), last]
      : [Number(match[1]), match[2] === '' ? last : Number(match[2])]
  if (start > last || (match[1] === '' && Number(match[2]) === 0)) return 'none'
  if (end < start) return undefined
  return { start, end: Math.min(end, last) }
}
