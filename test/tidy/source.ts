/** Reads the project's own source for the tidy checks: which files there are, what they import, and their text without comments. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

export interface SourceFile {
  /** Path from the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

export interface Import {
  readonly from: string
  /** As written. */
  readonly specifier: string
  /** Path from the root for a relative import, otherwise undefined. */
  readonly target: string | undefined
  readonly typeOnly: boolean
}

const skipped = new Set(['node_modules', 'generated', 'fixtures', 'dist'])

/** Every file under the folders whose name ends with one of the endings. Dot folders and generated code are left out. */
export function filesUnder(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  const found: SourceFile[] = []
  const walk = (folder: string): void => {
    if (!existsSync(join(root, folder))) return
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name)
      if (entry.name.startsWith('.') || skipped.has(entry.name)) continue
      if (entry.isDirectory()) walk(path)
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        found.push({ path, text: readFileSync(join(root, path), 'utf8') })
    }
  }
  for (const folder of folders) walk(folder)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const blankText = (text: string): string => text.replace(/[^\n]/g, ' ')

/** Where the piece of text that starts at `at` with an opening quote or comment mark ends. */
function endOfLiteral(text: string, at: number): number {
  if (text.startsWith('//', at)) {
    const end = text.indexOf('\n', at)
    return end < 0 ? text.length : end
  }
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2)
    return end < 0 ? text.length : end + 2
  }
  const quote = text[at]
  let inClass = false
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]
    if (c === '\\') i++
    else if (quote === '/' && c === '[') inClass = true
    else if (quote === '/' && c === ']') inClass = false
    else if (quote === '`' && text.startsWith('${', i)) i = endOfHole(text, i + 2)
    else if (c === quote && !inClass) return i + 1
    else if (c === '\n' && quote !== '`') return i
  }
  return text.length
}

/** The index of the brace that closes a template's `${` hole whose content starts at `at`. */
function endOfHole(text: string, at: number): number {
  let depth = 1
  for (let i = at; i < text.length; i++) {
    const c = text[i]
    if (c === '{') depth++
    else if (c === '}' && --depth === 0) return i
    else if (c === "'" || c === '"' || c === '`') i = endOfLiteral(text, i) - 1
  }
  return text.length
}

/** A slash begins a pattern, not a division, after an operator, an opening bracket or a keyword. */
const beginsPattern = (before: string): boolean =>
  /(?:^|[(,=:[!&|?{};<>+\n-]|\b(?:return|typeof|case|of|in))\s*$/.test(before)

/** The text with comments, and on request strings too, replaced by blanks. Lines and columns stay where they were. */
export function blanked(text: string, what: { strings: boolean }): string {
  let out = ''
  for (let i = 0; i < text.length; ) {
    const c = text[i]
    const comment = text.startsWith('//', i) || text.startsWith('/*', i)
    const quoted = c === "'" || c === '"' || c === '`'
    const pattern = c === '/' && !comment && beginsPattern(out.slice(-20))
    if (!comment && !quoted && !pattern) {
      out += c
      i++
      continue
    }
    const end = endOfLiteral(text, i)
    const piece = text.slice(i, end)
    // The holes of a template are code: keep the whole template when it has any.
    const keep = !comment && (!what.strings || (c === '`' && piece.includes('${')))
    out += keep ? piece : blankText(piece)
    i = end
  }
  return out
}

const importForms = [
  /\b(import|export)\s+(type\s+)?(?:[\w*{][^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/g,
  /\b(import)\s*\(\s*()['"]([^'"]+)['"]\s*\)/g,
]

/** Everything a file imports or re-exports, dynamic imports included. */
export function importsOf(file: SourceFile): Import[] {
  const text = blanked(file.text, { strings: false })
  const code = blanked(file.text, { strings: true })
  const found: Import[] = []
  for (const form of importForms) {
    for (const match of text.matchAll(form)) {
      if (code[match.index] === ' ') continue // inside a string
      const specifier = match[3]!
      const names = /\{([^}]*)\}/.exec(match[0])?.[1]
      const onlyTypes = names !== undefined && /^[^{]*import\s*\{/.test(match[0]) && allTypes(names)
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : undefined
      found.push({
        from: file.path,
        specifier,
        target,
        typeOnly: match[2] !== undefined && match[2] !== '' ? true : onlyTypes,
      })
    }
  }
  return found
}

const allTypes = (names: string): boolean =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .every((name) => name.startsWith('type '))
