/** Logs stay on the host that wrote them; they are passed on from its agent, once or until the attempt ends. */
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { RequestError } from '../../shared/errors.ts'
import type { AttemptRow } from '../../shared/model/rows.ts'
import type { Add, ApiPorts } from './context.ts'
import { findAttempt, logQuery } from './jobs.ts'

interface Piece {
  readonly bytes: Uint8Array
  readonly next: number
  readonly size: number
  /** nothing will be added to the log */
  readonly ended: boolean
}

const pieceBytes = 1024 * 1024

export function addLogRoutes(add: Add, ports: ApiPorts): void {
  add({
    method: 'GET',
    url: '/api/v1/attempts/:id/logs',
    tag: 'jobs',
    summary: "An attempt's log; follow=1 goes on until it ends",
    answers: 'Text; X-Log-Offset is where to go on',
    query: logQuery,
    handle: async (asked, reply) => {
      const attempt = findAttempt(ports.door.state, asked.params.id as string)
      const offset = Number(asked.query.offset ?? 0)
      const first = await readPiece(ports, attempt, offset, Number(asked.query.limit ?? pieceBytes))
      reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff')
      if (asked.query.follow !== '1') {
        reply.header('x-log-offset', first.next).header('x-log-size', first.size)
        return reply.send(Buffer.from(first.bytes))
      }
      const gone = new AbortController()
      asked.raw.raw.socket.once('close', () => gone.abort())
      return reply.send(Readable.from(follow(ports, attempt.id, first, gone.signal), { objectMode: false }))
    },
  })
}

async function* follow(ports: ApiPorts, id: string, first: Piece, gone: AbortSignal): AsyncGenerator<Uint8Array> {
  let piece = first
  for (;;) {
    if (piece.bytes.length > 0) yield piece.bytes
    else if (piece.ended || gone.aborted) return
    else await pause(ports.followMs ?? 300, undefined, { signal: gone }).catch(() => {})
    const attempt = ports.door.state.attempts.get(id)
    if (attempt === undefined || gone.aborted) return
    piece = await readPiece(ports, attempt, piece.next, pieceBytes)
  }
}

async function readPiece(ports: ApiPorts, attempt: AttemptRow, offset: number, limit: number): Promise<Piece> {
  const host = ports.door.state.hosts.get(attempt.host)
  const lastLines = attempt.exit?.lastLines ?? []
  const kept = lastLines.length === 0 ? '' : `; its last lines were: ${lastLines.join(' | ')}`
  if (host === undefined)
    throw new RequestError('host-unreachable', `host ${attempt.host} is not known any more${kept}`)
  const url = `http://${host.bytesAddress}/logs/${attempt.id}?offset=${offset}&limit=${limit}`
  let answer: Response
  try {
    answer = await (ports.fetchAgent ?? fetch)(url, { signal: AbortSignal.timeout(10_000) })
  } catch (error) {
    const why = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error)
    throw new RequestError('host-unreachable', `${host.name} did not answer for its log (${why})${kept}`, {
      cause: error,
    })
  }
  if (!answer.ok) {
    const text = await answer.text()
    const gone = answer.status === 404
    throw new RequestError(
      gone ? 'no-such-attempt' : 'bad-gateway',
      gone
        ? `${host.name} does not keep the log of ${attempt.id} any more${kept}`
        : `${host.name} answered ${answer.status}: ${text.slice(0, 200)}`,
    )
  }
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const at = Number(answer.headers.get('x-log-offset') ?? offset)
  const next = at + bytes.length
  const size = Number(answer.headers.get('x-log-size') ?? next)
  const ended = answer.headers.get('x-log-ended') === '1' || attempt.state === 'ended'
  return { bytes, next, size, ended: ended && next >= size }
}
