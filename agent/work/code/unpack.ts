/**
 * Unpacks an uploaded directory into an attempt's folder (SPEC [CI2]). Nothing is written outside of it, whatever the archive says: paths
 * are looked at part by part, each folder is one that this call has made, files are made anew and never opened through a link, and
 * links come last.
 */
import { chmod, mkdir, open, symlink } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { limits } from '../../../shared/limits.ts'
import { type ReadAt, type TarEntry, tarEntries } from './tar-reader.ts'

interface Unpacking {
  readonly root: string
  readonly folders: Map<string, number>
  readonly links: (TarEntry & { kind: 'link' })[]
  entries: number
  bytes: number
}

const chunkBytes = 256 * 1024

/** `root` is there, and empty. Rejects with what is wrong with the archive. */
export async function unpack(archive: string, root: string): Promise<void> {
  const file = await open(archive)
  const readAt: ReadAt = async (at, bytes) => {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, at)
    return buffer.subarray(0, bytesRead)
  }
  const state: Unpacking = { root, folders: new Map([['', 0o700]]), links: [], entries: 0, bytes: 0 }
  try {
    for await (const entry of tarEntries(readAt)) await take(state, entry, readAt)
    for (const { path, target } of state.links) await makeLink(state, path, target)
    // last and innermost first: a folder that may not be written is filled by now
    for (const [path, mode] of [...state.folders].reverse()) if (path !== '') await chmod(join(root, path), mode)
  } finally {
    await file.close()
  }
}

async function take(state: Unpacking, entry: TarEntry, readAt: ReadAt): Promise<void> {
  const path = plainPath(entry.path)
  if (++state.entries > limits.codeEntries) throw new Error(`it has more than ${limits.codeEntries} entries`)
  if (path === '') return
  if (entry.kind === 'dir') return makeFolder(state, path, entry.mode)
  await makeFolder(state, posix.dirname(path) === '.' ? '' : posix.dirname(path))
  if (entry.kind === 'link') state.links.push({ ...entry, path })
  else await makeFile(state, path, entry, readAt)
}

/** The path without `.` and doubled slashes. Throws for one that leaves the folder, or tries to. */
function plainPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (path.startsWith('/') || parts.includes('..') || path.includes('\0'))
    throw new Error(`'${path}' leads out of the directory`)
  return parts.join('/')
}

async function makeFolder({ root, folders }: Unpacking, path: string, mode?: number): Promise<void> {
  let made = ''
  for (const part of path === '' ? [] : path.split('/')) {
    made = made === '' ? part : `${made}/${part}`
    if (folders.has(made)) continue
    // it is no folder of ours: mkdir fails where a file, or anything else, has the name
    await mkdir(join(root, made), { mode: 0o700 })
    folders.set(made, 0o755)
  }
  if (mode !== undefined && path !== '') folders.set(path, mode)
}

async function makeFile(
  state: Unpacking,
  path: string,
  { at, bytes, mode }: TarEntry & { kind: 'file' },
  readAt: ReadAt,
): Promise<void> {
  state.bytes += bytes
  if (state.bytes > limits.codeArchiveBytes)
    throw new Error(`its files have more than ${limits.codeArchiveBytes} bytes`)
  // wx: fails where the name is taken, by a link too
  const file = await open(join(state.root, path), 'wx', 0o600)
  try {
    for (let done = 0; done < bytes; ) {
      const chunk = await readAt(at + done, Math.min(chunkBytes, bytes - done))
      if (chunk.length === 0) throw new Error('it ends in the middle')
      await file.writeFile(chunk)
      done += chunk.length
    }
    await file.chmod(mode)
  } finally {
    await file.close()
  }
}

/** To what is in the directory too, as the path is written: what else it may lead to, its own user could reach without it. */
async function makeLink({ root }: Unpacking, path: string, target: string): Promise<void> {
  const leads = posix.normalize(posix.join(posix.dirname(path), target))
  if (target === '' || target.startsWith('/') || target.includes('\0') || leads === '..' || leads.startsWith('../'))
    throw new Error(`the link '${path}' leads out of the directory, to '${target}'`)
  await symlink(target, join(root, path))
}
