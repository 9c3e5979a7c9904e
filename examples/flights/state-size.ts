/** How large the state directory is, and how large it was after the run before (DESIGN section 7: it must not grow). */
import { readFileSync, writeFileSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export async function directoryBytes(dir: string): Promise<number> {
  let total = 0
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    // files come and go while we look
    total += await lstat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return total
}

/** The size after the run before, null for the first; writes down the new one. */
export function rememberSize(stateDir: string, bytes: number): number | null {
  const path = join(stateDir, 'run', 'last-size')
  let before: number | null = null
  try {
    before = Number(readFileSync(path, 'utf8')) || null
  } catch {
    // the first run
  }
  writeFileSync(path, `${bytes}\n`)
  return before
}
