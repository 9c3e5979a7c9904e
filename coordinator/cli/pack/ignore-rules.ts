/**
 * Which files of a directory are left out, as git reads its ignore files: patterns of `.gitignore`, then of `.millwrightignore`, which
 * has the last word. Pure.
 */

export interface Rule {
  /** `!pattern`: what it matches is taken after all */
  readonly negated: boolean
  /** `path`: relative to the folder of the ignore file, with / */
  readonly matches: (path: string, isDir: boolean) => boolean
}

/** The rules of one ignore file, and where it lies ('' for the root, else `sub/folder/`). */
export interface RuleFile {
  readonly base: string
  readonly rules: readonly Rule[]
}

export function parseIgnoreFile(text: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? [])
}

/** The last rule that matches decides. Files of a folder nearer to the path come later in the list. */
export function isIgnored(files: readonly RuleFile[], path: string, isDir: boolean): boolean {
  let ignored = false
  for (const { base, rules } of files) {
    if (!path.startsWith(base)) continue
    const own = path.slice(base.length)
    for (const rule of rules) if (rule.negated === ignored && rule.matches(own, isDir)) ignored = !ignored
  }
  return ignored
}

function ruleOf(line: string): Rule | undefined {
  // a space at the end counts only with a backslash before it
  let pattern = line.replace(/(?<!\\) +$/, '')
  if (pattern === '' || pattern.startsWith('#')) return undefined
  const negated = pattern.startsWith('!')
  if (negated) pattern = pattern.slice(1)
  const dirOnly = pattern.endsWith('/')
  if (dirOnly) pattern = pattern.slice(0, -1)
  if (pattern === '') return undefined
  // with a / at its beginning or within it stands for a path from the ignore file's folder, else for a name anywhere below
  const anchored = pattern.includes('/')
  const expression = new RegExp(`^${anchored ? '' : '(?:.*/)?'}${expressionOf(pattern.replace(/^\//, ''))}$`, 's')
  return { negated, matches: (path, isDir) => (isDir || !dirOnly) && expression.test(path) }
}

function expressionOf(glob: string): string {
  let made = ''
  for (let at = 0; at < glob.length; ) {
    const rest = glob.slice(at)
    const [text, taken] = pieceOf(rest, at === 0 || glob[at - 1] === '/')
    made += text
    at += taken
  }
  return made
}

/** The expression of what the glob begins with, and how many characters that is. */
function pieceOf(rest: string, begins: boolean): [string, number] {
  if (begins && rest.startsWith('**/')) return ['(?:.*/)?', 3]
  if (begins && rest === '**') return ['.*', 2]
  const stars = /^\*+/.exec(rest)?.[0].length ?? 0
  if (stars > 0) return ['[^/]*', stars]
  if (rest.startsWith('?')) return ['[^/]', 1]
  const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest)
  if (set !== null) {
    const inside = (set[2] as string).replace(/[\\\]]/g, '\\$&')
    return [`(?!/)[${set[1] === '' ? '' : '^'}${inside}]`, set[0].length]
  }
  const escaped = rest.startsWith('\\') && rest.length > 1
  const literal = escaped ? (rest[1] as string) : (rest[0] as string)
  return [literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), escaped ? 2 : 1]
}
