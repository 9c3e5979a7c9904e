/** Step: the attempt's own folder, where the process starts and may leave its files. Doing it again changes nothing. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

export function prepareWorkDir(attemptDir: string): string {
  const dir = join(attemptDir, 'work')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return dir
}
