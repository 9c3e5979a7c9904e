/**
 * Where captures of real machines lie that are too large, or under too many licences, to be kept in the project. A test
 * that needs one skips by name without it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tidy/source.ts'

/** The folder that `MILLWRIGHT_CAPTURES` names, else `../shared/data` beside the project; undefined where there is none. */
export function capturesAt(): string | undefined {
  const folder = process.env.MILLWRIGHT_CAPTURES ?? join(root, '../shared/data')
  return existsSync(folder) ? folder : undefined
}
