/** Reads what lies at a path: names, sizes, times, and whether archives are whole. Runs in the helper (`child.ts`). */
import { createHash } from 'node:crypto'
import { type FileHandle, lstat, open, readdir, realpath, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { limits } from '../../../shared/limits.ts'
import type { Survey } from './files.ts'

/** Magic numbers of statfs(2): file systems that many hosts mount. */
const sharedKinds = new Map([
  [0x6969, 'nfs'],
  [0x0bd00bd0, 'lustre'],
  [0x47504653, 'gpfs'],
  [0x00c36400, 'ceph'],
  [0x19830326, 'beegfs'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x7461636f, 'ocfs2'],
  [0x01161970, 'gfs2'],
  [0xaad7aaea, 'panfs'],
])

export interface FoundFile {
  /** below the path; '' for a path that is a file */
  readonly name: string
  readonly bytes: number
  readonly writtenMs: number
}

/** Files by name, and folders. Symbolic links inside are left out: their targets are others' files. */
export interface Tree {
  readonly files: readonly FoundFile[]
  readonly folders: readonly string[]
  readonly path: string
  readonly uid: number
}

export async function readTree(given: string): Promise<Tree> {
  const path = await realpath(given)
  const top = await lstat(path)
  const { uid } = top
  if (top.isFile()) return { path, uid, folders: [], files: [{ name: '', bytes: top.size, writtenMs: top.mtimeMs }] }
  if (!top.isDirectory()) throw new Error(`${given} is neither a file nor a folder`)
  const files: FoundFile[] = []
  const folders = ['']
  for (let i = 0; i < folders.length; i++) {
    const folder = folders[i] as string
    for (const entry of await readdir(join(path, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) folders.push(name)
      if (!entry.isFile()) continue
      const { size, mtimeMs } = await lstat(join(path, name))
      files.push({ name, bytes: size, writtenMs: mtimeMs })
      if (files.length > limits.checkpointFiles)
        throw new Error(`${given} has more than ${limits.checkpointFiles} files; pack them into fewer`)
    }
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { path, uid, files, folders }
}

export function fingerprintOf({ files }: Tree): string {
  const hash = createHash('sha256')
  for (const { name, bytes, writtenMs } of files) hash.update(`${name}\0${bytes}\0${writtenMs}\n`)
  return hash.digest('hex').slice(0, 32)
}

export async function surveyOf(tree: Tree): Promise<Survey> {
  const { path, uid, files } = tree
  return {
    path,
    uid,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files: files.length,
    newestMs: files.reduce((newest, { writtenMs }) => Math.max(newest, writtenMs), 0),
    fingerprint: fingerprintOf(tree),
    shared: sharedKinds.has((await statfs(path)).type >>> 0),
  }
}

/** Of each file and folder, and of the folder that names it. */
export async function syncTree({ path, files, folders }: Tree): Promise<void> {
  const all = [...files.map(({ name }) => join(path, name)), ...folders.map((name) => join(path, name)), dirname(path)]
  for (const each of all) {
    const handle = await open(each, 'r')
    await handle.sync().finally(() => handle.close())
  }
}

const archive = /\.(pt|pth|ckpt|bin|safetensors|distcp)$/

/** What is torn in it; undefined: nothing that can be seen. */
export async function tornIn(tree: Tree): Promise<string | undefined> {
  for (const { name, bytes } of tree.files) {
    const path = join(tree.path, name)
    if (!archive.test(path)) continue
    const handle = await open(path, 'r')
    const wrong = await tornFile(handle, bytes, path.endsWith('.safetensors')).finally(() => handle.close())
    if (wrong !== undefined) return `${path} is torn: ${wrong}`
  }
  return undefined
}

/** The end record of a zip archive, which torch.save writes last: at most 64 KiB before the end. */
const zipTailBytes = 65_557

async function tornFile(handle: FileHandle, bytes: number, isSafetensors: boolean): Promise<string | undefined> {
  if (bytes === 0) return 'it is empty'
  if (isSafetensors) return tornTensors(handle, await readAt(handle, 0, 8), bytes)
  return (await zipEnd(handle, bytes)) === false ? 'its archive has no end' : undefined
}

/** Has the archive its end? Undefined: it is none. */
async function zipEnd(handle: FileHandle, bytes: number): Promise<boolean | undefined> {
  if ((await readAt(handle, 0, 4)).toString('latin1') !== 'PK\x03\x04') return undefined
  const from = Math.max(0, bytes - zipTailBytes)
  return (await readAt(handle, from, bytes - from)).includes('PK\x05\x06', 0, 'latin1')
}

/** What torch.save writes is whole once its archive has its end. */
export async function isWholeArchive(path: string, bytes: number): Promise<boolean> {
  const handle = await open(path, 'r')
  return (await zipEnd(handle, bytes).finally(() => handle.close())) === true
}

/** A safetensors file says in its head how long it is. */
async function tornTensors(handle: FileHandle, head: Buffer, bytes: number): Promise<string | undefined> {
  if (head.length < 8) return 'its head is not whole'
  const headBytes = Number(head.readBigUInt64LE(0))
  if (headBytes > Math.min(bytes, 100_000_000)) return 'its head is not whole'
  let end = 0
  try {
    const tensors = JSON.parse((await readAt(handle, 8, headBytes)).toString()) as Record<
      string,
      { data_offsets?: number[] }
    >
    for (const { data_offsets } of Object.values(tensors)) end = Math.max(end, data_offsets?.[1] ?? 0)
  } catch {
    return 'its head is not whole'
  }
  const right = 8 + headBytes + end
  return bytes === right ? undefined : `it has ${bytes} bytes, its head says ${right}`
}

async function readAt(handle: FileHandle, from: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, from)
  return buffer.subarray(0, bytesRead)
}
