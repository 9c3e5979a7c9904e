/** Step: the worker's socket. Its path must be short: a Unix socket's path holds at most 107 bytes. */
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export function makeSocketDir(temporaryDir: string, stateDir: string): string {
  const hash = createHash('sha256').update(stateDir).digest('hex').slice(0, 8)
  const dir = join(temporaryDir, `mw-${hash}`)
  mkdirSync(dir, { recursive: true, mode: 0o711 })
  const found = lstatSync(dir)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${dir} is not a folder of our own`)
  // Users pass through to the socket of their own attempt, which is closed to all others.
  chmodSync(dir, 0o711)
  return dir
}

export function socketPathOf(socketDir: string, attempt: string): string {
  const path = join(socketDir, `${attempt}.sock`)
  if (path.length >= 100) throw new Error(`socket path ${path} is too long; use a shorter temporary folder (TMPDIR)`)
  return path
}
