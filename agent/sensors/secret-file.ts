/** Passwords of equipment, from files that only their owner may read. Read again at each use: it may be changed at any time. */
import { readFile, stat } from 'node:fs/promises'

export async function readSecret(path: string): Promise<string> {
  await checkSecretMode(path)
  const [first = ''] = (await readFile(path, 'utf8')).split(/\r?\n/, 1)
  if (first === '') throw new Error(`the password file ${path} is empty: it must hold the password in its first line`)
  return first
}

/** A file that others can read is refused rather than used. */
export async function checkSecretMode(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`the password file ${path} cannot be read: ${cause.code ?? cause.message}`, { cause })
  })
  if (!found.isFile()) throw new Error(`the password file ${path} is no file`)
  const mode = found.mode & 0o777
  if ((mode & 0o077) === 0) return
  throw new Error(`the password file ${path} has mode 0${mode.toString(8)}, so others can read it: chmod 600 ${path}`)
}
