/** Plants a mutant while modules are loaded: product code has no switch for it. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './list.ts'

const root = new URL('../../../', import.meta.url)

export const pathOf = (mutant: Mutant): string => fileURLToPath(new URL(mutant.file, root))

/** The file's text with the bug. Throws when the text to replace is not there exactly once. */
export function mutated(mutant: Mutant): string {
  const text = readFileSync(pathOf(mutant), 'utf8')
  const found = text.split(mutant.find).length - 1
  if (found !== 1) throw new Error(`mutant '${mutant.name}': its text is ${found} times in ${mutant.file}, not once`)
  return text.replace(mutant.find, () => mutant.replace)
}

/** From now on the file is loaded with the bug. */
export function plant(mutant: Mutant): void {
  const url = new URL(mutant.file, root).href
  const source = mutated(mutant)
  registerHooks({
    load(asked, context, next) {
      const loaded = next(asked, context)
      return asked === url ? { ...loaded, source } : loaded
    },
  })
}
