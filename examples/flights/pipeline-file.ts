/** Reads a pipeline file; every fault is told with file, line, path and what would be right. */
import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml'
import type { PipelineSpec } from '../../shared/model/pipeline.ts'
import { validatePipeline } from '../../shared/model/validate-pipeline.ts'
import type { Segment } from '../../shared/model/validation.ts'

/** The file is wrong; the message has one line a fault. */
export class PipelineFileError extends Error {}

export interface PipelineFile {
  readonly spec: PipelineSpec
  /** absolute path of the source file */
  readonly source: string
}

/** `roots`: where a relative source file is looked for, in order. */
export function readPipelineFile(path: string, roots: readonly string[]): PipelineFile {
  const shown = relative(process.cwd(), path) || path
  if (!existsSync(path)) throw new PipelineFileError(`${shown}: there is no such file`)
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const broken = document.errors.map(
    (error) => `${shown}:${lines.linePos(error.pos[0]).line}: ${firstLine(error.message)}`,
  )
  if (broken.length > 0) throw new PipelineFileError(broken.join('\n'))
  const value: unknown = document.toJS()
  const faults = validatePipeline(value)
  if (faults.length > 0) {
    const told = faults.map(({ path: at, segments, message }) => {
      return `${shown}:${lineOf(document, lines, segments)}: ${at === '' ? 'the file' : at} ${message}`
    })
    throw new PipelineFileError(told.join('\n'))
  }
  const spec = value as PipelineSpec
  const line = lineOf(document, lines, ['intake', 'source', 'file'])
  return { spec, source: findSource(spec.intake.source.file, `${shown}:${line}`, roots) }
}

/** The line of the key or list entry at a path, or of the nearest thing above it that is there. */
function lineOf(document: Document, lines: LineCounter, segments: readonly Segment[]): number {
  let node: unknown = document.contents
  let at = isNode(node) ? node.range?.[0] : 0
  for (const segment of segments) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => (isScalar(key) ? key.value : key) === segment)
      if (pair === undefined) break
      if (isNode(pair.key)) at = pair.key.range?.[0]
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(segment)]
      if (isNode(node)) at = node.range?.[0]
    } else break
  }
  return lines.linePos(at ?? 0).line
}

function findSource(file: string, where: string, roots: readonly string[]): string {
  for (const root of roots) if (existsSync(resolve(root, file))) return resolve(root, file)
  throw new PipelineFileError(
    `${where}: intake.source.file "${file}" does not exist; paths are relative to ${roots[0]}`,
  )
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/:$/, '')
}
