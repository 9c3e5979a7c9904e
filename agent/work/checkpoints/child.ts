/**
 * The helper that touches checkpoints' files: as the user that owns them, at low priority, away from the agent, whom a hung file system
 * must not stop. Takes a request a line (`{id, op, …}`), answers a line each; ends with its stdin. A program's entry.
 */
import { createHash } from 'node:crypto'
import { lstat, open, readdir, readFile, readlink, rename, rm } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { limits } from '../../../shared/limits.ts'
import { fingerprintOf, isWholeArchive, readTree, surveyOf, syncTree, type Tree, tornIn } from './child-survey.ts'
import type { Entry, Listing, Survey } from './files.ts'
import { completeMarks, isTemporary, latestFiles, stepOf, unfinishedMark } from './names.ts'

export type HelperRequest =
  | { readonly op: 'list'; readonly path: string; readonly known: Readonly<Record<string, string>> }
  | { readonly op: 'survey' | 'digest' | 'remove'; readonly path: string }
  /** `uid`: who must own it; null: nobody in particular */
  | { readonly op: 'settle'; readonly path: string; readonly uid: number | null }

async function perform(request: HelperRequest): Promise<unknown> {
  switch (request.op) {
    case 'list':
      return listing(request.path, request.known)
    case 'survey':
      return surveyOf(await readTree(request.path))
    case 'settle':
      return settle(request.path, request.uid)
    case 'digest':
      return digest(request.path)
    default:
      return remove(request.path)
  }
}

async function listing(dir: string, known: Readonly<Record<string, string>>): Promise<Listing> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const inDir = new Set(names)
  const entries: Entry[] = []
  const temporary: string[] = []
  for (const name of names.slice(0, limits.checkpointDirEntries)) {
    if (isTemporary(name)) {
      const found = await lstat(join(dir, name), { bigint: true }).catch(() => undefined)
      if (found !== undefined) temporary.push(String(found.ino))
    } else if (stepOf(name) !== undefined && !inDir.has(unfinishedMark(name))) {
      const entry = await entryOf(dir, name).catch(() => undefined)
      if (entry !== undefined && known[name] !== entry.fingerprint) entries.push(entry)
    }
  }
  const there = Object.keys(known).filter((name) => inDir.has(name))
  return { entries, there, temporary, latest: await latestOf(dir, inDir) }
}

/** A symbolic link is a name of another: it counts there. */
async function entryOf(dir: string, name: string): Promise<Entry | undefined> {
  const path = join(dir, name)
  const found = await lstat(path, { bigint: true })
  if (found.isSymbolicLink()) return undefined
  const tree = await readTree(path)
  const { bytes, newestMs, fingerprint } = await surveyOf(tree)
  return { name, inode: String(found.ino), bytes, newestMs, fingerprint, mark: await markOf(tree) }
}

async function markOf(tree: Tree): Promise<string | null> {
  const [only] = tree.files
  if (only?.name === '') return (await isWholeArchive(tree.path, only.bytes)) ? 'its archive is whole' : null
  const mark = tree.files.find(({ name }) => completeMarks.includes(name))
  return mark === undefined ? null : `it holds ${mark.name}`
}

async function latestOf(dir: string, names: ReadonlySet<string>): Promise<string | null> {
  for (const name of latestFiles) {
    if (!names.has(name)) continue
    const path = join(dir, name)
    const target = await readlink(path).catch(() => undefined)
    const text = target ?? (await readFile(path, 'utf8').catch(() => ''))
    if (text.trim() !== '') return basename(text.trim()).slice(0, 255)
  }
  return null
}

async function settle(path: string, uid: number | null): Promise<Survey> {
  const tree = await readTree(path)
  if (uid !== null && tree.uid !== uid)
    throw new Error(`${path} belongs to user ${tree.uid}, the attempt runs as ${uid}`)
  if (tree.path.split('/').length < 3) throw new Error(`${tree.path} is no place for a checkpoint: name a folder in it`)
  if (tree.files.every(({ bytes }) => bytes === 0)) throw new Error(`${path} is empty`)
  const torn = await tornIn(tree)
  if (torn !== undefined) throw new Error(torn)
  await syncTree(tree)
  const after = await readTree(path)
  if (fingerprintOf(after) !== fingerprintOf(tree)) throw new Error(`${path} is still being written`)
  return surveyOf(after)
}

/** Of a folder: of the lines "digest  name" of its files by name, which is what sha256sum of its sha256sums is. */
async function digest(path: string): Promise<{ sha256: string; fingerprint: string }> {
  const before = await readTree(path)
  const manifest = createHash('sha256')
  let sha256 = ''
  for (const { name } of before.files) {
    sha256 = await digestFile(join(before.path, name))
    manifest.update(`${sha256}  ${name}\n`)
  }
  const isFile = before.files.length === 1 && before.files[0]?.name === ''
  return { sha256: isFile ? sha256 : manifest.digest('hex'), fingerprint: fingerprintOf(await readTree(path)) }
}

const chunkBytes = 1024 * 1024

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(path, 'r')
  const buffer = Buffer.alloc(chunkBytes)
  try {
    for (;;) {
      const startMs = performance.now()
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
      const restMs = (bytesRead / limits.checkpointReadBytesPerS) * 1_000 - (performance.now() - startMs)
      if (restMs >= 1) await new Promise((resolve) => setTimeout(resolve, restMs))
    }
  } finally {
    await handle.close()
  }
}

/** Out of the way first, under a name that nobody takes for a checkpoint: what is half deleted is never taken for whole. */
async function remove(path: string): Promise<void> {
  if (path.split('/').length < 3) throw new Error(`${path} is no checkpoint's path`)
  const aside = join(dirname(path), `.${basename(path)}.deleted.tmp`)
  await rename(path, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rm(aside, { recursive: true, force: true })
}

/** Digests go one after another, so that their rate is bounded; all else at once. */
let digests: Promise<unknown> = Promise.resolve()

async function answer(line: string): Promise<void> {
  const { id, ...request } = JSON.parse(line) as HelperRequest & { readonly id: number }
  try {
    const work = request.op === 'digest' ? digests.then(() => perform(request)) : perform(request)
    if (request.op === 'digest') digests = work.catch(() => {})
    process.stdout.write(`${JSON.stringify({ id, value: (await work) ?? null })}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: (error as Error).message })}\n`)
  }
}

setPriority(constants.priority.PRIORITY_LOW)
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => void answer(line))
lines.on('close', () => process.exit(0))
