/** The replica's HTTP side: Open Inference Protocol v2 for one version of one model, on a Unix socket. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { limits } from '../../../shared/limits.ts'
import { messageOf } from '../bad-input.ts'
import type { Scorer } from '../model/scorer.ts'
import { Batcher } from './batcher.ts'
import { InferError, metadataType, parseInfer } from './tensors.ts'

export interface Served {
  readonly name: string
  readonly version: number
  readonly scorer: Scorer
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** How much of a body that is too large is still read, and thrown away, so that its sender gets to read the refusal. */
const drainBytes = 8 * limits.inferBodyBytes

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= limits.inferBodyBytes) chunks.push(chunk)
    if (bytes > drainBytes) break
  }
  if (bytes > limits.inferBodyBytes) throw new InferError(413, `the body is over ${limits.inferBodyBytes} bytes`)
  return Buffer.concat(chunks).toString('utf8')
}

class Replica {
  readonly #served: Served
  readonly #batcher: Batcher

  constructor(served: Served) {
    this.#served = served
    this.#batcher = new Batcher(served.scorer)
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response)
    } catch (error) {
      if (!(error instanceof InferError)) console.error(error)
      const status = error instanceof InferError ? error.status : 500
      // The rest of a refused body is not read.
      if (!request.complete) response.setHeader('connection', 'close')
      reply(response, status, { error: messageOf(error) })
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decode((request.url ?? '').split('?')[0] ?? '')
    const { name, version } = this.#served
    if (path === '/v2') return this.#get(request, response, { name: 'millwright', version: '1', extensions: [] })
    if (path === '/v2/health/live') return this.#get(request, response, { live: true })
    if (path === '/v2/health/ready') return this.#get(request, response, { ready: true, live: true })
    const match = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer))?$/.exec(path)
    if (match === null) throw new InferError(404, `no such path: ${path}`)
    if (match[1] !== name) throw new InferError(404, `no such model: '${match[1]}'; this replica serves '${name}'`)
    if (match[2] !== undefined && match[2] !== String(version))
      throw new InferError(404, `no such version of '${name}': '${match[2]}'; this replica serves version ${version}`)
    if (match[3] === 'infer') return this.#infer(request, response)
    return this.#get(request, response, match[3] === 'ready' ? { name, ready: true } : this.#metadata())
  }

  #get(request: IncomingMessage, response: ServerResponse, body: unknown): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new InferError(405, `${request.method} is not GET`)
    reply(response, 200, body)
  }

  #metadata(): unknown {
    const { name, version, scorer } = this.#served
    const inputs = scorer.bundle.metadata.encoder.features.map((f) => ({
      name: f.name,
      datatype: metadataType(f),
      shape: [-1],
    }))
    return {
      name,
      versions: [String(version)],
      platform: 'onnx_onnxv1',
      inputs,
      outputs: [{ name: 'score', datatype: 'FP32', shape: [-1] }],
    }
  }

  async #infer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') throw new InferError(405, `${request.method} is not POST`)
    const { name, version, scorer } = this.#served
    const asked = parseInfer(await readBody(request), scorer.bundle.metadata.encoder)
    const scores = await this.#batcher.score(asked)
    const outputs = [{ name: 'score', datatype: 'FP32', shape: [asked.rows], data: Array.from(scores, shortFloat) }]
    reply(response, 200, {
      model_name: name,
      model_version: String(version),
      ...(asked.id === undefined ? {} : { id: asked.id }),
      outputs,
    })
  }
}

/** A 32-bit score needs no more digits than this; half the bytes of the double's text. */
const shortFloat = (score: number): number => Math.round(score * 1e8) / 1e8

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new InferError(400, `the path is not well encoded: ${path}`)
  }
}

export function makeServer(served: Served): Server {
  const replica = new Replica(served)
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => void replica.handle(request, response))
}
