/** How much room there is, and how much lies in a folder, as far as it is worth knowing: links are not followed, and no more files are looked at than a bound. */
import { statfsSync } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../../../shared/limits.ts'

/** For others than root, where the folder lies. Throws where that cannot be told. */
export function freeOnDisk(dir: string): number {
  const { bavail, bsize } = statfsSync(dir)
  return bavail * bsize
}

/** Bytes on disk of everything in it; a folder with more than `limits.diskLookFiles` entries counts as more than anything. */
export async function bytesIn(root: string): Promise<number> {
  let bytes = 0
  let entries = 0
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const { path, isFolder } of listed(folder)) {
      if (++entries > limits.diskLookFiles) return Number.POSITIVE_INFINITY
      if (isFolder) folders.push(path)
      // 512: the unit of st_blocks, whatever the file system's is
      else bytes += ((await lstat(path).catch(() => undefined))?.blocks ?? 0) * 512
    }
  }
  return bytes
}

async function* listed(folder: string): AsyncGenerator<{ path: string; isFolder: boolean }> {
  try {
    for await (const entry of await opendir(folder))
      yield { path: join(folder, entry.name), isFolder: entry.isDirectory() }
  } catch {
    // it went while it was looked at: nothing lies in it
  }
}
