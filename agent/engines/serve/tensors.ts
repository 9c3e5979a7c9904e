/** Open Inference Protocol v2 requests: strict validation, each refusal naming the field and what would be right. */
import { limits } from '../../../shared/limits.ts'
import type { EncodedFeature, Encoder } from '../model/encoder.ts'
import type { Columns, ColumnValue } from '../model/scorer.ts'

export class InferError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'InferError'
    this.status = status
  }
}

const integers = ['INT8', 'INT16', 'INT32', 'INT64', 'UINT8', 'UINT16', 'UINT32'] as const
const numberTypes: readonly string[] = ['FP32', 'FP64', ...integers]
const allowedOf = (feature: EncodedFeature): readonly string[] =>
  feature.kind === 'number' ? numberTypes : feature.type === 'integer' ? [...integers, 'BYTES'] : ['BYTES']
const listed = (feature: EncodedFeature): string =>
  (feature.kind === 'number'
    ? ['FP32', 'FP64', 'INT32', 'INT64']
    : feature.type === 'integer'
      ? ['INT32', 'INT64', 'BYTES']
      : ['BYTES']
  ).join(', ')

export const metadataType = (feature: EncodedFeature): string =>
  feature.kind === 'number' ? 'FP32' : feature.type === 'integer' ? 'INT64' : 'BYTES'

export interface InferRequest {
  readonly id?: string
  readonly rows: number
  readonly columns: Columns
}

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
const show = (x: unknown): string => {
  const text = JSON.stringify(x) ?? 'undefined'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
const bad = (message: string): never => {
  throw new InferError(400, message)
}

function parse(body: string): Record<string, unknown> {
  let request: unknown
  try {
    request = JSON.parse(body)
  } catch (error) {
    return bad(`the body is not JSON: ${(error as Error).message}`)
  }
  return isObject(request) ? request : bad('the body must be an object {"inputs": [...]}')
}

/** Whether one element fits its datatype. */
function fits(datatype: string, value: unknown): boolean {
  if (datatype === 'BYTES') return typeof value === 'string'
  if (typeof value !== 'number') return false
  return datatype.startsWith('FP') ? Number.isFinite(value) : Number.isInteger(value)
}

function rowsOf(where: string, shape: unknown): number {
  const right = `a list [n] or [n, 1] with n from 1 to ${limits.inferRows}`
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 2)
    return bad(`${where}: shape ${show(shape)} is not ${right}`)
  const [n, one] = shape as unknown[]
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || (shape.length === 2 && one !== 1))
    return bad(`${where}: shape ${show(shape)} is not ${right}`)
  if (n > limits.inferRows) throw new InferError(413, `${where}: ${n} rows, at most ${limits.inferRows} in one request`)
  return n
}

function dataOf(where: string, datatype: string, data: unknown, rows: number): ColumnValue[] {
  if (!Array.isArray(data)) return bad(`${where}: data ${show(data)} is not a list of ${rows} elements`)
  const flat = data.length > 0 && Array.isArray(data[0]) ? (data as unknown[]).flat() : (data as unknown[])
  if (flat.length !== rows) return bad(`${where}: data has ${flat.length} elements, its shape says ${rows}`)
  for (let i = 0; i < flat.length; i++)
    if (!fits(datatype, flat[i]))
      return bad(
        `${where}: data[${i}] is ${show(flat[i])}, not ${datatype === 'BYTES' ? 'a string' : `a number of ${datatype}`}`,
      )
  return flat as ColumnValue[]
}

function checkOutputs(outputs: unknown): void {
  if (outputs === undefined) return
  if (!Array.isArray(outputs)) bad(`outputs: ${show(outputs)} is not a list`)
  for (const [i, output] of (outputs as unknown[]).entries())
    if (!isObject(output) || output.name !== 'score')
      bad(`outputs[${i}]: the model has no output ${show(isObject(output) ? output.name : output)}; it has 'score'`)
}

export function parseInfer(body: string, encoder: Encoder): InferRequest {
  const request = parse(body)
  const { id, inputs } = request
  if (id !== undefined && typeof id !== 'string') return bad(`id: ${show(id)} is not a string`)
  if (!Array.isArray(inputs)) return bad(`inputs: ${show(inputs)} is not a list of tensors`)
  const names = encoder.features.map((f) => f.name)
  const columns: Record<string, ColumnValue[]> = Object.create(null)
  let rows = 0
  let first = ''
  for (const [i, input] of (inputs as unknown[]).entries()) {
    if (!isObject(input)) return bad(`inputs[${i}]: ${show(input)} is not a tensor {name, shape, datatype, data}`)
    const feature = encoder.features.find((f) => f.name === input.name)
    if (feature === undefined)
      return bad(`inputs[${i}]: the model has no input ${show(input.name)}; it has ${names.join(', ')}`)
    const where = `inputs[${i}] '${feature.name}'`
    if (columns[feature.name] !== undefined) return bad(`${where}: given twice`)
    const { datatype } = input
    if (typeof datatype !== 'string' || !allowedOf(feature).includes(datatype))
      return bad(
        `${where}: datatype ${typeof datatype === 'string' ? `'${datatype}'` : show(datatype)} is not one of ${listed(feature)}`,
      )
    const n = rowsOf(where, input.shape)
    if (first === '') [rows, first] = [n, where]
    else if (n !== rows) return bad(`${where}: ${n} rows, but ${first} has ${rows}`)
    columns[feature.name] = dataOf(where, datatype, input.data, n)
  }
  const missing = names.filter((name) => columns[name] === undefined)
  if (missing.length > 0)
    return bad(`inputs: missing ${missing.map((name) => `'${name}'`).join(', ')}; the model needs ${names.join(', ')}`)
  checkOutputs(request.outputs)
  return { ...(id === undefined ? {} : { id }), rows, columns }
}
