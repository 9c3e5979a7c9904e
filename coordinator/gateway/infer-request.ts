/** What the gateway itself must know of an inference request and its answer: for errors, and for the prediction log. */
import type { PredictionRecord } from '../../shared/model/engines.ts'

/** A request the protocol's error form answers: `{"error": "<field>: <what is wrong>"}`. */
export class ProtocolError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'ProtocolError'
    this.status = status
  }
}

type Columns = PredictionRecord['columns']
export interface InferRequest {
  readonly id: string | null
  readonly window: string | null
  readonly inputs: readonly { readonly name: string; readonly data: unknown }[]
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/

export function parseInfer(body: Buffer): InferRequest {
  const request = parseObject(body)
  const { id, parameters, inputs } = request
  if (id !== undefined && typeof id !== 'string') throw new ProtocolError(400, 'id: must be a text')
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw new ProtocolError(400, 'inputs: must be a list of at least one tensor {name, shape, datatype, data}')
  }
  inputs.forEach((input: unknown, i) => {
    if (!isObject(input)) throw new ProtocolError(400, `inputs[${i}]: must be an object {name, shape, datatype, data}`)
    if (typeof input.name !== 'string') throw new ProtocolError(400, `inputs[${i}].name: must be a text`)
  })
  return { id: id ?? null, window: readWindow(parameters), inputs }
}

function parseObject(body: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\n/g, ' ').slice(0, 160) : 'unreadable'
    throw new ProtocolError(400, `body: is not valid JSON: ${why}`)
  }
  if (!isObject(value)) throw new ProtocolError(400, 'body: must be a JSON object with "inputs"')
  return value
}

function readWindow(parameters: unknown): string | null {
  if (parameters === undefined) return null
  if (!isObject(parameters)) throw new ProtocolError(400, 'parameters: must be an object')
  const { window } = parameters
  if (window === undefined) return null
  if (typeof window !== 'string' || !dayPattern.test(window) || Number.isNaN(Date.parse(window))) {
    throw new ProtocolError(400, 'parameters.window: must be a day, for example "2001-02-03"')
  }
  return window
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The inputs as columns by name. Tensors are [rows] or [rows, 1]; nested data is flattened. */
export function toColumns(request: InferRequest): Columns {
  const columns: Record<string, readonly (string | number | boolean)[]> = {}
  for (const { name, data } of request.inputs) {
    if (!Array.isArray(data)) continue
    columns[name] = Array.isArray(data[0]) ? data.flat(Number.POSITIVE_INFINITY) : data
  }
  return columns
}

/** The scores of an answer: the data of the output named `score` or `probability`, else of its first numeric output. */
export function readScores(body: Buffer): readonly number[] | null {
  try {
    const outputs = (JSON.parse(body.toString('utf8')) as { outputs?: unknown }).outputs
    if (!Array.isArray(outputs)) return null
    const numeric = outputs.filter((o) => isObject(o) && Array.isArray(o.data) && typeof o.data.flat(9)[0] === 'number')
    const named = numeric.find((o) => o.name === 'score' || o.name === 'probability') ?? numeric[0]
    return named === undefined ? null : (named.data.flat(9) as number[])
  } catch {
    return null
  }
}
