/**
 * The registry of request errors: every error a caller can get, with its stable code and HTTP status. The API sends them
 * as `application/problem+json`; `shared/errors.md` documents each (a test checks that none is missing).
 */
export const errorRegistry = {
  'bad-request': 400,
  'bad-json': 400,
  'bad-field': 400,
  'bad-cursor': 400,
  'bad-pipeline': 400,
  'bad-digest': 400,
  'forbidden-origin': 403,
  'not-found': 404,
  'no-such-job': 404,
  'no-such-host': 404,
  'no-such-model': 404,
  'no-such-pipeline': 404,
  'no-such-run': 404,
  'no-such-dataset': 404,
  'no-such-artifact': 404,
  'no-such-attempt': 404,
  'no-such-rack': 404,
  'no-such-signal': 404,
  'no-such-verdict': 404,
  'no-such-alert': 404,
  'no-such-silence': 404,
  'no-such-receiver': 404,
  'no-such-secret': 404,
  'method-not-allowed': 405,
  'job-ended': 409,
  'job-closed': 409,
  'run-active': 409,
  'host-heard': 409,
  'host-busy': 409,
  'ambiguous-host': 409,
  'fault-stands': 409,
  'nothing-to-roll-back': 409,
  'nothing-to-act-on': 409,
  'idempotency-mismatch': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  internal: 500,
  'bad-gateway': 502,
  'host-unreachable': 502,
  'store-unavailable': 503,
  'disk-full': 507,
} as const

export type ErrorCode = keyof typeof errorRegistry

/** A request that cannot be done. `field` names what is wrong, as a path (`shards.count`); `detail` says what would be right. */
export class RequestError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly field: string | undefined
  constructor(code: ErrorCode, detail: string, options: { field?: string; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'RequestError'
    this.code = code
    this.status = errorRegistry[code]
    this.field = options.field
  }
}

/** RFC 9457 body. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  field?: string
}

export function toProblem(code: ErrorCode, detail: string, field?: string): Problem {
  return {
    type: `urn:millwright:error:${code}`,
    title: code.replaceAll('-', ' '),
    status: errorRegistry[code],
    code,
    detail,
    ...(field === undefined ? {} : { field }),
  }
}

/** Marks code that a closed union makes unreachable. A call is a bug: it throws. */
export function assertNever(value: never, where: string): never {
  throw new Error(`${where}: unexpected ${JSON.stringify(value)}`)
}
