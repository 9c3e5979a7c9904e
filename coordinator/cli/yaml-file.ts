/** A YAML (or JSON) file of one map, read so that every fault is told with file, line and column, and the line itself. */
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { describeFault, type Fault, type Segment } from '../../shared/model/validation.ts'
import { CommandError } from './io.ts'

export interface YamlFile {
  /** where it lies, absolute */
  readonly path: string
  readonly value: Record<string, unknown>
  /** `file:line:column: message`, with the line and a mark under it */
  readonly place: (segments: readonly Segment[], message: string) => string
}

const whyNot: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'this is a directory; give a job or pipeline file (--dir DIR -- COMMAND uploads a directory)',
}

/** Rejects with CommandError. `holds`: what the file must hold, to follow its name. */
export async function readYamlFile(given: string, cwd: string, holds: string): Promise<YamlFile> {
  const path = resolve(cwd, given)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${given}: ${whyNot[error.code ?? ''] ?? error.message}`)
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const mark = (offset: number, message: string): string => {
    const { line, col } = lines.linePos(offset)
    const source = text.split('\n')[line - 1] ?? ''
    return `${given}:${line}:${col}: ${message}\n  ${source}\n  ${' '.repeat(Math.max(0, col - 1))}^`
  }
  const [broken] = document.errors
  if (broken !== undefined)
    throw new CommandError(mark(broken.pos[0], `not valid YAML: ${broken.message}${yamlHint(broken.code)}`))
  const value = document.toJS() as unknown
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CommandError(mark(0, `${basename(given)} ${holds}`))
  return {
    path,
    value: value as Record<string, unknown>,
    place: (segments, message) => mark(offsetOf(document, segments, / is not a known key/.test(message)), message),
  }
}

export function placeAll(file: YamlFile, faults: readonly Fault[]): string {
  return faults.map((each) => file.place(each.segments, describeFault(each))).join('\n')
}

function yamlHint(code: string): string {
  if (code === 'TAB_AS_INDENT') return ' (indent with spaces)'
  if (code === 'BAD_INDENT') return ' (entries of one map begin in the same column)'
  return code === 'DUPLICATE_KEY' ? ' (give each key once)' : ''
}

/** Where a path is written: the value, the key when the key is meant, else the nearest part that is there. */
function offsetOf(document: Document.Parsed, segments: readonly Segment[], wantsKey: boolean): number {
  let at: unknown = document.contents
  let offset = startOf(at) ?? 0
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1
    if (isMap(at)) {
      const pair = at.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment))
      if (pair === undefined) return offset
      const key = startOf(pair.key) ?? offset
      offset = last && !wantsKey ? (startOf(pair.value) ?? key) : key
      at = pair.value
    } else if (isSeq(at)) {
      const item: unknown = at.items[Number(segment)]
      if (item === undefined) return offset
      offset = startOf(item) ?? offset
      at = item
    } else return offset
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined
}
