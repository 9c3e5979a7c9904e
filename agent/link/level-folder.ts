/** Folders of `level` databases: one that cannot be read is set aside, one that cannot be used for now is left as it is. */
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A disk without room or rights, or a process without files or memory, is not a broken database: it may be well again later. */
const isBroken = (text: string): boolean =>
  !/No space left|ENOSPC|quota|EDQUOT|EROFS|EACCES|EPERM|Read-only|ermission denied|not permitted|LEVEL_LOCKED|\block\b|Too many open files|EMFILE|ENFILE|Cannot allocate|ENOMEM/i.test(
    text,
  )

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return `${code} ${error.message}${error.cause === undefined ? '' : `: ${describe(error.cause)}`}`.trim()
}

/** A new one is opened behind one that is broken; `onAside` is told where that went and why. Rejects where it may be well again. */
export async function openOrSetAside<T>(
  path: string,
  open: (path: string) => Promise<T>,
  onAside: (aside: string, cause: string) => void,
): Promise<T> {
  try {
    return await open(path)
  } catch (cause) {
    const text = describe(cause)
    if (!isBroken(text)) throw new Error(text, { cause })
    const folder = dirname(path)
    const aside = `${path}.broken-`
    // one is kept for whoever wants to look at it: more would eat the disk
    for (const name of readdirSync(folder))
      if (name.startsWith(basename(aside))) rmSync(join(folder, name), { recursive: true })
    const to = `${aside}${Date.now()}`
    renameSync(path, to)
    onAside(to, text)
    return open(path)
  }
}
