/** What the core may not name: it does no I/O, has no clock and no chance, and gives the same bits on every machine. */
import { blanked, type SourceFile } from './source.ts'

/** Exact on every machine by IEEE 754; sin, exp, log, pow and the rest are not. */
const exactMath = new Set('abs ceil clz32 floor fround imul max min round sign sqrt trunc MAX_SAFE_INTEGER'.split(' '))

const banned =
  /(?<![.\w$])(Date|Promise|async|await|setTimeout|setInterval|setImmediate|queueMicrotask|performance|process|console|fetch|globalThis|Intl|Atomics|crypto|require)(?=\b(?!\s*[?]?:))/g

export function bannedNames(file: SourceFile): string[] {
  const found: string[] = []
  const lines = blanked(file.text, { strings: true }).split('\n')
  for (const [index, line] of lines.entries()) {
    const where = `${file.path}:${index + 1}`
    for (const match of line.matchAll(banned)) found.push(`${where} names ${match[1]}`)
    for (const match of line.matchAll(/\bMath\s*\.\s*(\w+)/g)) {
      if (!exactMath.has(match[1]!)) found.push(`${where} names Math.${match[1]}`)
    }
  }
  for (const match of file.text.matchAll(/['"](node:[\w/]+)['"]/g)) found.push(`${file.path} names ${match[1]}`)
  return found
}
