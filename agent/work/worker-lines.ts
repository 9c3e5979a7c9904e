/** The worker's lines: cut, parsed and checked. A line that is not right says what would be. */
import { limits } from '../../shared/limits.ts'
import { isSha256 } from '../../shared/model/formats.ts'
import type { WorkerMessage } from '../../shared/model/worker-protocol.ts'

export type ParsedLine =
  | { readonly ok: true; readonly message: WorkerMessage }
  | { readonly ok: false; readonly error: string }

const bad = (error: string): ParsedLine => ({ ok: false, error })
const isShard = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0
const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0

type Fields = Record<string, unknown>
/** For each type: what is wrong with the fields, or undefined. */
const checks: { readonly [T in WorkerMessage['type']]: (fields: Fields) => string | undefined } = {
  hello: ({ holding, rank, share }) => {
    if (rank !== undefined && !isShard(rank)) return '"rank" must be a whole number, 0 or more'
    if (share !== undefined && !isShare(share)) return wrongShare
    const right = holding === undefined || (Array.isArray(holding) && holding.every(isShard))
    return right ? undefined : '"holding" must be a list of shard numbers'
  },
  lease: ({ want }) => (Number.isInteger(want) && (want as number) >= 1 ? undefined : '"want" must be 1 or more'),
  done: ({ shard, artifacts }) => {
    if (!isShard(shard)) return '"shard" must be the number of a lent shard'
    const paths = artifacts === undefined ? {} : artifacts
    const right = typeof paths === 'object' && paths !== null && Object.values(paths).every(isText)
    return right ? undefined : '"artifacts" must be {name: path of a file}'
  },
  failed: ({ shard, error }) => {
    if (!isShard(shard)) return '"shard" must be the number of a lent shard'
    return typeof error === 'string' ? undefined : '"error" must be a text that says what went wrong'
  },
  progress: ({ shard, fraction }) => {
    if (!isShard(shard)) return '"shard" must be the number of a lent shard'
    const right = typeof fraction === 'number' && fraction >= 0 && fraction <= 1
    return right ? undefined : '"fraction" must be between 0 and 1'
  },
  step: (fields) => wrongInStep(fields),
  checkpoint: ({ step, path, bytes, sha256, shared, tookMs }) => {
    if (!isShard(step) || step > limits.checkpointStep)
      return `"step" must be a whole number from 0 to ${limits.checkpointStep}`
    if (!isText(path) || path.length > limits.pathChars)
      return `"path" must be the path of a file or folder, of at most ${limits.pathChars} characters`
    if (bytes !== undefined && !isShard(bytes)) return '"bytes" must be a whole number, 0 or more'
    if (sha256 !== undefined && !isSha256(sha256)) return '"sha256" must be 64 lower-case hex digits'
    if (shared !== undefined && typeof shared !== 'boolean') return '"shared" must be true or false'
    return tookMs === undefined || (typeof tookMs === 'number' && tookMs >= 0 && tookMs <= limits.checkpointCostMaxMs)
      ? undefined
      : `"tookMs" must be from 0 to ${limits.checkpointCostMaxMs}`
  },
  fetch: ({ sha256 }) => (isSha256(sha256) ? undefined : '"sha256" must be 64 lower-case hex digits'),
  ready: ({ socket }) => (isText(socket) ? undefined : '"socket" must be the path of a Unix socket'),
  'not-ready': ({ reason }) => (isText(reason) ? undefined : '"reason" must say why'),
}

/** What is wrong with a step's fields. */
function wrongInStep({ step, rank, share, sections, ...fields }: Fields): string | undefined {
  if (!isShard(step)) return '"step" must be a whole number, 0 or more'
  if (share !== undefined && !isShare(share)) return wrongShare
  if (rank !== undefined && !isShard(rank)) return '"rank" must be a whole number, 0 or more'
  for (const name of ['ageMs', 'restoredAgeMs', 'stepMs', 'computeMs', 'work'])
    if (fields[name] !== undefined && !isAmount(fields[name])) return `"${name}" must be a number, 0 or more`
  if (sections === undefined) return undefined
  const isMap = typeof sections === 'object' && sections !== null && !Array.isArray(sections)
  const parts = isMap ? Object.entries(sections) : []
  const right =
    isMap && parts.length <= limits.stepSections && parts.every(([name, ms]) => isPart(name) && isAmount(ms))
  return right
    ? undefined
    : `"sections" must be {name: ms}, at most ${limits.stepSections} of them, names up to ${limits.stepSectionChars} characters`
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < limits.shareMost
const wrongShare = `"share" must be a number above 0 and below ${limits.shareMost}; 1 is an even part of the work`

const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value < 1e12
const isPart = (name: string): boolean => name.length > 0 && name.length <= limits.stepSectionChars

export function parseLine(line: string): ParsedLine {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return bad('not JSON: one JSON object a line, for example {"type":"lease","want":1}')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad('not a JSON object')
  const fields = value as Fields
  const { type } = fields
  if (typeof type !== 'string' || !Object.hasOwn(checks, type)) {
    return bad(`"type" ${JSON.stringify(type) ?? 'is absent'}: must be one of ${Object.keys(checks).join(', ')}`)
  }
  const wrong = checks[type as WorkerMessage['type']](fields)
  return wrong === undefined ? { ok: true, message: value as WorkerMessage } : bad(`${type}: ${wrong}`)
}

/** Cuts a stream of bytes into lines. `push` returns undefined when a line is longer than is taken. */
export class LineCutter {
  #parts: Buffer[] = []
  #size = 0

  push(chunk: Buffer): string[] | undefined {
    const lines: string[] = []
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const tail = chunk.subarray(from, end)
      if (this.#size + tail.length > limits.workerLineBytes) return undefined
      const line = this.#parts.length === 0 ? tail.toString() : Buffer.concat([...this.#parts, tail]).toString()
      this.#parts = []
      this.#size = 0
      if (line.trim() !== '') lines.push(line)
      from = end + 1
    }
    if (from < chunk.length) {
      this.#parts.push(chunk.subarray(from))
      this.#size += chunk.length - from
    }
    return this.#size > limits.workerLineBytes ? undefined : lines
  }
}
