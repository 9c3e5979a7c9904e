/** The agent's one listening port: artifacts of its cache, logs, and the replicas behind it. Loopback until there is TLS. */
import { createReadStream, statSync } from 'node:fs'
import { type Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { type ErrorCode, RequestError, toProblem } from '../../shared/errors.ts'
import { isSha256 } from '../../shared/model/formats.ts'
import { ReplicaAgent, type ReplicaPlace } from './replica-agent.ts'

/** What the server needs to know of the work. */
export interface BytesSource {
  artifactPath(sha256: string): string | undefined
  attempt(
    id: string,
  ): { readonly ended: boolean; readonly replicaSocket: string | null; readonly workDir: string } | undefined
  /** Rejects with a RequestError before anything is written. */
  serveLog(id: string, query: URLSearchParams, answer: ServerResponse): Promise<void>
  gauges(): Readonly<Record<string, number>>
}

export interface BytesServer {
  readonly address: string
  close(): Promise<void>
}

/** `accept`: the scraper's header. */
export type MetricsPage = (accept: string | undefined) => { readonly type: string; readonly body: string }

export async function startBytesServer(source: BytesSource, metrics: MetricsPage, port: number): Promise<BytesServer> {
  const replicas = new ReplicaAgent()
  const server = createServer((asked, answer) => {
    answer.on('error', () => answer.destroy())
    handle({ source, metrics, replicas }, asked, answer).catch((error: Error) =>
      error instanceof RequestError
        ? problem(answer, error.code, error.message)
        : problem(answer, 'internal', error.message),
    )
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        replicas.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Behind {
  readonly source: BytesSource
  readonly metrics: MetricsPage
  readonly replicas: Agent
}

async function handle(behind: Behind, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { source, replicas } = behind
  const url = new URL(asked.url ?? '/', 'http://agent')
  const [, head, id = '', ...rest] = url.pathname.split('/')
  if (head === 'attempts') return proxy(source, replicas, asked, answer, id, `/${rest.join('/')}${url.search}`)
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return problem(answer, 'method-not-allowed', 'use GET')
  if (head === 'healthz') return page(answer, { type: 'text/plain; charset=utf-8', body: 'ok\n' })
  if (head === 'metrics') return page(answer, behind.metrics(asked.headers.accept))
  if (head === 'artifacts') return artifact(source, asked, answer, id)
  if (head === 'logs') return source.serveLog(id, url.searchParams, answer)
  problem(answer, 'not-found', 'paths: /artifacts/<sha256> /logs/<attempt> /attempts/<attempt>/… /healthz /metrics')
}

function page(answer: ServerResponse, { type, body }: ReturnType<MetricsPage>): void {
  answer.writeHead(200, { 'content-type': type }).end(body)
}

function problem(answer: ServerResponse, code: ErrorCode, detail: string): void {
  if (answer.headersSent) {
    answer.destroy()
    return
  }
  const body = toProblem(code, detail)
  answer.writeHead(body.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))
}

function artifact(source: BytesSource, asked: IncomingMessage, answer: ServerResponse, sha256: string): void {
  const path = isSha256(sha256) ? source.artifactPath(sha256) : undefined
  const found = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
  if (path === undefined || found === undefined) return problem(answer, 'no-such-artifact', `${sha256} is not here`)
  answer.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': found.size })
  if (asked.method === 'HEAD') answer.end()
  else pipeline(createReadStream(path), answer, () => {})
}

async function proxy(
  source: BytesSource,
  replicas: Agent,
  asked: IncomingMessage,
  answer: ServerResponse,
  id: string,
  path: string,
): Promise<void> {
  answer.setHeader('x-millwright-attempt', id)
  const replica = source.attempt(id)
  if (replica === undefined || replica.ended || replica.replicaSocket === null) {
    asked.resume()
    return problem(answer, 'bad-gateway', `attempt ${id} has no replica listening on this host`)
  }
  const { connection: _hop, ...headers } = asked.headers
  const { replicaSocket: socketPath, workDir } = replica
  const place: ReplicaPlace = { socketPath, workDir }
  const onward = request({ ...place, path, method: asked.method ?? 'GET', headers, agent: replicas }, (from) => {
    const { connection: _back, 'keep-alive': _alive, ...back } = from.headers
    answer.writeHead(from.statusCode ?? 502, back)
    pipeline(from, answer, () => {})
  })
  onward.on('error', (error) => problem(answer, 'bad-gateway', `replica ${id} did not answer: ${error.message}`))
  answer.on('close', () => {
    if (!answer.writableFinished) onward.destroy()
  })
  asked.pipe(onward)
}
