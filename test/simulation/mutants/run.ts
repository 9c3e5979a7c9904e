/** How many of the planted bugs the simulator finds within 20 CPU-seconds each. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkTypes } from './check.ts'
import { type Hunt, hunt } from './hunt.ts'
import { mutants } from './list.ts'
import { type Mutant, mutated } from './mutant.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const cpuLimitSeconds = 20
const atOnce = 2
const leastFoundPercent = 90
/** small worlds are fast, and have most bugs */
const hosts = 8
/** more than fit into the CPU time */
const seeds = 40

interface Outcome extends Hunt {
  readonly mutant: Mutant
}

/** The whole command: exit code. `only`: names of mutants; all when empty. */
export async function runMutants(
  check: boolean,
  only: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const chosen = only.length === 0 ? mutants : mutants.filter(({ name }) => only.includes(name))
  for (const mutant of chosen) mutated(mutant, readFileSync(`${root}${mutant.file}`, 'utf8'))
  if (check) return checkTypes(root, chosen, say)
  const sick = await sickSeeds(say)
  const outcomes: Outcome[] = []
  const waiting = [...chosen]
  const worker = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const found = await hunt({ mutant: mutant.name, hosts, seeds, cpuLimitSeconds, sick })
      const outcome = { mutant, ...found }
      outcomes.push(outcome)
      say(lineOf(outcome))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return sum(outcomes, say)
}

/** Seeds that fail without any planted bug: what they say proves nothing. */
async function sickSeeds(say: (line: string) => void): Promise<ReadonlySet<number>> {
  const sick = new Set<number>()
  const cpuSeconds = 10 * cpuLimitSeconds
  for (let from = 1; from <= seeds; ) {
    const rest = { mutant: null, hosts, seeds: seeds + 1 - from, from, cpuLimitSeconds: cpuSeconds, sick }
    const { seed, rule, text } = await hunt(rest)
    if (rule === '') return sick
    if (seed === null) throw new Error(`the simulator ends without a planted bug: ${text}`)
    say(`seed ${seed} fails without a planted bug and does not count: [${rule}] ${text}`)
    sick.add(seed)
    from = seed + 1
  }
  return sick
}

function lineOf({ mutant, rule, text, seeds: ran, cpuSeconds }: Outcome): string {
  const how = rule === '' ? 'NOT FOUND' : `[${rule}]`
  const spent = `seeds ${String(ran).padStart(2)} ${cpuSeconds.toFixed(1).padStart(5)} CPU-s`
  return `${mutant.name.padEnd(28)} ${mutant.file.padEnd(40)} ${how.padEnd(22)} ${spent}  ${text.slice(0, 100)}`
}

function sum(outcomes: readonly Outcome[], say: (line: string) => void): number {
  const missed = outcomes.filter(({ rule }) => rule === '')
  const found = outcomes.length - missed.length
  const percent = (100 * found) / Math.max(1, outcomes.length)
  for (const { mutant } of missed) say(`not found: ${mutant.name} (${mutant.file}): ${mutant.why}`)
  say(`${found} of ${outcomes.length} found (${Math.floor(percent)} %)`)
  return percent >= leastFoundPercent ? 0 : 1
}
