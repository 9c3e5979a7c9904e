/** What of a directory is packed: everything but what its ignore files leave out, in an order that is always the same. */
import type { Stats } from 'node:fs'
import { lstat, readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { limits } from '../../../shared/limits.ts'
import { CommandError } from '../io.ts'
import { isIgnored, parseIgnoreFile, type RuleFile } from './ignore-rules.ts'

export type Entry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly bytes: number }
  | { readonly kind: 'dir'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

const ignoreNames = ['.gitignore', '.millwrightignore'] as const

interface Walk {
  readonly root: string
  readonly entries: Entry[]
}

type Rules = Readonly<Record<(typeof ignoreNames)[number], readonly RuleFile[]>>

/** Entries by path, each folder before what is in it. `.git` is never among them. Throws CommandError with what would be right. */
export async function collect(dir: string): Promise<readonly Entry[]> {
  const root = await realpath(dir).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`--dir ${dir}: ${error.code === 'ENOENT' ? 'there is no such directory' : error.message}`)
  })
  if (!(await lstat(root)).isDirectory()) throw new CommandError(`--dir ${dir} is not a directory`)
  const walk: Walk = { root, entries: [] }
  await look(walk, '', { '.gitignore': [], '.millwrightignore': [] })
  return walk.entries
}

/** `base`: '' or `folder/`. */
async function look(walk: Walk, base: string, above: Rules): Promise<void> {
  const names = (await readdir(join(walk.root, base))).sort()
  const rules = await withOwn(walk, base, names, above)
  const inOrder = [...rules['.gitignore'], ...rules['.millwrightignore']]
  for (const name of names) {
    const path = base + name
    const found = await lstat(join(walk.root, path))
    if (name === '.git' || isIgnored(inOrder, path, found.isDirectory())) continue
    walk.entries.push(await entryOf(walk, path, found))
    if (walk.entries.length > limits.codeEntries)
      throw new CommandError(`--dir holds more than ${limits.codeEntries} files: leave some out with .millwrightignore`)
    if (found.isDirectory()) await look(walk, `${path}/`, rules)
  }
}

async function withOwn({ root }: Walk, base: string, names: readonly string[], above: Rules): Promise<Rules> {
  const rules = { ...above }
  for (const name of ignoreNames) {
    if (!names.includes(name)) continue
    const text = await readFile(join(root, base, name), 'utf8')
    if (text.length > limits.ignoreFileBytes)
      throw new CommandError(`${base}${name} has ${text.length} bytes; at most ${limits.ignoreFileBytes} are read`)
    rules[name] = [...above[name], { base, rules: parseIgnoreFile(text) }]
  }
  return rules
}

async function entryOf(walk: Walk, path: string, found: Stats): Promise<Entry> {
  if (Buffer.byteLength(path) > limits.codePathBytes)
    throw new CommandError(`--dir: the path ${path.slice(0, 80)}… is longer than ${limits.codePathBytes} bytes`)
  const mode = found.mode & 0o777
  if (found.isDirectory()) return { kind: 'dir', path, mode }
  if (found.isFile()) return { kind: 'file', path, mode, bytes: found.size }
  if (found.isSymbolicLink()) return linkOf(walk, path)
  throw new CommandError(`--dir: ${path} is neither file, directory nor link: leave it out with .millwrightignore`)
}

/** A link is packed as a link, so what it points to must be in the directory, by every way there. */
async function linkOf({ root }: Walk, path: string): Promise<Entry> {
  const target = await readlink(join(root, path))
  const real = await realpath(join(root, path)).catch(() => undefined)
  const advice = 'leave it out with .millwrightignore, or put what it means into the directory'
  if (real === undefined)
    throw new CommandError(`--dir: the link ${path} points to ${target}, which is not there: ${advice}`)
  if (target.startsWith('/') || (real !== root && !real.startsWith(root + sep)))
    throw new CommandError(`--dir: the link ${path} points to ${target}, outside the directory: ${advice}`)
  return { kind: 'link', path, target }
}
