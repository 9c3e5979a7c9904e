/** `node --import …/hook.ts`, with MUTANT naming one of the list: the text of one module is replaced as it is loaded. */
import { registerHooks } from 'node:module'
import { mutants } from './list.ts'
import { mutated } from './mutant.ts'

const root = new URL('../../../', import.meta.url)
const mutant = mutants.find(({ name }) => name === process.env.MUTANT)
if (mutant === undefined) throw new Error(`MUTANT is '${process.env.MUTANT}', which is not in the list`)
const target = new URL(mutant.file, root).href

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (url !== target) return loaded
    return { ...loaded, source: mutated(mutant, String(loaded.source)) }
  },
})
