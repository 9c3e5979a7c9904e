/** Of the key `work` of the agent's configuration file: the site's scripts around each attempt, and what ended attempts may keep. */
import { limits } from '../shared/limits.ts'
import { type Key, may, pattern, whole } from '../shared/model/validation.ts'
import type { Scripts } from './work/code/scripts.ts'

const program = pattern(/^\/[^\0]*[^/\0]$/, 'the whole path of a program, like "/etc/millwright/prolog"', 1_024)
const mebibyte = 1024 * 1024

export const scriptKeys: Readonly<Record<string, Key>> = {
  prolog: may(program),
  epilog: may(program),
  scriptSeconds: may(whole(1, limits.scriptMaxMs / 1_000)),
  keepMb: may(whole(0, 1024 * mebibyte)),
}

export interface ScriptConfig {
  readonly scripts: Scripts
  /** what work directories of ended attempts may take */
  readonly keptWorkBytes: number
}

/** Of what passed the checks of `scriptKeys`. */
export function scriptsOf(work: Readonly<Record<string, unknown>>): ScriptConfig {
  const {
    prolog = null,
    epilog = null,
    scriptSeconds,
    keepMb,
  } = work as {
    prolog?: string
    epilog?: string
    scriptSeconds?: number
    keepMb?: number
  }
  const timeoutMs = scriptSeconds === undefined ? limits.scriptMs : scriptSeconds * 1_000
  return Object.freeze({
    scripts: Object.freeze({ prolog, epilog, timeoutMs }),
    keptWorkBytes: keepMb === undefined ? limits.endedWorkBytes : keepMb * mebibyte,
  })
}
