/** Files that may not be there. */
import { readFileSync } from 'node:fs'

/** Undefined where it cannot be read, whyever. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
