/** Every error a caller can get, as `application/problem+json` (RFC 9457) with a code of the registry. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, type Problem, RequestError, toProblem } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { describeFault, type Fault } from '../../shared/model/validation.ts'
import { Refusal } from '../core/context.ts'
import type { Answer } from '../ports.ts'

/** A body, query or spec with faults; the first is the problem's `field`, all are under `errors`. */
export class FaultyRequest extends Error {
  readonly code: ErrorCode
  readonly faults: readonly Fault[]
  constructor(code: ErrorCode, faults: readonly Fault[]) {
    super(faults.slice(0, 5).map(describeFault).join('; '))
    this.code = code
    this.faults = faults
  }
}

/** The value of an answer, or its refusal thrown. */
export function valueIn<T>(answer: Answer): T {
  if (answer.ok) return answer.value as T
  throw new RequestError(answer.code, answer.detail, answer.field === undefined ? {} : { field: answer.field })
}

type Extended = Problem & { errors?: readonly { path: string; message: string }[] }

/** What Fastify and Node say, in our words. */
const foreign: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', `the body is over ${limits.bodyBytes} bytes`],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'send JSON with Content-Type: application/json'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['bad-json', 'the body is empty; send a JSON object, or no Content-Type'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['bad-json', 'the body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad-request', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['bad-request', 'the address is not a valid URL path'],
}

export function problemOf(error: unknown): Extended {
  if (error instanceof FaultyRequest) {
    const errors = error.faults.map(({ path, message }) => ({ path, message }))
    return { ...toProblem(error.code, error.message, error.faults[0]?.path ?? ''), errors }
  }
  if (error instanceof RequestError || error instanceof Refusal)
    return toProblem(error.code, error.message, error.field)
  const { code, message, statusCode } = error as Partial<FastifyError>
  const known = foreign[code ?? '']
  if (known !== undefined) return toProblem(known[0], `${known[1]}${known[0] === 'bad-json' ? ` (${message})` : ''}`)
  if (error instanceof SyntaxError && statusCode === 400)
    return toProblem('bad-json', `the body is not JSON: ${message}`)
  if (statusCode !== undefined && statusCode < 500) return toProblem('bad-request', message ?? 'bad request')
  return toProblem('internal', 'the coordinator failed on this request; its log has the cause')
}

export function sendProblem(reply: FastifyReply, problem: Extended): FastifyReply {
  if (problem.status === 429 || problem.status === 503) reply.header('retry-after', '1')
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

export function makeErrorHandler(log: (level: 'warn' | 'error', text: string) => void) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error)
    if (problem.status >= 500 && problem.code === 'internal')
      log('error', `${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`)
    if (reply.raw.headersSent) reply.raw.destroy()
    else sendProblem(reply, problem)
  }
}
