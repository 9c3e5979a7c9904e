/**
 * `npm run sim -- --seeds N [--hosts H] [--seed S] [--from S0] [--minutes M] [--trace]`: runs seeds, prints what failed with one line
 * that replays it, shrinks it, and ends with how often every fault and rule was exercised. `--mutants`: see mutants/run.ts.
 */
import { parseArgs } from 'node:util'
import { runMutants } from './mutants/run.ts'
import { summary, Tally } from './report.ts'
import { shrink } from './shrink.ts'
import { type SimulationOptions, type SimulationResult, simulate } from './simulation.ts'

const usage = `usage: npm run sim -- [--seeds N] [--from S0] [--seed S] [--hosts H] [--minutes M] [--trace] [--only 3,17] [--no-shrink]
       npm run sim -- --mutants [--check] [NAME …]`

const options = {
  seeds: { type: 'string' },
  seed: { type: 'string' },
  from: { type: 'string' },
  hosts: { type: 'string' },
  minutes: { type: 'string' },
  only: { type: 'string' },
  trace: { type: 'boolean' },
  'no-shrink': { type: 'boolean' },
  mutants: { type: 'boolean' },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parse>['values']
const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true })

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // the reader of a pipe went (`npm run sim | head`): nothing left to say
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)

function whole(values: Values, name: 'seeds' | 'seed' | 'from' | 'hosts' | 'minutes'): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  throw new Error(`--${name} must be a whole number; got '${text}'`)
}

function simulationOf(values: Values, seed: number): SimulationOptions {
  const hosts = whole(values, 'hosts')
  const minutes = whole(values, 'minutes')
  return {
    seed,
    ...(hosts === undefined ? {} : { hosts }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(values.only === undefined ? {} : { only: new Set(values.only.split(',').map(Number)) }),
    ...(values.trace ? { print: say } : {}),
  }
}

function describe(result: SimulationResult, cpuMs: number): string {
  const { seed, hosts, simulatedMs, events, jobs, digest } = result
  const minutes = (simulatedMs / 60_000).toFixed(0)
  const speed = Math.round(simulatedMs / Math.max(1, cpuMs))
  const counts = `${jobs} jobs, ${[...result.faults.values()].reduce((sum, n) => sum + n, 0)} faults, ${events} events`
  return `seed ${seed}: ${hosts} hosts, ${minutes} min, ${counts}, ${cpuMs.toFixed(0)} ms, ${speed}x, ${digest}`
}

async function showFailure(values: Values, result: SimulationResult): Promise<void> {
  for (const { atMs, rule, text } of result.breaches.slice(0, 3))
    say(`  at ${(atMs / 1000).toFixed(3)} s [${rule}] ${text}`)
  const replay = `npm run sim -- --seed ${result.seed} --hosts ${result.hosts}`
  say(`  ${replay}`)
  if (values['no-shrink'] || values.only !== undefined || values.trace) return
  const { print: _, ...quiet } = simulationOf(values, result.seed)
  const shrunk = await shrink({ ...quiet, hosts: result.hosts }, result)
  say(
    `  ${replay} --only ${shrunk.faults.join(',')}   (${shrunk.faults.length} of ${result.plan.length} faults, ${shrunk.runs} runs)`,
  )
}

async function runSeeds(values: Values): Promise<number> {
  const one = whole(values, 'seed')
  const first = one ?? whole(values, 'from') ?? 1
  const count = one === undefined ? (whole(values, 'seeds') ?? 10) : 1
  const tally = new Tally()
  for (let seed = first; seed < first + count; seed++) {
    const before = process.cpuUsage()
    const result = await simulate(simulationOf(values, seed))
    const { user, system } = process.cpuUsage(before)
    const cpuMs = (user + system) / 1000
    tally.add(result, cpuMs)
    say(describe(result, cpuMs))
    if (result.breaches.length > 0) await showFailure(values, result)
  }
  const { lines, missing } = summary(tally.totals())
  for (const line of lines) say(line)
  return tally.totals().failed > 0 || missing.length > 0 ? 1 : 0
}

async function main(): Promise<number> {
  const { values, positionals: names } = parse(process.argv.slice(2))
  if (values.help) {
    say(usage)
    return 0
  }
  return values.mutants ? runMutants(values.check === true, names, say) : runSeeds(values)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: Error) => {
    process.stderr.write(`sim: ${error.message}\n${usage}\n`)
    process.exitCode = 2
  },
)
