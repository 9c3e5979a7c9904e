/** A long list as JSON, a piece at a time: others get the event loop between two pieces, and no more is held than the network takes. */
import { Readable } from 'node:stream'
import { setImmediate as next } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'

const pieceChars = 64 * 1024

/** `{...head, [key]: [...rows]}`; rows are made as they are written. */
export function streamJson(reply: FastifyReply, head: object, key: string, rows: Iterable<object>): FastifyReply {
  const body = Readable.from(pieces(head, key, rows), { objectMode: false })
  return reply.type('application/json; charset=utf-8').send(body)
}

async function* pieces(head: object, key: string, rows: Iterable<object>): AsyncGenerator<string> {
  let text = `${JSON.stringify({ ...head, [key]: [] }).slice(0, -2)}`
  let separator = ''
  for (const row of rows) {
    text += `${separator}${JSON.stringify(row)}`
    separator = ','
    if (text.length < pieceChars) continue
    yield text
    text = ''
    await next()
  }
  yield `${text}]}`
}
