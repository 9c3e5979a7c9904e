/**
 * Sizes of files and functions. Biome formats every file, so a function ends at the first line that begins with a closing
 * brace at the indentation of the line that began it: no parser is needed.
 */
import type { SourceFile } from './source.ts'

export const maxFileLines = 400
export const maxFunctionLines = 70

export interface FunctionSize {
  readonly name: string
  readonly line: number
  readonly lines: number
}

const indentOf = (line: string): number => line.length - line.trimStart().length
const control = /^(?:\}\s*)?(?:if|else|for|while|switch|do|try|catch|finally|class|interface|namespace|with)\b/

/** The line where the statement that ends at `at` with an opening brace began: the parameters may take several lines. */
function firstLine(lines: readonly string[], at: number): number {
  if (!/^\s*[)\]}>]/.test(lines[at]!)) return at
  const indent = indentOf(lines[at]!)
  for (let i = at - 1; i >= 0; i--) {
    const line = lines[i]!
    if (line.trim() !== '' && indentOf(line) === indent && !/^\s*[)\]}|&?:]/.test(line)) return i
  }
  return at
}

function opensFunction(first: string, last: string): boolean {
  const text = first.trim()
  if (/=>\s*\{$/.test(last)) return true
  if (!/\{$/.test(last) || control.test(text)) return false
  return (
    /\bfunction\b/.test(text) ||
    /^(?:(?:static|async|override|private|protected|public|get|set)\s+|\*)*[#\w$]+(?:<.*>)?\(/.test(text)
  )
}

function nameOf(first: string): string {
  const match = /(?:function\*?\s+|(?:const|let)\s+)([\w$]+)|([#\w$]+)\s*(?:[:=(<])/.exec(first.trim())
  return match?.[1] ?? match?.[2] ?? 'callback'
}

/**
 * Every function with a block body, with its own length: the lines of functions inside it are counted there, not here, so
 * that a maker of closures is measured as a class is.
 */
export function functionSizes(file: SourceFile): FunctionSize[] {
  const lines = file.text.split('\n')
  const spans: { name: string; start: number; end: number }[] = []
  for (const [at, last] of lines.entries()) {
    if (!/\{$/.test(last)) continue
    const start = firstLine(lines, at)
    if (!opensFunction(lines[start]!, last)) continue
    const indent = indentOf(last)
    let end = at + 1
    while (end < lines.length && !(indentOf(lines[end]!) <= indent && lines[end]!.trimStart().startsWith('}'))) end++
    spans.push({ name: nameOf(lines[start]!), start, end })
  }
  return spans.map((span) => {
    const inner = spans.filter((other) => other.start > span.start && other.end < span.end)
    const covered = new Set(inner.flatMap((other) => range(other.start, other.end)))
    return { name: span.name, line: span.start + 1, lines: span.end - span.start + 1 - covered.size }
  })
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** `path` or `path#function` → lines, of everything over its bound. */
export function oversize(file: SourceFile): Map<string, number> {
  const over = new Map<string, number>()
  const fileLines = file.text.split('\n').length - 1
  if (fileLines > maxFileLines) over.set(file.path, fileLines)
  for (const { name, lines } of functionSizes(file)) {
    const key = `${file.path}#${name}`
    if (lines > maxFunctionLines) over.set(key, Math.max(lines, over.get(key) ?? 0))
  }
  return over
}
