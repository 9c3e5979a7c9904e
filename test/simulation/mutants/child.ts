/** One mutant in a process of its own: `node child.ts NAME CPU-SECONDS`. Prints what found it as JSON, or `null`. */
import { mutants } from './list.ts'
import { plant } from './plant.ts'

const [name, seconds] = process.argv.slice(2)
const mutant = mutants.find((each) => each.name === name)
if (mutant === undefined) throw new Error(`no mutant '${name}'`)
plant(mutant)
const { hunt } = await import('./hunt.ts')
process.stdout.write(`${JSON.stringify(await hunt(Number(seconds) * 1000))}\n`)
