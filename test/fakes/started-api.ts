/** The API over a fake coordinator, asked without a port. */
import type t from 'tap'
import { makeApi } from '../../coordinator/api/api.ts'
import { makeFakeCoordinator } from './fake-door.ts'

const files = {
  'index.html': { type: 'text/html; charset=utf-8', body: '<p>console' },
  'assets/app.js': { type: 'text/javascript', body: '1' },
}
export const spec = { name: 'hello', kind: 'batch', run: { kind: 'command', argv: ['true'] }, shards: { count: 5 } }
const times = { sumMs: 25, count: 2, atMost: [[10, 1] as const, [20, 2] as const] }
type Tap = Pick<typeof t, 'teardown'>

export async function startApi(t: Tap, fetchAgent?: typeof fetch) {
  const fake = makeFakeCoordinator()
  const api = await makeApi({
    ...fake,
    console: { files },
    version: '0.1.0',
    stats: { commits: 3 },
    measures: {
      loopDelay: () => ({ number: 1, p50Ms: 1, p99Ms: 20, maxMs: 50, ownP99Ms: 5 }),
      taskTimes: () => ({ wait: times, launch: times, run: times }),
    },
    heartbeatMs: 10,
    followMs: 1,
    ...(fetchAgent ? { fetchAgent } : {}),
  })
  t.teardown(() => api.close())
  const call = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await api.app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json() : answer.body }
  }
  return { fake, api, call }
}
