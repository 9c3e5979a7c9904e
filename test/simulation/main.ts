/** `npm run sim -- --seeds N [--hosts H] [--seed S] [--from S0] [--minutes M] [--trace]`, or `npm run sim -- --mutants [--check] [NAME …]` */
import { parseArgs } from 'node:util'
import { runMutants } from './mutants/run.ts'
import { type SimulationResult, simulate } from './simulation.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string' },
    hosts: { type: 'string' },
    minutes: { type: 'string' },
    trace: { type: 'boolean' },
    mutants: { type: 'boolean' },
    check: { type: 'boolean' },
  },
})
const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  if (values.mutants) return runMutants(values.check === true, positionals, say)
  const one = numberOf(values.seed)
  const first = one ?? numberOf(values.from) ?? 1
  const count = one !== undefined ? 1 : (numberOf(values.seeds) ?? 10)
  const hosts = numberOf(values.hosts)
  const minutes = numberOf(values.minutes)
  const results: SimulationResult[] = []
  const cpu = process.cpuUsage()
  let failed = 0
  for (let seed = first; seed < first + count; seed++) {
    const before = process.cpuUsage()
    const result = await simulate({
      seed,
      ...(hosts === undefined ? {} : { hosts }),
      ...(minutes === undefined ? {} : { minutes }),
      ...(values.trace ? { print: say } : {}),
    })
    results.push(result)
    const used = process.cpuUsage(before)
    const ms = (used.user + used.system) / 1000
    say(
      `seed ${seed}: ${result.hosts} hosts, ${(result.simulatedMs / 60_000).toFixed(0)} min, ${result.events} events, ${result.frames} frames, ${ms.toFixed(0)} ms, ${(result.simulatedMs / ms).toFixed(0)}x ${result.digest}`,
    )
    for (const breach of result.breaches.slice(0, 3))
      say(`  at ${(breach.atMs / 1000).toFixed(3)} s [${breach.rule}] ${breach.text}`)
    if (result.breaches.length > 0) {
      failed++
      say(`  npm run sim -- --seed ${seed} --hosts ${result.hosts}`)
    }
  }
  const used = process.cpuUsage(cpu)
  say(`${results.length} seeds, ${failed} failed, ${((used.user + used.system) / 1e6).toFixed(1)} CPU-seconds`)
  const sum = (of: (result: SimulationResult) => ReadonlyMap<string, number>): [string, number][] => {
    const total = new Map<string, number>()
    for (const result of results) for (const [key, n] of of(result)) total.set(key, (total.get(key) ?? 0) + n)
    return [...total].sort()
  }
  say(
    sum((r) => r.faults)
      .map(([k, n]) => `${k} ${n}`)
      .join(', '),
  )
  say(
    sum((r) => r.exercised)
      .map(([k, n]) => `${k} ${n}`)
      .join(', '),
  )
  return failed === 0 ? 0 : 1
}

process.exitCode = await main()
