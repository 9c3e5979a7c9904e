/** A Redfish service on loopback that does what a test scripts: sessions, slowness, torn bodies, missing resources. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type SelfSigned, selfSigned } from './self-signed.ts'

export type Bodies = Record<string, unknown>
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** text is sent as it is */
  readonly body?: unknown
  /** sends nothing until `release()` */
  readonly hang?: boolean
}

export interface FakeService {
  readonly address: string
  readonly certificate: SelfSigned
  /** resources by path; members of collections may be given in full where `$expand` is asked for */
  readonly bodies: Bodies
  /** instead of a resource, by path with query */
  readonly answers: Map<string, Answer | ((request: IncomingMessage) => Answer | undefined)>
  /** `GET /redfish/v1/`, in order */
  readonly asked: string[]
  readonly authorizations: (string | undefined)[]
  readonly sessions: Set<string>
  /** the most that were in work at once */
  readonly busiest: () => number
  /** ends all sessions, as a restart of the BMC does */
  expire(): void
  release(): void
  close(): Promise<void>
}

export interface ServiceOptions {
  readonly bodies: Bodies
  /** name and password; without them everybody is let in */
  readonly account?: readonly [string, string]
  readonly sessions?: boolean
  readonly tls?: boolean
}

export async function startRedfish(options: ServiceOptions): Promise<FakeService> {
  const certificate = selfSigned()
  const state = { busy: 0, most: 0, made: 0, hung: [] as ServerResponse[] }
  const service = {
    bodies: { ...options.bodies },
    answers: new Map<string, Answer | ((request: IncomingMessage) => Answer | undefined)>(),
    asked: [] as string[],
    authorizations: [] as (string | undefined)[],
    sessions: new Set<string>(),
  }
  const send = (response: ServerResponse, answer: Answer): void => {
    if (answer.hang === true) return void state.hung.push(response)
    const { status = 200, headers = {}, body } = answer
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
  }
  const answerTo = (request: IncomingMessage, text: string): Answer => {
    const url = request.url ?? ''
    const scripted = service.answers.get(url)
    const answer = typeof scripted === 'function' ? scripted(request) : scripted
    if (answer !== undefined) return answer
    if (url === '/redfish/v1/SessionService/Sessions' && options.sessions !== false) return login(text)
    if (request.method === 'DELETE') return { status: service.sessions.delete(url.split('/').at(-1) ?? '') ? 204 : 404 }
    if (request.method === 'POST') return { status: 405 }
    if (url !== '/redfish/v1/' && !letIn(request)) return { status: 401 }
    const path = url === '/redfish/v1/' ? url : url.replace(/[/]$/, '')
    return Object.hasOwn(service.bodies, path) ? { body: service.bodies[path] } : { status: 404 }
  }
  const letIn = ({ headers }: IncomingMessage): boolean => {
    if (options.account === undefined || service.sessions.has(String(headers['x-auth-token']))) return true
    return headers.authorization === `Basic ${Buffer.from(options.account.join(':')).toString('base64')}`
  }
  const login = (text: string): Answer => {
    const { UserName, Password } = JSON.parse(text) as Record<string, string>
    if (UserName !== options.account?.[0] || Password !== options.account?.[1]) return { status: 401 }
    const token = `token-${++state.made}`
    service.sessions.add(token)
    const location = `/redfish/v1/SessionService/Sessions/${token}`
    return { status: 201, headers: { 'x-auth-token': token, location } }
  }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    state.most = Math.max(state.most, ++state.busy)
    response.once('close', () => state.busy--)
    service.asked.push(`${request.method} ${request.url}`)
    service.authorizations.push(request.headers.authorization)
    let text = ''
    for await (const part of request) text += String(part)
    send(response, answerTo(request, text))
  }
  const { key, cert } = certificate
  const server = options.tls === false ? createServer(handle) : createTls({ key, cert }, handle)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...service,
    certificate,
    address: `http${options.tls === false ? '' : 's'}://127.0.0.1:${port}`,
    busiest: () => state.most,
    expire: () => service.sessions.clear(),
    release: () => {
      for (const response of state.hung.splice(0)) send(response, { body: {} })
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
