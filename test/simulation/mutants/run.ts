/** How many of the planted bugs the simulator finds within 20 CPU-seconds each. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkTypes } from './check.ts'
import { mutants } from './list.ts'
import { type Mutant, mutated } from './mutant.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const cpuLimitSeconds = 20
const atOnce = 2
const leastFoundPercent = 90
/** small worlds are fast, and have most bugs; each batch is a process of its own */
const hosts = 8
const seeds = 40
/** of Linux, for /proc */
const ticksPerSecond = 100

interface Outcome {
  readonly mutant: Mutant
  /** rule or assert that failed; '' when nothing was found */
  readonly rule: string
  readonly text: string
  readonly seeds: number
  readonly cpuSeconds: number
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
  const outcomes: Outcome[] = []
  const waiting = [...chosen]
  const worker = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const outcome = await hunt(mutant)
      outcomes.push(outcome)
      say(lineOf(outcome))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return sum(outcomes, say)
}

function lineOf({ mutant, rule, text, seeds: ran, cpuSeconds }: Outcome): string {
  const name = mutant.name.padEnd(28)
  const how = rule === '' ? 'NOT FOUND' : `[${rule}]`
  return `${name} ${mutant.file.padEnd(40)} ${how.padEnd(22)} seeds ${String(ran).padStart(2)} ${cpuSeconds.toFixed(1).padStart(5)} CPU-s  ${text.slice(0, 100)}`
}

function sum(outcomes: readonly Outcome[], say: (line: string) => void): number {
  const missed = outcomes.filter(({ rule }) => rule === '')
  const found = outcomes.length - missed.length
  const percent = (100 * found) / Math.max(1, outcomes.length)
  for (const { mutant } of missed) say(`not found: ${mutant.name} (${mutant.file}): ${mutant.why}`)
  say(`${found} of ${outcomes.length} found (${Math.floor(percent)} %)`)
  return percent >= leastFoundPercent ? 0 : 1
}

/** Runs seeds with the bug until one fails or the CPU time is over. */
function hunt(mutant: Mutant): Promise<Outcome> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const hook = new URL('hook.ts', import.meta.url).href
  const args = ['--import', hook, main, '--seeds', String(seeds), '--hosts', String(hosts)]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, MUTANT: mutant.name },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  let cpuSeconds = 0
  let killed = false
  const stop = (): void => {
    killed = true
    child.kill('SIGKILL')
  }
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (/^ {2}npm run sim/m.test(output)) stop()
  })
  const timer = setInterval(() => {
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child))
    if (cpuSeconds >= cpuLimitSeconds) stop()
  }, 100)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(timer)
      const ran = [...output.matchAll(/^seed /gm)].length
      const breach = /^ {2}at .* \[([^\]]+)\] (.*)$/m.exec(output)
      if (breach !== null) return resolve({ mutant, rule: breach[1]!, text: breach[2]!, seeds: ran, cpuSeconds })
      // an assert that ended the process itself
      const crash = !killed && code !== 0
      const text = crash ? (/^\w*Error.*$/m.exec(errors)?.[0] ?? errors.slice(0, 200)) : ''
      resolve({ mutant, rule: crash ? 'process ended' : '', text, seeds: ran, cpuSeconds })
    })
  })
}

/** User and system time of the process, all its threads included. */
function cpuOf(child: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    // after the name, which may hold anything but is closed by the last bracket
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return 0
  }
}
